"""Days off: entered, changed and removed, of everybody by whoever administers, of a person by whoever may for those in reach, and by nobody their own.

They break no streak. A document has first and last (days, both included), employee (a code; absent for everybody), label, and free: false of
everybody's days that are worked although they would be free. Nobody need say why a person is away.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby

from db import calendar
from db.calendar import CalendarRow
from db.engine import Database
from scoring.directory import Directory
from scoring.periods import business_day, day_date, day_number
from services.access import Act, Actor, Reach, require
from services.activities.recording import now_micros
from services.calendar.public_holidays import PublicDay
from services.calendar.working_days import calendar_of
from services.documents import Document
from services.errors import Conflict, Forbidden, Invalid, Unknown
from services.lookups import employee_number
from services.reaching import employees_in_reach, out_of_reach
from services.values import day_no, no_others, optional, text
from services.world import world
from services.writing import Writing, writing

FIELDS = frozenset({"employee", "first", "last", "free", "label"})
MOST_DAYS = 1_100
"""Three years: the longest that anybody is away and comes back."""
LABEL_LENGTH = 200
OWN = "Your own days off are entered by somebody else: ask an administrator or another manager"
GONE = "These days are not in the calendar any more: open the page anew"


class Source(StrEnum):
    """Where free days come from, in the order in which they decide."""

    PUBLIC = "public"
    ORGANISATION = "organisation"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days from first to last, both included. id: None of public holidays, which nobody enters. is_free: False where they are worked all the same.

    label: by language, of entered days the same in all, and empty where nothing was said. code, name: of the person whose they are.
    """

    source: Source
    first: dt.date
    last: dt.date
    is_free: bool
    label: dict[str, str] = field(hash=False)
    id: int | None = None
    code: str | None = None
    name: str | None = None


def days_off(database: Database, actor: Actor, *, first: dt.date, last: dt.date, now: int | None = None) -> tuple[DaysOff, ...]:
    """What is free from first to last, and worked all the same, in order of time: of everybody, and of the persons in reach. Raises Forbidden."""
    require(actor, Act.GRANT_DAYS)
    start, end = day_number(first), day_number(last) + 1
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        reached = employees_in_reach(here.directory, actor, Act.GRANT_DAYS, today)
        known = calendar_of(database, session, here)
        entered = [row for row in known.own if row.from_on < end and row.to_on > start]
        of_persons = calendar.of_anyone(session, start=start, end=end)
    entered += [row for row in of_persons if reached is None or row.employee_id in reached]
    found = [*_public(known.public(start, end)), *(_entered(here.directory, row) for row in entered)]
    return tuple(sorted(found, key=lambda days: (days.first, list(Source).index(days.source), days.last, days.name or "")))


def _public(days: Iterable[PublicDay]) -> Iterator[DaysOff]:
    """Holidays that follow one another under one name stand as one."""
    numbered = enumerate(sorted(days, key=lambda day: day.day))
    for _run, same in groupby(numbered, key=lambda one: (one[1].day - one[0], one[1].is_free, sorted(one[1].label.items()))):
        run = [day for _place, day in same]
        yield DaysOff(Source.PUBLIC, day_date(run[0].day), day_date(run[-1].day), run[0].is_free, dict(run[0].label))


def _entered(directory: Directory, row: CalendarRow) -> DaysOff:
    person = directory.employees.get(row.employee_id or 0)
    return DaysOff(
        Source.ORGANISATION if row.employee_id is None else Source.PERSON,
        day_date(row.from_on),
        day_date(row.to_on - 1),
        bool(row.is_free),
        {"en": row.label, "zh": row.label},
        row.id,
        person.code if person else None,
        person.name if person else None,
    )


# writing --------------------------------------------------------------------------------------------------------------------------


def add(database: Database, actor: Actor, document: Document, *, now: int | None = None) -> None:
    """The days stand. Raises Invalid, Forbidden; Conflict where some of them are entered already for the same person, or for everybody."""
    add_many(database, actor, [document], now=now)


def add_many(database: Database, actor: Actor, documents: Sequence[Document], *, now: int | None = None) -> None:
    """The days of all documents stand, or of none. Raises as `add`."""
    with writing(database, actor, Act.GRANT_DAYS, now=now) as desk:
        for document in documents:
            row = _read(document, _whose(desk, actor, document.get("employee")))
            _refuse_overlap(desk, row)
            calendar.add(desk.session, row)
            _told(desk, "add days off", row)
        desk.touch_directory()


def change(database: Database, actor: Actor, number: int, document: Document, *, now: int | None = None) -> None:
    """The days stand so; a field left out stays as it is, and whose they are stays. Raises as `add`, and Unknown."""
    with writing(database, actor, Act.GRANT_DAYS, now=now) as desk:
        was = _standing(desk, actor, number)
        if "employee" in document:
            raise Invalid("The days stay whose they are: remove them, and enter them for somebody else", field="employee")
        row = replace(_read(_document(was) | dict(document), was.employee_id), id=number)
        _refuse_overlap(desk, row)
        calendar.change(desk.session, row)
        _told(desk, "change days off", row, was)
        desk.touch_directory()


def remove(database: Database, actor: Actor, number: int, *, now: int | None = None) -> None:
    """The days are as if they had never been entered. Raises Unknown, Forbidden."""
    with writing(database, actor, Act.GRANT_DAYS, now=now) as desk:
        was = _standing(desk, actor, number)
        calendar.remove(desk.session, number)
        _told(desk, "remove days off", was)
        desk.touch_directory()


def _standing(desk: Writing, actor: Actor, number: int) -> CalendarRow:
    row = calendar.one(desk.session, number)
    if row is None:
        raise Unknown(GONE)
    _require(desk, actor, row.employee_id)
    return row


def _whose(desk: Writing, actor: Actor, code: object) -> int | None:
    """The person with a code; None for everybody. Who reaches less than all is told the same of somebody out of reach and of nobody."""
    employee = optional(code, "employee", text)
    known = desk.world.directory.employee_ids
    if employee is not None and employee not in known and actor.reach(Act.GRANT_DAYS) is not Reach.ALL:
        raise out_of_reach(actor, Act.GRANT_DAYS)
    number = None if employee is None else employee_number(desk.world.directory, employee, "employee")
    _require(desk, actor, number)
    return number


def _require(desk: Writing, actor: Actor, employee: int | None) -> None:
    """Everybody's days are for whoever administers; a person's for whoever reaches them, but for their own: a streak that one mends says nothing."""
    if employee is None:
        require(actor, Act.ADMINISTER)
        return
    reached = employees_in_reach(desk.world.directory, actor, Act.GRANT_DAYS, desk.today)
    if reached is not None and employee not in reached:
        raise out_of_reach(actor, Act.GRANT_DAYS)
    if employee == actor.employee_id:
        raise Forbidden(OWN, code="own_days_off")


def _read(document: Document, employee: int | None) -> CalendarRow:
    no_others(document, FIELDS)
    first, last = day_no(document.get("first"), "first"), day_no(document.get("last"), "last")
    if last < first:
        raise Invalid("The last day must not be before the first", field="last")
    if last - first >= MOST_DAYS:
        raise Invalid(f"At most {MOST_DAYS} days are entered at once, not {last - first + 1}: enter them in parts", field="last")
    label = optional(document.get("label"), "label", text, most=LABEL_LENGTH)
    if employee is None and not label:
        raise Invalid("Say what the day is, such as Company day: everybody reads it", field="label")
    free = document.get("free", True)
    if not isinstance(free, bool) or (employee is not None and not free):
        raise Invalid("free must be true, or false for days that everybody works", field="free")
    return CalendarRow(0, employee, first, last + 1, int(free), label or "")


def _document(row: CalendarRow) -> dict[str, object]:
    """Without whose days they are."""
    first, last = day_date(row.from_on).isoformat(), day_date(row.to_on - 1).isoformat()
    label = row.label if row.label or row.employee_id is None else None
    return {"first": first, "last": last, "free": bool(row.is_free), "label": label}


def _refuse_overlap(desk: Writing, row: CalendarRow) -> None:
    """Of days that are entered twice nobody could say what removing one of them means."""
    if row.employee_id is None:
        others = calendar.of_everybody(desk.session)
    else:
        others = calendar.of_persons(desk.session, [row.employee_id], start=row.from_on, end=row.to_on)
    for other in others:
        if other.id != row.id and other.from_on < row.to_on and row.from_on < other.to_on:
            first, last = day_date(other.from_on), day_date(other.to_on - 1)
            raise Conflict(f"Some of these days are entered already, from {first} to {last}: change those", field="first", code="overlap")


def _told(desk: Writing, action: str, row: CalendarRow, was: CalendarRow | None = None) -> None:
    """The audit says what was entered. Whoever writes has every process read the calendar anew."""
    person = desk.world.directory.employees.get(row.employee_id or 0)
    subject = f"employee:{person.code}" if person else "organisation"
    desk.audit(action, subject, {"from": _document(was), "to": _document(row)} if was else _document(row))
