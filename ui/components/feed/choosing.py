"""Choosing what is celebrated: the fields of the form, and saving them without writing over what somebody else chose."""

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.feed import choices
from services.feed.choices import DEFAULT_PLACES, MOST_PLACES, MOST_POINTS, PERIODS, Chosen
from ui import formats
from ui.components.frame import wrong
from ui.components.heading import heading
from ui.data import database
from ui.i18n import _, label, ngettext
from ui.permission import still_allowed
from ui.reading import TeamChoice, activity_types, teams
from ui.reading_feed import chosen as read_chosen
from ui.sign_in import Viewer
from ui.text import plain

BASE, SAID = "celebrations_base", "celebrations_said"
TYPES, AMOUNT, POINTS = "celebrations_types", "celebrations_amount_{key}", "celebrations_points_{key}"
LEADERS, COMPANY, LEVEL = "celebrations_leaders", "celebrations_company", "celebrations_level"
CLIMBERS, PLACES, OVER = "celebrations_climbers", "celebrations_places", "celebrations_over"
STALE = "changed_meanwhile"
NONE, EVERY = 0, "all"
MOST_NAMED = 3


def take_up(chosen: Chosen) -> None:
    """The fields hold what is chosen, unless the reader has begun to change them."""
    base: Chosen | None = st.session_state.get(BASE)
    is_begun = base is not None and TYPES in st.session_state and document() != base.choices.document()
    if not is_begun and (base is None or base.revision != chosen.revision or TYPES not in st.session_state):
        load(chosen)


def load(chosen: Chosen) -> None:
    """The fields hold these choices."""
    told, state = chosen.choices, st.session_state
    state[BASE] = chosen
    state[TYPES] = list(told.deals)
    for key, least in told.document()["deals"].items():
        state[AMOUNT.format(key=key)] = least.get("from_amount", "")
        state[POINTS.format(key=key)] = least.get("from_points")
    state[LEADERS], state[COMPANY], state[OVER] = list(told.leaders), told.company, list(told.period_over)
    state[LEVEL] = EVERY if told.team_level is None else told.team_level
    state[CLIMBERS], state[PLACES] = told.gained is not None, told.gained or DEFAULT_PLACES


def document() -> dict[str, Any]:
    """What stands in the fields, as `services.feed.choices.read` reads it."""
    state = st.session_state
    return {
        "deals": {key: _least(key) for key in state[TYPES]},
        "leaders": {"periods": [one for one in PERIODS if one in state[LEADERS]], "company": state[COMPANY], "teams": state[LEVEL]},
        "gained": {"places": state[PLACES] if state[CLIMBERS] else None},
        "period_over": [one for one in PERIODS if one in state[OVER]],
    }


def _least(key: str) -> dict[str, Any]:
    amount, points = st.session_state.get(AMOUNT.format(key=key)), st.session_state.get(POINTS.format(key=key))
    return ({"from_amount": amount.strip()} if amount and amount.strip() else {}) | ({"from_points": points} if points is not None else {})


# the fields -----------------------------------------------------------------------------------------------------------------------


def fields(me: Viewer, chosen: Chosen) -> None:
    """The choices in plain words."""
    known = {key: label(one["label"]) for key, one in activity_types(me).items()}
    known |= {key: key for key in chosen.choices.deals if key not in known}
    periods = {"week": _("Week"), "month": _("Month"), "quarter": _("Quarter")}
    heading(_("Results"))
    picked = st.multiselect(_("Tell when somebody earns points by"), list(known), key=TYPES, format_func=lambda key: known.get(key, key))
    for key in picked:
        _threshold(key, known.get(key, key))
    heading(_("New leaders"))
    st.pills(
        _("Tell when somebody takes the lead of the"), PERIODS, key=LEADERS, format_func=lambda one: periods[one], selection_mode="multi"
    )
    st.checkbox(_("In the whole organisation"), key=COMPANY)
    levels = _levels(teams(me))
    st.selectbox(_("And in teams"), list(levels), key=LEVEL, format_func=lambda level: levels[level])
    heading(_("Places gained"))
    st.checkbox(_("Tell at the end of a day who climbed in the month"), key=CLIMBERS, help=_climbing())
    st.number_input(_("From how many places up"), 1, MOST_PLACES, key=PLACES, disabled=not st.session_state[CLIMBERS], width=220)
    heading(_("Ends of periods"))
    st.pills(_("Tell who finished first when this ends"), PERIODS, key=OVER, format_func=lambda one: periods[one], selection_mode="multi")


def _threshold(key: str, name: str) -> None:
    name = plain(name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            _("{activity}: from an amount of").format(activity=name), key=AMOUNT.format(key=key), placeholder=_("any"), max_chars=20
        )
        words = _("{activity}: from how many points").format(activity=name)
        st.number_input(words, 1, MOST_POINTS, None, key=POINTS.format(key=key), placeholder=_("any"))


def _climbing() -> str:
    return _("Whoever comes into the first three is always told, and of the others the three who climbed furthest into the upper half.")


def _whole(known: Sequence[TeamChoice]) -> set[int]:
    """The level whose only team is the whole organisation."""
    return {0} if sum(team.depth == 0 for team in known) == 1 else set()


def _levels(known: Sequence[TeamChoice]) -> dict[Any, str]:
    """What may be chosen of teams: none, all, or those of a level, by the names of some."""
    levels: dict[Any, str] = {NONE: _("In no team"), EVERY: _("In every team")}
    for depth in sorted({team.depth for team in known} - _whole(known)):
        names = [team.name for team in known if team.depth == depth]
        more = len(names) - MOST_NAMED
        listed = (
            formats.listed(names)
            if more <= 0
            else ngettext("{names} and {n} more", "{names} and {n} more", more).format(
                names=", ".join(names[:MOST_NAMED]), n=formats.number(more)
            )
        )
        levels[depth + 1] = listed
    return levels


# saving ---------------------------------------------------------------------------------------------------------------------------


def saving(chosen: Chosen, stated: dict[str, Any]) -> None:
    """The button, and above it what stands in the way. stated: what stands in the fields."""
    refusal = st.session_state.pop(SAID, None)
    if refusal is not None:
        wrong(refusal)
    base: Chosen = st.session_state[BASE]
    if base.revision != chosen.revision:
        st.warning(
            _("Somebody else chose anew meanwhile. Nothing of yours is lost, and nothing of it is saved yet."), icon=":material/group:"
        )
        with st.container(horizontal=True):
            st.button(_("See their choice"), key="celebrations_theirs", on_click=take_theirs)
            st.button(_("Save mine instead"), key="celebrations_mine", type="primary", on_click=save_mine)
        return
    is_new = stated != base.choices.document()
    st.button(_("Save"), key="celebrations_save", type="primary", on_click=save, disabled=not is_new)


def save() -> None:
    """What stands in the fields is celebrated from now on, where nobody else has chosen since they were filled."""
    me, base = still_allowed(Act.CELEBRATE), st.session_state.get(BASE)
    if me is None or base is None:
        return
    try:
        saved = choices.choose(database(), me.actor, document(), revision=base.revision)
    except Refusal as refusal:
        if refusal.code != STALE:  # of that the page tells by itself, with what can be done
            st.session_state[SAID] = refusal
    else:
        load(saved)
        st.toast(_("Saved."), icon=":material/check:")


def take_theirs() -> None:
    me = still_allowed(Act.CELEBRATE)
    if me is not None:
        load(read_chosen(me))


def save_mine() -> None:
    """What stands in the fields replaces what somebody else chose, which was told."""
    me = still_allowed(Act.CELEBRATE)
    if me is not None:
        st.session_state[BASE] = read_chosen(me)
        save()


def written(stated: dict[str, Any]) -> str:
    """The document as a text that tells it from others."""
    return json.dumps(stated, sort_keys=True, ensure_ascii=False)
