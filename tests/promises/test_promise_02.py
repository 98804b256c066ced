"""An activity scores at most once, for ever, under any concurrency and any retry."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.gathering import Gatherer
from services.activities.outcomes import Status
from services.ledger.verifying import verify
from tests.promises.history import act, found, rule, send
from tests.promises.writer import visit

PROJECT = Path(__file__).resolve().parent.parent.parent
WHOLE: dict[str, Any] = {
    "employee": "E1",
    "customer": "C1",
    "amount": "10.50",
    "quantity": "2",
    "channel": "shop",
    "collaborators": ["E2", "E3"],
    "attributes": {"case": "a", "n": 1},
    "note": "hello",
    "evidence": [{"name": "photo", "sha256": "a" * 64}],
}


def counted(database: Database, table: str) -> int:
    with database.read() as session:
        return int(session.value(f"SELECT COUNT(*) FROM {table}"))


def test_sent_again_an_activity_answers_with_the_first_result(database: Database) -> None:
    found(database)
    [first] = send(database, [act(1, "visit", **WHOLE)])
    [again] = send(database, [act(1, "visit", **WHOLE)], hours=700)
    assert (first.status, again.status) == (Status.ACCEPTED, Status.DUPLICATE)
    assert again.points == first.points != ()
    assert counted(database, "ledger_entry") == len(first.points)


SAME: dict[str, dict[str, Any]] = {
    "trailing zeros": {"amount": "10.5000", "quantity": "2.00"},
    "another zone": {"occurred_at": "2026-01-05T10:00:00+08:00"},
    "the organisation's zone": {"occurred_at": "2026-01-05T10:00:00"},
    "order of collaborators": {"collaborators": ["E3", "E2", "E2"]},
    "order of attributes": {"attributes": {"n": 1, "case": "a"}},
    "an absent attribute": {"attributes": {"case": "a", "n": 1, "x": None, "y": ""}},
    "a number as text": {"attributes": {"case": "a", "n": "1"}},
    "capitals in a digest": {"evidence": [{"name": "photo", "sha256": "A" * 64}]},
}


@pytest.mark.parametrize("name", SAME)
def test_the_same_content_written_otherwise_is_a_duplicate(database: Database, name: str) -> None:
    found(database)
    send(database, [act(1, "visit", **WHOLE)])
    [again] = send(database, [act(1, "visit", **{**WHOLE, **SAME[name]})])
    assert again.status is Status.DUPLICATE


@pytest.mark.parametrize("field", ["employee", "customer", "amount", "note"])
def test_absent_null_and_empty_are_the_same(database: Database, field: str) -> None:
    found(database)
    less = {name: value for name, value in WHOLE.items() if name != field}
    outcomes = [send(database, [act(1, "call", **content)])[0] for content in (less, less | {field: None}, less | {field: ""})]
    assert [o.status for o in outcomes] == [Status.ACCEPTED, Status.DUPLICATE, Status.DUPLICATE]


OTHER: dict[str, Any] = {
    "type": "call",
    "occurred_at": "2026-01-05T10:00:01+08:00",
    "employee": "E2",
    "customer": "C2",
    "amount": "10.5001",
    "quantity": "-2",
    "channel": "web",
    "collaborators": ["E2"],
    "attributes": {"case": "b", "n": 1},
    "note": "Hello",
    "evidence": [{"name": "photo", "sha256": "b" * 64}],
}


@pytest.mark.parametrize("field", OTHER)
@pytest.mark.parametrize("value", ["other", "none"])
def test_other_content_is_a_conflict_and_changes_nothing(database: Database, field: str, value: str) -> None:
    found(database)
    send(database, [act(1, "visit", **WHOLE)])
    document = act(1, "visit", **WHOLE) | {field: OTHER[field] if value == "other" else None}
    if document.get("type") is None or document.get("occurred_at") is None:
        return
    [refused] = send(database, [document])
    assert refused.status is Status.CONFLICT
    assert counted(database, "activity") == 1
    assert send(database, [act(1, "visit", **WHOLE)])[0].status is Status.DUPLICATE


def test_a_batch_that_holds_a_key_twice_keeps_the_first(database: Database) -> None:
    found(database)
    outcomes = send(database, [act(1), act(1), act(1, customer="C2"), act(2, "call")])
    assert [o.status.value for o in outcomes] == ["accepted", "duplicate", "conflict", "accepted"]
    assert verify(database, COMMAND_LINE).offence is None


def test_a_rejected_activity_does_not_take_its_key(database: Database) -> None:
    found(database)
    [refused] = send(database, [act(1, employee="nobody")])
    [taken] = send(database, [act(1)])
    assert (refused.status, taken.status) == (Status.REJECTED, Status.ACCEPTED)


# under concurrency ---------------------------------------------------------------------------------------------------


def thrice(numbers: Sequence[int], size: int) -> list[list[int]]:
    """Every number three times, shuffled, in batches."""
    mixed = [*numbers] * 3
    random.Random(7).shuffle(mixed)
    return [mixed[n : n + size] for n in range(0, len(mixed), size)]


def by_recording(database: Database, batches: list[list[int]]) -> Counter[str]:
    def work(batch: list[int]) -> list[str]:
        return [o.status.value for o in send(database, [visit(n) for n in batch])]

    with ThreadPoolExecutor(32) as pool:
        return Counter(status for statuses in pool.map(work, batches) for status in statuses)


def by_gathering(database: Database, batches: list[list[int]]) -> Counter[str]:
    gatherer = Gatherer(database)

    def work(batch: list[int]) -> list[str]:
        answer: Any = gatherer.submit(COMMAND_LINE, [visit(n) for n in batch]).result(60)
        return [result["status"] for result in answer["results"]]

    with ThreadPoolExecutor(32) as pool:
        found = Counter(status for statuses in pool.map(work, batches) for status in statuses)
    gatherer.close()
    return found


@pytest.mark.parametrize("sender", [by_recording, by_gathering])
def test_32_writers_sending_everything_thrice_score_it_once(
    database: Database, sender: Callable[[Database, list[list[int]]], Counter[str]]
) -> None:
    found(database)
    statuses = sender(database, thrice(range(200), 6))
    assert statuses == {"accepted": 200, "duplicate": 400}
    assert counted(database, "activity") == 200
    assert verify(database, COMMAND_LINE).offence is None


def test_four_processes_sending_the_same_score_it_once(database: Database, database_url: str) -> None:
    found(database)
    command = [sys.executable, "-m", "tests.promises.writer", database_url, "0", "200", "5"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT, text=True) for _ in range(4)]
    said = Counter(line.split()[1] for process in processes for line in process.communicate()[0].splitlines())
    assert said == {"accepted": 200, "duplicate": 600}
    assert counted(database, "activity") == 200
    assert verify(database, COMMAND_LINE).offence is None


LIMITED = {
    "name": "Limited",
    "rules": [
        rule("times", "visit", award={"to": "employee", "points": 1}, limits=[{"per": "day", "times": 3}]),
        rule("points", "visit", award={"to": "employee", "points": 3}, limits=[{"per": "week", "points": 20}]),
        rule(
            "pair",
            "visit",
            award={"to": "employee", "points": 1},
            limits=[{"per": "all", "times": 1, "same": ["customer", "employee"]}],
        ),
        rule("rest", "visit", award={"to": "customer", "points": 1}, cooldown={"hours": 5}),
    ],
}


def test_limits_hold_under_32_writers(database: Database) -> None:
    found(database, LIMITED)
    by_recording(database, [[n] for n in range(120)])
    with database.read() as session:
        sums = "SELECT SUM(l.score) FROM ledger_entry l JOIN rule r ON r.id = l.rule_id WHERE r.key = :key GROUP BY l.account_id"
        days = {row[0] for row in session.rows(f"{sums}, l.occurred_on", key="times")}
        weeks = {row[0] for row in session.rows(f"{sums}, (l.occurred_on + 3) / 7", key="points")}
        pairs = session.value("SELECT COUNT(*) FROM ledger_entry l JOIN rule r ON r.id = l.rule_id WHERE r.key = 'pair'")
        moments = session.rows(
            "SELECT l.account_id, l.occurred_at FROM ledger_entry l JOIN rule r ON r.id = l.rule_id WHERE r.key = 'rest' ORDER BY 1, 2"
        )
    assert max(days) == 3
    assert weeks == {20}
    assert pairs == 30
    gaps = [later - at for (one, at), (other, later) in pairwise(moments) if one == other]
    assert min(gaps) >= 5 * 3_600_000_000
    assert verify(database, COMMAND_LINE).offence is None


def test_a_large_batch_that_holds_a_key_twice_answers_the_same_when_sent_again(database: Database) -> None:
    found(database)
    rows = [act(n % 640, "visit", n % 640 % 90) for n in range(700)]
    first, again = send(database, rows), send(database, rows)
    assert [o.status for o in first] == [Status.ACCEPTED] * 640 + [Status.DUPLICATE] * 60
    assert {o.status for o in again} == {Status.DUPLICATE}
    assert [o.activity_id for o in again] == [o.activity_id for o in first]
    changed = [*rows[:639], rows[639] | {"note": "other"}, *rows[640:]]
    assert [o.status for o in send(database, changed)][639] == Status.CONFLICT
    assert verify(database, COMMAND_LINE).offence is None
