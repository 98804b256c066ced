"""Sheets of targets: of the teams in reach, each with its members, what holds in a period, and how far everybody has come.

Whoever sets targets sees people by their names: it is about people in their reach.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from db import people, targets
from db.engine import Database, Session
from scoring.directory import NO_TEAM, EmployeeFacts
from scoring.periods import Period, PeriodKind, business_day, day_date, day_number, period_of
from scoring.plan import HolderKind
from services.access import Act, Actor, Reach, require
from services.activities.recording import now_micros
from services.boards.scores import AllPoints
from services.boards.standings import FIRST_DAY, account_of, choice, is_final, team_named
from services.boards.team_scores import of_subtrees
from services.errors import Invalid
from services.reaching import out_of_reach, require_holder, teams_in_reach
from services.targets.aims import KINDS, Aims, aims_of, due_by, reached
from services.values import LAST_DAY
from services.world import World, world


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
class Sheet:
    """lines: every team with its line as a whole, that of each member, and its people; teams above first.

    days: of the period; gone: so far, today included. teams: everything that a sheet may be of.
    """

    period: Period
    is_closed: bool
    today: dt.date
    days: int
    gone: int
    teams: tuple[Place, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class OwnTarget:
    """An employee's target of a period: points; due, where they should be by the end of today; score so far and percent of the target."""

    points: int
    due: int
    score: int
    percent: int


def targets_for(
    database: Database, actor: Actor, *, period: str, on: dt.date | None = None, team: str | None = None, now: int | None = None
) -> Sheet:
    """The sheet of the period of a kind that holds a day, today where left out. team: of it and those below alone. Raises Invalid, Unknown, Forbidden."""
    require(actor, Act.SET_TARGETS)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        today = business_day(at, here.zone)
        wanted = period_named(here, period, on, today)
        reachable = reachable_teams(here, actor)
        chosen = _chosen(here, actor, reachable, team_named(here.directory, team))
        sight = _Sight(session, here, wanted, today)
        lines = tuple(sight.lines(chosen, with_homeless=team is None and actor.reach(Act.SET_TARGETS) is Reach.ALL))
        gone = max(0, min(today + 1, wanted.end) - wanted.start)
        return Sheet(wanted, is_final(here, wanted), day_date(today), wanted.end - wanted.start, gone, sight.places(reachable), lines)


def own_target(
    database: Database, actor: Actor, code: str, *, period: str, on: dt.date | None = None, now: int | None = None
) -> OwnTarget | None:
    """What an employee aims at in a period, None where there is no target. Raises Invalid, Unknown, Forbidden."""
    require(actor, Act.READ_POINTS)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        today = business_day(at, here.zone)
        wanted = period_named(here, period, on, today)
        require_holder(session, here.directory, actor, Act.READ_POINTS, HolderKind.EMPLOYEE, code, today)
        account = account_of(session, people.EMPLOYEE, code)
        sight = _Sight(session, here, wanted, today)
        points = sight.aims.of_employee(here.directory, account, here.directory.team_on(account, sight.day))
        if points is None:
            return None
        score = dict(AllPoints(session, here).of_employees(wanted).select("account_id", "score").iter_rows()).get(account, 0)
    return OwnTarget(points, due_by(points, wanted.start, wanted.end, today), score, reached(score, points))


def period_named(here: World, kind: str, on: dt.date | None, today: int) -> Period:
    """The period that targets may be of. Raises Invalid."""
    if on is not None and not FIRST_DAY <= on <= LAST_DAY:
        raise Invalid(f"on must be a day from {FIRST_DAY} to {LAST_DAY}, not {on}", field="on")
    wanted = choice(PeriodKind, kind, "period", among=KINDS)
    return period_of(wanted, today if on is None else day_number(on), first_weekday=here.organisation.first_weekday)


def reachable_teams(here: World, actor: Actor) -> frozenset[int]:
    """The teams whose targets the actor may set. Raises Forbidden."""
    require(actor, Act.SET_TARGETS)
    return frozenset(here.directory.teams) if actor.reach(Act.SET_TARGETS) is Reach.ALL else teams_in_reach(here.directory, actor)


def _chosen(here: World, actor: Actor, reachable: frozenset[int], team: int | None) -> frozenset[int]:
    """The teams that are shown. Raises Forbidden for one that is out of reach."""
    if team is None:
        return reachable
    if team not in reachable:
        raise out_of_reach(actor, Act.SET_TARGETS)
    return reachable & here.directory.subtree(team)


class _Sight:
    """What stands for a period: targets, points, and who is where on its last day so far, or its first where it is still to come."""

    def __init__(self, session: Session, here: World, period: Period, today: int) -> None:
        self.here, self.period, self.today = here, period, today
        rows = targets.in_force(session, period.kind, period.start)
        self.aims: Aims = aims_of(rows)
        self.since = {(row.scope, row.holder_id): row.from_on for row in rows}
        planned = reversed(targets.later(session, period.kind, period.start))
        self.next_on = {(row.scope, row.holder_id): row.from_on for row in planned}
        self.day = min(max(period.start, today), period.end - 1)
        self.points = AllPoints(session, here)

    def lines(self, teams: frozenset[int], *, with_homeless: bool) -> Iterator[Line]:
        scores, before = self._employees(self.period), self._employees(self.period.previous())
        of_teams, teams_before = self._of_teams(self.period), self._of_teams(self.period.previous())
        staff = self._staff()
        for team, depth in self._tree(teams):
            yield self._whole(team, depth, of_teams.get(team, 0), teams_before.get(team, 0))
            yield self._each_member(team, depth + 1)
            for person in staff.get(team, ()):
                yield self._person(person, team, depth + 1, scores.get(person.id, 0), before.get(person.id, 0))
        for person in staff.get(NO_TEAM, ()) if with_homeless else ():
            yield self._person(person, NO_TEAM, 0, scores.get(person.id, 0), before.get(person.id, 0))

    def places(self, teams: frozenset[int]) -> tuple[Place, ...]:
        known = self.here.directory.teams
        return tuple(Place(known[team].code, known[team].name, depth) for team, depth in self._tree(teams))

    def _employees(self, period: Period | None) -> Mapping[int, int]:
        return {} if period is None else dict(self.points.of_employees(period).select("account_id", "score").iter_rows())

    def _of_teams(self, period: Period | None) -> Mapping[int, int]:
        return {} if period is None else of_subtrees(self.here.directory, self.points.of_teams(period).scores)

    def _staff(self) -> dict[int, list[EmployeeFacts]]:
        """Who is at work in each team, by name."""
        staff = sorted(self.here.directory.employees.values(), key=lambda one: (one.name.casefold(), one.code))
        present = [one for one in staff if self._is_there(one)]
        ids = np.array([one.id for one in present], dtype=np.int64)
        where = self.here.directory.teams_on(ids, np.full(len(ids), self.day, dtype=np.int64)).tolist()
        found: dict[int, list[EmployeeFacts]] = defaultdict(list)
        for person, team in zip(present, where, strict=True):
            found[team if team in self.here.directory.teams else NO_TEAM].append(person)
        return found

    def _is_there(self, person: EmployeeFacts) -> bool:
        has_ended = self.period.end <= self.today
        return person.is_active_between(self.period.start, self.period.end) if has_ended else person.is_active(self.day)

    def _tree(self, teams: frozenset[int], above: int | None = None, depth: int = 0) -> Iterator[tuple[int, int]]:
        """Each team after the one above it, by name, with its depth."""
        known = self.here.directory.teams
        here = (
            [t for t in teams if known[t].parent_id == above]
            if above is not None
            else [t for t in teams if known[t].parent_id not in teams]
        )
        for team in sorted(here, key=lambda t: (known[t].name.casefold(), known[t].code)):
            yield team, depth
            yield from self._tree(teams, team, depth + 1)

    def _whole(self, team: int, depth: int, score: int, before: int) -> Line:
        points = self.aims.of_teams.get(team)
        facts = self.here.directory.teams[team]
        return self._line(Scope.TEAM, team, (facts.code, facts.name, depth), (points, points, None), score, before)

    def _each_member(self, team: int, depth: int) -> Line:
        facts, giver = self.here.directory.teams[team], self.aims.giver(self.here.directory, team)
        holds = None if giver is None else self.aims.of_members[giver]
        named = None if giver in (None, team) else self.here.directory.teams[giver].name
        return self._line(Scope.MEMBER, team, (facts.code, facts.name, depth), (self.aims.of_members.get(team), holds, named), None, None)

    def _person(self, person: EmployeeFacts, team: int, depth: int, score: int, before: int) -> Line:
        own, holds = self.aims.own.get(person.id), self.aims.of_employee(self.here.directory, person.id, team)
        giver = None if own is not None else self.aims.giver(self.here.directory, team)
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
