"""Databases for tests: every test that asks for one gets its own, empty and migrated, on SQLite and on PostgreSQL.

def test_x(database): ...        an open db.engine.Database; runs twice, once on each engine
def test_x(database_url): ...    only its URL, for what opens it itself (the command line, a second process)
def test_x(settings): ...        Settings for that database, with fixed keys and no rate limit
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)    on one engine only
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from config.settings import Settings
from tests.postgres import server_beside

if TYPE_CHECKING:
    import psycopg

    from db.engine import Database  # fixtures import what they need: tests of pure code do not wait for it

# How the one PostgreSQL server of a run is made known to pytest-xdist's workers
SERVER_URL = "LAUREL_TEST_POSTGRES_URL"
SERVER_ERROR = "LAUREL_TEST_POSTGRES_ERROR"

# A migrated SQLite database to be copied, where somebody has made one for many runs
TEMPLATE = "LAUREL_TEST_TEMPLATE"

# "required": where it cannot be started, tests fail instead of being skipped (so in CI)
POSTGRES = "LAUREL_TEST_POSTGRES"

MakeDatabase = Callable[..., str]


def pytest_configure(config: pytest.Config) -> None:
    """With workers, the process that starts them starts PostgreSQL before them, and outlives them."""
    is_controller = not hasattr(config, "workerinput") and config.getoption("numprocesses", default=None)
    if is_controller and not config.getoption("collectonly"):
        _start_postgres(config.add_cleanup)


def _start_postgres(add_cleanup: Callable[[Callable[[], Any]], Any]) -> None:
    stack = ExitStack()
    add_cleanup(stack.close)
    try:
        os.environ[SERVER_URL] = stack.enter_context(server_beside())
        stack.callback(os.environ.pop, SERVER_URL, None)
    except RuntimeError as error:
        os.environ[SERVER_ERROR] = str(error)
        stack.callback(os.environ.pop, SERVER_ERROR, None)


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database on the run's PostgreSQL server; skips, with the reason, where none starts."""
    if SERVER_URL not in os.environ and SERVER_ERROR not in os.environ:
        _start_postgres(request.config.add_cleanup)
    if SERVER_ERROR in os.environ:
        refuse = pytest.fail if os.environ.get(POSTGRES) == "required" else pytest.skip
        refuse(f"PostgreSQL cannot be started here: {os.environ[SERVER_ERROR]}")
    return os.environ[SERVER_URL]


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> MakeDatabase:
    """Makes URLs of fresh migrated SQLite databases: copies of one that was migrated once, or of the closed one whose URL is given."""
    folder = tmp_path_factory.mktemp("sqlite")
    template = os.environ.get(TEMPLATE) or _migrated(folder / "template.db")
    numbers = itertools.count(1)

    def make(origin: str = template) -> str:
        return f"sqlite:///{shutil.copy(origin.removeprefix('sqlite:///'), folder / f'test{next(numbers)}.db')}"

    return make


def _migrated(path: Path) -> str:
    """The file's path, after an empty database was made in it."""
    from db.migrations import upgrade

    upgrade(f"sqlite:///{path}")
    return str(path)


@pytest.fixture(scope="session")
def postgres_maker(postgres_url: str) -> Iterator[psycopg.Connection]:
    """A connection that makes databases and drops them, kept: to open one costs as much as a small test."""
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def postgres_databases(postgres_url: str, postgres_maker: psycopg.Connection) -> MakeDatabase:
    """Makes URLs of fresh migrated PostgreSQL databases, in the same way."""
    from db.migrations import upgrade

    prefix = os.environ.get("PYTEST_XDIST_WORKER", "main")
    template = f"{prefix}_template"
    numbers = itertools.count(1)

    def create(name: str, *options: str) -> str:
        postgres_maker.execute(" ".join(["CREATE DATABASE", name, *options]))
        return postgres_url.replace("/laurel?", f"/{name}?")

    def make(origin: str = template) -> str:
        return create(f"{prefix}_test{next(numbers)}", "TEMPLATE", name_in(origin), "STRATEGY file_copy")

    upgrade(create(template))
    return make


def name_in(url: str) -> str:
    """What PostgreSQL calls the database of the URL."""
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on."""
    return str(request.param)


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh database that holds the tables and not a row."""
    if engine == "sqlite":
        url = request.getfixturevalue("sqlite_databases")()
        yield url
        for path in Path(url.removeprefix("sqlite:///")).parent.glob(f"{Path(url).name}*"):
            path.unlink()
        return
    url = request.getfixturevalue("postgres_databases")()
    yield url
    request.getfixturevalue("postgres_maker").execute(f"DROP DATABASE {name_in(url)} WITH (FORCE)")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same, open."""
    from db.engine import Database

    opened = Database.open(database_url)
    yield opened
    opened.close()


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings that touch nothing of the installation: the test's database, fixed keys, no rate limit."""
    return Settings(_env_file=None, database_url=database_url, secret_key="s" * 48, ledger_key="l" * 48, rate_limit=0)
