"""Cursors: an opaque text that says where the next page begins."""

import base64
import binascii
import json

from services.errors import Invalid


def write(place: list[int | str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place, ensure_ascii=False).encode()).decode().rstrip("=")


def read(cursor: str | None, *, parts: int) -> list[int | str] | None:
    """The place that `write` was given; None for the first page. Raises Invalid for any other text."""
    if not cursor:
        return None
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError, binascii.Error) as wrong:
        raise Invalid("cursor is none that this list gave: begin without one", field="cursor") from wrong
    if (
        not isinstance(place, list)
        or len(place) != parts
        or any(isinstance(p, (bool, float)) or not isinstance(p, (int, str)) for p in place)
    ):
        raise Invalid("cursor is none that this list gave: begin without one", field="cursor")
    return place


def read_number(cursor: str | None, *, first: int = 0) -> int:
    place = read(cursor, parts=1)
    if place is None:
        return first
    if not isinstance(place[0], int) or not 0 <= place[0] < 2**62:
        raise Invalid("cursor is none that this list gave: begin without one", field="cursor")
    return place[0]
