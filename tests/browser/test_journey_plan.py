"""A manager on Monday morning: moves a weight, sees at once who gains and who loses, and publishes; at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

from services.access import COMMAND_LINE
from services.plans import planning
from tests.browser.shops import ServedShop, serve_shop
from tests.browser.visiting import come_as

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "zh-CN"}
AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Journey:
    """Whose weight becomes what, and what the pages then say. gains: who gains most; sees: where that stands."""

    device: dict[str, Any]
    rule: str
    named: str
    weight: str
    change: str
    gains: str
    sees: str


JOURNEYS = [
    Journey(DESK, "customer_visited", "Customer visit", "20", "Customer visit: weight 1 → 20", "Ben Okafor +114", ".lrp-top"),
    Journey(PHONE, "deal_won", "成交", "2", "成交：权重 1 → 2", "Ann Li +", ".lrd-glance .sum"),
]


class Hand:
    """Counts what somebody does: a click is one, and so is whatever is typed in one go, and a key."""

    def __init__(self) -> None:
        self.done = 0

    def click(self, place: Locator) -> None:
        place.click()
        self.done += 1

    def write(self, place: Locator, text: str) -> None:
        place.fill(text)
        self.done += 1

    def press(self, place: Locator, key: str) -> None:
        place.press(key)
        self.done += 1


@pytest.fixture(scope="module")
def plan_shop(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedShop]:
    """A shop whose plan these tests change, with three visits of today."""
    folder = tmp_path_factory.mktemp("plan")
    (folder / "shop.db").write_bytes(founded.read_bytes())
    with serve_shop(f"sqlite:///{folder / 'shop.db'}", folder) as served:
        for customer in ("C0", "C1", "C2"):
            served.record(type="customer_visited", employee="E02", customer=customer)
        yield served


def card(page: Page, name: str) -> Locator:
    """The card of a rule."""
    return page.locator("[class*='st-key-plan_rule_']").filter(has=page.locator(".lrd-card .name", has_text=re.compile(f"^{name}$")))


@pytest.mark.parametrize("journey", JOURNEYS, ids=["desktop, English", "phone, Chinese"])
def test_a_change_is_published_and_its_replay_seen_in_eight_interactions(
    plan_shop: ServedShop, new_context: Callable[..., BrowserContext], journey: Journey
) -> None:
    visitor = come_as(new_context(**journey.device), plan_shop.url, plan_shop.token("manager")).open("/plan")
    page, hand, before = visitor.page, Hand(), planning.get(plan_shop.database, COMMAND_LINE)["version"]
    hand.click(page.locator(".st-key-plan_change button"))
    weight = card(page, journey.named).locator("[class*='_number'] input")
    hand.write(weight, journey.weight)
    hand.press(weight, "Enter")
    expect(page.locator(".lrd-differs")).to_contain_text(journey.change)
    expect(page.locator(journey.sees)).to_contain_text("+")
    for seen in (journey.sees, ".lrd-differs .changes", ".lrd-glance .who >> nth=0"):
        expect(page.locator(seen)).to_be_in_viewport()
    expect(page.locator(".lrd-glance .who").first).to_contain_text(journey.gains)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= journey.device["viewport"]["width"], "nothing is wider"
    hand.click(page.locator(".st-key-plan_publish_open button"))
    hand.write(page.locator(".st-key-plan_reason textarea"), "What we want more of")
    hand.click(page.locator(".st-key-plan_publish_send button"))
    expect(page.locator(".lrv-history .now")).to_contain_text(journey.change)
    found = planning.get(plan_shop.database, COMMAND_LINE)
    assert (found["version"], found["reason"]) == (before + 1, "What we want more of")
    assert str(next(rule["weight"] for rule in found["plan"]["rules"] if rule["key"] == journey.rule)) == journey.weight
    assert hand.done <= AT_MOST
    assert not visitor.warnings
