"""A draft in words: its cards with their mistakes, its ladders, what nothing knows, and what differs; whatever stands in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.activities import catalogue
from services.beginning.setting_up import initialise
from services.errors import Forbidden, Unknown
from services.plans import plan_drafts, telling_drafts
from services.plans.telling_drafts import DraftTold, RuleTold

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

DEAL: dict[str, Any] = {
    "key": "deal",
    "label": {"en": "Deal won", "zh": "成交"},
    "category": "outcome",
    "activity": "deal_won",
    "award": {"to": "employee", "points": 50},
    "limits": [{"per": "day", "times": 10}],
}
PLAN: dict[str, Any] = {"name": "Plain", "rules": [DEAL], "tiers": {"employee": [{"key": "l1", "label": "Seed", "from": 0}]}}


@pytest.fixture
def acme(database: Database) -> Database:
    initialise(database, COMMAND_LINE, name="Acme", timezone="UTC", currency="EUR", first_plan=PLAN)
    return database


def told(database: Database, language: str = "en", **parts: Any) -> DraftTold:
    draft = plan_drafts.start(database, COMMAND_LINE, {**PLAN, **parts}, name="Spring", based_on=1)
    return telling_drafts.told(database, COMMAND_LINE, draft.head.id, language=language)


def card(found: DraftTold, key: str = "deal") -> RuleTold:
    return next(rule for category in found.categories for rule in category.rules if rule.key == key)


def test_a_rule_stands_in_its_category_in_plain_words(acme: Database) -> None:
    found = told(acme)
    assert [category.key for category in found.categories] == ["behaviour", "outcome", "quality", "team", "challenge"]
    words = card(found).words
    assert words is not None
    assert (card(found).label, words.gives, words.details) == ("Deal won", "+50", ("at most 10 a day",))
    assert found.changes == ()


def test_it_is_told_in_chinese(acme: Database) -> None:
    assert card(told(acme, "zh")).label == "成交"


def test_the_weights_count_in_what_it_gives(acme: Database) -> None:
    found = told(acme, rules=[DEAL | {"weight": "1.5"}], category_weights={"outcome": 2})
    words = card(found).words
    assert words is not None
    assert words.gives == "+150"
    assert len(found.changes or ()) == 2


def test_a_wrong_weight_is_told_at_its_rule_which_keeps_its_words(acme: Database) -> None:
    found = told(acme, rules=[DEAL | {"weight": -1}])
    assert [one.path for one in card(found).mistakes] == ["weight"]
    assert card(found).words is not None
    assert (found.changes, found.mistaken, found.mistakes) == (None, 1, ())


def test_a_rule_of_no_category_stands_apart_and_what_is_no_rule_is_told_too(acme: Database) -> None:
    found = told(acme, rules=[DEAL | {"category": "luck"}, 7])
    apart = found.categories[-1]
    assert (apart.key, len(apart.rules)) == ("", 2)
    assert apart.rules[1].mistakes


def test_ladders_are_told_with_their_mistakes_and_these_stand_nowhere_else(acme: Database) -> None:
    found = told(
        acme, tiers={"customer": [{"key": "gold", "from": 5}]}, expiry={"customer": {"months": 6, "round_to": "year"}}, campaigns=3
    )
    employees, customers = found.ladders
    assert (employees.steps, employees.expiry, employees.mistakes) == ((), "", ())
    assert (customers.steps, customers.expiry) == ((("gold", "from 5 points"),), "expire after 6 months, at the end of the year")
    assert [one.path for one in customers.mistakes] == ["tiers.customer[0].from"]
    assert [one.path for one in found.mistakes] == ["campaigns"]


@pytest.mark.parametrize(
    "parts",
    [
        {"tiers": 1, "expiry": [], "rules": "none", "campaigns": [1]},
        {"tiers": {"employee": "x"}, "expiry": {"employee": 3}, "rules": [{}]},
        {"tiers": {"employee": [1, {"from": "many", "label": 3}]}, "expiry": {"employee": {"months": "x"}}, "category_weights": 3},
    ],
)
def test_whatever_stands_there_is_told(acme: Database, parts: dict[str, Any]) -> None:
    assert told(acme, **parts).mistaken


def test_types_and_attributes_that_nothing_knows_are_named(acme: Database) -> None:
    catalogue.put_type(acme, COMMAND_LINE, "deal_won", {"label": {"en": "Deal", "zh": "成交"}})
    condition = {"field": "attributes.weather", "op": "=", "value": "sun"}
    found = told(acme, rules=[DEAL | {"activity": ["deal_won", "moon_landing"], "when": [condition]}])
    assert (found.unknown_types, found.unasked) == (("moon_landing",), ("weather",))
    assert found.published == {"deal"}


def test_a_version_cannot_begin_on_a_closed_day(acme: Database) -> None:
    assert told(acme).first_day is None
    with acme.write() as session:
        session.run("UPDATE organisation SET closed_through = 20000")
        session.run("UPDATE ledger_head SET directory_revision = directory_revision + 1")
    assert told(acme).first_day == dt.date(1970, 1, 1) + dt.timedelta(days=20001)


def test_only_who_may_draft_is_told(acme: Database) -> None:
    draft = plan_drafts.start(acme, COMMAND_LINE, PLAN, name="Spring")
    with pytest.raises(Forbidden):
        telling_drafts.told(acme, Actor("user:ann", role=Role.EMPLOYEE), draft.head.id, language="en")
    with pytest.raises(Unknown):
        telling_drafts.told(acme, COMMAND_LINE, draft.head.id + 1, language="en")
