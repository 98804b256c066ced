"""What a sheet of targets is made of: its lines, the teams it may be of, and what it was made from."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from db import targets
from scoring.periods import Period


class Scope(StrEnum):
    """Whose a target is: of a team as a whole, of each member of it and of those below, of one employee."""

    TEAM = targets.TEAM
    MEMBER = targets.MEMBER
    EMPLOYEE = targets.EMPLOYEE


@dataclass(frozen=True, slots=True)
class Line:
    """A target, or where one may be set. code, name: of the team or the employee; depth: how many teams of the sheet are above.

    points: what is set for this very one, since: from which day on. holds: what counts, giver: the name of the team that sets it for its members
    where that is another's. score: points in the period so far; None for each member. due: where one should be by the end of today; percent of what
    holds; before: points in the period before. next_on: from when on another target is planned.
    """

    scope: Scope
    code: str
    name: str
    depth: int
    points: int | None
    since: dt.date | None
    holds: int | None
    giver: str | None
    score: int | None
    due: int | None
    percent: int | None
    before: int | None
    next_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Place:
    """A team whose targets may be set. depth: how many teams of the list are above."""

    code: str
    name: str
    depth: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What the lines of a sheet are made from, but for the points."""

    revision: int
    today: int
    period: Period
    teams: frozenset[int]
    with_homeless: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """lines: every team with its line as a whole, that of each member, and its people; teams above first.

    days: of the period; gone: so far, today included. teams: everything that a sheet may be of. asked: by which a later one goes on from this.
    """

    period: Period
    is_closed: bool
    today: dt.date
    days: int
    gone: int
    teams: tuple[Place, ...]
    lines: tuple[Line, ...]
    asked: Asked | None = field(default=None, compare=False, repr=False)
