"""What is the same for many viewers is worked out once per change, by the first who asks; the others wait for it and share it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from services.freshness import Version
from ui.data import looks_again

T = TypeVar("T")
MOST = 4_096
PATIENCE_SECONDS = 0.2
NOTHING_YET = object()


@dataclass(slots=True)
class Kept:
    """A value and the version it belongs to; lock: held by whoever works it out."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    version: Hashable = NOTHING_YET
    value: Any = None

    def of(self, version: Hashable, make: Callable[[], T], *, patience: float | None) -> T:
        """The value of this version or a later one. patience: seconds to wait for whoever works it out, then the one before will do; None: for ever."""
        waits = -1 if patience is None or self.version is NOTHING_YET else patience
        if not self.lock.acquire(timeout=waits):
            before: T = self.value
            return before
        try:
            if self.version != version and not _is_later(self.version, version):
                self.value = make()
                self.version = version
            value: T = self.value
            return value
        finally:
            self.lock.release()


_kept: OrderedDict[Hashable, Kept] = OrderedDict()
_guard = threading.Lock()


def once_per(version: Hashable, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives for this version of what `key` names. The value is shared: nobody may change it.

    version: whatever the value depends on besides the key (`ui.data.version()`). The least used of the `MOST` values goes first.
    What was made for a later version of the ledger serves also whoever began to look before it. A live part of a page waits
    `PATIENCE_SECONDS` for whoever works it out, then shows what was there: it looks again soon.
    """
    return _place(key).of(version, make, patience=PATIENCE_SECONDS if looks_again() else None)


def going_on(version: Hashable, key: Hashable, make: Callable[[T | None], T]) -> T:
    """As `once_per`, where the next value is made from the one before. make: is given that, None where there is none."""
    place = _place(key)
    return place.of(version, lambda: make(place.value), patience=PATIENCE_SECONDS if looks_again() else None)


def _is_later(kept: Hashable, asked: Hashable) -> bool:
    """True where both begin with a version of ledger and people, of which the kept one is the later, and are alike in the rest."""
    if not (isinstance(kept, tuple) and isinstance(asked, tuple) and kept and asked):
        return False
    if isinstance(kept, Version) and isinstance(asked, Version):
        return kept > asked
    return isinstance(kept[0], Version) and isinstance(asked[0], Version) and kept[0] > asked[0] and kept[1:] == asked[1:]


def _place(key: Hashable) -> Kept:
    with _guard:
        kept = _kept.get(key)
        if kept is None:
            kept = _kept[key] = Kept()
            if len(_kept) > MOST:
                _kept.popitem(last=False)
        else:
            _kept.move_to_end(key)
        return kept


def forget() -> None:
    """Nothing is kept any more; for tests."""
    with _guard:
        _kept.clear()
