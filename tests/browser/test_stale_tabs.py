"""A tab that was left open stops at its next step when its user is signed out, demoted, disabled or has another password."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from services.access import COMMAND_LINE
from services.activities.waiting import waiting
from services.sign_in import own_user, sessions, users
from tests.browser.shops import ServedShop
from tests.browser.speaking import words_of
from tests.browser.visiting import Enter, Visitor
from tests.pages.living import PASSWORD

REFUSED = "This page is not for you"
NAMES = ("Ann Li", "Ben Okafor", "Shop 0", "won back after a year")
FORM = b"sign_in_form"
ANOTHER = "another horse battery"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a user, signed in at two places. token: of the other place."""

    shop: ServedShop
    user: str
    token: str
    visitor: Visitor


def sign_out_elsewhere(tab: Tab) -> None:
    """In another tab of the same browser."""
    tab.visitor.another_tab().open("/customers").sign_out()


def demote(tab: Tab) -> None:
    users.change_user(tab.shop.database, COMMAND_LINE, tab.user, role="employee")


def disable(tab: Tab) -> None:
    users.disable_user(tab.shop.database, COMMAND_LINE, tab.user)


def change_password(tab: Tab) -> None:
    """At the other place, which stays signed in."""
    found = sessions.session_of(tab.shop.database, tab.token)
    assert found is not None
    own_user.change_password(tab.shop.database, found.actor, old=PASSWORD, new=ANOTHER, but=found.session_id)


EVENTS = {"signed out": sign_out_elsewhere, "demoted": demote, "disabled": disable, "password changed": change_password}
Event = Callable[[Tab], None]


@pytest.fixture(params=EVENTS)
def event(request: pytest.FixtureRequest) -> Event:
    return EVENTS[request.param]


_numbers = itertools.count(1)


@pytest.fixture
def tab(shop_server: ServedShop, enter: Enter) -> Iterator[Tab]:
    """Of a manager made for the test, before whom two activities wait, and no others."""
    shop_server.leave_nothing_waiting()
    name = f"manager {next(_numbers)}"
    shop_server.add_user(name, role="manager")
    keys = [f"{name} {number}" for number in range(2)]
    for key in keys:
        shop_server.record(type="ice_breaker_done", employee="E01", customer="C0", note="won back after a year", external_id=key)
    yield Tab(shop_server, name, shop_server.token(name), enter(name))
    shop_server.leave_nothing_waiting()


def waits(shop: ServedShop) -> list[tuple[str, str]]:
    return [item.facts.key for item in waiting(shop.database, COMMAND_LINE).items]


def stopped(tab: Tab) -> None:
    """The form stands there, or the refusal, and nothing of what stood there before; the menu is that of whoever looks now."""
    page = tab.visitor.page
    tab.visitor.form.or_(page.get_by_text(REFUSED)).wait_for()
    for name in (*NAMES, "Approvals"):
        expect(page.locator("body")).not_to_contain_text(name)


def test_a_press_in_a_tab_left_open_does_nothing_and_shows_nothing(tab: Tab, event: Event) -> None:
    visitor = tab.visitor.open("/approvals")
    visitor.page.get_by_text("Choose all 2 shown").click()
    visitor.page.get_by_role("button", name="Approve 2").wait_for()
    event(tab)
    before = len(visitor.frames)
    visitor.page.get_by_role("button", name="Approve 2").click()
    stopped(tab)
    assert visitor.heard(*NAMES, since=before) == []
    assert len(waits(tab.shop)) == 2


def test_a_dialog_left_open_does_nothing(tab: Tab, event: Event) -> None:
    visitor = tab.visitor.open("/approvals")
    visitor.page.get_by_text("Choose all 2 shown").click()
    visitor.page.get_by_role("button", name="Decline …").click()
    visitor.page.get_by_role("textbox", name="Reason").fill("no photo")
    event(tab)
    before = len(visitor.frames)
    visitor.page.get_by_role("button", name="Decline 2").click()
    stopped(tab)
    assert visitor.heard(*NAMES, since=before) == []
    assert len(waits(tab.shop)) == 2


def test_one_activity_left_open_is_not_decided(tab: Tab, event: Event) -> None:
    [(source, key), _] = waits(tab.shop)
    visitor = tab.visitor.open(f"/activity?source={source}&id={key}")
    visitor.page.get_by_role("button", name="Approve").wait_for()
    event(tab)
    before = len(visitor.frames)
    visitor.page.get_by_role("button", name="Approve").click()
    stopped(tab)
    assert visitor.heard(*NAMES, since=before) == []
    assert len(waits(tab.shop)) == 2


def test_pages_that_refresh_themselves_stop_by_themselves(shop_server: ServedShop, enter: Enter) -> None:
    """The board of everybody, and the points of whoever is no employee any more; nobody touches anything."""
    tabs = [opened(shop_server, enter, f"{number} {what}") for number, what in enumerate(EVENTS)]
    for tab in tabs:
        page = "my_points" if tab.user.endswith("demoted") else "leaderboard"
        tab.visitor.open(f"/{page}").page.get_by_text("Maximiliana").first.wait_for()
    for tab in tabs:
        EVENTS[tab.user.partition(" ")[2]](tab)
    for tab in tabs:
        tab.visitor.form.or_(tab.visitor.page.get_by_text(REFUSED)).wait_for()
        for name in ("Maximiliana", "Ann Li"):
            expect(tab.visitor.page.locator("[data-testid=stMain]")).not_to_contain_text(name)
        told = [number for number, frame in enumerate(tab.visitor.frames) if FORM in frame or REFUSED.encode() in frame]
        assert words_of(tab.visitor.frames[told[0] :], ["Maximiliana", "Ann Li"]) == [], tab.user


def opened(shop: ServedShop, enter: Enter, name: str) -> Tab:
    """A tab of a user made for the test; whoever is to be demoted is an employee at first."""
    is_employee = name.endswith("demoted")
    shop.add_user(name, role="employee" if is_employee else "manager", employee="E04" if is_employee else None)
    return Tab(shop, name, shop.token(name), enter(name))
