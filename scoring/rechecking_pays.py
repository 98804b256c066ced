"""Rechecking what campaigns pay: each award judged by what the books say that campaigns had paid before it.

As with limits: where everything before an award is right, the award and its pays are right exactly if they are what budgets leave after that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoring.boosts import Boost, Paid, ladder, met, paid
from scoring.budgets import Part
from scoring.periods import Ints

ROWS = {"part": pl.Int32, "row": pl.Int64, "order": pl.Int64, "index": pl.Int16, "rule_id": pl.Int32, "holder": pl.Int32}
"""Awards that campaigns may touch: part, the number of the boost; row, in it; index, the rule's place in its plan."""
SAID = {"campaign": pl.String, "rule_id": pl.Int32, "order": pl.Int64, "holder": pl.Int32, "points": pl.Int64}
AWARD = ["order", "rule_id", "holder"]


@dataclass(frozen=True, slots=True)
class _Budget:
    """used: what a campaign has paid before each award; kept: what it pays of others after it, which stand beside."""

    used: Ints
    kept: Ints


class Judged:
    """Awards as budgets see them.

    rows: `ROWS`. said: `SAID`, what the books say of these awards. before: what campaigns had paid before all of these, by key. beside: what
    they pay of awards that stand beside a rescore: (places, ascending; points).
    """

    def __init__(
        self,
        boosts: Sequence[Boost],
        rows: pl.DataFrame,
        said: pl.DataFrame,
        before: Mapping[str, int],
        beside: Mapping[str, tuple[Ints, Ints]],
    ) -> None:
        self.boosts, self.said = boosts, said
        self.rows = rows.sort("order", "index", "row")
        keys = {c.key for boost in boosts for c in boost.campaigns if c.can_run_out}
        self.budgets = {key: self._budget(key, before.get(key, 0), beside.get(key)) for key in sorted(keys)}
        self.places = [np.flatnonzero(self.rows["part"].to_numpy() == number) for number in range(len(boosts))]
        self.running = [self._running(boost, places) for boost, places in zip(boosts, self.places, strict=True)]

    def _budget(self, key: str, before: int, beside: tuple[Ints, Ints] | None) -> _Budget:
        mine = self.said.filter(pl.col("campaign") == key).select(*AWARD, "points")
        paid_here = self.rows.join(mine, on=AWARD, how="left", maintain_order="left")["points"].fill_null(0).to_numpy()
        used = before + np.cumsum(paid_here) - paid_here
        if beside is None:
            return _Budget(used, np.zeros(len(used), dtype=np.int64))
        upto = np.concatenate([[0], np.cumsum(beside[1])])
        return _Budget(used, upto[-1] - upto[np.searchsorted(beside[0], self.rows["order"].to_numpy())])

    def _running(self, boost: Boost, places: Ints) -> Part:
        """The campaigns that ran for each award. places: of the boost's rows, which ascend."""
        part = Part(places, boost, list(boost.sets), boost.which.copy())
        is_above = boost.points(boost.sets, boost.which) > 0
        for campaign in sorted(boost.campaigns, key=lambda one: one.key):
            if campaign.can_run_out and campaign.budget is not None:
                budget = self.budgets[campaign.key]
                spent = budget.used[places] + np.where(is_above, budget.kept[places], 0)
                part.without((campaign.key, campaign.budget), spent >= campaign.budget)
        return part

    def points(self, part: int) -> Ints:
        """The points of a boost's awards before limits."""
        running = self.running[part]
        return running.boost.points(running.sets, running.which)

    def left(self, part: int, owed: Ints) -> tuple[Ints, list[pl.DataFrame]]:
        """What budgets leave of a boost's awards, and the pays as `SAID`. owed: what limits leave of them."""
        running = self.running[part]
        left, frames = owed.copy(), []
        for number in met(running.which):
            chosen = (running.which == number) & (owed > 0)
            mine = np.flatnonzero(chosen)
            steps = ladder(running.sets[number], running.boost.plan.campaign_overlap)
            if not steps.steps or not len(mine):
                continue
            short = np.zeros(len(mine), dtype=np.bool_)
            level, pays = np.minimum(running.boost.worth(steps.base, chosen), owed[mine]), []
            for campaign, multiplier in steps.steps:
                above = np.minimum(running.boost.worth(multiplier, chosen), owed[mine])
                given = np.maximum(above - level, 0)
                short |= self._is_short(campaign.key, campaign.budget if campaign.can_run_out else None, running.rows[mine], given)
                pays.append((campaign.key, given))
                level = above
            frames += [self._said(key, running.rows[mine[~short]], given[~short]) for key, given in pays]
            for row in mine[short].tolist():
                one = self._short(running, row, int(owed[row]))
                left[row] = one.points
                frames += [self._said(campaign.key, running.rows[[row]], np.array([points])) for campaign, points in one.pays]
        return left, frames

    def _is_short(self, key: str, most: int | None, places: Ints, given: Ints) -> NDArray[np.bool_]:
        if most is None:
            return np.zeros(len(given), dtype=np.bool_)
        budget = self.budgets[key]
        return given > most - budget.used[places] - budget.kept[places]

    def _short(self, running: Part, row: int, owed: int) -> Paid:
        place, campaigns = int(running.rows[row]), running.sets[int(running.which[row])]
        left = {
            c: c.budget - int(self.budgets[c.key].used[place] + self.budgets[c.key].kept[place])
            for c in campaigns
            if c.can_run_out and c.budget is not None
        }
        return paid(running.boost, row, campaigns, owed, left)

    def _said(self, key: str, places: Ints, points: Ints) -> pl.DataFrame:
        frame = self.rows[places].select(AWARD).with_columns(pl.lit(key).alias("campaign"), pl.Series("points", points, dtype=pl.Int64))
        return frame.filter(pl.col("points") > 0).select(*SAID)


def wrong_pays(owed: pl.DataFrame, said: pl.DataFrame) -> Iterator[tuple[int, int, int, str, int, int]]:
    """(order, rule_id, holder, campaign, what it owes, what the books say) where they differ. owed, said: `SAID`."""
    both = owed.rename({"points": "owed"}).join(said, on=["campaign", *AWARD], how="full", coalesce=True).fill_null(0)
    differing = both.filter(pl.col("owed") != pl.col("points")).sort("order", "rule_id", "holder", "campaign")
    return differing.select("order", "rule_id", "holder", "campaign", "owed", "points").iter_rows()
