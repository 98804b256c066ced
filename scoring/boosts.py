"""Boosts: what campaigns make of awards, step by step, so that it can be said of every point which campaign pays for it.

Where the highest multiplier counts there is one step, from the points without any campaign. Where campaigns multiply each other, those that
lower points lower what the others multiply; the others follow in the plan's order, one step each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoring.amounts import E4
from scoring.periods import Ints
from scoring.plan import Campaign, Overlap, Plan, Rule
from scoring.rules import worth
from scoring.steps import points_of, share_of, together

FEW = 32
"""So few awards are reckoned one after another: an expression costs more to begin than to run."""
FEW_CAMPAIGNS = 12
Running = tuple[Campaign, ...]
"""The campaigns that run for an award, in the plan's order."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The way from an award without campaigns that raise it to one with all: who pays for each step, and the multiplier on it, ascending."""

    base: Fraction
    steps: tuple[tuple[Campaign, Fraction], ...]

    @property
    def multiplier(self) -> Fraction:
        return self.steps[-1][1] if self.steps else self.base


@lru_cache(maxsize=4096)
def counting(running: Running, overlap: Overlap) -> Running:
    """Those of the campaigns that run which multiply: the highest, of equal ones the first; or all."""
    if overlap is Overlap.PRODUCT or not running:
        return running
    return (max(running, key=lambda campaign: campaign.multiply_e4),)


def outlasting(left: Running, overlap: Overlap) -> Running:
    """Those that count once one that raised points has stopped. left: all but that one.

    Where the highest counts and no other raises points, none does: a budget that is used up never makes an award worth less than it is
    without campaigns.
    """
    return left if overlap is Overlap.PRODUCT or any(campaign.multiply_e4 > E4 for campaign in left) else ()


@lru_cache(maxsize=4096)
def ladder(running: Running, overlap: Overlap) -> Ladder:
    chosen = counting(running, overlap)
    raising = [campaign for campaign in chosen if campaign.multiply_e4 > E4]
    lowering = [campaign for campaign in chosen if campaign.multiply_e4 <= E4]
    steps = [(campaign, together([*lowering, *raising[: place + 1]])) for place, campaign in enumerate(raising)]
    return Ladder(together(lowering), tuple(steps))


@dataclass(frozen=True, slots=True)
class Boost:
    """What campaigns may do to awards of one rule under one plan, row by row.

    index: the rule's place in the plan. sets: which campaigns may run for an award; which: the set of each award. units: how often the
    award's points are earned, None where that is once; rank, among: the holder's place among those who divide the points, None where nobody does.
    """

    index: int
    rule: Rule
    plan: Plan
    sets: tuple[Running, ...]
    which: Ints
    units: Ints | None = None
    rank: Ints | None = None
    among: Ints | None = None
    _known: dict[Fraction, Ints] = field(default_factory=dict, compare=False, repr=False)

    @property
    def height(self) -> int:
        return len(self.which)

    @property
    def campaigns(self) -> frozenset[Campaign]:
        """Those that may run for any of the awards."""
        return frozenset(campaign for number in met(self.which) for campaign in self.sets[number])

    def at(self, rows: Ints | NDArray[np.bool_]) -> "Boost":
        """The same of some of the awards."""
        units, rank, among = (None if column is None else column[rows] for column in (self.units, self.rank, self.among))
        return Boost(self.index, self.rule, self.plan, self.sets, self.which[rows], units, rank, among)

    def worth(self, multiplier: Fraction, rows: NDArray[np.bool_]) -> Ints:
        """The points of some of the awards before limits, were they multiplied so."""
        if multiplier not in self._known:
            if 2 * np.count_nonzero(rows) < self.height > FEW:
                return self.at(rows).whole_worth(multiplier)
            self._known[multiplier] = self.whole_worth(multiplier)
        return self._known[multiplier][rows]

    def whole_worth(self, multiplier: Fraction) -> Ints:
        """The same of every award."""
        whole = self._whole(multiplier)
        if self.rank is None or self.among is None:
            return whole
        size = np.abs(whole)
        shares: Ints = (size // self.among + (self.rank < size % self.among)) * np.sign(whole)
        return shares

    def worth_at(self, row: int, multiplier: Fraction) -> int:
        """The same of one award."""
        whole = points_of(self.rule, self.plan, 1 if self.units is None else int(self.units[row]), multiplier)
        return whole if self.rank is None or self.among is None else share_of(whole, int(self.rank[row]), int(self.among[row]))

    def points(self, sets: Sequence[Running], which: Ints) -> Ints:
        """The points of every award before limits, with these campaigns running for each."""
        found = np.zeros(self.height, dtype=np.int64)
        for number in met(which):
            mine = which == number
            found[mine] = self.worth(ladder(sets[number], self.plan.campaign_overlap).multiplier, mine)
        return found

    def _whole(self, multiplier: Fraction) -> Ints:
        if self.units is None:
            return np.full(self.height, points_of(self.rule, self.plan, 1, multiplier), dtype=np.int64)
        if self.height <= FEW:
            return np.array([points_of(self.rule, self.plan, times, multiplier) for times in self.units.tolist()], dtype=np.int64)
        found = pl.DataFrame({"units": self.units}).select(worth(pl.col("units"), self.rule, self.plan, multiplier))
        return found.to_series().to_numpy().astype(np.int64)


def met(which: Ints) -> list[int]:
    """The numbers that occur, ascending; none of them is large."""
    return [int(which[0])] if len(which) == 1 else np.flatnonzero(np.bincount(which)).tolist()


def sets_of(runs: NDArray[np.bool_], campaigns: Sequence[Campaign]) -> tuple[tuple[Running, ...], Ints]:
    """The different sets of campaigns that run, and the number of each row's. runs: a row for each award, a column for each campaign."""
    if len(runs) == 1:
        return (tuple(c for c, is_on in zip(campaigns, runs[0].tolist(), strict=True) if is_on),), np.zeros(1, dtype=np.int64)
    if len(campaigns) <= FEW_CAMPAIGNS:
        codes = runs @ (1 << np.arange(len(campaigns), dtype=np.int64))
        codes_met = met(codes)
        sets = tuple(tuple(c for place, c in enumerate(campaigns) if code >> place & 1) for code in codes_met)
        numbers = np.zeros(1 << len(campaigns), dtype=np.int64)
        numbers[codes_met] = np.arange(len(codes_met))
        return sets, numbers[codes]
    found, which = np.unique(runs, axis=0, return_inverse=True)
    sets = tuple(tuple(c for c, is_on in zip(campaigns, row, strict=True) if is_on) for row in found.tolist())
    return sets, which.reshape(-1).astype(np.int64)


# one award whose campaigns have too little left -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paid:
    """What is left of an award, and who pays how much above what it is without campaigns."""

    points: int
    pays: tuple[tuple[Campaign, int], ...]


def paid(boost: Boost, row: int, running: Running, most: int, left: Mapping[Campaign, int]) -> Paid:
    """An award above zero with so much left of budgets. most: what limits leave of it; left: of those that can run out."""
    if boost.plan.campaign_overlap is Overlap.PRODUCT:
        return _paid_by_all(boost, row, running, most, left)
    return _paid_by_highest(boost, row, running, most, left)


def _paid_by_highest(boost: Boost, row: int, running: Running, most: int, left: Mapping[Campaign, int]) -> Paid:
    """What is left of the highest is used up; where the next would still give more, it pays the rest of that."""
    level, pays = min(boost.worth_at(row, Fraction(1)), most), []
    for campaign in sorted(running, key=lambda one: -one.multiply_e4):
        if campaign.multiply_e4 <= E4:
            break
        wanted = min(boost.worth_at(row, together([campaign])), most) - level
        given = max(0, min(wanted, left.get(campaign, wanted)))
        level += given
        pays.append((campaign, given))
        if given == wanted:
            break
    return Paid(level, tuple((campaign, given) for campaign, given in pays if given))


def _paid_by_all(boost: Boost, row: int, running: Running, most: int, left: Mapping[Campaign, int]) -> Paid:
    """What is left of one is used up; the others multiply as if it were not there, beside it."""
    kept = [campaign for campaign in running if campaign.multiply_e4 <= E4]
    level, added, pays = min(boost.worth_at(row, together(kept)), most), 0, []
    for campaign in running:
        if campaign.multiply_e4 <= E4:
            continue
        wanted = max(0, min(boost.worth_at(row, together([*kept, campaign])) + added, most) - level)
        given = min(wanted, left.get(campaign, wanted))
        if given < wanted:
            added += given
        else:
            kept.append(campaign)
        level += given
        pays.append((campaign, given))
    return Paid(level, tuple((campaign, given) for campaign, given in pays if given))
