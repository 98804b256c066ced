"""Setting targets: from a period on, as a whole or not at all; nobody overwrites what somebody else set in the meantime without having seen it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from db import targets
from db.engine import Database
from db.targets import TargetRow
from scoring.periods import Period
from services.access import Act, Actor
from services.boards.standings import is_final
from services.errors import Conflict, Invalid, Unknown
from services.reaching import employees_in_reach, out_of_reach
from services.targets.lines import Scope
from services.targets.sheets import period_named, reachable_teams
from services.values import shown
from services.world import World
from services.writing import Writing, writing

MOST_POINTS = 1_000_000_000
MOST_CHANGES = 5_000


@dataclass(frozen=True, slots=True)
class Change:
    """A target as it is to be from the period on. points: None for none any more; was: what stood there when it was looked at."""

    scope: Scope
    code: str
    points: int | None
    was: int | None = None


def set_targets(
    database: Database, actor: Actor, changes: Sequence[Change], *, period: str, on: dt.date | None = None, now: int | None = None
) -> int:
    """The targets stand so from the period of a kind that holds a day on, today where left out; says how many are others than before.

    What was planned for a later period stays. Raises Invalid, Unknown, Forbidden; Conflict where the period is closed, or where a target is no longer
    what it was when it was looked at. Then nothing is changed.
    """
    with writing(database, actor, Act.SET_TARGETS, now=now) as desk:
        wanted = period_named(desk.world, period, on, desk.today)
        if is_final(desk.world, wanted):
            raise Conflict("This period is closed and its targets stay: choose one that is open", field="on", code="closed")
        if len(changes) > MOST_CHANGES:
            raise Invalid(f"changes must be at most {MOST_CHANGES}, not {len(changes)}: save them in several steps", field="changes")
        stands = {(row.scope, row.holder_id): row.points for row in targets.in_force(desk.session, wanted.kind, wanted.start)}
        holders = _holders(desk, actor, changes)
        rows = [
            _row(desk.world, one, holder, stands.get((one.scope, holder)), wanted) for one, holder in zip(changes, holders, strict=True)
        ]
        new = [row for row in rows if row.points != stands.get((row.scope, row.holder_id))]
        if new:
            _write(desk, wanted, new, stands)
        return len(new)


def _holders(desk: Writing, actor: Actor, changes: Sequence[Change]) -> list[int]:
    """The account or team of each change, all of them different and in reach."""
    directory = desk.world.directory
    staff, teams = employees_in_reach(directory, actor, Act.SET_TARGETS, desk.today), reachable_teams(desk.world, actor)
    found: list[int] = []
    for one in changes:
        known = directory.employee_ids if one.scope is Scope.EMPLOYEE else directory.team_ids
        holder = known.get(one.code)
        if holder is None and staff is None:
            raise Unknown(f"nobody and no team has the code {shown(one.code)}", field="code")
        if holder is None or (holder not in teams if one.scope is not Scope.EMPLOYEE else staff is not None and holder not in staff):
            raise out_of_reach(actor, Act.SET_TARGETS)
        found.append(holder)
    seen: set[tuple[Scope, str]] = set()
    for one in changes:
        if (one.scope, one.code) in seen:
            raise Invalid(f"{_named(desk.world, one)} stands twice: nothing was saved", field="changes")
        seen.add((one.scope, one.code))
    return found


def _row(here: World, one: Change, holder: int, stands: int | None, period: Period) -> TargetRow:
    if one.points is not None and not 1 <= one.points <= MOST_POINTS:
        said = f"{_named(here, one)}: a target is a whole number of points from 1 to {MOST_POINTS}, or empty for none; nothing was saved"
        raise Invalid(said, field="points")
    if stands != one.was:
        now = "has no target any more" if stands is None else f"now has the target {stands}"
        raise Conflict(
            f"{_named(here, one)} {now}, which somebody else set in the meantime: nothing was saved, look at it and save again",
            field="was",
            code="changed_meanwhile",
        )
    return TargetRow(one.scope, holder, period.start, one.points)


def _named(here: World, one: Change) -> str:
    """What a change is about, as a refusal says it."""
    directory = here.directory
    if one.scope is Scope.EMPLOYEE:
        return shown(directory.employees[directory.employee_ids[one.code]].name)
    return shown(directory.teams[directory.team_ids[one.code]].name)


def _write(desk: Writing, period: Period, rows: Sequence[TargetRow], stands: dict[tuple[str, int], int | None]) -> None:
    targets.put(desk.session, period.kind, rows)
    directory = desk.world.directory
    codes = [
        directory.employees[row.holder_id].code if row.scope == Scope.EMPLOYEE else directory.teams[row.holder_id].code for row in rows
    ]
    changed = [
        {"scope": row.scope, "code": code, "from": stands.get((row.scope, row.holder_id)), "to": row.points}
        for row, code in zip(rows, codes, strict=True)
    ]
    desk.audit("set targets", f"targets:{period.key}", changed)
    desk.touch_directory()
