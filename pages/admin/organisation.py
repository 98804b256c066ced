"""The organisation's settings: what it is called, where its days begin, how it counts."""

import streamlit as st

from services import organising
from services.access import Act
from ui.components.admin.admin_forms import Complaints, done, told
from ui.components.admin.admin_frame import back, sheet
from ui.components.frame import empty, masthead
from ui.components.organisation import organisation_parts
from ui.components.organisation.organisation_form import edited
from ui.data import database
from ui.i18n import _, language
from ui.permission import allowed
from ui.reading_admin import organisation, version_of_organisation
from ui.rendering import put
from ui.shared import once_per

PATH = "admin/organisation.py"
me = allowed(Act.ADMINISTER)


def everything() -> None:
    masthead(_("Organisation"))
    now = organisation(me)
    put(once_per(version_of_organisation(), ("organisation shown", language()), lambda: organisation_parts.shown(now)))


def changing(part: str) -> None:
    back(_("Organisation"), "organisation")
    title = organisation_parts.titles().get(part)
    if title is None:
        return empty(_("There is no such setting"), _("The page of the organisation shows every one."))
    masthead(title)
    complaints = Complaints()
    with sheet():
        document = edited(part, organisation(me), complaints)
    if document is not None:
        with complaints.listening():
            organising.change(database(), me.actor, document)
            for key in [key for key in st.session_state if str(key).startswith("organisation_")]:
                del st.session_state[key]
            done(_("Saved."), PATH)


told()
if "change" in st.query_params:
    changing(st.query_params["change"])
else:
    everything()
