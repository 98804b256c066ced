"""A plan's document is changed in one thing, and what is not understood is kept."""

from typing import Any

import pytest

from scoring.plan import Category
from services.errors import Invalid
from services.plans.editing_plans import (
    as_written,
    free_key,
    moved,
    rule_at,
    with_category_weight,
    with_copy,
    with_rule,
    with_rule_weight,
    without_rule,
)

PLAN: dict[str, Any] = {
    "name": "Plain",
    "unknown": [1],
    "rules": [
        {"key": "visit", "category": "behaviour"},
        {"key": "deal", "category": "outcome", "strange": True},
        {"key": "call", "category": "behaviour"},
        "no rule at all",
    ],
}


def keys(document: dict[str, Any]) -> list[str]:
    return [rule["key"] if isinstance(rule, dict) else rule for rule in document["rules"]]


def test_a_change_leaves_the_document_that_it_was_given() -> None:
    before = repr(PLAN)
    changed = with_rule_weight(PLAN, 1, 1.25)
    assert changed["rules"][1] == {"key": "deal", "category": "outcome", "strange": True, "weight": "1.25"}
    assert changed["unknown"] == [1]
    assert repr(PLAN) == before


def test_a_rule_moves_among_those_of_its_category() -> None:
    assert keys(moved(PLAN, 0, 1)) == ["call", "deal", "visit", "no rule at all"]
    assert keys(moved(PLAN, 2, -1)) == ["call", "deal", "visit", "no rule at all"]
    assert keys(moved(PLAN, 0, -1)) == keys(PLAN)
    assert keys(moved(PLAN, 2, 1)) == keys(PLAN)


def test_a_copy_stands_behind_it_with_a_key_of_its_own() -> None:
    once = with_copy(PLAN, 1)
    assert keys(once) == ["visit", "deal", "deal_2", "call", "no rule at all"]
    assert keys(with_copy(once, 1))[2] == "deal_3"


def test_rules_come_and_go() -> None:
    assert keys(with_rule(PLAN, None, {"key": "new"}))[-1] == "new"
    assert keys(with_rule(PLAN, 0, {"key": "new"}))[0] == "new"
    assert keys(without_rule(PLAN, 1)) == ["visit", "call", "no rule at all"]


@pytest.mark.parametrize("place", [-1, 3, 4])
def test_what_is_no_rule_there_is_refused(place: int) -> None:
    with pytest.raises(Invalid, match="not in the draft any more"):
        rule_at(PLAN, place)


@pytest.mark.parametrize(
    ("weight", "written"), [(1.0, 1), (0.0, 0), (1.5, "1.5"), (12.3456, "12.3456"), (-1.0, -1), (0.1 + 0.2, "0.3"), (100.0, 100)]
)
def test_weights_are_written_exactly(weight: float, written: int | str) -> None:
    assert as_written(weight) == written


@pytest.mark.parametrize("typed", [1e30, -1e300, float("inf")])
def test_a_number_beyond_all_bounds_is_written_and_refused_where_plans_are_read(typed: float) -> None:
    assert abs(int(as_written(typed))) > 100


def test_what_is_no_rule_can_be_replaced_and_removed() -> None:
    assert with_rule(PLAN, 3, {"key": "new"})["rules"][3] == {"key": "new"}
    assert without_rule(PLAN, 3)["rules"] == PLAN["rules"][:3]
    with pytest.raises(Invalid, match="not in the draft any more"):
        without_rule(PLAN, 4)


def test_keys_of_any_shape_leave_a_free_key() -> None:
    assert free_key({"rules": [{"key": ["visit"]}, {"key": "visit"}]}, "visit") == "visit_2"


def test_the_weight_of_a_category_stands_whatever_stood_there() -> None:
    assert with_category_weight({"category_weights": "x"}, Category.TEAM, 2.0)["category_weights"] == {"team": 2}


def test_a_free_key_is_no_longer_than_a_key_may_be() -> None:
    long = "x" * 80
    assert len(free_key({"rules": [{"key": long}]}, long)) <= 80
    assert free_key({"rules": []}, long) == long
