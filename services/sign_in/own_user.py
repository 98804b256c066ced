"""Everybody looks after their own sign-in: password, language, where they are signed in."""

from dataclasses import dataclass

from config.translating import LANGUAGES
from db import organisation, sign_ins, users
from db.engine import Database, Session
from db.users import UserRow
from scoring.periods import MICROS_PER_DAY
from services.access import Actor
from services.activities.recording import now_micros
from services.errors import Forbidden, Invalid, Unknown
from services.sign_in import lock_outs, passwords
from services.sign_in.lock_outs import key_of
from services.sign_in.sessions import IDLE_DAYS
from services.sign_in.user_names import actor_name, name_key
from services.values import shown
from services.writing import actor_number


@dataclass(frozen=True, slots=True)
class Place:
    """Where a user is signed in. Moments are microseconds; is_here: by the very session that asks."""

    id: int
    since: int
    last_seen_at: int
    browser: str
    address: str
    is_here: bool


def user_asking(session: Session, actor: Actor) -> UserRow:
    """The user that an actor is. Raises Forbidden: a key and the command line are nobody's."""
    if actor.role is not None and actor.name.startswith("user:"):
        found = users.user_known_as(session, name_key(actor.name.removeprefix("user:")))
        if found is not None and found.disabled_at is None:
            return found
    raise Forbidden("This is for whoever is signed in: sign in first")


def change_password(database: Database, actor: Actor, *, old: str, new: str, but: int = 0, now: int | None = None) -> None:
    """The user who asks has this password, and is signed in nowhere but where they ask from. but: that session's number.

    Raises Invalid for a new password that may not be one or an old one that is wrong (field `old`), Forbidden, LockedOut.
    """
    at = now_micros() if now is None else now
    with database.write() as session:
        row = user_asking(session, actor)
        good = passwords.require_good(new, name=row.name)
        lock_outs.reserve(session, key_of(row.name_key), actor.name, at)
    if not passwords.matches(old, row.password_hash or passwords.NOBODYS_HASH):
        raise Invalid("The old password is wrong", field="old", code="old_password_wrong")
    kept = passwords.hash_of(good)
    with database.write() as session:
        lock_outs.forgive(session, key_of(row.name_key))
        replace_password(session, row, kept, at, but=but)
        audit(session, actor, "change password", row, at)


def replace_password(session: Session, row: UserRow, password_hash: str, at: int, *, but: int = 0) -> None:
    """Only the new password leads in, and no session but one, if it is named, is open."""
    users.set_password(session, row.id, password_hash=password_hash, at=at)
    close_doors(session, row.id, at, but=but)
    sign_ins.drop_invitations(session, purpose=sign_ins.SET_PASSWORD, user_id=row.id)


def set_language(database: Database, actor: Actor, language: str | None) -> None:
    """Laurel speaks that language with the user who asks; None: that of their browser. Raises Invalid, Forbidden."""
    spoken = spoken_language(language)
    with database.write() as session:
        users.set_language(session, user_asking(session, actor).id, spoken)


def spoken_language(language: str | None) -> str | None:
    """The language, which Laurel speaks. Raises Invalid."""
    if language is not None and language not in LANGUAGES:
        raise Invalid(f"language must be {' or '.join(LANGUAGES)}, not {shown(language)}", field="language")
    return language


def sign_out_everywhere(database: Database, actor: Actor, *, but: int = 0, now: int | None = None) -> int:
    """The user who asks is signed in nowhere else; with `but` (a session's number) only there. How many places it were. Raises Forbidden."""
    at = now_micros() if now is None else now
    with database.write() as session:
        found = user_asking(session, actor)
        sign_ins.drop_tickets(session, found.id)
        closed = sign_ins.revoke_sessions(session, found.id, at=at, but=but)
        audit(session, actor, "sign out everywhere", found, at)
    return closed


def sign_out_place(database: Database, actor: Actor, place: int, *, now: int | None = None) -> None:
    """The user who asks is not signed in at one of their places any more. Raises Unknown where that is not open, Forbidden."""
    at = now_micros() if now is None else now
    with database.write() as session:
        found = user_asking(session, actor)
        if not sign_ins.revoke_session(session, found.id, place, at):
            raise Unknown("You are not signed in there any more", field="session")
        audit(session, actor, "sign out", found, at)


def places(database: Database, actor: Actor, *, here: int = 0, now: int | None = None) -> tuple[Place, ...]:
    """Where the user who asks is signed in, the latest first. here: the number of the session that asks. Raises Forbidden."""
    at = now_micros() if now is None else now
    with database.read() as session:
        found = user_asking(session, actor)
        rows = sign_ins.open_sessions(session, found.id, now=at, seen_after=at - IDLE_DAYS * MICROS_PER_DAY)
    return tuple(Place(r.id, r.created_at, r.last_seen_at, r.browser, r.address, r.id == here) for r in rows)


def close_doors(session: Session, user_id: int, at: int, *, but: int = 0) -> None:
    """No ticket and no session of the user, but for one if it is named, opens anything any more."""
    sign_ins.drop_tickets(session, user_id)
    sign_ins.revoke_sessions(session, user_id, at=at, but=but)


def audit(session: Session, actor: Actor, action: str, user: UserRow, at: int) -> None:
    """It stands who did what to whose sign-in; never a password, never a link."""
    who = actor_number(session, actor)
    organisation.audit(session, at=at, actor_id=who, action=action, subject=actor_name(user.name))
