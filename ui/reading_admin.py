"""What the pages of administration read: people and teams once per change and shared; users, keys and sign-ins anew, they change at once."""

import datetime as dt
from typing import Any

from scoring.periods import instant
from services.access import Act, require
from services.people import moving, people, rosters
from services.people.moving import Move
from services.people.rosters import Person, Sight, SignIn, TeamNode, TeamStay
from services.sign_in import keys, own_user, users
from services.sign_in.own_user import Place
from services.sign_in.users import User
from ui.data import database, version
from ui.reading import here
from ui.shared import once_per
from ui.sign_in import Viewer


def roster(me: Viewer) -> tuple[Person, ...]:
    """Every employee in the order of their names. Raises Forbidden."""
    require(me.actor, Act.MANAGE_PEOPLE)
    return once_per((version().directory_revision, here(me).today), "roster", lambda: rosters.roster(database(), me.actor))


def tree(me: Viewer) -> tuple[TeamNode, ...]:
    """Every team after the one it lies in. Raises Forbidden."""
    require(me.actor, Act.MANAGE_PEOPLE)
    return once_per((version().directory_revision, here(me).today), "tree", lambda: rosters.tree(database(), me.actor))


def person(me: Viewer, code: str) -> dict[str, Any]:
    """An employee as they stand in the directory, with everything that can be changed. Raises Unknown, Forbidden."""
    require(me.actor, Act.MANAGE_PEOPLE)
    return people.get_employee(database(), me.actor, code)


def history(me: Viewer, code: str) -> tuple[TeamStay, ...]:
    """Raises Unknown, Forbidden."""
    return rosters.history(database(), me.actor, code)


def foreseen(me: Viewer, codes: list[str], team: str | None, from_on: dt.date) -> tuple[Move, ...]:
    """Raises Invalid, Forbidden."""
    return moving.foresee(database(), me.actor, codes, team=team, from_on=from_on)


def sign_in_of(me: Viewer, code: str) -> SignIn | None:
    """Raises Unknown, Forbidden."""
    return rosters.sign_in_of(database(), me.actor, code)


def own_sight(me: Viewer) -> Sight:
    return rosters.own_sight(database(), me.actor)


def everyone_who_signs_in(me: Viewer) -> tuple[User, ...]:
    """Every user in the order of their names. Raises Forbidden."""
    return users.list_users(database(), me.actor)


def api_keys(me: Viewer) -> list[dict[str, Any]]:
    """Every key, the oldest first. Raises Forbidden."""
    return keys.list_keys(database(), me.actor)


def own_places(me: Viewer) -> tuple[Place, ...]:
    """Where whoever looks is signed in, the latest first."""
    return own_user.places(database(), me.actor, here=me.session)


def at(micros: int) -> dt.datetime:
    """The instant of a moment as services give it."""
    return instant(micros)
