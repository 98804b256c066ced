import copy
import json
import pickle
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.plan import (
    Active,
    Award,
    Category,
    Condition,
    Cooldown,
    Expiry,
    HolderKind,
    Limit,
    Mistake,
    Op,
    Overlap,
    Plan,
    PlanInvalid,
    RoundTo,
    Rule,
    Tier,
    Window,
    write_plan,
)
from scoring.plan_reading import OPS, RECIPIENTS, SHARED, read_plan

STARTER = Path(__file__).parents[2] / "config" / "plans" / "field_sales.yaml"

CONTRACT = """
name: Field sales
category_weights: {behaviour: 1, outcome: 1.5, quality: 1, team: 1, challenge: 1}
rules:
  - key: deal_won
    label: {en: Deal won, zh: 成交}
    category: outcome
    activity: deal_won
    when:
      - {field: amount, op: ">=", value: "1000"}
      - {field: attributes.segment, op: in, value: [gold, silver]}
    award: {to: employee, points: 50}
    weight: 1
    limits:
      - {per: day, times: 10}
      - {per: all, times: 1, same: [attributes.case]}
      - {per: week, points: 200}
    cooldown: {hours: 4, same: [employee, customer]}
    active: {from: 2026-01-01, until: 2026-04-01}
  - key: deal_value
    category: outcome
    activity: deal_won
    award: {to: employee, points: 1, per: 100, of: amount, max: 500}
campaigns:
  - {key: spring, multiply: 2, rules: [deal_won], from: 2026-03-01, until: 2026-03-08, teams: [EAST]}
tiers:
  customer: [{key: bronze, from: 0}, {key: silver, from: 1000}, {key: gold, from: 5000}]
  employee: [{key: l1, from: 0}, {key: l2, from: 500}, {key: l3, from: 2000}]
expiry:
  customer: {months: 12, round_to: month}
"""

Document = dict[str, Any]


def contract_document() -> Document:
    document: Document = yaml.safe_load(CONTRACT)
    return document


def a_rule(**changes: object) -> Document:
    rule = {"key": "r", "category": "outcome", "activity": "deal", "award": {"to": "employee", "points": 1}}
    return rule | changes


def a_plan(**changes: object) -> Document:
    return {"name": "P", "rules": [a_rule()]} | changes


def a_campaign(**changes: object) -> Document:
    return {"key": "c", "multiply": 2, "from": "2026-03-01", "until": "2026-03-08"} | changes


def with_rule(**changes: object) -> Document:
    return a_plan(rules=[a_rule(**changes)])


def with_condition(field: object, op: object, *value: object) -> Document:
    condition = {"field": field, "op": op} | ({"value": value[0]} if value else {})
    return with_rule(when=[condition])


def with_award(**award: object) -> Document:
    return with_rule(award={"to": "employee", "points": 1} | award)


def mistakes_of(document: object) -> list[str]:
    with pytest.raises(PlanInvalid) as refused:
        read_plan(document)
    return [str(mistake) for mistake in refused.value.mistakes]


# What a document says


def test_the_plan_of_the_contract_is_read_as_it_says() -> None:
    plan = read_plan(contract_document())

    won, value = plan.rules
    assert (plan.name, plan.category_weights_e4[Category.OUTCOME]) == ("Field sales", 15_000)
    assert (won.label, won.category, won.activities) == (
        {"en": "Deal won", "zh": "成交"},
        Category.OUTCOME,
        ("deal_won",),
    )
    assert won.when == (
        Condition("amount", Op.GE, numbers_e4=(10_000_000,)),
        Condition("attributes.segment", Op.IN, texts=("gold", "silver")),
    )
    assert won.limits == (
        Limit(Window.DAY, times=10),
        Limit(Window.ALL, times=1, same=("attributes.case",)),
        Limit(Window.WEEK, points=200),
    )
    assert won.cooldown == Cooldown(4 * 3_600_000_000, ("employee", "customer"))
    assert won.active == Active(date(2026, 1, 1), date(2026, 4, 1))
    assert value.award == Award("employee", 1, per_e4=1_000_000, of="amount", max=500)
    assert (value.label, value.weight_e4) == ({"en": "deal_value", "zh": "deal_value"}, 10_000)
    (spring,) = plan.campaigns
    assert (spring.multiply_e4, spring.rules, spring.types, spring.teams) == (20_000, ("deal_won",), (), ("EAST",))
    assert [(t.key, t.from_points) for t in plan.tiers[HolderKind.CUSTOMER]] == [
        ("bronze", 0),
        ("silver", 1000),
        ("gold", 5000),
    ]
    assert plan.expiry == {HolderKind.CUSTOMER: Expiry(12, RoundTo.MONTH)}


def test_yaml_and_json_say_the_same_plan() -> None:
    document = contract_document()
    as_json = json.loads(json.dumps(document, default=str))

    assert read_plan(as_json) == read_plan(document)


def test_a_name_alone_is_a_plan() -> None:
    plan = read_plan({"name": "Empty"})

    assert plan == Plan("Empty", dict.fromkeys(Category, 10_000), (), (), dict.fromkeys(HolderKind, ()), {})


def test_null_counts_as_left_out() -> None:
    rule = a_rule(label=None, when=None, weight=None, limits=None, cooldown=None, active=None)
    nothing = {"category_weights": None, "campaigns": None, "tiers": None, "expiry": None}

    assert read_plan(a_plan(rules=[rule]) | nothing) == read_plan(a_plan())


def test_categories_left_out_weigh_one() -> None:
    plan = read_plan(a_plan(category_weights={"team": "0.5"}))

    assert plan.category_weights_e4 == dict.fromkeys(Category, 10_000) | {Category.TEAM: 5_000}


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        pytest.param("Deal", {"en": "Deal", "zh": "Deal"}, id="plain text counts for both"),
        pytest.param({"en": "Deal"}, {"en": "Deal", "zh": "Deal"}, id="one language counts for both"),
        pytest.param({"zh": "成交"}, {"en": "成交", "zh": "成交"}, id="chinese alone"),
        pytest.param({}, {"en": "r", "zh": "r"}, id="none: the key"),
    ],
)
def test_a_label_speaks_both_languages(label: object, expected: dict[str, str]) -> None:
    assert read_plan(with_rule(label=label)).rule("r").label == expected


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        pytest.param(None, {}, id="none"),
        pytest.param({}, {}, id="empty"),
        pytest.param("Rare", {"en": "Rare", "zh": "Rare"}, id="one text"),
        pytest.param({"en": "Rare", "zh": "难得"}, {"en": "Rare", "zh": "难得"}, id="both"),
    ],
)
def test_a_rule_may_say_why_it_weighs_so(why: object, expected: dict[str, str]) -> None:
    rule = read_plan(with_rule(why=why)).rule("r")
    assert rule.why == expected
    assert write_plan(read_plan(with_rule(why=why)))["rules"][0].get("why", {}) == expected  # type: ignore[index]


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        pytest.param(0, 0, id="off"),
        pytest.param(100, 1_000_000, id="most"),
        pytest.param(1.5, 15_000, id="float"),
        pytest.param(0.1, 1_000, id="float that binary cannot hold"),
        pytest.param("2.2500", 22_500, id="text"),
        pytest.param(Decimal("0.0001"), 1, id="least"),
    ],
)
def test_a_weight_is_exact_to_four_places(weight: object, expected: int) -> None:
    assert read_plan(with_rule(weight=weight)).rule("r").weight_e4 == expected


CONDITIONS = {
    "amount as number": (("amount", ">", 12.5), Condition("amount", Op.GT, numbers_e4=(125_000,))),
    "amount as text": (("amount", "=", "-3.50"), Condition("amount", Op.EQ, numbers_e4=(-35_000,))),
    "quantity in": (("quantity", "in", [1, "2"]), Condition("quantity", Op.IN, numbers_e4=(10_000, 20_000))),
    "weekday by number": (("weekday", ">=", 6), Condition("weekday", Op.GE, numbers_e4=(6,))),
    "weekdays by name": (("weekday", "in", ["Mon", "SUNDAY", "3"]), Condition("weekday", Op.IN, numbers_e4=(1, 7, 3))),
    "channel": (("channel", "contains", "we"), Condition("channel", Op.CONTAINS, ("we",))),
    "teams": (("employee.team", "not_in", ["A", "B"]), Condition("employee.team", Op.NOT_IN, ("A", "B"))),
    "tier": (("customer.tier", "!=", "gold"), Condition("customer.tier", Op.NE, ("gold",))),
    "tag": (("customer.tags", "contains", "vip"), Condition("customer.tags", Op.CONTAINS, ("vip",))),
    "any of the tags": (("customer.tags", "in", ["a", "b"]), Condition("customer.tags", Op.IN, ("a", "b"))),
    "new customer": (("customer.is_new", "=", True), Condition("customer.is_new", Op.EQ, flag=True)),
    "attribute text": (("attributes.x", "=", "gold"), Condition("attributes.x", Op.EQ, ("gold",))),
    "attribute number": (("attributes.x", ">=", 4), Condition("attributes.x", Op.GE, ("4",), (40_000,))),
    "attribute float": (("attributes.x", "=", 1.50), Condition("attributes.x", Op.EQ, ("1.5",), (15_000,))),
    "attribute ten": (("attributes.x", "=", 10), Condition("attributes.x", Op.EQ, ("10",), (100_000,))),
    "attribute zero": (("attributes.x", "=", 0), Condition("attributes.x", Op.EQ, ("0",), (0,))),
    "attribute numeric text": (("attributes.x", "=", "007"), Condition("attributes.x", Op.EQ, ("007",), (70_000,))),
    "attribute mixed": (("attributes.x", "in", [1, "gold"]), Condition("attributes.x", Op.IN, ("1", "gold"))),
    "attribute true": (("attributes.x", "=", True), Condition("attributes.x", Op.EQ, ("true",))),
    "attribute contains digits": (("attributes.x", "contains", "12"), Condition("attributes.x", Op.CONTAINS, ("12",))),
    "attribute of any name": (("attributes.客户.a b", "=", "x"), Condition("attributes.客户.a b", Op.EQ, ("x",))),
    "attribute of 200 digits": (("attributes.x", "=", "9" * 200), Condition("attributes.x", Op.EQ, ("9" * 200,))),
    "exists": (("attributes.x", "exists"), Condition("attributes.x", Op.EXISTS, flag=True)),
    "exists true": (("amount", "exists", True), Condition("amount", Op.EXISTS, flag=True)),
    "exists false": (("channel", "exists", False), Condition("channel", Op.EXISTS, flag=False)),
}


@pytest.mark.parametrize(("said", "expected"), CONDITIONS.values(), ids=CONDITIONS.keys())
def test_a_condition_holds_its_values_normalised(said: tuple[object, ...], expected: Condition) -> None:
    assert read_plan(with_condition(*said)).rule("r").when == (expected,)


@pytest.mark.parametrize("field", [*OPS, "attributes.客户 no"])
def test_every_field_can_be_asked_whether_it_exists(field: str) -> None:
    assert read_plan(with_condition(field, "exists")).rule("r").when[0].flag is True


@pytest.mark.parametrize("recipient", RECIPIENTS)
def test_every_recipient_can_be_rewarded(recipient: str) -> None:
    assert read_plan(with_award(to=recipient)).rule("r").award.to == recipient


@pytest.mark.parametrize("name", SHARED)
def test_limits_and_cooldowns_can_share_every_named_field(name: str) -> None:
    limit = {"per": "day", "times": 1, "same": [name]}
    rule = read_plan(with_rule(limits=[limit], cooldown={"hours": 0.0001, "same": [name]})).rule("r")

    assert rule.limits == (Limit(Window.DAY, times=1, same=(name,)),)
    assert rule.cooldown == Cooldown(360_000, (name,))


def test_a_plan_knows_its_rules_types_and_attributes() -> None:
    plan = read_plan(
        a_plan(
            category_weights={"team": 3},
            rules=[
                a_rule(activity=["deal", "Order.2"], when=[{"field": "attributes.d", "op": "exists"}]),
                a_rule(
                    key="s",
                    category="team",
                    award={"to": "attributes.a", "points": 1, "per": 2, "of": "attributes.b"},
                    limits=[{"per": "day", "times": 1, "same": ["channel", "attributes.c"]}],
                    cooldown={"hours": 1, "same": ["attributes.b"]},
                ),
            ],
        )
    )

    assert plan.activity_types == {"deal", "Order.2"}
    assert [rule.key for rule in plan.rules_for("deal")] == ["r", "s"]
    assert [rule.key for rule in plan.rules_for("Order.2")] == ["r"]
    assert plan.attributes == ("a", "b", "c", "d")
    assert plan.category_weight_e4(plan.rule("s")) == 30_000
    with pytest.raises(KeyError):
        plan.rule("absent")


def test_a_plan_can_be_hashed_and_pickled() -> None:
    plan = read_plan(contract_document())

    assert hash(plan) == hash(read_plan(contract_document()))
    assert pickle.loads(pickle.dumps(plan)) == plan


# What is refused

KEY_RULE = "must be text of 1 to 80 lower-case letters, digits, '_', '.' or '-', beginning with a letter or a digit"
TYPE_RULE = KEY_RULE.replace("lower-case ", "")
FIELDS = "amount, quantity, channel, weekday, employee.team, customer.tier, customer.tags, customer.is_new"
NO_NUMBER = "must be a plain decimal number such as 1250.00"
FULL_RULE = "key, label, category, activity, when, award, weight, limits, cooldown, active, why"

REFUSED: dict[str, tuple[object, str]] = {
    "no mapping": ([], "plan: must be a mapping with name, category_weights, rules, campaigns, campaign_overlap, tiers, expiry"),
    "no name": ({}, "name: is missing"),
    "null name": ({"name": None}, "name: is missing"),
    "blank name": ({"name": " "}, "name: must not be blank"),
    "empty name": ({"name": ""}, "name: must not be empty"),
    "numeric name": ({"name": 7}, "name: must be text: put quotes around it"),
    "long name": ({"name": "x" * 201}, "name: must have at most 200 characters"),
    "control character": ({"name": "a\tb"}, "name: must not contain control characters"),
    "half a surrogate pair": ({"name": "a\ud800"}, "name: must not contain control characters"),
    "unknown key": (
        a_plan(rewards=[]),
        "rewards: unknown key: must be one of name, category_weights, rules, campaigns, campaign_overlap, tiers, expiry",
    ),
    "key that is no text": (a_plan(expiry={True: 1}), "expiry.True: unknown key: must be one of employee, customer"),
    "unprintable key": (a_plan(tiers={"\n": 1}), "tiers.'\\n': unknown key: must be one of employee, customer"),
    "unknown category weight": (
        a_plan(category_weights={"sales": 1}),
        "category_weights.sales: unknown key: must be one of behaviour, outcome, quality, team, challenge",
    ),
    "category weight": (a_plan(category_weights={"team": 101}), "category_weights.team: must be from 0 to 100"),
    "rules no list": (a_plan(rules={}), "rules: must be a list"),
    "rule no mapping": (a_plan(rules=[None]), f"rules[0]: must be a mapping with {FULL_RULE}"),
    "501 rules": (a_plan(rules=[a_rule(key=f"r{i}") for i in range(501)]), "rules: must have at most 500 entries"),
    "rule key": (with_rule(key="Deal"), f"rules[0].key: {KEY_RULE}"),
    "rule key of 81": (with_rule(key="a" * 81), f"rules[0].key: {KEY_RULE}"),
    "rule key with a newline": (with_rule(key="a\n"), f"rules[0].key: {KEY_RULE}"),
    "rule key with other digits": (with_rule(key="a٣"), f"rules[0].key: {KEY_RULE}"),
    "rule key twice": (a_plan(rules=[a_rule(), a_rule()]), "rules[1].key: must differ from the key of rules[0]"),
    "rule unknown key": (with_rule(note="x"), f"rules[0].note: unknown key: must be one of {FULL_RULE}"),
    "label language": (with_rule(label={"de": "x"}), "rules[0].label.de: unknown key: must be one of en, zh"),
    "why language": (with_rule(why={"de": "x"}), "rules[0].why.de: unknown key: must be one of en, zh"),
    "why number": (with_rule(why=5), "rules[0].why: must be text, or a mapping with en, zh"),
    "why blank": (with_rule(why=" "), "rules[0].why: must not be blank"),
    "label number": (with_rule(label=5), "rules[0].label: must be text, or a mapping with en, zh"),
    "category": (
        with_rule(category="sales"),
        "rules[0].category: unknown category 'sales': must be one of behaviour, outcome, quality, team, challenge",
    ),
    "no activity": (with_rule(activity=None), "rules[0].activity: is missing"),
    "no activities": (with_rule(activity=[]), "rules[0].activity: must not be empty"),
    "activity twice": (with_rule(activity=["a", "a"]), "rules[0].activity[1]: must not be repeated"),
    "activity key": (with_rule(activity=["a", "b c"]), f"rules[0].activity[1]: {TYPE_RULE}"),
    "weight above": (with_rule(weight="100.0001"), "rules[0].weight: must be from 0 to 100"),
    "weight below": (with_rule(weight=-1), "rules[0].weight: must be from 0 to 100"),
    "weight of five places": (with_rule(weight=0.12345), "rules[0].weight: must have at most 4 decimal places"),
    "weight nan": (with_rule(weight=float("nan")), f"rules[0].weight: {NO_NUMBER}"),
    "weight infinite": (with_rule(weight=float("inf")), f"rules[0].weight: {NO_NUMBER}"),
    "weight true": (with_rule(weight=True), f"rules[0].weight: {NO_NUMBER}"),
    "weight list": (with_rule(weight=[1]), f"rules[0].weight: {NO_NUMBER}"),
    "weight huge": (with_rule(weight=10**5000), "rules[0].weight: must be less than 1000000000000 in magnitude"),
    "award missing": (with_rule(award=None), "rules[0].award: is missing"),
    "award list": (with_rule(award=[]), "rules[0].award: must be a mapping with to, points, per, of, min, max"),
    "recipient": (
        with_award(to="boss"),
        "rules[0].award.to: unknown recipient 'boss': must be one of employee, customer, team, collaborators, "
        "manager, owner, attributes.NAME",
    ),
    "recipient without name": (
        with_award(to="attributes."),
        "rules[0].award.to: must name an attribute in 1 to 80 characters, none a control character",
    ),
    "points zero": (with_award(points=0), "rules[0].award.points: must not be zero"),
    "points fraction": (with_award(points=1.5), "rules[0].award.points: must be a whole number"),
    "points true": (with_award(points=True), "rules[0].award.points: must be a whole number"),
    "points text": (with_award(points="5"), "rules[0].award.points: must be a whole number"),
    "points above": (with_award(points=1_000_001), "rules[0].award.points: must be from -1000000 to 1000000"),
    "points below": (with_award(points=-1_000_001), "rules[0].award.points: must be from -1000000 to 1000000"),
    "per without of": (with_award(per=1), "rules[0].award.of: must be given together with per"),
    "of without per": (with_award(of="amount"), "rules[0].award.per: must be given together with of"),
    "per zero": (with_award(per=0, of="amount"), "rules[0].award.per: must be positive"),
    "per negative": (with_award(per="-0.5", of="amount"), "rules[0].award.per: must be positive"),
    "of": (
        with_award(per=1, of="channel"),
        "rules[0].award.of: unknown field 'channel': must be one of amount, quantity, attributes.NAME",
    ),
    "min above max": (with_award(min=2, max=1), "rules[0].award.min: must not be more than max"),
    "negative max alone": (with_award(max=-1), "rules[0].award.max: must not be negative without min"),
    "limit empty": (with_rule(limits=[{"per": "day"}]), "rules[0].limits[0]: must have either times or points"),
    "limit of both": (
        with_rule(limits=[{"per": "day", "times": 1, "points": 1}]),
        "rules[0].limits[0]: must have either times or points, not both",
    ),
    "limit times": (with_rule(limits=[{"per": "day", "times": 0}]), "rules[0].limits[0].times: must be positive"),
    "limit points": (with_rule(limits=[{"per": "day", "points": -5}]), "rules[0].limits[0].points: must be positive"),
    "limit true": (
        with_rule(limits=[{"per": "day", "times": True}]),
        "rules[0].limits[0].times: must be a whole number",
    ),
    "limit window": (
        with_rule(limits=[{"per": "hour", "times": 1}]),
        "rules[0].limits[0].per: unknown window 'hour': must be one of day, week, month, quarter, year, all",
    ),
    "limit same": (
        with_rule(limits=[{"per": "day", "times": 1, "same": ["team"]}]),
        "rules[0].limits[0].same[0]: unknown field 'team': must be one of employee, customer, type, channel, amount, "
        "quantity, attributes.NAME",
    ),
    "cooldown zero": (with_rule(cooldown={"hours": 0}), "rules[0].cooldown.hours: must be positive and at most 87600"),
    "cooldown long": (
        with_rule(cooldown={"hours": 87601}),
        "rules[0].cooldown.hours: must be positive and at most 87600",
    ),
    "cooldown empty": (with_rule(cooldown={}), "rules[0].cooldown.hours: is missing"),
    "window without days": (
        with_rule(active={"from": "2026-01-01", "until": "2026-01-01"}),
        "rules[0].active.until: must be after from",
    ),
    "window of an instant": (
        with_rule(active={"from": datetime(2026, 1, 1)}),
        "rules[0].active.from: must be a date written YYYY-MM-DD",
    ),
    "compact date": (with_rule(active={"from": "20260101"}), "rules[0].active.from: must be a date written YYYY-MM-DD"),
    "february 30": (
        with_rule(active={"from": "2026-02-30"}),
        "rules[0].active.from: must be a day that the calendar has",
    ),
    "21 conditions": (
        with_rule(when=[{"field": "amount", "op": "exists"}] * 21),
        "rules[0].when: must have at most 20 entries",
    ),
    "condition field": (
        with_condition("foo", "=", 1),
        f"rules[0].when[0].field: unknown field 'foo': must be one of {FIELDS}, attributes.NAME",
    ),
    "attribute name of 81": (
        with_condition("attributes." + "x" * 81, "=", 1),
        "rules[0].when[0].field: must name an attribute in 1 to 80 characters, none a control character",
    ),
    "condition op": (
        with_condition("amount", "==", 1),
        "rules[0].when[0].op: unknown op '==': must be one of =, !=, >, >=, <, <=, in, not_in, contains, exists",
    ),
    "no op": (with_rule(when=[{"field": "amount", "value": 1}]), "rules[0].when[0].op: is missing"),
    "no value": (with_condition("amount", "="), "rules[0].when[0].value: is missing"),
    "order of channels": (
        with_condition("channel", ">", "a"),
        "rules[0].when[0].op: '>' does not fit channel: must be one of =, !=, in, not_in, exists, contains",
    ),
    "order of new": (
        with_condition("customer.is_new", ">", True),
        "rules[0].when[0].op: '>' does not fit customer.is_new: must be one of =, !=, exists",
    ),
    "order of tags": (
        with_condition("customer.tags", "<=", "a"),
        "rules[0].when[0].op: '<=' does not fit customer.tags: must be one of =, !=, in, not_in, exists, contains",
    ),
    "order of texts": (with_condition("attributes.x", ">", "gold"), f"rules[0].when[0].value: {NO_NUMBER}"),
    "order of flags": (with_condition("attributes.x", ">", True), f"rules[0].when[0].value: {NO_NUMBER}"),
    "precise attribute": (
        with_condition("attributes.x", ">", 1.23456),
        "rules[0].when[0].value: must have at most 4 decimal places",
    ),
    "attribute date": (
        with_condition("attributes.x", "=", date(2026, 1, 1)),
        "rules[0].when[0].value: must be text: put quotes around it",
    ),
    "attribute null": (with_condition("attributes.x", "in", [None]), "rules[0].when[0].value[0]: must be text"),
    "in without list": (with_condition("channel", "in", "web"), "rules[0].when[0].value: must be a list"),
    "in nothing": (with_condition("channel", "in", []), "rules[0].when[0].value: must not be empty"),
    "list for one": (with_condition("channel", "=", ["web"]), "rules[0].when[0].value: must be text"),
    "channel number": (with_condition("channel", "=", 1), "rules[0].when[0].value: must be text: put quotes around it"),
    "weekday": (
        with_condition("weekday", "in", [1, 8]),
        "rules[0].when[0].value[1]: must be a day of the week: 1 (Monday) to 7, or mon to sun",
    ),
    "weekday true": (
        with_condition("weekday", "=", True),
        "rules[0].when[0].value: must be a day of the week: 1 (Monday) to 7, or mon to sun",
    ),
    "is_new text": (with_condition("customer.is_new", "=", "yes"), "rules[0].when[0].value: must be true or false"),
    "exists text": (with_condition("amount", "exists", "no"), "rules[0].when[0].value: must be true or false"),
    "campaign rule": (
        a_plan(campaigns=[a_campaign(rules=["r", "gone"])]),
        "campaigns[0].rules[1]: unknown rule 'gone': must be the key of a rule",
    ),
    "campaign backwards": (
        a_plan(campaigns=[a_campaign(until="2026-02-01")]),
        "campaigns[0].until: must be after from",
    ),
    "campaign open": (a_plan(campaigns=[a_campaign(until=None)]), "campaigns[0].until: is missing"),
    "campaign multiplier": (
        a_plan(campaigns=[a_campaign(multiply=101)]),
        "campaigns[0].multiply: must be from 0 to 100",
    ),
    "campaign without a budget to spend": (
        a_plan(campaigns=[a_campaign(budget=0)]),
        "campaigns[0].budget: must be positive",
    ),
    "campaign budget in parts": (
        a_plan(campaigns=[a_campaign(budget="500")]),
        "campaigns[0].budget: must be a whole number",
    ),
    "overlap": (
        a_plan(campaign_overlap="sum"),
        "campaign_overlap: unknown overlap 'sum': must be one of highest, product",
    ),
    "campaign twice": (
        a_plan(campaigns=[a_campaign(), a_campaign()]),
        "campaigns[1].key: must differ from the key of campaigns[0]",
    ),
    "campaign team number": (
        a_plan(campaigns=[a_campaign(teams=[8])]),
        "campaigns[0].teams[0]: must be text: put quotes around it",
    ),
    "tier level": (
        a_plan(tiers={"customer": [{"key": "a", "from": 0}, {"key": "b", "from": 5}, {"key": "c", "from": 5}]}),
        "tiers.customer[2].from: must be more than the tier before",
    ),
    "tier first": (
        a_plan(tiers={"customer": [{"key": "a", "from": 1}]}),
        "tiers.customer[0].from: must be 0 for the first tier",
    ),
    "tier negative": (
        a_plan(tiers={"customer": [{"key": "a", "from": -1}]}),
        "tiers.customer[0].from: must be from 0 to 1000000000000",
    ),
    "tier twice": (
        a_plan(tiers={"employee": [{"key": "a", "from": 0}, {"key": "a", "from": 5}]}),
        "tiers.employee[1].key: must differ from the key of tiers.employee[0]",
    ),
    "tier of teams": (a_plan(tiers={"team": []}), "tiers.team: unknown key: must be one of employee, customer"),
    "expiry months": (a_plan(expiry={"customer": {"months": 0}}), "expiry.customer.months: must be from 1 to 1200"),
    "expiry months above": (
        a_plan(expiry={"customer": {"months": 1201}}),
        "expiry.customer.months: must be from 1 to 1200",
    ),
    "expiry rounding": (
        a_plan(expiry={"customer": {"months": 1, "round_to": "week"}}),
        "expiry.customer.round_to: unknown rounding 'week': must be one of day, month, quarter, year",
    ),
}


@pytest.mark.parametrize(("document", "mistake"), REFUSED.values(), ids=REFUSED.keys())
def test_one_mistake_is_named_once_with_its_path(document: object, mistake: str) -> None:
    assert mistakes_of(document) == [mistake]


def test_every_mistake_is_reported_at_once() -> None:
    document = contract_document()
    document["name"] = 5
    document["rules"][0]["award"] = {"to": "boss", "points": 0, "per": -1, "min": 3, "max": 2}
    document["rules"][1]["key"] = "Bad Key"
    document["rules"][1]["limits"] = [{"per": "hour", "times": 0, "points": 1, "same": ["x"]}]
    document["campaigns"][0] |= {"rules": ["gone"], "multiply": "fast"}
    document["tiers"]["customer"][1]["from"] = 0
    document["extra"] = 1

    paths = [mistake.split(": ")[0] for mistake in mistakes_of(document)]

    assert sorted(paths) == sorted(
        [
            "extra",
            "name",
            "rules[0].award.to",
            "rules[0].award.points",
            "rules[0].award.per",
            "rules[0].award.of",
            "rules[0].award.min",
            "rules[1].key",
            "rules[1].limits[0].per",
            "rules[1].limits[0].times",
            "rules[1].limits[0]",
            "rules[1].limits[0].same[0]",
            "campaigns[0].rules[0]",
            "campaigns[0].multiply",
            "tiers.customer[1].from",
        ]
    )


def test_a_mistake_in_a_rule_does_not_make_its_campaign_wrong() -> None:
    document = a_plan(rules=[a_rule(award=None)], campaigns=[a_campaign(rules=["r"])])

    assert mistakes_of(document) == ["rules[0].award: is missing"]


def test_the_refusal_reads_as_all_its_mistakes() -> None:
    refused = PlanInvalid([Mistake("rules[3].award.per", "must be positive"), Mistake("", "must be a mapping")])

    assert str(refused) == "rules[3].award.per: must be positive\nplan: must be a mapping"


@pytest.mark.parametrize("nest", [pytest.param(lambda inner: [inner], id="lists"), pytest.param(lambda inner: {"a": inner}, id="mappings")])
def test_a_value_nested_a_hundred_thousand_deep_is_refused_calmly(nest: Callable[[object], object]) -> None:
    deep: object = 0
    for _ in range(100_000):
        deep = nest(deep)
    for document in (deep, {"name": deep, "rules": [deep]}, with_rule(category=deep, weight=deep, label=deep)):
        assert mistakes_of(document)


def test_a_value_that_holds_itself_is_refused_calmly() -> None:
    assert mistakes_of(yaml.safe_load("name: &n [*n]\nrules: &r [*r]\ntiers: &t {customer: *t}"))


# Properties

texts = st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=12)
words = texts.filter(lambda text: bool(text.strip()))
keys = st.from_regex(r"[a-z0-9][a-z0-9_.-]{0,7}", fullmatch=True)
types = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,7}", fullmatch=True)
attributes = texts.map("attributes.{}".format)
counts = st.integers(1, 10**12)


def decimals(least: str, most: str) -> st.SearchStrategy[object]:
    exact = st.decimals(Decimal(least), Decimal(most), places=4)
    return exact | exact.map(str) | exact.map(int).filter(lambda n: n >= Decimal(least))


def optional(required: dict[str, Any], **others: Any) -> st.SearchStrategy[Document]:
    return st.fixed_dictionaries(required, optional=others)


amounts = decimals("-999999999999", "999999999999")
weights = decimals("0", "100")
labels = st.none() | words | optional({}, en=words, zh=words)
days = st.lists(st.dates(), min_size=2, max_size=2, unique=True).map(sorted)
recipients = st.sampled_from(RECIPIENTS) | attributes
shared = st.lists(st.sampled_from(SHARED) | attributes, max_size=3, unique=True)


def conditions() -> st.SearchStrategy[Document]:
    values: dict[str, st.SearchStrategy[object]] = {
        "amount": amounts,
        "quantity": amounts,
        "channel": texts,
        "weekday": st.integers(1, 7) | st.sampled_from(["mon", "Sunday"]),
        "employee.team": texts,
        "customer.tier": texts,
        "customer.tags": texts,
        "customer.is_new": st.booleans(),
        "attributes.NAME": amounts | texts | st.booleans(),
    }

    def condition(field: str, op: Op) -> st.SearchStrategy[Document]:
        name = attributes if field == "attributes.NAME" else st.just(field)
        one = amounts if field == "attributes.NAME" and op in (Op.GT, Op.GE, Op.LT, Op.LE) else values[field]
        value = st.booleans() if op is Op.EXISTS else one
        if op in (Op.IN, Op.NOT_IN):
            value = st.lists(one, min_size=1, max_size=3)
        return st.fixed_dictionaries({"field": name, "op": st.just(op.value), "value": value})

    return st.one_of([condition(field, op) for field, ops in OPS.items() for op in ops])


points = st.integers(1, 1_000_000) | st.integers(-1_000_000, -1)
bounds = optional({}, max=st.integers(0, 10**12)) | optional({}, min=st.integers(-(10**12), 0), max=counts)
per: st.SearchStrategy[Document] = st.just({}) | st.fixed_dictionaries(
    {"per": decimals("0.0001", "999999999999"), "of": st.sampled_from(["amount", "quantity"]) | attributes}
)
awards = st.builds(lambda to, n, a, b: {"to": to, "points": n} | a | b, recipients, points, per, bounds)
windows = st.sampled_from([window.value for window in Window])
limits = optional({"per": windows, "times": counts}, same=shared) | optional({"per": windows, "points": counts}, same=shared)
cooldowns = optional({"hours": decimals("0.0001", "87600")}, same=shared)
actives = days.map(lambda d: {"from": d[0], "until": d[1]}) | optional({}, until=st.dates() | st.dates().map(str))
rules = optional(
    {
        "key": keys,
        "category": st.sampled_from([category.value for category in Category]),
        "activity": types | st.lists(types, min_size=1, max_size=3, unique=True),
        "award": awards,
    },
    label=labels,
    weight=weights,
    when=st.lists(conditions(), max_size=4),
    limits=st.lists(limits, max_size=3),
    cooldown=cooldowns,
    active=actives,
    why=labels,
)


def by_key(items: st.SearchStrategy[Document]) -> st.SearchStrategy[list[Document]]:
    return st.lists(items, max_size=3, unique_by=lambda item: item["key"])


@st.composite
def ladders(draw: st.DrawFn) -> list[Document]:
    froms = sorted(draw(st.sets(counts, max_size=3)))
    names = draw(st.lists(keys, min_size=len(froms) + 1, max_size=len(froms) + 1, unique=True))
    return [{"key": key, "label": draw(labels), "from": n} for key, n in zip(names, [0, *froms], strict=True)]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    ruled = draw(by_key(rules))
    named = st.lists(st.sampled_from([rule["key"] for rule in ruled]), unique=True) if ruled else st.just([])
    names = st.lists(texts, max_size=2, unique=True)
    campaigns = st.builds(
        lambda campaign, d: campaign | {"from": d[0], "until": str(d[1])},
        optional(
            {"key": keys, "multiply": weights},
            label=labels,
            rules=named,
            types=st.lists(types, max_size=2, unique=True),
            teams=names,
            tags=names,
            budget=counts,
        ),
        days,
    )
    expiry = optional({"months": st.integers(1, 1200)}, round_to=st.sampled_from([r.value for r in RoundTo]))
    return {"name": draw(words), "rules": ruled} | draw(
        optional(
            {},
            category_weights=st.dictionaries(st.sampled_from([c.value for c in Category]), weights),
            campaigns=by_key(campaigns),
            campaign_overlap=st.sampled_from([o.value for o in Overlap]),
            tiers=optional({}, employee=ladders(), customer=ladders()),
            expiry=optional({}, employee=expiry, customer=expiry),
        )
    )


scalars: st.SearchStrategy[object] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["attributes.", "attributes.x", "in", "=", "exists", "amount", 10**4000, -1, "\ud800", "1e9"])
    | st.decimals()
    | st.dates()
    | st.datetimes()
    | st.binary(max_size=2)
)
scalar_keys = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.dates() | st.just(10**4000)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(scalar_keys, inner, max_size=3)
        | st.dictionaries(st.sampled_from([*Category, "key", "rules", "name", "field", "op", "value"]), inner)
    ),
    max_leaves=8,
)


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [place for key, item in inner for place in places(item, (*path, key))]


def at(document: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        document = document[key]
    return document


def changed(document: Document, place: tuple[Any, ...], value: object) -> Document:
    result = copy.deepcopy(document)
    at(result, place[:-1])[place[-1]] = value
    return result


def read_or_refuse(document: object) -> None:
    try:
        plan = read_plan(document)
    except PlanInvalid as reason:
        refused = reason
    else:
        assert read_plan(write_plan(plan)) == plan
        return
    assert refused.mistakes
    assert str(refused).encode()


# Building a whole document takes Hypothesis longer than reading it.
patient = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)


@patient
@given(documents())
def test_what_is_written_reads_back_as_the_same_plan(document: Document) -> None:
    plan = read_plan(document)
    written = write_plan(plan)

    assert read_plan(written) == plan
    assert read_plan(json.loads(json.dumps(written))) == plan
    assert read_plan(yaml.safe_load(yaml.safe_dump(written))) == plan


@patient
@given(documents())
def test_the_written_document_is_canonical(document: Document) -> None:
    written = write_plan(read_plan(document))

    assert json.dumps(write_plan(read_plan(written))) == json.dumps(written)


@patient
@given(anything)
def test_any_value_is_read_or_refused_as_a_plan(document: object) -> None:
    read_or_refuse(document)


@patient
@given(st.data())
def test_any_change_to_a_plan_is_read_or_refused(data: st.DataObject) -> None:
    document = data.draw(st.just(contract_document()) | documents())
    place = data.draw(st.sampled_from([place for place in places(document) if place]))

    read_or_refuse(changed(document, place, data.draw(anything)))


@patient
@given(documents(), st.data())
def test_an_unknown_key_anywhere_is_refused_by_its_path(document: Document, data: st.DataObject) -> None:
    mappings = [place for place in places(document) if isinstance(at(document, place), dict)]
    place = data.draw(st.sampled_from(mappings))

    (mistake,) = mistakes_of(changed(document, (*place, "surprise"), 1))

    assert mistake.split(": ")[0].endswith("surprise")
    assert "unknown key" in mistake


# The starter plan


def starter() -> Plan:
    return read_plan(yaml.safe_load(STARTER.read_text(encoding="utf-8")))


def test_the_starter_plan_rewards_each_category_as_designed() -> None:
    plan = starter()

    earned = {r.key: (r.category, r.award.to, r.award.points) for r in plan.rules}
    assert (
        earned.items()
        >= {
            "customer_created": (Category.BEHAVIOUR, "employee", 5),
            "deal_won": (Category.OUTCOME, "employee", 50),
            "satisfaction": (Category.QUALITY, "employee", 10),
            "colleague_helped": (Category.TEAM, "collaborators", 20),
            "ice_breaker": (Category.CHALLENGE, "employee", 100),
        }.items()
    )
    assert plan.rule("satisfaction").when == (Condition("attributes.stars", Op.GE, ("4",), (40_000,)),)
    assert plan.rule("ice_breaker").limits == (Limit(Window.QUARTER, times=1),)
    assert plan.rule("customer_purchase").award == Award("customer", 1, per_e4=100_000, of="amount")


def test_the_starter_plan_speaks_both_languages() -> None:
    plan = starter()
    labelled: list[Rule | Tier] = [*plan.rules, *plan.tiers[HolderKind.EMPLOYEE], *plan.tiers[HolderKind.CUSTOMER]]

    assert all(item.label["en"].isascii() and not item.label["zh"].isascii() for item in labelled)


def test_the_starter_plan_gives_a_reason_for_every_weight() -> None:
    lines = STARTER.read_text(encoding="utf-8").splitlines()
    weighing = [line for line in lines if line.strip().startswith(tuple(f"{c}:" for c in Category))]

    assert all(rule.why["en"].isascii() and not rule.why["zh"].isascii() for rule in starter().rules)
    assert len(weighing) == len(Category)
    assert all("# " in line for line in weighing)
