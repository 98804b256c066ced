"""Laying a sheet out: teams as a tree, who is in them on its day, and what holds for each."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from db import targets
from db.engine import Session
from scoring.directory import NO_TEAM, EmployeeFacts
from scoring.periods import Period, day_date
from services.targets.aims import Aims, aims_of, due_by, reached
from services.targets.lines import Line, Place, Scope
from services.targets.points import Points
from services.world import World


def standing_day(period: Period, today: int) -> int:
    """The last day of a period so far, or its first where it is still to come: who is where on it counts."""
    return min(max(period.start, today), period.end - 1)


class Layout:
    """What stands for a period: targets, points, and who is where on its last day so far, or its first where it is still to come."""

    def __init__(self, session: Session, here: World, period: Period, today: int) -> None:
        self.here, self.period, self.today = here, period, today
        rows = targets.in_force(session, period.kind, period.start)
        self.aims: Aims = aims_of(rows)
        self.since = {(row.scope, row.holder_id): row.from_on for row in rows}
        planned = reversed(targets.later(session, period.kind, period.start))
        self.next_on = {(row.scope, row.holder_id): row.from_on for row in planned}
        self.day = standing_day(period, today)
        self.givers: dict[int, int | None] = {}

    def lines(self, teams: frozenset[int], points: Points, *, with_homeless: bool) -> Iterator[Line]:
        staff = self._staff()
        for team, depth in self._tree(teams):
            yield self._whole(team, depth, *points.of(Scope.TEAM, team))
            yield self._each_member(team, depth + 1)
            for person in staff.get(team, ()):
                yield self._person(person, team, depth + 1, *points.of(Scope.EMPLOYEE, person.id))
        for person in staff.get(NO_TEAM, ()) if with_homeless else ():
            yield self._person(person, NO_TEAM, 0, *points.of(Scope.EMPLOYEE, person.id))

    def places(self, teams: frozenset[int]) -> tuple[Place, ...]:
        known = self.here.directory.teams
        return tuple(Place(known[team].code, known[team].name, depth) for team, depth in self._tree(teams))

    def _staff(self) -> dict[int, list[EmployeeFacts]]:
        """Who is at work in each team, by name."""
        present = [one for one in self.here.directory.employees.values() if self._is_there(one)]
        present.sort(key=lambda one: (one.name.casefold(), one.code))
        ids = np.array([one.id for one in present], dtype=np.int64)
        where = self.here.directory.teams_on(ids, np.full(len(ids), self.day, dtype=np.int64)).tolist()
        found: dict[int, list[EmployeeFacts]] = defaultdict(list)
        for person, team in zip(present, where, strict=True):
            found[team if team in self.here.directory.teams else NO_TEAM].append(person)
        return found

    def _is_there(self, person: EmployeeFacts) -> bool:
        has_ended = self.period.end <= self.today
        return person.is_active_between(self.period.start, self.period.end) if has_ended else person.is_active(self.day)

    def _tree(self, teams: frozenset[int]) -> Iterator[tuple[int, int]]:
        """Each team after the one above it, by name, with its depth."""
        known = self.here.directory.teams
        below: dict[int | None, list[int]] = defaultdict(list)
        for team in sorted(teams, key=lambda t: (known[t].name.casefold(), known[t].code), reverse=True):
            above = known[team].parent_id
            below[above if above in teams else None].append(team)
        waiting = [(team, 0) for team in below[None]]
        while waiting:
            team, depth = waiting.pop()
            yield team, depth
            waiting += [(one, depth + 1) for one in below[team]]

    def _giver(self, team: int) -> int | None:
        if team not in self.givers:
            self.givers[team] = self.aims.giver(self.here.directory, team)
        return self.givers[team]

    def _whole(self, team: int, depth: int, score: int | None, before: int | None) -> Line:
        points = self.aims.of_teams.get(team)
        facts = self.here.directory.teams[team]
        return self._line(Scope.TEAM, team, (facts.code, facts.name, depth), (points, points, None), score, before)

    def _each_member(self, team: int, depth: int) -> Line:
        facts, giver = self.here.directory.teams[team], self._giver(team)
        holds = None if giver is None else self.aims.of_members[giver]
        named = None if giver in (None, team) else self.here.directory.teams[giver].name
        return self._line(Scope.MEMBER, team, (facts.code, facts.name, depth), (self.aims.of_members.get(team), holds, named), None, None)

    def _person(self, person: EmployeeFacts, team: int, depth: int, score: int | None, before: int | None) -> Line:
        own = self.aims.own.get(person.id)
        giver = None if own is not None else self._giver(team)
        holds = own if giver is None else self.aims.of_members[giver]
        named = None if giver is None else self.here.directory.teams[giver].name
        return self._line(Scope.EMPLOYEE, person.id, (person.code, person.name, depth), (own, holds, named), score, before)

    def _line(
        self,
        scope: Scope,
        number: int,
        named: tuple[str, str, int],
        aim: tuple[int | None, int | None, str | None],
        score: int | None,
        before: int | None,
    ) -> Line:
        points, holds, giver = aim
        since, next_on = self.since.get((scope, number)) if points is not None else None, self.next_on.get((scope, number))
        measured = holds is not None and score is not None
        return Line(
            scope,
            *named,
            points,
            None if since is None else day_date(since),
            holds,
            giver,
            score,
            due_by(holds, self.period.start, self.period.end, self.today) if measured and holds else None,
            reached(score, holds) if measured and holds and score is not None else None,
            before,
            None if next_on is None else day_date(next_on),
        )
