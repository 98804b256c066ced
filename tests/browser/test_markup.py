"""Programs, pictures and formatting in any text show as text, on every page that shows it, and do nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser import markup
from tests.browser.markup import BOSS, COLLEAGUE, CUSTOMER, EMPLOYEE, MARKUP, SHORT, SOURCE, TEAM, TYPE, USER, key_of
from tests.browser.shops import ServedShop, serve_shop
from tests.browser.visiting import Visitor, come_as

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

SHOWN = """() => {
    const typed = [...document.querySelectorAll('input, textarea')].map(field => field.value)
    return [document.body.innerText, ...typed].join('\\n')
}"""
DONE = """() => {
    const app = document.querySelector('[data-testid=stApp]')
    const found = [...app.querySelectorAll(`script, [onerror], [onclick], img[src="x"], [src*="x.example"], [href*="//x.example"], .katex`)]
    found.push(...[...app.querySelectorAll('a')].filter(link => /^\\s*javascript:/i.test(link.getAttribute('href') ?? '')))
    found.push(...[...app.querySelectorAll('strong, em, code, a, span')].filter(
        part => ['b', 'x', 'y', 'c', 'l'].includes(part.textContent.trim()) && !part.children.length))
    return [...found.map(part => part.outerHTML), ...(window.__hit === undefined ? [] : ['a script ran'])]
}"""

ADMIN = {
    "people": ("employee", "colleague", "team"),
    f"people?employee={quote(EMPLOYEE)}": ("employee", "team"),
    "people?add=1": (),
    "teams": ("company", "team"),
    f"teams?team={quote(TEAM)}": ("team", "company", "employee"),
    "users": ("employee",),
    f"users?name={quote(USER)}": (),
    f"users?name={quote(BOSS)}": ("team",),
    "users?add=1": (),
    "api_keys": ("key",),
    f"api_keys?revoke={quote(markup.nasty('key'))}": ("key",),
    "activity_types": ("type",),
    f"activity_types?type={TYPE}": ("type", "field", "help", "choice", "words"),
    "organisation": ("organisation",),
    "organisation?change=who": (),
    "imports": (),
    "leaderboard": ("employee", "colleague", "team"),
    "leaderboard?board=teams": ("company", "team"),
    "leaderboard?board=customers": ("customer",),
    f"leaderboard?find={quote('<')}&team={quote(TEAM)}": ("employee", "team"),
    "leaderboard?view=time": (),
    "feed": ("type", "employee", "team"),
    "celebrations": ("type", "employee"),
    "customers": ("customer", "employee", "tag"),
    f"customer?code={quote(CUSTOMER)}": ("customer", "employee", "channel", "tag", "value", "type", "level"),
    f"entries?employee={quote(EMPLOYEE)}": ("employee", "team", "customer", "rule of the employee"),
    f"entries?customer={quote(CUSTOMER)}": ("customer", "employee", "rule of the customer"),
    **{
        f"activity?source={quote(SOURCE)}&id={quote(key_of(state))}": (
            *("type", "employee", "customer", "colleague", "way", "field", "choice", "answer", "note", "words", "photo"),
            *(
                "rule of the employee" if state in ("accepted", "reversed") else "type",
                f"{state} because" if state[-2:] == "ed" else "type",
            ),
        )
        for state in markup.STATES[1:]
    },
    "approvals": ("employee", "team", "type", "customer", "colleague", "way", "choice", "answer", "note"),
    f"record?type={TYPE}": ("type", "field", "choice", "words"),
    "plan_versions": ("plan", "rule of the employee", "rule of the customer", "level"),
    "plan_versions?show=versions": ("published",),
    "plan": (),
    "campaigns": ("campaign", "tag"),
    "days_off": ("holiday", "employee", "away"),
    "days_off?days=1": ("holiday",),
    "targets": (),
    "screens": ("screen", "team"),
    "screens?screen=1": ("screen", "team", "shout"),
    "campaign?key=spring": ("campaign", "tag"),
    "plan?draft=1": ("rule of the employee", "rule of the customer"),
    "replay?draft=1": ("employee", "team", "rule of the employee", "rule of the customer"),
    "rescore?period=all": (),
    "account": (),
    "account?password=1": (),
}
"""For each address what must be read there, by the first word of the text."""

EMPLOYEES = {
    "my_points": ("employee", "team", "rule of the employee", "customer", "level"),
    "entries": ("employee", "team", "customer", "rule of the employee"),
    f"record?type={TYPE}&customer={quote(CUSTOMER)}": ("type", "field", "choice", "words", "customer"),
    "leaderboard": ("employee", "colleague", "team"),
    "feed": ("type", "employee", "team"),
    "customers": ("customer", "tag"),
    "account": ("employee",),
}


@pytest.fixture(scope="module")
def nasty_shop(sqlite_databases: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedShop]:
    """A server of the organisation with all that markup."""
    url = sqlite_databases()
    markup.found(url)
    with serve_shop(url, tmp_path_factory.mktemp("nasty")) as served:
        yield served


@pytest.fixture
def come(nasty_shop: ServedShop, new_context: Callable[..., BrowserContext]) -> Callable[[str], Visitor]:
    """A visitor whose browser calls itself something nasty too."""
    return lambda user: come_as(new_context(user_agent=f"Chrome {MARKUP}"), nasty_shop.url, nasty_shop.token(user))


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def missing(visitor: Visitor, words: tuple[str, ...]) -> list[str]:
    """Which of the texts that begin with the words are not read on the page as they were typed."""
    expected = [markup.nasty(word) for word in words]
    try:
        visitor.page.wait_for_function(
            f"expected => {{ const shown = ({SHOWN})().replace(/\\s+/g, ' '); return expected.every(text => shown.includes(text)) }}",
            arg=expected,
            timeout=15_000,
        )
    except TimeoutError:
        shown = one_line(visitor.page.evaluate(SHOWN))
        return [text for text in expected if text not in shown]
    return []


def harm(visitor: Visitor) -> list[str]:
    """What was made of the texts beyond text."""
    foreign = [address for address in visitor.asked if not address.startswith((visitor.url, f"blob:{visitor.url}", "data:"))]
    return visitor.page.evaluate(DONE) + visitor.warnings + foreign


def wrong_on(visitor: Visitor, pages: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """What is wrong with each page, of those with which something is."""
    found = {}
    for address, words in pages.items():
        visitor.open(f"/{address}")
        found[address] = missing(visitor, words) + harm(visitor)
        visitor.warnings.clear()
    return {address: wrong for address, wrong in found.items() if wrong}


def test_an_administrator_reads_it_everywhere_as_it_was_typed(come: Callable[[str], Visitor]) -> None:
    assert wrong_on(come("admin"), ADMIN) == {}


def test_an_employee_reads_it_everywhere_as_it_was_typed(come: Callable[[str], Visitor]) -> None:
    assert wrong_on(come(USER), EMPLOYEES) == {}


def test_a_manager_reads_it_everywhere_as_it_was_typed(come: Callable[[str], Visitor]) -> None:
    pages = ("approvals", "leaderboard", f"entries?employee={quote(EMPLOYEE)}", f"record?type={TYPE}")
    assert wrong_on(come(BOSS), {address: ADMIN[address] for address in pages}) == {}


def test_what_is_told_of_what_was_done_is_text_too(come: Callable[[str], Visitor]) -> None:
    visitor = come("admin").open("/api_keys?add=1")
    visitor.page.get_by_role("textbox", name="Name").fill(markup.nasty("made"))
    visitor.page.get_by_text("points:read", exact=True).click()
    visitor.press("Make the key")
    expect(visitor.page.get_by_test_id("stToast")).to_contain_text("made <img src=x onerror=window.__hit=1>")
    assert missing(visitor, ("made", "key")) == []
    visitor.page.get_by_role("link", name="Revoke", exact=True).first.click()
    expect(visitor.page.get_by_text("is refused within seconds")).to_contain_text("**b** :red[x] $y$")
    assert harm(visitor) == []


def test_what_is_refused_is_text_too(come: Callable[[str], Visitor]) -> None:
    visitor = come("admin").open("/api_keys?add=1")
    visitor.page.get_by_role("textbox", name="Name").fill(markup.nasty("key"))
    visitor.page.get_by_text("points:read", exact=True).click()
    visitor.press("Make the key")
    expect(visitor.page.get_by_text("A key was named")).to_contain_text("<img")
    assert harm(visitor) == []


def test_columns_and_cells_of_a_file_are_text(come: Callable[[str], Visitor], tmp_path: Path) -> None:
    visitor = come("admin").open("/imports")
    visitor.page.locator("input[type=file]").first.set_input_files(markup.file_of_nasties(tmp_path))
    visitor.page.get_by_text("Which column is what").wait_for()
    visitor.drawn()
    assert "employee column <img src=x" in one_line(visitor.page.evaluate(SHOWN))
    assert harm(visitor) == []


def test_codes_are_text_in_addresses_too(come: Callable[[str], Visitor]) -> None:
    """A line leads to whom it names, however their code is written."""
    visitor = come("admin").open("/people")
    visitor.page.get_by_role("link", name=markup.nasty("employee")).click()
    visitor.page.get_by_role("heading", name=markup.nasty("employee")).wait_for()
    assert EMPLOYEE in visitor.text()
    assert SHORT in visitor.text()
    assert COLLEAGUE not in visitor.page.url
    assert harm(visitor) == []
