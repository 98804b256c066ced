"""Tracing says of one activity what every rule that concerns its type made of it, and why: the reckoning behind each award and each zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from scoring.batch import Context, Names
from scoring.limits import COOLDOWN, Usage
from scoring.plan import Campaign, Condition, Limit, Plan, Rule
from scoring.rules import Reader, active, campaigns_of, condition, points, runs, units
from scoring.scoring import Proposal, concerning, is_on, resolve


class Why(StrEnum):
    GIVEN = "given"
    CUT = "cut"  # a limit kept a part
    OFF = "off"  # a weight of 0
    NOT_ACTIVE = "not_active"  # outside its dates
    CONDITION = "condition"  # one did not hold
    NO_RECIPIENT = "no_recipient"
    NO_POINTS = "no_points"  # they come to 0
    LIMIT = "limit"
    COOLDOWN = "cooldown"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What one rule made of one activity for one holder (None where it gave nobody anything).

    times: whole units (1 for fixed points); proposed: points before limits; campaign: the one that multiplied; condition: the first that did
    not hold; limit: the one that cut, and how much of it was used before.
    """

    rule: Rule
    holder: int | None
    points: int
    why: Why
    times: int = 1
    proposed: int = 0
    campaign: Campaign | None = None
    condition: Condition | None = None
    limit: Limit | None = None
    used: int = 0


@dataclass(frozen=True, slots=True)
class Trace:
    """One activity as the rules of a plan version saw it. batch: one row of `BATCH`."""

    batch: pl.DataFrame
    plan: Plan
    names: Names
    context: Context
    proposal: Proposal
    usage: Usage

    def reckonings(self, type_key: str) -> list[Reckoning]:
        """Every rule that concerns the type, in the plan's order; one for each holder it gave something."""
        awards = resolve(self.proposal, self.usage)
        return [
            r for index, rule in concerning(self.plan, type_key) for r in self._rule(rule, awards.filter(pl.col("rule") == index), index)
        ]

    def _rule(self, rule: Rule, awards: pl.DataFrame, index: int) -> list[Reckoning]:
        if awards.is_empty():
            return [self._nothing(rule)]
        return [self._award(rule, index, row) for row in awards.iter_rows(named=True)]

    def _value(self, expression: pl.Expr) -> object:
        return self.batch.select(expression).item()

    @property
    def _reader(self) -> Reader:
        return Reader(self.names, self.context, frozenset(self.batch.columns))

    def _nothing(self, rule: Rule) -> Reckoning:
        if not is_on(rule, self.plan):
            return Reckoning(rule, None, 0, Why.OFF)
        dates = active(rule)
        if dates is not None and not self._value(dates):
            return Reckoning(rule, None, 0, Why.NOT_ACTIVE)
        for wanted in rule.when:
            if not self._value(condition(wanted, self._reader)):
                return Reckoning(rule, None, 0, Why.CONDITION, condition=wanted)
        times = self._times(rule)
        worth = self._value(points(rule, self.plan, self._reader))
        return Reckoning(rule, None, 0, Why.NO_RECIPIENT if worth else Why.NO_POINTS, times=times)

    def _times(self, rule: Rule) -> int:
        found = self._value(units(rule.award, self._reader))
        return int(str(found)) if found is not None else 0

    def _award(self, rule: Rule, index: int, row: Mapping[str, int]) -> Reckoning:
        running = [c for c in campaigns_of(self.plan, rule) if self._value(runs(c, rule, self._reader))]
        best = max(running, key=lambda c: c.multiply_e4, default=None)
        cut_by, left = row["cut_by"], row["points"]
        limit = rule.limits[cut_by] if 0 <= cut_by < COOLDOWN else None
        why = Why.GIVEN if cut_by < 0 else Why.COOLDOWN if cut_by == COOLDOWN else Why.CUT if left else Why.LIMIT
        used = self._used(index, cut_by, row["holder"]) if limit else 0
        return Reckoning(rule, row["holder"], left, why, self._times(rule), row["proposed"], best, None, limit, used)

    def _used(self, index: int, number: int, holder: int) -> int:
        """How much of the limit that cut was used before this activity."""
        frame, limit = self.usage.windows.get((index, number)), self.plan.rules[index].limits[number]
        if frame is None or frame.is_empty():
            return 0
        own = frame if limit.same else frame.filter(pl.col("group") == holder)
        return int(own["times" if limit.times is not None else "points"].sum())
