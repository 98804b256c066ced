"""Ranks: who stands where, and how a tie is ordered (design, section 3)."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

import polars as pl


class TieRule(StrEnum):
    STANDARD = "standard"  # 1, 2, 2, 4
    DENSE = "dense"  # 1, 2, 2, 3


def rank(frame: pl.DataFrame, *, measure: str = "score", tie_rule: TieRule = TieRule.STANDARD) -> pl.DataFrame:
    """The frame ordered as a board, with `rank` (Int64). frame: `measure`, reached_at (Int64, may be null), code (str).

    Inside a tie whoever reached it first stands first, then the smaller code; those who never scored come last in it.
    """
    value = pl.col(measure)
    place = value.rank("min", descending=True) if tie_rule is TieRule.STANDARD else value.rank("dense", descending=True)
    ranked = frame.with_columns(place.cast(pl.Int64).alias("rank"))
    return ranked.sort("rank", "reached_at", "code", nulls_last=True)


def rank_per_head(frame: pl.DataFrame, *, tie_rule: TieRule = TieRule.STANDARD) -> pl.DataFrame:
    """As `rank`, by score / heads compared exactly; without a head it is 0. frame: score, heads."""
    rows = frame.select("score", "heads").iter_rows()
    return rank_by_ratio(frame, [Fraction(score, heads) if heads else Fraction(0) for score, heads in rows], tie_rule=tie_rule)


def rank_by_ratio(frame: pl.DataFrame, ratios: Sequence[Fraction], *, tie_rule: TieRule = TieRule.STANDARD) -> pl.DataFrame:
    """As `rank`, by the fractions that belong to the rows: no float decides."""
    order = {ratio: number for number, ratio in enumerate(sorted(set(ratios)))}
    places = pl.Series("ratio_place", [order[r] for r in ratios], dtype=pl.Int64)
    return rank(frame.with_columns(places), measure="ratio_place", tie_rule=tie_rule).drop("ratio_place")
