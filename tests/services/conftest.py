"""Organisations that several tests of services look at."""

from collections.abc import Callable, Iterator

import pytest

from db.engine import Database
from tests.promises.history import act, found, live, send
from tests.services.tuning.replays import plain


@pytest.fixture(scope="session")
def lived(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Makes URLs of databases, on the engine that is named, in which four weeks have been lived: copies of one."""
    origins: dict[str, str] = {}

    def make(engine: str) -> str:
        databases = request.getfixturevalue(f"{engine}_databases")
        if engine not in origins:
            origins[engine] = databases()
            opened = Database.open(origins[engine])
            live(opened)
            opened.close()
        return str(databases(origins[engine]))

    return make


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def versions(request: pytest.FixtureRequest, lived: Callable[[str], str]) -> Iterator[Database]:
    """Four weeks under three versions, which the tests of a file share: none of them changes anything."""
    database = Database.open(lived(request.param))
    yield database
    database.close()


@pytest.fixture
def visits(database: Database) -> Database:
    """Visits of E1 on four days, of E2 on one."""
    found(database, plain())
    send(database, [act(n, hours=24 * n) for n in range(4)] + [act(9, hours=1, employee="E2")])
    return database
