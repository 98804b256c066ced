"""What would have earned: the rules of which all conditions but one held, and no others."""

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.near_misses import Lack, near_misses, suppose, supposed_points, used_up, whole_points
from scoring.plan_reading import read_plan
from scoring.scoring import propose, resolve, score
from scoring.tracing import Trace
from tests.scoring.reference import Reference, holds, within
from tests.scoring.test_reference import Ledger
from tests.scoring.worlds import CONTEXT, EMPLOYEES, NAMES, TYPES, batch_of, random_activity, random_plan

FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
Document = dict[str, Any]
ACTIVITY: Document = random_activity(Random(1)) | {
    "type": "deal",
    "employee": 1,
    "customer": 11,
    "amount": "120",
    "channel": "shop",
    "attributes": {"n": 3},
    "snapshot": 1,
    "path": ["EAST", "ALL"],
    "members": [1, 2, 3],
    "tags": ["vip"],
    "tier": "silver",
    "is_new": False,
}


def traced(document: Document, activity: Document, before: Ledger | None = None) -> Trace:
    plan, batch, ledger = read_plan(document), batch_of([activity]), before or Ledger()
    proposal = propose(batch, plan, NAMES, CONTEXT)
    return Trace(batch, plan, NAMES, CONTEXT, proposal, ledger.answer(proposal.demands(), proposal.cooldown_demands()))


def supposed(trace: Trace, type_key: str) -> dict[str, tuple[Lack, int]]:
    """By rule, what it lacked of itself, and the points of all holders if it had not."""
    misses = near_misses(trace, type_key)
    batch, plan = suppose(trace, misses)
    points = supposed_points(score(batch, plan, NAMES, CONTEXT), len(misses))
    return {miss.rule.key: (miss.lack, sum(by.values())) for miss, by in zip(misses, points, strict=True) if by}


def rule(key: str = "r", **more: Any) -> Document:
    return {"key": key, "category": "outcome", "activity": "deal", "award": {"to": "employee", "points": 5}, **more}


PER = {"to": "employee", "points": 2, "per": 100, "of": "amount"}
CASES: dict[str, tuple[Document, tuple[Lack, int] | None]] = {
    "it gave": (rule(), None),
    "another type": (rule(activity="visit"), (Lack.TYPE, 5)),
    "two other types count once": (rule(activity=["visit", "call"]), (Lack.TYPE, 5)),
    "switched off": (rule(weight=0), (Lack.WEIGHT, 5)),
    "over": (rule(active={"until": "2020-01-01"}), (Lack.DATES, 5)),
    "another channel": (rule(when=[{"field": "channel", "op": "=", "value": "web"}]), (Lack.CONDITION, 5)),
    "something that is not there": (rule(when=[{"field": "attributes.stars", "op": ">=", "value": 4}]), (Lack.CONDITION, 5)),
    "two conditions": (rule(when=[{"field": "channel", "op": "=", "value": "web"}, {"field": "amount", "op": "<", "value": 1}]), None),
    "a condition and the type": (rule(activity="visit", when=[{"field": "amount", "op": "<", "value": 1}]), None),
    "a type nobody can record": (rule(activity="nothing"), None),
    "not one whole unit": (rule(award=PER | {"per": 500}), (Lack.UNITS, 2)),
    "nothing to count": (rule(award=PER | {"of": "attributes.sum"}), (Lack.UNITS, 2)),
    "too small, by a condition on what is counted": (
        rule(award=PER, when=[{"field": "amount", "op": ">=", "value": 1000}]),
        (Lack.CONDITION, 20),
    ),
    "nobody to give to in another type either": (rule(activity="visit", award={"to": "attributes.buddy", "points": 5}), None),
    "a team": (rule(activity="visit", award={"to": "team", "points": 10}), (Lack.TYPE, 10)),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_is_near_where_one_thing_was_missing(case: str) -> None:
    document, expected = CASES[case]
    assert supposed(traced({"name": "N", "rules": [document]}, ACTIVITY), "deal").get("r") == expected


def test_it_says_what_the_activity_held() -> None:
    wanted = [
        {"field": "weekday", "op": "=", "value": 8 - ACTIVITY["day"].isoweekday()},
        {"field": "employee.team", "op": "=", "value": "WEST"},
        {"field": "customer.tags", "op": "contains", "value": "old"},
        {"field": "customer.tier", "op": "=", "value": "gold"},
        {"field": "customer.is_new", "op": "=", "value": True},
        {"field": "amount", "op": ">", "value": 120},
        {"field": "attributes.n", "op": "=", "value": 4},
        {"field": "quantity", "op": "exists"},
    ]
    rules = [rule(f"r{n}", when=[condition]) for n, condition in enumerate(wanted)]
    activity = ACTIVITY | {"quantity": None}
    found = [miss.found for miss in near_misses(traced({"name": "N", "rules": rules}, activity), "deal")]
    assert found == [ACTIVITY["day"].isoweekday(), (2, 1), ("vip",), "silver", False, 1_200_000, "3", None]


@pytest.mark.parametrize(
    ("more", "lack"),
    [
        ({"limits": [{"per": "all", "times": 1}]}, Lack.LIMIT),
        ({"limits": [{"per": "all", "points": 5, "same": ["customer"]}]}, Lack.LIMIT),
        ({"cooldown": {"hours": 1}}, Lack.COOLDOWN),
        ({"award": {"to": "attributes.buddy", "points": 5}}, Lack.RECIPIENT),
    ],
)
def test_what_was_used_up_is_near_by_itself_and_never_beside_another_lack(more: Document, lack: Lack) -> None:
    alone, beside = rule("alone", **more), rule("beside", when=[{"field": "channel", "op": "=", "value": "web"}], **more)
    document, ledger = {"name": "N", "rules": [alone, beside]}, Ledger()
    for channel in ("shop", "web"):
        first = traced(document, ACTIVITY | {"channel": channel})
        ledger.add(first.plan, first.proposal, resolve(first.proposal), first.batch, 0)
    trace = traced(document, ACTIVITY, ledger)
    [(miss, holders)] = used_up(trace, trace.reckonings("deal"))
    assert (miss.rule.key, miss.lack) == ("alone", lack)
    assert (holders or {None: whole_points(trace, miss.rule)}) == ({1: 5} if lack is not Lack.RECIPIENT else {None: 5})
    misses = near_misses(trace, "deal")
    batch, plan = suppose(trace, misses)
    proposal = propose(batch, plan, NAMES, CONTEXT)
    usage = ledger.answer(proposal.demands(), proposal.cooldown_demands())
    assert [by for by in supposed_points(resolve(proposal, usage), len(misses)) if by] == []


@FEW
@given(st.integers(0, 2**32))
def test_over_random_plans_the_near_ones_are_those_that_the_obvious_way_finds(seed: int) -> None:
    random = Random(seed)
    document = random_plan(random, rules=6, campaigns=0)  # which of them would run may depend on the supposed type
    for _ in range(5):
        activity = random_activity(random)
        trace = traced(document, activity)
        found = {key: lack for key, (lack, _) in supposed(trace, activity["type"]).items()}
        reckonings = trace.reckonings(activity["type"])
        found |= {miss.rule.key: miss.lack for miss, _ in used_up(trace, reckonings)}
        expected = {r["key"]: lack for r in document["rules"] if (lack := obvious(document, r, activity))}
        assert {key: found.get(key) for key in expected} == expected
        earned = {r.rule.key for r in reckonings if r.points}
        assert not earned & found.keys()
        assert all(len(obvious_lacks(document, r, activity)) <= 1 for r in document["rules"] if r["key"] in found)


def obvious(document: Document, rule: Document, activity: Document) -> Lack | None:
    """What a rule lacked where it is plainly one thing, and it would plainly have given something to somebody."""
    lacks = obvious_lacks(document, rule, activity)
    if len(lacks) != 1 or "per" in rule["award"]:
        return None
    eased = dict(rule)
    if lacks == [Lack.TYPE]:
        eased["activity"] = sorted(TYPES)
    elif lacks == [Lack.DATES]:
        eased.pop("active")
    elif lacks == [Lack.CONDITION]:
        eased["when"] = [c for c in rule["when"] if holds(c, activity)]
    else:
        return None
    given = Reference(EMPLOYEES).rule(document, eased, 0, activity)
    return lacks[0] if given else None


def obvious_lacks(document: Document, rule: Document, activity: Document) -> list[Lack]:
    types = rule["activity"] if isinstance(rule["activity"], list) else [rule["activity"]]
    weights = [rule.get("weight", 1), document["category_weights"].get(rule["category"], 1)]
    lacks = [] if activity["type"] in types else [Lack.TYPE]
    lacks += [Lack.WEIGHT for weight in weights if float(weight) == 0]
    lacks += [] if within(activity["day"], rule.get("active", {})) else [Lack.DATES]
    different = {repr(c): c for c in rule.get("when", [])}.values()
    lacks += [Lack.CONDITION for c in different if not holds(c, activity)]
    return lacks
