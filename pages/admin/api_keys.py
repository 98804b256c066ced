"""Keys with which other systems post activities and read points."""

import streamlit as st

from services.access import Act
from services.sign_in import keys
from ui.components import links
from ui.components.admin.admin_forms import Complaints, done, told
from ui.components.admin.admin_frame import back, masthead_with, sheet
from ui.components.frame import empty, masthead
from ui.components.users import key_forms
from ui.data import database
from ui.i18n import _
from ui.permission import allowed
from ui.reading import here
from ui.reading_admin import api_keys

PATH = "admin/api_keys.py"
me = allowed(Act.ADMINISTER)


def every_key() -> None:
    masthead_with(_("API keys"), act=_("Make a key"), href=links.to("api_keys", add="1"), icon="key")
    key_forms.show_made()
    known = api_keys(me)
    if not known:
        empty(_("No other system has a key yet"), _("With a key a CRM, a shop or a chat tool posts activities and reads points."))
    key_forms.every(known[::-1], here(me))


def revoking(name: str) -> None:
    """A key that opens something can be revoked, for ever."""
    back(_("API keys"), "api_keys")
    if not any(key["name"] == name and not key["revoked_at"] for key in api_keys(me)):
        return empty(_("There is no such key"), _("It may be revoked already. The list shows every key."))
    masthead(_("Revoke {name}").format(name=name))
    complaints = Complaints()
    if key_forms.revoking(name, complaints):
        with complaints.listening():
            keys.revoke(database(), me.actor, name)
            done(_("{name} is revoked.").format(name=name), PATH)


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
elif "revoke" in st.query_params:
    revoking(st.query_params["revoke"])
else:
    every_key()
