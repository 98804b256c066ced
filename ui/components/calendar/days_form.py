"""The form of days off: whose, from when to when, and what they are."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

from services.calendar.days_off import LABEL_LENGTH, DaysOff
from services.people.rosters import Person
from ui.components.admin.admin_forms import Complaints, turned
from ui.components.people.people_choice import offered
from ui.components.people.person_forms import day_input
from ui.i18n import _
from ui.rendering import show

Document = dict[str, Any]
EVERYBODY = ""


def adding(people: Sequence[Person], today: dt.date, wrong: Complaints, *, may_change_all: bool) -> Document | None:
    """Days to enter, when they are sent. Whose they are is asked outside of the form: it decides what the form asks."""
    whose = _whose(people, may_change_all)
    wrong.beneath("employee")
    if whose is None:
        return None
    with st.form("days_off_add", border=False):
        document = _days("days_off_add", today, today, wrong) | _what("days_off_add", "", True, wrong, of_everybody=whose == EVERYBODY)
        sent = st.form_submit_button(_("Add"), type="primary", key="days_off_add_send")
    return document | {"employee": whose or None} if sent else None


def _whose(people: Sequence[Person], may_change_all: bool) -> str | None:
    choice = offered("days_off_add_person", people)
    options = [EVERYBODY, *choice.codes] if may_change_all else choice.codes
    found: str | None = st.selectbox(
        _("Whose"),
        options,
        index=0 if may_change_all else None,
        key=turned("days_off_add_person"),
        format_func=lambda code: choice.name(code) if code else _("Everybody"),
        placeholder=_("Choose somebody"),
    )
    return found


def changing(days: DaysOff, wrong: Complaints) -> Document | None:
    """What of entered days is to be otherwise, when it is sent."""
    key = f"days_off_edit_{days.id}"
    with st.form(key, border=False):
        document = _days(key, days.first, days.last, wrong)
        document |= _what(key, days.label["en"], days.is_free, wrong, of_everybody=days.code is None)
        sent = st.form_submit_button(_("Save"), type="primary", key=f"{key}_send")
    return document if sent else None


def _days(key: str, first: dt.date, last: dt.date, wrong: Complaints) -> Document:
    left, right = st.columns(2)
    with left:
        begins = day_input(_("First day"), f"{key}_first", first)
        wrong.beneath("first")
    with right:
        ends = day_input(_("Last day"), f"{key}_last", last)
        wrong.beneath("last")
    return {"first": begins.isoformat() if begins else None, "last": ends.isoformat() if ends else None}


def _what(key: str, label: str, is_free: bool, wrong: Complaints, *, of_everybody: bool) -> Document:
    words = _("What it is") if of_everybody else _("Note")
    said = st.text_input(words, value=label, key=f"{key}_label", max_chars=LABEL_LENGTH, placeholder="" if of_everybody else _("Optional"))
    if not of_everybody:
        show("admin_meaning.html", text=_("Nobody need say why. Whoever reaches this person reads it."))
        wrong.beneath("label")
        return {"label": said.strip()}
    wrong.beneath("label")
    worked = st.checkbox(_("These days are worked, although they would be free"), value=not is_free, key=f"{key}_worked")
    return {"label": said.strip(), "free": not worked}
