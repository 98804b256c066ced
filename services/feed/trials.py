"""Trials: what choices would have told of the last week, kept and brought up to the newest entry whenever somebody asks.

The week's entries are read once for choices and a day; afterwards only what was recorded since, and what has become older than a week falls away.
The ends of days are told anew, once a minute at most, where something was booked on a day that was over.
"""

import json
import threading
from collections import Counter, OrderedDict
from dataclasses import dataclass, field

import polars as pl

from db import feed as rows
from db.engine import Database, Session
from scoring.periods import MICROS_PER_DAY
from services.feed.choices import Choices
from services.feed.days_end import end_of
from services.feed.following import AT_ONCE, WEEK
from services.feed.happenings import of_entries
from services.feed.leading import Races
from services.feed.news import News
from services.world import World

MOST_TRIALS = 8
"""So many choices are followed at once; those that were least looked at go first."""
MINUTE = 60_000_000


@dataclass(slots=True)
class Trial:
    """What some choices would have told. low: the last entry before the week; through: the last that was heard of; late: a day that was over has changed."""

    wanted: Choices
    lock: threading.Lock = field(default_factory=threading.Lock)
    races: Races | None = None
    low: int = 0
    through: int = 0
    lately: Counter[int] = field(default_factory=Counter)
    of_entries: list[News] = field(default_factory=list)
    of_days: list[News] = field(default_factory=list)
    days_told_at: int | None = None
    late: bool = False

    def news(self, session: Session, here: World, today: int, at: int) -> list[News]:
        """What there is to tell as this transaction sees it, or a later one saw it, in the order of time."""
        with self.lock:
            self._begin(session, here, at)
            self._go_on(session, here, today)
            self._let_fall(session)
            self._tell_days(session, here, today, at)
            return sorted(self.of_entries + self.of_days, key=lambda one: one.at)

    def _begin(self, session: Session, here: World, at: int) -> None:
        last = rows.position(session).last
        self.low = rows.first_since(session, at - WEEK * MICROS_PER_DAY, low=max(self.low, last - AT_ONCE), high=last)
        if self.races is None:
            self.races, self.through = Races(session, here, self.wanted, through=self.low, leaders={}), self.low
            self.lately, self.of_entries, self.days_told_at = Counter(), [], None

    def _go_on(self, session: Session, here: World, today: int) -> None:
        last, races = rows.position(session).last, self.races
        if last <= self.through or races is None:
            return
        self.races = None  # where this fails half-way, the next who asks begins anew
        entries = rows.entries(session, self.through, last)
        races.go_on(session)
        told = of_entries(here, self.wanted, races, entries, last, self.lately)
        self.of_entries += sorted(told, key=lambda one: one.at)
        self.late = self.late or not entries.filter(pl.col("booked_on") < today).is_empty()
        self.races, self.through = races.at_rest(), last

    def _let_fall(self, session: Session) -> None:
        """What is older than the week is told no more."""
        if not self.of_entries:
            return
        since = rows.recorded_after(session, self.low)
        if since is not None and self.of_entries[0].at < since:
            self.of_entries = [one for one in self.of_entries if one.at >= since]

    def _tell_days(self, session: Session, here: World, today: int, at: int) -> None:
        if self.days_told_at is not None and not (self.late and at - self.days_told_at >= MINUTE):
            return
        self.of_days = [news for day in range(today - WEEK, today) for news in end_of(session, here, self.wanted, day)]
        self.days_told_at, self.late = at, False


@dataclass(slots=True)
class Trials:
    """The trials of a process. stands: the revision of people and plans, and the day, that they are of."""

    stands: tuple[int, int] = (0, 0)
    places: "OrderedDict[str, Trial]" = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, here: World, today: int, wanted: Choices) -> Trial:
        with self.lock:
            if self.stands != (here.revision, today):
                self.stands, self.places = (here.revision, today), OrderedDict()
            key = json.dumps(wanted.document(), sort_keys=True)
            found = self.places.setdefault(key, Trial(wanted))
            self.places.move_to_end(key)
            if len(self.places) > MOST_TRIALS:
                self.places.popitem(last=False)
            return found


def trial(database: Database, here: World, today: int, wanted: Choices) -> Trial:
    """The trial of some choices, whoever tries them."""
    kept: Trials = database.memory.setdefault("trials", Trials())
    return kept.of(here, today, wanted)
