"""Which days are worked: the organisation's days of the week, its country's public holidays, its own days, and a person's own.

What stands later in that list decides: an organisation may work on a public holiday, a person may be free on a day that all others work.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from db import calendar
from db.calendar import CalendarRow
from db.engine import Database, Session
from scoring.periods import day_date
from scoring.streaks import Bools
from services.calendar.public_holidays import PublicDay, public_days
from services.world import World

EVERY_DAY = 127


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is free for everybody, as of a revision of the directory. working_days: a bit for each day of the week, Monday first."""

    revision: int
    working_days: int
    country: str | None
    own: tuple[CalendarRow, ...]

    def free(self, start: int, end: int) -> Bools:
        """Whether each day of [start, end) is free for everybody."""
        weekdays = (np.arange(start, end) + 3) % 7  # day 0 was a Thursday
        found = ((self.working_days >> weekdays) & 1) == 0
        for day in self.public(start, end):
            found[day.day - start] = day.is_free
        return with_days(found, start, self.own)

    def public(self, start: int, end: int) -> Iterator[PublicDay]:
        """The public holidays among the days [start, end), and those that are worked in exchange."""
        if self.country is None or start >= end:
            return
        for year in range(day_date(start).year, day_date(end - 1).year + 1):
            yield from (day for day in public_days(self.country, year) if start <= day.day < end)


def with_days(free: Bools, start: int, rows: Iterable[CalendarRow]) -> Bools:
    """The same with days that somebody entered. start: the first day of `free`."""
    found = free.copy()
    for row in rows:
        found[max(0, row.from_on - start) : max(0, row.to_on - start)] = bool(row.is_free)
    return found


def calendar_of(database: Database, session: Session, here: World) -> Calendar:
    """The organisation's calendar as this session sees it; read from the database only where its revision is new."""
    known = database.memory.get("calendar")
    if isinstance(known, Calendar) and known.revision == here.revision:
        return known
    found = here.organisation
    fresh = Calendar(here.revision, found.working_days, found.holidays, calendar.of_everybody(session))
    database.memory["calendar"] = fresh
    return fresh


def free_days(database: Database, session: Session, here: World, employees: Sequence[int], start: int, end: int) -> dict[int, Bools]:
    """Whether each day of [start, end) is free for each of some employees: days before they joined and after they left are."""
    everybody = calendar_of(database, session, here).free(start, end)
    own: dict[int, list[CalendarRow]] = {}
    for row in calendar.of_persons(session, employees, start=start, end=end):
        own.setdefault(row.employee_id or 0, []).append(row)
    return {employee: _of_one(here, employee, everybody, own.get(employee, []), start) for employee in employees}


def _of_one(here: World, employee: int, everybody: Bools, own: Iterable[CalendarRow], start: int) -> Bools:
    facts, found = here.directory.employees[employee], with_days(everybody, start, own)
    if facts.joined_on is not None:
        found[: max(0, facts.joined_on - start)] = True
    if facts.left_on is not None:
        found[max(0, facts.left_on + 1 - start) :] = True
    return found
