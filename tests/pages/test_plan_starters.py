"""Starter plans on the plan page: rules of one are added to a draft with their reasons; administrators add the activity types."""

from __future__ import annotations

from services.access import COMMAND_LINE
from services.activities import catalogue
from services.plans import plan_drafts
from services.plans.plan_drafts import PlanDraft
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn
from tests.pages.living import Shop


def begun(shop: Shop, starter: str | None = None) -> PlanDraft:
    if starter is not None:
        return plan_drafts.start_from_starter(shop.database, COMMAND_LINE, starter, name="Shops")
    return plan_drafts.start_from_version(shop.database, COMMAND_LINE, name="Spring")


def keys(shop: Shop, draft: PlanDraft) -> list[str]:
    return [rule["key"] for rule in plan_drafts.get(shop.database, COMMAND_LINE, draft.head.id).document["rules"]]


def test_rules_of_a_starter_are_added_with_their_reasons(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = visit("plan", "manager", draft=str(draft.head.id))
    page.button(key="plan_starter_open").click().run()
    assert page.selectbox(key="plan_starter_plan").value == "retail", "the draft has all rules of field sales"
    assert "A tenth of a first order" in drawn(page)
    page.multiselect(key="plan_starter_rules_retail").set_value(["follower_added", "member_joined"]).run()
    page.button(key="plan_starter_send").click().run()
    assert not page.exception
    assert keys(shop, draft) == [*(rule["key"] for rule in draft.document["rules"]), "follower_added", "member_joined"]
    assert "A tenth of a first order" in drawn(page), "the reason stands on the card"
    assert "New: New follower" in drawn(page)


def test_a_manager_is_told_who_adds_the_activity_types(shop: Shop, visit: Visit) -> None:
    page = visit("plan", "manager", draft=str(begun(shop, "retail").head.id))
    assert "follower_added" in drawn(page)
    assert "until an administrator adds them" in drawn(page)
    assert not [button for button in page.button if str(button.key).startswith("plan_types_")]


def test_an_administrator_adds_them_with_a_press(shop: Shop, visit: Visit) -> None:
    page = visit("plan", "admin", draft=str(begun(shop, "retail").head.id))
    page.button(key="plan_types_retail").click().run()
    assert not page.exception
    assert "follower_added" in {kind["key"] for kind in catalogue.list_types(shop.database, COMMAND_LINE)["items"]}
    assert "does not know these activities" not in drawn(page)
    assert "activity types added" in page.toast[0].value


def test_each_category_says_what_its_weight_is_for(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    assert "Raise it for new teams" in drawn(visit("plan", "manager", draft=str(draft.head.id)))
    page = drawn(visit("plan", "manager", draft=str(draft.head.id), lang="zh"))
    assert "成交的十分之一" in page
    assert "可以调高" in page
