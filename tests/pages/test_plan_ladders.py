"""Levels, tiers and expiry by form: added, removed, sorted by points; each mistake stands at its field and nothing is saved."""

from __future__ import annotations

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

LEVELS = [
    {"key": "l1", "label": {"en": "Seed", "zh": "种子"}, "from": 0},
    {"key": "l2", "label": {"en": "Sprout", "zh": "幼苗"}, "from": 500},
]


def begun(shop: Shop, **parts: Any) -> PlanDraft:
    """A draft with these levels of employees."""
    draft = plan_drafts.start_from_version(shop.database, COMMAND_LINE, name="Spring")
    document = {**draft.document, "tiers": {"employee": LEVELS}, "expiry": {}, **parts}
    return plan_drafts.save(shop.database, COMMAND_LINE, draft.head.id, document, revision=1)


def standing(shop: Shop, draft: PlanDraft) -> Any:
    return plan_drafts.get(shop.database, COMMAND_LINE, draft.head.id).document


def editing(visit: Visit, draft: PlanDraft, kind: str = "employee", **query: str) -> AppTest:
    page = visit("plan", "manager", draft=str(draft.head.id), **query)
    page.button(key=f"plan_ladder_open_{kind}").click().run()
    assert not page.exception
    return page


def test_a_level_is_added_and_they_are_sorted_by_points(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = editing(visit, draft)
    page.button(key="plan_f_ladder_employee_add").click().run()
    page.text_input(key="plan_f_ladder_employee_2_en").input("Half way").run()
    page.number_input(key="plan_f_ladder_employee_2_from").set_value(250).run()
    page.button(key="plan_f_ladder_save").click().run()
    assert [(one["key"], one["from"]) for one in standing(shop, draft)["tiers"]["employee"]] == [("l1", 0), ("half_way", 250), ("l2", 500)]
    assert "from 250 points" in drawn(page)


def test_a_level_is_removed_and_saving_without_a_change_changes_nothing(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    editing(visit, draft).button(key="plan_f_ladder_save").click().run()
    assert standing(shop, draft)["tiers"] == {"employee": LEVELS}
    page = editing(visit, draft)
    page.button(key="plan_f_ladder_employee_1_remove").click().run()
    page.button(key="plan_f_ladder_save").click().run()
    assert standing(shop, draft)["tiers"]["employee"] == LEVELS[:1]


def test_points_expire_after_months_rounded_and_never_again(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = editing(visit, draft, "customer")
    page.radio(key="plan_f_expiry").set_value("months").run()
    page.number_input(key="plan_f_months").set_value(6).run()
    page.selectbox(key="plan_f_round_to").set_value("quarter").run()
    page.button(key="plan_f_ladder_save").click().run()
    assert standing(shop, draft)["expiry"] == {"customer": {"months": 6, "round_to": "quarter"}}
    assert "expire after 6 months, at the end of the quarter" in drawn(page)
    page.button(key="plan_ladder_open_customer").click().run()
    page.radio(key="plan_f_expiry").set_value("never").run()
    page.button(key="plan_f_ladder_save").click().run()
    assert "expiry" not in standing(shop, draft)


def first_not_from_zero(page: AppTest) -> None:
    page.number_input(key="plan_f_ladder_employee_0_from").set_value(10).run()


def points_below_zero(page: AppTest) -> None:
    page.number_input(key="plan_f_ladder_employee_1_from").set_value(-5).run()


def without_points(page: AppTest) -> None:
    page.button(key="plan_f_ladder_employee_add").click().run()


def as_many_points(page: AppTest) -> None:
    page.number_input(key="plan_f_ladder_employee_1_from").set_value(0).run()


def one_key_twice(page: AppTest) -> None:
    page.text_input(key="plan_f_ladder_employee_1_key").input("l1").run()


def no_months(page: AppTest) -> None:
    page.radio(key="plan_f_expiry").set_value("months").run()
    page.number_input(key="plan_f_months").set_value(0).run()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (first_not_from_zero, "must be 0 for the first tier"),
        (points_below_zero, "must be from 0 to"),
        (without_points, "is missing"),
        (as_many_points, "must be more than the tier before"),
        (one_key_twice, "must differ from the key of"),
        (no_months, "must be from 1 to 1200"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_mistake_stands_at_its_field_and_nothing_is_saved(
    shop: Shop, visit: Visit, spoil: Callable[[AppTest], None], sentence: str
) -> None:
    draft = begun(shop)
    page = editing(visit, draft)
    spoil(page)
    page.button(key="plan_f_ladder_save").click().run()
    assert sentence in drawn(page).lower().replace(",", "")
    assert standing(shop, draft) == draft.document


def test_mistakes_of_a_file_stand_at_the_ladder(shop: Shop, visit: Visit) -> None:
    wrong = {"tiers": {"customer": [{"key": "gold", "from": 10}]}, "expiry": {"customer": {"months": 6, "round_to": "decade"}}}
    page = visit("plan", "manager", draft=str(begun(shop, **wrong).head.id))
    assert not page.exception
    assert "must be 0 for the first tier" in drawn(page).lower()
    assert "level 1, from" in drawn(page)
    assert "expiry, rounding" in drawn(page)
    assert "2 mistakes to set right" in drawn(page)


def test_it_is_told_in_chinese(shop: Shop, visit: Visit) -> None:
    page = drawn(editing(visit, begun(shop), lang="zh"))
    assert "各级" in page
    assert "种子" in page
