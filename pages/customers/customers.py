"""The customers in one's reach: found by name, code or phone, and added."""

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.people import searching
from ui.components import customers
from ui.components.frame import empty, masthead, note, wrong
from ui.data import database
from ui.i18n import _, ngettext
from ui.permission import allowed

MOST = 50

me = allowed(Act.READ_CUSTOMERS)

masthead(_("Customers"))
with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="customers_controls"):
    typed = st.text_input(
        _("Search"),
        key="customers_search",
        placeholder=_("Name, code or the last digits of the phone"),
        icon=":material/search:",
        label_visibility="collapsed",
        max_chars=200,
    )
    if me.actor.may(Act.ADD_CUSTOMER):
        customers.add_button("customers", _("Add a customer"))
customers.adding("customers")

try:
    found = searching.search_customers(database(), me.actor, typed.strip(), limit=MOST)
except Refusal as refusal:
    wrong(refusal)
    st.stop()
if found:
    customers.listed(found, me)
    note(
        _("the last you had to do with; type to find others")
        if not typed.strip()
        else _("only the first {n} are shown: type more").format(n=MOST)
        if len(found) == MOST
        else ngettext("{n} found", "{n} found", len(found)).format(n=len(found))
    )
elif typed.strip():
    empty(_("Nobody is found"), _("Try another part of the name, the code, or the last digits of the phone."))
else:
    empty(_("No customers yet"), _("Your customers stand here, with their points and what you did for them. Add the first one above."))
