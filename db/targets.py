"""Targets: the points that are aimed at in each period of a kind, from one of them on."""

from collections.abc import Sequence
from typing import NamedTuple

from db.engine import Session

EMPLOYEE, TEAM, MEMBER = "employee", "team", "member"
"""Of one employee; of a team as a whole; of each member of a team and of those below it."""


class TargetRow(NamedTuple):
    """As `tables.Target` says it; points: None where there is none any more."""

    scope: str
    holder_id: int
    from_on: int
    points: int | None


def in_force(session: Session, kind: str, on: int) -> list[TargetRow]:
    """What holds for the period of a kind that begins on a day: of every holder the latest row that had begun by then."""
    rows = session.rows(
        "SELECT t.scope, t.holder_id, t.from_on, t.points FROM target t WHERE t.period_kind = :kind AND t.from_on = "
        "(SELECT MAX(n.from_on) FROM target n WHERE n.scope = t.scope AND n.holder_id = t.holder_id AND n.period_kind = :kind AND n.from_on <= :on) "
        "ORDER BY t.scope, t.holder_id",
        kind=kind,
        on=on,
    )
    return [TargetRow._make(row) for row in rows]


def put(session: Session, kind: str, rows: Sequence[TargetRow]) -> None:
    """Each row holds from its day on, in the place of what was set for that very day."""
    session.many(
        "INSERT INTO target (scope, holder_id, period_kind, from_on, points) VALUES (:scope, :holder_id, :kind, :from_on, :points) "
        "ON CONFLICT (scope, holder_id, period_kind, from_on) DO UPDATE SET points = excluded.points",
        [row._asdict() | {"kind": kind} for row in rows],
    )


def later(session: Session, kind: str, after: int) -> list[TargetRow]:
    """What was set to hold from a later day on, the earliest first."""
    rows = session.rows(
        "SELECT scope, holder_id, from_on, points FROM target WHERE period_kind = :kind AND from_on > :after ORDER BY from_on, scope, holder_id",
        kind=kind,
        after=after,
    )
    return [TargetRow._make(row) for row in rows]
