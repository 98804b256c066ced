"""One customer: who they are, their points, and what was done for them."""

from functools import partial

import streamlit as st

from scoring.plan import HolderKind
from services.access import Act
from services.activities.listing_activities import activities_of
from services.boards.statements import points
from services.errors import Refusal
from services.people import customers as service
from ui.components import links
from ui.components.customers import customer
from ui.components.frame import empty, masthead, refused
from ui.components.paging import paged
from ui.data import database
from ui.i18n import _
from ui.menu import page
from ui.permission import allowed
from ui.reading import here

me = allowed(Act.READ_CUSTOMERS)
code = st.query_params.get("code", "")

if not code:
    masthead(_("Customer"))
    empty(_("No customer is chosen"), _("Choose one from the list."), act=_("Customers"), path="customers/customers.py")
    st.stop()
try:
    found = service.get_customer(database(), me.actor, code)
    statement = points(database(), me.actor, HolderKind.CUSTOMER, code)
except Refusal as refusal:
    refused(refusal)
    st.stop()

masthead(found["name"], found["code"])
with st.container(horizontal=True, vertical_alignment="center", gap="small"):
    if me.actor.may(Act.RECORD):
        st.page_link(page("me/record.py"), label=_("Record an activity"), icon=":material/add_circle:", query_params={"customer": code})
    st.page_link(page("me/entries.py"), label=_("All entries"), icon=":material/receipt_long:", query_params={"customer": code})
    if me.actor.may(Act.MANAGE_PEOPLE):
        customer.edit_button()
        customer.editing(found)

customer.points_card(statement, here(me))
customer.profile(found, me)
st.subheader(_("What was done"), anchor=False)
shown = paged("customer", code, partial(activities_of, database(), me.actor, HolderKind.CUSTOMER, code, limit=20))
if shown:
    customer.activities(shown, here(me))
else:
    empty(_("Nothing is recorded yet"), _("Visits, calls and deals with this customer stand here."))
links.back(_("Customers"), "customers/customers.py")
