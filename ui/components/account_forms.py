"""The forms of one's own account: language, password."""

from dataclasses import dataclass

import streamlit as st

from services.people.rosters import Sight
from ui.components import links
from ui.components.admin_forms import Complaints, turned
from ui.components.roles import reach, role_name
from ui.i18n import _, language
from ui.rendering import show
from ui.sign_in import Viewer, password_rule

SWITCHED = "_account_language_switched"
LANGUAGES = {"en": "English", "zh": "中文"}


def who(me: Viewer, sight: Sight) -> None:
    """Name, role, employee and reach as a card."""
    facts = [(_("Signs in as"), me.user, "")]
    if sight.employee:
        facts.append((_("Employee"), f"{sight.employee.name} · {sight.employee.code}", links.to("my_points")))
    facts.append((_("Sees"), reach(me.role, sight), ""))
    show("admin_account.html", name=me.name, role=role_name(me.role), facts=facts)


def language_choice() -> str | None:
    """The language, when it was switched just now."""
    key = "account_language"
    switched = st.session_state.get(key) if st.session_state.pop(SWITCHED, False) else None
    st.session_state[key] = switched or language()
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        required=True,
        key=key,
        format_func=lambda code: LANGUAGES[code],
        label_visibility="collapsed",
        on_change=_switch,
    )
    return switched


def _switch() -> None:
    """Only noted here: what writes comes after the look at who asks."""
    st.session_state[SWITCHED] = True


@dataclass(frozen=True, slots=True)
class Passwords:
    old: str
    new: str
    again: str


def password_change(wrong: Complaints) -> Passwords | None:
    """The old password and twice the new one, when they are sent."""
    key = turned("account_password")
    with st.form(f"{key}_form"):
        old = st.text_input(_("Old password"), type="password", autocomplete="current-password", key=f"{key}_old")
        wrong.beneath("old")
        new = st.text_input(_("New password"), type="password", autocomplete="new-password", key=f"{key}_new")
        show("admin_meaning.html", text=password_rule())
        wrong.beneath("password")
        again = st.text_input(_("New password, again"), type="password", autocomplete="new-password", key=f"{key}_again")
        wrong.beneath("again")
        sent = st.form_submit_button(_("Change password"), type="primary", key=f"{key}_send")
    return Passwords(old, new, again) if sent else None
