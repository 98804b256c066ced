"""Signing in: name and password give a ticket, the ticket gives the browser its cookie, once.

A wrong name and a wrong password look the same: equal words, an equal bcrypt, equal locks.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from db import organisation, sign_ins, users
from db.engine import Database, Session
from db.users import UserRow
from services.access import Actor
from services.activities.recording import now_micros
from services.errors import Forbidden
from services.sign_in import lock_outs, passwords
from services.sign_in.sessions import digest_of, new_secret, open_session
from services.sign_in.user_names import actor_name, can_be_name, name_key
from services.writing import actor_number

TICKET_MICROS = 60_000_000
NEXT_LENGTH = 2_000
HOME = "/"
AT_ONCE = 4
WRONG = "Name or password is wrong"

_looking = threading.BoundedSemaphore(AT_ONCE)


class WrongSignIn(Forbidden):
    """The name, or the password."""

    code = "wrong_sign_in"

    def __init__(self) -> None:
        super().__init__(WRONG, code="wrong_sign_in")


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody typed a name. password_hash: what their password must match; of a name that cannot sign in, one that nothing matches."""

    database: Database
    key: bytes
    user_id: int | None
    password_hash: str
    at: int

    def succeed(self, *, following: str = HOME, language: str | None = None) -> str:
        """The password was right: the failures of the name are forgiven, and this ticket leads in, within a minute and once.

        following: the page to go to. language: what they chose on the way, kept where they had none. Raises WrongSignIn where the
        user was disabled or the password changed meanwhile.
        """
        with self.database.write() as session:
            found = None if self.user_id is None else users.hold_user(session, self.user_id)
            if found is None or found.disabled_at is not None or found.password_hash != self.password_hash:
                raise WrongSignIn
            sign_ins.forgive(session, self.key)
            if found.language is None and language is not None:
                users.set_language(session, found.id, language)
            return new_ticket(session, found.id, following, self.at)


@contextmanager
def attempting(database: Database, name: str, address: str | None, *, now: int | None = None) -> Iterator[Attempt]:
    """An attempt that counts as failed until `succeed` is called. A few at once: bcrypt is meant to be slow. Raises LockedOut."""
    key = name_key(name) if can_be_name(name) else name
    with _looking:
        at = now_micros() if now is None else now
        with database.write() as session:
            lock_outs.reserve(session, lock_outs.key_of(key), lock_outs.place_of(address), at)
            found = users.user_known_as(session, key) if can_be_name(name) else None
        can = found is not None and found.disabled_at is None and found.password_hash is not None
        user_id, kept = (found.id, found.password_hash) if found is not None and can else (None, None)
        yield Attempt(database, lock_outs.key_of(key), user_id, kept or passwords.NOBODYS_HASH, at)


def sign_in(
    database: Database, name: str, password: str, *, address: str | None = None, following: str = HOME, now: int | None = None
) -> str:
    """The ticket that leads in. Raises LockedOut, WrongSignIn."""
    with attempting(database, name, address, now=now) as attempt:
        if not passwords.matches(password.strip(), attempt.password_hash):
            raise WrongSignIn
        return attempt.succeed(following=following)


def new_ticket(session: Session, user_id: int, following: str, at: int) -> str:
    ticket = new_secret()
    sign_ins.add_ticket(
        session, digest=digest_of(ticket), user_id=user_id, following=local_address(following), expires_at=at + TICKET_MICROS
    )
    return ticket


def local_address(address: str) -> str:
    """The address, if it is a page of this server (`/leaderboard?period=week`), else that of the first page."""
    if (
        not address.startswith("/")
        or address.startswith("//")
        or "\\" in address
        or not address.isprintable()
        or len(address) > NEXT_LENGTH
    ):
        return HOME
    try:
        parts = urlsplit(address)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc or " " in address else address


def enter(
    database: Database, ticket: str, *, browser: str, address: str | None, replacing: str | None = None, now: int | None = None
) -> tuple[str, str] | None:
    """(token for the cookie, address of the page) for the first who brings the ticket in its time; None for everybody else.

    replacing: the token that the browser had before: it opens nothing any more.
    """
    at = now_micros() if now is None else now
    with database.write() as session:
        used = sign_ins.use_ticket(session, digest_of(ticket), at)
        found = users.hold_user(session, used[0]) if used else None
        if used is None or found is None or found.disabled_at is not None:
            return None
        if replacing:
            sign_ins.revoke_digest(session, digest_of(replacing), at)
        token = open_session(session, found.id, browser=browser, address=address or "", at=at)
        _audit(session, found, at)
    return token, used[1]


def _audit(session: Session, user: UserRow, at: int) -> None:
    who = actor_number(session, Actor(actor_name(user.name)))
    organisation.audit(session, at=at, actor_id=who, action="sign in", subject=actor_name(user.name))
