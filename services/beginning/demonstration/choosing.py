"""Choosing whom the demonstration's employee is: somebody good, not the best, with the next place within reach."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from db.engine import Database
from scoring.periods import business_day
from services.access import Actor
from services.boards.standings import Row, board
from services.world import World, world

MOST = 1_000
BEST_PLACE = 6
COLLEAGUES = 3


def somebody_to_be(database: Database, actor: Actor, *, region: str, preferred: Sequence[Collection[str]], now: int) -> str | None:
    """The code of an employee of the region; None where it has none of the preferred. preferred: codes, the most wanted first."""
    with database.read() as session:
        here = world(database, session)
    colleagues = _colleagues(here, business_day(now, here.zone))
    for period in ("month", "quarter", "year", "all"):
        rows = board(database, actor, subject="employees", period=period, team=region, limit=MOST, now=now).rows
        if rows and rows[0].score:
            gaps = {row.code: int(above.score - row.score) for above, row in pairwise(rows)}
            unease = {row.code: _unease(row, gaps.get(row.code, MOST), colleagues[row.code]) for row in rows}
            return next((found for codes in preferred if (found := _easiest(unease, codes))), None)
    return None


def _easiest(unease: Mapping[str, float], codes: Collection[str]) -> str | None:
    return min((code for code in unease if code in codes), key=lambda code: (unease[code], code), default=None)


def _unease(row: Row, gap: int, colleagues: int) -> float:
    """How far somebody is from being good to look at: 0 is a little behind the next of a few who are better, now and before, in a team."""
    alone = 4 * max(0, COLLEAGUES - colleagues)
    before = 10 if row.change is None else abs(row.rank + row.change - BEST_PLACE) / 3
    return abs(row.rank - BEST_PLACE) + before + (gap / 6 if gap > 0 else 5) + alone


def _colleagues(here: World, today: int) -> Counter[str]:
    """By code, how many people are in somebody's team today."""
    directory = here.directory
    teams = {e.code: directory.team_on(e.id, today) for e in directory.employees.values() if e.is_active(today)}
    sizes = Counter(teams.values())
    return Counter({code: sizes[team] for code, team in teams.items()})
