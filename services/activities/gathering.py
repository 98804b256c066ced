"""Gathering: what is posted at the same time is recorded together, in one batch with one commit.

One thread writes. While it is busy, what arrives waits, and then goes together. A lone sender never waits for more to come; in a
crowd a batch waits a few milliseconds for those who were answered last. Every
sender gets its own answer, and nobody's failure is another's: where a shared batch fails, each submission is recorded
once more, alone.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Condition, Lock
from zoneinfo import ZoneInfo

from db.engine import Database
from services.access import Act, Actor, require
from services.activities.intake import Intake, read
from services.activities.outcomes import Outcome, Status
from services.activities.recording import Submission, now_micros, record, submission
from services.errors import Invalid, Refusal
from services.world import World, world

SHARED_MOST = 2_000
CROWD_SECONDS = 0.006
MOST_ITEMS = 5_000
Document = dict[str, object]
COUNTED = {
    Status.ACCEPTED: "accepted",
    Status.PENDING: "accepted",
    Status.DUPLICATE: "duplicates",
    Status.CONFLICT: "rejected",
    Status.REJECTED: "rejected",
}


class Stopping(Exception):
    """The server is shutting down: nothing was recorded, send it again."""


def enveloped(document: Mapping[str, object]) -> list[object]:
    """The activities of `{"activities": [...]}`, up to 5,000. Raises Invalid."""
    for name in document:
        if name != "activities":
            raise Invalid("the body must hold nothing but activities", field=str(name))
    items = document.get("activities")
    if not isinstance(items, list):
        raise Invalid("activities must be a list", field="activities")
    if len(items) > MOST_ITEMS:
        raise Invalid(f"activities must hold at most {MOST_ITEMS:,}, not {len(items):,}", field="activities")
    return items


@dataclass(eq=False, slots=True)
class _Waiting:
    """One submission and whoever waits for its answer. refused: by item, what intake refused."""

    submission: Submission
    refused: dict[int, Outcome]
    future: "Future[Document]" = field(default_factory=Future)

    @property
    def size(self) -> int:
        return self.submission.size

    def answer(self, outcomes: Mapping[int, Outcome]) -> None:
        try:
            document = answer({**outcomes, **self.refused})
        except BaseException as failure:
            self.future.set_exception(failure)
        else:
            self.future.set_result(document)


class Gatherer:
    """Records activities for many senders at once. `submit` may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="gatherer")
        self._queue: deque[_Waiting] = deque()
        self._lock = Lock()
        self._arrived = Condition(self._lock)
        self._is_writing = False
        self._answered = 0

    def submit(self, actor: Actor, items: Sequence[object]) -> "Future[Document]":
        """The answer to come: counts and results, as sent. Raises Forbidden, NotReady; Stopping after `close`."""
        require(actor, Act.RECORD)
        intakes, refused = _read_all(items, self._zone(), now_micros())
        waiting = _Waiting(submission(actor, intakes), refused)
        if intakes:
            self._enqueue(waiting)
        else:
            waiting.answer({})
        return waiting.future

    @property
    def is_warm(self) -> bool:
        """`submit` needs nothing from the database: it may be called where nothing may wait."""
        return isinstance(self.database.memory.get("world"), World)

    def close(self) -> None:
        """Whatever was submitted is recorded and answered; nothing more is taken."""
        self._writer.shutdown(wait=True)

    def _zone(self) -> ZoneInfo:
        """The organisation's zone as of the latest batch: every batch brings the world up to date."""
        known = self.database.memory.get("world")
        if isinstance(known, World):
            return known.zone
        with self.database.read() as session:
            return world(self.database, session).zone

    def _enqueue(self, waiting: _Waiting) -> None:
        with self._lock:
            if not self._is_writing:
                self._start_writing()
            self._queue.append(waiting)
            self._arrived.notify()

    def _start_writing(self) -> None:
        try:
            self._writer.submit(self._write)
        except RuntimeError as closed:
            raise Stopping from closed
        self._is_writing = True

    def _write(self) -> None:
        while batch := self._take():
            self._settle([one for one in batch if one.future.set_running_or_notify_cancel()])

    def _take(self) -> list[_Waiting]:
        """What waits now, up to the most that one batch may hold; at least one, and none where nothing waits."""
        batch: list[_Waiting] = []
        size = 0
        with self._lock:
            self._wait_for_the_crowd()
            while self._queue and (not batch or size + self._queue[0].size <= SHARED_MOST):
                batch.append(self._queue.popleft())
                size += batch[-1].size
            self._is_writing = bool(batch)
            self._answered = len(batch)
        return batch

    def _wait_for_the_crowd(self) -> None:
        """Where others wait, those just answered come again in a moment: one batch of all costs half of two. Nobody waits for a lone sender."""
        if self._queue and self._answered:
            crowd = self._answered + len(self._queue)
            self._arrived.wait_for(lambda: len(self._queue) >= crowd, timeout=CROWD_SECONDS)

    def _settle(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        try:
            outcomes = record(self.database, [one.submission for one in batch], with_points=True)
        except BaseException as failure:  # whatever it is, somebody waits for it: it goes to them
            self._settle_apart(batch, failure)
            return
        for one, its in zip(batch, outcomes, strict=True):
            one.answer(its)

    def _settle_apart(self, batch: list[_Waiting], failure: BaseException) -> None:
        if len(batch) == 1 and isinstance(failure, Refusal):
            batch[0].future.set_exception(failure)
            return
        for one in batch:
            try:
                (its,) = record(self.database, [one.submission], with_points=True)
            except BaseException as again:
                one.future.set_exception(again)
            else:
                one.answer(its)


def _read_all(items: Sequence[object], zone: ZoneInfo, now: int) -> tuple[list[tuple[int, Intake]], dict[int, Outcome]]:
    """The activities in their normal form, by item, and what became of those that have none."""
    intakes: list[tuple[int, Intake]] = []
    refused: dict[int, Outcome] = {}
    for number, item in enumerate(items):
        try:
            intakes.append((number, read(item, zone=zone, now=now)))
        except Invalid as wrong:
            refused[number] = Outcome(Status.REJECTED, error=wrong)
    return intakes, refused


def answer(outcomes: Mapping[int, Outcome]) -> Document:
    """The document that the sender of these activities gets. outcomes: one for each item from 0."""
    counts = {"accepted": 0, "duplicates": 0, "rejected": 0}
    for outcome in outcomes.values():
        counts[COUNTED[outcome.status]] += 1
    return {**counts, "results": [_result(outcomes[number]) for number in range(len(outcomes))]}


def _result(outcome: Outcome) -> Document:
    result: Document = {
        "status": outcome.status.value,
        "points": [{"holder": holder, "rule": rule, "points": points} for holder, rule, points in outcome.points],
    }
    if outcome.error:
        result["error"] = {"code": outcome.error.code, "message": outcome.error.message, "field": outcome.error.field}
    return result
