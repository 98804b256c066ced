"""The journey of the first administrator: from an empty database, by the link that the server printed, to a board with imported people."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORD = "correct horse battery"
STAFF = "Staff id,Full name,Department,Department name,Hired on\nE1,Ada Grey,NORTH,North,2024-03-01\nE2,Bo Stone,NORTH,North,2020-06-05\n"
DEALS = "Order id,Date,Employee,Customer,Event,Amount\n" + "".join(
    f"{n},2026-03-0{1 + n % 5},E{1 + n % 2},C{n},Deal won,{n}50.00\n" for n in range(1, 6)
)
SETUP = re.compile(r"http://\S+(/\?setup=\S+)")


@pytest.fixture
def engine() -> str:
    """What a person sees does not depend on the engine: one is enough."""
    return "sqlite"


def printed_link(served: Served) -> str:
    """The address of the one-time link, which the server prints when it starts."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = SETUP.search(served.printed())
        if found:
            return served.url + found[1]
        time.sleep(0.1)
    raise AssertionError(f"no link was printed:\n{served.printed()}")


def still(page: Page) -> None:
    page.wait_for_timeout(300)
    page.wait_for_function("() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'")
    page.wait_for_timeout(300)


def choose(page: Page, label: str, typed: str) -> None:
    """In a list that is searched by typing."""
    box = page.get_by_role("combobox", name=re.compile(label))
    box.fill(typed)
    page.get_by_role("option", name=re.compile(typed)).first.click()
    still(page)


def import_file(page: Page, path: Path) -> None:
    page.locator("input[type=file]").first.set_input_files(path)
    page.get_by_text("Which column is what").wait_for()
    still(page)


def try_and_import(page: Page) -> None:
    page.get_by_role("button", name="Try it").click()
    page.get_by_text("What would happen").wait_for()
    still(page)
    page.get_by_role("button", name="Import", exact=True).click()


def test_from_an_empty_database_to_a_board_with_imported_people(laurel: Served, browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text(STAFF)
    (tmp_path / "deals.csv").write_text(DEALS)
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", viewport={"width": 1280, "height": 1000})
    page = context.new_page()

    page.goto(printed_link(laurel))
    page.get_by_label("Your name").fill("Ann")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password, again").fill(PASSWORD)
    page.get_by_label("Name of the organisation").fill("Corner Shops")
    page.get_by_label("Name of the organisation").press("Tab")
    still(page)
    assert page.get_by_role("combobox", name=re.compile("Time zone")).input_value().startswith("London")
    choose(page, "Currency", "EUR")
    page.get_by_role("button", name="Create the organisation").click()

    page.wait_for_url("**/imports")
    page.get_by_role("radio", name="People").click()
    still(page)
    import_file(page, tmp_path / "staff.csv")
    try_and_import(page)
    page.get_by_text("2 people are imported").wait_for()

    page.get_by_role("button", name="Import another file").click()
    still(page)
    page.get_by_role("radio", name="Activities").click()
    still(page)
    import_file(page, tmp_path / "deals.csv")
    page.get_by_text("Make customers that are not known yet").click()
    still(page)
    try_and_import(page)
    page.get_by_text("5 activities are imported").wait_for()

    page.get_by_role("link", name="See the leaderboard").click()
    page.get_by_text("Bo Stone").first.wait_for()
    board = page.locator("[data-testid=stMain]").inner_text()
    assert "Ada Grey" in board
    assert "150" in board, "three deals of 50"

    stranger = browser.new_context().new_page()
    stranger.goto(printed_link(laurel))
    stranger.get_by_text("This link has done its work").wait_for()
    context.close()
    stranger.context.close()
