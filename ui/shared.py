"""What is the same for many viewers is worked out once per change, by the first who asks; the others wait for it and share it."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 4_096
NOTHING_YET = object()


@dataclass(slots=True)
class _Kept:
    """A value and the version it belongs to; lock: held by whoever works it out."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    version: Hashable = NOTHING_YET
    value: Any = None


_kept: OrderedDict[Hashable, _Kept] = OrderedDict()
_guard = threading.Lock()


def once_per(version: Hashable, key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gives for this version of what `key` names. The value is shared: nobody may change it.

    version: whatever the value depends on besides the key (`ui.data.version()`). The least used of the `MOST` values goes first.
    """
    kept = _place(key)
    with kept.lock:
        if kept.version != version:
            kept.value = make()
            kept.version = version
        value: T = kept.value
        return value


def _place(key: Hashable) -> _Kept:
    with _guard:
        kept = _kept.get(key)
        if kept is None:
            kept = _kept[key] = _Kept()
            if len(_kept) > MOST:
                _kept.popitem(last=False)
        else:
            _kept.move_to_end(key)
        return kept


def forget() -> None:
    """Nothing is kept any more; for tests."""
    with _guard:
        _kept.clear()
