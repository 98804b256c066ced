"""Tiles: numbers beside each other, each with its name and what to know about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from ui.rendering import rendered


@dataclass(frozen=True, slots=True)
class Tile:
    """A number of its own. more: what to know about it; share: how far a bar is filled, in per cent, None for no bar; tone: down for a debt."""

    label: str
    value: str
    more: str = ""
    share: float | None = None
    tone: str = ""


def in_a_row(tiles: Iterable[Tile | None]) -> str:
    """The tiles as HTML, without those that are None."""
    return rendered("tiles.html", tiles=[tile for tile in tiles if tile])
