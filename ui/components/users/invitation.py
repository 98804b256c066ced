"""The link with which a user chooses their password: shown once, to be handed over."""

from urllib.parse import urlencode, urlsplit

import streamlit as st

from services.sign_in.inviting import INVITATION_DAYS
from ui.components.admin.admin_frame import heading
from ui.i18n import _, ngettext
from ui.sign_in import INVITE

KEPT = "users_invitation"


def keep(user: str, secret: str) -> None:
    """The link stands on the user's page for as long as this tab stays there."""
    st.session_state[KEPT] = (user, secret)


def meaning() -> str:
    """What a new link does, before it is made."""
    return _("With it they choose a password. Links made before stop working; the password they have works until then.")


def forget() -> None:
    """The link is shown nowhere any more."""
    st.session_state.pop(KEPT, None)


def show(user: str) -> None:
    """The link of the user, if one was made just now."""
    kept_for, secret = st.session_state.get(KEPT, ("", ""))
    if kept_for != user:
        return forget()
    days = ngettext("It works once, within {n} day.", "It works once, within {n} days.", INVITATION_DAYS).format(n=INVITATION_DAYS)
    with st.container(border=True, key="users_invitation_card"):
        heading(_("The invitation"), _("Hand this link over now: it is shown only here, and never again. {days}").format(days=days))
        st.code(_origin() + "/?" + urlencode({INVITE: secret}), language=None, wrap_lines=True)
        st.button(_("I have handed it over"), key="users_invitation_done", on_click=forget)


def _origin() -> str:
    """Where this server is, as the reader's browser knows it."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}" if here.netloc else ""
