"""Tallies: what employees' points of some days are made of, kept by rule and brought up to the newest entry whenever somebody asks.

The ledger is read once for the days of a board; afterwards only what was booked since. Entries are never changed, and their ids are in the order of
commits, so that whatever stands up to an id stands for good. A tally is read anew where something else decides how its entries count:
a rescore, or rules that pay several types; of employees whose teams changed, their part alone.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace

import polars as pl

from db import organisation, tallying
from db.engine import Database, Session
from db.tallying import CELL, KEY, Asked
from scoring.spans import Stretch
from services.boards.narrowing import scored, several_types
from services.world import World

Memberships = frozenset[tuple[int, int, int]]
MOST_TALLIES = 48
MOST_CELLS = 2_000_000
FEW = 200
"""So many employees are read alone; where more have moved, everybody is."""
SLACK = 4_096
"""So many cells may be in two parts before they are added up."""


@dataclass
class Tally:
    """frame: `CELL`, perhaps with several rows of a key. through: the last entry that it holds."""

    asked: Asked
    memberships: Memberships
    frame: pl.DataFrame
    settled: int

    @property
    def through(self) -> int:
        return self.asked.ids[1]


@dataclass
class _Place:
    lock: threading.Lock = field(default_factory=threading.Lock)
    tally: Tally | None = None


@dataclass
class Tallies:
    """The tallies of a process, by their days; those that were least used go first."""

    places: "OrderedDict[tuple[int, int], _Place]" = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def place(self, days: tuple[int, int]) -> _Place:
        with self.lock:
            found = self.places.setdefault(days, _Place())
            self.places.move_to_end(days)
            while len(self.places) > 1 and (len(self.places) > MOST_TALLIES or self._cells() > MOST_CELLS):
                self.places.popitem(last=False)
            return found

    def _cells(self) -> int:
        return sum(place.tally.frame.height for place in self.places.values() if place.tally)


def tally(database: Database, session: Session, here: World, stretch: Stretch) -> pl.DataFrame:
    """What employees' entries booked on the days of a stretch come to, as this transaction sees them or newer. Columns: `CELL`."""
    kept: Tallies = database.memory.setdefault("tallies", Tallies())
    place = kept.place((stretch.start, stretch.end))
    with place.lock:
        place.tally = _current(session, here, (stretch.start, stretch.end), place.tally)
        return place.tally.frame


def _current(session: Session, here: World, days: tuple[int, int], known: Tally | None) -> Tally:
    last = organisation.head(session).last_entry_id
    if known is not None and last < known.through:  # somebody whose transaction began later was here before
        return known
    wanted = Asked(days, (0, last), several_types(here), scored(here))
    if known is None or not _counts_alike(known.asked, wanted):
        return _read(session, here, wanted)
    moved = _moved(known, here)
    if len(moved) > FEW:
        return _read(session, here, wanted)
    if moved:
        known = _reread(session, here, known, moved)
    return _caught_up(session, known, last) if last > known.through else known


def _counts_alike(one: Asked, other: Asked) -> bool:
    return (one.several, one.rescores) == (other.several, other.rescores)


def _read(session: Session, here: World, asked: Asked) -> Tally:
    frame = tallying.cells(session, asked)
    return Tally(asked, here.directory.membership_set, frame, frame.height)


def _moved(known: Tally, here: World) -> tuple[int, ...]:
    """Whose memberships are others than the tally was made with."""
    now = here.directory.membership_set
    if now == known.memberships:
        known.memberships = now  # so that one set is kept, not one for every tally
        return ()
    return tuple(sorted({employee for employee, _, _ in now ^ known.memberships}))


def _reread(session: Session, here: World, known: Tally, accounts: tuple[int, ...]) -> Tally:
    """The tally with the part of some employees read anew."""
    fresh = tallying.cells(session, replace(known.asked, only=accounts))
    others = known.frame.filter(~pl.col("account_id").is_in(accounts))
    frame = pl.concat([others, fresh])
    return Tally(known.asked, here.directory.membership_set, frame, frame.height)


def _caught_up(session: Session, known: Tally, last: int) -> Tally:
    fresh = tallying.cells(session, replace(known.asked, ids=(known.through, last)))
    asked = replace(known.asked, ids=(0, last))
    frame = pl.concat([known.frame, fresh]) if fresh.height else known.frame
    if frame.height <= 2 * known.settled + SLACK:
        return replace(known, asked=asked, frame=frame)
    added = frame.group_by(list(KEY)).agg(pl.col("score").sum(), pl.col("reached_at").max()).select(list(CELL))
    return replace(known, asked=asked, frame=added, settled=added.height)
