"""Pages in process: `visit` opens the app as somebody and goes to a page, as a browser would, without one.

def test_x(shop, visit): ...    shop: a small organisation that has lived (`living.Shop`); visit("leaderboard", "ann"): AppTest
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from tests.conftest import MakeDatabase
from tests.pages.living import Shop, found_shop
from tests.signing import token_of
from ui import data, reading, shared
from ui.sign_in import SESSION_KEY

PROJECT = Path(__file__).resolve().parent.parent.parent
SECONDS = 30
Visit = Callable[..., AppTest]


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> str:
    """Pages know no database: one engine is enough, the services below them are tested on both."""
    return str(request.param)


@pytest.fixture(scope="session")
def shop_file(sqlite_databases: MakeDatabase) -> Path:
    """The database of a shop, founded once; each test gets a copy."""
    url = sqlite_databases()
    opened = Database.open(url)
    found_shop(opened)
    opened.close()  # the last to leave: all of it is in the one file now
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own: that of a shop where the test asks for one, else an empty one."""
    if "shop" not in request.fixturenames:
        yield request.getfixturevalue("sqlite_databases")()
        return
    yield f"sqlite:///{shutil.copy(request.getfixturevalue('shop_file'), tmp_path / 'shop.db')}"


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


@pytest.fixture
def visit(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    """Opens a page as a user (None: a stranger), with the query of its address; the script has run once when it returns."""
    data.share(database)
    shared.forget()
    monkeypatch.setattr(data, "STEP_SECONDS", 0.0)  # a test sees at once what it has just recorded
    monkeypatch.setattr(reading, "MOMENT_SECONDS", 1e-6)

    def open_page(address: str, user: str | None, **query: str) -> AppTest:
        visited = AppTest.from_file(str(PROJECT / "ui/shell.py"), default_timeout=SECONDS)
        if user is not None and user != "screen":
            visited.session_state[SESSION_KEY] = token_of(database, user)
        [path] = (PROJECT / "pages").glob(f"*/{address}.py")
        visited.run()
        if user == "screen":  # whose day begins on the wall, where no other page is known
            visited.session_state[SESSION_KEY] = token_of(database, user)
        visited.switch_page(f"../pages/{path.parent.name}/{path.name}")
        for name, value in query.items():  # after the page that a visit without an address begins on has been left
            visited.query_params[name] = value
        return visited.run()

    yield open_page
    data.share(None)
    shared.forget()
