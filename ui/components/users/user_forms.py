"""The forms about a user: their name and role, and, as the role needs it, the employee they are and the teams given to them."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from services.access import Role
from services.people.rosters import Person, TeamNode
from services.sign_in.users import User
from ui.components.admin.admin_forms import Complaints
from ui.components.people.people_choice import Offered, offered
from ui.components.people.team_choice import names
from ui.components.users.roles import role_meaning, role_name
from ui.i18n import _
from ui.text import plain


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a user is to be. employee: a code; teams: codes; screen: the number of the one they show."""

    name: str
    role: str
    employee: str | None
    teams: list[str]
    screen: int | None


def adding(
    people: Sequence[Person], teams: Sequence[TeamNode], screens: Mapping[int, str], employee: str | None, wrong: Complaints
) -> Wanted | None:
    """Somebody new, when it is sent. employee: the code of whom the user is to be, as the page was asked for; screens: names by number."""
    role = _role("users_add_role", Role.EMPLOYEE)
    person = next((p for p in people if p.code == employee), None)
    staff = offered("users_add_employee", people, kept=[person.code] if person else [])
    with st.form("users_add_form"):
        suggested = name_suggested(person.name) if person else ""
        name = st.text_input(_("Name to sign in with"), value=suggested, key="users_add_name", autocomplete="off")
        wrong.beneath("name")
        asked, given = _place("users_add", role, staff, teams, employee, [], wrong)
        screen = _screen("users_add", role, screens, None, wrong)
        sent = st.form_submit_button(_("Add and invite"), type="primary", icon=":material/person_add:", key="users_add_send")
    return Wanted(name, role, asked, given, screen) if sent else None


def changing(
    user: User, people: Sequence[Person], teams: Sequence[TeamNode], screens: Mapping[int, str], wrong: Complaints
) -> Wanted | None:
    """What the user is to be from now on, when it is sent."""
    key = f"users_edit_{user.name}"
    role = _role(f"{key}_role", user.role)
    staff = offered(f"{key}_employee", people, kept=[user.employee] if user.employee else [])
    with st.form(f"{key}_form"):
        asked, given = _place(key, role, staff, teams, user.employee, list(user.teams), wrong)
        screen = _screen(key, role, screens, user.screen, wrong)
        wrong.beneath("name", "role")
        sent = st.form_submit_button(_("Save"), type="primary", key=f"{key}_send")
    return Wanted(user.name, role, asked, given, screen) if sent else None


def _role(key: str, chosen: Role) -> Role:
    """The role stands outside of the form: it decides what the form asks."""
    found = st.radio(
        _("Role"),
        list(Role),
        index=list(Role).index(chosen),
        key=key,
        format_func=lambda role: plain(role_name(role)),
        captions=[role_meaning(role) for role in Role],
        persist_state="page",
    )
    return Role(found or chosen)


def _place(
    key: str, role: Role, staff: Offered, teams: Sequence[TeamNode], employee: str | None, given: list[str], wrong: Complaints
) -> tuple[str | None, list[str]]:
    """The employee and the teams, as far as the role has them."""
    asked: str | None = None
    chosen: list[str] = []
    if role is not Role.SCREEN:
        index = staff.codes.index(employee) if employee in staff.codes else None
        more: dict[str, Any] = {"placeholder": _("Nobody"), "help": _("Whose points and customers are their own.")}
        asked = st.selectbox(_("Employee"), staff.codes, index=index, key=f"{key}_employee", format_func=staff.name, **more)
        wrong.beneath("employee")
    if role is Role.MANAGER:
        words = names(teams)
        default = [code for code in given if code in words]
        more = {
            "placeholder": _("Every team"),
            "help": _("Those below are included. Left empty: every team."),
            "select_all": False,
            "wrap": True,
        }
        chosen = st.multiselect(_("Teams"), list(words), default=default, key=f"{key}_teams", format_func=lambda c: words.get(c, c), **more)
        wrong.beneath("teams", "team")
    return asked, chosen


def _screen(key: str, role: Role, screens: Mapping[int, str], chosen: int | None, wrong: Complaints) -> int | None:
    """Which screen a screen shows."""
    if role is not Role.SCREEN:
        return None
    numbers = [None, *screens]
    found = st.selectbox(
        _("Shows"),
        numbers,
        index=numbers.index(chosen) if chosen in screens else 0,
        key=f"{key}_screen",
        format_func=lambda number: _("The first screen by name") if number is None else screens.get(number, str(number)),
        help=_("Its playlist stands under Manage, Screens."),
    )
    wrong.beneath("screen")
    return found


def name_suggested(name: str) -> str:
    """`ann.li` for Ann Li, 王芳 for 王芳: something to begin with."""
    bare = unicodedata.normalize("NFKD", name) if name.isascii() or " " in name else name
    kept = "".join(letter for letter in bare.casefold() if letter.isalnum() or letter in " -'")
    return ".".join(kept.replace("'", "").split())[:40]
