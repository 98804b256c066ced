"""The link of a screen: made, shown once, renewed, revoked."""

from functools import partial
from urllib.parse import urlencode, urlsplit

import streamlit as st

from scoring.periods import instant
from services.access import Act
from services.screens import screens
from services.screens.joining import picture
from services.screens.screens import Screen
from ui import formats
from ui.components import dialogs
from ui.components.admin.admin_forms import Complaints
from ui.components.admin.admin_frame import heading
from ui.data import database
from ui.i18n import _
from ui.reading import Here
from ui.rendering import show
from ui.sign_in import Viewer

TOLD = "screens_link_told"
RENEW, REVOKE = "screens_renew", "screens_revoke"


def link_card(screen: Screen, here: Here) -> None:
    """What stands of the link, and what can be done with it."""
    told_for, secret = st.session_state.get(TOLD, (0, ""))
    if told_for == screen.id and screen.has_link:
        return _told(secret)
    forget()
    text = _("Whoever opens it sees this screen without signing in, on a television or any other browser.")
    if screen.link_made_at is not None:
        made = formats.moment(instant(screen.link_made_at), here.now, here.zone)
        text = _("Made {moment}. It is kept as a fingerprint only, so it cannot be shown again.").format(moment=made)
    heading(_("Link for the wall"), text)
    with st.container(horizontal=True, gap="small"):
        if screen.has_link:
            dialogs.opener(_("Make a new link"), RENEW, key="screens_renew_open", icon=":material/autorenew:")
            dialogs.opener(_("Revoke the link"), REVOKE, key="screens_revoke_open", icon=":material/link_off:", type="tertiary")
        else:
            st.button(_("Make a link"), key="screens_link_make", icon=":material/link:", on_click=_make, args=(screen.id,))
    dialogs.shown(RENEW, _("Make a new link"), Act.MANAGE_SCREENS, partial(_renewing, screen))
    dialogs.shown(REVOKE, _("Revoke the link"), Act.MANAGE_SCREENS, partial(_revoking, screen))


def _told(secret: str) -> None:
    """The link, for as long as this tab stays on the screen."""
    address = f"{origin()}/screen?" + urlencode({"link": secret})
    with st.container(border=True, key="screens_link_card"):
        heading(_("The link"), _("Copy it or scan it now: it is shown only here, and never again."))
        st.code(address, language=None, wrap_lines=True)
        show("screens_qr.html", picture=picture(address), words=_("QR code of the link"))
        st.button(_("I have it"), key="screens_link_done", on_click=forget)


def forget() -> None:
    """The link is shown nowhere any more."""
    st.session_state.pop(TOLD, None)


def _make(screen_id: int) -> None:
    """For a button, which runs before the page."""
    from ui.permission import still_allowed

    me = still_allowed(Act.MANAGE_SCREENS)
    if me is not None:
        with Complaints().listening():
            st.session_state[TOLD] = (screen_id, screens.new_link(database(), me.actor, screen_id))


def _renewing(screen: Screen, reader: Viewer) -> bool:
    """True once it is done."""
    show("admin_meaning.html", text=_("The old link stops within seconds. A wall that shows it needs the new one."))
    if not st.button(_("Yes, make a new one"), key="screens_renew_yes", type="primary"):
        return False
    with Complaints().listening():
        st.session_state[TOLD] = (screen.id, screens.new_link(database(), reader.actor, screen.id))
        return True
    return False


def _revoking(screen: Screen, reader: Viewer) -> bool:
    """True once it is done."""
    show("admin_meaning.html", text=_("A wall that shows it says within seconds that it is not linked any more, and nothing else."))
    if not st.button(_("Yes, revoke it"), key="screens_revoke_yes", type="primary"):
        return False
    with Complaints().listening():
        screens.revoke_link(database(), reader.actor, screen.id)
        return True
    return False


def origin() -> str:
    """Where this server is, as the reader's browser knows it."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}" if here.netloc else ""
