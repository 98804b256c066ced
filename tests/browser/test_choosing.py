"""Lists that are one element: their boxes and buttons in a real browser, by mouse and by keyboard, while the list is drawn anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from services.access import COMMAND_LINE
from services.activities.waiting import count_waiting
from services.plans import plan_drafts
from services.plans.plan_drafts import PlanDraft
from tests.browser.shops import ServedShop
from tests.browser.visiting import Enter


@pytest.fixture
def three_wait(shop_server: ServedShop) -> Iterator[None]:
    """Three ice-breakers wait, and nothing else; afterwards nothing does."""
    shop_server.leave_nothing_waiting()
    for number in range(3):
        shop_server.record(type="ice_breaker_done", employee="E01", customer="C0", note=f"number {number}")
    yield
    shop_server.leave_nothing_waiting()


@pytest.fixture
def drafted(shop_server: ServedShop) -> Iterator[PlanDraft]:
    """A draft with a campaign, gone afterwards."""
    begun = plan_drafts.start_from_version(shop_server.database, COMMAND_LINE, name="Spring")
    begins, ends = (dt.date.today() + dt.timedelta(days=days) for days in (1, 8))
    spring = {"key": "spring", "label": "Spring", "multiply": 2, "from": begins.isoformat(), "until": ends.isoformat()}
    document = {**begun.document, "campaigns": [spring]}
    yield plan_drafts.save(shop_server.database, COMMAND_LINE, begun.head.id, document, revision=begun.head.revision)
    plan_drafts.discard(shop_server.database, COMMAND_LINE, begun.head.id)


def test_what_is_chosen_stays_chosen_while_more_arrives(shop_server: ServedShop, enter: Enter, three_wait: None) -> None:
    page = enter("manager").open("/approvals").page
    boxes, everything = page.get_by_role("checkbox", name="Ann Li"), page.get_by_role("checkbox", name="Choose all")
    boxes.nth(0).click()
    page.get_by_role("button", name="Approve 1").wait_for()
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Approve 2").wait_for()
    assert everything.evaluate("box => box.indeterminate")
    shop_server.record(type="ice_breaker_done", employee="E01", customer="C0", note="number 3")
    page.keyboard.press("Space")
    expect(boxes).to_have_count(4)
    assert [boxes.nth(n).is_checked() for n in range(4)] == [True, False, False, False]
    expect(boxes.nth(1)).to_be_focused()
    page.get_by_role("button", name="Approve 1").click()
    expect(page.get_by_test_id("stToast")).to_contain_text("1 approved: the points count")
    expect(boxes).to_have_count(3)
    assert not any(boxes.nth(n).is_checked() for n in range(3))
    assert count_waiting(shop_server.database, COMMAND_LINE) == 3


def test_all_are_chosen_and_left_at_once(enter: Enter, three_wait: None) -> None:
    page = enter("manager").open("/approvals").page
    page.get_by_text("Choose all 3 shown").click()
    page.get_by_role("button", name="Approve 3").wait_for()
    page.get_by_text("Choose all 3 shown").click()
    expect(page.get_by_role("button", name="Approve", exact=True)).to_be_disabled()


def test_the_buttons_of_a_list_do_what_they_say(shop_server: ServedShop, enter: Enter, drafted: PlanDraft) -> None:
    page = enter("manager").open(f"/campaigns?draft={drafted.head.id}").page
    page.get_by_role("button", name="Edit: Spring").click()
    expect(page.get_by_role("dialog").get_by_role("textbox").first).to_have_value("Spring")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Remove: Spring").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("No campaign yet")).to_be_visible()
    assert "campaigns" not in plan_drafts.get(shop_server.database, COMMAND_LINE, drafted.head.id).document
