"""Too many wrong passwords lock a name, whether it is one or not, and starting the server anew forgives nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from services.lock_outs import FAILURES_PER_NAME
from services.sessions import COOKIE
from tests.browser.shops import serve_shop
from tests.browser.visiting import Visitor, come_as
from tests.pages.living import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

WRONG = "Name or password is wrong."
LOCKED = "Too many attempts. Wait 15 minutes, then try again."
NewContext = Callable[..., "BrowserContext"]


def told(visitor: Visitor, name: str, password: str) -> str:
    """What the form says to a name and a password, on a page that has just been opened."""
    visitor.open("/leaderboard").sign_in(name, password)
    alert = visitor.page.get_by_role("alert")
    alert.wait_for()
    return alert.inner_text()


def attempts(visitor: Visitor, name: str) -> list[str]:
    return [told(visitor, name, f"guess number {number}") for number in range(FAILURES_PER_NAME + 1)]


def test_a_lock_holds_over_a_restart_and_looks_the_same_for_a_name_that_is_nobodys(
    shop_url: str, tmp_path: Path, new_context: NewContext
) -> None:
    with serve_shop(shop_url, tmp_path) as shop:
        visitor = come_as(new_context(), shop.url, None)
        assert attempts(visitor, "ann") == [WRONG] * FAILURES_PER_NAME + [LOCKED]
        assert attempts(visitor, "nobody at all") == [WRONG] * FAILURES_PER_NAME + [LOCKED]
        assert told(visitor, "ANN", PASSWORD) == LOCKED, "the right password"
    with serve_shop(shop_url, tmp_path) as shop:
        visitor = come_as(new_context(), shop.url, None)
        for name in ("ann", "nobody at all"):
            assert told(visitor, name, PASSWORD) in (LOCKED, LOCKED.replace("15", "14"))
        assert visitor.heard("Ann Li") == []
        assert [one for one in visitor.page.context.cookies() if one.get("name") == COOKIE] == []
        visitor.open("/leaderboard").sign_in("ben", PASSWORD)
        expect(visitor.page.get_by_role("heading", name="Leaderboard")).to_be_visible()


@pytest.mark.parametrize("name", ["ann", "ben'; --", "<b>ann</b>", "**ann**", "x" * 300])
def test_what_was_typed_as_a_name_is_not_repeated(shop_url: str, tmp_path: Path, new_context: NewContext, name: str) -> None:
    with serve_shop(shop_url, tmp_path) as shop:
        visitor = come_as(new_context(), shop.url, None)
        assert told(visitor, name, "a wrong password") == WRONG
