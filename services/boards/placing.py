"""Placing: who stands where on a board of employees or teams, or of the customers in reach, by any measure; and who is not on it, and why."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from scoring.periods import Period
from scoring.ranking import rank, rank_per_head
from scoring.spans import Stretch
from services.boards.against_target import by_target
from services.boards.improving import by_improvement
from services.boards.standings import Measure, Subject, View

MEASURED = ("target", "due", "days", "before", "before_days", "percent")
"""The columns that only some measures have."""


class WhyLeftOut(StrEnum):
    NO_TARGET = "no_target"
    NO_AVERAGE = "no_average"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many are not on a board that they would be on if it were of points, why, and their codes."""

    count: int
    reason: WhyLeftOut
    codes: frozenset[str]


WHY = {Measure.TARGET: WhyLeftOut.NO_TARGET, Measure.IMPROVEMENT: WhyLeftOut.NO_AVERAGE}


@dataclass(frozen=True, slots=True)
class Placed:
    """frame: account_id (of teams: team_id), code, name, score, heads, reached_at, rank, `MEASURED` (null where the measure has none)
    and size, by which bars are drawn; in order.
    """

    frame: pl.DataFrame
    left_out: LeftOut | None


def placed(view: View, subject: Subject, stretch: Stretch, since: int) -> Placed:
    """The board of a stretch. since: the first day with points."""
    everyone = view.everyone(subject, stretch)
    frame = _measured(view, subject, stretch, everyone, since)
    missing = [pl.lit(None, pl.Int64).alias(name) for name in MEASURED if name not in frame.columns]
    gone = frozenset(everyone["code"].to_list()) - frozenset(frame["code"].to_list())
    return Placed(frame.with_columns(missing), LeftOut(len(gone), WHY[view.measure], gone) if gone else None)


def _measured(view: View, subject: Subject, stretch: Stretch, everyone: pl.DataFrame, since: int) -> pl.DataFrame:
    match view.measure:
        case Measure.TOTAL:
            return rank(everyone, tie_rule=view.tie_rule).with_columns(pl.col("score").cast(pl.Float64).alias("size"))
        case Measure.PER_HEAD:
            each = (pl.col("score") / pl.max_horizontal("heads", pl.lit(1))).alias("size")
            return rank_per_head(everyone, tie_rule=view.tie_rule).with_columns(each)
        case Measure.TARGET:
            assert isinstance(stretch, Period)  # a span has no target
            return by_target(view, subject, stretch, everyone)
        case Measure.IMPROVEMENT:
            return by_improvement(view, subject, stretch, everyone, since)
