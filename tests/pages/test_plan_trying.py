"""Trying a rule in its form: on an example and on the last real ones, live and without saving."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from services.access import COMMAND_LINE
from services.plans import plan_drafts
from services.plans.plan_drafts import PlanDraft
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn
from tests.pages.living import Shop


def begun(shop: Shop, key: str, **change: Any) -> tuple[PlanDraft, int]:
    """A draft with a rule changed, and the place of the rule."""
    draft = plan_drafts.start_from_version(shop.database, COMMAND_LINE, name="Spring")
    rules = [rule | change if rule["key"] == key else rule for rule in draft.document["rules"]]
    saved = plan_drafts.save(shop.database, COMMAND_LINE, draft.head.id, {**draft.document, "rules": rules}, revision=1)
    return saved, [rule["key"] for rule in rules].index(key)


def trying(visit: Visit, draft: PlanDraft, place: int, **query: str) -> AppTest:
    page = visit("plan", "manager", draft=str(draft.head.id), **query)
    page.button(key=f"plan_edit_{place}").click().run()
    page.button(key="plan_f_try").click().run()
    page.selectbox(key="plan_f_sample_employee").set_value("E01").run()
    assert not page.exception
    return page


def test_an_example_stands_beside_the_last_real_ones_and_follows_the_form(shop: Shop, visit: Visit) -> None:
    award = {"to": "employee", "points": 2, "per": 100, "of": "amount"}
    draft, place = begun(shop, "deal_won", award=award)
    page = trying(visit, draft, place)
    assert page.number_input(key="plan_f_sample_amount").value == 100, "what gives something is proposed"
    page.number_input(key="plan_f_sample_amount").set_value(1250.5).run()
    assert "+24" in drawn(page)
    assert "Whole units" in drawn(page)
    assert "On the last real ones" in drawn(page)
    page.number_input(key="plan_f_points").set_value(3).run()
    assert "+36" in drawn(page)
    assert plan_drafts.get(shop.database, COMMAND_LINE, draft.head.id).document == draft.document


def test_it_asks_for_the_attributes_that_the_rule_looks_at(shop: Shop, visit: Visit) -> None:
    page = trying(visit, *begun(shop, "satisfaction"))
    assert page.number_input(key="plan_f_sample_attributes.stars").value == 4
    assert "+10" in drawn(page)
    page.number_input(key="plan_f_sample_attributes.stars").set_value(3).run()
    assert "+10" not in drawn(page).split("On the last real ones")[0].split("On an example")[1]


def test_a_campaign_of_the_draft_counts(shop: Shop, visit: Visit) -> None:
    draft, place = begun(shop, "deal_won", weight=1)
    campaign = {"key": "spring", "multiply": 3, "from": "2020-01-01", "until": "2090-01-01"}
    plan_drafts.save(shop.database, COMMAND_LINE, draft.head.id, {**draft.document, "campaigns": [campaign]}, revision=draft.head.revision)
    page = trying(visit, draft, place)
    assert "+150" in drawn(page)


def test_what_is_wrong_with_the_example_is_told_and_the_real_ones_stay(shop: Shop, visit: Visit) -> None:
    draft, place = begun(shop, "deal_won", weight=2)
    page = trying(visit, draft, place)
    page.selectbox(key="plan_f_sample_employee").set_value("E02").run()
    assert "outside your reach" in drawn(page)
    assert "for the last" in drawn(page)


def test_it_is_tried_in_chinese(shop: Shop, visit: Visit) -> None:
    page = drawn(trying(visit, *begun(shop, "deal_won", weight=2), lang="zh"))
    assert "用一条示例试算" in page
    assert "成交" in page
    assert "+100" in page
