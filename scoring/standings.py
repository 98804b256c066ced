"""Standings are a fold of the ledger: every entry counts for the day, week, month, quarter, year and all-time of the day it is booked on."""

import polars as pl

from scoring.periods import PeriodKind, period_ids

DELTAS = {"period_id": pl.Int32, "account_id": pl.Int32, "score": pl.Int64, "reached_at": pl.Int64}


def fold(entries: pl.DataFrame, *, first_weekday: int) -> pl.DataFrame:
    """What entries add to the standings. entries: account_id, score, booked_on (day number), occurred_at; returns `DELTAS`, one row per
    period and account, ordered by both."""
    daily = _sums(
        entries.select(
            "account_id", "score", pl.col("booked_on").alias("day"), pl.col("occurred_at").alias("reached_at")
        ),
        ["day", "account_id"],
    )
    parts = [
        _sums(
            daily.with_columns(period_ids(kind, pl.col("day"), first_weekday=first_weekday).alias("period_id")),
            ["period_id", "account_id"],
        )
        for kind in PeriodKind
    ]
    return pl.concat(parts).select(*DELTAS).sort("period_id", "account_id")


def _sums(frame: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    return frame.group_by(by).agg(pl.col("score").sum(), pl.col("reached_at").max())
