"""Campaigns: the calendar, the form, drafts of them, publishing; what overlaps is told."""

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
from tests.pages.drawing import buttons, drawn, press, told
from tests.pages.living import NASTY, Shop

TODAY = dt.date.today()
LIST = "campaigns_list"


def day(number: int) -> str:
    return (TODAY + dt.timedelta(days=number)).isoformat()


def campaign(key: str, begins: int, ends: int, **more: Any) -> dict[str, Any]:
    return {"key": key, "multiply": 2, "from": day(begins), "until": day(ends)} | more


def publish(shop: Shop, *campaigns: dict[str, Any]) -> None:
    plan = planning.get(shop.database, COMMAND_LINE)["plan"]
    planning.publish(shop.database, COMMAND_LINE, plan | {"campaigns": list(campaigns)}, reason="Campaigns")


def begun(shop: Shop, *campaigns: dict[str, Any]) -> PlanDraft:
    """A draft that begins as the plan in force, with these campaigns."""
    draft = plan_drafts.start_from_version(shop.database, COMMAND_LINE, name="Spring")
    document = {**draft.document, "campaigns": list(campaigns)}
    return plan_drafts.save(shop.database, COMMAND_LINE, draft.head.id, document, revision=draft.head.revision)


def drafts(shop: Shop) -> list[PlanDraft]:
    return [plan_drafts.get(shop.database, COMMAND_LINE, one.id) for one in plan_drafts.drafts(shop.database, COMMAND_LINE)]


def fill(page: AppTest, name: str, begins: int | None = 1, ends: int | None = 7) -> AppTest:
    """The form of a campaign with a name and its first and last day."""
    page.text_input(key="campaigns_f_en").input(name)
    for key, number in (("from", begins), ("until", ends)):
        if number is not None:
            page.date_input(key=f"campaigns_f_{key}").set_value(TODAY + dt.timedelta(days=number))
    return page.run()


@pytest.mark.parametrize(
    "wrong",
    [
        "no campaign",
        {"key": "x", "multiply": 10**400, "budget": 10**30},
        {"key": "x", "multiply": 2, "from": "0001-01-01", "until": "9999-12-31", "rules": [["x"], 5], "teams": ["nowhere"]},
    ],
    ids=["no object", "beyond all numbers", "all of time"],
)
def test_whatever_a_file_has_for_a_campaign_is_edited_copied_and_removed(shop: Shop, visit: Visit, wrong: Any) -> None:
    draft = begun(shop, wrong)
    page = visit("campaigns", "manager", draft=str(draft.head.id))
    for key in [key for key in buttons(page) if key.startswith(("edit:", "copy:"))]:
        press(page, LIST, key)
        page.button(key="campaigns_f_save").click().run()
        assert not page.exception
    press(page, LIST, "remove:0")
    assert "campaigns" not in drafts(shop)[0].document
    assert not visit("plan", "manager", draft=str(draft.head.id)).exception


def test_without_campaigns_it_says_what_one_is_and_offers_to_add_one(shop: Shop, visit: Visit) -> None:
    page = visit("campaigns", "manager")
    assert "No campaign yet" in drawn(page)
    assert page.button(key="campaigns_add").label == "Add a campaign"


def test_past_running_and_coming_campaigns_are_told(shop: Shop, visit: Visit) -> None:
    label = {"en": NASTY, "zh": "春季"}
    publish(
        shop,
        campaign("gone_by", -40, -30, rules=["deal_won"]),
        campaign("now", -2, 3, rules=["deal_won"], teams=["EAST"], label=label, budget=5000),
        campaign("soon", 20, 30, types=["customer_visited"], tags=["gold"], multiply="1.5"),
    )
    page = drawn(visit("campaigns", "manager"))
    assert "running, 3 days left" in page
    assert "begins " in page
    assert "Deal won · in East" in page
    assert "Customer visit · for customers tagged gold" in page
    assert "× 1.5" in page
    assert "0 of 5,000 points used" in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_a_campaign_that_a_later_version_lacks_stays_in_the_calendar(shop: Shop, visit: Visit) -> None:
    publish(shop, campaign("old", -20, 20, label="Old one"))
    publish(shop)
    page = drawn(visit("campaigns", "manager"))
    assert "Old one" in page
    assert "no longer in the plan" in page


def test_a_new_campaign_is_saved_in_a_draft_that_begins_as_the_plan(shop: Shop, visit: Visit) -> None:
    page = visit("campaigns", "manager")
    page.button(key="campaigns_add").click().run()
    fill(page, "Double Deals!")
    page.multiselect(key="campaigns_f_rules").set_value(["deal_won"])
    page.multiselect(key="campaigns_f_teams").set_value(["EAST"])
    page.multiselect(key="campaigns_f_tags").set_value(["gold"])
    page.number_input(key="campaigns_f_budget").set_value(9000)
    page.button(key="campaigns_f_save").click().run()
    [draft] = drafts(shop)
    assert not draft.mistakes
    assert draft.head.based_on == 1
    [one] = draft.document["campaigns"]
    assert one == campaign("double_deals", 1, 8) | {
        "label": {"en": "Double Deals!"},
        "rules": ["deal_won"],
        "teams": ["EAST"],
        "tags": ["gold"],
        "budget": 9000,
    }
    assert "new in this draft" in drawn(page)
    assert "Double Deals!" in drawn(page)


@pytest.mark.parametrize(
    ("name", "begins", "ends", "multiply", "sentence"),
    [
        ("", 1, 7, 2.0, "Give it a name."),
        ("A", None, 7, 2.0, "Is missing"),
        ("A", 7, 1, 2.0, "Must be after from"),
        ("A", 1, 7, -1.0, "Must be from 0 to 100"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_nothing_is_saved(
    shop: Shop, visit: Visit, name: str, begins: int | None, ends: int | None, multiply: float, sentence: str
) -> None:
    page = visit("campaigns", "manager")
    page.button(key="campaigns_add").click().run()
    fill(page, name, begins, ends)
    page.number_input(key="campaigns_f_multiply").set_value(multiply)
    page.button(key="campaigns_f_save").click().run()
    assert sentence.lower() in drawn(page).lower()
    assert drafts(shop) == []


def test_the_form_tells_what_overlaps_and_what_then_counts(shop: Shop, visit: Visit) -> None:
    publish(shop, campaign("spring", 0, 10, multiply=3, label="Spring", rules=["deal_won"]))
    page = visit("campaigns", "manager")
    page.button(key="campaigns_add").click().run()
    fill(page, "Other")
    assert "“Spring” (× 3) runs too" in drawn(page)
    assert "its multiplier is higher and counts alone" in drawn(page)
    page.button(key="campaigns_f_save").click().run()
    page.radio(key="campaigns_overlap").set_value("product").run()
    [draft] = drafts(shop)
    assert draft.document["campaign_overlap"] == "product"
    assert "together they multiply by 6" in drawn(page)


def test_editing_keeps_the_key_of_what_was_published(shop: Shop, visit: Visit) -> None:
    publish(shop, campaign("spring", 1, 8, label="Spring"))
    page = visit("campaigns", "manager")
    press(page, LIST, "edit:0")
    assert page.text_input(key="campaigns_f_key").disabled
    assert page.date_input(key="campaigns_f_until").value == TODAY + dt.timedelta(days=7)
    page.text_input(key="campaigns_f_en").input("Summer")
    page.number_input(key="campaigns_f_multiply").set_value(1.5)
    page.button(key="campaigns_f_save").click().run()
    [one] = drafts(shop)[0].document["campaigns"]
    assert one == campaign("spring", 1, 8, multiply="1.5", label={"en": "Summer", "zh": "Spring"})
    assert "changed in this draft" in drawn(page)


def test_a_copy_begins_today_under_a_key_of_its_own(shop: Shop, visit: Visit) -> None:
    publish(shop, campaign("spring", -30, -20, label="Spring"))
    page = visit("campaigns", "manager")
    press(page, LIST, "copy:0")
    page.button(key="campaigns_f_save").click().run()
    assert drafts(shop)[0].document["campaigns"][1] == campaign("spring_2", 0, 10, label={"en": "Spring", "zh": "Spring"})


def test_a_campaign_is_removed_from_the_draft_alone(shop: Shop, visit: Visit) -> None:
    publish(shop, campaign("spring", 1, 8, label="Spring"))
    page = visit("campaigns", "manager")
    press(page, LIST, "remove:0")
    assert "campaigns" not in drafts(shop)[0].document
    assert "removed in this draft" in drawn(page)
    assert planning.get(shop.database, COMMAND_LINE)["plan"]["campaigns"]


@pytest.mark.parametrize("said", ["remove:", "remove:7", "edit:nothing", "publish:0", "remove", "copy:<b>", "", "::"])
def test_what_no_button_says_does_nothing(shop: Shop, visit: Visit, said: str) -> None:
    publish(shop, campaign("spring", 1, 8, label="Spring"))
    page = press(visit("campaigns", "manager"), LIST, said)
    assert "Spring" in drawn(page)
    assert drafts(shop) == []


def test_more_are_shown_when_asked_for(shop: Shop, visit: Visit) -> None:
    publish(shop, *(campaign(f"c{n}", 1 + n, 8 + n) for n in range(14)))
    page = visit("campaigns", "manager")
    assert len([key for key in buttons(page) if key.startswith("edit:")]) == 12
    press(page, LIST, "more")
    assert len([key for key in buttons(page) if key.startswith("edit:")]) == 14
    assert "more" not in buttons(page)


def test_somebody_else_who_saved_meanwhile_is_never_overwritten(shop: Shop, visit: Visit) -> None:
    draft = begun(shop, campaign("spring", 1, 8))
    page = visit("campaigns", "manager", draft=str(draft.head.id))
    theirs = {**draft.document, "campaigns": [campaign("autumn", 1, 8)]}
    plan_drafts.save(shop.database, COMMAND_LINE, draft.head.id, theirs, revision=draft.head.revision)
    press(page, LIST, "remove:0")
    assert "saved this draft" in told(page)
    assert plan_drafts.get(shop.database, COMMAND_LINE, draft.head.id).document == theirs


def test_mistakes_of_a_draft_stand_at_their_campaign(shop: Shop, visit: Visit) -> None:
    draft = begun(shop, campaign("spring", 8, 1), campaign("summer", 1, 8), {"key": 7})
    page = drawn(visit("campaigns", "manager", draft=str(draft.head.id)))
    assert "must be after from" in page.lower()
    assert "not right yet" in page
    assert "summer" in page


def test_it_is_published_from_here(shop: Shop, visit: Visit) -> None:
    draft = begun(shop, campaign("spring", 1, 8))
    page = visit("campaigns", "manager", draft=str(draft.head.id))
    page.button(key="plan_publish_open").click().run()
    page.text_area(key="plan_reason").input("Spring begins")
    page.button(key="plan_publish_send").click().run()
    assert planning.get(shop.database, COMMAND_LINE)["plan"]["campaigns"][0]["key"] == "spring"
    assert not page.exception


def test_where_publishing_is_reserved_a_manager_drafts_only(shop: Shop, visit: Visit) -> None:
    organising.change(shop.database, COMMAND_LINE, {"managers_publish": False})
    draft = begun(shop, campaign("spring", 1, 8))
    page = visit("campaigns", "manager", draft=str(draft.head.id))
    assert "reserved to administrators" in drawn(page)
    assert [button for button in page.button if button.key == "plan_publish_open"] == []


@pytest.mark.parametrize("asked", ["99", "x", "²"])
def test_a_draft_that_is_gone_is_told(shop: Shop, visit: Visit, asked: str) -> None:
    assert "was published or discarded" in told(visit("campaigns", "manager", draft=asked))


@pytest.mark.parametrize("user", ["ann", "screen", "loner"])
def test_nobody_else_sees_campaigns_here(shop: Shop, visit: Visit, user: str) -> None:
    assert "This page is not for you" in drawn(visit("campaigns", user))


def test_it_is_told_in_chinese(shop: Shop, visit: Visit) -> None:
    publish(shop, campaign("now", -2, 3, rules=["deal_won"], teams=["EAST"], budget=5000))
    page = drawn(visit("campaigns", "manager", lang="zh"))
    assert "进行中，还剩 3 天" in page
    assert "成交 · 仅限 East" in page


def test_before_the_first_plan_there_is_nothing_to_multiply(visit: Visit, database: Database) -> None:
    initialise(database, COMMAND_LINE, name="Acme", timezone="UTC", currency="EUR")
    users.add_user(database, COMMAND_LINE, "boss", role="manager")
    assert "There is no plan yet" in drawn(visit("campaigns", "boss"))
