"""What pages read of the feed: once per change for each reader and choice."""

from services.feed import choices, feed, trying
from services.feed.choices import Chosen
from services.feed.feed import FeedItem
from services.feed.trying import Tried
from ui.data import database, once_a_turn, version, version_lately
from ui.reading import here, shared_by
from ui.shared import once_per
from ui.sign_in import Viewer


def feed_version() -> int:
    """Where the feed stands in this run."""
    return once_a_turn("feed version", lambda: feed.version(database()))


def stands(me: Viewer) -> tuple[object, ...]:
    """What is shown of the feed is the same while this is."""
    return feed_version(), version().directory_revision, here(me).today


def feed_items(me: Viewer, *, limit: int, kind: str | None, team: str | None) -> tuple[FeedItem, ...]:
    """The newest of what happened, and one more where there is more. Raises Unknown."""
    kinds = None if kind is None else {kind}
    return once_per(stands(me), ("feed", me.user, limit, kind, team), lambda: _read(me, limit + 1, kinds, team))


def _read(me: Viewer, limit: int, kinds: set[str] | None, team: str | None) -> tuple[FeedItem, ...]:
    return feed.latest(database(), me.actor, limit=limit, kinds=kinds, team=team)


def chosen(me: Viewer) -> Chosen:
    """What is celebrated."""
    return once_per(version().directory_revision, "celebrated", lambda: choices.choices(database(), me.actor))


def tried(me: Viewer, document: object, written: str) -> Tried:
    """What the last week would have told with choices, which `written` writes, as of a second ago. Raises Invalid."""
    at = (version_lately(), here(me).today)
    return once_per(at, ("feed tried", shared_by(me), written), lambda: trying.tried(database(), me.actor, document))
