"""Who gains and who loses by a draft, at a glance: beside its differences, where a phone has no room for the whole replay."""

from collections.abc import Sequence

from ui import formats
from ui.components.tuning.replay_summary import EMPLOYEES, Moved, Summary, View
from ui.components.tuning.replay_words import loud, up_and_down
from ui.i18n import _
from ui.rendering import show

NAMED = 3
Line = tuple[str, str, str]
"""A name, what is said of it, and its tone."""


def glance(found: Summary | None) -> None:
    """What the draft comes to stands there, with a way to the whole; nothing where nothing would change."""
    if found is None or found.is_unchanged:
        return
    totals, board = found.totals, found.views[EMPLOYEES]
    gained = totals.points_after - totals.points_before
    show(
        "plan_glance.html",
        loud=loud(totals),
        direction=_tone(gained),
        moves=up_and_down(board.up, board.down) if board.up + board.down else "",
        people=tuple((title, lines) for title, lines in people(board) if lines),
    )


def people(board: View) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """Who gains and who loses most; where nobody gains or loses points, who passes the most others, or is passed by the most."""
    risen, fallen = (tuple(one for one in board.movers if (one.places or 0) * sign > 0) for sign in (1, -1))
    return (
        (_("Gain most"), _gains(board.gain)) if board.gain else (_("Rise furthest"), _moves(risen)),
        (_("Lose most"), _gains(board.lose)) if board.lose else (_("Fall furthest"), _moves(fallen)),
    )


def _gains(moved: Sequence[Moved]) -> tuple[Line, ...]:
    return tuple((one.name, formats.signed(one.after - one.before), _tone(int(one.after - one.before))) for one in moved[:NAMED])


def _moves(moved: Sequence[Moved]) -> tuple[Line, ...]:
    ways = [(one.name, formats.places(one.places)) for one in moved[:NAMED]]
    return tuple((name, f"{way.arrow}{way.number}", way.direction) for name, way in ways)


def _tone(gained: int) -> str:
    return "up" if gained > 0 else "down" if gained < 0 else "same"
