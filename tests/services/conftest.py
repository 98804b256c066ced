"""Organisations that several tests of services look at."""

from collections.abc import Iterator

import pytest

from db.engine import Database
from tests.promises.history import act, found, live, send
from tests.services.tuning.replays import plain


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def versions(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Four weeks under three versions; nothing here changes them."""
    database = Database.open(request.getfixturevalue(f"{request.param}_databases")())
    live(database)
    yield database
    database.close()


@pytest.fixture
def visits(database: Database) -> Database:
    """Visits of E1 on four days, of E2 on one."""
    found(database, plain())
    send(database, [act(n, hours=24 * n) for n in range(4)] + [act(9, hours=1, employee="E2")])
    return database
