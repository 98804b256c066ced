"""The parts of a reckoning multiply, round, clamp, divide and cut to the very points that were given."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.amounts import E4
from scoring.budgets import Spent
from scoring.plan_reading import read_plan
from scoring.scoring import propose, resolve_paid
from scoring.steps import clamped, decimal_text, steps_of
from scoring.tracing import Parts, Reckoning, Trace, Why
from tests.scoring.test_reference import EVERY_SAME, Ledger
from tests.scoring.worlds import CONTEXT, NAMES, batch_of, random_activity, random_plan

FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
Traced = tuple[Trace, list[Reckoning], list[Parts]]


def traced(document: dict[str, Any], activities: list[dict[str, Any]]) -> Iterator[Traced]:
    """Activities one after another, each with what limits had used before it."""
    plan, ledger, paid = read_plan(document), Ledger(), Counter[str]()
    for place, activity in enumerate(activities):
        batch = batch_of([activity])
        proposal = propose(batch, plan, NAMES, CONTEXT, compared={rule.key: EVERY_SAME for rule in plan.rules})
        usage = ledger.answer(proposal.demands(), proposal.cooldown_demands())
        trace = Trace(batch, plan, NAMES, CONTEXT, proposal, usage, Spent(dict(paid)))
        reckonings = trace.reckonings(activity["type"])
        yield trace, reckonings, trace.in_parts(reckonings)
        awards, pays = resolve_paid(proposal, usage, trace.spent)
        ledger.add(plan, proposal, awards, batch, place)
        paid.update(dict(pays.group_by("campaign").agg(pl.col("points").sum()).iter_rows()))


@FEW
@given(st.integers(0, 2**32))
def test_the_parts_lead_to_the_points(seed: int) -> None:
    random = Random(seed)
    for _trace, reckonings, parts in traced(random_plan(random, rules=4), [random_activity(random) for _ in range(15)]):
        for reckoning, part in zip(reckonings, parts, strict=True):
            if reckoning.holder is not None:
                assert followed(reckoning, part) == reckoning.points, (reckoning, part)
            cut = [m for m in part.measures if m.is_cut]
            assert bool(cut) == (reckoning.why in (Why.CUT, Why.LIMIT))
            assert (cut[0].limit if cut else None) == reckoning.limit


@FEW
@given(st.integers(0, 2**32))
def test_what_campaigns_pay_leads_from_the_points_without_them_to_those_that_were_given(seed: int) -> None:
    random = Random(seed)
    for _trace, reckonings, parts in traced(random_plan(random, rules=4, budgets=True), [random_activity(random) for _ in range(15)]):
        for reckoning, part in zip(reckonings, parts, strict=True):
            if reckoning.holder is None:
                continue
            most, pays = followed(reckoning, part), sum(one.pays for one in reckoning.funding)
            assert (reckoning.points < most) == (reckoning.why is Why.BUDGET)
            assert any(one.is_used_up and one.pays for one in reckoning.funding) or reckoning.why is not Why.BUDGET
            if pays and part.among == 1:
                assert pays == reckoning.points - without_campaigns(reckoning, part)


def without_campaigns(reckoning: Reckoning, part: Parts) -> int:
    """The points with no campaigns but those that lower them."""
    assert part.steps is not None
    exact = part.steps.times * part.steps.each * Fraction(part.steps.rule_weight_e4 * part.steps.category_weight_e4, E4 * E4)
    for campaign in (one.campaign for one in reckoning.funding if one.counts):
        exact *= min(Fraction(1), Fraction(campaign.multiply_e4, E4))
    return clamped(int(abs(exact) + Fraction(1, 2)) * (1 if exact > 0 else -1), reckoning.rule.award)


def followed(reckoning: Reckoning, part: Parts) -> int:
    """The points as a reader works them out from the parts, by arithmetic of its own; every step is compared on the way."""
    steps, award = part.steps, reckoning.rule.award
    assert steps is not None
    assert steps.times == reckoning.times
    if award.per_e4 is not None:
        assert part.value_e4 is not None
        assert abs(steps.times) == abs(part.value_e4) // award.per_e4
    weights = Fraction(steps.rule_weight_e4 * steps.category_weight_e4, E4 * E4)
    assert steps.exact == steps.times * steps.each * weights * steps.multiplier
    assert Fraction(decimal_text(steps.exact)) == steps.exact
    assert steps.rounded == max(-(10**12), min(10**12, int(abs(steps.exact) + Fraction(1, 2)) * (1 if steps.exact > 0 else -1)))
    least = award.min if award.min is not None else -award.max if award.max is not None else steps.rounded
    most = award.max if award.max is not None else max(least, steps.rounded)
    assert steps.clamped == max(least, min(most, steps.rounded))
    share = abs(steps.clamped) // part.among
    assert abs(reckoning.proposed) - share in ((0, 1) if part.among > 1 else (0,))
    if reckoning.why is Why.COOLDOWN:
        return 0
    left = reckoning.proposed
    for measure in part.measures:
        room = left if measure.limit.points is None else max(0, measure.limit.points - measure.used)
        room = room if measure.limit.times is None else left if measure.used < measure.limit.times else 0
        assert measure.most == min(left, room)
        assert measure.is_cut == (room < left)
        left = min(left, room)
    return left


def test_a_product_is_rounded_once_half_away_from_zero() -> None:
    plan = read_plan({"name": "P", "category_weights": {"outcome": "0.5"}, "rules": [deal(weight="1.5", points=-2)]})
    steps = steps_of(plan.rules[0], plan, 1)
    assert (decimal_text(steps.exact), steps.rounded, steps.clamped) == ("-1.5", -2, -2)


def test_campaigns_multiply_one_another_where_several_count() -> None:
    campaigns = [{"key": key, "multiply": by, "from": "2026-01-01", "until": "2026-02-01"} for key, by in (("a", "1.25"), ("b", 2))]
    plan = read_plan({"name": "P", "rules": [deal()], "campaigns": campaigns})
    steps = steps_of(plan.rules[0], plan, 3, plan.campaigns)
    assert (steps.multiplier, decimal_text(steps.exact), steps.rounded) == (Fraction(5, 2), "37.5", 38)


def deal(points: int = 5, **more: Any) -> dict[str, Any]:
    return {"key": "deal", "category": "outcome", "activity": "deal", "award": {"to": "employee", "points": points}, **more}


@pytest.mark.parametrize(
    ("exact", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(7), "7"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 10**12), "-0.000000000001"),
        (Fraction(123456, 1000), "123.456"),
        (Fraction(-20), "-20"),
    ],
)
def test_an_exact_product_is_written_as_a_decimal(exact: Fraction, text: str) -> None:
    assert decimal_text(exact) == text
