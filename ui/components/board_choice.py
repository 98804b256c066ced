"""Which board: of whom, by which measure, of which team; it lives in the address, so that a link keeps it."""

from dataclasses import dataclass
from functools import lru_cache

import streamlit as st

from services.access import Act
from services.boards.standings import Measure, Subject
from ui.components.segments import segments
from ui.i18n import _
from ui.reading import TeamChoice, teams
from ui.sign_in import Viewer


@dataclass(frozen=True, slots=True)
class Choice:
    subject: Subject
    measure: Measure
    team: str | None


def board_choice(page: str, me: Viewer) -> Choice:
    """The board that the reader has chosen, of those that are theirs to see."""
    subjects = {s.value: w for s, w in _subjects().items() if s is not Subject.CUSTOMERS or me.actor.may(Act.READ_CUSTOMERS)}
    subject = Subject(segments(f"{page}_board", _("Board"), "board", subjects, Subject.EMPLOYEES.value))
    measure = _measure(page) if subject is Subject.TEAMS else Measure.TOTAL
    return Choice(subject, measure, _team(page, teams(me)))


def _subjects() -> dict[Subject, str]:
    return {Subject.EMPLOYEES: _("Employees"), Subject.TEAMS: _("Teams"), Subject.CUSTOMERS: _("Customers")}


def _measure(page: str) -> Measure:
    measures = {Measure.PER_HEAD.value: _("Per head"), Measure.TOTAL.value: _("Total")}
    return Measure(segments(f"{page}_measure", _("Measure"), "measure", measures, Measure.PER_HEAD.value))


def _team(page: str, known: tuple[TeamChoice, ...]) -> str | None:
    if not known:
        return None
    asked = st.query_params.get("team")
    codes = [team.code for team in known]
    named = _named(known)
    key = f"{page}_team"
    st.session_state[key] = asked if asked in named else None
    st.selectbox(
        _("Team"),
        codes,
        key=key,
        index=None,
        format_func=lambda code: named[code],
        placeholder=_("All teams"),
        label_visibility="collapsed",
        on_change=_choose_team,
        args=(key,),
        width=240,
    )
    return asked if asked in named else None


@lru_cache(maxsize=8)
def _named(known: tuple[TeamChoice, ...]) -> dict[str, str]:
    return {team.code: "\u2003" * team.depth + team.name for team in known}


def _choose_team(key: str) -> None:
    chosen = st.session_state[key]
    if chosen:
        st.query_params["team"] = chosen
    else:
        st.query_params.pop("team", None)
