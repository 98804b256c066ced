"""Takes a picture of every page, as each role that has it sees it: `make screenshots`.

python tests/browser/pictures.py [PAGE ...] [--widths 390 1280 1920] [--schemes light dark] [--languages en zh] [--into FOLDER] [--guide]

Each language has a demonstration of its own, made once in the folder and used again; the pictures are for looking at, one by one.

--guide takes those of README and guides instead, as much as a screen shows, into docs/pictures.
"""

from __future__ import annotations

import argparse
import asyncio
import copy
import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
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

HEIGHTS = {390: 844, 1280: 900, 1920: 1080, 3840: 2160, 1080: 1920}
WALLS = (1920, 3840, 1080)
"""Widths of walls: of 1080p, of 4K, and upright."""
TALLEST = 6000
SETTLED_MS = 900
WALL_MS = 2_500
"""Until a scene has come."""
AT_ONCE = 3
LOCALES = {"en": "en-GB", "zh": "zh-CN"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as one role sees it. address: with its query; `{customer}`, `{source}`, `{id}`, `{draft}`, `{screen}`, `{month}` are filled in from the demonstration,
    `{wall_KIND}` with a screen that shows this one scene in the look that is wanted.
    """

    name: str
    user: str | None
    address: str
    widths: tuple[int, ...] = (390, 1280, 1920)

    @property
    def is_wall(self) -> bool:
        return self.widths is WALLS


SCENES = ("podium", "top", "race", "deals", "days", "countdown", "announcement", "join")
ANNOUNCEMENTS = {
    "en": "Friday 16:00: everybody to the roof, there is cake for the East region.",
    "zh": "周五 16:00：请大家到天台，华东区请吃蛋糕。",
}
PICTURES = (
    Picture("sign_in", None, "/"),
    Picture("my_points", "employee", "/my_points"),
    Picture("my_points_week", "employee", "/my_points?period=week"),
    Picture("my_points_review", "employee", "/my_points?review={month}", (390, 1280)),
    Picture("leaderboard", "employee", "/leaderboard"),
    Picture("leaderboard_teams", "manager", "/leaderboard?board=teams"),
    Picture("leaderboard_customers", "employee", "/leaderboard?board=customers"),
    Picture("leaderboard_day", "employee", "/leaderboard?period=day"),
    Picture("leaderboard_target", "employee", "/leaderboard?measure=target"),
    Picture("leaderboard_improvement", "employee", "/leaderboard?measure=improvement"),
    Picture("leaderboard_dates", "manager", "/leaderboard?period=custom"),
    Picture("leaderboard_found", "employee", "/leaderboard?find=li&by=type:deal_won"),
    Picture("leaderboard_over_time", "employee", "/leaderboard?view=time"),
    Picture("leaderboard_teams_over_time", "manager", "/leaderboard?view=time&board=teams&period=week"),
    Picture("feed", "employee", "/feed"),
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
    Picture("celebrations", "manager", "/celebrations"),
    Picture("approvals", "manager", "/approvals"),
    Picture("days_off", "manager", "/days_off"),
    Picture("targets", "manager", "/targets"),
    Picture("screens", "manager", "/screens"),
    Picture("screens_one", "manager", "/screens?screen={screen}"),
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
    *(Picture(f"wall_{kind}", "manager", f"/screen?show={{wall_{kind}}}", WALLS) for kind in SCENES),
)


GUIDE = {
    "my_points": (390, "light"),
    "record_visit": (390, "light"),
    "leaderboard": (1280, "light"),
    "feed": (390, "light"),
    "wall_top": (1920, "dark"),
    "wall_podium": (1920, "dark"),
    "screens_one": (1280, "light"),
    "approvals": (1280, "light"),
    "plan": (1280, "light"),
    "people": (1280, "light"),
}
"""The pictures of the guides, how wide each is and by which scheme."""


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
    """An own customer and an activity of the employee who signs in, a draft of the plan, a screen, and the month that ended last."""
    with database.read() as session:
        row = session.row(
            "SELECT c.code, s.name, a.external_id FROM app_user u JOIN activity a ON a.employee_id = u.account_id "
            "JOIN source s ON s.id = a.source_id JOIN customer k ON k.account_id = a.customer_id AND k.owner_id = u.account_id "
            "JOIN account c ON c.id = k.account_id JOIN activity_type t ON t.id = a.type_id "
            "WHERE u.name = 'employee' AND t.key = 'deal_won' ORDER BY a.occurred_at DESC LIMIT 1"
        )
    assert row is not None, "the demonstration's employee has won no deal with a customer of their own"
    month = f"{dt.date.today().replace(day=1) - dt.timedelta(days=1):%Y-%m}"
    places = {"draft": str(_draft(database)), "screen": str(_screen(database)), "month": month}
    return dict(zip(("customer", "source", "id"), row, strict=True)) | places


def _screen(database: Database) -> int:
    """The first screen of the demonstration."""
    from services.access import COMMAND_LINE
    from services.screens import screens

    return screens.list_screens(database, COMMAND_LINE)[0].id


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


@contextmanager
def _walls(database: Database, language: str) -> Iterator[dict[str, dict[str, str]]]:
    """By look and scene a screen that shows this one scene; gone afterwards."""
    from services.access import COMMAND_LINE
    from services.screens import screens

    made: dict[str, dict[str, str]] = {"light": {}, "dark": {}}
    for look, kind in product(made, SCENES):
        scene = {"kind": kind, "seconds": 600} | ({"text": ANNOUNCEMENTS[language]} if kind == "announcement" else {})
        document = {"language": language, "look": look, "scenes": [scene]}
        made[look][f"wall_{kind}"] = str(screens.add_screen(database, COMMAND_LINE, f"{kind}, {look}", document=document).id)
    try:
        yield made
    finally:
        for number in (number for walls in made.values() for number in walls.values()):
            screens.remove_screen(database, COMMAND_LINE, int(number))


async def _take_all(served: Served, language: str, asked: argparse.Namespace) -> None:
    from playwright.async_api import async_playwright

    database = Database.open(served.database_url)
    filled = _fillings(database)
    wanted = [p for p in PICTURES if not asked.pages or p.name in asked.pages]
    tokens = {user: token_of(database, user) for user in {p.user for p in wanted} if user}
    shots = [(p, width, scheme) for p in wanted for width in p.widths if width in asked.widths for scheme in asked.schemes]
    if asked.guide:
        shots = [(p, *GUIDE[p.name]) for p in wanted if p.name in GUIDE]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        few = asyncio.Semaphore(AT_ONCE)

        async def take(some: list[tuple[Picture, int, str]], walls: dict[str, dict[str, str]]) -> None:
            given = {scheme: filled | walls.get(scheme, {}) for _, _, scheme in some}
            await asyncio.gather(
                *(
                    _take(browser, few, served, p, w, scheme, language, tokens.get(p.user or ""), given[scheme], asked)
                    for p, w, scheme in some
                )
            )

        await take([shot for shot in shots if not shot[0].is_wall], {})
        if any(shot[0].is_wall for shot in shots):
            with _walls(database, language) as walls:
                await take([shot for shot in shots if shot[0].is_wall], walls)
        await browser.close()
    database.close()


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
            if picture.is_wall or picture.name == "screens_one":  # which previews one
                await page.wait_for_timeout(WALL_MS)
            if asked.guide:
                target = PROJECT / "docs/pictures" / f"{picture.name}{'' if language == 'en' else f'.{language}'}.png"
            else:
                if not picture.is_wall:
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
