"""Who may look at which screen: whoever holds its link, the user who shows it, and managers who want to see it.

A wall asks at every beat, so that a revoked link, a removed screen and a new playlist act at once. That it was seen is kept in memory
until `note_screens` writes it down: a wall waits for no writer.
"""

import re
import threading
from dataclasses import dataclass

from db import screens as rows
from db.engine import Database
from db.screens import ScreenRow
from services.access import Act, Actor, Role, require
from services.activities.recording import now_micros
from services.errors import Forbidden, Unknown
from services.screens.playlists import Playlist, built_in, stored
from services.sign_in.sessions import digest_of
from services.world import World, world

SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
BUILT_IN = 0
"""The number of the screen that stands where nobody has made one."""
UNSAVED = -1
"""The revision of what nobody has saved."""


@dataclass(frozen=True, slots=True)
class ScreenView:
    """A screen as whoever looks at it gets it. id: `BUILT_IN` for the one that nobody made, which is named as the organisation."""

    id: int
    name: str
    revision: int
    playlist: Playlist


def by_link(database: Database, secret: str | None) -> tuple[Actor, ScreenView] | None:
    """What a link opens, and as whom its holder looks; None where it opens nothing, or nothing any more."""
    if not secret or not SECRET.fullmatch(secret):
        return None
    with database.read() as session:
        row = rows.linked(session, digest_of(secret))
        if row is None:
            return None
        return Actor(f"screen:{row.id}", role=Role.SCREEN, screen_id=row.id), _view(world(database, session), row)


def for_user(database: Database, actor: Actor, *, screen_id: int | None = None) -> ScreenView:
    """The screen that an actor sees: the one that is theirs, else the first by name, else the built-in one.

    screen_id: another one, for whoever manages screens. Raises Unknown where it was removed, Forbidden.
    """
    require(actor, Act.SHOW_SCREEN)
    if screen_id is not None and screen_id != actor.screen_id:
        require(actor, Act.MANAGE_SCREENS)
    wanted = actor.screen_id if screen_id is None else screen_id
    with database.read() as session:
        here = world(database, session)
        if wanted == BUILT_IN:
            return _without(here)
        row = rows.first(session) if wanted is None else rows.screen(session, wanted) if 0 < wanted < 2**31 else None
        if row is None and wanted is not None:
            raise Unknown("This screen was removed: choose another one", field="screen")
        return _without(here) if row is None else _view(here, row)


def require_door(actor: Actor, screen: ScreenView) -> None:
    """Returns where the actor may look at this screen. Raises Forbidden."""
    require(actor, Act.SHOW_SCREEN)
    if actor.role is Role.SCREEN and actor.screen_id not in (None, screen.id):
        raise Forbidden("This is another screen's: a screen shows its own playlist only")


def _view(here: World, row: ScreenRow) -> ScreenView:
    return ScreenView(row.id, row.name, row.revision, stored(row.document, here.directory))


def _without(here: World) -> ScreenView:
    return ScreenView(BUILT_IN, here.organisation.name, 0, built_in(here.organisation.locale))


# when each was seen ---------------------------------------------------------------------------------------------------------------

_lock = threading.Lock()


def _seen(database: Database) -> dict[int, int]:
    """When each screen was last seen by this process; what is written down already stays, for who asks."""
    found: dict[int, int] = database.memory.setdefault("screens_seen", {})
    return found


def _noted(database: Database) -> dict[int, int]:
    """What of it is written down."""
    found: dict[int, int] = database.memory.setdefault("screens_noted", {})
    return found


def seen(database: Database, screen_id: int, *, now: int | None = None) -> None:
    """The screen is on a wall at this moment."""
    if screen_id != BUILT_IN:
        _seen(database)[screen_id] = now_micros() if now is None else now


def last_seen(database: Database, screen_id: int, stored_at: int | None) -> int | None:
    """When the screen was last on a wall: in this process, or as it stands in the database."""
    return max(filter(None, (stored_at, _seen(database).get(screen_id))), default=None)


def note_screens(database: Database) -> None:
    """It stands in the database when each screen was last seen by this process."""
    with _lock:
        noted = _noted(database)
        fresh = {number: at for number, at in list(_seen(database).items()) if noted.get(number) != at}
        if fresh:
            with database.write() as session:
                rows.note_seen(session, fresh)
            noted.update(fresh)
