"""The list of screens."""

from collections.abc import Sequence

from services.screens.screens import Screen
from ui.components import links
from ui.components.admin.admin_roll import Row
from ui.components.screens.words import about, is_showing, seen
from ui.i18n import _
from ui.reading import Here


def lines(screens: Sequence[Screen], teams: dict[str, str], here: Here) -> list[Row]:
    """teams: names by code."""
    return [
        Row(
            title=screen.name,
            href=links.to("screens", screen=str(screen.id)),
            about=about(screen, teams),
            beside="" if is_showing(screen, here.now) else seen(screen, here),
            tags=_tags(screen, here),
        )
        for screen in screens
    ]


def _tags(screen: Screen, here: Here) -> tuple[tuple[str, str], ...]:
    link = (_("Link"), "") if screen.has_link else (_("No link"), "")
    return (link, (_("Showing now"), "good")) if is_showing(screen, here.now) else (link,)
