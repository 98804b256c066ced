"""Entries, activities and audit rows are append-only: the database itself refuses to change them."""

import datetime as dt
import sqlite3
from collections.abc import Iterator

import psycopg
import pytest

from db.engine import Database
from db.tables import APPEND_ONLY
from scoring.periods import PeriodKind
from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.ledger.verifying import verify
from services.plans import planning
from services.tuning.rescoring import rescore
from tests.promises.history import act, at, found, live, second, send

REFUSED = (sqlite3.IntegrityError, psycopg.errors.RaiseException)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def lived(request: pytest.FixtureRequest) -> Iterator[Database]:
    database = Database.open(request.getfixturevalue(f"{request.param}_databases")())
    live(database)
    planning.publish(database, COMMAND_LINE, second(), reason="fourth", effective_from=dt.date(2026, 1, 14), now=at(330))
    rescore(database, COMMAND_LINE, period=PeriodKind.DAY, on=dt.date(2026, 1, 14), reason="again", now=at(331))
    send(database, [act(950, "deal", 72, employee="E6")], hours=332)  # a campaign pays of it
    yield database
    database.close()


def attempt(database: Database, statement: str) -> None:
    with database.write() as session:
        session.run(statement)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_cannot_be_changed(lived: Database, table: str) -> None:
    column = "version" if table == "plan_version" else "id"
    with pytest.raises(REFUSED, match=f"{table} is append-only: UPDATE is refused"):
        attempt(lived, f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_cannot_be_deleted(lived: Database, table: str) -> None:
    with pytest.raises(REFUSED, match=f"{table} is append-only: DELETE is refused"):
        attempt(lived, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_cannot_be_replaced(lived: Database, table: str) -> None:
    if lived.dialect == "sqlite":
        with pytest.raises(REFUSED, match="append-only"):
            attempt(lived, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
        return
    key = "version" if table == "plan_version" else "id"
    again = f"INSERT INTO {table} SELECT * FROM {table} LIMIT 1 ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}"
    with pytest.raises(REFUSED, match="append-only"):
        attempt(lived, again)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_table_cannot_be_emptied(lived: Database, table: str) -> None:
    if lived.dialect == "sqlite":  # which has no TRUNCATE
        return
    with pytest.raises(REFUSED, match=f"{table} is append-only: TRUNCATE is refused"):
        attempt(lived, f"TRUNCATE {table} CASCADE")


def test_what_was_refused_changed_nothing(lived: Database) -> None:
    assert verify(lived, COMMAND_LINE).offence is None


def test_a_reversal_is_another_row(database: Database) -> None:
    found(database)
    send(database, [act(1)])
    with database.read() as session:
        before = session.rows("SELECT * FROM ledger_entry")
    reverse(database, COMMAND_LINE, "test", "a1", reason="mistake", now=at(501))
    with database.read() as session:
        after = session.rows("SELECT * FROM ledger_entry ORDER BY id")
    assert after[: len(before)] == before
    assert len(after) == 2 * len(before) > 0
