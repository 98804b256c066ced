"""Browsers that are signed in. The cookie holds a token, the database its sha256; both are asked for at every run of a page.

So what happens to a user acts at once: a role, a team, being disabled, a changed password, signing out in another place.
A session ends after 30 days; that of a screen 30 days after it was last seen, for a wall hangs where nobody signs in.
"""

import hashlib
import re
import secrets
import threading
from dataclasses import dataclass

from db import organisation, sign_ins, users
from db.engine import Database, Session
from db.sign_ins import SessionRow
from scoring.periods import MICROS_PER_DAY
from services.access import Actor, Role
from services.activities.recording import now_micros
from services.freshness import Version, version_in
from services.sign_in.user_names import actor_name
from services.writing import actor_number

COOKIE = "laurel_session"
SESSION_DAYS = 30
COOKIE_DAYS_OF_A_SCREEN = 400
"""As long as browsers keep one; when the session ends is for the server to say."""
IDLE_DAYS = 14
SEEN_MICROS = 60_000_000
KEPT_DAYS = 30
NOTE_LENGTH = 200
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whoever a session belongs to. employee: the code of the employee they are. language: null where they chose none."""

    session_id: int
    user: str
    role: Role
    actor: Actor
    employee: str | None
    name: str
    language: str | None


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode(errors="surrogatepass")).digest()


def session_of(database: Database, token: str | None, *, now: int | None = None) -> SignedIn | None:
    """Whoever is signed in with this token, as they are at this moment; None where it opens nothing, or nothing any more."""
    if not token or not TOKEN.fullmatch(token):
        return None
    with database.read() as session:
        return _session_in(database, session, token, now_micros() if now is None else now)


def session_and_version(database: Database, token: str | None) -> tuple[SignedIn | None, Version]:
    """Whoever is signed in with this token, and where ledger and people stand, by one look at the database."""
    with database.read() as session:
        found = _session_in(database, session, token, now_micros()) if token and TOKEN.fullmatch(token) else None
        return found, version_in(session)


def _session_in(database: Database, session: Session, token: str, at: int) -> SignedIn | None:
    row = sign_ins.session_by_digest(session, digest_of(token))
    if row is None or row.expires_at <= at or row.last_seen_at <= at - IDLE_DAYS * MICROS_PER_DAY:
        return None
    if at - row.last_seen_at >= SEEN_MICROS:
        _seen(database)[row.id] = at
    return _signed_in(row, users.teams_of(session, row.user_id) if row.role == Role.MANAGER else frozenset())


def _signed_in(row: SessionRow, teams: frozenset[int]) -> SignedIn:
    role = Role(row.role)
    return SignedIn(
        session_id=row.id,
        user=row.user,
        role=role,
        actor=Actor(actor_name(row.user), role=role, employee_id=row.account_id, team_ids=teams, screen_id=row.screen_id),
        employee=row.employee_code,
        name=row.employee_name or row.user,
        language=row.language,
    )


_lock = threading.Lock()


def _seen(database: Database) -> dict[int, int]:
    """When sessions were last seen, until `note_visits` writes it down: whoever looks at a page waits for no writer."""
    found: dict[int, int] = database.memory.setdefault("seen", {})
    return found


def note_visits(database: Database) -> None:
    """It stands in the database when each session was last seen by this process, and those of screens go on from there."""
    with _lock:
        seen = dict(_seen(database))
        if not seen:
            return
        with database.write() as session:
            sign_ins.note_seen(session, seen, role=Role.SCREEN, lasts=SESSION_DAYS * MICROS_PER_DAY)
        for number, at in seen.items():
            if _seen(database).get(number) == at:
                _seen(database).pop(number, None)


def open_session(session: Session, user_id: int, *, browser: str, address: str, at: int) -> str:
    """The user is signed in; the token, which is told here and never again."""
    token = new_secret()
    sign_ins.add_session(
        session,
        digest=digest_of(token),
        user_id=user_id,
        at=at,
        expires_at=at + SESSION_DAYS * MICROS_PER_DAY,
        browser=browser[:NOTE_LENGTH],
        address=address[:NOTE_LENGTH],
    )
    users.signed_in(session, user_id, at)
    return token


def cookie_days(database: Database, token: str) -> int:
    """How many days a browser keeps the token."""
    found = session_of(database, token)
    return COOKIE_DAYS_OF_A_SCREEN if found is not None and found.role is Role.SCREEN else SESSION_DAYS


def sign_out(database: Database, token: str | None, *, now: int | None = None) -> None:
    """The token opens nothing any more. Again, or for no token: nothing changes."""
    if not token:
        return
    at = now_micros() if now is None else now
    with database.write() as session:
        user_id = sign_ins.revoke_digest(session, digest_of(token), at)
        found = None if user_id is None else users.user(session, user_id)
        if found is not None:
            who = actor_number(session, Actor(actor_name(found.name)))
            organisation.audit(session, at=at, actor_id=who, action="sign out", subject=actor_name(found.name))


def clear_sign_ins(database: Database, *, now: int | None = None) -> None:
    """What no longer matters is gone: failures and tickets after a day, sessions and links a month after their end."""
    at = now_micros() if now is None else now
    with database.write() as session:
        sign_ins.clear(
            session,
            failures_before=at - MICROS_PER_DAY,
            ended_before=at - KEPT_DAYS * MICROS_PER_DAY,
            seen_before=at - (IDLE_DAYS + KEPT_DAYS) * MICROS_PER_DAY,
        )
