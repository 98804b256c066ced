"""The difference of two plans: what it names, that it misses nothing, and that it is the same from either side."""

from collections import Counter
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.plan import Plan, write_plan
from scoring.plan_diff import Change, Kind, Subject, difference
from scoring.plan_reading import read_plan
from tests.scoring.worlds import random_plan, random_rule

Document = dict[str, Any]
SEEDS = st.integers(0, 2**32)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

PLAN: Document = {
    "name": "Field sales",
    "rules": [
        {
            "key": "visit",
            "label": {"en": "Visit", "zh": "拜访"},
            "category": "behaviour",
            "activity": "visit",
            "award": {"to": "employee", "points": 2},
            "when": [{"field": "amount", "op": ">=", "value": 10}],
            "limits": [{"per": "day", "times": 10}, {"per": "week", "points": 50}],
        },
        {"key": "deal", "category": "outcome", "activity": "deal", "award": {"to": "employee", "points": 50}},
        {"key": "call", "category": "behaviour", "activity": "call", "award": {"to": "employee", "points": 1}},
    ],
    "campaigns": [{"key": "spring", "multiply": 2, "from": "2026-03-01", "until": "2026-03-08"}],
    "tiers": {"employee": [{"key": "l1", "from": 0}, {"key": "l2", "from": 500}]},
    "expiry": {"customer": {"months": 12}},
}


def told(change: Change) -> tuple[object, ...]:
    return change.kind.value, change.subject.value, change.key, change.field, change.before, change.after


def changed(edit: Any) -> list[tuple[object, ...]]:
    """What is told when a copy of the plan is edited."""
    after = deepcopy(PLAN)
    edit(after)
    return [told(change) for change in difference(read_plan(PLAN), read_plan(after))]


def rule(document: Document, key: str) -> Document:
    return next(one for one in document["rules"] if one["key"] == key)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        pytest.param(lambda p: p.update(name="Sales"), ("changed", "plan", "", "name", "Field sales", "Sales"), id="name"),
        pytest.param(
            lambda p: p.update(category_weights={"team": "1.5"}), ("changed", "category", "team", "weight", 1, "1.50"), id="category"
        ),
        pytest.param(lambda p: rule(p, "deal").update(weight=0), ("changed", "rule", "deal", "weight", 1, 0), id="weight"),
        pytest.param(lambda p: rule(p, "deal")["award"].update(points=60), ("changed", "rule", "deal", "award.points", 50, 60), id="points"),
        pytest.param(lambda p: rule(p, "deal")["award"].update(to="owner"), ("changed", "rule", "deal", "award.to", "employee", "owner"), id="to"),
        pytest.param(lambda p: rule(p, "deal")["award"].update(max=70), ("changed", "rule", "deal", "award.max", None, 70), id="max"),
        pytest.param(
            lambda p: rule(p, "visit")["limits"][0].update(times=8),
            ("changed", "rule", "visit", "limits", {"per": "day", "times": 10}, {"per": "day", "times": 8}),
            id="limit",
        ),
        pytest.param(
            lambda p: rule(p, "visit")["limits"].pop(1),
            ("removed", "rule", "visit", "limits", {"per": "week", "points": 50}, None),
            id="limit removed",
        ),
        pytest.param(
            lambda p: rule(p, "call").update(cooldown={"hours": 4}),
            ("changed", "rule", "call", "cooldown", None, {"hours": 4}),
            id="cooldown",
        ),
        pytest.param(
            lambda p: rule(p, "visit")["when"][0].update(value=20),
            (
                "changed",
                "rule",
                "visit",
                "when",
                {"field": "amount", "op": ">=", "value": 10},
                {"field": "amount", "op": ">=", "value": 20},
            ),
            id="condition",
        ),
        pytest.param(
            lambda p: rule(p, "visit")["limits"].reverse(),
            (
                "moved",
                "rule",
                "visit",
                "limits",
                [{"per": "day", "times": 10}, {"per": "week", "points": 50}],
                [{"per": "week", "points": 50}, {"per": "day", "times": 10}],
            ),
            id="order of limits",
        ),
        pytest.param(lambda p: p["rules"].append(p["rules"].pop(0)), ("moved", "rule", "visit", "", 1, 3), id="moved"),
        pytest.param(lambda p: p["campaigns"][0].update(multiply=3), ("changed", "campaign", "spring", "multiply", 2, 3), id="campaign"),
        pytest.param(lambda p: p["campaigns"][0].update(budget=500), ("changed", "campaign", "spring", "budget", None, 500), id="budget"),
        pytest.param(
            lambda p: p.update(campaign_overlap="product"),
            ("changed", "plan", "", "campaign_overlap", "highest", "product"),
            id="overlap",
        ),
        pytest.param(
            lambda p: p["tiers"]["employee"][1].update({"from": 700}), ("changed", "tier", "employee.l2", "from", 500, 700), id="tier"
        ),
        pytest.param(
            lambda p: p["expiry"]["customer"].update(months=6), ("changed", "expiry", "customer", "months", 12, 6), id="expiry"
        ),
        pytest.param(
            lambda p: p.pop("expiry"), ("removed", "expiry", "customer", "", {"months": 12, "round_to": "day"}, None), id="no expiry"
        ),
    ],
)  # fmt: skip
def test_one_edit_is_one_difference(edit: Any, expected: tuple[object, ...]) -> None:
    assert changed(edit) == [expected]


def test_a_rule_that_came_and_one_that_went_are_told_whole() -> None:
    without = deepcopy(PLAN)
    gone = without["rules"].pop(1)
    [removed] = difference(read_plan(PLAN), read_plan(without))
    [added] = difference(read_plan(without), read_plan(PLAN))
    assert (removed.kind, removed.key, removed.before["award"], removed.after) == (Kind.REMOVED, "deal", gone["award"], None)
    assert (added.kind, added.key, added.before, added.after["award"]) == (Kind.ADDED, "deal", None, gone["award"])


def test_labels_stand_beside_and_do_not_differ_by_themselves() -> None:
    [change] = [c for c in difference(read_plan(PLAN), read_plan(relabelled())) if c.subject is Subject.RULE]
    assert (change.field, change.before, change.after) == ("label", {"en": "Visit", "zh": "拜访"}, {"en": "Call on", "zh": "走访"})
    assert change.label == {"en": "Call on", "zh": "走访"}


def relabelled() -> Document:
    after = deepcopy(PLAN)
    rule(after, "visit")["label"] = {"en": "Call on", "zh": "走访"}
    return after


def test_from_no_plan_everything_is_added() -> None:
    found = difference(None, read_plan(PLAN))
    assert {c.key for c in found if c.kind is Kind.ADDED} == {"visit", "deal", "call", "spring", "employee.l1", "employee.l2", "customer"}


def edited(random: Random, document: Document) -> Document:
    """The document after a few random edits, among them none."""
    after = deepcopy(document)
    for _ in range(random.randint(0, 4)):
        rules = after["rules"]
        match random.choice(["drop", "add", "shuffle", "weight", "limits", "when", "category", "campaigns"]):
            case "drop" if rules:
                gone = rules.pop(random.randrange(len(rules)))["key"]
                for campaign in after["campaigns"]:
                    campaign["rules"] = [key for key in campaign.get("rules", []) if key != gone]
            case "add":
                rules.insert(random.randint(0, len(rules)), random_rule(random, f"n{random.randrange(10**6)}"))
            case "shuffle":
                random.shuffle(rules)
            case "category":
                after["category_weights"] = {"team": random.choice([0, 1, 2])}
            case "campaigns":
                random.shuffle(after["campaigns"])
            case name if rules and name in ("weight", "limits", "when"):
                other = random_rule(random, "x")
                chosen = random.choice(rules)
                chosen.pop(name, None)
                chosen |= {name: other[name]} if name in other else {}
    return after


def pair(seed: int) -> tuple[Plan, Plan]:
    random = Random(seed)
    document = random_plan(random, rules=random.randint(1, 6))
    return read_plan(document), read_plan(edited(random, document))


@MANY
@given(SEEDS)
def test_a_plan_does_not_differ_from_itself(seed: int) -> None:
    before, _ = pair(seed)
    assert difference(before, before) == difference(before, read_plan(write_plan(before))) == ()


@MANY
@given(SEEDS)
def test_nothing_that_differs_is_missed(seed: int) -> None:
    before, after = pair(seed)
    assert (difference(before, after) == ()) == (write_plan(before) == write_plan(after))


@MANY
@given(SEEDS)
def test_the_difference_is_the_same_from_either_side(seed: int) -> None:
    before, after = pair(seed)
    one = Counter(map(repr_of, difference(before, after)))
    assert one == Counter(repr_of(change.mirrored()) for change in difference(after, before))


def repr_of(change: Change) -> str:
    return repr(told(change))
