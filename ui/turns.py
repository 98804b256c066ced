"""Runs of pages take turns: Python runs one of them at a time anyway, and a hundred that begin together each wait for all the others.

Few at a time, each is through sooner, and what one works out for all is there before the others ask for it. Whoever clicked goes before a part of
a page that only looks again by itself.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 3
PATIENCE_SECONDS = 1.0
"""Nobody who clicked waits longer: a page that takes seconds (a replay, a file) holds nobody up for good."""
LOOKING_ON_SECONDS = 2.0
"""Nor does a part that runs by itself, or in which somebody clicked: Streamlit does not tell the two apart."""


class Turns:
    """So many runs have a turn at a time; the others stand in one of two rows, of which the first is served first."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._guard = threading.Lock()
        self._rows: tuple[deque[threading.Lock], deque[threading.Lock]] = deque(), deque()

    def take(self, *, looks_on: bool, patience: float) -> bool:
        """True: it has a turn, and gives it back. False: none came within `patience` seconds, and it goes without."""
        row = self._rows[looks_on]
        with self._guard:
            if self._free:
                self._free -= 1
                return True
            mine = threading.Lock()
            mine.acquire()
            row.append(mine)
        if mine.acquire(timeout=patience):
            return True
        with self._guard:
            if mine in row:
                row.remove(mine)
                return False
        return True  # it was called up at the last moment

    def waiting(self) -> int:
        """How many stand in the rows."""
        with self._guard:
            return sum(map(len, self._rows))

    def give_back(self) -> None:
        """Whoever has waited longest in the first row that is not empty is called up."""
        with self._guard:
            row = next((row for row in self._rows if row), None)
            if row is None:
                self._free += 1
            else:
                row.popleft().release()


_turns = Turns(AT_ONCE)
_thread = threading.local()


@contextmanager
def turn(*, looks_on: bool = False) -> Iterator[None]:
    """One of few runs at this moment; within it again: the same. looks_on: nobody asked for it, it runs again by itself."""
    if getattr(_thread, "has_turn", False):
        yield
        return
    in_turn = _turns.take(looks_on=looks_on, patience=LOOKING_ON_SECONDS if looks_on else PATIENCE_SECONDS)
    _thread.has_turn = True
    try:
        yield
    finally:
        _thread.has_turn = False
        if in_turn:
            _turns.give_back()
