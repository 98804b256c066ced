"""The forms about one employee: who they are, their team, their last day. Each gives what was asked for, once, and nothing before."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import streamlit as st

from services.people.rosters import Person, TeamNode
from ui.components.admin.admin_forms import Complaints, turned
from ui.components.admin.admin_frame import heading
from ui.components.people.people_choice import offered
from ui.components.people.team_choice import team_choice
from ui.i18n import _, pgettext

FIRST_DAY, LAST_DAY = dt.date(1950, 1, 1), dt.date(2199, 12, 31)
Document = dict[str, Any]


def day_input(label: str, key: str, value: dt.date | None = None, **more: Any) -> dt.date | None:
    """A day, written the same in every language; None where none is chosen."""
    found = st.date_input(label, value=value, key=key, format="YYYY-MM-DD", min_value=FIRST_DAY, max_value=LAST_DAY, **more)
    return found if isinstance(found, dt.date) else None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def adding(people: Sequence[Person], teams: Sequence[TeamNode], today: dt.date, wrong: Complaints) -> tuple[str, Document] | None:
    """Code and document of somebody new, when it is sent."""
    managers = offered("people_add_manager", people)
    with st.form("people_add_form"):
        code = st.text_input(_("Code"), key="people_add_code", help=_("The organisation's own, such as E01. It stays as it is for ever."))
        wrong.beneath("code")
        name = st.text_input(pgettext("person", "Name"), key="people_add_name")
        wrong.beneath("name")
        team = team_choice("people_add_team", teams, label=_("Team"))
        wrong.beneath("team")
        joined = day_input(_("First day at work"), "people_add_joined", today)
        wrong.beneath("joined_on", "team_from")
        email = st.text_input(_("Email"), key="people_add_email", placeholder=_("Optional"))
        wrong.beneath("email")
        manager = st.selectbox(
            _("Manager"), managers.codes, index=None, key="people_add_manager", format_func=managers.name, placeholder=_("Optional")
        )
        wrong.beneath("manager")
        birthday = birthday_input("people_add_birthday", wrong)
        sent = st.form_submit_button(_("Add"), type="primary", icon=":material/person_add:", key="people_add_send")
    document = {"name": name, "team": team, "joined_on": _iso(joined), "email": email, "manager": manager, "birthday": birthday}
    return (code, document) if sent else None


def details(person: Document, people: Sequence[Person], wrong: Complaints) -> Document | None:
    """What of an employee is to be otherwise, when it is sent."""
    code = person["code"]
    key = f"people_edit_{code}"
    managers = offered(f"{key}_manager", people, kept=[person["manager"]] if person["manager"] else [])
    chosen = managers.codes.index(person["manager"]) if person["manager"] in managers.codes else None
    joined_on = dt.date.fromisoformat(person["joined_on"]) if person["joined_on"] else None
    heading(_("Details"))
    with st.form(f"{key}_form"):
        name = st.text_input(pgettext("person", "Name"), value=person["name"], key=f"{key}_name")
        wrong.beneath("name")
        email = st.text_input(_("Email"), value=person["email"] or "", key=f"{key}_email", placeholder=_("Optional"))
        wrong.beneath("email")
        joined = day_input(_("First day at work"), f"{key}_joined", joined_on)
        wrong.beneath("joined_on")
        manager = st.selectbox(
            _("Manager"), managers.codes, index=chosen, key=f"{key}_manager", format_func=managers.name, placeholder=_("Nobody")
        )
        wrong.beneath("manager")
        birthday = birthday_input(f"{key}_birthday", wrong, person["birthday"])
        sent = st.form_submit_button(_("Save"), type="primary", key=f"{key}_send")
    return {"name": name, "email": email, "joined_on": _iso(joined), "manager": manager, "birthday": birthday} if sent else None


def birthday_input(key: str, wrong: Complaints, value: str | None = None) -> str:
    """Month and day, as they are typed; empty where none is known."""
    helps = _("Month and day, such as 03-02. Screens on walls congratulate; on My account everybody can hide theirs.")
    found = st.text_input(_("Birthday"), value=value or "", key=key, placeholder=_("Optional, such as 03-02"), help=helps)
    wrong.beneath("birthday")
    return found.strip()


def where_to(code: str, teams: Sequence[TeamNode], today: dt.date) -> tuple[str | None, dt.date] | None:
    """A team (None: none) and the day from which, as soon as both are chosen."""
    key = turned(f"people_move_{code}")
    with st.container(horizontal=True, gap="small", key=f"{key}_choice"):
        team = team_choice(key, teams, label=_("Move to"), none=_("No team"), width=280)
        day = day_input(_("From"), f"{key}_day", today, width=180)
    return None if team is None or day is None else (team or None, day)


def last_day(code: str, wrong: Complaints) -> dt.date | None:
    """The last day at work, as soon as it is chosen."""
    day = day_input(_("Last day at work"), f"people_leave_{code}_day", width=180)
    wrong.beneath("left_on")
    return day
