"""Which board: of whom, by which measure, of which points and team; it lives in the address, so that a link keeps it.

The rarer choices stand in a popover, which is drawn only while it is open.
"""

from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from scoring.periods import PeriodKind
from services.access import Act
from services.boards.narrowing import Choices
from services.boards.standings import Measure, Subject
from ui.components import links
from ui.components.boards.words import measures, narrowings
from ui.components.segments import chosen
from ui.i18n import _, pgettext
from ui.reading import TeamChoice, teams
from ui.reading_boards import narrowing
from ui.rendering import rendered
from ui.sign_in import Viewer

OVER_TIME = "time"
QUARTERLY = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
"""The kinds of period that have targets, and an average to be compared with."""
MOST_TYPED = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """by: what alone counts, as `services.boards.narrowing.By` is written; find: whom the reader looks for; empty where nothing was chosen."""

    subject: Subject
    measure: str
    team: str | None
    by: str | None
    find: str
    is_over_time: bool

    @property
    def kinds(self) -> tuple[PeriodKind, ...]:
        """The kinds of period that there is such a board of."""
        return QUARTERLY if self.measure in (Measure.TARGET, Measure.IMPROVEMENT) else tuple(PeriodKind)

    @property
    def may_be_custom(self) -> bool:
        return self.subject is not Subject.CUSTOMERS and not self.is_over_time and self.measure in (Measure.TOTAL, Measure.PER_HEAD)


def asked_choice(me: Viewer) -> Choice:
    """The board that the address asks for, of those that are the reader's to see."""
    query, subject = st.query_params, Subject(chosen("board", _subjects(me), Subject.EMPLOYEES.value))
    of_customers = subject is Subject.CUSTOMERS
    is_over_time = not of_customers and query.get("view") == OVER_TIME
    return Choice(
        subject,
        Measure.TOTAL if of_customers else query.get("measure") or default_measure(subject),
        query.get("team") or None,
        None if of_customers else query.get("by") or None,
        "" if is_over_time else query.get("find", "")[:MOST_TYPED].strip(),
        is_over_time,
    )


def top_html(title: str, page: str, choice: Choice) -> str:
    """The title of the page, with the way to the ranks over time and back."""
    query = st.query_params.to_dict()
    now = links.to(page, **{name: value for name, value in query.items() if name != "view"})
    then = links.to(page, **{name: value for name, value in query.items() if name != "find"} | {"view": OVER_TIME})
    views = (_("Now"), now, not choice.is_over_time), (pgettext("ranks", "Over time"), then, choice.is_over_time)
    return rendered("board_top.html", title=title, label=_("View"), options=() if choice.subject is Subject.CUSTOMERS else views)


def subjects_html(page: str, me: Viewer, choice: Choice) -> str:
    """Whose board it is, as links to those of the others: the measures of one are not those of another, nor are those who stand on it."""
    query = st.query_params.to_dict()
    options = tuple((word, _of_another(page, query, subject, choice), choice.subject == subject) for subject, word in _subjects(me).items())
    return rendered("board_segments.html", label=_("Board"), options=options)


def _of_another(page: str, query: dict[str, str], subject: str, choice: Choice) -> str:
    dropped = ("measure", "find", *(("by",) if subject == Subject.CUSTOMERS else ())) if choice.subject != subject else ()
    return links.to(page, **{name: value for name, value in query.items() if name not in dropped} | {"board": subject})


def choices(page: str, me: Viewer, choice: Choice) -> None:
    """What else the board is chosen by, and whom the reader looks for."""
    _more(page, me, choice.subject)
    if not choice.is_over_time:
        _looked_for(page, choice.find)


def default_measure(subject: Subject) -> str:
    """Teams are of different sizes: what each member brings compares them."""
    return Measure.PER_HEAD.value if subject is Subject.TEAMS else Measure.TOTAL.value


def _subjects(me: Viewer) -> dict[str, str]:
    words = {Subject.EMPLOYEES: _("Employees"), Subject.TEAMS: _("Teams"), Subject.CUSTOMERS: _("Customers")}
    return {s.value: word for s, word in words.items() if s is not Subject.CUSTOMERS or me.actor.may(Act.READ_CUSTOMERS)}


def _drop(*names: str) -> None:
    for name in names:
        st.query_params.pop(name, None)


def _looked_for(page: str, find: str) -> None:
    """Whom the reader looks for: a part of a name."""
    key = f"{page}_find"
    st.session_state[key] = find
    st.text_input(
        _("Find"),
        key=key,
        type="search",
        placeholder=_("Find a name"),
        max_chars=MOST_TYPED,
        label_visibility="collapsed",
        on_change=_typed,
        args=(key, "find"),
        width=200,
    )


def _typed(key: str, query: str) -> None:
    """What was typed or chosen stands in the address; nothing of it where nothing was."""
    value = st.session_state[key]
    if value:
        st.query_params[query] = value
    else:
        _drop(query)


# behind the button ----------------------------------------------------------------------------------------------------------------


def _more(page: str, me: Viewer, subject: Subject) -> None:
    """Measure, what counts, and team, while the reader has them open."""
    more = st.popover(_("More options"), icon=":material/tune:", key=f"{page}_choose", on_change="rerun")
    if not more.open:
        return
    with more:
        if subject is not Subject.CUSTOMERS:
            _measure(page, subject)
            _by(page, narrowing(me))
        _team(page, teams(me))


def _measure(page: str, subject: Subject) -> None:
    key, words = f"{page}_measure", measures(subject)
    asked = st.query_params.get("measure")
    st.session_state[key] = asked if asked in words else default_measure(subject)
    st.radio(
        _("Measure"),
        list(words),
        key=key,
        format_func=lambda measure: words[measure].name,
        captions=[each.meaning for each in words.values()],
        on_change=_choose_measure,
        args=(key, default_measure(subject)),
    )


def _choose_measure(key: str, default: str) -> None:
    """What goes with the new measure stays, what does not goes."""
    measure = st.session_state[key]
    if measure == default:
        _drop("measure")
    else:
        st.query_params["measure"] = measure
    if measure in (Measure.TARGET, Measure.IMPROVEMENT) and st.query_params.get("period") not in QUARTERLY:
        _drop("period", "on", "from", "to")
    if measure == Measure.TARGET:
        _drop("by")


def _by(page: str, offered: Choices) -> None:
    if st.query_params.get("measure") == Measure.TARGET:
        return
    key, words = f"{page}_by", narrowings(offered)
    asked = st.query_params.get("by")
    st.session_state[key] = asked if asked in words else None
    st.selectbox(
        _("What counts"),
        list(words),
        key=key,
        index=None,
        format_func=lambda by: words[by],
        placeholder=_("All points"),
        on_change=_typed,
        args=(key, "by"),
    )


def _team(page: str, known: tuple[TeamChoice, ...]) -> None:
    if not known:
        return
    key, words = f"{page}_team", named(known)
    asked = st.query_params.get("team")
    st.session_state[key] = asked if asked in words else None
    st.selectbox(
        _("Team"),
        list(words),
        key=key,
        index=None,
        format_func=lambda code: words[code],
        placeholder=_("All teams"),
        on_change=_typed,
        args=(key, "team"),
    )


@lru_cache(maxsize=8)
def named(known: tuple[TeamChoice, ...]) -> dict[str, str]:
    """Every team by its code, those below another one further in."""
    return {team.code: "\u2003" * team.depth + team.name for team in known}
