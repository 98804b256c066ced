"""Few runs of pages at a time, each through sooner."""

import threading
import time

import pytest

from ui import turns
from ui.turns import AT_ONCE, Turns, turn


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


def test_who_clicked_goes_before_what_looks_again_by_itself() -> None:
    row, order = Turns(1), []
    assert row.take(looks_on=False, patience=1)

    def run(name: str, looks_on: bool) -> None:
        assert row.take(looks_on=looks_on, patience=10)
        order.append(name)
        row.give_back()

    threads = []
    for place, (name, looks_on) in enumerate([("page one", True), ("page two", True), ("click one", False), ("click two", False)]):
        threads.append(threading.Thread(target=run, args=(name, looks_on)))
        threads[-1].start()
        while row.waiting() <= place:
            time.sleep(0.001)
    row.give_back()
    for thread in threads:
        thread.join()
    assert order == ["click one", "click two", "page one", "page two"]


def test_who_lost_patience_keeps_no_place_in_the_row() -> None:
    row = Turns(1)
    assert row.take(looks_on=False, patience=1)
    assert not row.take(looks_on=False, patience=0.01)
    assert row.waiting() == 0
    row.give_back()
    assert row.take(looks_on=True, patience=1)
