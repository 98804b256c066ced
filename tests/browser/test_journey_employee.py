"""An employee on a phone: records a visit in a few taps, sees what it earned and why, and finds it again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, expect

from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.boards.statements import points
from tests.browser import shops
from tests.browser.shops import ServedShop, serve_shop
from tests.browser.visiting import Visitor, come_as

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Words:
    """What the pages say in a language; patterns."""

    record: str
    visit: str
    reason: str
    place: str
    mine: str
    board: str
    why: str


ENGLISH = Words("Record", "Customer visit", "Customer visit: 2 points", r"^\d\w\w of 5 this month", "My points", "Leaderboard", "why?")
CHINESE = Words("记一笔", "拜访客户", "拜访客户：.*2 分", r"^(?=.*5)[^A-Za-z]+$", "我的积分", "排行榜", "得分原因")


class Thumb:
    """Counts what somebody does with their thumb: a tap is one, and so is whatever is typed in one go."""

    def __init__(self) -> None:
        self.done = 0

    def tap(self, place: Locator) -> None:
        place.tap()
        self.done += 1

    def write(self, place: Locator, text: str) -> None:
        place.press_sequentially(text)
        self.done += 1


@pytest.fixture(scope="module")
def phone_shop(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedShop]:
    """A shop in which these tests record."""
    folder = tmp_path_factory.mktemp("phone")
    (folder / "shop.db").write_bytes(founded.read_bytes())
    with serve_shop(f"sqlite:///{folder / 'shop.db'}", folder) as served:
        yield served


NewContext = Callable[..., "BrowserContext"]


def on_a_phone(shop: ServedShop, new_context: NewContext, user: str, locale: str) -> Visitor:
    """The app as it opens for somebody who is signed in."""
    visitor = come_as(new_context(**PHONE, locale=locale), shop.url, shop.token(user))
    visitor.page.goto(visitor.url)
    visitor.page.wait_for_url("**/my_points")
    return visitor.drawn()


def tab(visitor: Visitor, words: str) -> Locator:
    """One of the tabs that a thumb reaches."""
    return visitor.page.locator(".lr-tabs").get_by_role("link", name=words)


def recorded(visitor: Visitor, words: Words, customer: str) -> int:
    """A visit with a note is recorded; how many interactions it took."""
    page, thumb = visitor.page, Thumb()
    thumb.tap(tab(visitor, words.record))
    thumb.tap(page.locator(".st-key-record_type").get_by_text(words.visit, exact=True))
    box = page.locator(".st-key-record_customer input")
    thumb.tap(box)
    thumb.write(box, customer)
    thumb.tap(page.get_by_role("option", name=f"{customer} · ").first)
    note = page.locator(".st-key-record_note textarea")
    thumb.tap(note)
    thumb.write(note, "talked about spring")
    thumb.tap(page.locator(".st-key-record_send button"))
    page.locator(".lr-recorded").wait_for()
    return thumb.done


def journey(shop: ServedShop, new_context: NewContext, locale: str, words: Words) -> None:
    before = points(shop.database, COMMAND_LINE, HolderKind.EMPLOYEE, "E01")["score"]["month"]
    visitor = on_a_phone(shop, new_context, "ann", locale)
    page = visitor.page
    assert recorded(visitor, words, "Shop 0") <= AT_MOST
    answer = page.locator(".lr-recorded")
    expect(answer.locator(".big")).to_have_text("+2")
    expect(answer.locator(".place")).to_have_text(re.compile(words.place))
    expect(answer.locator("li")).to_have_text(re.compile(words.reason))
    tab(visitor, words.mine).tap()
    entry = page.locator(".lr-entries .entry").filter(has_text=words.visit).first
    expect(entry).to_contain_text("+2")
    entry.get_by_text(words.why).tap()
    expect(entry.locator(".because")).to_contain_text(re.compile(words.reason))
    tab(visitor, words.board).tap()
    expect(page.locator(".lr-podium .mine .score")).to_have_text(str(before + 2))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["viewport"]["width"], "nothing is wider than the phone"


def test_a_visit_is_recorded_in_eight_interactions_and_seen_again(phone_shop: ServedShop, new_context: NewContext) -> None:
    journey(phone_shop, new_context, "en-GB", ENGLISH)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_same_in_chinese_on_postgresql(database_url: str, tmp_path: Path, new_context: NewContext) -> None:
    shops.found(database_url)
    with serve_shop(database_url, tmp_path) as shop:
        journey(shop, new_context, "zh-CN", CHINESE)


def test_what_was_typed_survives_a_reload_and_a_change_of_device(phone_shop: ServedShop, new_context: NewContext) -> None:
    visitor = on_a_phone(phone_shop, new_context, "ben", "en-GB")
    page = visitor.page
    tab(visitor, "Record").tap()
    page.locator(".st-key-record_type").get_by_text("Deal won", exact=True).tap()
    page.locator(".st-key-record_amount input").fill("1250.50")
    page.locator(".st-key-record_note textarea").fill("signed at the fair")
    page.get_by_text("It was earlier").tap()
    page.locator(".st-key-record_on").wait_for()
    visitor.drawn()
    page.reload()
    expect(page.locator(".st-key-record_amount input")).to_have_value("1250.50")
    other = on_a_phone(phone_shop, new_context, "ben", "en-GB")
    tab(other, "Record").tap()
    expect(other.page.locator(".st-key-record_note textarea")).to_have_value("signed at the fair")
    expect(other.page.locator(".st-key-record_on")).to_be_visible()
    expect(other.page.locator(".st-key-record_send button")).to_be_disabled()


def test_a_customer_is_added_on_the_way(phone_shop: ServedShop, new_context: NewContext) -> None:
    visitor = come_as(new_context(**PHONE), phone_shop.url, phone_shop.token("ann")).open("/record")
    page = visitor.page
    page.locator(".st-key-record_type").get_by_text("Follow-up call", exact=True).tap()
    page.get_by_role("button", name="New").tap()
    page.get_by_role("dialog").get_by_role("textbox", name="Name", exact=True).fill("Corner Bakery")
    page.get_by_role("dialog").get_by_role("button", name="Add").tap()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".st-key-record_customer input")).to_have_value(re.compile("^Corner Bakery · "))


def test_a_typed_name_is_found_without_choosing_it_from_the_list(phone_shop: ServedShop, new_context: NewContext) -> None:
    visitor = come_as(new_context(**PHONE), phone_shop.url, phone_shop.token("manager")).open("/record?type=follow_up")
    box = visitor.page.locator(".st-key-record_customer input")
    box.fill("shop 2")
    box.press("Enter")
    expect(box).to_have_value(re.compile("^Shop 2 · C2"))


def test_a_step_back_comes_to_the_page_as_it_was(phone_shop: ServedShop, new_context: NewContext) -> None:
    page = on_a_phone(phone_shop, new_context, "ann", "en-GB").page
    for place, address in ((".lr-standing .rank a", "leaderboard?period=month"), (".lr .mine a", "entries?employee=E01&period=month")):
        page.locator(place).first.click()
        expect(page).to_have_url(f"{phone_shop.url}/{address}")
        page.locator(".lr-board, .lr-made, .lr-podium").first.wait_for()
    page.go_back()
    expect(page).to_have_url(f"{phone_shop.url}/leaderboard?period=month")
    page.go_back()
    expect(page).to_have_url(re.compile(f"^{phone_shop.url}/(my_points)?$"))


def test_what_matters_stands_on_the_first_screen_of_a_phone(phone_shop: ServedShop, new_context: NewContext) -> None:
    page = on_a_phone(phone_shop, new_context, "ann", "en-GB").page
    page.locator(".lr-entries .entry").first.wait_for()
    expect(page.locator(".lr-tabs")).to_have_css("position", "fixed")  # the stylesheet has come
    bottom = page.locator(".lr-tabs").bounding_box()
    parts = (
        ".lr-standing .big",
        ".lr-standing .rank",
        ".lr-standing .moves",
        ".lr-spark",
        ".lr-standing .next",
        "a.do",
        ".lrm-beside",
        ".lr-entries .entry",
    )
    ends = {part: box["y"] + box["height"] for part in parts if (box := page.locator(part).first.bounding_box())}
    assert bottom is not None
    assert list(ends) == list(parts)
    assert max(ends.values()) <= bottom["y"]
