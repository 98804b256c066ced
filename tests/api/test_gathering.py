"""What is posted at the same time is recorded together, and answered apart."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest

from db.engine import Database
from services.access import Actor, Scope
from services.activities import gathering
from services.activities.gathering import Gatherer, Stopping
from services.activities.outcomes import Outcome
from services.activities.recording import Submission, record
from services.errors import Forbidden, NotReady
from tests.api.conftest import Client, activity, found

CRM = Actor("key:crm", frozenset({Scope.ACTIVITIES_WRITE}))
SHOP = Actor("key:shop", frozenset({Scope.ACTIVITIES_WRITE}))
READER = Actor("key:reader", frozenset({Scope.POINTS_READ}))
WAIT_SECONDS = 60


@pytest.fixture
def gatherer(database: Database) -> Iterator[Gatherer]:
    found(database)
    made = Gatherer(database)
    yield made
    made.close()


def statuses(future: "Future[dict[str, object]]") -> list[str]:
    results: Any = future.result(WAIT_SECONDS)["results"]
    return [one["status"] for one in results]


class Gate:
    """Stands before `record`: notes what comes together, and lets it through when it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened, self.reached = threading.Event(), threading.Event()
        self.batches: list[list[int]] = []
        self.failing: Any = lambda _: False
        monkeypatch.setattr(gathering, "record", self.record)

    def record(self, database: Database, submissions: list[Submission], **more: Any) -> list[dict[int, Outcome]]:
        self.batches.append([one.size for one in submissions])
        self.reached.set()
        assert self.opened.wait(WAIT_SECONDS)
        if self.failing(submissions):
            raise ZeroDivisionError("on purpose")
        return record(database, submissions, **more)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    return Gate(monkeypatch)


def behind(gate: Gate, gatherer: Gatherer, *waiting: list[object]) -> list["Future[dict[str, object]]"]:
    """The futures of a first submission that is being written, and of others that wait for it."""
    futures = [gatherer.submit(CRM, [activity("first")])]
    assert gate.reached.wait(WAIT_SECONDS)
    return futures + [gatherer.submit(actor, items) for actor, items in zip((SHOP, CRM) * 10, waiting, strict=False)]


def test_what_waits_goes_together_and_each_gets_its_own_answer(gatherer: Gatherer, gate: Gate) -> None:
    futures = behind(gate, gatherer, [activity(1), activity(2)], [activity(3, "nosuch")], [activity(1), 7, activity(4)])
    gate.opened.set()
    answers = [statuses(future) for future in futures]
    assert answers == [["accepted"], ["accepted", "accepted"], ["rejected"], ["duplicate", "rejected", "accepted"]]
    assert gate.batches == [[1], [2, 1, 2]]


def test_a_shared_batch_is_bounded(gatherer: Gatherer, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "SHARED_MOST", 3)
    many = [activity(f"many {number}") for number in range(5)]
    futures = behind(gate, gatherer, [activity(1)], [activity(2)], many, [activity(3)])
    gate.opened.set()
    assert [len(statuses(future)) for future in futures] == [1, 1, 1, 5, 1]
    assert gate.batches == [[1], [1, 1], [5], [1]]


def test_one_that_fails_leaves_the_others_as_they_would_be(gatherer: Gatherer, gate: Gate) -> None:
    gate.failing = lambda submissions: any(2 in (one.size,) for one in submissions)
    futures = behind(gate, gatherer, [activity(1)], [activity(2), activity(3)], [activity(4)])
    gate.opened.set()
    assert [statuses(futures[n]) for n in (0, 1, 3)] == [["accepted"]] * 3
    with pytest.raises(ZeroDivisionError):
        futures[2].result(WAIT_SECONDS)
    assert gate.batches == [[1], [1, 2, 1], [1], [2], [1]]


def test_a_failure_that_passes_is_tried_again_once(gatherer: Gatherer, gate: Gate) -> None:
    gate.failing = lambda _: len(gate.batches) == 1
    gate.opened.set()
    assert statuses(gatherer.submit(CRM, [activity(1)])) == ["accepted"]
    assert gate.batches == [[1], [1]]


def test_closing_answers_whoever_waits_and_takes_no_more(gatherer: Gatherer, gate: Gate) -> None:
    futures = behind(gate, gatherer, [activity(1)], [activity(2)])
    closing = threading.Thread(target=gatherer.close)
    closing.start()
    gate.opened.set()
    closing.join(WAIT_SECONDS)
    assert [future.done() for future in futures] == [True] * 3
    with pytest.raises(Stopping):
        gatherer.submit(CRM, [activity(3)])


def test_whoever_gave_up_waiting_harms_nobody(gatherer: Gatherer, gate: Gate) -> None:
    futures = behind(gate, gatherer, [activity(1)], [activity(2)])
    assert futures[1].cancel()
    gate.opened.set()
    assert statuses(futures[2]) == ["accepted"]
    assert statuses(gatherer.submit(CRM, [activity(1)])) == ["accepted"], "it was not recorded before"


def test_who_may_not_record_is_refused_before_anything_waits(gatherer: Gatherer) -> None:
    with pytest.raises(Forbidden):
        gatherer.submit(READER, [activity(1)])


def test_without_an_organisation_nothing_is_taken(database: Database) -> None:
    with pytest.raises(NotReady):
        Gatherer(database).submit(CRM, [activity(1)])


def test_posts_at_the_same_time_score_each_activity_once(api: Client) -> None:
    calls = [("POST", "/v1/activities", {"activities": [activity(number % 20, "deal_won", amount="100")]}) for number in range(100)]
    answers = [answer.json() for answer in api.at_once(*calls)]
    assert sum(answer["accepted"] for answer in answers) == 20
    assert sum(answer["duplicates"] for answer in answers) == 80
    assert all(answer["results"][0]["points"] == [{"holder": "employee:E1", "rule": "deal", "points": 50}] for answer in answers)
    assert api.get("/v1/employees/E1/points").json()["score"]["all"] == 1_000
