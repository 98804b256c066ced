"""Runs of pages take turns: Python runs one of them at a time anyway, and a hundred that begin together each wait for all the others.

Few at a time, each is through sooner, and what one works out for all is there before the others ask for it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 3
PATIENCE_SECONDS = 1.0
"""Nobody waits longer: a page that takes seconds (a replay, a file) holds nobody up for good."""
_turns = threading.BoundedSemaphore(AT_ONCE)
_thread = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """One of few runs at this moment; within it again: the same."""
    if getattr(_thread, "has_turn", False):
        yield
        return
    in_turn = _turns.acquire(timeout=PATIENCE_SECONDS)
    _thread.has_turn = True
    try:
        yield
    finally:
        _thread.has_turn = False
        if in_turn:
            _turns.release()
