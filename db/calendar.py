"""Days that are free, or worked although they would be free: of everybody and of one person; and the days on which somebody earned."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.engine import Session

DAY = "id, employee_id, from_on, to_on, is_free, label"


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """Days [from_on, to_on). employee_id: of one person, None for everybody. is_free: 0 where they are worked although they would be free."""

    id: int
    employee_id: int | None
    from_on: int
    to_on: int
    is_free: int
    label: str


def of_everybody(session: Session) -> tuple[CalendarRow, ...]:
    """The organisation's own days, in order of time."""
    return tuple(
        CalendarRow(*row) for row in session.rows(f"SELECT {DAY} FROM calendar_day WHERE employee_id IS NULL ORDER BY from_on, id")
    )


def of_persons(session: Session, employees: Sequence[int], *, start: int, end: int) -> tuple[CalendarRow, ...]:
    """The days of some persons that touch [start, end), in order of time."""
    rows = session.rows(
        f"SELECT {DAY} FROM calendar_day WHERE {session.within('employee_id', 'ids', 'integer')} AND from_on < :end AND to_on > :start "
        "ORDER BY from_on, id",
        ids=session.listed(list(employees)),
        start=start,
        end=end,
    )
    return tuple(CalendarRow(*row) for row in rows)


def of_anyone(session: Session, *, start: int, end: int) -> tuple[CalendarRow, ...]:
    """The days of all persons that touch [start, end), in order of time."""
    rows = session.rows(
        f"SELECT {DAY} FROM calendar_day WHERE employee_id IS NOT NULL AND from_on < :end AND to_on > :start ORDER BY from_on, id",
        start=start,
        end=end,
    )
    return tuple(CalendarRow(*row) for row in rows)


def one(session: Session, number: int) -> CalendarRow | None:
    row = session.row(f"SELECT {DAY} FROM calendar_day WHERE id = :id", id=number)
    return CalendarRow(*row) if row else None


def add(session: Session, row: CalendarRow) -> None:
    """The days stand; the row's id is left out."""
    session.run(
        "INSERT INTO calendar_day (employee_id, from_on, to_on, is_free, label) VALUES (:employee, :start, :end, :is_free, :label)",
        **_values(row),
    )


def change(session: Session, row: CalendarRow) -> None:
    session.run(
        "UPDATE calendar_day SET employee_id = :employee, from_on = :start, to_on = :end, is_free = :is_free, label = :label WHERE id = :id",
        id=row.id,
        **_values(row),
    )


def remove(session: Session, number: int) -> None:
    session.run("DELETE FROM calendar_day WHERE id = :id", id=number)


def _values(row: CalendarRow) -> dict[str, object]:
    return {"employee": row.employee_id, "start": row.from_on, "end": row.to_on, "is_free": row.is_free, "label": row.label}


def earning_days(session: Session, accounts: Sequence[int], *, start: int, end: int) -> list[tuple[int, int]]:
    """(account, day) of each business day of [start, end) with an activity by the account that still earns it points."""
    return session.rows(
        "SELECT DISTINCT s.account_id, s.day FROM (SELECT l.account_id, l.activity_id, MIN(l.occurred_on) AS day, SUM(l.score) AS score "
        f"FROM ledger_entry l WHERE {session.within('l.account_id', 'ids', 'integer')} AND l.rule_id IS NOT NULL "
        "AND l.occurred_on >= :start AND l.occurred_on < :end AND l.activity_id IS NOT NULL "
        "GROUP BY l.account_id, l.activity_id) s JOIN activity a ON a.id = s.activity_id AND a.employee_id = s.account_id WHERE s.score > 0",
        ids=session.listed(list(accounts)),
        start=start,
        end=end,
    )
