"""Sheets of targets: of the teams in reach, each with its members, what holds in a period, and how far everybody has come.

Whoever sets targets sees people by their names: it is about people in their reach.
"""

import datetime as dt
from dataclasses import dataclass, replace

from db import people, standings
from db.engine import Database, Session
from scoring.periods import Period, PeriodKind, business_day, day_date, day_number, period_of
from scoring.plan import HolderKind
from services.access import Act, Actor, Reach, require
from services.activities.recording import now_micros
from services.boards.standings import FIRST_DAY, account_of, choice, is_final, team_named
from services.errors import Invalid
from services.reaching import out_of_reach, require_holder, teams_in_reach
from services.targets.aims import KINDS, Aims, aims_at, due_by, reached
from services.targets.laying_out import Layout, standing_day
from services.targets.lines import Asked, Line, Scope, Sheet
from services.targets.points import MOST_KEPT, Points, points_of
from services.values import LAST_DAY
from services.world import World, world


@dataclass(frozen=True, slots=True)
class OwnTarget:
    """An employee's target of a period: points; due, where they should be by the end of today; score so far and percent of the target."""

    points: int
    due: int
    score: int
    percent: int


def targets_for(
    database: Database,
    actor: Actor,
    *,
    period: str,
    on: dt.date | None = None,
    team: str | None = None,
    before: Sheet | None = None,
    now: int | None = None,
) -> Sheet:
    """The sheet of the period of a kind that holds a day, today where left out. Raises Invalid, Unknown, Forbidden.

    team: of it and those below alone. before: what the same was once answered with, which is gone on from where only points have changed.
    """
    require(actor, Act.SET_TARGETS)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        today = business_day(at, here.zone)
        wanted = period_named(here, period, on, today)
        reachable = reachable_teams(here, actor)
        chosen = _chosen(here, actor, reachable, team_named(here.directory, team))
        points = points_of(database, session, here, wanted)
        asked = Asked(here.revision, today, wanted, chosen, team is None and actor.reach(Act.SET_TARGETS) is Reach.ALL)
        if before is not None and before.asked == asked:
            return _gone_on(before, here, points)
        return _sheet(Layout(session, here, wanted, today), points, asked, reachable)


def _sheet(layout: Layout, points: Points, asked: Asked, reachable: frozenset[int]) -> Sheet:
    here, wanted, today = layout.here, layout.period, layout.today
    lines = tuple(layout.lines(asked.teams, points, with_homeless=asked.with_homeless))
    gone = max(0, min(today + 1, wanted.end) - wanted.start)
    return Sheet(wanted, is_final(here, wanted), day_date(today), wanted.end - wanted.start, gone, layout.places(reachable), lines, asked)


def _gone_on(sheet: Sheet, here: World, points: Points) -> Sheet:
    """The sheet with these points; lines whose points have not moved are the very same, and so is the sheet where none have."""
    staff, teams = here.directory.employee_ids, here.directory.team_ids
    lines = tuple(
        _with(line, *points.of(line.scope, (staff if line.scope is Scope.EMPLOYEE else teams)[line.code])) for line in sheet.lines
    )
    has_moved = any(one is not other for one, other in zip(lines, sheet.lines, strict=True))
    return replace(sheet, lines=lines) if has_moved else sheet


def _with(line: Line, score: int | None, before: int | None) -> Line:
    if (line.score, line.before) == (score, before):
        return line
    return replace(line, score=score, before=before, percent=reached(score, line.holds) if line.holds and score is not None else None)


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
        team = here.directory.team_on(account, standing_day(wanted, today))
        points = _aims(database, session, here, wanted).of_employee(here.directory, account, team)
        if points is None:
            return None
        score = int(standings.sums(session, "employee_standing", [account], wanted.id, wanted.id + 1)["score"].sum())
    return OwnTarget(points, due_by(points, wanted.start, wanted.end, today), score, reached(score, points))


def _aims(database: Database, session: Session, here: World, period: Period) -> Aims:
    """What holds in a period, read once for all who ask about themselves: setting a target moves the directory's revision."""
    memory: dict[Period, tuple[int, Aims]] = database.memory.setdefault("aims", {})
    known = memory.get(period)
    if known is not None and known[0] == here.revision:
        return known[1]
    if len(memory) > MOST_KEPT:
        memory.clear()
    memory[period] = here.revision, aims_at(session, period)
    return memory[period][1]


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
