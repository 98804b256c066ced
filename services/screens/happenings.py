"""What just happened, as a wall tells it: the feed of the screen's teams, in the screen's language."""

from dataclasses import dataclass
from typing import Any

from db.engine import Database
from services.feed import feed, telling
from services.feed.feed import FeedItem
from services.feed.kinds import Kind
from services.people.initials import initials
from services.screens.boards import READER, Look

MOST = 8
AT_ONCE = 20
CELEBRATED = frozenset({Kind.DEAL, Kind.LEADER, Kind.PERIOD_OVER})
"""What fills the wall for a moment; what is noticed at a day's end only does not."""
CELEBRATED_MICROS = 60_000_000
MICROS_PER_MILLI = 1_000
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Happenings:
    """latest: the newest of all. deals: newest first. celebrations: of the last minute, newest last."""

    latest: Item | None
    deals: tuple[Item, ...]
    celebrations: tuple[Item, ...]


def happenings(database: Database, look: Look, *, now: int) -> Happenings:
    """What the feed tells to whoever passes by."""
    teams = look.team_ids or None
    language = look.playlist.language
    newest = feed.latest(database, READER, limit=1, teams=teams, now=now)
    deals = feed.latest(database, READER, limit=MOST, kinds={Kind.DEAL}, teams=teams, now=now)
    fresh = feed.latest(database, READER, limit=AT_ONCE, kinds=CELEBRATED, teams=teams, after_at=now - CELEBRATED_MICROS, now=now)
    return Happenings(
        _item(newest[0], language) if newest else None,
        tuple(_item(one, language) for one in deals),
        tuple(_item(one, language) for one in reversed(fresh)),
    )


def _item(found: FeedItem, language: str) -> Item:
    return {
        "id": found.id,
        "kind": found.kind.value,
        "at": found.at // MICROS_PER_MILLI,
        "title": telling.title(found, language),
        "name": telling.name(found, language),
        "team": found.team,
        "initials": initials(found.names[0] if found.names else found.name),
        "points": found.points,
        "place": found.place,
        "text": telling.sentence(found, language),
    }
