"""Invitations: a link with which a user chooses their password, once, within a week. A newer link ends the older ones."""

from db import sign_ins, users
from db.engine import Database, Session
from db.sign_ins import SET_PASSWORD
from db.users import UserRow
from scoring.periods import MICROS_PER_DAY
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.errors import Conflict, Unknown
from services.sign_in import lock_outs, passwords
from services.sign_in.lock_outs import key_of
from services.sign_in.own_user import audit, replace_password
from services.sign_in.sessions import digest_of, new_secret
from services.sign_in.signing_in import HOME, new_ticket
from services.sign_in.user_names import actor_name
from services.sign_in.users import user_named

INVITATION_DAYS = 7
CLOSED = "This link has been used, or is too old: ask an administrator for a new one"


def invite(database: Database, actor: Actor, name: str, *, now: int | None = None) -> str:
    """The secret of a link (`/?invite=SECRET`), told here and never again. The password they had, if any, works until it is used.

    Raises Unknown, Conflict for a user who is disabled, Forbidden.
    """
    require(actor, Act.ADMINISTER)
    at = now_micros() if now is None else now
    secret = new_secret()
    with database.write() as session:
        row = user_named(session, name)
        if row.disabled_at is not None:
            raise Conflict("This user is disabled: enable them first", field="name", code="user_disabled")
        sign_ins.drop_invitations(session, purpose=SET_PASSWORD, user_id=row.id)
        expires_at = at + INVITATION_DAYS * MICROS_PER_DAY
        sign_ins.add_invitation(session, digest=digest_of(secret), purpose=SET_PASSWORD, user_id=row.id, expires_at=expires_at)
        audit(session, actor, "invite user", row, at)
    return secret


def invited(database: Database, secret: str, *, now: int | None = None) -> str | None:
    """The name of the user whom the link invites; None where it does not work, or not any more."""
    at = now_micros() if now is None else now
    with database.read() as session:
        found = sign_ins.invitation(session, digest_of(secret), purpose=SET_PASSWORD, now=at)
        row = _enabled(session, found)
    return None if row is None else row.name


def accept(database: Database, secret: str, password: str, *, following: str = HOME, now: int | None = None) -> str:
    """The user has this password and is signed out everywhere; a ticket that leads in.

    Raises Unknown where the link does not work any more, Invalid for what may not be a password: then the link still works.
    """
    at = now_micros() if now is None else now
    name = invited(database, secret, now=at)
    if name is None:
        raise Unknown(CLOSED, field="invite")
    kept = passwords.hash_of(passwords.require_good(password, name=name))
    with database.write() as session:
        row = _enabled(session, sign_ins.use_invitation(session, digest_of(secret), purpose=SET_PASSWORD, at=at))
        if row is None:
            raise Unknown(CLOSED, field="invite")
        replace_password(session, row, kept, at)
        lock_outs.forgive(session, key_of(row.name_key))
        audit(session, Actor(actor_name(row.name)), "choose password", row, at)
        return new_ticket(session, row.id, following, at)


def _enabled(session: Session, found: tuple[int | None] | None) -> UserRow | None:
    row = None if found is None or found[0] is None else users.user(session, found[0])
    return None if row is None or row.disabled_at is not None else row
