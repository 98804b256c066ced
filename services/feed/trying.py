"""Trying choices: what the feed would have told of the last week with them, worked out on what was really recorded. Nothing is written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from db import feed as rows
from db.engine import Database
from db.feed import ItemRow
from scoring.periods import MICROS_PER_DAY, business_day
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.feed.choices import read
from services.feed.feed import FeedItem, reading_of
from services.feed.following import AT_ONCE, WEEK
from services.feed.happenings import happened
from services.feed.kinds import Kind
from services.feed.leading import Races
from services.feed.news import News
from services.world import world

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Tried:
    """counts: how many items of each kind. examples: the latest of them, of different kinds before others of the same."""

    counts: Mapping[Kind, int]
    examples: tuple[FeedItem, ...]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def tried(database: Database, actor: Actor, document: object, *, now: int | None = None) -> Tried:
    """What the last seven days would have told; of very busy ones, their latest entries. Raises Invalid, Forbidden."""
    require(actor, Act.CELEBRATE)
    at = now_micros() if now is None else now
    with database.read() as session:
        here, last = world(database, session), rows.position(session).last
        wanted = read(document, here)
        low = rows.first_since(session, at - WEEK * MICROS_PER_DAY, low=max(0, last - AT_ONCE), high=last)
        today = business_day(at, here.zone)
        races = Races(session, here, wanted, through=low, leaders={})
        news = happened(session, here, wanted, races, low=low, high=last, ended=range(today - WEEK, today))
        reading = reading_of(here, actor, at)
        examples = tuple(reading.item(_row(one), one.facts, {}) for one in _examples(news))
    counted = Counter(one.kind for one in news)
    return Tried({kind: counted[kind] for kind in Kind}, examples)


def _examples(news: list[News]) -> list[News]:
    """The latest of each kind, then the latest of all, newest first."""
    newest = news[::-1]
    chosen = [next(one for one in newest if one.kind is kind) for kind in Kind if any(one.kind is kind for one in news)]
    chosen += [one for one in newest if one not in chosen]
    return sorted(chosen[:EXAMPLES], key=lambda one: -one.at)


def _row(news: News) -> ItemRow:
    """As it would stand in the feed."""
    columns = news.row()
    return ItemRow(0, *(columns[name] for name in ("key", "kind", "at", "account_id", "team_id", "activity_id", "document")))
