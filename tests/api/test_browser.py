"""The addresses that set and take the browser's cookie."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from api.browser import browser_routes
from config.settings import Settings
from db.engine import Database
from db.users import user_known_as
from services.access import COMMAND_LINE
from services.activities.recording import now_micros
from services.sign_in import sessions, users
from services.sign_in.sessions import COOKIE
from services.sign_in.signing_in import new_ticket
from tests.signing import organisation, signed_in

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def acme(database: Database) -> Database:
    organisation(database)
    users.add_user(database, COMMAND_LINE, "ann", role="employee")
    return database


class Browser:
    """Follows no redirect, and keeps its cookies."""

    def __init__(self, database: Database, settings: Settings, address: str = "http://laurel.example") -> None:
        self.app = Starlette(routes=[Mount("/auth", routes=browser_routes(lambda: database, lambda: settings))])
        self.address, self.cookies = address, httpx.Cookies()

    def get(self, path: str, *, method: str = "GET", **more: Any) -> httpx.Response:
        return asyncio.run(self._call(method, path, more))

    async def _call(self, method: str, path: str, more: dict[str, Any]) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url=self.address, cookies=self.cookies) as client:
            answer = await client.request(method, path, **more)
            self.cookies = client.cookies
            return answer


@pytest.fixture
def browser(acme: Database, settings: Settings) -> Browser:
    return Browser(acme, settings)


def ticket(database: Database, following: str = "/leaderboard?period=week", *, user: str = "ann") -> str:
    with database.write() as session:
        found = user_known_as(session, user)
        assert found is not None
        return new_ticket(session, found.id, following, now_micros())


def test_a_ticket_becomes_a_cookie_that_no_script_reads_and_no_other_site_sends(acme: Database, browser: Browser) -> None:
    answer = browser.get("/auth/enter", params={"ticket": ticket(acme)}, headers=OURS | {"User-Agent": "Firefox"})
    assert (answer.status_code, answer.headers["location"], answer.headers["cache-control"]) == (
        303,
        "/leaderboard?period=week",
        "no-store",
    )
    cookie = answer.headers["set-cookie"]
    for mark in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=2592000"):
        assert mark in cookie
    assert "Secure" not in cookie
    found = sessions.session_of(acme, browser.cookies[COOKIE])
    assert found is not None
    assert found.user == "ann"


def test_a_wall_keeps_its_cookie_as_long_as_browsers_keep_one(acme: Database, browser: Browser) -> None:
    users.add_user(acme, COMMAND_LINE, "hall", role="screen")
    answer = browser.get("/auth/enter", params={"ticket": ticket(acme, "/screen", user="hall")}, headers=OURS)
    assert "Max-Age=34560000" in answer.headers["set-cookie"]


@pytest.mark.parametrize(("address", "secure"), [("https://laurel.example", False), ("http://laurel.example", True)])
def test_over_https_the_cookie_is_for_https_alone(acme: Database, settings: Settings, address: str, secure: bool) -> None:
    chosen = settings.model_copy(update={"secure_cookies": secure})
    assert (
        "Secure" in Browser(acme, chosen, address).get("/auth/enter", params={"ticket": ticket(acme)}, headers=OURS).headers["set-cookie"]
    )


OTHERS = {
    "another site": {"Sec-Fetch-Site": "cross-site", "Referer": "http://laurel.example/"},
    "another host of the same site": {"Sec-Fetch-Site": "same-site"},
    "typed by hand": {"Sec-Fetch-Site": "none"},
    "an old browser, from another site": {"Referer": "http://evil.example/?laurel.example"},
    "an old browser that does not say": {},
}


@pytest.mark.parametrize("headers", OTHERS.values(), ids=OTHERS)
def test_no_other_site_signs_anybody_in(acme: Database, browser: Browser, headers: dict[str, str]) -> None:
    made = ticket(acme)
    answer = browser.get("/auth/enter", params={"ticket": made}, headers=headers)
    assert (answer.status_code, answer.headers["location"], "set-cookie" in answer.headers) == (303, "/", False)
    assert "set-cookie" in browser.get("/auth/enter", params={"ticket": made}, headers={"Referer": "http://laurel.example/x"}).headers


def test_a_ticket_is_good_once(acme: Database, browser: Browser) -> None:
    made = ticket(acme)
    browser.get("/auth/enter", params={"ticket": made}, headers=OURS)
    for params in ({"ticket": made}, {"ticket": "x"}, {}):
        answer = browser.get("/auth/enter", params=params, headers=OURS)
        assert (answer.status_code, answer.headers["location"], "set-cookie" in answer.headers) == (303, "/", False)


def test_signing_in_again_ends_the_session_of_the_cookie_before(acme: Database, browser: Browser) -> None:
    before = signed_in(acme, "ann")
    browser.cookies.set(COOKIE, before)
    browser.get("/auth/enter", params={"ticket": ticket(acme)}, headers=OURS)
    assert sessions.session_of(acme, before) is None


def test_leaving_takes_a_dead_cookie_and_leaves_a_live_one(acme: Database, browser: Browser) -> None:
    token = signed_in(acme, "ann")
    assert "set-cookie" not in browser.get("/auth/leave").headers, "sent by another site, without the cookie"
    browser.cookies.set(COOKIE, token)
    assert "set-cookie" not in browser.get("/auth/leave").headers
    assert sessions.session_of(acme, token) is not None
    sessions.sign_out(acme, token)
    answer = browser.get("/auth/leave")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert 'laurel_session=""' in answer.headers["set-cookie"]
    assert "Max-Age=0" in answer.headers["set-cookie"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_is_done_by_other_methods(acme: Database, browser: Browser, method: str) -> None:
    made = ticket(acme)
    assert browser.get(f"/auth/enter?ticket={made}", method=method, headers=OURS).status_code == 405
    assert "set-cookie" in browser.get("/auth/enter", params={"ticket": made}, headers=OURS).headers
