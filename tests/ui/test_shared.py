"""What is shared by many viewers: worked out once for each change, and never waited for in a queue."""

import threading
from collections.abc import Iterator

import pytest

from services.freshness import Version
from ui import data, shared
from ui.shared import Kept, going_on, once_per


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    shared.forget()
    data.share(None)
    yield
    shared.forget()
    data.share(None)


def at(entry: int, revision: int = 1) -> Version:
    return Version(entry, revision, 1_000 + entry, entry)


def test_a_value_is_made_once_for_a_version() -> None:
    made: list[int] = []
    for _ in range(3):
        once_per((at(1), "today"), "board", lambda: made.append(1))
    once_per((at(2), "today"), "board", lambda: made.append(2))
    assert made == [1, 2]


def test_a_later_version_serves_whoever_began_to_look_before_it() -> None:
    once_per((at(2), "today"), "board", lambda: "new")
    assert once_per((at(1), "today"), "board", lambda: "old") == "new"
    assert once_per((at(1), "tomorrow"), "board", lambda: "of another day") == "of another day"
    once_per(at(2), "alone", lambda: "new")
    assert once_per(at(1), "alone", lambda: "old") == "new"
    once_per(2, "number", lambda: "new")
    assert once_per(1, "number", lambda: "old") == "old", "only versions of the ledger are known to grow"


def test_a_value_goes_on_from_the_one_before() -> None:
    def one_more(before: int | None) -> int:
        return 1 if before is None else before + 1

    assert [going_on(at(entry), "count", one_more) for entry in (1, 1, 2, 1)] == [1, 1, 2, 2]
    assert going_on(at(2), "another", one_more) == 1


def test_who_looks_again_soon_does_not_queue_for_a_value_that_is_being_made() -> None:
    kept, began, may_end = Kept(), threading.Event(), threading.Event()
    kept.of(at(1), lambda: "before", patience=None)

    def slowly() -> str:
        began.set()
        may_end.wait(30)
        return "after"

    maker = threading.Thread(target=lambda: kept.of(at(2), slowly, patience=None))
    maker.start()
    began.wait(30)
    assert kept.of(at(2), lambda: "twice", patience=0.01) == "before"
    may_end.set()
    maker.join()
    assert kept.of(at(2), lambda: "twice", patience=0.01) == "after"


def test_the_first_value_is_waited_for() -> None:
    kept, began, may_end = Kept(), threading.Event(), threading.Event()

    def slowly() -> str:
        began.set()
        may_end.wait(30)
        return "first"

    maker = threading.Thread(target=lambda: kept.of(at(1), slowly, patience=None))
    maker.start()
    began.wait(30)
    found: list[str] = []
    waiter = threading.Thread(target=lambda: found.append(kept.of(at(1), lambda: "twice", patience=0.01)))
    waiter.start()
    may_end.set()
    waiter.join()
    maker.join()
    assert found == ["first"]


def test_a_value_that_could_not_be_made_is_asked_for_again() -> None:
    kept = Kept()

    def fails() -> str:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.of(at(1), fails, patience=None)
    assert kept.of(at(1), lambda: "made", patience=0.01) == "made"


def test_the_ledger_moves_in_steps_for_those_who_look_on() -> None:
    now = [100.0]
    step = lambda version: data.step(version, lambda: now[0])  # noqa: E731
    assert step(at(1)) == at(1)
    now[0] += 60
    assert step(at(2)) == at(2), "after a rest at once"
    now[0] += data.STEP_SECONDS / 2
    assert step(at(3)) == at(2), "then not before the step is over"
    assert step(at(4, revision=2)) == at(4, revision=2), "but people and plans at once"
    now[0] += data.STEP_SECONDS
    assert step(at(5, revision=2)) == at(5, revision=2)
    assert step(at(5, revision=2)) == at(5, revision=2)


def test_a_version_that_stood_for_long_does_not_delay_the_next() -> None:
    now = [100.0]
    for _ in range(5):
        data.step(at(1), lambda: now[0])
        now[0] += data.STEP_SECONDS
    assert data.step(at(2), lambda: now[0]) == at(2)
