"""History: what counts of the past, held in memory for the replays of all managers of a process.

It is read once, in narrow columns, and at each ask extended by what is new. Where nobody has asked for half an hour it is dropped.
Where it would be too large it is not held: then a period alone is read (docs/decisions/0017).
"""

import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from config.settings import settings
from db import organisation, replaying
from db.engine import Database, Session
from services.errors import Conflict

UNUSED_SECONDS = 30 * 60
TEXTS = ("channel", "collaborators", "attributes", "tier", "tags")
FEW_TEXTS = 8
"""A column of texts is held as numbers where each stands so often at least."""
MOST_CHUNKS = 64
Days = tuple[int, int]


@dataclass
class History:
    """acts: `replaying.ACTS` in order, texts that repeat as categories; None where nothing is held. through: the last place that was read.

    aside: `replaying.ASIDE` through the entry entries_through.
    kept: what replays of a period keep for the next one, by name.
    """

    lock: threading.RLock = field(default_factory=threading.RLock)
    acts: pl.DataFrame | None = None
    reversed_places: list[int] = field(default_factory=list)
    through: int = 0
    aside: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=replaying.ASIDE))
    entries_through: int = 0
    used_at: float = 0.0
    kept: dict[str, object] = field(default_factory=dict)
    timer: threading.Timer | None = None

    def forget(self) -> None:
        self.acts, self.reversed_places, self.through = None, [], 0
        self.aside, self.entries_through = self.aside.clear(), 0
        self.kept.clear()


_making = threading.Lock()


@contextmanager
def held(database: Database) -> Iterator[History]:
    """The history of this process, for one replay at a time: each uses all processors."""
    with _making:
        history = database.memory.setdefault("history", History())
    with history.lock:
        history.used_at = time.monotonic()
        yield history
        history.used_at = time.monotonic()
        _drop_later(history)


def _drop_later(history: History) -> None:
    if history.timer is None:
        history.timer = threading.Timer(UNUSED_SECONDS, drop_if_unused, [weakref.ref(history)])
        history.timer.daemon = True
        history.timer.start()


def drop_if_unused(known: "weakref.ref[History]") -> None:
    """Nothing is held of a history that nobody has used for a while; else it is looked at again later."""
    history = known()
    if history is None:
        return
    with history.lock:
        history.timer = None
        if time.monotonic() - history.used_at >= UNUSED_SECONDS:
            history.forget()
        else:
            _drop_later(history)


def acts_of(session: Session, history: History, days: Days) -> tuple[pl.DataFrame, pl.Series]:
    """What counts on business days of [days), as of this session, and which of it was reversed.

    Columns: `replaying.ACTS`, in order. Raises Conflict where there is more than a replay may hold.
    """
    last, most = organisation.head(session).last_activity_id, settings().replay_activities
    if last > most:
        history.acts, history.through = None, 0
        return acts_alone(session, days)
    _extend(session, history, last)
    assert history.acts is not None
    found = history.acts.filter((pl.col("day") >= days[0]) & (pl.col("day") < days[1]))
    wide = found.with_columns(pl.col(name).cast(pl.String) for name in TEXTS)
    return wide, _among(wide["order"], history.reversed_places)


def span(history: History) -> Days:
    """The days from the first to the last that have activities, as far as that is known without asking."""
    if history.acts is None or history.acts.is_empty():
        return replaying.ALWAYS
    first, last = history.acts["day"].min(), history.acts["day"].max()
    assert isinstance(first, int)
    assert isinstance(last, int)
    return first, last + 1


def booked_beside(session: Session, history: History, days: Days) -> pl.DataFrame:
    """What was booked on business days of [days) and no activity of these days earned: account_id, day, score (Int64, zeros included)."""
    last = organisation.head(session).last_entry_id
    if history.entries_through > last:
        history.aside, history.entries_through = history.aside.clear(), 0
    if history.entries_through < last:
        here = organisation.organisation(session)
        is_closed = here is not None and here.closed_through is not None
        history.aside = history.aside.vstack(replaying.aside(session, history.entries_through, last, is_closed=is_closed))
        history.entries_through = last
    inside = history.aside.filter((pl.col("day") >= days[0]) & (pl.col("day") < days[1]))
    own = (pl.col("occurred_on") >= days[0]) & (pl.col("occurred_on") < days[1])
    return inside.filter(~own.fill_null(False)).group_by("account_id", "day").agg(pl.col("score").sum())


def acts_alone(session: Session, days: Days) -> tuple[pl.DataFrame, pl.Series]:
    """The same as `acts_of`, of the period alone and without holding anything."""
    last, most = organisation.head(session).last_activity_id, settings().replay_activities
    count = replaying.count(session, days)
    if count > most:
        message = (
            f"These days hold {count} activities and a replay holds {most} at most: choose fewer days, or set LAUREL_REPLAY_ACTIVITIES"
        )
        raise Conflict(message, field="to", code="too_many_activities")
    found = replaying.acts(session, 0, last, days)
    return found, _among(found["order"], replaying.reversed_places(session, 0, last))


def _among(orders: pl.Series, places: list[int]) -> pl.Series:
    return pl.Series("reversed", np.isin(orders.to_numpy(), np.array(places, dtype=np.int64)), dtype=pl.Boolean)


def _extend(session: Session, history: History, last: int) -> None:
    """The history is that of this session; one that knows more, of a later session, is read again from the start."""
    if history.acts is None or history.through > last:
        history.forget()
        acts = replaying.acts(session, 0, last)
        history.acts = acts.with_columns(pl.col(name).cast(pl.Categorical) for name in TEXTS if _repeats(acts[name]))
    elif history.through < last:
        new = replaying.acts(session, history.through, last)
        history.acts = history.acts.vstack(new.select(pl.col(name).cast(kind) for name, kind in history.acts.schema.items()))
        if history.acts.n_chunks() > MOST_CHUNKS:
            history.acts = history.acts.rechunk()
    if history.through < last:
        history.reversed_places += replaying.reversed_places(session, history.through, last)
    history.through = last


def _repeats(texts: pl.Series) -> bool:
    return bool(texts.n_unique() * FEW_TEXTS <= len(texts))
