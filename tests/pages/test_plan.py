"""The scoring plan: drafts, cards with weights, what differs, publishing; conflicts lose nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.plans import plan_drafts, planning
from services.plans.plan_drafts import PlanDraft
from services.sign_in import users
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import NASTY, Shop


def begun(shop: Shop, **change: Any) -> PlanDraft:
    """A draft that begins as the plan in force; change: of its first rule."""
    draft = plan_drafts.start_from_version(shop.database, COMMAND_LINE, name="Spring")
    if not change:
        return draft
    rules = [draft.document["rules"][0] | change, *draft.document["rules"][1:]]
    return saved(shop, draft, rules)


def saved(shop: Shop, draft: PlanDraft, rules: list[Any]) -> PlanDraft:
    document = {**draft.document, "rules": rules}
    return plan_drafts.save(shop.database, COMMAND_LINE, draft.head.id, document, revision=draft.head.revision)


def opened(visit: Visit, draft: PlanDraft, user: str = "manager", **query: str) -> AppTest:
    return visit("plan", user, draft=str(draft.head.id), **query)


def now_standing(shop: Shop, draft: PlanDraft) -> PlanDraft:
    return plan_drafts.get(shop.database, COMMAND_LINE, draft.head.id)


def test_without_drafts_it_says_what_one_is_and_offers_to_begin(shop: Shop, visit: Visit) -> None:
    page = visit("plan", "manager")
    assert "Nobody drafts a plan" in drawn(page)
    page.button(key="plan_change").click().run()
    [head] = plan_drafts.drafts(shop.database, COMMAND_LINE)
    assert head.based_on == 1
    assert "The same as version 1" in drawn(page)


def test_drafts_are_listed_with_who_saved_them(shop: Shop, visit: Visit) -> None:
    plan_drafts.start_empty(shop.database, COMMAND_LINE, name=NASTY)
    page = drawn(visit("plan", "manager"))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "saved by the command line, today" in page


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
    assert page.slider(key="plan_weight_rule_1_slider").value == 10


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


def test_publishing_asks_for_a_reason_and_leads_to_the_versions(shop: Shop, visit: Visit) -> None:
    page = opened(visit, begun(shop, weight=2))
    page.button(key="plan_publish_open").click().run()
    page.button(key="plan_publish_send").click().run()
    assert len(planning.list_versions(shop.database, COMMAND_LINE)["items"]) == 1
    page.text_area(key="plan_reason").input("Deals were worth too little")
    page.button(key="plan_publish_send").click().run()
    assert not page.exception
    found = planning.get(shop.database, COMMAND_LINE)
    assert (found["version"], found["reason"]) == (2, "Deals were worth too little")
    assert plan_drafts.drafts(shop.database, COMMAND_LINE) == ()


def test_it_begins_on_a_day_that_is_chosen(shop: Shop, visit: Visit) -> None:
    page = opened(visit, begun(shop, weight=2))
    page.button(key="plan_publish_open").click().run()
    day = dt.date.today() + dt.timedelta(days=3)
    page.text_area(key="plan_reason").input("From the first on")
    page.radio(key="plan_begins").set_value("day")
    page.date_input(key="plan_day").set_value(day)
    page.button(key="plan_publish_send").click().run()
    assert planning.get(shop.database, COMMAND_LINE, 2)["effective_from"].startswith(day.isoformat())


def test_where_publishing_is_reserved_a_manager_drafts_only(shop: Shop, visit: Visit) -> None:
    organising.change(shop.database, COMMAND_LINE, {"managers_publish": False})
    page = opened(visit, begun(shop, weight=2))
    assert "reserved to administrators" in drawn(page)
    assert [button for button in page.button if button.key == "plan_publish_open"] == []


def test_a_draft_is_renamed_and_discarded(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    page.button(key="plan_rename_open").click().run()
    page.text_input(key=f"plan_name_{draft.head.id}").input("Summer").run()
    page.button(key="plan_rename_send").click().run()
    assert now_standing(shop, draft).head.name == "Summer"
    page.button(key="plan_discard_open").click().run()
    page.button(key="plan_discard_send").click().run()
    assert plan_drafts.drafts(shop.database, COMMAND_LINE) == ()
    assert "Nobody drafts a plan" in drawn(page)


@pytest.mark.parametrize("chosen", ["empty", "retail"])
def test_a_draft_begins_empty_or_from_a_starter(shop: Shop, visit: Visit, chosen: str) -> None:
    page = visit("plan", "manager")
    page.button(key="plan_begin_open").click().run()
    page.radio(key="plan_begin_with").set_value(chosen).run()
    page.text_input(key="plan_begin_name").input("Another").run()
    page.button(key="plan_begin_send").click().run()
    [head] = plan_drafts.drafts(shop.database, COMMAND_LINE)
    assert head.name == "Another"
    assert not page.exception
    assert ("The draft has no rule yet" in drawn(page)) == (chosen == "empty")


def test_a_file_of_ten_thousand_rules_is_refused_and_one_with_mistakes_is_shown(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    page.button(key="plan_import_open").click().run()
    many = "name: Many\nrules:\n" + "  - {key: a}\n" * 10_000
    page.file_uploader(key=f"plan_import_file_{draft.head.id}").set_value(("many.yaml", many.encode(), "application/yaml")).run()
    page.button(key="plan_import_send").click().run()
    assert "10000 rules" in drawn(page)
    assert now_standing(shop, draft).document == draft.document
    few = b"name: Few\nrules:\n  - {key: visit}\n"
    page.file_uploader(key=f"plan_import_file_{draft.head.id}").set_value(("few.yaml", few, "application/yaml")).run()
    page.button(key="plan_import_send").click().run()
    assert "is missing" in drawn(page).lower()


@pytest.mark.parametrize("asked", ["99", "x", "²", "-1"])
def test_a_draft_that_is_gone_is_told(shop: Shop, visit: Visit, asked: str) -> None:
    assert "was published or discarded" in told(visit("plan", "manager", draft=asked))


@pytest.mark.parametrize("user", ["ann", "screen", "loner"])
def test_nobody_else_sees_a_draft(shop: Shop, visit: Visit, user: str) -> None:
    page = opened(visit, begun(shop), user)
    assert "This page is not for you" in drawn(page)
    assert "Spring" not in told(page)


def test_it_is_told_in_chinese(shop: Shop, visit: Visit) -> None:
    page = drawn(opened(visit, begun(shop, weight=-1), lang="zh"))
    assert "处错误" in page
    assert "必须" in page


def test_before_the_first_plan_a_starter_begins(visit: Visit, database: Database) -> None:
    initialise(database, COMMAND_LINE, name="Acme", timezone="UTC", currency="EUR")
    users.add_user(database, COMMAND_LINE, "boss", role="manager")
    page = visit("plan", "boss")
    assert [button for button in page.button if button.key == "plan_change"] == []
    page.button(key="plan_begin_open").click().run()
    page.radio(key="plan_begin_with").set_value("field_sales").run()
    page.button(key="plan_begin_send").click().run()
    assert "Nothing is published yet" in drawn(page)
    page.button(key="plan_publish_open").click().run()
    page.text_area(key="plan_reason").input("The beginning")
    page.button(key="plan_publish_send").click().run()
    assert planning.get(database, COMMAND_LINE)["version"] == 1


def test_activities_and_fields_that_nothing_knows_are_named(shop: Shop, visit: Visit) -> None:
    change = {"activity": "moon_landing", "when": [{"field": "attributes.weather", "op": "=", "value": "sun"}]}
    page = drawn(opened(visit, begun(shop, **change)))
    assert "does not know these activities yet: moon_landing" in page
    assert "another system sends them: weather" in page


def test_a_starter_asks_for_nothing_that_its_types_do_not_have(shop: Shop, visit: Visit) -> None:
    page = drawn(opened(visit, begun(shop)))
    assert "does not know these" not in page
    assert "No form of an activity type" not in page
