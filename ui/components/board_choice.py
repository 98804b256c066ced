"""Which board: of whom, by which measure, of which team; it lives in the address, so that a link keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import streamlit as st

from services.access import Act
from services.standings import Measure, Subject
from ui.i18n import _
from ui.reading import TeamChoice, teams
from ui.sign_in import Viewer

T = TypeVar("T", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Choice:
    subject: Subject
    measure: Measure
    team: str | None


def board_choice(page: str, me: Viewer) -> Choice:
    """The board that the reader has chosen, of those that are theirs to see."""
    open_to_me = [s for s in Subject if s is not Subject.CUSTOMERS or me.actor.may(Act.READ_CUSTOMERS)]
    subject = _among(open_to_me, "board", Subject.EMPLOYEES)
    measure = _among(list(Measure), "measure", Measure.PER_HEAD) if subject is Subject.TEAMS else Measure.TOTAL
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{page}_choice"):
        _segments(f"{page}_board", _("Board"), "board", {s.value: w for s, w in _subjects().items() if s in open_to_me}, subject)
        if subject is Subject.TEAMS:
            _segments(f"{page}_measure", _("Measure"), "measure", {m.value: w for m, w in _measures().items()}, measure)
        team = _team(page, teams(me))
    return Choice(subject, measure, team)


def _subjects() -> dict[Subject, str]:
    return {Subject.EMPLOYEES: _("Employees"), Subject.TEAMS: _("Teams"), Subject.CUSTOMERS: _("Customers")}


def _measures() -> dict[Measure, str]:
    return {Measure.PER_HEAD: _("Per head"), Measure.TOTAL: _("Total")}


def _among(known: Sequence[T], name: str, default: T) -> T:
    """The member that the address names, else the default."""
    asked = st.query_params.get(name, "")
    return next((member for member in known if member.value == asked), default)


def _segments(key: str, words: str, name: str, options: dict[str, str], chosen: Subject | Measure) -> None:
    st.session_state[key] = chosen.value
    st.segmented_control(
        words,
        list(options),
        key=key,
        format_func=lambda value: options[value],
        label_visibility="collapsed",
        required=True,
        on_change=_choose,
        args=(key, name),
    )


def _choose(key: str, name: str) -> None:
    st.query_params[name] = st.session_state[key]


def _team(page: str, known: tuple[TeamChoice, ...]) -> str | None:
    if not known:
        return None
    asked = st.query_params.get("team")
    codes = [team.code for team in known]
    named = {team.code: "\u2003" * team.depth + team.name for team in known}
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


def _choose_team(key: str) -> None:
    chosen = st.session_state[key]
    if chosen:
        st.query_params["team"] = chosen
    else:
        st.query_params.pop("team", None)
