"""What the pages of administration read: people, teams and users once per change and shared; keys and sign-ins anew, they change at once."""

import datetime as dt
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, TypeVar

from scoring.periods import instant
from services import organising
from services.access import Act, require
from services.people import moving, naming, people, personal_days, rosters
from services.people.moving import Move
from services.people.naming import Naming
from services.people.personal_days import OwnDays
from services.people.rosters import Person, Sight, SignIn, TeamNode, TeamStay
from services.sign_in import keys, own_user, users
from services.sign_in.own_user import Place
from services.sign_in.users import User
from ui.data import database, once_a_turn, version
from ui.reading import here, shared_by
from ui.shared import once_per
from ui.sign_in import Viewer

T = TypeVar("T")


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


def own_naming(me: Viewer) -> Naming | None:
    """How the reader stands on boards; None for whoever may not be on one."""
    return _own("naming", me, partial(naming.own_naming, database(), me.actor)) if me.actor.may(Act.READ_BOARDS) else None


def own_days(me: Viewer) -> OwnDays | None:
    """The reader's personal days; None for whoever is no employee."""
    return _own("days", me, partial(personal_days.own_days, database(), me.actor)) if me.actor.may(Act.READ_BOARDS) else None


def own_sight(me: Viewer) -> Sight:
    return _own("sight", me, partial(rosters.own_sight, database(), me.actor))


def _own(what: str, me: Viewer, read: Callable[[], T]) -> T:
    """What the directory says of whoever looks."""
    return once_per(version().directory_revision, ("own", what, shared_by(me)), read)


def version_of_users(me: Viewer) -> Hashable:
    """What is told of users is the same while this is. Raises Forbidden."""
    return once_a_turn("users", lambda: (users.version(database(), me.actor), version().directory_revision))


def everyone_who_signs_in(me: Viewer) -> tuple[User, ...]:
    """Every user in the order of their names. Raises Forbidden."""
    return once_per(version_of_users(me), "users", lambda: users.list_users(database(), me.actor))


def api_keys(me: Viewer) -> list[dict[str, Any]]:
    """Every key, the oldest first. Raises Forbidden."""
    return keys.list_keys(database(), me.actor)


def version_of_organisation() -> Hashable:
    """The settings, and what of them cannot change any more, are the same while this is."""
    now = version()
    return now.directory_revision, now.last_activity_id > 0


def organisation(me: Viewer) -> dict[str, Any]:
    """The settings, as `services.organising.get` tells them."""
    return once_per(version_of_organisation(), "settings", lambda: organising.get(database(), me.actor))


def own_places(me: Viewer) -> tuple[Place, ...]:
    """Where whoever looks is signed in, the latest first."""
    return own_user.places(database(), me.actor, here=me.session)


def at(micros: int) -> dt.datetime:
    """The instant of a moment as services give it."""
    return instant(micros)
