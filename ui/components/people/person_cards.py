"""What is drawn about one person beside their details: the team from which day, the last day. Each gives what was asked for, once."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import streamlit as st

from services.errors import Refusal
from services.people.moving import Move
from services.people.rosters import SignIn
from ui.components import leaving
from ui.components.admin.admin_forms import Complaints
from ui.components.admin.admin_frame import heading
from ui.components.frame import wrong
from ui.components.people import moves, person_forms
from ui.i18n import _
from ui.reading import here
from ui.reading_admin import foreseen, history, tree
from ui.sign_in import Viewer


def team(me: Viewer, code: str) -> Move | None:
    """The teams so far, and the next one: what will happen is said before it is asked for."""
    heading(_("Team"))
    moves.history(history(me, code), here(me))
    wanted = person_forms.where_to(code, tree(me), here(me).today)
    if wanted is None:
        return None
    try:
        [move] = foreseen(me, [code], *wanted)
    except Refusal as refusal:
        wrong(refusal)
        return None
    moves.foreseen([move], here(me))
    is_asked = st.button(_("Move"), key="people_move", icon=":material/move_down:", disabled=move.is_nothing)
    return move if is_asked else None


@dataclass(frozen=True, slots=True)
class LastDay:
    """on: None takes it back."""

    on: dt.date | None


def last_day(me: Viewer, person: dict[str, Any], user: SignIn | None, complaints: Complaints) -> LastDay | None:
    """The last day at work, and what follows from it."""
    heading(_("Leaving"))
    today = here(me).today
    if person["left_on"]:
        leaving.is_set(person, today)
        return LastDay(None) if st.button(_("They stay after all"), key="people_stay") else None
    day = person_forms.last_day(person["code"], complaints)
    if day is None:
        return None
    leaving.foreseen(person, day, user, today)
    return LastDay(day) if st.button(_("Set the last day"), key="people_leave") else None
