"""Customers in a list, and the form that adds one."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from services.access import Act, Reach
from services.errors import Refusal
from services.people import customers
from services.people.searching import CustomerFound
from ui.components import dialogs, links
from ui.components.frame import wrong
from ui.components.pickers import employee_picker
from ui.data import database
from ui.i18n import _
from ui.rendering import show
from ui.sign_in import Viewer

FIELDS = ("name", "phone", "email", "channel", "code")


def listed(found: Sequence[CustomerFound], me: Viewer) -> None:
    """The customers, each a line that leads to theirs; whose they are is said where they are not the reader's own."""
    show("customers.html", customers=[_shown(one, me) for one in found])


def _shown(one: CustomerFound, me: Viewer) -> dict[str, object]:
    return {
        "name": one.name,
        "href": links.to("customer", code=one.code),
        "code": one.code,
        "owner": one.owner.name if one.owner and one.owner.code != me.employee else "",
        "phone": one.phone or "",
        "tags": one.tags,
    }


def adding(page: str, then: Callable[[str], None] | None = None) -> None:
    """The dialog that adds a customer, where `add_button` opened it; then: is told the code."""
    dialogs.shown(f"{page}_add", _("Add a customer"), Act.ADD_CUSTOMER, partial(_added, page, then))


def add_button(page: str, words: str) -> None:
    dialogs.opener(words, f"{page}_add", icon=":material/person_add:", key=f"{page}_add_open")


def _added(page: str, then: Callable[[str], None] | None, me: Viewer) -> bool:
    document = _form(me, page)
    if document is None:
        return False
    try:
        made = customers.add_customer(database(), me.actor, document)
    except Refusal as refusal:
        wrong(refusal)
        return False
    st.toast(_("The customer is added"), icon=":material/check:")
    if then is not None:
        then(made["code"])
    return True


def _form(me: Viewer, page: str) -> dict[str, object] | None:
    """What was typed, when it is sent."""
    owner = None
    if me.actor.reach(Act.ADD_CUSTOMER) is not Reach.OWN:
        owner = employee_picker(me, f"{page}_new_owner", _("Belongs to"))
    with st.form(f"{page}_new_customer", border=False):
        words = {"name": _("Name"), "phone": _("Phone"), "email": _("Email"), "channel": _("How they came to us"), "code": _("Code")}
        helps = {"code": _("Your own number for this customer. Leave it empty to get one.")}
        typed = {name: st.text_input(words[name], key=f"{page}_new_{name}", max_chars=200, help=helps.get(name)) for name in FIELDS}
        if not st.form_submit_button(_("Add"), type="primary", key=f"{page}_new_send"):
            return None
    document: dict[str, object] = {name: value.strip() for name, value in typed.items() if value.strip()}
    return document | ({"owner": owner} if owner else {})
