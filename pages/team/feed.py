"""Feed: what happened that is worth telling, and what people answer to it."""

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.feed.kinds import Kind
from ui.components import links
from ui.components.boards.choice import named
from ui.components.feed.items import items_html
from ui.components.feed.reacting import listen
from ui.components.frame import empty, wrong
from ui.components.segments import chosen
from ui.i18n import _, language
from ui.live import live
from ui.permission import allowed
from ui.reading import here, teams
from ui.reading_feed import feed_items, stands
from ui.rendering import put, rendered
from ui.shared import once_per
from ui.sign_in import Viewer

ALL = "all"
PAGE, MOST = 30, 900
SHOWN, TEAM = "feed_shown", "feed_team"

me = allowed(Act.READ_FEED)


def kind_choice() -> str | None:
    """The kind that the reader looks at, beneath the title of the page; None: all."""
    words = {
        ALL: _("Everything"),
        Kind.DEAL.value: _("Deals"),
        Kind.LEADER.value: _("New leaders"),
        Kind.GAINED.value: _("Places gained"),
        Kind.PERIOD_OVER.value: _("Periods"),
    }
    kind, kept = chosen("kind", words, ALL), {name: value for name, value in st.query_params.to_dict().items() if name != "kind"}
    options = tuple((word, links.to("feed", **kept, kind=None if one == ALL else one), one == kind) for one, word in words.items())
    put(rendered("feed_top.html", title=_("Feed"), label=_("What happened"), options=options))
    return None if kind == ALL else kind


def team_choice() -> str | None:
    """The code of the team that the reader looks at; None: all."""
    words = named(teams(me))
    asked = st.query_params.get("team")
    st.session_state[TEAM] = asked if asked in words else None
    how = {"format_func": lambda code: words[code], "placeholder": _("All teams"), "label_visibility": "collapsed", "width": 220}
    st.selectbox(_("Team"), list(words), key=TEAM, index=None, on_change=choose_team, **how)
    return asked


def choose_team() -> None:
    team = st.session_state[TEAM]
    if team:
        st.query_params["team"] = team
    else:
        st.query_params.pop("team", None)


@live
def happened(kind: str | None, team: str | None) -> None:
    """The newest, and as much of what is older as was asked for."""
    reader: Viewer = allowed(Act.READ_FEED)
    shown = min(st.session_state.get(SHOWN, PAGE), MOST)
    try:
        found = feed_items(reader, limit=shown, kind=kind, team=team)
    except Refusal as refusal:
        return wrong(refusal)
    if not found:
        return nothing(reader, is_narrowed=kind is not None or team is not None)
    key = ("feed drawn", reader.user, language(), shown, kind, team)
    put(once_per(stands(reader), key, lambda: items_html(found[:shown], here(reader))))
    listen()
    if len(found) > shown and shown < MOST:
        st.button(_("Show more"), key="feed_older", on_click=show_older, icon=":material/expand_more:")


def show_older() -> None:
    st.session_state[SHOWN] = st.session_state.get(SHOWN, PAGE) + PAGE


def nothing(reader: Viewer, *, is_narrowed: bool) -> None:
    """An empty feed says what fills it."""
    if is_narrowed:
        return empty(_("Nothing like this has happened yet"), _("Choose another kind or another team to see more."))
    act = {"act": _("Choose what is celebrated"), "path": "manage/celebrations.py"} if reader.actor.may(Act.CELEBRATE) else {}
    empty(
        _("Nothing has happened yet"), _("Deals, new leaders, places gained and the ends of periods are told here as they happen."), **act
    )


with st.container(key="feed_choice"):
    chosen_kind, chosen_team = kind_choice(), team_choice()
happened(chosen_kind, chosen_team)
