"""The office screen behind its server: who may see it, how soon it shows what happened, and that it needs no hand."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from db.engine import Database
from services.access import COMMAND_LINE
from services.screens import screens
from tests.browser.serving import serve
from tests.browser.shops import ServedShop
from tests.browser.speaking import ask, words_of
from tests.browser.test_strangers import SECRETS
from tests.browser.visiting import Enter, Visitor
from tests.pages.living import record_one

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

OF_CUSTOMERS = ["Shop 0", "Shop 1", "7700 900", "shop@example.com"]
GONE = "This screen is not linked any more"
TOP = {"language": "en", "period": "quarter", "scenes": [{"kind": "top", "seconds": 600}]}
BEAT_MS = 6_000
"""A beat comes every two seconds."""


def link_of(database: Database, name: str, document: dict[str, Any] | None = None) -> tuple[int, str]:
    """A screen of a test's own, and the address of its link."""
    made = screens.add_screen(database, COMMAND_LINE, name, document=TOP if document is None else document)
    return made.id, f"/screen?link={screens.new_link(database, COMMAND_LINE, made.id)}"


@pytest.fixture
def screen(shop_server: ServedShop, request: pytest.FixtureRequest) -> Iterator[tuple[int, str]]:
    """A screen with a link: its number and address."""
    number, address = link_of(shop_server.database, request.node.name[:60])
    yield number, address
    screens.remove_screen(shop_server.database, COMMAND_LINE, number)


def come(visitor: Visitor, address: str) -> Page:
    visitor.page.goto(visitor.url + address)
    return visitor.page


def test_whoever_holds_the_link_sees_the_wall_and_nothing_around_it(enter: Enter, screen: tuple[int, str]) -> None:
    visitor = enter()
    page = come(visitor, screen[1])
    expect(page.locator(".wall .row").first).to_contain_text("Ann Li")
    around = "[data-testid=stHeader], [data-testid=stSidebar], [data-testid=stToolbar], [data-testid=stStatusWidget]"
    assert [one for one in page.locator(around).all() if one.is_visible()] == []
    assert page.locator(".wall").bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 900}
    assert page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [900, 1280]
    page.wait_for_timeout(BEAT_MS // 2)
    assert visitor.heard(*OF_CUSTOMERS) == []
    assert visitor.warnings == []


def test_a_revoked_link_shows_nothing_any_more_from_the_next_beat_on(
    shop_server: ServedShop, enter: Enter, screen: tuple[int, str]
) -> None:
    visitor = enter()
    page = come(visitor, screen[1])
    expect(page.locator(".wall .row").first).to_be_visible()
    screens.revoke_link(shop_server.database, COMMAND_LINE, screen[0])
    expect(page.locator(".gone")).to_contain_text(GONE, timeout=BEAT_MS)
    expect(page.locator(".gone")).to_contain_text("链接已失效")
    since = len(visitor.frames)
    assert page.locator(".wall").evaluate("(node, names) => names.filter((name) => node.textContent.includes(name))", SECRETS) == []
    page.wait_for_timeout(BEAT_MS // 2)
    assert len(visitor.frames) > since, "it goes on asking"
    assert visitor.heard(*SECRETS, since=since) == []


@pytest.mark.parametrize("link", ["", "A" * 43, "' OR 1=1 --"])
def test_a_link_that_opens_nothing_tells_nothing(shop_server: ServedShop, link: str) -> None:
    frames = ask(shop_server.url, "screen", query=f"link={link}")
    assert words_of(frames, [GONE, *SECRETS]) == [GONE]


def test_the_user_of_a_screen_and_a_manager_see_it_and_an_employee_does_not(shop_server: ServedShop, screen: tuple[int, str]) -> None:
    def told(user: str, query: str = "") -> list[str]:
        frames = ask(shop_server.url, "screen", query=query, token=shop_server.token(user))
        return words_of(frames, ["laurel_wall", "Ann Li", "This page is not for you", *OF_CUSTOMERS])

    assert told("screen") == ["laurel_wall", "Ann Li"]
    assert told("manager", f"show={screen[0]}") == ["laurel_wall", "Ann Li"]
    assert told("loner") == ["This page is not for you"]
    assert told("loner", f"show={screen[0]}") == ["This page is not for you"]
    assert told("manager", "show=99999999") == ["This page is not for you"]


def test_the_day_of_a_screens_user_begins_on_the_wall(enter: Enter) -> None:
    page = come(enter("screen"), "/")
    page.wait_for_url(re.compile("/screen$"))
    expect(page.locator(".wall .scene").first).to_be_visible()
    assert page.locator("[data-testid=stHeader]").is_hidden()


def happened(database: Database) -> list[int]:
    """What the feed has told already: a shop is founded with deals, which would be celebrated first."""
    with database.read() as session:
        return [number for (number,) in session.rows("SELECT id FROM feed_item")]


def test_a_deal_is_celebrated_and_counted_within_five_seconds(shop_server: ServedShop, enter: Enter, screen: tuple[int, str]) -> None:
    visitor = enter()
    visitor.page.add_init_script(f"sessionStorage.laurel_wall_celebrated = JSON.stringify({happened(shop_server.database)})")
    page = come(visitor, screen[1])
    row = page.locator(".wall .row").filter(has_text="Ben Okafor")
    before = row.locator(".score").inner_text()
    shop_server.record(type="deal_won", employee="E02", customer="C1", amount="10")
    expect(page.locator(".over.shown")).to_contain_text("Ben Okafor", timeout=5_000)
    expect(row.locator(".score")).not_to_have_text(before, timeout=5_000)
    expect(page.locator(".strip .latest")).to_contain_text("Ben Okafor")


def test_a_new_playlist_is_shown_without_a_hand(shop_server: ServedShop, enter: Enter, screen: tuple[int, str]) -> None:
    page = come(enter(), screen[1])
    expect(page.locator(".wall .row").first).to_be_visible()
    said = TOP | {
        "look": "light",
        "scenes": [{"kind": "top", "seconds": 600}, {"kind": "announcement", "seconds": 600, "text": "Cake at four"}],
    }
    screens.change_screen(shop_server.database, COMMAND_LINE, screen[0], name="Lobby", document=said, revision=1)
    expect(page.locator(".wall[data-look=light]")).to_be_visible(timeout=BEAT_MS)


def test_a_wall_without_a_network_looks_stale_and_comes_back_by_itself(
    shop_server: ServedShop, enter: Enter, screen: tuple[int, str]
) -> None:
    """The browser itself is offline: nothing goes out and no beat comes in, although the server goes on."""
    visitor = enter()
    visitor.page.clock.install()
    page = come(visitor, screen[1])
    ben = page.locator(".wall .row").filter(has_text="Ben Okafor").locator(".score")
    before = ben.inner_text()
    page.context.set_offline(True)
    page.wait_for_timeout(500)  # what was on its way has come
    heard = len(visitor.frames)
    shop_server.record(type="deal_won", employee="E02", customer="C1", amount="10")
    page.clock.fast_forward("03:00")
    page.wait_for_timeout(BEAT_MS // 2)
    assert len(visitor.frames) == heard, "nothing comes in"
    expect(page.locator(".wall")).to_have_attribute("data-fresh", "old")
    expect(page.locator(".fresh")).to_contain_text("last fresh")
    assert ben.inner_text() == before, "it stays drawn"
    page.context.set_offline(False)
    page.clock.fast_forward("01:00")
    expect(page.locator(".wall")).to_have_attribute("data-fresh", "fresh")
    expect(ben).not_to_have_text(before)


def test_it_survives_minutes_without_an_answer_and_a_restart_of_the_server(
    shop_url: str, tmp_path: Path, new_context: Callable[..., BrowserContext]
) -> None:
    """The server stands still, as behind a network that is gone, goes on, ends, and comes again; nobody touches the wall."""
    database = Database.open(shop_url)
    page = new_context().new_page()
    page.clock.install()
    first, ben = page.locator(".wall .row").first, page.locator(".wall .row").filter(has_text="Ben Okafor").locator(".score")
    with serve(shop_url, tmp_path) as served:
        page.goto(served.url + link_of(database, "Lobby")[1])
        expect(first).to_contain_text("Ann Li")
        before, port = ben.inner_text(), int(served.url.rpartition(":")[2])
        served.process.send_signal(signal.SIGSTOP)
        try:
            page.clock.fast_forward("03:00")
            expect(page.locator(".wall")).to_have_attribute("data-fresh", "old")
            expect(page.locator(".fresh")).to_contain_text("last fresh")
            expect(first).to_contain_text("Ann Li")
        finally:
            served.process.send_signal(signal.SIGCONT)
        expect(page.locator(".wall")).to_have_attribute("data-fresh", "fresh")
    record_one(database, {"type": "deal_won", "employee": "E02", "customer": "C1", "amount": "10"})
    assert ben.inner_text() == before, "it stays drawn"
    with serve(shop_url, tmp_path, port=port):
        page.clock.fast_forward("01:00")  # Streamlit asks more and more rarely
        expect(ben).not_to_have_text(before)
        expect(page.locator(".wall")).to_have_attribute("data-fresh", "fresh")
    database.close()
