"""The form for name and password: streamlit-authenticator's, and so is the look at the password.

Everything else of that library stays unused: its cookie is written by JavaScript, its sessions cannot be ended, its count of attempts is
forgotten. It is told one hash at a time, that of the user who was typed (`services/sign_in/signing_in.py`), and what it remembers is taken away.
"""

import secrets
from typing import Any

import streamlit as st
from streamlit_authenticator.controllers import AuthenticationController  # type: ignore[import-untyped]
from streamlit_authenticator.views import Authenticate  # type: ignore[import-untyped]

from services.errors import Forbidden
from services.sign_in import passwords
from services.sign_in.signing_in import WrongSignIn, attempting
from ui.data import database
from ui.i18n import _, pgettext

TYPED = "typed"
REMEMBERED = ("name", "authentication_status", "username", "email", "roles", "logout")


class _NoCookie:
    """In the place of the library's cookie, whose component would read every cookie of the browser."""

    def get_cookie(self) -> None:
        """There is none."""

    def set_cookie(self) -> None:
        """None is written."""


class _Door(AuthenticationController):
    """Looks at what was typed once, between the count of failures and the ticket."""

    def __init__(self, *, address: str | None, following: str, language: str | None) -> None:
        super().__init__(credentials={"usernames": {}}, auto_hash=False, secret_key=secrets.token_hex())
        self.address, self.following, self.language = address, following, language
        self.ticket: str | None = None
        self.refusal: Forbidden | None = None

    def login(self, username: str | None = None, password: str | None = None, *_rest: Any, **_more: Any) -> bool:
        try:
            with attempting(database(), username or "", self.address) as attempt:
                self.authentication_model.credentials = {"usernames": {TYPED: {"password": attempt.password_hash, "name": TYPED}}}
                readable = password if password and passwords.can_be_read(password.strip()) else "-"
                if not super().login(TYPED, readable):
                    raise WrongSignIn
                self.ticket = attempt.succeed(following=self.following, language=self.language)
        except Forbidden as refusal:
            self.refusal = refusal
        finally:
            self.authentication_model.credentials = {"usernames": {}}
        return self.ticket is not None


class SignInForm(Authenticate):
    """The library's form, without the library's cookie."""

    def __init__(self, **how: Any) -> None:
        self.path, self.attrs, self.secret_key = None, {"login_sleep_time": 0}, ""
        self.cookie_controller = _NoCookie()
        self.authentication_controller = _Door(**how)

    def show(self) -> "_Door":
        """The form stands; of what came of it, `ticket` or `refusal`, or neither before it is sent."""
        words = {"Form name": _("Sign in"), "Username": pgettext("sign in", "Name"), "Password": _("Password"), "Login": _("Sign in")}
        self.login(fields=words, key="sign_in_form")
        for name in REMEMBERED:
            st.session_state.pop(name, None)
        door: _Door = self.authentication_controller
        return door
