"""A manager hangs a screen: names it, sees what it will look like, announces something, hands its link to a wall, and takes it back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Locator, expect

from services.access import COMMAND_LINE
from services.screens import screens
from tests.browser.shops import ServedShop
from tests.browser.visiting import Enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAME = "Entrance <b>hall</b>"
SAID = "Lunch at 12"


def preview(page: Page) -> Locator:
    return page.locator(".st-key-screens_wide .wall")


def test_a_manager_hangs_a_screen_and_takes_it_back(shop_server: ServedShop, enter: Enter) -> None:
    visitor = enter("manager")
    page = visitor.open("/screens").page
    page.get_by_role("button", name="Add a screen").click()
    page.get_by_label("Name of the screen").fill(NAME)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    expect(preview(page)).to_contain_text("Corner Shops")

    page.get_by_text("Light", exact=True).click()
    expect(preview(page)).to_have_attribute("data-look", "light")
    page.get_by_role("button", name="Remove: Podium").click()
    page.get_by_role("button", name="Add a scene").click()
    page.get_by_role("menuitem", name="Announcement").or_(page.get_by_text("Announcement", exact=True)).first.click()
    page.get_by_placeholder("What everybody should read").fill(SAID)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Walls show it within seconds.")).to_be_visible()

    page.get_by_role("button", name="Make a link").click()
    link = page.locator("[data-testid=stCode] code")
    expect(link).to_contain_text("/screen?link=")
    address = re.sub(r"\s", "", link.inner_text()).removeprefix(visitor.url)
    expect(page.get_by_role("img", name="QR code of the link")).to_be_visible()

    wall = enter().page
    wall.goto(visitor.url + address)
    expect(wall.locator(".wall")).to_have_attribute("data-look", "light")
    expect(wall.locator(".wall .row").first).to_contain_text("Ann Li")

    page.get_by_role("button", name="I have it").click()
    page.get_by_role("button", name="Revoke the link").click()
    page.get_by_role("button", name="Yes, revoke it").click()
    expect(wall.locator(".gone")).to_contain_text("not linked any more", timeout=8_000)
    assert visitor.warnings == []

    [made] = [one for one in screens.list_screens(shop_server.database, COMMAND_LINE) if one.name == NAME]
    assert (made.playlist.look, made.playlist.scenes[-1].text, made.has_link) == ("light", SAID, False)
    screens.remove_screen(shop_server.database, COMMAND_LINE, made.id)
