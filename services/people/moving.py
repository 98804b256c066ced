"""Moving: what a change of team would do, before it is done, and doing it for many at once."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.engine import Database
from scoring.directory import NO_TEAM, Directory
from scoring.periods import business_day, day_date, day_number
from services.access import Act, Actor, require
from services.activities.activity_facts import Named
from services.activities.recording import now_micros
from services.documents import Answer, Document, alone
from services.lookups import employee_number, team_number
from services.people.memberships import Stays, moved, stay_on, stays_of
from services.people.people import write_employees
from services.people.rosters import TeamStay, stays_to_show, team_named
from services.world import world
from services.writing import writing


@dataclass(frozen=True, slots=True)
class Move:
    """What would become of somebody. before: the team they would come from, None for none; dropped: what was planned for later days.

    is_nothing: they are in the team on that day anyway. is_past: days that are over would change, and so would team boards.
    """

    code: str
    name: str
    before: Named | None
    after: Named | None
    from_on: dt.date
    dropped: tuple[TeamStay, ...]
    is_nothing: bool
    is_past: bool


def foresee(
    database: Database, actor: Actor, codes: Sequence[str], *, team: str | None, from_on: dt.date, now: int | None = None
) -> tuple[Move, ...]:
    """What would become of employees who move to a team (None: to none) from a day on; nothing is stored. Raises Invalid, Forbidden."""
    require(actor, Act.MANAGE_PEOPLE)
    with database.read() as session:
        here = world(database, session)
    directory = here.directory
    number = NO_TEAM if team is None else team_number(directory, team, "team")
    today = business_day(now_micros() if now is None else now, here.zone)
    return tuple(_move(directory, employee_number(directory, code, "employee"), number, day_number(from_on), today) for code in codes)


def _move(directory: Directory, employee: int, team: int, day: int, today: int) -> Move:
    facts, was = directory.employees[employee], stays_of(directory, employee)
    now = moved(was, team, joined_on=facts.joined_on, from_on=day, today=today)
    before = stay_on(was, day - 1)[1] if day else NO_TEAM
    return Move(
        code=facts.code,
        name=facts.name,
        before=team_named(directory, before),
        after=team_named(directory, team),
        from_on=day_date(day),
        dropped=_dropped(directory, was, day, today) if now != was else (),
        is_nothing=now == was,
        is_past=now != was and day < today,
    )


def _dropped(directory: Directory, was: Stays, day: int, today: int) -> tuple[TeamStay, ...]:
    return tuple(stay for stay in stays_to_show(directory, was, today) if stay.from_on is not None and day_number(stay.from_on) >= day)


def move(
    database: Database, actor: Actor, codes: Sequence[str], *, team: str | None, from_on: dt.date, now: int | None = None
) -> list[Answer]:
    """All of the employees belong to the team (None: to none) from the day on, or none of them does. Raises Invalid, Forbidden."""
    with writing(database, actor, Act.MANAGE_PEOPLE, now=now) as desk:
        for code in codes:
            employee_number(desk.world.directory, code, "employee")
        documents: Mapping[str, Document] = {code: {"team": team, "team_from": from_on.isoformat()} for code in codes}
        answers = write_employees(desk, documents, alone)
        desk.audit("move employees", f"team:{team or ''}", {"from": from_on.isoformat(), "employees": list(documents)})
        return answers
