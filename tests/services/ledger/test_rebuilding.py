"""Whatever becomes of the derived tables, the ledger and the activities give them back, row for row."""

import threading
from collections.abc import Iterator

import pytest

from db import derived
from db.engine import Database, Session
from db.rehearsal import rehearsal
from services.access import COMMAND_LINE, Actor
from services.boards.standings import fold
from services.errors import Forbidden, NotReady
from services.ledger.rebuilding import rebuild
from services.ledger.verifying import verify
from tests.promises.history import found, live

DERIVED = {
    "account_balance": "account_id, balance, lifetime",
    "lot": "account_id, expires_on, remaining",
    "limit_use": "rule_id, fields, value, entry_id, order_id, occurred_on, occurred_at, points",
    "employee_standing": "period_id, account_id, score, reached_at",
    "customer_standing": "period_id, account_id, score, reached_at",
    "customer_histogram": "period_id, shift, bucket, holders",
    "fold": "name, through_entry_id",
    "customer": "account_id, first_activity_id",
}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def lived(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with a history, for many tests: each changes it only in a rehearsal."""
    database = Database.open(request.getfixturevalue(f"{request.param}_databases")())
    live(database)
    fold(database)
    yield database
    database.close()


def rows(session: Session, table: str) -> list[tuple[object, ...]]:
    where = " WHERE holders <> 0" if table == "customer_histogram" else ""
    return sorted(session.rows(f"SELECT {DERIVED[table]} FROM {table}{where}"), key=str)


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.read() as session:
        return {table: rows(session, table) for table in DERIVED}


def test_rebuilding_gives_what_posting_made(lived: Database) -> None:
    before = everything(lived)
    assert all(before.values()), "every table holds something"
    with rehearsal(lived) as trial:
        rebuild(trial, COMMAND_LINE)
        assert everything(trial) == before


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM account_balance",
        "UPDATE account_balance SET balance = 0, lifetime = 7",
        "DELETE FROM lot",
        "UPDATE lot SET remaining = remaining + 1",
        "DELETE FROM limit_use",
        "UPDATE limit_use SET points = 9",
        "DELETE FROM employee_standing",
        "UPDATE employee_standing SET score = 1",
        "DELETE FROM customer_standing",
        "INSERT INTO customer_standing VALUES (1, 2, 3, 4)",
        "UPDATE customer_histogram SET holders = 5",
        "UPDATE fold SET through_entry_id = 3 WHERE name = 'customers'",
        "UPDATE customer SET first_activity_id = 77",
        "UPDATE customer SET first_activity_id = NULL",
    ],
)
def test_rebuilding_undoes_any_damage(lived: Database, damage: str) -> None:
    before = everything(lived)
    with rehearsal(lived) as trial:
        with trial.write() as session:
            session.run(damage)
        assert everything(trial) != before
        rebuild(trial, COMMAND_LINE)
        assert everything(trial) == before
        assert verify(trial, COMMAND_LINE).offence is None


def test_small_chunks_give_the_same(lived: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(lived)
    for module in ("rebuilding", "comparing", "rechecking", "verifying"):
        monkeypatch.setattr(f"services.ledger.{module}.CHUNK", 7)
    with rehearsal(lived) as trial:
        rebuild(trial, COMMAND_LINE)
        assert everything(trial) == before
        assert verify(trial, COMMAND_LINE).offence is None


def test_rebuilding_says_how_far_it_is(lived: Database) -> None:
    told: list[tuple[int, int]] = []
    with rehearsal(lived) as trial:
        rebuild(trial, COMMAND_LINE, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 0


def test_readers_see_what_stood_until_the_rebuild_commits(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    live(database)
    before, reached, go_on = everything(database), threading.Event(), threading.Event()
    fill = derived.fill

    def slowly(session: Session, table: str, frame: object) -> None:
        reached.set()
        assert go_on.wait(20)
        fill(session, table, frame)  # type: ignore[arg-type]

    monkeypatch.setattr(derived, "fill", slowly)
    working = threading.Thread(target=rebuild, args=(database, COMMAND_LINE))
    working.start()
    assert reached.wait(20)
    assert everything(database) == before
    go_on.set()
    working.join()
    assert verify(database, COMMAND_LINE).offence is None


def test_an_empty_ledger_can_be_rebuilt(database: Database) -> None:
    with pytest.raises(NotReady):
        rebuild(database, COMMAND_LINE)
    found(database)
    rebuild(database, COMMAND_LINE)
    assert verify(database, COMMAND_LINE).offence is None


def test_only_who_administers_may_rebuild(database: Database) -> None:
    with pytest.raises(Forbidden):
        rebuild(database, Actor("key:writer"))
