"""Takes a picture of every page, as each role that has it sees it: `make screenshots`.

python tests/browser/pictures.py [PAGE ...] [--widths 390 1280 1920] [--schemes light dark] [--languages en zh] [--into FOLDER] [--guide]

Each language has a demonstration of its own, made once in the folder and used again; the pictures are for looking at, one by one.

--guide takes those of README and guides instead, as much as a screen shows, into docs/pictures.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))

from db.engine import Database  # noqa: E402
from tests.browser.conftest import FLAGS, chromium  # noqa: E402
from tests.browser.serving import Served, serve  # noqa: E402
from tests.signing import token_of  # noqa: E402

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

HEIGHTS = {390: 844, 1280: 900, 1920: 1080}
TALLEST = 6000
SETTLED_MS = 900
AT_ONCE = 3
LOCALES = {"en": "en-GB", "zh": "zh-CN"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as one role sees it. address: with its query; `{customer}`, `{source}`, `{id}`, `{draft}` are filled in from the demonstration."""

    name: str
    user: str | None
    address: str
    widths: tuple[int, ...] = (390, 1280, 1920)


PICTURES = (
    Picture("sign_in", None, "/"),
    Picture("my_points", "employee", "/my_points"),
    Picture("my_points_week", "employee", "/my_points?period=week"),
    Picture("leaderboard", "employee", "/leaderboard"),
    Picture("leaderboard_teams", "manager", "/leaderboard?board=teams"),
    Picture("leaderboard_customers", "employee", "/leaderboard?board=customers"),
    Picture("leaderboard_day", "employee", "/leaderboard?period=day"),
    Picture("record", "employee", "/record"),
    Picture("record_visit", "employee", "/record?type=customer_visited&customer={customer}"),
    Picture("entries", "employee", "/entries"),
    Picture("activity", "employee", "/activity?source={source}&id={id}"),
    Picture("account", "employee", "/account"),
    Picture("plan_versions", "employee", "/plan_versions"),
    Picture("plan_versions_history", "manager", "/plan_versions?show=versions"),
    Picture("plan_drafts", "manager", "/plan"),
    Picture("plan", "manager", "/plan?draft={draft}"),
    Picture("campaigns", "manager", "/campaigns"),
    Picture("campaign", "admin", "/campaign?key=sprint"),
    Picture("approvals", "manager", "/approvals"),
    Picture("plan_audit", "admin", "/plan_audit?period=quarter"),
    Picture("replay", "manager", "/replay?draft={draft}"),
    Picture("replay_teams", "manager", "/replay?draft={draft}&who=teams&days=year", (1280,)),
    Picture("rescore", "manager", "/rescore"),
    Picture("customers", "employee", "/customers"),
    Picture("customer", "employee", "/customer?code={customer}"),
    Picture("refused", "employee", "/users"),
    Picture("people", "admin", "/people"),
    Picture("teams", "admin", "/teams"),
    Picture("users", "admin", "/users"),
    Picture("api_keys", "admin", "/api_keys"),
    Picture("activity_types", "admin", "/activity_types"),
    Picture("imports", "admin", "/imports"),
    Picture("organisation", "admin", "/organisation"),
)


GUIDE = {"my_points": 390, "record_visit": 390, "leaderboard": 1280, "approvals": 1280, "plan": 1280, "people": 1280}
"""The pictures of the guides, and how wide each is."""


def main() -> None:
    asked = _asked()
    asked.into.mkdir(parents=True, exist_ok=True)
    for language in asked.languages:
        url = demonstration(asked.into, language)
        with serve(url, asked.into) as served:
            asyncio.run(_take_all(served, language, asked))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Takes pictures of every page.")
    parser.add_argument("pages", nargs="*", help="names of pictures; none: all")
    parser.add_argument("--widths", nargs="+", type=int, default=list(HEIGHTS))
    parser.add_argument("--schemes", nargs="+", default=["light", "dark"])
    parser.add_argument("--languages", nargs="+", default=list(LOCALES))
    parser.add_argument("--into", type=Path, default=PROJECT / "data/pictures")
    parser.add_argument("--guide", action="store_true", help="the pictures of the guides, into docs/pictures")
    return parser.parse_args()


def demonstration(folder: Path, language: str) -> str:
    """The URL of a demonstration in that language; made where it is not there yet."""
    from db.migrations import upgrade
    from services.access import COMMAND_LINE
    from services.beginning import demonstrating

    path = folder.resolve() / f"demonstration-{language}.db"
    url = f"sqlite:///{path}"
    if not path.exists():
        upgrade(url)
        database = Database.open(url)
        demonstrating.fill(database, COMMAND_LINE, locale=language)
        database.close()
    return url


def _fillings(database: Database) -> dict[str, str]:
    """An own customer and an activity of the employee who signs in, and a draft of the plan."""
    with database.read() as session:
        row = session.row(
            "SELECT c.code, s.name, a.external_id FROM app_user u JOIN activity a ON a.employee_id = u.account_id "
            "JOIN source s ON s.id = a.source_id JOIN customer k ON k.account_id = a.customer_id AND k.owner_id = u.account_id "
            "JOIN account c ON c.id = k.account_id JOIN activity_type t ON t.id = a.type_id "
            "WHERE u.name = 'employee' AND t.key = 'deal_won' ORDER BY a.occurred_at DESC LIMIT 1"
        )
    assert row is not None, "the demonstration's employee has won no deal with a customer of their own"
    return dict(zip(("customer", "source", "id"), row, strict=True)) | {"draft": str(_draft(database))}


def _draft(database: Database) -> int:
    """A draft in which one rule counts more, one less, and one not at all; begun where there is none yet."""
    from services.access import COMMAND_LINE
    from services.plans import plan_drafts, planning

    standing = plan_drafts.drafts(database, COMMAND_LINE)
    if standing:
        return standing[0].id
    plan = copy.deepcopy(planning.get(database, COMMAND_LINE)["plan"])
    for rule, weight in zip(plan["rules"], ("2", "0.5", "0"), strict=False):
        rule["weight"] = weight
    return plan_drafts.start(database, COMMAND_LINE, plan, name="Bolder").head.id


async def _take_all(served: Served, language: str, asked: argparse.Namespace) -> None:
    from playwright.async_api import async_playwright

    database = Database.open(served.database_url)
    filled = _fillings(database)
    wanted = [p for p in PICTURES if not asked.pages or p.name in asked.pages]
    tokens = {user: token_of(database, user) for user in {p.user for p in wanted} if user}
    database.close()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        few = asyncio.Semaphore(AT_ONCE)
        shots = [(p, width, scheme) for p in wanted for width in asked.widths for scheme in asked.schemes]
        if asked.guide:
            shots = [(p, GUIDE[p.name], "light") for p in wanted if p.name in GUIDE]
        await asyncio.gather(
            *(
                _take(browser, few, served, p, width, scheme, language, tokens.get(p.user or ""), filled, asked)
                for p, width, scheme in shots
            )
        )
        await browser.close()


async def _take(
    browser: Browser,
    few: asyncio.Semaphore,
    served: Served,
    picture: Picture,
    width: int,
    scheme: str,
    language: str,
    token: str | None,
    filled: dict[str, str],
    asked: argparse.Namespace,
) -> None:
    async with few:
        context = await browser.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=LOCALES[language],
            device_scale_factor=2 if width < 500 else 1,
            reduced_motion="reduce",
        )
        if token:
            await context.add_cookies([{"name": "laurel_session", "value": token, "url": served.url}])
        page = await context.new_page()
        try:
            await page.goto(served.url + picture.address.format(**filled))
            await _wait_until_still(page)
            if asked.guide:
                target = PROJECT / "docs/pictures" / f"{picture.name}{'' if language == 'en' else f'.{language}'}.png"
            else:
                await _show_whole(page, width)
                target = asked.into / f"{picture.name}-{width}-{scheme}-{language}.png"
            await page.screenshot(path=target)
            print(target, flush=True)
        finally:
            await context.close()


async def _wait_until_still(page: Page) -> None:
    await page.wait_for_selector("[data-testid=stApp]")
    await page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'", timeout=60_000
    )
    await page.wait_for_timeout(SETTLED_MS)


async def _show_whole(page: Page, width: int) -> None:
    """The window is as tall as the page, so that the picture holds all of it."""
    tall = await page.evaluate("() => (document.querySelector('[data-testid=stMain]') ?? document.body).scrollHeight")
    await page.set_viewport_size({"width": width, "height": int(min(max(tall + 20, HEIGHTS.get(width, 900)), TALLEST))})
    await page.wait_for_timeout(SETTLED_MS)


if __name__ == "__main__":
    main()
