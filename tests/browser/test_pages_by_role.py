"""Each role opens each page: it gets the page, or the refusal, as the permission table says; Chromium shows what was told."""

from __future__ import annotations

import pytest

from tests.browser.shops import ServedShop
from tests.browser.speaking import ask, main_of, words_of
from tests.browser.visiting import Enter, Visitor
from tests.pages.living import LONG

ROLES = ("admin", "manager", "ann", "loner", "screen")
TABLE = {
    #                  admin manager employee unlinked screen
    "my_points":      "page  page    page     unlinked refused",
    "record":         "page  page    page     unlinked refused",
    "entries":        "page  page    page     unlinked refused",
    "activity":       "page  page    page     unlinked refused",
    "account":        "page  page    page     page     page",
    "leaderboard":    "page  page    page     page     refused",
    "feed":           "page  page    page     page     refused",
    "customers":      "page  page    page     unlinked refused",
    "customer":       "page  page    page     unlinked refused",
    "plan_versions":  "page  page    page     page     refused",
    "plan":           "page  page    refused  refused  refused",
    "campaigns":      "page  page    refused  refused  refused",
    "celebrations":   "page  page    refused  refused  refused",
    "campaign":       "page  page    refused  refused  refused",
    "approvals":      "page  page    refused  refused  refused",
    "days_off":       "page  page    refused  refused  refused",
    "targets":        "page  page    refused  refused  refused",
    "screens":        "page  page    refused  refused  refused",
    "screen":         "page  page    refused  refused  page",
    "plan_audit":     "page  page    refused  refused  refused",
    "replay":         "page  page    refused  refused  refused",
    "rescore":        "page  page    refused  refused  refused",
    "people":         "page  refused refused  refused  refused",
    "teams":          "page  refused refused  refused  refused",
    "users":          "page  refused refused  refused  refused",
    "api_keys":       "page  refused refused  refused  refused",
    "activity_types": "page  refused refused  refused  refused",
    "imports":        "page  page    refused  refused  refused",
    "organisation":   "page  refused refused  refused  refused",
}  # fmt: skip

MARKS = {
    "my_points": ("Latest", "You are not linked to an employee"),
    "record": ("What did you do?",),
    "entries": ("All time", "Whose entries?"),
    "activity": ("Which activity?",),
    "account": ("Where you are signed in",),
    "leaderboard": ("Ann Li",),
    "feed": ("Places gained",),
    "customers": ("Shop 0",),
    "customer": ("No customer is chosen",),
    "plan_versions": ("in force since",),
    "plan": ("Nobody drafts a plan",),
    "campaigns": ("No campaign yet",),
    "celebrations": ("What the feed tells and screens celebrate.",),
    "campaign": ("Which campaign?",),
    "approvals": ("Nothing waits for you", "for a decision"),
    "days_off": ("Free days break no streak.",),
    "targets": ("A target holds from this period on",),
    "screens": ("No screen yet",),
    "screen": ("Ann Li",),
    "plan_audit": ("The numbers behind",),
    "replay": ("There is no draft yet",),
    "rescore": ("No period was scored again yet",),
    "people": ("Add a person",),
    "teams": ("Add a team",),
    "users": ("Add a user",),
    "api_keys": ("Make a key",),
    "activity_types": ("Customer visit",),
    "imports": ("Import",),
    "organisation": ("Who it is",),
}
"""What stands on the page, and in no menu."""

REFUSED = "This page is not for you"
UNLINKED = "You are not linked to an employee: ask an administrator to link you"

# a menu of one page, the leaderboard, is not shown
LISTED = {
    "admin": "record leaderboard feed plan_versions customers plan campaigns celebrations approvals targets days_off screens plan_audit "
    "people teams users api_keys activity_types imports organisation",
    "manager": "record leaderboard feed plan_versions customers plan campaigns celebrations approvals targets days_off screens plan_audit imports",
    "ann": "my_points record entries leaderboard feed plan_versions customers",
    "loner": "leaderboard feed plan_versions",
    "screen": "",
}


def expected(user: str) -> dict[str, str]:
    """What the table says of each address."""
    return {address: row.split()[ROLES.index(user)] for address, row in TABLE.items()}


def told(shop: ServedShop, user: str, address: str) -> str:
    """page, unlinked, refused, or what else came of it."""
    main = main_of(ask(shop.url, address, token=shop.token(user)))
    return outcome(words_of(main, [REFUSED, UNLINKED, *MARKS[address]]), address)


def seen(visitor: Visitor, address: str) -> str:
    """The same, in the browser."""
    visitor.page.goto(f"{visitor.url}/{address}")
    main = visitor.wait_for_one_of(REFUSED, *MARKS[address])
    return outcome([word for word in (REFUSED, UNLINKED, *MARKS[address]) if word in main], address)


def outcome(words: list[str], address: str) -> str:
    """What these words in the middle of the page mean."""
    marks = [mark for mark in MARKS[address] if mark in words]
    if REFUSED in words:
        others = [mark for mark in marks if mark not in UNLINKED]
        return f"refused, with {others}" if others else "unlinked" if UNLINKED in words else "refused"
    return "page" if marks else "nothing"


@pytest.mark.parametrize("user", ROLES)
def test_each_page_is_there_or_refused_as_the_table_says(shop_server: ServedShop, user: str) -> None:
    assert {address: told(shop_server, user, address) for address in TABLE} == expected(user)


@pytest.mark.parametrize("user", ROLES)
def test_it_is_seen_as_it_was_told(enter: Enter, user: str) -> None:
    """By an administrator every page; by everybody else the first that is there, and the first of each refusal."""
    visitor = enter(user)
    every = expected(user)
    looked_at = every if user == "admin" else {what: address for address, what in reversed(every.items())}.values()
    assert {address: seen(visitor, address) for address in looked_at} == {address: every[address] for address in looked_at}


@pytest.mark.parametrize("user", ROLES)
def test_the_menu_lists_what_is_for_the_role_and_nothing_else(enter: Enter, user: str) -> None:
    visitor = enter(user).open("/account")
    links = visitor.page.locator("[data-testid=stSidebarNavLink]").all()
    addresses = [(link.get_attribute("href") or "").rpartition("/")[2] for link in links]
    assert " ".join(addresses) == LISTED[user]


@pytest.mark.parametrize(("user", "home"), [("admin", "leaderboard"), ("ann", "my_points"), ("screen", "screen")])
def test_the_first_page_is_that_of_the_role(enter: Enter, user: str, home: str) -> None:
    visitor = enter(user)
    visitor.page.goto(visitor.url)
    visitor.page.wait_for_url(f"{visitor.url}/{home}")
    shown = visitor.wait_for_one_of(*MARKS[home])
    assert any(mark in shown for mark in MARKS[home])


def test_the_documentation_of_the_api_opens_beside_the_page(enter: Enter) -> None:
    visitor = enter("admin").open("/api_keys")
    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("link", name="How to use the API").click()
    assert opened.value.url == f"{visitor.url}/api/docs"
    assert visitor.page.url == f"{visitor.url}/api_keys"


OUT_OF_REACH = {
    ("manager", "entries", "employee=E02"): "Ben Okafor",
    ("manager", "customer", "code=C1"): "Shop 1",
    ("ann", "entries", "employee=E02"): "Ben Okafor",
    ("ann", "customer", "code=C1"): "Shop 1",
    ("ann", "entries", "customer=C1"): "Shop 1",
    ("ann", "users", "name=ben"): "ben",
    ("ann", "people", "employee=E02"): "Ben Okafor",
    ("screen", "leaderboard", "board=customers"): "Shop 0",
    ("screen", "customer", "code=C0"): "Shop 0",
    ("loner", "entries", "employee=E01"): "Ann Li",
}


@pytest.mark.parametrize(("asked", "name"), OUT_OF_REACH.items(), ids=[" ".join(asked) for asked in OUT_OF_REACH])
def test_no_frame_tells_of_whoever_is_out_of_reach(shop_server: ServedShop, asked: tuple[str, str, str], name: str) -> None:
    user, address, query = asked
    frames = ask(shop_server.url, address, query=query, token=shop_server.token(user))
    assert words_of(frames, [name]) == []
    admins = ask(shop_server.url, address, query=query, token=shop_server.token("admin"))
    assert words_of(admins, [name]) == [name], "an administrator hears it"


def test_phone_and_email_are_told_whole_to_the_owner_and_masked_to_the_manager(shop_server: ServedShop) -> None:
    own = ["7700 900123", "shop@example.com"]
    for user, told in {"ann": own, "admin": own, "manager": []}.items():
        frames = ask(shop_server.url, "customer", query="code=C0", token=shop_server.token(user))
        assert words_of(frames, own) == told, user
    assert words_of(ask(shop_server.url, "screen", token=shop_server.token("screen")), [*own, LONG]) == [LONG]
