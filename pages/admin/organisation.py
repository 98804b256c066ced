"""The organisation's settings: what it is called, where its days begin, how it counts."""

import streamlit as st

from services import organising
from services.access import Act
from ui.components.admin_forms import Complaints, done, told
from ui.components.admin_frame import sheet
from ui.components.frame import masthead
from ui.components.organisation_form import settings
from ui.data import database
from ui.i18n import _
from ui.permission import allowed

me = allowed(Act.ADMINISTER)

told()
masthead(_("Organisation"))
complaints = Complaints()
with sheet():
    document = settings(organising.get(database(), me.actor), complaints)
if document is not None:
    with complaints.listening():
        organising.change(database(), me.actor, document)
        for key in [key for key in st.session_state if str(key).startswith("organisation_")]:
            del st.session_state[key]
        done(_("Saved."))
