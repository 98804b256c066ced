"""Team scores are summed from the members on reading: an entry belongs to the team its holder was in on its business day."""

from collections import defaultdict

import polars as pl

from db import standings
from db.engine import Session
from scoring.directory import NO_TEAM, Directory
from scoring.periods import KIND_NUMBER, PERIOD_ID_SHIFT, PERIOD_ID_STRIDE, Period, PeriodKind, period_of

DAYS = KIND_NUMBER[PeriodKind.DAY] * PERIOD_ID_STRIDE + PERIOD_ID_SHIFT
TEAM = {
    "team_id": pl.Int32,
    "code": pl.String,
    "name": pl.String,
    "score": pl.Int64,
    "heads": pl.Int64,
    "reached_at": pl.Int64,
}


def team_scores(session: Session, directory: Directory, period: Period, today: int) -> pl.DataFrame:
    """Every team with the sums of its subtree. heads: distinct members active on any day of the period so far. Returns `TEAM`."""
    scores, reached = _own(session, directory, period)
    heads = _heads(directory, period, today)
    rows = []
    for team in directory.teams.values():
        inside = directory.subtree(team.id)
        members = set().union(*(heads.get(t, set()) for t in inside))
        latest = max((reached[t] for t in inside if t in reached), default=None)
        rows.append((team.id, team.code, team.name, sum(scores.get(t, 0) for t in inside), len(members), latest))
    return pl.DataFrame(rows, schema=TEAM, orient="row")


def _own(session: Session, directory: Directory, period: Period) -> tuple[dict[int, int], dict[int, int]]:
    """Score and latest occurred_at that each team owes to its own members, those who moved counted day by day."""
    scores: dict[int, int] = defaultdict(int)
    reached: dict[int, int] = {}
    movers = []
    for account, score, at in standings.of_period(session, "employee_standing", period.id).iter_rows():
        if directory.has_moved_within(account, period.start, period.end):
            movers.append(account)
        else:
            _count(scores, reached, directory.team_on(account, period.start), score, at)
    for account, day, score, at in _daily(session, movers, period):
        _count(scores, reached, directory.team_on(account, day), score, at)
    return scores, reached


def _count(scores: dict[int, int], reached: dict[int, int], team: int, score: int, at: int) -> None:
    if team != NO_TEAM:
        scores[team] += score
        reached[team] = max(at, reached.get(team, at))


def _daily(session: Session, accounts: list[int], period: Period) -> list[tuple[int, int, int, int]]:
    """(account, day, score, reached_at) of some accounts on the days of a period."""
    if not accounts:
        return []
    first, last = period_of(PeriodKind.DAY, period.start).id, period_of(PeriodKind.DAY, period.end).id
    frame = standings.sums(session, "employee_standing", accounts, first, last)
    return frame.select("account_id", pl.col("period_id") - DAYS, "score", "reached_at").rows()


def _heads(directory: Directory, period: Period, today: int) -> dict[int, set[int]]:
    end = min(period.end, today + 1)
    return {team: {stay.employee_id for stay in directory.stays_within(team, period.start, end)} for team in directory.teams}
