"""Types of activity are added, changed and read."""

from typing import Any

import pytest

from db import organisation
from db.engine import Database
from services import catalogue
from services.access import COMMAND_LINE, Actor, Scope
from services.errors import Forbidden, Invalid, Unknown
from services.setting_up import initialise

PLANNER = Actor("key:plans", frozenset({Scope.PLANS_WRITE}))
TILL = Actor("key:till", frozenset({Scope.ACTIVITIES_WRITE}))
SHOP = Actor("key:shop", frozenset({Scope.REWARDS_WRITE}))
DEAL = {"label": {"en": "Deal won", "zh": "成交"}, "requires": ["customer", "attributes.case"], "approval": True}


@pytest.fixture
def acme(database: Database) -> Database:
    initialise(database, name="Acme", timezone="Asia/Shanghai", currency="CNY")
    return database


def revision(database: Database) -> int:
    with database.read() as session:
        return organisation.head(session).directory_revision


def test_a_type_is_answered_with_every_field(acme: Database) -> None:
    assert catalogue.put_type(acme, PLANNER, "deal_won", DEAL) == {"key": "deal_won", **DEAL}
    assert catalogue.get_type(acme, TILL, "deal_won") == {"key": "deal_won", **DEAL}


@pytest.mark.parametrize(
    ("label", "stands"),
    [
        ("Visit", {"en": "Visit", "zh": "Visit"}),
        ({"en": "Visit"}, {"en": "Visit", "zh": "Visit"}),
        ({"zh": "拜访", "en": None}, {"en": "拜访", "zh": "拜访"}),
        ({"en": "Visit", "zh": "拜访"}, {"en": "Visit", "zh": "拜访"}),
    ],
)
def test_a_label_in_one_language_counts_for_both(acme: Database, label: object, stands: dict[str, str]) -> None:
    answer = catalogue.put_type(acme, PLANNER, "visit", {"label": label})
    assert answer == {"key": "visit", "label": stands, "requires": [], "approval": False}


def test_a_field_left_out_leaves_the_type_as_it_is_and_null_clears(acme: Database) -> None:
    catalogue.put_type(acme, PLANNER, "deal_won", DEAL)
    catalogue.put_type(acme, PLANNER, "deal_won", {"label": "Won"})
    both = {"en": "Won", "zh": "Won"}
    assert catalogue.get_type(acme, PLANNER, "deal_won") == {"key": "deal_won", **DEAL, "label": both}
    cleared = catalogue.put_type(acme, PLANNER, "deal_won", {"requires": None, "approval": None})
    assert cleared == {"key": "deal_won", "label": both, "requires": [], "approval": False}


@pytest.mark.parametrize("key", ["a", "A.b-c_9", "9lives", "x" * 80])
def test_a_key_is_letters_digits_and_three_signs(acme: Database, key: str) -> None:
    assert catalogue.put_type(acme, PLANNER, key, {"label": "L"})["key"] == key


@pytest.mark.parametrize(
    ("key", "document", "field"),
    [
        ("", {"label": "L"}, "key"),
        ("_a", {"label": "L"}, "key"),
        ("a b", {"label": "L"}, "key"),
        ("a\n", {"label": "L"}, "key"),
        ("成交", {"label": "L"}, "key"),
        ("x" * 81, {"label": "L"}, "key"),
        ("a", {}, "label"),
        ("a", {"label": None}, "label"),
        ("a", {"label": {}}, "label"),
        ("a", {"label": {"fr": "L"}}, "fr"),
        ("a", {"label": {"en": 7}}, "label.en"),
        ("a", {"label": "L", "requires": "amount"}, "requires"),
        ("a", {"label": "L", "requires": ["colour"]}, "requires"),
        ("a", {"label": "L", "requires": ["attributes."]}, "requires"),
        ("a", {"label": "L", "approval": "yes"}, "approval"),
        ("a", {"label": "L", "points": 5}, "points"),
    ],
)
def test_a_bad_type_is_refused_by_field(acme: Database, key: str, document: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        catalogue.put_type(acme, PLANNER, key, document)
    assert refused.value.field == field
    assert catalogue.list_types(acme, PLANNER) == {"items": [], "next_cursor": None}


def test_types_are_listed_page_by_page(acme: Database) -> None:
    for key in ("visit", "deal", "call"):
        catalogue.put_type(acme, COMMAND_LINE, key, {"label": key})
    first = catalogue.list_types(acme, TILL, limit=2)
    second = catalogue.list_types(acme, TILL, limit=2, cursor=first["next_cursor"])
    assert [kind["key"] for kind in first["items"] + second["items"]] == ["visit", "deal", "call"]
    assert second["next_cursor"] is None


def test_only_a_change_makes_processes_read_the_catalogue_anew(acme: Database) -> None:
    before = revision(acme)
    catalogue.put_type(acme, PLANNER, "deal_won", DEAL)
    assert revision(acme) == before + 1
    catalogue.put_type(acme, PLANNER, "deal_won", DEAL)
    assert revision(acme) == before + 1


def test_the_catalogue_is_closed_to_whom_it_does_not_concern(acme: Database) -> None:
    acts: list[Any] = [
        lambda: catalogue.put_type(acme, TILL, "a", {"label": "L"}),
        lambda: catalogue.get_type(acme, SHOP, "a"),
        lambda: catalogue.list_types(acme, SHOP),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_an_unknown_type_is_not_found(acme: Database) -> None:
    with pytest.raises(Unknown):
        catalogue.get_type(acme, TILL, "nothing")
