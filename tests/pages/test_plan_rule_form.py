"""The form of a rule: everything without YAML; a mistake stands at its field and nothing is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from services.access import COMMAND_LINE
from services.plans import plan_drafts
from services.plans.plan_drafts import PlanDraft
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn
from tests.pages.living import Shop


def begun(shop: Shop) -> PlanDraft:
    return plan_drafts.start_from_version(shop.database, COMMAND_LINE, name="Spring")


def rules(shop: Shop, draft: PlanDraft) -> list[dict[str, Any]]:
    return list(plan_drafts.get(shop.database, COMMAND_LINE, draft.head.id).document["rules"])


def place_of(shop: Shop, draft: PlanDraft, key: str) -> int:
    return [rule["key"] for rule in rules(shop, draft)].index(key)


def editing(visit: Visit, draft: PlanDraft, place: int) -> AppTest:
    page = visit("plan", "manager", draft=str(draft.head.id))
    page.button(key=f"plan_edit_{place}").click().run()
    assert not page.exception
    return page


def adding(visit: Visit, draft: PlanDraft) -> AppTest:
    page = visit("plan", "manager", draft=str(draft.head.id))
    page.button(key="plan_add").click().run()
    page.text_input(key="plan_f_en").input("Trade fair").run()
    page.text_input(key="plan_f_zh").input("展会").run()
    page.multiselect(key="plan_f_activity").select("customer_visited").run()
    return page


def test_saving_without_a_change_changes_nothing(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    for place in range(len(rules(shop, draft))):
        page = editing(visit, draft, place)
        page.button(key="plan_f_save").click().run()
        assert not page.exception
    assert plan_drafts.get(shop.database, COMMAND_LINE, draft.head.id).changes == ()


def test_a_rule_is_added_with_conditions_limits_and_dates(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = adding(visit, draft)
    page.number_input(key="plan_f_points").set_value(7).run()
    page.button(key="plan_f_when_add").click().run()
    page.selectbox(key="plan_f_when_0_field").select("amount").run()
    page.selectbox(key="plan_f_when_0_amount_op").select(">=").run()
    page.number_input(key="plan_f_when_0_amount_>=").set_value(250.5).run()
    page.button(key="plan_f_limits_add").click().run()
    page.number_input(key="plan_f_limits_0_most").set_value(2).run()
    page.selectbox(key="plan_f_limits_0_per").select("week").run()
    page.multiselect(key="plan_f_limits_0_same").select("customer").run()
    page.number_input(key="plan_f_hours").set_value(1.5).run()
    page.text_area(key="plan_f_why_en").input("Fairs are rare").run()
    page.button(key="plan_f_save").click().run()
    added = rules(shop, draft)[-1]
    assert (added["key"], added["label"], added["award"]) == (
        "trade_fair",
        {"en": "Trade fair", "zh": "展会"},
        {"to": "employee", "points": 7},
    )
    assert added["when"] == [{"field": "amount", "op": ">=", "value": "250.5"}]
    assert added["limits"] == [{"per": "week", "times": 2, "same": ["customer"]}]
    assert added["cooldown"] == {"hours": "1.5"}
    assert added["why"] == {"en": "Fairs are rare"}
    assert "New: Trade fair" in drawn(page)


def no_points(page: AppTest) -> None:
    """A rule without points."""


def weight_below_zero(page: AppTest) -> None:
    page.number_input(key="plan_f_points").set_value(5).run()
    page.number_input(key="plan_f_weight").set_value(-1.0).run()


def a_key_that_stands(page: AppTest) -> None:
    page.number_input(key="plan_f_points").set_value(5).run()
    page.text_input(key="plan_f_key").input("deal_won").run()


def window_that_ends_first(page: AppTest) -> None:
    page.number_input(key="plan_f_points").set_value(5).run()
    page.date_input(key="plan_f_from").set_value(dt.date(2026, 5, 2)).run()
    page.date_input(key="plan_f_until").set_value(dt.date(2026, 5, 1)).run()


def limit_of_nothing(page: AppTest) -> None:
    page.number_input(key="plan_f_points").set_value(5).run()
    page.button(key="plan_f_limits_add").click().run()


def condition_without_a_value(page: AppTest) -> None:
    page.number_input(key="plan_f_points").set_value(5).run()
    page.button(key="plan_f_when_add").click().run()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (no_points, "is missing"),
        (weight_below_zero, "must be from 0 to 100"),
        (a_key_that_stands, "must differ from the key of"),
        (window_that_ends_first, "must be after from"),
        (limit_of_nothing, "must be positive"),
        (condition_without_a_value, "is missing"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_mistake_stands_at_its_field_and_nothing_is_saved(
    shop: Shop, visit: Visit, spoil: Callable[[AppTest], None], sentence: str
) -> None:
    draft = begun(shop)
    page = adding(visit, draft)
    spoil(page)
    page.button(key="plan_f_save").click().run()
    assert sentence in drawn(page).lower()
    assert rules(shop, draft) == draft.document["rules"]
    assert page.text_input(key="plan_f_en").value == "Trade fair"


def test_the_mistake_is_told_in_chinese(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = visit("plan", "manager", draft=str(draft.head.id), lang="zh")
    page.button(key="plan_add").click().run()
    page.text_input(key="plan_f_en").input("Trade fair").run()
    page.button(key="plan_f_save").click().run()
    assert "缺失" in drawn(page)


def test_the_key_of_a_published_rule_is_fixed(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = editing(visit, draft, 0)
    assert page.text_input(key="plan_f_key").disabled


def test_the_five_hundred_and_first_rule_is_refused(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    many = [draft.document["rules"][0] | {"key": f"rule_{n}"} for n in range(500)]
    plan_drafts.save(shop.database, COMMAND_LINE, draft.head.id, {**draft.document, "rules": many}, revision=1)
    page = adding(visit, draft)
    page.number_input(key="plan_f_points").set_value(5).run()
    page.button(key="plan_f_save").click().run()
    assert "at most 500" in drawn(page)
    assert len(rules(shop, draft)) == 500


def test_what_was_typed_into_one_form_does_not_stand_in_the_next(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = editing(visit, draft, 0)
    page.number_input(key="plan_f_points").set_value(77).run()
    page.button(key="plan_edit_1").click().run()
    assert page.number_input(key="plan_f_points").value == rules(shop, draft)[1]["award"]["points"]


def test_conditions_are_removed_and_attributes_of_the_form_are_offered(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    place = next(n for n, rule in enumerate(rules(shop, draft)) if rule.get("when"))
    page = editing(visit, draft, place)
    field = rules(shop, draft)[place]["when"][0]["field"]
    assert page.selectbox(key="plan_f_when_0_field").value == field
    page.button(key="plan_f_when_0_remove").click().run()
    page.button(key="plan_f_save").click().run()
    assert "when" not in rules(shop, draft)[place]


def test_a_rule_is_tried_on_the_last_real_activities_without_saving(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = editing(visit, draft, place_of(shop, draft, "deal_won"))
    page.number_input(key="plan_f_points").set_value(70).run()
    page.button(key="plan_f_try").click().run()
    assert "+70" in drawn(page)
    assert "Ann Li" in drawn(page)
    assert "Ben Okafor" not in drawn(page)  # of another team than the manager's
    assert rules(shop, draft) == draft.document["rules"]


def test_a_rule_with_a_mistake_is_not_tried(shop: Shop, visit: Visit) -> None:
    page = adding(visit, begun(shop))
    page.button(key="plan_f_try").click().run()
    assert "is missing" in drawn(page).lower()
    assert "for the last" not in drawn(page)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"when": [{"field": "weather", "op": "=", "value": "sun"}]}, "unknown field"),
        ({"when": [{"field": "amount", "op": "like", "value": []}]}, "unknown op"),
        ({"limits": [{"per": "century", "times": "many", "same": ["weather"]}]}, "unknown window"),
        ({"award": {"to": "nobody", "points": "many", "per": "x", "of": "weather"}, "weight": "heavy"}, "unknown recipient"),
    ],
    ids=["a field that does not exist", "a comparison that does not exist", "a window that does not exist", "an award of nonsense"],
)
def test_what_a_file_has_wrong_opens_in_the_form_and_is_told_at_its_field(
    shop: Shop, visit: Visit, wrong: dict[str, Any], sentence: str
) -> None:
    draft = begun(shop)
    standing = with_first(shop, draft, wrong)
    page = editing(visit, draft, 0)
    page.button(key="plan_f_save").click().run()
    assert not page.exception
    assert any(sentence in said.lower() for said in drawn(page).split('class="lr lra-complaint"')[1:])
    assert rules(shop, draft) == standing


BEYOND = 10**400
BEYOND_ALL: tuple[dict[str, Any], ...] = (
    {"award": {"to": "employee", "points": 10**30, "min": -(10**30), "per": BEYOND, "of": "amount"}},
    {"weight": BEYOND, "limits": [{"per": "day", "times": 10**30}], "cooldown": {"hours": BEYOND}},
    {"when": [{"field": "weekday", "op": "=", "value": "someday"}, {"field": "amount", "op": ">", "value": BEYOND}]},
    {"active": {"from": "0001-01-01", "until": "0001-01-01"}},
)


@pytest.mark.parametrize("wrong", BEYOND_ALL, ids=["points", "numbers", "conditions", "days"])
def test_values_beyond_what_a_field_can_show_open_in_the_form_and_are_refused(shop: Shop, visit: Visit, wrong: dict[str, Any]) -> None:
    draft = begun(shop)
    standing = with_first(shop, draft, wrong)
    page = editing(visit, draft, 0)
    page.button(key="plan_f_save").click().run()
    assert not page.exception
    assert rules(shop, draft) == standing or not plan_drafts.get(shop.database, COMMAND_LINE, draft.head.id).mistakes


def test_days_of_the_week_are_read_by_name(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    when = [{"field": "weekday", "op": "=", "value": "mon"}, {"field": "weekday", "op": "in", "value": ["Tue", 3]}]
    with_first(shop, draft, {"when": when})
    page = editing(visit, draft, 0)
    page.button(key="plan_f_save").click().run()
    assert not page.exception
    assert [one["value"] for one in rules(shop, draft)[0]["when"]] == [1, [2, 3]]


def test_other_shapes_in_a_file_are_made_a_rule_by_the_form(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    with_first(shop, draft, {"when": "never", "limits": 3, "cooldown": [], "active": {"from": "soon"}, "label": 7, "why": []})
    page = editing(visit, draft, 0)
    page.button(key="plan_f_save").click().run()
    assert not page.exception
    assert not plan_drafts.get(shop.database, COMMAND_LINE, draft.head.id).mistakes


def with_first(shop: Shop, draft: PlanDraft, change: dict[str, Any]) -> list[dict[str, Any]]:
    """The rules of the draft, of which the first is as a file could have it."""
    changed = [draft.document["rules"][0] | change, *draft.document["rules"][1:]]
    plan_drafts.save(shop.database, COMMAND_LINE, draft.head.id, {**draft.document, "rules": changed}, revision=1)
    return changed
