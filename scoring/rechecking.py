"""Rechecking: what limits leave of awards, judged by what the ledger says was given before each of them.

Where everything before an award is right, the award is right exactly if it is what limits leave after that. So a ledger
can be checked up to its first mistake without settling anything: in pieces of any size, under all versions at once.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from scoring.limits import group_column
from scoring.periods import PeriodKind, window_starts
from scoring.plan import Cooldown, Limit, Rule, Window

Same = tuple[str, ...]
NO_BOUND = 2**62
WINDOW = {"start": pl.Int64, "times": pl.Int64, "points": pl.Int64}


@dataclass
class Given:
    """What one rule gave before a place in the order of scoring, as its limits and cooldowns see it, in any version.

    windows: group, start, times, points. moments: by group, the instants of awards, ascending.
    """

    first_weekday: int
    windows: dict[tuple[Same, Window], pl.DataFrame] = field(default_factory=dict)
    moments: dict[Same, dict[object, list[int]]] = field(default_factory=dict)

    def owed(self, awards: pl.DataFrame, rules: Mapping[int, Rule]) -> pl.Series:
        """What limits leave of each award. rules: the rule in each version.

        awards: order, holder, points (before limits), given (what the ledger says, 0 where nothing), version, day, at
        and the columns that the rules compare, in the order in which they were scored.
        """
        left = awards["points"]
        for version, rule in rules.items():
            mine = (awards["version"] == version) & (awards["points"] > 0)
            if not mine.any():
                continue
            for limit in rule.limits:
                most = self._allowed(awards, limit)
                left = pl.select(pl.when(mine).then(pl.min_horizontal(left, most)).otherwise(left)).to_series()
            if rule.cooldown:
                held = mine & self._held_back(awards, mine, rule.cooldown)
                left = left.set(held, 0)
        return left

    def count(self, awards: pl.DataFrame, rules: Mapping[int, Rule]) -> None:
        """What the ledger says was given comes to what was given before."""
        positive = awards.filter(pl.col("given") > 0)
        for same, per in {(limit.same, limit.per) for rule in rules.values() for limit in rule.limits}:
            times = pl.col("order").n_unique() if same else pl.len()
            fresh = (
                self._windowed(positive, same, per)
                .group_by("group", "start")
                .agg(times.cast(pl.Int64).alias("times"), pl.col("given").sum().alias("points"))
                .drop_nulls("group")
            )
            both = pl.concat([self.windows[same, per], fresh]) if (same, per) in self.windows else fresh
            self.windows[same, per] = both.group_by("group", "start").agg(pl.col("times", "points").sum())
        for same in {rule.cooldown.same for rule in rules.values() if rule.cooldown}:
            known = self.moments.setdefault(same, {})
            for group, at in positive.select(group_column(same), "at").drop_nulls().sort("at").iter_rows():
                insort(known.setdefault(group, []), at)

    def _windowed(self, awards: pl.DataFrame, same: Same, per: Window) -> pl.DataFrame:
        days = awards["day"].to_numpy().astype(np.int64)
        start = pl.Series("start", window_starts(PeriodKind(per), days, self.first_weekday), dtype=pl.Int64)
        return awards.with_columns(pl.col(group_column(same)).alias("group"), start)

    def _allowed(self, awards: pl.DataFrame, limit: Limit) -> pl.Series:
        """The most that a limit lets each award be."""
        frame = self._windowed(awards, limit.same, limit.per)
        empty = pl.DataFrame(schema={"group": frame.schema["group"], **WINDOW})
        known = self.windows.get((limit.same, limit.per), empty).rename({"points": "used"})
        frame = frame.join(known, on=["group", "start"], how="left", maintain_order="left")
        most = _points_left(limit) if limit.points is not None else _times_left(limit)
        free = pl.col("group").is_null()
        return frame.select(pl.when(free).then(NO_BOUND).otherwise(most).alias("most")).to_series()

    def _held_back(self, awards: pl.DataFrame, mine: pl.Series, cooldown: Cooldown) -> pl.Series:
        """True where another award of the group, scored before, lies nearer than the cooldown."""
        here: dict[object, list[tuple[int, int]]] = defaultdict(list)
        known = self.moments.get(cooldown.same, {})
        columns, held = (group_column(cooldown.same), "at", "order", "given"), []
        for (group, at, order, given), wanted in zip(awards.select(columns).iter_rows(), mine, strict=True):
            earlier = known.get(group, [])
            near = _near(earlier, at, cooldown.micros) or _others_near(here[group], at, order, cooldown.micros)
            held.append(wanted and group is not None and near)
            if given > 0:
                insort(here[group], (at, order))
        return pl.Series(held, dtype=pl.Boolean)


def _points_left(limit: Limit) -> pl.Expr:
    gave = pl.col("given").clip(lower_bound=0)
    before = gave.cum_sum().over("group", "start") - gave + pl.col("used").fill_null(0)
    return (pl.lit(limit.points) - before).clip(lower_bound=0)


def _times_left(limit: Limit) -> pl.Expr:
    """Without bound while there are times left; with `same`, an activity counts once however many it rewards."""
    one = (pl.col("given") > 0).cast(pl.Int64)
    used = pl.col("times").fill_null(0)
    if not limit.same:
        before = one.cum_sum().over("group", "start") - one + used
        return pl.when(before < limit.times).then(NO_BOUND).otherwise(0)
    in_order = one.cum_sum().over("group", "start", "order")
    first = ((one == 1) & (in_order == 1)).cast(pl.Int64)
    before = first.cum_sum().over("group", "start") - first + used
    counted_already = in_order - one > 0
    return pl.when(counted_already | (before < limit.times)).then(NO_BOUND).otherwise(0)


def _near(moments: list[int], at: int, micros: int) -> bool:
    """Any of the ascending moments lies less than `micros` from `at`."""
    place = bisect_right(moments, at - micros)
    return place < len(moments) and moments[place] < at + micros


def _others_near(moments: list[tuple[int, int]], at: int, order: int, micros: int) -> bool:
    """The same for moments of a batch, those of another order."""
    place = bisect_right(moments, (at - micros, NO_BOUND))
    while place < len(moments) and moments[place][0] < at + micros:
        if moments[place][1] != order:
            return True
        place += 1
    return False


def wrong(awards: pl.DataFrame, owed: pl.Series) -> Iterator[tuple[int, int, int, int]]:
    """(order, holder, points owed, points given) where they differ."""
    return (
        awards.with_columns(owed.alias("owed"))
        .filter(pl.col("owed") != pl.col("given"))
        .select("order", "holder", "owed", "given")
        .iter_rows()
    )
