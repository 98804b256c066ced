"""Aims: which target holds for whom in a period.

A person's own wins; else that of each member of a team, the nearest team upwards from the one they are in. Where one is gone, the next holds.
A team as a whole has its own or none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from db import targets
from db.engine import Session
from db.targets import EMPLOYEE, MEMBER, TEAM, TargetRow
from scoring.directory import Directory
from scoring.periods import Period, PeriodKind

KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR)
"""The kinds of period that have targets."""


@dataclass(frozen=True, slots=True)
class Aims:
    """The targets of a period, by account, by team of each member, and by team as a whole."""

    own: Mapping[int, int] = field(default_factory=dict)
    of_members: Mapping[int, int] = field(default_factory=dict)
    of_teams: Mapping[int, int] = field(default_factory=dict)

    def of_employee(self, directory: Directory, account: int, team: int) -> int | None:
        """The target of somebody who belongs to a team."""
        if account in self.own:
            return self.own[account]
        giver = self.giver(directory, team)
        return None if giver is None else self.of_members[giver]

    def giver(self, directory: Directory, team: int) -> int | None:
        """The nearest team upwards that sets a target for each member; None where none does."""
        return next((above for above in directory.path(team) if above in self.of_members), None)


def aims_at(session: Session, period: Period) -> Aims:
    """The targets that hold in a period."""
    return aims_of(targets.in_force(session, period.kind, period.start))


def aims_of(rows: list[TargetRow]) -> Aims:
    found: dict[str, dict[int, int]] = {EMPLOYEE: {}, MEMBER: {}, TEAM: {}}
    for row in rows:
        if row.points is not None:
            found[row.scope][row.holder_id] = row.points
    return Aims(found[EMPLOYEE], found[MEMBER], found[TEAM])


def due_by(target: int, start: int, end: int, today: int) -> int:
    """Where one should be by the end of today: as much of the target as of the days [start, end) has come, rounded down."""
    return target * max(0, min(today + 1, end) - start) // (end - start)


def reached(score: int, target: int) -> int:
    """Whole percent of a target, rounded down: 100 only where it is reached."""
    return 100 * score // target
