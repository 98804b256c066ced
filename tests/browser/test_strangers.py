"""A stranger sees nothing: no page, no frame of the websocket, no file; also where they are the first to come after a start."""

from __future__ import annotations

import http.client
import uuid
from pathlib import Path

import httpx
import pytest

from scoring.periods import MICROS_PER_DAY
from services.access import COMMAND_LINE
from services.activities.recording import now_micros
from services.sign_in import sessions, users
from services.sign_in.sessions import COOKIE, SESSION_DAYS, open_session
from tests.browser.shops import ServedShop, serve_shop
from tests.browser.speaking import ask, opened, pages_told, words_of
from tests.browser.visiting import Enter
from tests.pages.living import LONG
from ui.menu import menu

ADDRESSES = [entry.address for entries in menu().values() for entry in entries]
TITLES = [entry.title for entries in menu().values() for entry in entries]
SECRETS = ["Ann Li", "Ben Okafor", LONG, "欧阳", "Corner Shops", "East", "West", "Shop 0", "7700 900", "shop@example.com"]
"""Of the organisation: people, itself, teams, customers and what is known of them."""

QUERIES = ("", "employee=E01", "customer=C0", "code=C0", "name=ann", "board=customers", "add=1")
SIGN_IN = "sign_in_form"
FILES = (
    *("/users", "/my_points", "/admin/users", "/pages/admin/users", "/pages/admin/users.py", "/app.py", "/ui/shell.py", "/ui/laurel.css"),
    *(
        "/data/laurel.db",
        "/.env",
        "/.streamlit/config.toml",
        "/app/static/laurel.db",
        "/static/../../app.py",
        "/static/%2e%2e/%2e%2e/app.py",
    ),
    *("/..%2f..%2fapp.py", "/media/", "/media/x", "/media/../app.py", "/component/x/index.html", "/component/x/../../app.py"),
    *("/_stcore/script-health-check", "/_stcore/upload_file/a/b", "/_stcore/agent", "/_stcore/agent/apps", "/_stcore/health"),
    *("/_stcore/bidi-components/laurel_going/going.js", "/_stcore/bidi-components/x/../../app.py", "/_stcore/nothing"),
    *(
        "/api/v1/employees",
        "/api/v1/customers/C0",
        "/api/v1/leaderboards/employees?period=month",
        "/api/v1/plans",
        "/auth/enter",
        "/auth/leave",
    ),
)


def test_a_stranger_is_shown_the_sign_in_form_alone(shop_server: ServedShop, enter: Enter) -> None:
    """One page of each section, in the browser; what every address tells is heard below."""
    stranger = enter()
    addresses = ["", *(entries[0].address for entries in menu().values()), "no_such_page"]
    for address in addresses:
        stranger.open(f"/{address}?employee=E01&code=C0&user=ann")
        stranger.form.wait_for()
        assert [word for word in [*SECRETS, *TITLES] if word in stranger.text()] == [], address
        assert stranger.page.title() == "Laurel", address
        assert stranger.page.locator("[data-testid=stSidebar]").count() == 0, address
    assert len(stranger.frames) > 5 * len(addresses), "frames are heard"
    assert stranger.heard(*SECRETS, *TITLES) == []


@pytest.mark.parametrize("query", QUERIES)
def test_no_frame_of_any_page_tells_a_stranger_anything(shop_server: ServedShop, query: str) -> None:
    for address in ["", *ADDRESSES, *(f"pages/{address}" for address in ADDRESSES), "no_such_page"]:
        frames = ask(shop_server.url, address, query=query)
        assert words_of(frames, [SIGN_IN]) == [SIGN_IN], address
        assert words_of(frames, [*SECRETS, *TITLES]) == [], address


def test_a_stranger_is_told_no_title_and_no_section_of_the_menu(shop_server: ServedShop) -> None:
    told = pages_told(ask(shop_server.url))
    assert {(section, title) for section, title, _ in told} == {("", "Laurel")}
    for _, _, script_hash in told:
        frames = ask(shop_server.url, script_hash=script_hash)
        assert words_of(frames, [SIGN_IN, *SECRETS, *TITLES]) == [SIGN_IN], "a page that is asked for by its hash"


def test_the_same_words_are_heard_by_who_is_signed_in(shop_server: ServedShop) -> None:
    """What the tests above look for would be found."""
    token = shop_server.token("admin")
    heard = [frame for address in ADDRESSES for frame in ask(shop_server.url, address, query="code=C0", token=token)]
    assert set(words_of(heard, [*SECRETS, *TITLES])) == {*SECRETS, *TITLES}


def test_a_cookie_that_opens_nothing_any_more_is_a_strangers(shop_server: ServedShop) -> None:
    over = token_of_long_ago(shop_server, days=SESSION_DAYS)
    shop_server.add_user("visitor", role="manager")
    disabled, signed_out = shop_server.token("visitor"), shop_server.token("ann")
    users.disable_user(shop_server.database, COMMAND_LINE, "visitor")
    sessions.sign_out(shop_server.database, signed_out)
    for token in [over, disabled, signed_out, "A" * 43, "' OR 1=1 --", disabled.swapcase()]:
        frames = ask(shop_server.url, "leaderboard", token=token)
        assert words_of(frames, [SIGN_IN, *SECRETS, *TITLES]) == [SIGN_IN], token


def token_of_long_ago(shop: ServedShop, *, days: int) -> str:
    """A session that has lasted for as long as one may."""
    with shop.database.write() as session:
        number = session.value("SELECT id FROM app_user WHERE name = 'ann'")
        return open_session(session, number, browser="", address="", at=now_micros() - days * MICROS_PER_DAY)


def fetched(url: str, address: str) -> tuple[int, bytes]:
    """Status and body of an address that is sent as it stands."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    connection.putrequest("GET", address)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def uploaded(shop: ServedShop, user: str | None) -> int:
    """The status with which a file is taken from a tab of the user, or of a stranger, that has all it needs but a session."""
    token = shop.token(user) if user else None
    with opened(shop.url, token=token) as tab:
        headers = {"Cookie": f"_streamlit_xsrf={tab.xsrf}; {COOKIE}={token}", "X-Xsrftoken": tab.xsrf}
        address = f"{shop.url}/_stcore/upload_file/{tab.session}/{uuid.uuid4()}"
        return httpx.put(address, files={"file": ("a.csv", b"x" * 1000)}, headers=headers).status_code


def test_files_are_taken_from_users_alone(shop_server: ServedShop) -> None:
    """Else anybody could fill the server's memory."""
    assert uploaded(shop_server, "ann") == 204
    assert uploaded(shop_server, None) == 403


def handed_out(url: str) -> list[str]:
    """Addresses that answer with more than Streamlit's empty page, which is the same for all."""
    [_, empty] = fetched(url, "/")
    wrong = []
    for address in FILES:
        status, body = fetched(url, address)
        if (status < 400 and body not in (empty, b"", b"ok")) or words_of([body], [*SECRETS, "import "]):
            wrong.append(f"{address}: {status}")
    return wrong


@pytest.mark.parametrize("first", ["users", "leaderboard"])
def test_nothing_is_told_to_who_is_the_first_to_come_after_a_start(shop_url: str, tmp_path: Path, first: str) -> None:
    with serve_shop(shop_url, tmp_path) as shop:
        assert handed_out(shop.url) == []
        frames = ask(shop.url, first)
        assert words_of(frames, [SIGN_IN, *SECRETS, *TITLES]) == [SIGN_IN]


def test_no_address_hands_out_a_file_while_others_are_at_work(shop_server: ServedShop, enter: Enter) -> None:
    enter("admin").open("/users")
    enter("ann").open("/entries")
    assert handed_out(shop_server.url) == []


def test_counts_of_sessions_are_all_that_is_measured_in_public(shop_server: ServedShop) -> None:
    status, told = fetched(shop_server.url, "/_stcore/metrics")
    assert status == 200
    assert words_of([told], [*SECRETS, "laurel", "ann", "admin"]) == []
