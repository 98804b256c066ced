"""PostgreSQL goes and comes back: connections that wait in the pool are replaced, and nobody notices but who was in the middle of something."""

import logging
from contextlib import ExitStack

import psycopg
import pytest

from db.away import is_database_away
from db.engine import Database, Session

POOLED = 5
pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture
def used(database: Database) -> Database:
    """With several connections in its pool."""
    with ExitStack() as stack:
        for _ in range(POOLED):
            stack.enter_context(database.read())
    return database


def end_connections(database: Database) -> int:
    """The server ends every connection to the database, as it does when it is stopped; how many those were."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        sql = (
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return len(connection.execute(sql).fetchall())


def one(session: Session) -> int:
    return int(session.value("SELECT 1"))


def test_who_asks_after_a_restart_is_answered(used: Database, caplog: pytest.LogCaptureFixture) -> None:
    assert end_connections(used) == POOLED
    with caplog.at_level(logging.WARNING), ExitStack() as stack:
        for _ in range(POOLED + 1):
            assert one(stack.enter_context(used.read())) == 1
    assert end_connections(used) == POOLED + 1
    with used.write() as session:
        assert one(session) == 1
    assert caplog.text == ""


def end_in_the_middle(database: Database, last_word: Exception | None = None) -> None:
    with database.write() as session:
        end_connections(database)
        try:
            one(session)
        except psycopg.OperationalError as ended:
            raise last_word or ended from None


def test_who_was_in_the_middle_hears_that_the_database_is_away(used: Database, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(psycopg.OperationalError, match="administrator command") as ended:
        end_in_the_middle(used)
    assert is_database_away(ended.value)
    assert caplog.text == ""
    with used.write() as session:
        assert one(session) == 1


def test_a_refusal_is_told_although_the_connection_is_gone(used: Database) -> None:
    with pytest.raises(LookupError, match="refused"):
        end_in_the_middle(used, LookupError("refused"))
