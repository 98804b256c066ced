"""Boards: the podium and the rows beneath, with the reader's own row always among them."""

from collections.abc import Callable

from services.boards.boards import BoardRow, PageBoard
from services.boards.standings import Subject
from ui import formats
from ui.rendering import rendered

Href = Callable[[BoardRow], str]
"""Where more is told of a row; empty text where the reader may not know."""


def podium(board: PageBoard, href: Href) -> str:
    """The first three as HTML, the best in the middle; those who share a place have the same one written above them."""
    if not has_podium(board):
        return ""
    return rendered("podium.html", steps=[_shown(row, href) for row in board.podium], of_teams=board.subject is Subject.TEAMS)


def has_podium(board: PageBoard) -> bool:
    """True where somebody has won something, and no more than three stand on its steps."""
    winners = [row for row in board.rows if row.rank <= 3]
    return 0 < len(winners) <= 3 and len(winners) == len(board.podium)


def rows(board: PageBoard, href: Href) -> str:
    """The rows as HTML: those that do not stand on the podium, and mine with its neighbours."""
    best = board.rows[len(board.podium) if has_podium(board) else 0 :]
    lines: list[dict[str, object] | None] = [_shown(row, href) for row in best]
    if board.around:
        following = bool(board.rows) and board.around[0].rank <= board.rows[-1].rank + 1
        lines += ([] if following else [None]) + [_shown(row, href) for row in board.around]
    return rendered("board.html", rows=lines) if lines else ""


def _shown(row: BoardRow, href: Href) -> dict[str, object]:
    return {
        "rank": row.rank,
        "name": row.name,
        "team": row.within or "",
        "change": row.change,
        "share": round(100 * row.share),
        "mine": row.is_me,
        "href": href(row),
        "score": formats.number(row.score),
    }
