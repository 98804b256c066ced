"""What campaigns pay, and what is left of awards when their budgets are used up."""

from collections import defaultdict
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import boosts, limits
from scoring.budgets import Spent
from scoring.limits import BUDGET
from scoring.plan import Plan
from scoring.plan_reading import read_plan
from scoring.scoring import propose, resolve_paid
from tests.scoring.reference import Reference
from tests.scoring.test_reference import EVERY_SAME, Ledger, awards_of
from tests.scoring.worlds import CONTEXT, DAYS, EMPLOYEES, NAMES, batch_of, random_activity, random_plan

Document = dict[str, Any]
SEEDS = st.integers(0, 2**32)
BROAD = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
SINGLE = settings(BROAD, max_examples=60)  # a batch takes nearly as long for one activity as for fifty


@pytest.fixture(autouse=True, params=[0, 32], ids=["by columns", "one by one"])
def settling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of settling limits and of reckoning points."""
    monkeypatch.setattr(limits, "FEW", request.param)
    monkeypatch.setattr(boosts, "FEW", request.param)


# as the reference -----------------------------------------------------------------------------------------------------------------


class Books:
    """Scores batches one after another, each with what those before have used and paid."""

    def __init__(self) -> None:
        self.ledger, self.spent = Ledger(), defaultdict[str, int](int)
        self.awards: list[tuple[str, int, int, int]] = []
        self.pays: list[tuple[int, str, int, str, int]] = []

    def take(self, plan: Plan, activities: list[Document], start: int) -> None:
        batch = batch_of(activities)
        proposal = propose(batch, plan, NAMES, CONTEXT, compared={rule.key: EVERY_SAME for rule in plan.rules})
        usage = self.ledger.answer(proposal.demands(), proposal.cooldown_demands())
        spent = Spent({key: self.spent[key] for key in proposal.budgets()})
        awards, pays = resolve_paid(proposal, usage, spent)
        self.ledger.add(plan, proposal, awards, batch.with_columns(holder=pl.lit(None)), start)
        self.awards += awards_of(awards, plan, start)
        for pos, rule, holder, key, points in pays.iter_rows():
            self.pays.append((start + pos, plan.rules[rule].key, holder, key, points))
            self.spent[key] += points


@BROAD
@given(SEEDS, st.integers(1, 4), st.integers(1, 50), st.integers(1, 6))
def test_batches_and_versions_pay_as_the_reference_does(seed: int, rules: int, size: int, cuts: int) -> None:
    random = Random(seed)
    documents = [random_plan(random, rules=rules, budgets=True) for _ in range(random.choice([1, 2]))]
    activities = [random_activity(random) for _ in range(size)]
    places = sorted({0, size, *(random.randint(0, size) for _ in range(cuts))})
    books, reference, expected = Books(), Reference(EMPLOYEES), []
    for start, end in pairwise(places):
        document = random.choice(documents)
        books.take(read_plan(document), activities[start:end], start)
        for pos in range(start, end):
            expected += [(rule, pos, *rest) for rule, *rest in reference.score(document, pos, activities[pos])]
    assert sorted(books.awards) == sorted(expected)
    assert books.pays == reference.pays


@SINGLE
@given(SEEDS, st.integers(2, 16))
def test_a_batch_of_one_after_another_pays_what_one_batch_pays(seed: int, size: int) -> None:
    random = Random(seed)
    plan = read_plan(random_plan(random, rules=3, budgets=True))
    activities = [random_activity(random) for _ in range(size)]
    whole, single = Books(), Books()
    whole.take(plan, activities, 0)
    for place, activity in enumerate(activities):
        single.take(plan, [activity], place)
    assert (sorted(single.awards), single.pays) == (sorted(whole.awards), whole.pays)


@BROAD
@given(SEEDS, st.integers(1, 50))
def test_no_budget_is_passed_and_no_campaign_pays_below_zero(seed: int, size: int) -> None:
    random = Random(seed)
    plan = read_plan(random_plan(random, rules=3, budgets=True))
    books = Books()
    books.take(plan, [random_activity(random) for _ in range(size)], 0)
    assert all(points > 0 for *_, points in books.pays)
    for campaign in plan.campaigns:
        assert campaign.budget is None or books.spent[campaign.key] <= campaign.budget


# single cases ---------------------------------------------------------------------------------------------------------------------


def rule(key: str, points: int = 10, **more: Any) -> Document:
    award = {"to": more.pop("to", "employee"), "points": points} | more.pop("award", {})
    return {"key": key, "category": "outcome", "activity": "visit", "award": award, **more}


def campaign(key: str, multiply: Any, budget: int | None = None, **more: Any) -> Document:
    return {"key": key, "multiply": multiply, "from": "2024-01-01", "until": "2028-01-01", "budget": budget, **more}


def visits(count: int, **more: Any) -> list[Document]:
    return [random_activity(Random(1)) | {"type": "visit", "employee": 1, "day": DAYS[0], "at": n, **more} for n in range(count)]


def scored(rules: list[Document], campaigns: list[Document], activities: list[Document], spent: Spent | None = None, **more: Any) -> Any:
    """(points, by place and rule; pays: (place, campaign, points); what cut)."""
    plan = read_plan({"name": "P", "rules": rules, "campaigns": campaigns, **more})
    awards, pays = resolve_paid(propose(batch_of(activities), plan, NAMES, CONTEXT), spent=spent or Spent())
    ordered = awards.sort("pos", maintain_order=True)
    return ordered["points"].to_list(), pays.select("pos", "campaign", "points").rows(), ordered["cut_by"].to_list()


def test_the_award_that_would_pass_the_budget_gets_what_is_left_and_then_the_campaign_is_over() -> None:
    points, pays, cut = scored([rule("r")], [campaign("c", 2, 25)], visits(5))
    assert points == [20, 20, 15, 10, 10]
    assert pays == [(0, "c", 10), (1, "c", 10), (2, "c", 5)]
    assert cut == [-1, -1, BUDGET, -1, -1]


def test_a_budget_that_fits_exactly_cuts_nothing() -> None:
    points, pays, cut = scored([rule("r")], [campaign("c", 2, 20)], visits(3))
    assert (points, pays, set(cut)) == ([20, 20, 10], [(0, "c", 10), (1, "c", 10)], {-1})


def test_rules_share_a_budget_in_the_order_of_the_plan() -> None:
    points, pays, _ = scored([rule("a"), rule("b", 4)], [campaign("c", 2, 16)], visits(2))
    assert points == [20, 8, 12, 4]
    assert pays == [(0, "c", 10), (0, "c", 4), (1, "c", 2)]


def test_the_next_highest_takes_over_and_pays_the_rest() -> None:
    points, pays, _ = scored([rule("r")], [campaign("c", 3, 25), campaign("d", 2)], visits(4))
    assert points == [30, 20, 20, 20]
    assert pays == [(0, "c", 20), (1, "c", 5), (1, "d", 5), (2, "d", 10), (3, "d", 10)]


def test_of_two_equal_campaigns_the_first_pays() -> None:
    points, pays, _ = scored([rule("r")], [campaign("c", 2), campaign("d", 2)], visits(1))
    assert (points, pays) == ([20], [(0, "c", 10)])


def test_two_budgets_can_run_out_at_the_same_award() -> None:
    points, pays, _ = scored([rule("r")], [campaign("c", 3, 3), campaign("d", 2, 4)], visits(2))
    assert (points, pays) == ([17, 10], [(0, "c", 3), (0, "d", 4)])


def test_campaigns_that_multiply_each_other_pay_step_by_step() -> None:
    campaigns = [campaign("c", 3, 25), campaign("d", 2)]
    points, pays, _ = scored([rule("r")], campaigns, visits(3), campaign_overlap="product")
    assert points == [60, 25, 20]
    assert pays == [(0, "c", 20), (0, "d", 30), (1, "c", 5), (1, "d", 10), (2, "d", 10)]


def test_a_product_is_at_most_a_hundredfold() -> None:
    points, pays, _ = scored([rule("r")], [campaign("c", 60), campaign("d", 60)], visits(1), campaign_overlap="product")
    assert (points, pays) == ([1000], [(0, "c", 590), (0, "d", 400)])


def test_what_lowers_points_pays_nothing_and_lowers_what_others_pay() -> None:
    points, pays, _ = scored([rule("r")], [campaign("c", 3), campaign("d", "0.5", 1)], visits(2), campaign_overlap="product")
    assert (points, pays) == ([15, 15], [(0, "c", 10), (1, "c", 10)])


def test_a_penalty_is_multiplied_while_the_campaign_runs_and_neither_pays_nor_gives_back() -> None:
    both = [rule("r"), rule("minus", -4)]
    points, pays, _ = scored(both, [campaign("c", 2, 15)], visits(3))
    assert points == [20, -8, 15, -4, 10, -4]
    assert pays == [(0, "c", 10), (1, "c", 5)]


def test_what_a_limit_cuts_is_not_paid() -> None:
    points, pays, cut = scored([rule("r", limits=[{"per": "day", "points": 33}])], [campaign("c", 2, 100)], visits(3))
    assert (points, pays, cut) == ([20, 13, 0], [(0, "c", 10), (1, "c", 3)], [-1, 0, 0])


def test_a_limit_sees_what_the_budget_left() -> None:
    points, pays, _ = scored([rule("r", limits=[{"per": "day", "points": 33}])], [campaign("c", 2, 4)], visits(4))
    assert (points, pays) == ([14, 10, 9, 0], [(0, "c", 4)])


def test_an_award_that_its_maximum_bounds_pays_up_to_it() -> None:
    points, pays, _ = scored([rule("r", award={"max": 15})], [campaign("c", 3, 7)], visits(3))
    assert (points, pays) == ([15, 12, 10], [(0, "c", 5), (1, "c", 2)])


def test_those_who_divide_an_award_use_the_budget_one_after_another() -> None:
    [visit] = visits(1, path=["EAST", "ALL"], members=[1, 2, 3])
    points, pays, _ = scored([rule("r", 10, to="team")], [campaign("c", 2, 5)], [visit | {"snapshot": 1}])
    assert (points, pays) == ([7, 5, 3], [(0, "c", 3), (0, "c", 2)])


def test_what_was_paid_before_counts() -> None:
    points, pays, _ = scored([rule("r")], [campaign("c", 2, 25)], visits(3), Spent({"c": 18}))
    assert (points, pays) == ([17, 10, 10], [(0, "c", 7)])
    assert scored([rule("r")], [campaign("c", 2, 25)], visits(1), Spent({"c": 25}))[:2] == ([10], [])


def beside(places: list[int], points: list[int]) -> Spent:
    return Spent(beside={"c": (np.array(places, dtype=np.int64), np.array(points, dtype=np.int64))})


def test_what_stands_after_an_award_is_kept_for_it() -> None:
    points, pays, _ = scored([rule("r")], [campaign("c", 2, 25)], visits(3), beside([3], [18]))
    assert (points, pays) == ([17, 10, 10], [(0, "c", 7)])


def test_a_penalty_is_multiplied_until_the_place_where_the_budget_was_used_up() -> None:
    both = [rule("r"), rule("minus", -4)]
    points, pays, _ = scored(both, [campaign("c", 2, 20)], visits(3), beside([2], [10]))
    assert points == [20, -8, 10, -8, 10, -4]
    assert pays == [(0, "c", 10)]
