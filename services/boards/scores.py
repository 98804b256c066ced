"""Scores of the days of a board, of employees and of the teams they were in: of all their points, or of what the board is narrowed to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl

from db import standings
from db.engine import Database, Session
from db.standings import ROW
from scoring.directory import NO_TEAM
from scoring.periods import KIND_NUMBER, PERIOD_ID_SHIFT, PERIOD_ID_STRIDE, Period, PeriodKind, period_of
from scoring.spans import Stretch, cover
from services.boards.narrowing import By, concerned
from services.boards.tallies import tally
from services.world import World

DAYS = KIND_NUMBER[PeriodKind.DAY] * PERIOD_ID_STRIDE + PERIOD_ID_SHIFT


@dataclass(frozen=True, slots=True)
class OfTeams:
    """What each team owes to its own members: points, and the latest occurred_at among the entries."""

    scores: Mapping[int, int]
    reached: Mapping[int, int]


class Scores(Protocol):
    """Where the points of a board come from."""

    def of_employees(self, stretch: Stretch) -> pl.DataFrame:
        """Who has entries on the days of a stretch. Columns: `db.standings.ROW`."""
        ...

    def of_teams(self, stretch: Stretch) -> OfTeams:
        """The same by the team that the holder was in on the business day."""
        ...


@dataclass(frozen=True, slots=True)
class AllPoints:
    """All points: the standings, of a span those of the calendar periods that make it up."""

    session: Session
    here: World

    def of_employees(self, stretch: Stretch) -> pl.DataFrame:
        if isinstance(stretch, Period):
            return standings.of_period(self.session, "employee_standing", stretch.id)
        periods = cover(stretch.start, stretch.end, first_weekday=stretch.first_weekday)
        return standings.of_periods(self.session, "employee_standing", [period.id for period in periods])

    def of_teams(self, stretch: Stretch) -> OfTeams:
        """Those who moved are counted day by day."""
        standing = self.of_employees(stretch)
        has_moved = [self.here.directory.has_moved_within(one, stretch.start, stretch.end) for one in standing["account_id"].to_list()]
        moved = pl.Series(has_moved, dtype=pl.Boolean)
        stayed = standing.filter(~moved).with_columns(pl.lit(stretch.start, pl.Int32).alias("day"))
        daily = self._daily(standing.filter(moved)["account_id"].to_list(), stretch)
        found = pl.concat([stayed.select("account_id", "day", "score", "reached_at"), daily])
        accounts, days = (found[name].to_numpy().astype(np.int64) for name in ("account_id", "day"))
        return _by_team(found.with_columns(pl.Series("team_id", self.here.directory.teams_on(accounts, days))))

    def _daily(self, accounts: list[int], stretch: Stretch) -> pl.DataFrame:
        """account_id, day, score and reached_at of some accounts on the days of a stretch."""
        first, last = period_of(PeriodKind.DAY, stretch.start).id, period_of(PeriodKind.DAY, stretch.end).id
        frame = standings.sums(self.session, "employee_standing", accounts, first, last)
        return frame.select("account_id", (pl.col("period_id") - DAYS).cast(pl.Int32).alias("day"), "score", "reached_at")


@dataclass(frozen=True, slots=True)
class SomePoints:
    """The points of a category or an activity type alone."""

    database: Database
    session: Session
    here: World
    by: By

    def of_employees(self, stretch: Stretch) -> pl.DataFrame:
        summed = self._counted(stretch).group_by("account_id").agg(pl.col("score").sum(), pl.col("reached_at").max())
        return summed.select(list(ROW))

    def of_teams(self, stretch: Stretch) -> OfTeams:
        return _by_team(self._counted(stretch))

    def _counted(self, stretch: Stretch) -> pl.DataFrame:
        return tally(self.database, self.session, self.here, stretch).filter(concerned(self.here, self.by))


def _by_team(frame: pl.DataFrame) -> OfTeams:
    """Points and latest moments by team; what was made in none counts for none. frame: team_id, score, reached_at."""
    found = frame.filter(pl.col("team_id") != NO_TEAM).group_by("team_id").agg(pl.col("score").sum(), pl.col("reached_at").max())
    teams = found["team_id"].to_list()
    return OfTeams(dict(zip(teams, found["score"].to_list(), strict=True)), dict(zip(teams, found["reached_at"].to_list(), strict=True)))
