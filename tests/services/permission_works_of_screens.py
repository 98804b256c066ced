"""What the services of screens do for whoever asks, as `permission_works` has it for the others."""

from db.engine import Database
from services.access import COMMAND_LINE, Actor
from services.screens import doors, scenes, screens
from services.screens.screens import Screen
from tests.services.permission_world import NOW, Work


def made(database: Database, name: str = "Hall") -> Screen:
    return screens.add_screen(database, COMMAND_LINE, name, now=NOW)


def changed(database: Database, actor: Actor) -> object:
    one = made(database)
    return screens.change_screen(database, actor, one.id, name="Lobby", document=one.playlist.document(), revision=1, now=NOW)


def shown(database: Database, actor: Actor) -> str:
    """Its own, which is the first by name."""
    made(database, "Zoo")
    made(database, "Atrium")
    return doors.for_user(database, actor).name


def previewed(database: Database, actor: Actor) -> object:
    one = made(database)
    return screens.as_shown(database, actor, one.id, name="Hall", document=one.playlist.document())


def told(database: Database, actor: Actor) -> object:
    view = doors.for_user(database, COMMAND_LINE, screen_id=made(database).id)
    return scenes.wall(database, actor, view, now=NOW)


def works() -> dict[str, Work]:
    """By the name of the service, which may have several rows."""
    return {
        "screens.list_screens": screens.list_screens,
        "screens.get": lambda d, a: screens.get(d, a, made(d).id),
        "screens.add_screen": lambda d, a: screens.add_screen(d, a, "Hall", now=NOW),
        "screens.change_screen": changed,
        "screens.as_shown": previewed,
        "screens.remove_screen": lambda d, a: screens.remove_screen(d, a, made(d).id, now=NOW),
        "screens.new_link": lambda d, a: bool(screens.new_link(d, a, made(d).id, now=NOW)),
        "screens.revoke_link": lambda d, a: screens.revoke_link(d, a, made(d).id, now=NOW),
        "doors.for_user/own": shown,
        "doors.for_user/chosen": lambda d, a: doors.for_user(d, a, screen_id=made(d).id),
        "scenes.wall": told,
    }
