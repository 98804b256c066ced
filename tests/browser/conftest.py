"""A running Laurel and a real browser. Where Chromium is absent, these tests say so and are skipped; LAUREL_TEST_BROWSER=required refuses that.

def test_x(laurel, browser): ...       laurel: `serving.Served`, a server of its own database, empty but migrated; browser: Playwright's
def test_x(shop_server, enter): ...    shop_server: `shops.ServedShop`, shared: whoever changes it makes people of their own, or puts it back
                                       enter("ann"): `visiting.Visitor`, a tab signed in as Ann; enter(): a stranger's
def test_x(shop_url): ...              a shop's database, for a server of the test's own
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import shops
from tests.browser.serving import Served, serve
from tests.browser.shops import ServedShop, serve_shop
from tests.browser.visiting import Enter, Visitor, come_as

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # a page lives for seconds: to make its programs fast takes longer than they run
    "--js-flags=--no-opt --no-maglev",
)
DESK = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "reduced_motion": "reduce"}


def chromium() -> str | None:
    """Where Chromium is, None where it is not."""
    return os.environ.get("LAUREL_CHROMIUM") or next((found for name in CHROMIUM if (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright, and gone before the next file: no other event loop can run meanwhile."""
    path = chromium()
    if path is None:
        refuse = pytest.fail if os.environ.get("LAUREL_TEST_BROWSER") == "required" else pytest.skip
        refuse("Chromium is not installed here (on Debian: apt-get install chromium): the browser tests did not run")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """One engine is enough: the services below are tested on both. One journey asks for PostgreSQL all the same."""
    return str(request.param)


@pytest.fixture
def laurel(database_url: str, tmp_path: Path) -> Iterator[Served]:
    """A running server on the test's own database."""
    with serve(database_url, tmp_path) as served:
        yield served


@pytest.fixture(scope="session")
def founded(sqlite_databases: Callable[[], str]) -> Path:
    """The file of a shop that nobody serves, to be copied."""
    url = sqlite_databases()
    shops.found(url)
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def shop_url(founded: Path, tmp_path: Path) -> str:
    """The database of a shop of the test's own."""
    return f"sqlite:///{shutil.copy(founded, tmp_path / 'shop.db')}"


@pytest.fixture(scope="session")
def shop_server(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedShop]:
    """A running shop that all tests of the process share."""
    folder = tmp_path_factory.mktemp("shop")
    with serve_shop(f"sqlite:///{shutil.copy(founded, folder / 'shop.db')}", folder) as served:
        yield served


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Browsers that share nothing, closed after the test."""
    opened: list[BrowserContext] = []

    def make(**how: Any) -> BrowserContext:
        opened.append(browser.new_context(**(DESK | how)))
        return opened[-1]

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def enter(shop_server: ServedShop, new_context: Callable[..., BrowserContext]) -> Enter:
    """Comes to the shop in a browser of their own: signed in as the user, or as a stranger. how: as Playwright's `new_context` takes it."""

    def come(user: str | None = None, **how: Any) -> Visitor:
        return come_as(new_context(**how), shop_server.url, shop_server.token(user) if user else None)

    return come
