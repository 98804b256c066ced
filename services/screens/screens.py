"""Screens are made, changed and given links by managers; the playlist of each is `services/screens/playlists.py`.

A link is told once and known afterwards by its sha256 only. Who saves says which revision they have read: where another stands by then,
they are refused, with who saved it and when, and what they typed is theirs to keep.
"""

from dataclasses import dataclass

from db import screens as rows
from db.engine import Database, Session
from db.screens import ScreenRow
from scoring.periods import instant
from services.access import Act, Actor, require
from services.errors import Conflict, Invalid, Unknown
from services.screens import doors
from services.screens.doors import ScreenView
from services.screens.playlists import Playlist, built_in, read_playlist, stored, written
from services.sign_in.sessions import digest_of, new_secret
from services.sign_in.user_names import name_key
from services.values import shown, text
from services.world import World, world
from services.writing import Writing, writing

NAME_LENGTH = 200
MOST_SCREENS = 200


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen as managers see it. Moments are microseconds, null where there is none; updated_by: as in the audit.

    last_seen_at: when it was last shown with its link or by its user, to the beat.
    """

    id: int
    name: str
    playlist: Playlist
    revision: int
    has_link: bool
    link_made_at: int | None
    last_seen_at: int | None
    updated_at: int
    updated_by: str


def list_screens(database: Database, actor: Actor) -> tuple[Screen, ...]:
    """Every screen, in the order of their names. Raises Forbidden."""
    require(actor, Act.MANAGE_SCREENS)
    with database.read() as session:
        here = world(database, session)
        return tuple(_screen(database, here, row) for row in rows.screens(session))


def get(database: Database, actor: Actor, screen_id: int) -> Screen:
    """The screen. Raises Unknown, Forbidden."""
    require(actor, Act.MANAGE_SCREENS)
    with database.read() as session:
        return _screen(database, world(database, session), standing(session, screen_id))


def add_screen(database: Database, actor: Actor, name: str, *, document: object = None, now: int | None = None) -> Screen:
    """A screen with this name stands; without a document it begins as the built-in one. Raises Invalid, Conflict, Forbidden."""
    with writing(database, actor, Act.MANAGE_SCREENS, now=now) as desk:
        called = _free_name(desk, name, None)
        if rows.count(desk.session) >= MOST_SCREENS:
            raise Conflict(f"There are {MOST_SCREENS} screens: remove one that hangs nowhere", code="too_many_screens")
        here = desk.world
        playlist = built_in(here.organisation.locale) if document is None else read_playlist(document, here.directory)
        number = rows.add(
            desk.session, name=called, name_key=name_key(called), document=written(playlist), at=desk.now, actor_id=desk.actor_id
        )
        desk.audit("add screen", subject(number), {"name": called})
        return _screen(database, here, standing(desk.session, number))


def change_screen(
    database: Database, actor: Actor, screen_id: int, *, name: str, document: object, revision: int, now: int | None = None
) -> Screen:
    """The screen is called so and shows this, under the next revision; what says nothing new changes nothing.

    revision: the one that was read. Raises Conflict where another stands, Invalid, Unknown, Forbidden.
    """
    with writing(database, actor, Act.MANAGE_SCREENS, now=now) as desk:
        row = standing(desk.session, screen_id)
        _require_unchanged(desk, row, revision)
        called, playlist = _free_name(desk, name, row.id), read_playlist(document, desk.world.directory)
        if (called, written(playlist)) != (row.name, row.document):
            _put(desk, row, called, playlist)
        return _screen(database, desk.world, standing(desk.session, screen_id))


def _put(desk: Writing, row: ScreenRow, called: str, playlist: Playlist) -> None:
    rows.put(
        desk.session,
        row.id,
        name=called,
        name_key=name_key(called),
        document=written(playlist),
        at=desk.now,
        actor_id=desk.actor_id,
    )
    was, now = stored(row.document, desk.world.directory).document(), playlist.document()
    changes = {field: {"from": was[field], "to": now[field]} for field in now if was[field] != now[field]}
    if called != row.name:
        changes["name"] = {"from": row.name, "to": called}
    desk.audit("change screen", subject(row.id), changes)


def remove_screen(database: Database, actor: Actor, screen_id: int, *, now: int | None = None) -> None:
    """The screen is gone, and its link opens nothing from the next beat on. Raises Unknown, Forbidden."""
    with writing(database, actor, Act.MANAGE_SCREENS, now=now) as desk:
        row = standing(desk.session, screen_id)
        rows.drop(desk.session, screen_id)
        desk.audit("remove screen", subject(screen_id), {"name": row.name})


def new_link(database: Database, actor: Actor, screen_id: int, *, now: int | None = None) -> str:
    """The secret of the screen's link, told here and never again; an older link opens nothing from the next beat on.

    Raises Unknown, Forbidden.
    """
    secret = new_secret()
    with writing(database, actor, Act.MANAGE_SCREENS, now=now) as desk:
        row = standing(desk.session, screen_id)
        rows.set_link(desk.session, screen_id, digest=digest_of(secret), at=desk.now)
        desk.audit("make screen link", subject(screen_id), {"name": row.name, "replaces": row.link_made_at is not None})
    return secret


def revoke_link(database: Database, actor: Actor, screen_id: int, *, now: int | None = None) -> None:
    """The screen's link opens nothing from the next beat on. Again: nothing changes. Raises Unknown, Forbidden."""
    with writing(database, actor, Act.MANAGE_SCREENS, now=now) as desk:
        row = standing(desk.session, screen_id)
        if row.link_made_at is not None:
            rows.set_link(desk.session, screen_id, digest=None, at=None)
            desk.audit("revoke screen link", subject(screen_id), {"name": row.name})


def as_shown(database: Database, actor: Actor, screen_id: int, *, name: str, document: object) -> ScreenView:
    """What the screen would be with this document, which is not saved. Raises Invalid, Forbidden."""
    require(actor, Act.MANAGE_SCREENS)
    with database.read() as session:
        playlist = read_playlist(document, world(database, session).directory)
    return ScreenView(screen_id, name, doors.UNSAVED, playlist)


def subject(screen_id: int) -> str:
    """A screen as it stands in the audit."""
    return f"screen:{screen_id}"


def standing(session: Session, screen_id: int) -> ScreenRow:
    row = rows.screen(session, screen_id) if 0 < screen_id < 2**31 else None
    if row is None:
        raise Unknown("This screen was removed: choose another one", field="screen")
    return row


def _screen(database: Database, here: World, row: ScreenRow) -> Screen:
    return Screen(
        row.id,
        row.name,
        stored(row.document, here.directory),
        row.revision,
        row.link_made_at is not None,
        row.link_made_at,
        doors.last_seen(database, row.id, row.last_seen_at),
        row.updated_at,
        row.updated_by,
    )


def _free_name(desk: Writing, value: object, screen_id: int | None) -> str:
    called = text(value, "name", most=NAME_LENGTH).strip()
    if not name_key(called):
        raise Invalid("name must not be blank", field="name")
    if rows.named(desk.session, name_key(called)) not in (None, screen_id):
        raise Conflict(f"A screen is called {shown(called)} already: choose another name", field="name", code="name_taken")
    return called


def _require_unchanged(desk: Writing, row: ScreenRow, revision: int) -> None:
    if row.revision != revision:
        at = instant(row.updated_at).astimezone(desk.world.zone)
        who = row.updated_by.removeprefix("user:").replace("cli:", "The command line")
        raise Conflict(
            f"{who} saved this screen at {at:%Y-%m-%d %H:%M}, after you opened it: open it anew and make your change there",
            code="screen_changed",
        )
