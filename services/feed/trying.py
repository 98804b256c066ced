"""Trying choices: what the feed would have told of the last week with them, worked out on what was really recorded. Nothing is written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from db.engine import Database
from db.feed import ItemRow
from scoring.periods import business_day
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.feed.choices import read
from services.feed.feed import FeedItem, reading_of
from services.feed.kinds import Kind
from services.feed.news import News
from services.feed.trials import trial
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
        here = world(database, session)
        wanted, today = read(document, here), business_day(at, here.zone)
        news = trial(database, here, today, wanted).news(session, here, today, at)
        reading = reading_of(here, actor, at)
        examples = tuple(reading.item(_row(one), one.facts, {}) for one in _examples(news))
    counted = Counter(one.kind for one in news)
    return Tried({kind: counted[kind] for kind in Kind}, examples)


def _examples(news: list[News]) -> list[News]:
    """The latest of each kind, then the latest of all, newest first."""
    newest: dict[Kind, News] = {}
    for one in reversed(news):
        newest.setdefault(one.kind, one)
        if len(newest) == len(Kind):
            break
    chosen = [newest[kind] for kind in Kind if kind in newest]
    chosen += [one for one in news[: -EXAMPLES * 2 : -1] if one not in chosen]
    return sorted(chosen[:EXAMPLES], key=lambda one: -one.at)


def _row(news: News) -> ItemRow:
    """As it would stand in the feed."""
    columns = news.row()
    return ItemRow(0, *(columns[name] for name in ("key", "kind", "at", "account_id", "team_id", "activity_id", "document")))
