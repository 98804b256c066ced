"""Few runs of pages at a time, each through sooner."""

import threading

import pytest

from ui import turns
from ui.turns import AT_ONCE, turn


def test_as_many_as_may_run_at_once_and_no_more() -> None:
    inside, most = [0], [0]
    guard, all_here = threading.Lock(), threading.Barrier(AT_ONCE)

    def run() -> None:
        with turn():
            with guard:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            all_here.wait(10)  # passes only where as many as may are inside together
            with guard:
                inside[0] -= 1

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE * 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == AT_ONCE


def test_a_part_within_a_run_has_its_turn() -> None:
    with turn(), turn():
        pass
    test_as_many_as_may_run_at_once_and_no_more()


def test_a_run_that_breaks_off_gives_its_turn_back() -> None:
    for _ in range(AT_ONCE * 2):
        with pytest.raises(ValueError, match="stop"), turn():
            raise ValueError("stop")
    test_as_many_as_may_run_at_once_and_no_more()


def test_nobody_waits_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.01)
    may_end, begun = threading.Event(), threading.Barrier(AT_ONCE + 1)

    def for_long() -> None:
        with turn():
            begun.wait(10)
            may_end.wait(10)

    threads = [threading.Thread(target=for_long) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    begun.wait(10)
    with turn():
        may_end.set()
    for thread in threads:
        thread.join()
    monkeypatch.undo()
    test_as_many_as_may_run_at_once_and_no_more()
