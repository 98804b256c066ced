"""Limits and cooldowns cut awards in the order in which activities were recorded.

A limit can only bind in a window whose awards, with what was used before, exceed it; every other award is granted without looking at its
order. In the windows that overflow, limits for the same holder over windows that nest (day in month in year, day in week) are settled by
running sums, finest first: once a coarse window is full it stays full, so a fine window never counts an award that the coarse one refused.
Everything else (other fields, weeks beside months, cooldowns) is settled one award after another.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoring.boosts import Boost
from scoring.periods import Ints, PeriodKind, period_of, starts, window_starts
from scoring.plan import Limit, Rule, Window
from scoring.windows import exceeding, window_numbers

COOLDOWN = 100
BUDGET = 101
"""What cut an award that no limit cut."""
FINENESS = {window: number for number, window in enumerate(Window)}
FEW = 32
"""So many awards of a rule are settled one after another straight away: looking for what overflows would cost more."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """What one rule would give before limits.

    frame: pos (UInt32, row of the batch), holder (Int32), points (Int64, may be negative, never 0), day (Int32), at (Int64), and for each
    set of fields that a limit or the cooldown compares a String column named by `group_column`, null where a field is absent.
    It may carry fixed (Boolean): such an award was given elsewhere; it uses limits at its place, is never cut, and is not answered.
    boosts: what campaigns may do to the rows that it names; `points` are those with every campaign running. Of several versions of the rule,
    one for each.
    """

    index: int
    rule: Rule
    frame: pl.DataFrame
    boosts: tuple[tuple[Ints, Boost], ...] = ()

    def at(self, rows: Ints) -> "Candidates":
        """Some of the awards. rows: ascending."""
        if len(self.boosts) == 1 and self.boosts[0][1].height == self.frame.height:
            return Candidates(self.index, self.rule, self.frame[rows], ((np.arange(len(rows)), self.boosts[0][1].at(rows)),))
        boosts = []
        for places, boost in self.boosts:
            mine = np.isin(places, rows)
            boosts.append((np.searchsorted(rows, places[mine]), boost.at(mine)))
        return Candidates(self.index, self.rule, self.frame[rows], tuple(boosts))


@dataclass(frozen=True, slots=True)
class Demand:
    """The windows of one limit whose use so far the ledger is asked for. groups: group, start, end (day numbers, end exclusive)."""

    index: int
    rule: str
    number: int
    same: tuple[str, ...]
    groups: pl.DataFrame


@dataclass(frozen=True, slots=True)
class CooldownDemand:
    """The spans of time in which earlier awards of a rule would hold it back. groups: group, since, until (microseconds, exclusive)."""

    index: int
    rule: str
    same: tuple[str, ...]
    groups: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used before the batch.

    windows: by (rule index, limit number): group, start, times, points. moments: by rule index: group, at.
    """

    windows: Mapping[tuple[int, int], pl.DataFrame]
    moments: Mapping[int, pl.DataFrame]


NOTHING_USED = Usage({}, {})


def group_column(same: tuple[str, ...]) -> str:
    return "same:" + ",".join(same) if same else "holder"


def sames(rule: Rule) -> set[tuple[str, ...]]:
    """The sets of fields that a rule's limits and cooldown compare; () is the holder."""
    found = {limit.same for limit in rule.limits}
    return found | {rule.cooldown.same} if rule.cooldown else found


def demands(candidates: Candidates, *, first_weekday: int) -> Iterator[Demand]:
    """The windows that the positive awards of a rule fall into."""
    rule, frame = candidates.rule, candidates.frame
    if not rule.limits:
        return
    counted = np.flatnonzero(_ints(frame, "points") > 0)
    days = _ints(frame, "day")[counted]
    for number, limit in enumerate(rule.limits):
        column = group_column(limit.same)
        windows = window_starts(PeriodKind(limit.per), days, first_weekday).tolist()
        held = frame[column].gather(counted).to_list()
        groups = sorted({pair for pair in zip(held, windows, strict=True) if pair[0] is not None})
        ends = [_end(limit.per, start, first_weekday) for _, start in groups]
        schema = {"group": frame.schema[column], "start": pl.Int32(), "end": pl.Int32()}
        columns = {"group": [g for g, _ in groups], "start": [s for _, s in groups], "end": ends}
        yield Demand(candidates.index, rule.key, number, limit.same, pl.DataFrame(columns, schema=schema))


def cooldown_demand(candidates: Candidates) -> CooldownDemand | None:
    cooldown = candidates.rule.cooldown
    if cooldown is None:
        return None
    spans = (
        candidates.frame.filter(pl.col("points") > 0)
        .group_by(pl.col(group_column(cooldown.same)).alias("group"))
        .agg((pl.col("at").min() - cooldown.micros).alias("since"), (pl.col("at").max() + cooldown.micros).alias("until"))
        .drop_nulls("group")
    )
    return CooldownDemand(candidates.index, candidates.rule.key, cooldown.same, spans)


@lru_cache(maxsize=4096)
def _end(per: Window, start: int, first_weekday: int) -> int:
    return period_of(PeriodKind(per), start, first_weekday=first_weekday).end


def _ints(frame: pl.DataFrame, name: str) -> Ints:
    return frame[name].to_numpy().astype(np.int64)


def settle(candidates: Candidates, usage: Usage, *, first_weekday: int) -> pl.DataFrame:
    """What limits and cooldown leave of a rule's awards.

    Returns pos, rule (Int16, its index), holder, points (Int64, 0 where nothing is left), proposed (Int64, before limits), cut_by (Int8:
    the number of the limit that cut, COOLDOWN, or -1), in the order of the candidates, without those that are fixed.
    """
    settled = _settled(candidates, usage, first_weekday)
    return settled.filter(~candidates.frame["fixed"]) if "fixed" in candidates.frame.columns else settled


def _settled(candidates: Candidates, usage: Usage, first_weekday: int) -> pl.DataFrame:
    rule, frame = candidates.rule, candidates.frame
    index, uncut = pl.lit(candidates.index, pl.Int16).alias("rule"), pl.lit(-1, pl.Int8).alias("cut_by")
    whole = frame.select("pos", index, "holder", "points", pl.col("points").alias("proposed"), uncut)
    if not rule.limits and not rule.cooldown:
        return whole
    few = frame.height <= FEW
    places = np.flatnonzero(_ints(frame, "points") > 0) if few else _bound(candidates, usage, first_weekday)
    if not len(places):
        return whole
    bound = frame[places].with_columns(pl.Series("row", places, dtype=pl.UInt32))
    by = _by_sums if _nests(rule) and not few else _one_by_one
    cut = by(bound, candidates, usage, first_weekday)
    points, cut_by = frame["points"].to_numpy().copy(), np.full(frame.height, -1, dtype=np.int8)
    points[cut["row"].to_numpy()] = cut["granted"].to_numpy()
    cut_by[cut["row"].to_numpy()] = cut["cut"].to_numpy()
    return whole.with_columns(pl.Series("points", points), pl.Series("cut_by", cut_by))


def _used(usage: Usage, index: int, number: int, group: pl.DataType) -> pl.DataFrame:
    schema = {"group": group, "start": pl.Int32(), "times": pl.Int64(), "points": pl.Int64()}
    return usage.windows.get((index, number), pl.DataFrame(schema=schema))


def _bound(candidates: Candidates, usage: Usage, first_weekday: int) -> Ints:
    """The places of awards in windows that overflow, and of those that a cooldown might hold back; ascending."""
    frame, rule = candidates.frame, candidates.rule
    points = _ints(frame, "points")
    marked = np.zeros(frame.height, dtype=np.bool_)
    for number, limit in enumerate(rule.limits):
        marked |= _overflowing(frame, points, limit, usage.windows.get((candidates.index, number)), first_weekday)
    if rule.cooldown:
        numbered = frame.with_row_index("row").filter(pl.col("points") > 0)
        marked[_crowded(numbered, candidates, usage)["row"].to_numpy()] = True
    return np.flatnonzero(marked)


def _overflowing(frame: pl.DataFrame, points: Ints, limit: Limit, used: pl.DataFrame | None, first_weekday: int) -> NDArray[np.bool_]:
    """Which awards lie in a window whose awards, with what was used, exceed the limit."""
    groups, used_groups = _group_numbers(frame, limit, used)
    kind = PeriodKind(limit.per)
    counted = (points > 0) & (groups >= 0)
    windows = window_numbers(kind, _ints(frame, "day"), first_weekday)
    worth = None if limit.times is not None else points[counted]
    most = limit.times if limit.times is not None else limit.points or 0
    before = None
    if used is not None and used.height:
        name = "times" if limit.times is not None else "points"
        before = (used_groups, window_numbers(kind, _ints(used, "start"), first_weekday), _ints(used, name))
    marked = np.zeros(len(points), dtype=np.bool_)
    marked[counted] = exceeding(groups[counted], windows[counted], worth, most, before)
    return marked


def _group_numbers(frame: pl.DataFrame, limit: Limit, used: pl.DataFrame | None) -> tuple[Ints, Ints]:
    """A number for the group of each award, and of each earlier use; -1 where there is none."""
    column = group_column(limit.same)
    if not limit.same:
        return _ints(frame, column), _ints(used, "group") if used is not None else np.zeros(0, dtype=np.int64)
    earlier = used["group"].cast(pl.String) if used is not None else pl.Series([], dtype=pl.String)
    both = pl.concat([frame[column], earlier]).rank("dense").cast(pl.Int64).fill_null(-1).to_numpy()
    return both[: frame.height], both[frame.height :]


def _crowded(positive: pl.DataFrame, candidates: Candidates, usage: Usage) -> pl.DataFrame:
    """Rows with another award of their group, in the batch or before, nearer in time than the cooldown."""
    cooldown = candidates.rule.cooldown
    assert cooldown is not None
    column = group_column(cooldown.same)
    here = positive.select("row", pl.col(column).alias("group"), "at").drop_nulls("group")
    before = usage.moments.get(candidates.index)
    every = (
        here
        if before is None
        else pl.concat(
            [
                here,
                before.select(pl.lit(None, pl.UInt32).alias("row"), pl.col("group").cast(here.schema["group"]), "at"),
            ]
        )
    )
    ordered = every.sort("group", "at")
    near = (pl.col("at").diff().over("group") < cooldown.micros) | ((pl.col("at").shift(-1).over("group") - pl.col("at")) < cooldown.micros)
    return ordered.filter(near.fill_null(False)).select("row").drop_nulls()


def _nests(rule: Rule) -> bool:
    windows = {limit.per for limit in rule.limits}
    crossing = Window.WEEK in windows and windows & {Window.MONTH, Window.QUARTER, Window.YEAR}
    return not rule.cooldown and not crossing and all(not limit.same for limit in rule.limits)


def _by_sums(bound: pl.DataFrame, candidates: Candidates, usage: Usage, first_weekday: int) -> pl.DataFrame:
    """Running sums, finest window first. Returns row, granted, cut."""
    kept = ["row", "holder", "day", *(["fixed"] if "fixed" in bound.columns else [])]
    frame = bound.select(*kept, pl.col("points").alias("granted"), pl.lit(-1, pl.Int8).alias("cut"))
    for number, limit in sorted(enumerate(candidates.rule.limits), key=lambda pair: FINENESS[pair[1].per]):
        used = _used(usage, candidates.index, number, pl.Int32()).rename(
            {"group": "holder", "times": "used_times", "points": "used_points"}
        )
        frame = frame.with_columns(starts(limit.per, pl.col("day"), first_weekday=first_weekday).alias("start"))
        frame = frame.join(used, on=["holder", "start"], how="left", maintain_order="left")
        frame = _cut(frame, limit, number).drop("used_times", "used_points", "start")
    return frame.select("row", "granted", "cut")


def _cut(frame: pl.DataFrame, limit: Limit, number: int) -> pl.DataFrame:
    given = pl.col("granted")
    if limit.times is not None:
        one = (given > 0).cast(pl.Int64)
        before = one.cum_sum().over("holder", "start") - one + pl.col("used_times").fill_null(0)
        left = pl.when(before < limit.times).then(given).otherwise(0)
    else:
        before = given.cum_sum().over("holder", "start") - given + pl.col("used_points").fill_null(0)
        left = pl.min_horizontal(given, (limit.points - before).clip(lower_bound=0))
    if "fixed" in frame.columns:
        left = pl.when("fixed").then(given).otherwise(left)
    return (
        frame.with_columns(left.alias("left"))
        .with_columns(
            pl.when((pl.col("left") < given) & (pl.col("cut") < 0)).then(pl.lit(number, pl.Int8)).otherwise(pl.col("cut")).alias("cut"),
            pl.col("left").alias("granted"),
        )
        .drop("left")
    )


@lru_cache(maxsize=4096)
def _start(per: Window, day: int, first_weekday: int) -> int:
    return period_of(PeriodKind(per), day, first_weekday=first_weekday).start


class _Counter:
    """The use of one rule's limits while its awards are settled one after another."""

    def __init__(self, candidates: Candidates, usage: Usage, first_weekday: int) -> None:
        self.rule, self.first_weekday = candidates.rule, first_weekday
        self.times: dict[tuple[int, Any, int], int] = defaultdict(int)
        self.points: dict[tuple[int, Any, int], int] = defaultdict(int)
        self.counted: dict[tuple[int, Any, int], int] = {}
        self.moments: dict[Any, list[tuple[int, int]]] = defaultdict(list)
        for (index, number), frame in usage.windows.items():
            if index == candidates.index:
                for group, start, times, points in frame.select("group", "start", "times", "points").iter_rows():
                    self.times[number, group, start], self.points[number, group, start] = times, points
        if candidates.index in usage.moments:
            for group, at in usage.moments[candidates.index].select("group", "at").iter_rows():
                self.moments[group].append((at, -1))

    def key(self, number: int, row: Mapping[str, Any]) -> tuple[int, Any, int]:
        limit = self.rule.limits[number]
        return number, row[group_column(limit.same)], _start(limit.per, row["day"], self.first_weekday)

    def grant(self, row: Mapping[str, Any]) -> tuple[int, int]:
        """(points granted, what cut them); the use is counted."""
        left, cut = row["points"], -1
        if row.get("fixed"):
            self.count(row, left)
            return left, cut
        if self.held_back(row):
            return 0, COOLDOWN
        for number, limit in enumerate(self.rule.limits):
            allowed = self.allowed(number, limit, row, left)
            if allowed < left:
                left, cut = allowed, (number if cut < 0 else cut)
        if left:
            self.count(row, left)
        return left, cut

    def held_back(self, row: Mapping[str, Any]) -> bool:
        cooldown = self.rule.cooldown
        if cooldown is None or (group := row[group_column(cooldown.same)]) is None:
            return False
        return any(abs(row["at"] - at) < cooldown.micros and pos != row["pos"] for at, pos in self.moments[group])

    def allowed(self, number: int, limit: Limit, row: Mapping[str, Any], points: int) -> int:
        key = self.key(number, row)
        if key[1] is None:
            return points
        if limit.points is not None:
            return min(points, max(0, limit.points - self.points[key]))
        assert limit.times is not None
        counted_already = bool(limit.same) and self.counted.get(key) == row["pos"]
        return points if counted_already or self.times[key] < limit.times else 0

    def count(self, row: Mapping[str, Any], points: int) -> None:
        for number, limit in enumerate(self.rule.limits):
            key = self.key(number, row)
            if not limit.same or self.counted.get(key) != row["pos"]:
                self.times[key] += 1
            self.counted[key] = row["pos"]
            self.points[key] += points
        if self.rule.cooldown:
            self.moments[row[group_column(self.rule.cooldown.same)]].append((row["at"], row["pos"]))


def _one_by_one(bound: pl.DataFrame, candidates: Candidates, usage: Usage, first_weekday: int) -> pl.DataFrame:
    counter = _Counter(candidates, usage, first_weekday)
    given = [counter.grant(row) for row in bound.iter_rows(named=True)]
    granted = [points for points, _ in given]
    return pl.DataFrame(
        {
            "row": bound["row"],
            "granted": pl.Series(granted, dtype=pl.Int64),
            "cut": pl.Series([c for _, c in given], dtype=pl.Int8),
        }
    )
