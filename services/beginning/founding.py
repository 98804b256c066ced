"""The first administrator: whoever holds the link that the server printed, once. There is no default password."""

from dataclasses import dataclass

from db import organisation, sign_ins, users
from db.engine import Database, Session
from db.sign_ins import FIRST_ADMIN
from scoring.periods import MICROS_PER_DAY
from services.access import Actor, Role
from services.activities.recording import now_micros
from services.errors import Conflict, Unknown
from services.sign_in import passwords
from services.sign_in.own_user import spoken_language
from services.sign_in.sessions import digest_of, new_secret
from services.sign_in.signing_in import HOME, new_ticket
from services.sign_in.user_names import actor_name, name_key, user_name
from services.values import shown
from services.writing import actor_number

CLOSED = "This link has been used, or is too old: start the server again to get a new one"


def first_admin_needed(database: Database) -> bool:
    """True while no administrator can sign in."""
    with database.read() as session:
        return not users.has_other_admin(session, 0)


def open_setup(database: Database, *, now: int | None = None) -> str:
    """The secret of the link (`/?setup=SECRET`) with which somebody becomes the first administrator within a day; earlier ones end."""
    at = now_micros() if now is None else now
    secret = new_secret()
    with database.write() as session:
        sign_ins.drop_invitations(session, purpose=FIRST_ADMIN, user_id=None)
        sign_ins.add_invitation(session, digest=digest_of(secret), purpose=FIRST_ADMIN, user_id=None, expires_at=at + MICROS_PER_DAY)
    return secret


def setup_is_open(database: Database, secret: str, *, now: int | None = None) -> bool:
    """True while the link makes somebody the first administrator."""
    at = now_micros() if now is None else now
    with database.read() as session:
        link = sign_ins.invitation(session, digest_of(secret), purpose=FIRST_ADMIN, now=at)
        return link is not None and not users.has_other_admin(session, 0)


def found_admin(
    database: Database,
    secret: str,
    name: str,
    password: str,
    *,
    language: str | None = None,
    following: str = HOME,
    now: int | None = None,
) -> str:
    """The administrator stands, with this password; a ticket that leads in. The link is used up; of two at once one is first.

    Raises Unknown where the link does not work any more; Invalid, Conflict for a name that is taken: then the link still works.
    """
    at = now_micros() if now is None else now
    founder = new_founder(database, secret, name, password, language=language, now=at)
    with database.write() as session:
        organisation.lock(session)
        return admit(session, secret, founder, following=following, at=at)


@dataclass(frozen=True, slots=True)
class Founder:
    """Who is to become the first administrator. password_hash: bcrypt; language: None where the browser decides."""

    name: str
    password_hash: str
    language: str | None

    @property
    def actor(self) -> Actor:
        return Actor(actor_name(self.name))


def new_founder(database: Database, secret: str, name: str, password: str, *, language: str | None, now: int) -> Founder:
    """Whoever holds the link, with a name and a password that may be theirs. Raises Unknown, Invalid; nothing changes."""
    if not setup_is_open(database, secret, now=now):
        raise Unknown(CLOSED, field="setup")
    known, spoken = user_name(name), spoken_language(language)
    return Founder(known, passwords.hash_of(passwords.require_good(password, name=known)), spoken)


def admit(session: Session, secret: str, founder: Founder, *, following: str = HOME, at: int) -> str:
    """The founder is an administrator and the link used up; a ticket that leads in. The caller holds the head. Raises Unknown, Conflict."""
    used = sign_ins.use_invitation(session, digest_of(secret), purpose=FIRST_ADMIN, at=at)
    if used is None or users.has_other_admin(session, 0):
        raise Unknown(CLOSED, field="setup")
    known, key = founder.name, name_key(founder.name)
    if users.user_known_as(session, key):
        raise Conflict(f"A user is named {shown(known)} already: choose another name", field="name", code="name_taken")
    number = users.add_user(
        session,
        name=known,
        name_key=key,
        role=Role.ADMIN.value,
        account_id=None,
        password_hash=founder.password_hash,
        language=founder.language,
        at=at,
    )
    who = actor_number(session, founder.actor)
    organisation.audit(session, at=at, actor_id=who, action="first administrator", subject=founder.actor.name)
    return new_ticket(session, number, following, at)
