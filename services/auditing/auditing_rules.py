"""What each rule gave, how often, to how many, and whether that goes with sales."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoring.periods import Ints, day_date
from scoring.plan import HolderKind, Plan, Rule
from scoring.statistics import spearman
from services.auditing.auditing_kept import CUSTOMERS
from services.auditing.auditing_limits import FullWindows, full_windows
from services.auditing.auditing_people import Present
from services.auditing.auditing_span import Span
from services.world import World

ENOUGH_PAIRS = 10


@dataclass(frozen=True, slots=True)
class Correlation:
    """A rank correlation of so many pairs. value: None where there are fewer than `ENOUGH_PAIRS`, or where one side is the same for all."""

    value: float | None
    pairs: int

    @property
    def is_few(self) -> bool:
        return self.pairs < ENOUGH_PAIRS


@dataclass(frozen=True, slots=True)
class RuleAudit:
    """One rule, and what it gave to one kind of holder.

    category: None, and is_gone true, where the newest plan has no such rule any more; is_off: its weight or its category's is 0, or it was
    in force on none of the days; is_penalty: it takes away. times: awards; points: net; share: of what all rules gave this kind of
    holder, None where that is nothing; paid: how many holders have more than nothing by it; cut: awards that a limit left less;
    windows: how often its limits were used up. with_revenue, with_return: only of rules that pay employees.
    """

    key: str
    label: Mapping[str, str] = field(hash=False)
    category: str | None
    holders: HolderKind
    is_off: bool
    is_penalty: bool
    times: int
    points: int
    share: float | None
    paid: int
    cut: int
    windows: FullWindows | None
    with_revenue: Correlation | None
    with_return: Correlation | None

    @property
    def is_gone(self) -> bool:
        return self.category is None

    @property
    def paid_nobody(self) -> bool:
        """It could have paid, and did not."""
        return not self.paid and not self.is_off and not self.is_penalty and not self.is_gone


def rules_of(span: Span, earned: pl.DataFrame, done: pl.DataFrame, present: Present) -> Iterator[RuleAudit]:
    """Every rule of the newest plan, and every one that gave something, for each kind of holder that it gave to."""
    here = span.here
    plan = here.plans[-1].plan if here.plans else None
    sums = _sums(earned, here)
    known = {rule.key: rule for rule in plan.rules} if plan else {}
    kinds = {(rule.key, _holders(rule)) for rule in known.values()} | sums.keys()
    windows = full_windows(span, known)
    whole = {kind: sum(max(row[2], 0) for (_, of), row in sums.items() if of is kind) for kind in HolderKind}
    sides = _Sides(earned, done, present, here.rule_ids)
    for key, kind in kinds:
        times, cut, points, paid = sums.get((key, kind), (0, 0, 0, 0))
        rule, staff = known.get(key), kind is HolderKind.EMPLOYEE
        yield RuleAudit(
            key,
            _label(here, key),
            rule.category.value if rule else None,
            kind,
            bool(plan and rule and _is_off(plan, rule, span)),
            bool(rule and rule.award.points < 0),
            times,
            points,
            max(points, 0) / whole[kind] if whole[kind] else None,
            paid,
            cut,
            windows.get(key) if rule and _holders(rule) is kind else None,
            sides.with_revenue(key) if staff else None,
            sides.with_return(key) if staff else None,
        )


def _holders(rule: Rule) -> HolderKind:
    return HolderKind.CUSTOMER if rule.award.to == HolderKind.CUSTOMER else HolderKind.EMPLOYEE


def _sums(earned: pl.DataFrame, here: World) -> dict[tuple[str, HolderKind], tuple[int, int, int, int]]:
    """(times, cut, points, paid) by rule and kind of holder, where there is any entry."""
    staff = pl.col("account_id") != CUSTOMERS
    found = earned.drop_nulls("rule_id").group_by("rule_id", staff.alias("staff")).agg(pl.col("times", "cut", "score", "paid").sum())
    return {
        (here.rule_keys[rule], HolderKind.EMPLOYEE if is_staff else HolderKind.CUSTOMER): (times, cut, score, paid)
        for rule, is_staff, times, cut, score, paid in found.iter_rows()
    }


def _label(here: World, key: str) -> Mapping[str, str]:
    """What a rule is called in the newest version that has it."""
    named = (rule.label for version in reversed(here.plans) for rule in version.plan.rules if rule.key == key)
    return next(named, {"en": key, "zh": key})


def _is_off(plan: Plan, rule: Rule, span: Span) -> bool:
    first, until = day_date(span.start), day_date(max(span.until, span.start + 1))
    is_past = rule.active.until_on is not None and rule.active.until_on <= first
    is_to_come = rule.active.from_on is not None and rule.active.from_on >= until
    return not rule.weight_e4 or not plan.category_weight_e4(rule) or is_past or is_to_come


class _Sides:
    """The pairs that correlations are made of: employees at work, what each did, and what each got by a rule."""

    def __init__(self, earned: pl.DataFrame, done: pl.DataFrame, present: Present, rule_ids: Mapping[str, int]) -> None:
        staff = earned.filter(pl.col("account_id").is_in(present.accounts)).drop_nulls("rule_id")
        both = pl.concat([staff.select("account_id"), done.select("account_id")]).unique().sort("account_id")
        self.pairs = both.join(done, on="account_id", how="left", maintain_order="left").with_columns(pl.col("revenue_e4").fill_null(0))
        self.buying = self.pairs["buyers"].fill_null(0).to_numpy() > 0
        self.points = {rule[0]: part.select("account_id", "score") for rule, part in staff.partition_by("rule_id", as_dict=True).items()}
        self.rule_ids = rule_ids

    def with_revenue(self, key: str) -> Correlation:
        return _correlation(self._points(key), self.pairs["revenue_e4"].to_numpy())

    def with_return(self, key: str) -> Correlation:
        bought = self.pairs.filter(self.buying)
        return _correlation(self._points(key)[self.buying], (bought["returned"] / bought["buyers"]).to_numpy())

    def _points(self, key: str) -> Ints:
        """What each of the pairs got by a rule, 0 where nothing."""
        mine = self.points.get(self.rule_ids.get(key, 0))
        if mine is None:
            return np.zeros(self.pairs.height, dtype=np.int64)
        return (
            self.pairs.select("account_id").join(mine, on="account_id", how="left", maintain_order="left")["score"].fill_null(0).to_numpy()
        )


def _correlation(points: Ints, other: NDArray[Any]) -> Correlation:
    pairs = len(points)
    return Correlation(spearman(points, other) if pairs >= ENOUGH_PAIRS else None, pairs)
