"""A manager decides many at once; a board that stands open shows what other systems send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Locator, expect

from services.access import COMMAND_LINE
from services.activities import catalogue
from services.activities.recording import now_micros
from services.activities.waiting import count_waiting
from services.sign_in import keys
from tests.browser.shops import ServedShop
from tests.browser.visiting import Enter, Visitor

NAME = "欧阳"


def score(visitor: Visitor) -> Locator:
    """The score beside the name, on the podium or below it."""
    lines = visitor.page.locator(".lr-podium .step, .lr-board li").filter(has_text=NAME)
    return lines.locator(".score")


def whole(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.fixture
def ten_wait(shop_server: ServedShop) -> Iterator[None]:
    """Ten ratings of an employee of the east, worth ten points each, and one of the west; nothing else waits. Afterwards nothing does."""
    shop_server.leave_nothing_waiting()
    catalogue.put_type(shop_server.database, COMMAND_LINE, "satisfaction_rated", {"approval": True})
    for employee, customer, times in [("E05", "C4", 10), ("E02", "C1", 1)]:
        for _ in range(times):
            shop_server.record(type="satisfaction_rated", employee=employee, customer=customer, attributes={"stars": 5}, note="called back")
    yield
    shop_server.leave_nothing_waiting()
    catalogue.put_type(shop_server.database, COMMAND_LINE, "satisfaction_rated", {"approval": False})


def test_ten_are_approved_at_once_and_their_points_count(shop_server: ServedShop, enter: Enter, ten_wait: None) -> None:
    visitor = enter("manager").open("/leaderboard")
    before = whole(score(visitor).inner_text())
    visitor.page.get_by_role("link", name="Approvals").first.click()
    expect(visitor.page.get_by_text("10 wait for a decision")).to_be_visible()
    expect(visitor.page.locator(".lr-waiting")).to_have_count(10)
    visitor.page.get_by_text("Choose all 10 shown").click()
    visitor.page.get_by_role("button", name="Approve 10").click()
    expect(visitor.page.get_by_test_id("stToast")).to_contain_text("10 approved: the points count")
    expect(visitor.page.get_by_text("Nothing waits for you")).to_be_visible()
    visitor.page.get_by_role("link", name="Leaderboard").first.click()
    expect(score(visitor)).to_have_text(f"{before + 100:,}")
    assert count_waiting(shop_server.database, COMMAND_LINE) == 1, "the one of the west is for somebody else"


def test_an_open_board_shows_what_the_api_was_sent_without_a_touch(shop_server: ServedShop, enter: Enter) -> None:
    visitor = enter("ben").open("/leaderboard")
    before = whole(score(visitor).inner_text())
    visitor.page.evaluate("() => { window.isStillTheSame = true }")
    name = f"live {now_micros()}"
    key = keys.add(shop_server.database, COMMAND_LINE, name, ["activities:write"])
    activity = {"type": "deal_won", "source": "crm", "external_id": name, "employee": "E05", "customer": "C4", "amount": "99.00"}
    sent = httpx.post(
        f"{shop_server.url}/api/v1/activities",
        headers={"Authorization": f"Bearer {key}"},
        json={"activities": [activity | {"occurred_at": dt.datetime.now(dt.UTC).isoformat()}]},
    )
    assert sent.json()["accepted"] == 1, sent.text
    expect(score(visitor)).to_have_text(f"{before + 50:,}")
    assert visitor.page.evaluate("() => window.isStillTheSame")
