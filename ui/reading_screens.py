"""What pages read of screens; whoever manages them reads them as they stand at this moment."""

from services.screens import screens
from services.screens.screens import Screen
from ui.data import database
from ui.sign_in import Viewer


def all_screens(me: Viewer) -> tuple[Screen, ...]:
    """Every screen, in the order of their names. Raises Forbidden."""
    return screens.list_screens(database(), me.actor)


def screen_names(me: Viewer) -> dict[int, str]:
    """The name of every screen by its number. Raises Forbidden."""
    return {one.id: one.name for one in all_screens(me)}
