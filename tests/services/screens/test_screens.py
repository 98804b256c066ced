"""Making, changing and removing screens, and their links."""

import json

import pytest

from db.engine import Database
from services.access import Actor, Role
from services.errors import Conflict, Invalid, Unknown
from services.screens import doors, screens
from services.screens.playlists import built_in
from tests.promises.history import at, found

ANN, BOB = (Actor(f"user:{name}", role=Role.MANAGER) for name in ("ann", "bob"))
WALL = Actor("user:wall", role=Role.SCREEN)


@pytest.fixture
def empty(database: Database) -> Database:
    found(database, None)
    return database


def audited(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return session.rows("SELECT action, subject FROM audit WHERE subject LIKE 'screen:%' ORDER BY id")


def test_a_screen_is_made_changed_linked_and_removed_and_the_audit_says_so(empty: Database) -> None:
    made = screens.add_screen(empty, ANN, "Hall", now=at(1))
    assert (made.name, made.revision, made.has_link, made.last_seen_at) == ("Hall", 1, False, None)
    assert made.playlist == built_in("en")

    document = made.playlist.document() | {"teams": ["EAST"], "sound": True}
    changed = screens.change_screen(empty, BOB, made.id, name="Lobby", document=document, revision=1, now=at(2))
    assert (changed.name, changed.revision, changed.updated_by, changed.updated_at) == ("Lobby", 2, "user:bob", at(2))
    assert changed.playlist.teams == ("EAST",)

    secret = screens.new_link(empty, ANN, made.id, now=at(3))
    assert screens.get(empty, ANN, made.id).link_made_at == at(3)
    opened = doors.by_link(empty, secret)
    assert opened
    assert opened[0].role is Role.SCREEN
    assert opened[0].screen_id == made.id
    assert opened[1].name == "Lobby"

    other = screens.new_link(empty, ANN, made.id, now=at(4))
    assert doors.by_link(empty, secret) is None
    assert doors.by_link(empty, other)
    screens.revoke_link(empty, ANN, made.id, now=at(5))
    screens.revoke_link(empty, ANN, made.id, now=at(6))
    assert doors.by_link(empty, other) is None

    screens.remove_screen(empty, ANN, made.id, now=at(7))
    assert screens.list_screens(empty, ANN) == ()
    subject = f"screen:{made.id}"
    done = ["add screen", "change screen", "make screen link", "make screen link", "revoke screen link", "remove screen"]
    assert audited(empty) == [(action, subject) for action in done]


def test_a_link_is_stored_as_its_digest_only(empty: Database) -> None:
    secret = screens.new_link(empty, ANN, screens.add_screen(empty, ANN, "Hall").id)
    with empty.read() as session:
        kept = json.dumps(session.rows("SELECT * FROM screen") + session.rows("SELECT * FROM audit"), default=repr)
    assert len(secret) == 43
    assert secret not in kept


def test_that_a_wall_was_seen_is_known_at_once_and_written_down_later(empty: Database) -> None:
    made = screens.add_screen(empty, ANN, "Hall")
    doors.seen(empty, made.id, now=at(5))
    doors.seen(empty, doors.BUILT_IN, now=at(5))
    assert screens.get(empty, ANN, made.id).last_seen_at == at(5)
    doors.note_screens(empty)
    doors.note_screens(empty)
    other = Database.open(empty.url)
    assert screens.get(other, ANN, made.id).last_seen_at == at(5)
    doors.seen(other, made.id, now=at(4))  # a process whose clock is behind
    doors.note_screens(other)
    other.close()
    assert screens.get(empty, ANN, made.id).last_seen_at == at(5)


def test_a_user_shows_the_screen_that_was_chosen_else_the_first_else_the_built_in_one(empty: Database) -> None:
    shown = doors.for_user(empty, WALL)
    assert (shown.id, shown.name, shown.playlist) == (doors.BUILT_IN, "Test", built_in("en"))
    zoo, atrium = (screens.add_screen(empty, ANN, name).id for name in ("Zoo", "atrium"))
    assert doors.for_user(empty, WALL).id == atrium
    assert doors.for_user(empty, Actor("user:wall", role=Role.SCREEN, screen_id=zoo)).id == zoo
    assert doors.for_user(empty, ANN, screen_id=zoo).name == "Zoo"


# one engine is enough for what asks nothing new of the database -------------------------------------------------------------------

SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@SQLITE
def test_who_saves_after_somebody_else_is_refused_and_nothing_is_lost(empty: Database) -> None:
    made = screens.add_screen(empty, ANN, "Hall")
    document = made.playlist.document()
    screens.change_screen(empty, BOB, made.id, name="Hall", document=document | {"look": "light"}, revision=1, now=at(2))
    with pytest.raises(Conflict, match="bob saved this screen at 2026-01-05 12:00, after you opened it") as refusal:
        screens.change_screen(empty, ANN, made.id, name="Hall", document=document | {"sound": True}, revision=1)
    assert refusal.value.code == "screen_changed"
    kept = screens.get(empty, ANN, made.id)
    assert (kept.playlist.look, kept.playlist.sound, kept.revision) == ("light", False, 2)


@SQLITE
def test_saving_what_stands_changes_nothing(empty: Database) -> None:
    made = screens.add_screen(empty, ANN, "Hall")
    assert screens.change_screen(empty, BOB, made.id, name="Hall", document=made.playlist.document(), revision=1) == made
    assert audited(empty) == [("add screen", f"screen:{made.id}")]


@SQLITE
@pytest.mark.parametrize(("name", "kind"), [("", Invalid), ("  ", Invalid), ("x" * 201, Invalid), ("HALL", Conflict)])
def test_a_screen_needs_a_name_of_its_own(empty: Database, name: str, kind: type[Exception]) -> None:
    screens.add_screen(empty, ANN, "Hall")
    other = screens.add_screen(empty, ANN, "Lobby")
    with pytest.raises(kind):
        screens.add_screen(empty, ANN, name)
    with pytest.raises(kind):
        screens.change_screen(empty, ANN, other.id, name=name, document=other.playlist.document(), revision=1)


@SQLITE
def test_a_removed_screen_is_nobodys(empty: Database) -> None:
    made = screens.add_screen(empty, ANN, "Hall")
    secret = screens.new_link(empty, ANN, made.id)
    screens.remove_screen(empty, ANN, made.id)
    assert doors.by_link(empty, secret) is None
    for act in (screens.get, screens.remove_screen, screens.new_link, screens.revoke_link):
        with pytest.raises(Unknown, match="This screen was removed"):
            act(empty, ANN, made.id)
    with pytest.raises(Unknown):
        doors.for_user(empty, ANN, screen_id=made.id)


@SQLITE
@pytest.mark.parametrize("secret", [None, "", "x", "x" * 43, "x" * 42 + "\n", "x" * 5_000, "é" * 43, "\udc80" * 43])
def test_what_is_no_link_opens_nothing(empty: Database, secret: str | None) -> None:
    screens.new_link(empty, ANN, screens.add_screen(empty, ANN, "Hall").id)
    assert doors.by_link(empty, secret) is None
