"""Who looks at the page, and what stands in its place for whoever is nobody yet."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import streamlit as st

from services.access import Actor, Role
from services.beginning import founding
from services.errors import Forbidden, Refusal
from services.sign_in import inviting, sessions
from services.sign_in.lock_outs import LockedOut
from services.sign_in.sessions import COOKIE, SignedIn
from ui import i18n
from ui.data import database, learned_this_turn, once_a_turn
from ui.going import go
from ui.i18n import _, ngettext, pgettext
from ui.refusals import sentence
from ui.rendering import show
from ui.text import plain

SESSION_KEY = "laurel_session"
SETUP, INVITE = "setup", "invite"
_WHO, _LEAVING = "_laurel_user", "_laurel_leaving"
WIDTH = 400


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whoever looks. name: to be shown. employee: the code of the employee they are. language: null where they chose none.

    session: the number of the session they are signed in with.
    """

    user: str
    name: str
    role: Role
    actor: Actor
    employee: str | None
    language: str | None
    session: int


def viewer() -> Viewer | None:
    """Whoever is signed in, as they are at this moment; None for a stranger, and for whoever is not signed in any more."""
    found = once_a_turn("session", _look)
    if found is None:
        return None
    _forget_others(found.user)
    return _viewer(found)


def _look() -> SignedIn | None:
    found, version = sessions.session_and_version(database(), token())
    learned_this_turn("version", version)
    return found


def token() -> str | None:
    """The secret of this browser's cookie; tests have none and put it into the session's state."""
    kept = st.session_state.get(SESSION_KEY) or st.context.cookies.get(COOKIE)
    return kept if isinstance(kept, str) else None


def _viewer(found: SignedIn) -> Viewer:
    return Viewer(found.user, found.name, found.role, found.actor, found.employee, found.language, found.session_id)


def _forget_others(user: str) -> None:
    """What somebody else typed in this tab, before they signed out in another, is gone."""
    was = st.session_state.get(_WHO)
    if was == user:
        return
    if was is not None:
        for key in [key for key in st.session_state if key != SESSION_KEY]:
            del st.session_state[key]
    st.session_state[_WHO] = user


def sign_out() -> None:
    """This browser is signed out; for a button's `on_click`."""
    sessions.sign_out(database(), token())
    st.session_state[_LEAVING] = True


def enter(ticket: str) -> None:
    """The browser fetches its cookie, and goes on to the page that the ticket was made for."""
    go("/auth/enter?" + urlencode({"ticket": ticket}))


def gate() -> None:
    """The sign-in form, or what the link in the address is for: the first administrator, an invitation. Nothing else of Laurel."""
    if st.session_state.pop(_LEAVING, False):
        go("/auth/leave")
        return
    setup, invite = st.query_params.get(SETUP), st.query_params.get(INVITE)
    if setup and founding.setup_is_open(database(), setup):
        from ui import first_run

        first_run.page(setup)
        return
    with st.container(horizontal_alignment="center"), st.container(width=WIDTH, key="gate"):
        _head()
        name = inviting.invited(database(), invite) if invite else None
        if invite and name:
            _choose_password(invite, name)
            return
        if setup:
            from ui import first_run

            first_run.closed()
        elif invite:
            st.info(_("This link has been used, or is too old. Ask for a new one, or sign in."))
        _sign_in()


def _head() -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        show("mark.html", name="Laurel")
        other = "en" if i18n.language() == "zh" else "zh"
        words = {"en": "English", "zh": "中文"}
        st.button(words[other], type="tertiary", key="gate_language", on_click=i18n.speak, args=(other,))


def _sign_in() -> None:
    from ui.sign_in_form import SignInForm

    door = SignInForm(address=address(), following=_asked(), language=st.session_state.get(i18n.CHOSEN)).show()
    if door.ticket:
        enter(door.ticket)
    elif door.refusal:
        st.error(plain(_why(door.refusal)))


def address() -> str | None:
    """Where the browser is; null on this very machine, and in tests, where a stand-in takes the place of the connection."""
    found: object = st.context.ip_address
    return found if isinstance(found, str) else None


def _asked() -> str:
    """The page that was asked for, with its query, so that a link leads there after signing in."""
    path = urlsplit(st.context.url or "").path or "/"
    kept = [(key, value) for key in st.query_params if key not in (SETUP, INVITE) for value in st.query_params.get_all(key)]
    return f"{path}?{urlencode(kept)}" if kept else path


def _why(refusal: Refusal) -> str:
    if isinstance(refusal, LockedOut):
        told = ngettext(
            "Too many attempts. Wait {minutes} minute, then try again.",
            "Too many attempts. Wait {minutes} minutes, then try again.",
            refusal.minutes,
        )
        return told.format(minutes=refusal.minutes)
    if isinstance(refusal, Forbidden):
        return _("Name or password is wrong.")
    return sentence(refusal)


def password_rule() -> str:
    """What may be a password, in the reader's language."""
    return _("At least 10 characters. At most 72 bytes: 72 Latin letters, or about 24 Chinese characters.")


def _choose_password(secret: str, name: str) -> None:
    """The invited user chooses a password, and is in."""
    with st.form("invited_form"):
        st.subheader(_("Choose a password"), anchor=False)
        st.text_input(pgettext("sign in", "Name"), value=name, disabled=True, key="invited_name")
        first = st.text_input(_("New password"), type="password", autocomplete="new-password", key="invited_first")
        st.caption(password_rule())
        again = st.text_input(_("New password, again"), type="password", autocomplete="new-password", key="invited_again")
        if not st.form_submit_button(_("Save and sign in"), type="primary", width="stretch"):
            return
    if first != again:
        st.error(_("The two passwords differ."))
        return
    try:
        enter(inviting.accept(database(), secret, first))
    except Refusal as refusal:
        st.error(plain(_why(refusal)))
