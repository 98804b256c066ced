"""What the demonstration aims at: each member of a region at what half of them made in the period before, each team at a little more than it made."""

import statistics
from collections import defaultdict
from collections.abc import Iterator

from db.engine import Database
from scoring.periods import PeriodKind, business_day, day_date, period_of
from services.access import Actor
from services.targets.lines import Line, Scope
from services.targets.setting import Change, set_targets
from services.targets.sheets import targets_for
from services.world import world

KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER)
SINCE = 3
"""From how many periods before the running one on."""
REGION = 1
MORE_PERCENT = 3


def aim(database: Database, actor: Actor, *, now: int) -> None:
    """Every region and team has targets by week, month and quarter, where anything was made that they could be taken from."""
    with database.read() as session:
        here = world(database, session)
    for kind in KINDS:
        period = period_of(kind, business_day(now, here.zone), first_weekday=here.organisation.first_weekday)
        earlier = [period]
        while len(earlier) <= SINCE and earlier[-1].start > 0 and (before := earlier[-1].previous()):
            earlier.append(before)
        if len(earlier) > 1:
            made = targets_for(database, actor, period=kind, on=day_date(earlier[1].start), now=now).lines
            set_targets(database, actor, list(_changes(made)), period=kind, on=day_date(earlier[-1].start), now=now)


def _changes(lines: tuple[Line, ...]) -> Iterator[Change]:
    made: dict[str, list[int]] = defaultdict(list)
    region = ""
    for line in lines:
        if line.scope is Scope.TEAM:
            region = line.code if line.depth <= REGION else region
            if line.score and line.score > 0:
                yield Change(Scope.TEAM, line.code, _round(line.score * (100 + MORE_PERCENT) // 100))
        elif line.scope is Scope.EMPLOYEE and line.score and line.score > 0:
            made[region].append(line.score)
    for code, scores in made.items():
        yield Change(Scope.MEMBER, code, _round(int(statistics.median(scores))))


def _round(points: int) -> int:
    """To tens, as people set targets."""
    return max(10, (points + 5) // 10 * 10)
