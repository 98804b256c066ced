"""Team scores are summed from the members on reading: an entry belongs to the team its holder was in on its business day."""

from collections import defaultdict

import numpy as np
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
    sums: dict[int, int] = defaultdict(int)
    members: dict[int, set[int]] = {team: set() for team in directory.teams}
    latest: dict[int, int] = {}
    for team in directory.teams:
        for above in directory.path(team):
            sums[above] += scores.get(team, 0)
            members[above] |= heads[team]
            if team in reached:
                latest[above] = max(reached[team], latest.get(above, reached[team]))
    rows = [(t.id, t.code, t.name, sums[t.id], len(members[t.id]), latest.get(t.id)) for t in directory.teams.values()]
    return pl.DataFrame(rows, schema=TEAM, orient="row")


def _own(session: Session, directory: Directory, period: Period) -> tuple[dict[int, int], dict[int, int]]:
    """Score and latest occurred_at that each team owes to its own members, those who moved counted day by day."""
    scores: dict[int, int] = defaultdict(int)
    reached: dict[int, int] = {}
    standing = standings.of_period(session, "employee_standing", period.id)
    has_moved = [directory.has_moved_within(account, period.start, period.end) for account in standing["account_id"].to_list()]
    moved = pl.Series(has_moved, dtype=pl.Boolean)
    stayed = standing.filter(~moved)
    accounts = stayed["account_id"].to_numpy().astype(np.int64)
    teams = directory.teams_on(accounts, np.full(len(accounts), period.start, dtype=np.int64)).tolist()
    for team, score, at in zip(teams, stayed["score"].to_list(), stayed["reached_at"].to_list(), strict=True):
        _count(scores, reached, team, score, at)
    for account, day, score, at in _daily(session, standing.filter(moved)["account_id"].to_list(), period):
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
