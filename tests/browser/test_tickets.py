"""The ticket that signs a browser in: works once, only where it was made for, and leads to no other site."""

from __future__ import annotations

import http.client
from urllib.parse import quote

import pytest

from db import users as stored
from services.activities.recording import now_micros
from services.sign_in.sessions import COOKIE
from services.sign_in.signing_in import TICKET_MICROS, new_ticket
from tests.browser.shops import ServedShop
from tests.browser.visiting import Enter
from tests.pages.living import PASSWORD

ELSEWHERE = (
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil.example",
    "/%5cevil.example/..//evil.example",
)
EVIL = "http://evil.example/"


def ticket(shop: ServedShop, user: str, following: str = "/leaderboard", *, at: int | None = None) -> str:
    """A ticket as signing in makes it."""
    with shop.database.write() as session:
        found = stored.user_known_as(session, user)
        assert found is not None
        return new_ticket(session, found.id, following, at or now_micros())


def brought(url: str, address: str, **headers: str) -> tuple[int, str, str]:
    """Status, where to, and the cookie that came with it."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    connection.request("GET", address, headers={"Sec-Fetch-Site": "same-origin"} | {n.replace("_", "-"): v for n, v in headers.items()})
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.headers.get("Location", ""), answer.headers.get("Set-Cookie", "")


def test_a_ticket_works_once(shop_server: ServedShop) -> None:
    address = f"/auth/enter?ticket={ticket(shop_server, 'ann')}"
    status, where, cookie = brought(shop_server.url, address)
    assert (status, where) == (303, "/leaderboard")
    assert all(part in cookie for part in (f"{COOKIE}=", "HttpOnly", "SameSite=strict", "Path=/"))
    assert brought(shop_server.url, address) == (303, "/", "")


def test_a_ticket_that_is_old_or_nobodys_or_of_another_site_gives_no_cookie(shop_server: ServedShop) -> None:
    old = ticket(shop_server, "ann", at=now_micros() - TICKET_MICROS - 1)
    for address in ("/auth/enter", f"/auth/enter?ticket={old}", "/auth/enter?ticket=x", f"/auth/enter?ticket={'A' * 43}"):
        assert brought(shop_server.url, address) == (303, "/", "")
    good = f"/auth/enter?ticket={ticket(shop_server, 'ann')}"
    for site in ("cross-site", "same-site", "none"):
        assert brought(shop_server.url, good, Sec_Fetch_Site=site) == (303, "/", "")


@pytest.mark.parametrize("following", ELSEWHERE)
def test_no_ticket_and_no_query_leads_to_another_site(shop_server: ServedShop, following: str) -> None:
    made = ticket(shop_server, "ann", following)
    status, where, _ = brought(shop_server.url, f"/auth/enter?ticket={made}&next={quote(following)}")
    assert status == 303
    assert where in ("/", following if following.startswith("/%5c") else "/"), "a path of our own at most"
    assert brought(shop_server.url, f"/auth/enter?next={quote(following)}")[1] == "/"
    assert brought(shop_server.url, f"/auth/leave?next={quote(following)}")[1] == "/"


@pytest.mark.parametrize("query", ["next=//evil.example", "next=https://evil.example&redirect=//evil.example", "ticket=//evil.example"])
def test_the_browser_stays_here_after_signing_in(enter: Enter, query: str) -> None:
    visitor = enter().open(f"/leaderboard?{query}")
    visitor.sign_in("ann", PASSWORD)
    visitor.page.get_by_role("heading", name="Leaderboard").wait_for()
    assert [address for address in visitor.asked if not address.startswith((visitor.url, "data:", "blob:"))] == []


def test_a_link_on_another_site_signs_nobody_in(shop_server: ServedShop, enter: Enter) -> None:
    """Else an attacker could let somebody work under the attacker's name."""
    visitor = enter()
    link = f'<a href="{visitor.url}/auth/enter?ticket={ticket(shop_server, "ben")}">a prize</a>'
    visitor.page.route(f"{EVIL}**", lambda route: route.fulfill(body=link, content_type="text/html"))
    visitor.page.goto(EVIL)
    visitor.page.get_by_text("a prize").click()
    visitor.form.wait_for()
    assert [one for one in visitor.page.context.cookies() if one.get("name") == COOKIE] == []


def test_a_link_on_another_site_signs_nobody_out(enter: Enter) -> None:
    visitor = enter("ann").open("/leaderboard")
    visitor.page.route(f"{EVIL}**", lambda route: route.fulfill(body=f'<img src="{visitor.url}/auth/leave">', content_type="text/html"))
    visitor.page.goto(EVIL, wait_until="load")
    visitor.open("/leaderboard")
    assert "Ann Li" in visitor.wait_for_one_of("Ann Li")


def test_another_site_does_not_get_at_the_pages_of_whoever_is_signed_in(enter: Enter) -> None:
    """Neither in a frame, nor over the websocket, for which browsers ask nobody."""
    visitor = enter("ann").open("/leaderboard")
    socket = visitor.url.replace("http", "ws", 1) + "/_stcore/stream"
    body = f"""<iframe src="{visitor.url}/leaderboard"></iframe><script>
        const socket = new WebSocket("{socket}", ["streamlit"])
        socket.onopen = () => document.title = "open"
        socket.onerror = () => document.title = "refused"
    </script>"""
    other = visitor.another_tab()
    other.page.route(f"{EVIL}**", lambda route: route.fulfill(body=body, content_type="text/html"))
    other.page.goto(EVIL)
    other.page.wait_for_function("() => document.title !== ''")
    assert other.page.title() == "refused"
    assert "Ann Li" not in "".join(frame.content() for frame in other.page.frames)
