"""A new screen: it is given a name, and begins as the built-in one."""

import streamlit as st

from services.access import Act
from services.screens import screens
from services.screens.screens import NAME_LENGTH
from ui.components import dialogs
from ui.components.admin.admin_forms import Complaints
from ui.data import database
from ui.i18n import _
from ui.menu import page
from ui.sign_in import Viewer

NAME = "screens_add"
MADE = "screens_made"


def opener() -> None:
    """The button that opens the form."""
    dialogs.opener(_("Add a screen"), NAME, key="screens_add_open", type="primary", icon=":material/add:")


def dialog(path: str) -> None:
    """The form, where it is open; once the screen is made, its page."""
    made = st.session_state.pop(MADE, None)
    if made:
        st.switch_page(page(path), query_params={"screen": str(made)})
    dialogs.shown(NAME, _("Add a screen"), Act.MANAGE_SCREENS, _asked)


def _asked(reader: Viewer) -> bool:
    """True once the screen is made."""
    complaints = Complaints()
    with st.form("screens_add_form", border=False):
        name = st.text_input(_("Name of the screen"), key="screens_add_name", max_chars=NAME_LENGTH, placeholder=_("Entrance hall"))
        complaints.beneath("name")
        sent = st.form_submit_button(_("Add"), type="primary", key="screens_add_send")
    if not sent:
        return False
    with complaints.listening():
        st.session_state[MADE] = screens.add_screen(database(), reader.actor, name).id
        return True
    return False
