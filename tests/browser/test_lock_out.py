"""Too many wrong passwords lock a name, whether it is one or not, and starting the server anew forgives nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from services.sign_in.lock_outs import FAILURES_PER_NAME
from services.sign_in.sessions import COOKIE
from services.sign_in.signing_in import WrongSignIn, sign_in
from tests.browser.shops import ServedShop, serve_shop
from tests.browser.visiting import Visitor, come_as
from tests.pages.living import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

WRONG = "Name or password is wrong."
LOCKED = "Too many attempts. Wait n minutes, then try again."
NAMES = ("ann", "nobody at all")
NewContext = Callable[..., "BrowserContext"]


def told(visitor: Visitor, name: str, password: str) -> str:
    """What the form says to a name and a password, but for the number of minutes."""
    visitor.open("/leaderboard").sign_in(name, password)
    alert = visitor.page.get_by_role("alert")
    alert.wait_for()
    return re.sub(r"\d+", "n", alert.inner_text())


def fail(shop: ServedShop, name: str) -> None:
    """A wrong password, sent in another browser."""
    with pytest.raises(WrongSignIn):
        sign_in(shop.database, name, "a wrong password", address="10.0.0.9")


def test_a_lock_holds_over_a_restart_and_looks_the_same_for_a_name_that_is_nobodys(
    shop_url: str, tmp_path: Path, new_context: NewContext
) -> None:
    with serve_shop(shop_url, tmp_path) as shop:
        visitor = come_as(new_context(), shop.url, None)
        for name in NAMES:
            for _ in range(FAILURES_PER_NAME - 1):
                fail(shop, name)
            assert [told(visitor, name, "a wrong password") for _ in range(2)] == [WRONG, LOCKED]
        assert told(visitor, "ANN", PASSWORD) == LOCKED, "the right password"
    with serve_shop(shop_url, tmp_path) as shop:
        visitor = come_as(new_context(), shop.url, None)
        for name in NAMES:
            assert told(visitor, name, PASSWORD) == LOCKED
        assert visitor.heard("Ann Li") == []
        assert [one for one in visitor.page.context.cookies() if one.get("name") == COOKIE] == []
        visitor.open("/leaderboard").sign_in("ben", PASSWORD)
        expect(visitor.page.get_by_role("heading", name="Leaderboard")).to_be_visible()
