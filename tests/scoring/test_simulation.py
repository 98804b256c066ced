"""A replay gives what scoring gives, whatever part of the past it looks at, and a rule's result follows from its essence."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import limits
from scoring.plan import Overlap, Plan
from scoring.plan_reading import read_plan
from scoring.scoring import propose, resolve_paid, score
from scoring.simulation import FIXED, essence, reach, readable, simulate, simulate_paid, spent_beside, with_groups
from tests.scoring.worlds import CONTEXT, NAMES, batch_of, random_activity, random_plan

Document = dict[str, Any]
BROAD = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True, params=[0, 32], ids=["by windows", "one by one"])
def settling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of settling limits."""
    monkeypatch.setattr(limits, "FEW", request.param)


def placed(batch: pl.DataFrame) -> pl.DataFrame:
    """The batch with its places in the order of scoring, with gaps between them."""
    return batch.with_columns(order=pl.int_range(pl.len(), dtype=pl.Int64) * 3 + 5)


def standing(batch: pl.DataFrame, plan: Plan, awards: pl.DataFrame, is_outside: pl.Series) -> Mapping[str, pl.DataFrame]:
    """By rule, what the activities outside were given above zero."""
    found = {}
    for number, rule in enumerate(plan.rules):
        mine = awards.filter((pl.col("rule") == number) & (pl.col("points") > 0) & is_outside.gather(awards["pos"]))
        facts = batch[mine["pos"]].with_columns(mine["holder"], mine["points"])
        found[rule.key] = with_groups(facts, rule)
    return found


def rows(awards: pl.DataFrame, places: pl.Series) -> list[tuple[Any, ...]]:
    return awards.with_columns(places.gather(awards["pos"]).alias("at")).select("at", "holder", "points", "proposed").rows()


@BROAD
@given(st.integers(0, 2**32))
def test_a_part_of_the_past_beside_what_the_rest_was_given_scores_as_all_of_it_did(seed: int) -> None:
    random = Random(seed)
    plan = read_plan(random_plan(random, rules=4))
    batch = placed(batch_of([random_activity(random) for _ in range(60)]))
    everything = score(batch.drop("order"), plan, NAMES, CONTEXT)
    is_outside = pl.Series([random.random() < 0.5 for _ in range(batch.height)])
    inside = batch.filter(~is_outside)
    found = simulate(inside, plan, NAMES, CONTEXT, fixed=standing(batch, plan, everything, is_outside))
    for number, rule in enumerate(plan.rules):
        mine = everything.filter((pl.col("rule") == number) & ~is_outside.gather(everything["pos"]))
        replayed = rows(found[rule.key], inside["order"]) if rule.key in found else []
        assert replayed == rows(mine, batch["order"])


@BROAD
@given(st.integers(0, 2**32))
def test_a_part_of_the_past_beside_what_campaigns_paid_of_the_rest_pays_as_all_of_it_did(seed: int) -> None:
    random = Random(seed)
    plan = replace(read_plan(random_plan(random, rules=4, budgets=True)), campaign_overlap=Overlap.HIGHEST)  # docs/decisions/0020
    batch = placed(batch_of([random_activity(random) for _ in range(60)]))
    everything, pays = resolve_paid(propose(batch.drop("order"), plan, NAMES, CONTEXT))
    is_outside = pl.Series([random.random() < 0.5 for _ in range(batch.height)])
    inside = batch.filter(~is_outside)
    rest = pays.filter(is_outside.gather(pays["pos"]))
    outside = {c.key: _by_order(rest.filter(pl.col("campaign") == c.key), batch["order"]) for c in plan.campaigns}
    fixed = standing(batch, plan, everything, is_outside)
    found = simulate_paid(inside, plan, NAMES, CONTEXT, fixed=fixed, spent=spent_beside(outside, inside["order"]))
    for number, rule in enumerate(plan.rules):
        mine = everything.filter((pl.col("rule") == number) & ~is_outside.gather(everything["pos"]))
        assert given_to(found.awards.get(rule.key, mine.clear()), inside["order"]) == given_to(mine, batch["order"])
    mine = pays.filter(~is_outside.gather(pays["pos"]))
    assert paid_to(found.pays, inside["order"]) == paid_to(mine, batch["order"])


def given_to(awards: pl.DataFrame, places: pl.Series) -> list[tuple[Any, ...]]:
    return awards.with_columns(places.gather(awards["pos"]).alias("at")).select("at", "holder", "points").rows()


def _by_order(pays: pl.DataFrame, places: pl.Series) -> pl.DataFrame:
    return pays.select(places.gather(pays["pos"]).alias("order"), "points").sort("order")


def paid_to(pays: pl.DataFrame, places: pl.Series) -> list[tuple[Any, ...]]:
    return pays.with_columns(places.gather(pays["pos"]).alias("at")).select("at", "holder", "campaign", "points").rows()


@BROAD
@given(st.integers(0, 2**32))
def test_one_rule_alone_gives_what_it_gives_among_others(seed: int) -> None:
    random = Random(seed)
    plan = read_plan(random_plan(random, rules=4))
    batch = placed(batch_of([random_activity(random) for _ in range(40)]))
    together = simulate(batch, plan, NAMES, CONTEXT)
    for key, awards in together.items():
        alone = simulate(readable(batch, plan.rules), plan, NAMES, CONTEXT, only={key})
        assert alone.keys() == {key}
        assert alone[key].equals(awards)


def test_what_stands_is_never_cut_and_uses_limits_at_its_place() -> None:
    limit = {"per": "day", "times": 2}
    plan = read_plan({"name": "P", "rules": [rule("r", limits=[limit])]})
    visit = random_activity(Random(1)) | {"type": "visit", "employee": 1}
    batch = batch_of([visit] * 3).with_columns(order=pl.Series([10, 20, 30], dtype=pl.Int64))
    day, at = batch["day"][0], batch["at"][0]
    for orders, left in [([5, 6], [0, 0, 0]), ([5, 6, 7], [0, 0, 0]), ([15], [5, 0, 0]), ([15, 16], [5, 0, 0]), ([40, 41], [5, 5, 0])]:
        beside = pl.DataFrame([(order, 1, 5, day, at) for order in orders], schema=FIXED, orient="row")
        assert simulate(batch, plan, NAMES, CONTEXT, fixed={"r": beside})["r"]["points"].to_list() == left


def test_what_stands_beyond_one_limit_uses_the_others_whole() -> None:
    plan = read_plan({"name": "P", "rules": [rule("r", limits=[{"per": "day", "times": 1}, {"per": "week", "times": 3}])]})
    monday = random_activity(Random(1)) | {"type": "visit", "employee": 1, "day": dt.date(2026, 3, 2)}
    batch = batch_of([monday | {"day": dt.date(2026, 3, day)} for day in (3, 4)]).with_columns(order=pl.Series([10, 20], dtype=pl.Int64))
    beside = pl.DataFrame([(order, 1, 5, batch["day"][0] - 1, batch["at"][0]) for order in (1, 2)], schema=FIXED, orient="row")
    assert simulate(batch, plan, NAMES, CONTEXT, fixed={"r": beside})["r"]["points"].to_list() == [5, 0]


def rule(key: str, **more: Any) -> Document:
    return {"key": key, "category": "outcome", "activity": "visit", "award": {"to": "employee", "points": 5}, **more}


PLAN: Document = {
    "name": "Plan",
    "rules": [rule("one"), rule("two"), rule("three", category="team"), rule("four", activity="deal")],
    "campaigns": [{"key": "c", "multiply": 2, "rules": ["one"], "types": ["visit"], "from": "2026-01-01", "until": "2026-02-01"}],
}


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ({"name": "Other"}, set()),
        ({"tiers": {"customer": [{"key": "gold", "from": 0}]}}, set()),
        ({"category_weights": {"team": 2}}, {"three"}),
        ({"rules": [rule("one", weight=2), *PLAN["rules"][1:]]}, {"one"}),
        ({"rules": [rule("one", label={"en": "First", "zh": "一"}), *PLAN["rules"][1:]]}, set()),
        ({"rules": [rule("one", limits=[{"per": "day", "times": 1}]), *PLAN["rules"][1:]]}, {"one"}),
        ({"rules": PLAN["rules"][::-1]}, set()),
        ({"campaigns": []}, {"one"}),
        ({"campaigns": [{**PLAN["campaigns"][0], "types": ["deal"], "rules": []}]}, {"one", "four"}),
    ],
    ids=["name", "tiers", "category", "weight", "label", "limit", "order", "no campaign", "another campaign"],
)
def test_a_change_moves_the_essence_of_the_rules_it_touches(change: Document, moved: set[str]) -> None:
    before, after = read_plan(PLAN), read_plan({**PLAN, **change})
    found = {r.key for r in after.rules if essence(r, after) != essence(before.rule(r.key), before)}
    assert found == moved
    assert all(hash(essence(r, after)) == hash(essence(before.rule(r.key), before)) for r in after.rules if r.key not in moved)


SHARED: Document = {
    **PLAN,
    "campaigns": [{"key": "c", "multiply": 2, "budget": 90, "rules": ["one", "two"], "from": "2026-01-01", "until": "2026-02-01"}],
}


@pytest.mark.parametrize(
    ("change", "moved"),
    [
        ({"rules": [rule("one", weight=2), *PLAN["rules"][1:]]}, {"one", "two"}),
        ({"rules": [PLAN["rules"][1], PLAN["rules"][0], *PLAN["rules"][2:]]}, {"one", "two"}),
        ({"category_weights": {"team": 2}}, {"three"}),
        ({"rules": [*PLAN["rules"][:3], rule("four", activity="deal", weight=2)]}, {"four"}),
        ({"campaigns": [{**SHARED["campaigns"][0], "budget": 80}]}, {"one", "two"}),
        ({"campaigns": [{**SHARED["campaigns"][0], "rules": ["one"]}]}, {"one", "two"}),
        ({"campaigns": [*SHARED["campaigns"], {**SHARED["campaigns"][0], "key": "d", "rules": ["two", "three"]}]}, {"one", "two", "three"}),
    ],
    ids=["weight", "order", "another's category", "another's weight", "budget", "no more shared", "by way of another"],
)
def test_rules_that_share_a_budget_move_together(change: Document, moved: set[str]) -> None:
    before, after = read_plan(SHARED), read_plan({**SHARED, **change})
    assert {r.key for r in after.rules if essence(r, after) != essence(before.rule(r.key), before)} == moved


MONDAY = 20458  # 2026-01-05


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, (MONDAY + 2, MONDAY + 9)),
        ({"limits": [{"per": "day", "times": 1}]}, (MONDAY + 2, MONDAY + 9)),
        ({"limits": [{"per": "week", "times": 1}]}, (MONDAY, MONDAY + 14)),
        ({"limits": [{"per": "week", "times": 1}, {"per": "month", "points": 9}]}, (MONDAY - 4, MONDAY + 27)),
        ({"limits": [{"per": "all", "times": 1, "same": ["customer"]}]}, (0, 2_932_896)),
        ({"cooldown": {"hours": 30}}, (MONDAY + 2 - 4, MONDAY + 9 + 4)),
    ],
    ids=["no limit", "day", "week", "month", "all", "cooldown"],
)
def test_a_rule_reaches_as_far_as_its_windows_and_spans(more: Document, expected: tuple[int, int]) -> None:
    plan = read_plan({"name": "P", "rules": [rule("r", **more)]})
    assert reach(plan.rules[0], MONDAY + 2, MONDAY + 9) == expected
