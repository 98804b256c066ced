"""Signing in through the form in Chromium: the link that was asked for survives, the cookie is out of reach of scripts."""

from __future__ import annotations

from playwright.sync_api import expect

from services.sign_in.sessions import COOKIE
from tests.browser.shops import ServedShop
from tests.browser.visiting import Enter, Visitor
from tests.pages.living import PASSWORD


def cookie(visitor: Visitor) -> dict[str, object]:
    """The cookie of the session; empty where there is none."""
    found = [dict(one) for one in visitor.page.context.cookies() if one.get("name") == COOKIE]
    return found[0] if found else {}


def test_a_link_with_its_query_survives_signing_in(enter: Enter) -> None:
    visitor = enter().open("/leaderboard?period=week&board=teams")
    visitor.sign_in("ann", PASSWORD)
    visitor.page.get_by_role("heading", name="Leaderboard").wait_for()
    assert visitor.page.url == f"{visitor.url}/leaderboard?period=week&board=teams"
    chosen = visitor.page.get_by_role("navigation", name="Board").get_by_role("link", name="Teams")
    expect(chosen).to_have_attribute("aria-current", "true")
    expect(visitor.page.get_by_role("link", name="Week", exact=True)).to_have_attribute("aria-current", "true")
    expect(visitor.page.locator(".lr-podium")).to_contain_text("East")


def test_the_session_is_in_a_cookie_that_no_script_and_no_other_site_gets_at(enter: Enter) -> None:
    visitor = enter().open("/")
    visitor.sign_in("ann", PASSWORD)
    visitor.page.wait_for_url("**/my_points")
    visitor.drawn()
    kept = cookie(visitor)
    assert {name: kept[name] for name in ("httpOnly", "sameSite", "path")} == {"httpOnly": True, "sameSite": "Strict", "path": "/"}
    reach = (
        "() => [document.cookie, ...Object.entries(localStorage).flat(), ...Object.entries(sessionStorage).flat(), location.href].join()"
    )
    readable = visitor.page.evaluate(reach)
    for secret in (str(kept["value"]), PASSWORD, "ticket"):
        assert secret not in readable
    assert COOKIE not in readable
    assert visitor.heard(str(kept["value"]), PASSWORD) == []


def test_a_cookie_that_somebody_planted_is_replaced(shop_server: ServedShop, enter: Enter) -> None:
    visitor = enter("ben")
    planted = cookie(visitor)["value"]
    visitor.open("/account").sign_out()
    visitor.page.context.add_cookies([{"name": COOKIE, "value": str(planted), "url": visitor.url}])
    visitor.open("/account").sign_in("ann", PASSWORD)
    visitor.page.get_by_role("heading", name="My account").wait_for()
    assert cookie(visitor)["value"] != planted


def test_a_wrong_password_is_told_and_leads_nowhere(enter: Enter) -> None:
    visitor = enter().open("/users")
    visitor.sign_in("admin", "not the password")
    expect(visitor.page.get_by_role("alert")).to_have_text("Name or password is wrong.")
    assert cookie(visitor) == {}
    assert visitor.heard("Users", "Ben Okafor") == []
    visitor.sign_in("admin", PASSWORD)
    visitor.page.get_by_role("heading", name="Users").wait_for()


def test_what_was_typed_as_a_name_is_not_repeated_and_all_get_equal_words(enter: Enter) -> None:
    visitor = enter()
    for name in ("ann", "ben'; --", "<b>ann</b>", "**ann**", "x" * 300):
        visitor.open("/").sign_in(name, "a wrong password")
        expect(visitor.page.get_by_role("alert")).to_have_text("Name or password is wrong.")


def test_signing_out_takes_the_cookie_away_and_the_way_back_shows_the_form(enter: Enter) -> None:
    visitor = enter("ann").open("/leaderboard").open("/entries")
    visitor.sign_out()
    expect(visitor.page.locator("[data-testid=stSidebar]")).to_have_count(0)
    assert cookie(visitor) == {}
    visitor.page.go_back()
    visitor.form.wait_for()
    assert "Ann Li" not in visitor.text()
