"""Customers in a list, and the form that adds one."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from services.access import Act, Reach
from services.errors import Refusal
from services.people import customers, searching
from services.people.searching import CustomerFound
from ui.components import dialogs, links
from ui.components.frame import note_html, wrong
from ui.components.pickers import employee_picker
from ui.data import database, version
from ui.i18n import _, language, ngettext
from ui.reading import here, shared_by
from ui.rendering import rendered
from ui.shared import once_per
from ui.sign_in import Viewer

FIELDS = ("name", "phone", "email", "channel", "code")
MOST, MOST_TAGS = 50, 2


def listed(me: Viewer, typed: str) -> str:
    """The customers in whom a text is found, without one the last that the reader had to do with, as HTML; empty text where there is none.

    Whose they are is said where they are not the reader's own. Raises what `services.people.searching.search_customers` raises.
    """
    if typed:
        return _listed(me, typed)
    stands = version(), here(me).today, searching.customers_stand(database())
    return once_per(stands, ("customers", shared_by(me), language()), lambda: _listed(me, ""))


def _listed(me: Viewer, typed: str) -> str:
    found = searching.search_customers(database(), me.actor, typed, limit=MOST)
    if not found:
        return ""
    return rendered("customers.html", customers=tuple(_shown(one, me) for one in found)) + note_html(_which(len(found), typed))


def _which(count: int, typed: str) -> str:
    if not typed:
        return _("the last you had to do with; type to find others")
    if count == MOST:
        return _("only the first {n} are shown: type more").format(n=MOST)
    return ngettext("{n} found", "{n} found", count).format(n=count)


def _shown(one: CustomerFound, me: Viewer) -> tuple[str, str, str, tuple[str, ...]]:
    """Name, address, what is said of them, tags: plain values, so that the same list is not drawn again after each activity of anybody."""
    owner = one.owner.name if one.owner and one.owner.code != me.employee else ""
    about = " · ".join(part for part in (one.code, owner, one.phone or "") if part)
    return one.name, links.to("customer", code=one.code), about, one.tags[:MOST_TAGS]


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
