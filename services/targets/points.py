"""Points of a period and of the one before, of people and of teams: read once for all the sheets of a process, whoever looks at them."""

from collections.abc import Mapping
from dataclasses import dataclass

from db import organisation
from db.engine import Database, Session
from db.targets import EMPLOYEE, TEAM
from scoring.periods import Period
from services.boards.scores import AllPoints
from services.boards.team_scores import of_subtrees
from services.world import World

MOST_KEPT = 16
_By = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Points:
    """now, before: points by account, and of teams with those below them, in the period and in the one before."""

    now: _By
    before: _By
    teams_now: _By
    teams_before: _By

    def of(self, scope: str, holder: int) -> tuple[int | None, int | None]:
        """In the period so far and in the one before; of each member of a team there are none."""
        if scope == EMPLOYEE:
            return self.now.get(holder, 0), self.before.get(holder, 0)
        if scope == TEAM:
            return self.teams_now.get(holder, 0), self.teams_before.get(holder, 0)
        return None, None


def points_of(database: Database, session: Session, here: World, period: Period) -> Points:
    """The points as this transaction sees them."""
    memory: dict[Period, tuple[tuple[int, int], Points]] = database.memory.setdefault("points of targets", {})
    stamp = (organisation.head(session).last_entry_id, here.revision)
    known = memory.get(period)
    if known is not None and known[0] == stamp:
        return known[1]
    found = _read(session, here, period)
    if len(memory) > MOST_KEPT:
        memory.clear()
    memory[period] = stamp, found
    return found


def _read(session: Session, here: World, period: Period) -> Points:
    (now, teams_now), (before, teams_before) = _in(session, here, period), _in(session, here, period.previous())
    return Points(now, before, teams_now, teams_before)


def _in(session: Session, here: World, period: Period | None) -> tuple[_By, _By]:
    if period is None:
        return {}, {}
    points = AllPoints(session, here)
    people = dict(points.of_employees(period).select("account_id", "score").iter_rows())
    return people, of_subtrees(here.directory, points.of_teams(period).scores)
