"""The feed follows the ledger: what is worth telling is told once, whoever follows, however late, and however often.

What there is to tell is worked out in a reading transaction, so that nobody who records waits for it; then it is written under the
feed's lock, where nobody else has gone on meanwhile. What is older than a week when it is first looked at is no news.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from db import feed as rows
from db.engine import Database, Session
from db.feed import Position
from scoring.periods import MICROS_PER_DAY, business_day
from services.activities.recording import now_micros
from services.errors import NotReady
from services.feed.choices import Chosen, chosen
from services.feed.happenings import MINUTE, happened
from services.feed.kinds import Kind
from services.feed.leading import Leaders, Races
from services.feed.news import News
from services.feed.putting_right import Righted, put_right, righted
from services.world import World, world

AT_ONCE = 100_000
WEEK = 7
DAYS, LEADERS = "days", "leaders"
KEPT = "feed_races"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found in one look. days: the last day that has ended, as it stood and as it stands then. righted: ends of periods told otherwise."""

    position: Position
    through: int
    days: tuple[int | None, int]
    news: Sequence[News]
    righted: Sequence[Righted]
    leaders: tuple[Leaders, Leaders]


def follow(database: Database, *, now: int | None = None, as_lived: bool = False) -> int:
    """Whatever the ledger holds has been told; how many items are new. May run twice, late, or in two processes at once.

    as_lived: each is told at the moment it happened instead of when it was recorded, for a history that is filled in at once.
    """
    told = 0
    at = now_micros() if now is None else now
    while (found := _look(database, at, as_lived=as_lived)) is not None:
        seen, races, chosen_at = found
        with database.write() as session:
            stands = rows.lock(session) == seen.position.through and _ended(session) == seen.days[0]
            if stands:
                told += _tell(session, seen)
        if stands:
            database.memory[KEPT] = ((seen.through, seen.position.directory_revision, chosen_at), races.at_rest())
    return told


def _look(database: Database, at: int, *, as_lived: bool) -> tuple[_Seen, Races, int] | None:
    """What is new, as far as one look goes; None where there is nothing."""
    with database.read() as session:
        position, ended = rows.position(session), _ended(session)
        try:
            here = world(database, session, revision=position.directory_revision)
        except NotReady:
            return None
        today = business_day(at, here.zone)
        if position.through == position.last and ended is not None and ended >= today - 1:
            return None
        low = _first_unread(session, position, at)
        high = position.last if position.last - low <= AT_ONCE else rows.end_of_moment(session, low + AT_ONCE, last=position.last)
        before = min(ended if ended is not None else _day_before(session, here, low, today), today - 1)
        until = today - 1 if high == position.last else before
        wanted = chosen(session, here)
        races, leaders = _races(database, session, here, wanted, position, low)
        days = range(max(before + 1, today - WEEK), until + 1)
        lately = _told_lately(session, low)
        news = happened(session, here, wanted.choices, races, low=low, high=high, ended=days, lately=lately, as_lived=as_lived)
        late = righted(session, here, position.through, high, through=ended)
        return _Seen(position, high, (ended, until), news, late, (leaders, races.leaders)), races, wanted.revision


def _ended(session: Session) -> int | None:
    """The last day whose end was told; None before there was any."""
    kept = rows.state(session, DAYS)
    return None if kept is None else int(json.loads(kept[0])["through"])


def _first_unread(session: Session, position: Position, at: int) -> int:
    """The entry behind which there may be news: those before it are heard of, or older than a week."""
    if position.through == position.last:
        return position.last
    return rows.first_since(session, at - WEEK * MICROS_PER_DAY, low=position.through, high=position.last)


def _day_before(session: Session, here: World, low: int, today: int) -> int:
    """The day before the first that there is anything to tell of."""
    first = rows.recorded_after(session, low)
    return today - 1 if first is None else business_day(first, here.zone) - 1


def _told_lately(session: Session, low: int) -> Counter[int]:
    """How many deals were told already of the minute in which the first unread entry was recorded."""
    first = rows.recorded_after(session, low)
    if first is None:
        return Counter()
    minute = first // MINUTE
    return Counter({minute: rows.told_since(session, Kind.DEAL, minute * MINUTE)})


def _races(database: Database, session: Session, here: World, wanted: Chosen, position: Position, low: int) -> tuple[Races, Leaders]:
    """The boards as of an entry, and who led them: as this process left them, else from the standings."""
    kept = rows.state(session, LEADERS)
    leaders: Leaders = json.loads(kept[0]) if kept else {}
    place, races = database.memory.pop(KEPT, (None, None))
    if place == (low, position.directory_revision, wanted.revision) and isinstance(races, Races):
        races.go_on(session)
        return races, leaders
    return Races(session, here, wanted.choices, through=low, leaders=leaders), leaders


def _tell(session: Session, seen: _Seen) -> int:
    """The news stand, and how far the feed has come; how many of them are new."""
    known = rows.told_keys(session, [news.key for news in seen.news]) if seen.news else set()
    fresh = [news.row() for news in seen.news if news.key not in known]
    rows.add(session, fresh)
    put_right(session, seen.righted)
    taken = rows.withdraw(session, seen.position.through, seen.through) if seen.through > seen.position.through else 0
    if seen.leaders[0] != seen.leaders[1]:
        rows.set_state(session, LEADERS, json.dumps(seen.leaders[1], sort_keys=True))
    if seen.days[0] != seen.days[1]:
        rows.set_state(session, DAYS, json.dumps({"through": seen.days[1]}))
    rows.set_through(session, seen.through)
    if fresh or taken or seen.righted:
        rows.touch(session)
    return len(fresh)
