"""The starter plans: whole in both languages, fair in an ordinary month, hard to cheat, and safe to take on later."""

from itertools import pairwise
from typing import Any

import pytest

from config.settings import PROJECT
from db.engine import Database
from scoring.plan import ATTRIBUTE_PREFIX, Category, HolderKind, Rule, write_plan
from scoring.plan_reading import read_plan
from services.access import COMMAND_LINE, Actor, Role
from services.activities import catalogue
from services.beginning import setting_up, starting
from services.beginning.founding import open_setup
from services.errors import Unknown
from services.plans import planning
from services.plans.starters import CONFIG, category_reasons, starter_document, starter_plan, starter_plans, starter_types
from services.sign_in import passwords
from tests.promises.history import at
from tests.services.plans.ordinary_months import ONE_MONTH, STAFF, filled, month, people, recorded, totals

ADMIN = Actor("user:x", role=Role.ADMIN)
ACME = {"name": "Acme", "timezone": "Asia/Shanghai", "currency": "CNY", "locale": "zh"}
KEYS = [plan.key for plan in starter_plans()]
NEW = [key for key in KEYS if key != "field_sales"]
each_starter = pytest.mark.parametrize("key", KEYS)
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)  # what a plan is worth does not know where it is kept

Earned = list[tuple[str, str, int]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 4)


def found(database: Database, key: str) -> None:
    link = open_setup(database)
    starting.found(database, link, user="Ann", password="correct horse battery", organisation=ACME, plan=key, now=at(-100))


def types_of(database: Database) -> dict[str, dict[str, Any]]:
    return {kind["key"]: kind for kind in catalogue.list_types(database, ADMIN)["items"]}


def scored(key: str) -> list[tuple[Rule, str, dict[str, Any]]]:
    """Every rule with each of its types, and the type's document."""
    forms = dict(starter_types(key))
    return [(rule, kind, forms[kind]) for rule in starter_plan(key).rules for kind in rule.activities]


# What is written


def test_there_is_a_starter_for_each_of_seven_trades() -> None:
    assert KEYS == ["field_sales", "retail", "education", "b2b_services", "saas", "finance_insurance", "manufacturing"]
    for plan in starter_plans():
        for words in (plan.label, plan.description):
            assert words.keys() == {"en", "zh"}
            assert words["en"] != words["zh"]


@each_starter
def test_every_weight_has_its_reason_in_both_languages(key: str) -> None:
    for rule in starter_plan(key).rules:
        assert rule.why.keys() == {"en", "zh"}, rule.key
        assert all(len(text) > 10 for text in rule.why.values()), rule.key
        assert not rule.why["en"].isspace()
        assert any("\u4e00" <= letter <= "\u9fff" for letter in rule.why["zh"]), rule.key
    shown = next(plan for plan in starter_plans() if plan.key == key).rules
    assert {rule.key: rule.why for rule in shown} == {rule.key: dict(rule.why) for rule in starter_plan(key).rules}


def test_the_weight_of_every_category_has_its_reason() -> None:
    assert category_reasons().keys() == set(Category)
    assert all(words.keys() == {"en", "zh"} and all(words.values()) for words in category_reasons().values())


@each_starter
def test_every_category_employees_and_customers_have_rules_tiers_and_an_end(key: str) -> None:
    plan = starter_plan(key)
    assert {rule.category for rule in plan.rules if rule.award.to != "customer"} == set(Category)
    assert any(rule.award.to == "customer" for rule in plan.rules)
    assert all(len(plan.tiers[kind]) >= 3 for kind in HolderKind)
    assert HolderKind.CUSTOMER in plan.expiry
    assert all(rule.label.keys() == {"en", "zh"} and rule.label["en"] != rule.label["zh"] for rule in plan.rules)
    for ladder in plan.tiers.values():
        assert all(lower.from_points < upper.from_points for lower, upper in pairwise(ladder))


@each_starter
def test_every_type_has_words_an_icon_and_a_form_that_asks_for_what_it_requires(key: str) -> None:
    types = dict(starter_types(key))
    assert starter_plan(key).activity_types <= types.keys()
    for name, document in types.items():
        kind = catalogue.read_type(name, None, document)
        assert kind.label["en"] != kind.label["zh"]
        assert kind.icon
        assert set(kind.requires) <= {field.name for field in kind.form} | {"employee"}, name
        assert all(field.label is None or field.label.keys() == {"en", "zh"} for field in kind.form)


@each_starter
def test_whatever_a_rule_reads_its_type_requires(key: str) -> None:
    """What is left out makes a condition false and escapes a limit, so it may not be left out."""
    for rule, name, document in scored(key):
        fields = {ATTRIBUTE_PREFIX + attribute for attribute in rule.attributes} | {field for limit in rule.limits for field in limit.same}
        fields |= {rule.award.of} if rule.award.of else set()
        fields |= {rule.award.to} & {"employee", "customer", "collaborators"}
        assert fields <= set(document["requires"]), (rule.key, name)


@pytest.mark.parametrize("key", NEW)
def test_the_challenge_waits_for_approval(key: str) -> None:
    for rule, name, document in scored(key):
        assert rule.category is not Category.CHALLENGE or document.get("approval") is True, name


def test_a_type_means_the_same_in_every_starter() -> None:
    meanings: dict[str, dict[str, Any]] = {}
    for key in KEYS:
        for name, document in starter_types(key):
            assert meanings.setdefault(name, document) == document, name


@each_starter
def test_the_document_for_a_draft_is_the_plan(key: str) -> None:
    assert read_plan(starter_document(key)) == starter_plan(key)
    assert starter_document(key) == write_plan(starter_plan(key))


@pytest.mark.parametrize("key", ["northwind", "../settings", ""])
def test_what_is_no_starter_is_unknown(key: str) -> None:
    for ask in (starter_document, starter_plan, lambda name: list(starter_types(name))):
        with pytest.raises(Unknown):
            ask(key)


@pytest.mark.parametrize(("page", "language"), [("starter-plans.md", "en"), ("starter-plans.zh.md", "zh")])
def test_the_page_about_the_starters_has_every_rule_with_its_points_and_its_reason(page: str, language: str) -> None:
    lines = (PROJECT / "docs" / page).read_text(encoding="utf-8").splitlines()
    for plan in starter_plans():
        assert plan.description[language] in lines
        for rule in plan.rules:
            begins = f"| {'+' if rule.points > 0 else '−'}{abs(rule.points)} | {rule.label[language]}"
            assert any(line.startswith(begins) and line.endswith(f" {rule.why[language]} |") for line in lines), (plan.key, rule.key)


# What it gives


@on_sqlite
@each_starter
def test_an_ordinary_month_earns_in_every_category_and_no_act_is_worth_half_of_it(database: Database, key: str) -> None:
    found(database, key)
    people(database)
    assert ONE_MONTH[key].keys() >= starter_plan(key).activity_types
    points: Earned = list(recorded(database, month(key)))
    plan = starter_plan(key)
    earning = {rule for _, rule, earned in points if earned}
    assert earning == {rule.key for rule in plan.rules}, "every rule earns"
    assert {plan.rule(rule).category for holder, rule, earned in points if earned > 0 and holder.startswith("employee")} == set(Category)
    ordinary = totals([one for one in points if plan.rule(one[1]).category is not Category.CHALLENGE])
    assert ordinary.keys() == {f"employee:{who}" for who in STAFF}
    assert all(250 <= score <= 1200 for score in ordinary.values()), ordinary
    largest = max(earned for holder, _, earned in points if holder.startswith("employee"))
    assert largest <= min(ordinary.values()) / 2
    assert max(totals(points, "customer").values()) <= 2000


@on_sqlite
@pytest.mark.parametrize("key", KEYS)
def test_no_rule_is_most_of_an_ordinary_month(database: Database, key: str) -> None:
    found(database, key)
    people(database)
    points: Earned = list(recorded(database, month(key)))
    whole = sum(totals(points).values())
    for rule in starter_plan(key).rules:
        share = sum(earned for holder, name, earned in points if name == rule.key and holder.startswith("employee"))
        assert share <= whole / 2, rule.key


@on_sqlite
@pytest.mark.parametrize("key", NEW)
def test_one_act_over_and_over_is_worth_less_than_half_of_a_month(database: Database, key: str) -> None:
    """Forty times in one day, with one customer, each time as another case; what waits for approval is not approved."""
    found(database, key)
    people(database)
    forms, plan = dict(starter_types(key)), starter_plan(key)
    half = min(totals(list(recorded(database, month(key)))).values()) / 2
    for place, kind in enumerate(sorted(plan.activity_types)):
        if forms[kind].get("approval"):
            continue
        acts = [filled(kind, forms[kind], 20_000 + place * 100 + n, "E1", "E1-0", hours=1500 + n / 10) for n in range(40)]
        again = totals(list(recorded(database, acts, hours=1600)))
        assert all(score <= half for score in again.values()), (kind, again, half)


# Taking one on


@each_starter
def test_founding_with_a_starter_makes_its_types(database: Database, key: str) -> None:
    found(database, key)
    types = types_of(database)
    assert list(types) == [name for name, _ in starter_types(key) if name in starter_plan(key).activity_types]
    assert all(kind["label"]["en"] != kind["label"]["zh"] and kind["icon"] and kind["fields"] for kind in types.values())
    assert planning.get(database, ADMIN)["plan"] == starter_document(key)


@on_sqlite
@each_starter
def test_the_command_line_begins_with_every_starter(database: Database, key: str) -> None:
    document = planning.read_document((CONFIG / "plans" / f"{key}.yaml").read_text(encoding="utf-8"))
    setting_up.initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", first_plan=document)
    types, forms = types_of(database), dict(starter_types(key))
    assert types.keys() == starter_plan(key).activity_types
    assert all(kind["label"] == forms[name]["label"] and kind["icon"] for name, kind in types.items())
    assert all(rule["why"].keys() == {"en", "zh"} for rule in planning.get(database, ADMIN)["plan"]["rules"])


@on_sqlite
@pytest.mark.parametrize("key", NEW)
def test_another_starter_is_taken_on_beside_types_of_ones_own(database: Database, key: str) -> None:
    found(database, "field_sales")
    own = next(name for name, _ in starter_types(key))
    catalogue.put_type(database, ADMIN, own, {"label": "Ours", "active": False})
    before = types_of(database)
    added = starting.add_starter_types(database, ADMIN, key)
    after = types_of(database)
    assert {name: after[name] for name in before} == before, "nothing that stood has changed"
    assert own not in added
    assert set(added) == after.keys() - before.keys()
    assert {name for name, _ in starter_types(key)} <= after.keys()
    planning.publish(database, COMMAND_LINE, starter_document(key), reason="another trade")
    assert starting.add_starter_types(database, ADMIN, key) == ()


def test_types_are_not_taken_on_from_what_is_no_starter(database: Database) -> None:
    found(database, "retail")
    before = types_of(database)
    with pytest.raises(Unknown):
        starting.add_starter_types(database, ADMIN, "northwind")
    assert types_of(database) == before
