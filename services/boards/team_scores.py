"""Team scores are summed from the members on reading: an entry belongs to the team its holder was in on its business day."""

from collections.abc import Mapping

import polars as pl

from scoring.directory import Directory
from scoring.spans import Stretch
from services.boards.scores import OfTeams

TEAM = {
    "team_id": pl.Int32,
    "code": pl.String,
    "name": pl.String,
    "score": pl.Int64,
    "heads": pl.Int64,
    "reached_at": pl.Int64,
}


def team_scores(directory: Directory, stretch: Stretch, today: int, own: OfTeams) -> pl.DataFrame:
    """Every team with the sums of its subtree. heads: distinct members active on any day of the stretch so far. Returns `TEAM`."""
    sums, heads = of_subtrees(directory, own.scores), _heads(directory, stretch, today)
    members: dict[int, set[int]] = {team: set() for team in directory.teams}
    latest: dict[int, int] = {}
    for team in directory.teams:
        for above in directory.path(team):
            members[above] |= heads[team]
            if team in own.reached:
                latest[above] = max(own.reached[team], latest.get(above, own.reached[team]))
    rows = [(t.id, t.code, t.name, sums[t.id], len(members[t.id]), latest.get(t.id)) for t in directory.teams.values()]
    return pl.DataFrame(rows, schema=TEAM, orient="row")


def of_subtrees(directory: Directory, own: Mapping[int, int]) -> dict[int, int]:
    """Of every team what it and the teams below it come to."""
    sums = dict.fromkeys(directory.teams, 0)
    for team in directory.teams:
        for above in directory.path(team):
            sums[above] += own.get(team, 0)
    return sums


def _heads(directory: Directory, stretch: Stretch, today: int) -> dict[int, set[int]]:
    end = min(stretch.end, today + 1)
    return {team: {stay.employee_id for stay in directory.stays_within(team, stretch.start, end)} for team in directory.teams}
