"""The doors of a user: what lets them in or keeps them out."""

from enum import StrEnum

import streamlit as st

from services.sign_in.users import User
from ui.components.admin.admin_forms import Complaints, asks_once
from ui.components.users import invitation
from ui.i18n import _


class Door(StrEnum):
    ENABLE = "enable"
    UNLOCK = "unlock"
    INVITE = "invite"
    DISABLE = "disable"


def doors(user: User, wrong: Complaints) -> Door | None:
    """What was asked for, once; whom it would keep out is asked about first."""
    with st.container(horizontal=True, gap="small", key="users_doors"):
        if user.is_disabled:
            return Door.ENABLE if st.button(_("Enable"), key="users_enable", icon=":material/lock_open:") else None
        if user.is_locked and st.button(_("Unlock"), key="users_unlock", icon=":material/lock_open:"):
            return Door.UNLOCK
        if st.button(_("New invitation link"), key="users_invite", icon=":material/link:", help=invitation.meaning()):
            return Door.INVITE
        question = _("{name} is signed out everywhere at once, and cannot sign in. Their points and records stay.").format(name=user.name)
        sure = _("Disable {name}").format(name=user.name)
        if asks_once(_("Disable"), question, sure, key="users_disable", icon="block", wrong=wrong):
            return Door.DISABLE
    return None
