"""API keys: what each scope opens, the form for a new one, and the key itself, shown once."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from services.access import Scope
from ui import formats
from ui.components import links
from ui.components.admin.admin_forms import Complaints
from ui.components.admin.admin_frame import heading
from ui.i18n import _
from ui.reading import Here
from ui.rendering import show
from ui.text import plain

KEPT = "api_keys_made"
DOCUMENTATION = "/api/docs"


def scopes() -> dict[Scope, str]:
    """What each opens, in one sentence."""
    return {
        Scope.ACTIVITIES_WRITE: _("Record activities for anyone, approve, decline and reverse them."),
        Scope.POINTS_READ: _("Read boards, points, entries and customers, with phone and email masked."),
        Scope.PEOPLE_WRITE: _("Add and change employees, teams, customers and activity types, and read them whole."),
        Scope.PLANS_WRITE: _("Replay and publish the scoring plan."),
        Scope.REWARDS_WRITE: _("Manage the store, and redeem for employees and customers."),
        Scope.ADMIN: _("Everything above, corrections, and the settings. Give it to nothing that you do not run yourself."),
    }


def adding(wrong: Complaints) -> tuple[str, list[str]] | None:
    """Name and scopes of a new key, when it is sent."""
    with st.form("api_keys_add_form"):
        name = st.text_input(
            _("Name"),
            key="api_keys_add_name",
            placeholder=_("The system that will use it, such as CRM"),
            autocomplete="off",
        )
        wrong.beneath("name")
        show("admin_label.html", words=_("What it may do"))
        chosen = [scope.value for scope, means in scopes().items() if _scope(scope, means)]
        wrong.beneath("scope")
        sent = st.form_submit_button(_("Make the key"), type="primary", icon=":material/key:", key="api_keys_add_send")
    return (name, chosen) if sent else None


def _scope(scope: Scope, means: str) -> bool:
    with st.container(gap=None, key=f"api_keys_scope_{scope.value}"):
        is_chosen = st.checkbox(f"`{scope.value}`", key=f"api_keys_add_{scope.value}")
        show("admin_meaning.html", text=means)
    return is_chosen


def keep(name: str, key: str) -> None:
    """The key stands on the page until the reader says that it is kept, or goes elsewhere."""
    st.session_state[KEPT] = (name, key)


def forget() -> None:
    st.session_state.pop(KEPT, None)


def show_made() -> None:
    """The key that was made just now, once."""
    name, key = st.session_state.get(KEPT, ("", ""))
    if not key:
        return
    with st.container(border=True, key="api_keys_made_card"):
        heading(_("The key {name}").format(name=name), _("Copy it now: it is shown only here, and kept nowhere."))
        st.code(key, language=None, wrap_lines=True)
        st.button(_("I have copied it"), key="api_keys_made_done", on_click=forget)


def every(keys: Sequence[dict[str, Any]], here: Here) -> None:
    """Every key with what became of it and, while it opens something, the way to revoke it; and the way to what they are for."""
    show("admin_keys.html", keys=tuple(_line(key, here) for key in keys), documentation=DOCUMENTATION)


def _line(key: dict[str, Any], here: Here) -> tuple[object, ...]:
    """name, scopes, moments, whether it is revoked, where it can be revoked: plain, so that it is drawn once."""
    name, when = key["name"], [_("made {time}").format(time=formats.moment(key["created_at"], here.now, here.zone))]
    if key["revoked_at"]:
        when.append(_("revoked {time}").format(time=formats.moment(key["revoked_at"], here.now, here.zone)))
    return name, tuple(key["scopes"]), tuple(when), bool(key["revoked_at"]), links.to("api_keys", revoke=name)


def revoking(name: str, wrong: Complaints) -> bool:
    """True when the key is to be revoked, after it was said what that means."""
    st.markdown(plain(_("Whatever uses {name} is refused within seconds, for ever. A new key is another one.").format(name=name)))
    sure = st.button(plain(_("Revoke {name}").format(name=name)), key="api_keys_revoke", type="primary", icon=":material/block:")
    wrong.beneath("name")
    return sure
