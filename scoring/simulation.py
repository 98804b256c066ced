"""Replay: what rules give for activities that lie in the past, beside awards that were given elsewhere and stand.

What a rule gives follows from its essence, the activities, the awards of its key that stand, and what campaigns have paid elsewhere. So
whoever keeps results by essence works one rule out again where one weight moved; rules that share a budget are worked out together.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import polars as pl

from scoring.batch import Context, Names
from scoring.budgets import NOTHING_SPENT, Spent, settle_together
from scoring.limits import NOTHING_USED, Candidates, sames, settle
from scoring.periods import EPOCH, MICROS_PER_DAY, PeriodKind, period_of
from scoring.plan import Campaign, Plan, Rule
from scoring.rules import campaigns_of, with_attributes
from scoring.scoring import compared_values, is_on, propose, read_attributes
from scoring.sharing import shared_budgets

AWARDS: dict[str, pl.DataType] = {
    "pos": pl.UInt32(),
    "holder": pl.Int32(),
    "points": pl.Int64(),
    "proposed": pl.Int64(),
    "cut_by": pl.Int8(),
}
FIXED: dict[str, pl.DataType] = {
    "order": pl.Int64(),
    "holder": pl.Int32(),
    "points": pl.Int64(),
    "day": pl.Int32(),
    "at": pl.Int64(),
}
"""Awards above zero that stand, each at its place in the order of scoring; beside these, a column for every set of fields that the
rule compares, as `with_groups` makes it."""

NOTHING_FIXED: Mapping[str, pl.DataFrame] = {}
MARGIN_DAYS = 2
"""A business day may begin and end most of a day away from that of UTC."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What one rule's awards depend on but for the budgets that it shares. labels and reasons do not matter."""

    rule: Rule
    category_weight_e4: int
    campaigns: tuple[Campaign, ...]


@dataclass(frozen=True, slots=True)
class Essence:
    """All that a rule's awards depend on in a plan. sharing: the rules that share a budget with it, itself too, in the plan's order; empty where
    none does. rest: what the plan says beside rules, weights and campaigns.
    """

    alone: Alone
    sharing: tuple[Alone, ...]
    rest: Plan


def essence(rule: Rule, plan: Plan) -> Essence:
    """Equal for two plans where the rule gives the same in both."""
    return essences(plan, [rule])[rule.key]


def essences(plan: Plan, rules: Iterable[Rule] | None = None) -> dict[str, Essence]:
    """By key, those of the rules; None: of all that are on."""
    rest = replace(plan, name="", category_weights_e4={}, rules=(), campaigns=(), tiers={}, expiry={})
    chosen = [rule for rule in plan.rules if is_on(rule, plan)] if rules is None else list(rules)
    sharing = shared_budgets(plan)
    alone = {rule.key: _alone(rule, plan) for rule in (*chosen, *(r for r in plan.rules if r.key in sharing))}
    together = {keys: tuple(alone[key] for key in keys) for keys in set(sharing.values())}
    return {rule.key: Essence(alone[rule.key], together.get(sharing.get(rule.key, ()), ()), rest) for rule in chosen}


def _alone(rule: Rule, plan: Plan) -> Alone:
    campaigns = tuple(replace(campaign, label={}) for campaign in campaigns_of(plan, rule))
    return Alone(replace(rule, label={}, why={}), plan.category_weights_e4[rule.category], campaigns)


def reach(rule: Rule, from_on: int, to_on: int, *, first_weekday: int = 1) -> tuple[int, int]:
    """The days [first, end) whose awards of the rule share a limit's window or a cooldown with those of [from_on, to_on)."""
    first, end = from_on, to_on
    for limit in rule.limits:
        kind = PeriodKind(limit.per)
        first = min(first, period_of(kind, from_on, first_weekday=first_weekday).start)
        end = max(end, period_of(kind, to_on - 1, first_weekday=first_weekday).end)
    if rule.cooldown:
        days = -(-rule.cooldown.micros // MICROS_PER_DAY) + MARGIN_DAYS
        first, end = min(first, from_on - days), max(end, to_on + days)
    return max(first, 0), min(end, (dt.date.max - EPOCH).days)


def readable(batch: pl.DataFrame, rules: Iterable[Rule]) -> pl.DataFrame:
    """The batch with the attributes that the rules read as columns: read once, for every replay of it."""
    chosen = list(rules)
    return with_attributes(batch, read_attributes(chosen, {rule.key: frozenset(sames(rule)) for rule in chosen}))


def with_groups(fixed: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """What a rule gave, as `FIXED` with the groups of its limits. fixed: order, holder, points and, where limits compare fields, `BATCH`."""
    compared = {same for same in sames(rule) if same}
    if not compared:
        return fixed.select(*FIXED)
    return pl.concat([fixed.select(*FIXED), compared_values(fixed, compared)], how="horizontal")


class Simulated(NamedTuple):
    """awards: `AWARDS` by rule key, as `simulate` answers. pays: `PAYS`, what campaigns pay of them, in the order of scoring."""

    awards: dict[str, pl.DataFrame]
    pays: pl.DataFrame


PAYS: dict[str, pl.DataType] = {
    "pos": pl.UInt32(),
    "key": pl.String(),
    "holder": pl.Int32(),
    "campaign": pl.String(),
    "points": pl.Int64(),
}
"""key: the rule's; campaign: its key; points: above zero."""


def simulate(
    batch: pl.DataFrame,
    plan: Plan,
    names: Names,
    context: Context,
    *,
    first_weekday: int = 1,
    fixed: Mapping[str, pl.DataFrame] = NOTHING_FIXED,
    spent: Spent = NOTHING_SPENT,
    only: Collection[str] | None = None,
) -> dict[str, pl.DataFrame]:
    """What each rule gives: `AWARDS` by rule key, zero points included, in the order of scoring; no frame for a rule that gives nothing.

    batch: `BATCH` and order (Int64, ascending: the place in the order of scoring), as `readable` leaves it or not.
    fixed: by rule key, `FIXED` awards of other activities, which use limits at their places and stay as they are.
    spent: what campaigns pay of other activities. only: the keys of the rules to work out, each with those that share a budget with it; None: all
    that are on.
    """
    return simulate_paid(batch, plan, names, context, first_weekday=first_weekday, fixed=fixed, spent=spent, only=only).awards


def simulate_paid(
    batch: pl.DataFrame,
    plan: Plan,
    names: Names,
    context: Context,
    *,
    first_weekday: int = 1,
    fixed: Mapping[str, pl.DataFrame] = NOTHING_FIXED,
    spent: Spent = NOTHING_SPENT,
    only: Collection[str] | None = None,
) -> Simulated:
    """The same, and what campaigns pay of it."""
    rules = tuple(rule for rule in plan.rules if is_on(rule, plan) and (only is None or rule.key in only))
    proposal = propose(batch, replace(plan, rules=rules), names, context, first_weekday=first_weekday)
    groups = [candidates for candidates in proposal.candidates if candidates.frame.height]

    def cut(candidates: Candidates) -> pl.DataFrame:
        orders = batch["order"].gather(candidates.frame["pos"])
        awards = beside(candidates, orders, fixed.get(candidates.rule.key))
        return settle(awards, NOTHING_USED, first_weekday=first_weekday).select(*AWARDS)

    settled = settle_together(groups, cut, spent)
    awards = {candidates.rule.key: frame for candidates, frame in zip(groups, settled.frames, strict=True)}
    keys = pl.Series([rule.key for rule in rules], dtype=pl.String).gather(settled.pays["rule"].cast(pl.UInt32))
    return Simulated(awards, settled.pays.with_columns(keys.alias("key")).select(*PAYS))


def spent_beside(outside: Mapping[str, pl.DataFrame], orders: pl.Series) -> Spent:
    """What campaigns pay of activities that stand beside a batch, as it is settled. outside: by campaign, order and points; orders: of the batch."""
    places = orders.to_numpy()
    return Spent(
        beside={
            key: (np.searchsorted(places, frame["order"].to_numpy()).astype(np.int64), frame["points"].to_numpy().astype(np.int64))
            for key, frame in outside.items()
            if frame.height
        }
    )


def beside(candidates: Candidates, orders: pl.Series, fixed: pl.DataFrame | None) -> Candidates:
    """The rule's awards and those that stand, in one order. orders: of the awards. Those that stand are numbered behind them."""
    if fixed is None or fixed.is_empty() or candidates.frame.is_empty() or not sames(candidates.rule):
        return candidates
    frame = candidates.frame
    mine = frame.with_columns(orders.alias("order"), fixed=pl.lit(False))
    last = int(frame["pos"][-1]) + 1
    numbers = (pl.col("order").rank("dense") + last).cast(pl.UInt32).alias("pos")
    earlier = fixed.filter(pl.col("order") < mine["order"][-1]).with_columns(numbers, fixed=pl.lit(True))
    both = pl.concat([mine, earlier.select(mine.columns)]).sort("order", maintain_order=True)
    return Candidates(candidates.index, candidates.rule, both.drop("order"))
