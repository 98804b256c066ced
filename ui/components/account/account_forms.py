"""The forms of one's own account: language, how one stands on boards, password."""

from dataclasses import dataclass

import streamlit as st

from config.phrases import PHRASES
from services.people.naming import Naming
from services.people.personal_days import OwnDays
from services.people.rosters import Sight
from ui.components import links
from ui.components.admin.admin_forms import Complaints, turned
from ui.components.admin.admin_frame import heading
from ui.components.users.roles import reach, role_name
from ui.i18n import _, language
from ui.menu import address_of, title_of
from ui.rendering import put, rendered, show
from ui.sign_in import Viewer, password_rule

SWITCHED = "_account_language_switched"
RENAMED = "_account_naming_switched"
DAYS_HIDDEN = "_account_days_switched"
LANGUAGES = {"en": "English", "zh": "中文"}


def top(title: str, home: str) -> None:
    """The title of the page with the way back to where one's day begins, because the menu of whoever has one page is not shown in a wide window.

    home: as in the menu.
    """
    way = rendered("admin_back.html", words=title_of(home), href=links.to(address_of(home)))
    put(way + rendered("masthead.html", title=title, beside=""))


def who(me: Viewer, sight: Sight) -> None:
    """Name, role, employee and reach as a card, and the heading of what follows."""
    facts = [(_("Signs in as"), me.user, "")]
    if sight.employee:
        facts.append((_("Employee"), f"{sight.employee.name} · {sight.employee.code}", links.to("my_points")))
    facts.append((_("Sees"), reach(me.role, sight), ""))
    card = rendered("admin_account.html", name=me.name, role=role_name(me.role), facts=tuple(facts))
    put(card + rendered("admin_heading.html", title=_("Language"), text=""))


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


def naming_choice(now: Naming) -> bool | None:
    """Whether the reader stands on boards as a number, when it was switched just now."""
    key = "account_unnamed"
    switched = st.session_state.get(key) if st.session_state.pop(RENAMED, False) else None
    st.session_state[key] = now.is_unnamed if switched is None else switched
    meaning = _("To everybody else you are “{name}”, on boards, in the feed and on the wall. You always see your own name.")
    heading(_("On boards"), meaning.format(name=as_number(now)))
    st.toggle(_("Stand on boards as a number"), key=key, on_change=_rename)
    return switched


def days_choice(now: OwnDays) -> bool | None:
    """Whether screens are to tell the reader's days, when it was switched just now."""
    key = "account_days_told"
    switched = st.session_state.get(key) if st.session_state.pop(DAYS_HIDDEN, False) else None
    st.session_state[key] = not now.are_hidden if switched is None else switched
    st.toggle(_("Screens on walls tell my birthday and my work anniversaries"), key=key, on_change=_switch_days)
    return switched


def _switch_days() -> None:
    """Only noted here, as `_switch` does."""
    st.session_state[DAYS_HIDDEN] = True


def as_number(now: Naming) -> str:
    """`Member 17`; `Member` and a sign for the number of whoever was not given one yet."""
    return PHRASES[language()]["member"].format(n=now.number or "…")


def _rename() -> None:
    """Only noted here, as `_switch` does."""
    st.session_state[RENAMED] = True


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
