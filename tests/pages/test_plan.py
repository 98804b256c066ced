"""A draft on the plan page: cards with weights, what differs, who gains; conflicts lose nothing."""

from __future__ import annotations

from typing import Any

import pytest

from services.access import COMMAND_LINE
from services.plans import plan_drafts, planning
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import Shop
from tests.pages.plan_drafting import begun, now_standing, opened, saved
from ui.components.plan.plan_cards import AT_ONCE, SLIDER_MOST


def test_the_rules_stand_as_cards_in_plain_words(shop: Shop, visit: Visit) -> None:
    page = drawn(opened(visit, begun(shop)))
    assert "Deal won" in page
    assert "+50" in page
    assert "Outcome" in page


def test_moving_a_slider_saves_the_draft_and_shows_what_differs(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    page.slider(key="plan_weight_rule_0_slider").set_value(1.5).run()
    rule = now_standing(shop, draft).document["rules"][0]
    assert rule["weight"] == "1.5"
    assert "1 difference from version 1" in drawn(page)
    assert "weight 1 → 1.5" in drawn(page)
    assert page.number_input(key="plan_weight_rule_0_number").value == 1.5


def test_a_number_reaches_where_the_slider_ends_with_four_decimals(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    page.number_input(key="plan_weight_rule_1_number").set_value(12.3456).run()
    assert now_standing(shop, draft).document["rules"][1]["weight"] == "12.3456"
    assert page.slider(key="plan_weight_rule_1_slider").value == SLIDER_MOST


def test_the_weight_of_a_category_is_moved(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    page.slider(key="plan_weight_outcome_slider").set_value(2.0).run()
    assert now_standing(shop, draft).document["category_weights"]["outcome"] == 2
    assert "weight 1 → 2" in drawn(page)


def test_a_weight_of_minus_one_is_told_at_its_rule_and_not_published(shop: Shop, visit: Visit) -> None:
    page = opened(visit, begun(shop))
    page.number_input(key="plan_weight_rule_0_number").set_value(-1.0).run()
    assert "must be from 0 to 100" in drawn(page).lower()
    assert "1 mistake to set right" in drawn(page)
    assert page.button(key="plan_publish_open").disabled


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"award": {"to": "employee"}}, "is missing"),
        ({"active": {"from": "2026-05-01", "until": "2026-04-01"}}, "must be after from"),
        ({"when": [{"field": "weather", "op": "=", "value": "sun"}]}, "unknown field"),
    ],
    ids=["a rule without points", "a window that ends before it begins", "a field that does not exist"],
)
def test_mistakes_are_told_at_their_rule(shop: Shop, visit: Visit, change: dict[str, Any], sentence: str) -> None:
    page = opened(visit, begun(shop, **change))
    assert sentence in drawn(page).lower()
    assert page.button(key="plan_publish_open").disabled


def test_two_rules_with_one_key_are_told(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    rules = draft.document["rules"]
    page = opened(visit, saved(shop, draft, [*rules, rules[0]]))
    assert "must differ from the key of" in drawn(page).lower()


@pytest.mark.parametrize(("way", "count"), [("copy", 1), ("remove", -1)])
def test_a_rule_is_copied_and_removed(shop: Shop, visit: Visit, way: str, count: int) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    page.menu_button(key="plan_more_0").click(way).run()
    assert len(now_standing(shop, draft).document["rules"]) == len(draft.document["rules"]) + count
    assert not now_standing(shop, draft).mistakes
    assert not page.exception


def test_a_rule_is_switched_off_and_on(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    page.menu_button(key="plan_more_0").click("switch").run()
    assert now_standing(shop, draft).document["rules"][0]["weight"] == 0
    assert "switched off" in drawn(page)
    page.menu_button(key="plan_more_0").click("switch").run()
    assert now_standing(shop, draft).document["rules"][0]["weight"] == 1


def test_a_weight_that_is_emptied_stays_as_it_was(shop: Shop, visit: Visit) -> None:
    draft = begun(shop, weight=3)
    page = opened(visit, draft)
    page.number_input(key="plan_weight_rule_0_number").set_value(None).run()
    assert page.number_input(key="plan_weight_rule_0_number").value == 3
    assert now_standing(shop, draft).document["rules"][0]["weight"] == 3


def test_a_number_that_no_weight_can_be_is_told_at_the_rule(shop: Shop, visit: Visit) -> None:
    page = opened(visit, begun(shop))
    page.number_input(key="plan_weight_rule_0_number").set_value(1e30).run()
    assert not page.exception
    assert "1 mistake to set right" in drawn(page)


def test_what_is_no_rule_is_removed(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    count = len(draft.document["rules"])
    page = opened(visit, saved(shop, draft, [*draft.document["rules"], "text"]))
    page.menu_button(key=f"plan_more_{count}").click("remove").run()
    assert now_standing(shop, draft).document["rules"] == draft.document["rules"]


def test_a_change_of_a_draft_that_was_discarded_meanwhile_is_kept(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    plan_drafts.discard(shop.database, COMMAND_LINE, draft.head.id)
    page.slider(key="plan_weight_rule_1_slider").set_value(4.0).run()
    assert "published or discarded" in told(page)
    page.button(key="plan_mine_too").click().run()
    [other] = plan_drafts.drafts(shop.database, COMMAND_LINE)
    assert plan_drafts.get(shop.database, COMMAND_LINE, other.id).document["rules"][1]["weight"] == 4


def test_it_is_said_that_a_version_was_published_since_the_draft_began(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    plan = planning.get(shop.database, COMMAND_LINE)["plan"]
    rules = [plan["rules"][0] | {"weight": 5}, *plan["rules"][1:]]
    planning.publish(shop.database, COMMAND_LINE, plan | {"rules": rules}, reason="More")
    assert "was published after this draft had begun" in drawn(opened(visit, draft))


def test_somebody_else_who_saved_meanwhile_is_never_overwritten(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    theirs = saved(shop, draft, [draft.document["rules"][0] | {"weight": 3}, *draft.document["rules"][1:]])
    page.slider(key="plan_weight_rule_1_slider").set_value(4.0).run()
    assert "saved this draft" in told(page)
    assert now_standing(shop, draft).document == theirs.document
    page.button(key="plan_mine_too").click().run()
    mine = next(d for d in plan_drafts.drafts(shop.database, COMMAND_LINE) if d.id != draft.head.id)
    assert plan_drafts.get(shop.database, COMMAND_LINE, mine.id).document["rules"][1]["weight"] == 4
    assert now_standing(shop, draft).document == theirs.document
    assert not page.exception


def test_one_can_look_at_what_somebody_else_saved(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    saved(shop, draft, [draft.document["rules"][0] | {"weight": 3}, *draft.document["rules"][1:]])
    page.slider(key="plan_weight_rule_1_slider").set_value(4.0).run()
    page.button(key="plan_theirs").click().run()
    assert page.slider(key="plan_weight_rule_0_slider").value == 3
    page.slider(key="plan_weight_rule_1_slider").set_value(5.0).run()
    assert now_standing(shop, draft).document["rules"][1]["weight"] == 5


def test_it_is_told_in_chinese(shop: Shop, visit: Visit) -> None:
    page = drawn(opened(visit, begun(shop, weight=-1), lang="zh"))
    assert "处错误" in page
    assert "必须" in page


def test_activities_and_fields_that_nothing_knows_are_named(shop: Shop, visit: Visit) -> None:
    change = {"activity": "moon_landing", "when": [{"field": "attributes.weather", "op": "=", "value": "sun"}]}
    page = drawn(opened(visit, begun(shop, **change)))
    assert "does not know these activities yet: moon_landing" in page
    assert "another system sends them: weather" in page


def test_a_starter_asks_for_nothing_that_its_types_do_not_have(shop: Shop, visit: Visit) -> None:
    page = drawn(opened(visit, begun(shop)))
    assert "does not know these" not in page
    assert "No form of an activity type" not in page


def test_who_gains_stands_beside_what_differs(shop: Shop, visit: Visit) -> None:
    page = opened(visit, begun(shop))
    assert "lrd-glance" not in drawn(page)
    page.slider(key="plan_weight_rule_2_slider").set_value(2.0).run()
    glance = drawn(page).split("lrd-glance", 1)[1].split("</div>", 1)[0]
    assert "Gain most" in glance
    assert "Ann Li" in glance


def test_of_five_hundred_rules_some_are_drawn_at_a_time(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, saved(shop, draft, [draft.document["rules"][0] | {"key": f"rule_{n}"} for n in range(500)]))
    assert len(page.menu_button) == AT_ONCE
    page.button(key="plan_cards_more").click().run()
    assert len(page.menu_button) == 2 * AT_ONCE
    assert not page.exception


def test_the_campaigns_of_the_draft_are_a_press_away(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    assert f"/campaigns?draft={draft.head.id}" in drawn(opened(visit, draft))
