"""The customers in one's reach: found by name, code or phone, and added."""

import streamlit as st

from services.access import Act
from services.errors import Refusal
from ui.components.customers import customers
from ui.components.frame import empty, masthead, wrong
from ui.i18n import _
from ui.permission import allowed
from ui.rendering import put

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
    found = customers.listed(me, typed.strip())
except Refusal as refusal:
    wrong(refusal)
    st.stop()
if found:
    put(found)
elif typed.strip():
    empty(_("Nobody is found"), _("Try another part of the name, the code, or the last digits of the phone."))
else:
    empty(_("No customers yet"), _("Your customers stand here, with their points and what you did for them. Add the first one above."))
