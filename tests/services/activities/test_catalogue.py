"""Types of activity are added, changed and read."""

from typing import Any

import pytest

from db import organisation
from db.engine import Database
from services.access import COMMAND_LINE, Actor, Scope
from services.activities import catalogue
from services.beginning.setting_up import initialise
from services.errors import Forbidden, Invalid, Unknown

PLANNER = Actor("key:plans", frozenset({Scope.PLANS_WRITE}))
TILL = Actor("key:till", frozenset({Scope.ACTIVITIES_WRITE}))
SHOP = Actor("key:shop", frozenset({Scope.REWARDS_WRITE}))
PLAIN = {"requires": [], "approval": False, "fields": [], "active": True, "icon": None}
STARS = {
    "name": "attributes.stars",
    "label": {"en": "Stars", "zh": "星级"},
    "kind": "number",
    "choices": ["1", "2", "3", "4", "5"],
    "help": {"en": "As the customer said", "zh": "客户给出的评分"},
}
NOTE = {"name": "note", "label": None, "kind": None, "choices": [], "help": None}
DEAL = {
    "label": {"en": "Deal won", "zh": "成交"},
    "requires": ["customer", "attributes.case"],
    "approval": True,
    "fields": [STARS, NOTE],
    "active": False,
    "icon": "handshake",
}


@pytest.fixture
def acme(database: Database) -> Database:
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY")
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
    assert answer == {"key": "visit", "label": stands, **PLAIN}


def test_a_field_left_out_leaves_the_type_as_it_is_and_null_clears(acme: Database) -> None:
    catalogue.put_type(acme, PLANNER, "deal_won", DEAL)
    catalogue.put_type(acme, PLANNER, "deal_won", {"label": "Won"})
    both = {"en": "Won", "zh": "Won"}
    assert catalogue.get_type(acme, PLANNER, "deal_won") == {"key": "deal_won", **DEAL, "label": both}
    cleared = catalogue.put_type(acme, PLANNER, "deal_won", dict.fromkeys(PLAIN))
    assert cleared == {"key": "deal_won", "label": both, **PLAIN}


@pytest.mark.parametrize("key", ["a", "A.b-c_9", "9lives", "x" * 80])
def test_a_key_is_letters_digits_and_three_signs(acme: Database, key: str) -> None:
    assert catalogue.put_type(acme, PLANNER, key, {"label": "L"})["key"] == key


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
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


def test_an_answer_can_be_put_as_it_was_got(acme: Database) -> None:
    document = {**DEAL, "fields": [STARS, NOTE, {**NOTE, "name": "channel", "kind": "choice", "choices": ["phone", "visit"]}]}
    got = catalogue.put_type(acme, PLANNER, "deal_won", document)
    before = revision(acme)
    again = {name: value for name, value in got.items() if name != "key"}
    assert catalogue.put_type(acme, PLANNER, "deal_won", again) == got
    assert catalogue.get_type(acme, PLANNER, "deal_won") == got
    assert revision(acme) == before


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ({"name": "attributes.case", "label": "Case"}, "text"),
        ({"name": "attributes.case", "label": "Case", "choices": ["A", "B"]}, "choice"),
        ({"name": "attributes.new", "label": {"zh": "新客户"}, "kind": "flag"}, "flag"),
        ({"name": "channel"}, "text"),
        ({"name": "channel", "choices": ["phone"]}, "choice"),
        ({"name": "amount", "label": "Value of the deal"}, None),
    ],
)
def test_a_field_has_the_kind_that_it_must_have(acme: Database, field: dict[str, Any], kind: str | None) -> None:
    answer = catalogue.put_type(acme, PLANNER, "visit", {"label": "Visit", "fields": [field]})
    assert answer["fields"][0]["kind"] == kind
    assert answer["fields"][0]["name"] == field["name"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ("note", "fields"),
        (["note"], "fields[0]"),
        ([{}], "fields[0].name"),
        ([{"name": "weather"}], "fields[0].name"),
        ([{"name": "employee"}], "fields[0].name"),
        ([{"name": "attributes."}], "fields[0].name"),
        ([{"name": "note", "colour": "red"}], "colour"),
        ([{"name": "attributes.a"}], "fields[0].label"),
        ([{"name": "attributes.a", "label": {}}], "fields[0].label"),
        ([{"name": "attributes.a", "label": "A", "kind": "date"}], "fields[0].kind"),
        ([{"name": "attributes.a", "label": "A", "kind": []}], "fields[0].kind"),
        ([{"name": "amount", "kind": "number"}], "fields[0].kind"),
        ([{"name": "channel", "kind": "flag"}], "fields[0].kind"),
        ([{"name": "attributes.a", "label": "A", "kind": "choice"}], "fields[0].choices"),
        ([{"name": "attributes.a", "label": "A", "kind": "flag", "choices": ["x"]}], "fields[0].choices"),
        ([{"name": "note", "choices": ["x"]}], "fields[0].choices"),
        ([{"name": "channel", "choices": ["x", "x"]}], "fields[0].choices"),
        ([{"name": "channel", "choices": [str(n) for n in range(51)]}], "fields[0].choices"),
        ([{"name": "attributes.a", "label": "A", "kind": "number", "choices": ["1", "many"]}], "fields[0].choices[1]"),
        ([{"name": "note"}, {"name": "amount"}, {"name": "note"}], "fields[2].name"),
        ([{"name": f"attributes.a{n}", "label": "A"} for n in range(31)], "fields"),
    ],
)
def test_a_form_that_could_not_be_filled_in_is_refused_by_place(acme: Database, fields: object, named: str) -> None:
    with pytest.raises(Invalid) as refused:
        catalogue.put_type(acme, PLANNER, "visit", {"label": "Visit", "fields": fields})
    assert refused.value.field == named
    with pytest.raises(Unknown):
        catalogue.get_type(acme, PLANNER, "visit")


@pytest.mark.parametrize(("field", "value"), [("active", "yes"), ("active", 1), ("icon", "Store Front"), ("icon", "x" * 61), ("icon", 5)])
def test_a_switch_is_true_or_false_and_an_icon_a_name(acme: Database, field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        catalogue.put_type(acme, PLANNER, "visit", {"label": "Visit", field: value})
    assert refused.value.field == field
