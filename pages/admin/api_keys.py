"""Keys with which other systems post activities and read points."""

from typing import Any

import streamlit as st

from services.access import Act
from services.sign_in import keys
from ui.components import key_forms
from ui.components.admin_forms import Complaints, asks_once, done, told
from ui.components.admin_frame import back, masthead_with, sheet
from ui.components.frame import empty, masthead
from ui.data import database
from ui.i18n import _
from ui.permission import allowed
from ui.reading import here
from ui.reading_admin import api_keys

PATH = "admin/api_keys.py"
me = allowed(Act.ADMINISTER)


def every_key() -> None:
    masthead_with(_("API keys"), "", act=_("Make a key"), path=PATH, key="api_keys_add", icon="key", add="1")
    key_forms.show_made()
    known = api_keys(me)
    if not known:
        empty(_("No other system has a key yet"), _("With a key a CRM, a shop or a chat tool posts activities and reads points."))
    else:
        with st.container(border=True, gap=None, key="api_keys_card"):
            for number, key in enumerate(reversed(known)):
                one(number, key)
    st.link_button(_("How to use the API"), key_forms.DOCUMENTATION, icon=":material/menu_book:", type="tertiary")


def one(number: int, key: dict[str, Any]) -> None:
    """A key, which can be revoked while it opens something."""
    name = key["name"]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key=f"api_keys_line_{number}"):
        key_forms.line(key, here(me))
        if key["revoked_at"]:
            return
        question = _("Whatever uses {name} is refused within seconds, for ever. A new key is another one.").format(name=name)
        sure, complaints = _("Revoke {name}").format(name=name), Complaints()
        if asks_once(_("Revoke"), question, sure, key=f"api_keys_revoke_{number}", icon="block", wrong=complaints):
            with complaints.listening():
                keys.revoke(database(), me.actor, name)
                done(_("{name} is revoked.").format(name=name))


def adding() -> None:
    back(_("API keys"), "api_keys")
    masthead(_("Make a key"))
    complaints = Complaints()
    with sheet():
        wanted = key_forms.adding(complaints)
    if wanted:
        name, scopes = wanted
        with complaints.listening():
            key_forms.keep(name, keys.add(database(), me.actor, name, scopes))
            done(_("{name} is made.").format(name=name), PATH)


told()
if "add" in st.query_params:
    key_forms.forget()
    adding()
else:
    every_key()
