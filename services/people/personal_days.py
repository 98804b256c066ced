"""Birthdays and work anniversaries, which screens tell in the days before; whoever does not want that hides theirs.

A birthday is a month and a day: `03-02`. The year is nobody's business, and dropped where it is sent.
"""

import datetime as dt
import re
from dataclasses import dataclass

from db import people
from db.engine import Database
from scoring.directory import EmployeeFacts
from services.access import Act, Actor, require
from services.errors import Forbidden, Invalid
from services.values import shown
from services.world import World, world
from services.writing import writing

BIRTHDAY = re.compile(r"(?:\d{4}-)?(\d{2})-(\d{2})", re.ASCII)
LEAP_YEAR = 2000


@dataclass(frozen=True, slots=True)
class OwnDays:
    """birthday: as `birthday_text` gives it. are_hidden: no screen tells them."""

    birthday: str | None
    joined_on: int | None
    are_hidden: bool


def read_birthday(value: object, field: str) -> int:
    """Month x 100 + day of `03-02`, or of a whole day such as 1990-03-02; 29 February is a day. Raises Invalid."""
    found = BIRTHDAY.fullmatch(value) if isinstance(value, str) else None
    if found:
        month, day = int(found[1]), int(found[2])
        try:
            dt.date(LEAP_YEAR, month, day)
        except ValueError:
            pass
        else:
            return month * 100 + day
    raise Invalid(f"{field} must be a month and a day such as 03-02, not {shown(value)}", field=field)


def birthday_text(birthday: int | None) -> str | None:
    """`03-02` of month x 100 + day."""
    return None if birthday is None else f"{birthday // 100:02d}-{birthday % 100:02d}"


def own_days(database: Database, actor: Actor) -> OwnDays | None:
    """What is known of the days of the employee who asks; None for whoever is no employee. Raises Forbidden."""
    require(actor, Act.READ_BOARDS)
    with database.read() as session:
        facts = world(database, session).directory.employees.get(actor.employee_id or 0)
        if facts is None:
            return None
        birthday, hidden = people.days_of(session, facts.id)
    return OwnDays(birthday_text(birthday), facts.joined_on, hidden)


def hide_days(database: Database, actor: Actor, *, hidden: bool, now: int | None = None) -> None:
    """No screen tells the birthday and the anniversaries of the employee who asks; or screens do again. Again: nothing changes.

    Raises Forbidden for whoever is no employee.
    """
    require(actor, Act.READ_BOARDS)
    with writing(database, actor, Act.READ_BOARDS, now=now) as desk:
        facts = _employee(desk.world, actor)
        if people.days_of(desk.session, facts.id)[1] != hidden:
            people.set_hides_days(desk.session, facts.id, hidden=hidden)
            desk.touch_directory()
            desk.audit("hide personal days" if hidden else "show personal days", f"employee:{facts.code}")


def _employee(here: World, actor: Actor) -> EmployeeFacts:
    facts = here.directory.employees.get(actor.employee_id or 0)
    if actor.role is None or facts is None:
        raise Forbidden("You are not linked to an employee: ask an administrator to link you", code="not_linked")
    return facts
