"""What an audit reads of ledger and activities, kept by holder: read anew only of those for whom something was booked, recorded or decided since.

Sums of a year are the work of seconds, and while activities keep coming they would be asked for at each.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from db import auditing as stored
from db import organisation, reports
from db.engine import Session
from services.auditing.auditing_span import Span

MOST = 32
MOST_ROWS = 2_000_000
FEW = 200
"""So many holders are read alone; where more have moved, everybody is."""
MANY = 200_000
"""Of more customers than this no sums are kept one by one: the database adds them up."""
CUSTOMERS = 0
"""The account under which the customers' points are summed."""


class Read(Protocol):
    """Reads a frame with the column account_id, whole or of some accounts only."""

    def __call__(self, session: Session, *, only: Collection[int] | None = None) -> pl.DataFrame: ...


@dataclass
class _Place:
    """position: the last entry, and the last place in the order of recording, that the frame holds."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    position: tuple[int, int] = (0, 0)
    frame: pl.DataFrame | None = None


@dataclass
class Kept:
    """The frames of a process by what they are of; those that were least used go first."""

    places: "OrderedDict[Hashable, _Place]" = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def place(self, of: Hashable) -> _Place:
        with self.lock:
            found = self.places.setdefault(of, _Place())
            self.places.move_to_end(of)
            while len(self.places) > 1 and (len(self.places) > MOST or self._rows() > MOST_ROWS):
                self.places.popitem(last=False)
            return found

    def _rows(self) -> int:
        return sum(place.frame.height for place in self.places.values() if place.frame is not None)


def kept(span: Span, of: Hashable, read: Read) -> pl.DataFrame:
    """What `read` gives of the whole, as this transaction sees it or newer. of: names it."""
    session = span.session
    frames: Kept = span.database.memory.setdefault("audited", Kept())
    place = frames.place(of)
    with place.lock:
        now = _position(session)
        if place.frame is None:
            place.frame, place.position = read(session), now
        elif now > place.position:  # else nothing is new, or somebody whose transaction began later was here before
            place.frame, place.position = _caught_up(session, place.frame, place.position, read), now
        return place.frame


def _caught_up(session: Session, frame: pl.DataFrame, position: tuple[int, int], read: Read) -> pl.DataFrame:
    entries, activities = position
    moved = reports.accounts_moved(session, entries_after=entries, activities_after=activities)
    if len(moved) > FEW:
        return read(session)
    return pl.concat([frame.filter(~pl.col("account_id").is_in(moved)), read(session, only=moved)]) if moved else frame


def _position(session: Session) -> tuple[int, int]:
    head = organisation.head(session)
    return head.last_entry_id, head.last_activity_id


def earned(span: Span) -> pl.DataFrame:
    """What was booked on the days, net of what was taken back, by employee and rule; of customers by rule alone, as account `CUSTOMERS`.

    rule_id: null for what no rule gave. times: awards; cut: those that a limit left less; paid: holders with more than nothing.
    Columns: `db.auditing.EARNED`.
    """
    if stored.customers_up_to(span.session, MANY + 1) > MANY:
        return stored.earned(span.session, start=span.start, end=span.end, reached=span.reached)
    days = ("booked", span.start, span.end)
    cells = kept(span, days, lambda session, *, only=None: _booked(session, span, only))
    if span.reached is not None:
        inside = [*span.reached, *stored.customers_of(span.session, span.reached)]
        cells = cells.filter(pl.col("account_id").is_in(inside))
    is_employee = pl.col("account_id").is_in(list(span.here.directory.employees))
    whose = pl.when(is_employee).then("account_id").otherwise(pl.lit(CUSTOMERS, pl.Int32)).alias("account_id")
    paid = (pl.col("score") > 0).cast(pl.Int64).sum().alias("paid")
    return cells.group_by(whose, "rule_id").agg(paid, pl.col("times", "cut", "score").sum())


def _booked(session: Session, span: Span, only: Collection[int] | None) -> pl.DataFrame:
    return stored.booked(session, start=span.start, end=span.end, only=only)


def done(span: Span) -> pl.DataFrame:
    """What employees did on the days: `db.auditing.DONE`."""
    return kept(
        span,
        ("done", span.start, span.end),
        lambda session, *, only=None: stored.done(session, start=span.start, end=span.end, only=only),
    )


def daily_scores(span: Span, low: int, high: int) -> pl.DataFrame:
    """Every employee's score in the periods with an id of [low, high). Columns: account_id, period_id, score."""
    return kept(span, ("daily scores", low, high), lambda session, *, only=None: stored.daily_scores(session, low, high, only=only))
