"""Activity, awards, entries, standings, balances and audit row are one transaction; what was acknowledged survives."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db import derived, ledger, organisation, standings
from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.deciding import approve
from services.activities.reversing import reverse
from services.imports.importing import import_activities
from services.ledger.verifying import verify
from tests.promises.history import act, at, found, iso, send
from tests.promises.test_promise_02 import PROJECT, counted
from tests.promises.writer import visit

TABLES = (
    *("activity", "activity_event", "ledger_entry", "audit", "limit_use", "account_balance", "lot"),
    *("employee_standing", "customer", "ledger_head", "fold", "source", "team_snapshot", "actor"),
)


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    with database.read() as session:
        return {table: sorted(session.rows(f"SELECT * FROM {table}"), key=str) for table in TABLES}


def recording(database: Database) -> None:
    send(database, [act(n, "deal", n, employee="E1", customer="C1", amount="90") for n in range(5)])


def approving(database: Database) -> None:
    approve(database, COMMAND_LINE, "test", "a90", now=at(501))


def reversing(database: Database) -> None:
    reverse(database, COMMAND_LINE, "test", "a91", reason="test", now=at(501))


@pytest.mark.parametrize("doing", [recording, approving, reversing])
@pytest.mark.parametrize(
    ("room", "step"),
    [(standings, "add"), (ledger, "post"), (ledger, "add_to_balances"), (organisation, "advance"), (organisation, "audit")],
    ids=["standings", "entries", "balances", "head", "audit"],
)
def test_an_error_in_the_middle_leaves_nothing_behind(
    database: Database, monkeypatch: pytest.MonkeyPatch, doing: Callable[[Database], None], room: Any, step: str
) -> None:
    found(database)
    send(database, [act(90, "bonus"), act(91, "deal", employee="E2", customer="C1", amount="50")])
    before = everything(database)

    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr(room, step, fail)
        with pytest.raises(OSError, match="the disk is gone"):
            doing(database)
    assert everything(database) == before
    doing(database)
    assert everything(database) != before
    assert verify(database, COMMAND_LINE).offence is None


def test_a_killed_rebuild_leaves_what_stood(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    from services.ledger.rebuilding import rebuild

    found(database)
    recording(database)
    before = everything(database)
    monkeypatch.setattr(derived, "set_first_activities", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rebuild(database, COMMAND_LINE)
    assert everything(database) == before


def test_kill_9_loses_nothing_that_was_acknowledged(database: Database, database_url: str) -> None:
    found(database)
    acknowledged: list[int] = []
    for after in (25, 60):
        command = [sys.executable, "-m", "tests.promises.writer", database_url, "0", "400", "3"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT, text=True)
        assert process.stdout is not None
        for _ in range(after):
            acknowledged.append(int(process.stdout.readline().split()[0]))
        time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        rest = process.communicate()[0].splitlines(keepends=True)
        acknowledged += [int(line.split()[0]) for line in rest if line.endswith("\n")]
    assert len(set(acknowledged)) < 400, "the process was killed before it was done"
    with database.read() as session:
        stand = {int(row[0].removeprefix("a")) for row in session.rows("SELECT external_id FROM activity")}
    assert set(acknowledged) <= stand
    outcomes = [o for start in range(0, 400, 50) for o in send(database, [visit(n) for n in range(start, start + 50)])]
    assert {n for n, o in enumerate(outcomes) if o.status == "duplicate"} == stand
    assert counted(database, "activity") == 400
    assert verify(database, COMMAND_LINE).offence is None


def _file_of_activities(path: Path) -> Path:
    lines = ["type,source,external_id,occurred_at,employee,customer,amount,attributes.case"]
    for n in range(2000):
        kind = ("visit", "deal", "call")[n % 3]
        lines.append(f"{kind},file,{n},{iso(n * 7919 % 300)},E{n % 5 + 1},C{n % 4 + 1},{n % 90}.5,c{n % 7}")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _ledger(database: Database) -> list[tuple[Any, ...]]:
    with database.read() as session:
        return session.rows(
            "SELECT a.external_id, l.account_id, l.rule_id, l.score, l.occurred_at, l.booked_on, l.reason FROM ledger_entry l "
            "JOIN activity a ON a.id = l.activity_id ORDER BY l.id"
        )


def test_an_import_killed_in_the_middle_and_repeated_ends_as_one_that_was_not(
    database: Database, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = _file_of_activities(tmp_path / "activities.csv")
    found(database)
    command = [sys.executable, "-m", "tests.promises.importer", database_url, str(path), "50"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT, text=True)
    assert process.stdout is not None
    done = [int(process.stdout.readline()) for _ in range(12)][-1]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    standing = counted(database, "activity")
    assert done <= standing < 2000, "it was killed before it was done, and what it told of stands"
    again = import_activities(database, COMMAND_LINE, path, chunk=50)
    assert (again.duplicates, again.accepted) == (standing, 2000 - standing)

    other = Database.open(request.getfixturevalue(f"{'sqlite' if database.dialect == 'sqlite' else 'postgres'}_databases")())
    found(other)
    import_activities(other, COMMAND_LINE, path, chunk=50)
    assert _ledger(database) == _ledger(other)
    other.close()
    assert verify(database, COMMAND_LINE).offence is None
