"""Working days: what is free and for whom, entered by administrators for everybody and by managers for their people. It breaks no streak."""

import datetime as dt

import streamlit as st

from services.access import Act
from services.calendar import days_off
from services.calendar.days_off import GONE, DaysOff
from services.errors import Refusal, Unknown
from ui.components import links
from ui.components.admin.admin_forms import Complaints, asks_once, done, told
from ui.components.admin.admin_frame import back, masthead_with, sheet
from ui.components.calendar import days_form, days_list
from ui.components.frame import empty, masthead, note, wrong
from ui.components.organisation.organisation_fields import country_words, weekdays_words
from ui.components.people.people_choice import offered
from ui.components.segments import segments
from ui.data import database
from ui.i18n import _, label
from ui.permission import allowed
from ui.reading import here
from ui.reading_calendar import listed, others, people, settings
from ui.rendering import put

PATH = "manage/days_off.py"
YEAR = dt.timedelta(days=365)
EVER = dt.date(1970, 1, 1), dt.date(2199, 12, 31)

me = allowed(Act.GRANT_DAYS)
today = here(me).today
may_change_all = me.actor.may(Act.ADMINISTER)


def calendar() -> None:
    """The days of the coming or the past year."""
    masthead_with(_("Working days"), act=_("Add days off"), href=links.to("days_off", add="1"))
    note(_worked(), _("Free days break no streak."))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="days_off_choice"):
        spans = {"coming": _("Coming year"), "past": _("Past year")}
        is_past = segments("days_off_span", _("Days"), "days_of", spans, "coming") == "past"
        whose = _person()
    first, last = (today - YEAR, today - dt.timedelta(days=1)) if is_past else (today, today + YEAR)
    found = [days for days in listed(me, first, last) if whose is None or days.code in (None, whose)]
    if is_past:
        found.reverse()
    if not found:
        return empty(_("No day off is entered"), _("Public holidays, days that everybody has off, and those of each person stand here."))
    put(days_list.days_html(found[: days_list.MOST], first, today, may_change))
    if len(found) > days_list.MOST:
        note(_("Only the first {n} are shown: choose a person.").format(n=days_list.MOST))


def _worked() -> str:
    """Which days of the week are worked, and whose holidays are free."""
    known = settings(me)
    days = _("{days} are worked").format(days=weekdays_words(known["working_days"]))
    if known["holidays"] is None:
        return days
    return " · ".join((days, _("public holidays: {country}").format(country=country_words(known["holidays"]))))


def _person() -> str | None:
    """Whose days stand beside those of everybody; None: of all."""
    choice = offered("days_off_person", people(me))
    found: str | None = st.selectbox(
        _("Person"),
        choice.codes,
        index=None,
        key="days_off_person",
        format_func=choice.name,
        placeholder=_("All people"),
        label_visibility="collapsed",
        width=320,
    )
    return found


def adding() -> None:
    back(_("Working days"), "days_off")
    masthead(_("Add days off"))
    complaints = Complaints()
    with sheet():
        sent = days_form.adding(others(me), today, complaints, may_change_all=may_change_all)
    if sent:
        with complaints.listening():
            days_off.add(database(), me.actor, sent)
            done(_("The days are entered."), PATH)


def one(number: str) -> None:
    back(_("Working days"), "days_off")
    try:
        found = standing(number)
    except Refusal as refusal:
        return wrong(refusal)
    masthead(found.name or label(found.label), days_list.when(found.first, found.last, today.year))
    complaints = Complaints()
    with sheet():
        sent = days_form.changing(found, complaints)
        question = _("The days are worked again, and count for streaks.")
        is_removed = asks_once(_("Remove"), question, _("Yes, remove them"), key="days_off_remove", icon="delete", wrong=complaints)
    with complaints.listening():
        if is_removed:
            days_off.remove(database(), me.actor, found.id or 0)
            done(_("The days are removed."), PATH)
        if sent:
            days_off.change(database(), me.actor, found.id or 0, sent)
            done(_("Saved."), PATH)


def standing(number: str) -> DaysOff:
    """The entered days with a number. Raises Unknown."""
    found = next((days for days in listed(me, *EVER) if str(days.id) == number and may_change(days)), None)
    if found is None:
        raise Unknown(GONE)
    return found


def may_change(days: DaysOff) -> bool:
    """True of what somebody entered, and this reader may: everybody's days where they administer, nobody's their own."""
    return days.id is not None and (days.code != me.employee if days.code else may_change_all)


told()
if "add" in st.query_params:
    adding()
elif "days" in st.query_params:
    one(st.query_params["days"])
else:
    calendar()
