"""Boards: the podium and the rows beneath, with the reader's own row always among them, and those who were looked for above."""

from collections.abc import Callable, Iterable
from itertools import chain

from services.boards.board_pages import BoardRow, PageBoard
from services.boards.finding import Found
from services.boards.standings import Measure, Subject
from ui.components.boards.words import beneath, due_of, score_of
from ui.i18n import _, ngettext
from ui.rendering import rendered

Href = Callable[[BoardRow], str]
"""Where more is told of a row; empty text where the reader may not know."""
Line = dict[str, object] | None
"""A row as the template has it, None for a gap."""


def podium(board: PageBoard, href: Href) -> str:
    """The first three as HTML, the best in the middle; those who share a place have the same one written above them."""
    if not has_podium(board):
        return ""
    steps = [_shown(row, href, board.measure) for row in board.podium]
    return rendered("podium.html", steps=steps, of_teams=board.subject is Subject.TEAMS)


def has_podium(board: PageBoard) -> bool:
    """True where somebody has won something, and no more than three stand on its steps."""
    winners = [row for row in board.rows if row.rank <= 3]
    return 0 < len(winners) <= 3 and len(winners) == len(board.podium)


def rows(board: PageBoard, href: Href) -> str:
    """The rows as HTML: those that do not stand on the podium, and mine with its neighbours."""
    best = board.rows[len(board.podium) if has_podium(board) else 0 :]
    lines: list[Line] = [_shown(row, href, board.measure) for row in best]
    if board.around:
        following = not board.tied_more and bool(board.rows) and board.around[0].rank <= board.rows[-1].rank + 1
        lines += ([] if following else [None]) + [_shown(row, href, board.measure) for row in board.around]
    return rendered("board.html", title="", href="", rows=lines, tied_more=board.tied_more) if lines else ""


def found(met: Found, measure: Measure, href: Href, back: str) -> str:
    """Whoever was looked for as HTML, with those who stand beside them; a sentence where nobody was found. back: to the board alone."""
    n = len(met.codes)
    few = ngettext("“{text}”: {n} found", "“{text}”: {n} found", n) if n else _("Nobody on this board is called “{text}”")
    title = _("“{text}”: the first {n} of those found") if met.more else few
    groups: Iterable[list[Line]] = ([_shown(row, href, measure, met.codes) for row in group] for group in met.groups)
    lines = list(chain.from_iterable([*group, None] for group in groups))[:-1]
    return rendered("board.html", title=title.format(text=met.text, n=n), href=back, rows=lines, tied_more=0)


def _shown(row: BoardRow, href: Href, measure: Measure, met: frozenset[str] = frozenset()) -> dict[str, object]:
    return {
        "rank": row.rank,
        "name": row.name,
        "team": row.within or "",
        "change": row.change,
        "share": round(100 * row.share),
        "due": due_of(row, measure),
        "mine": row.is_me,
        "met": row.code in met,
        "href": href(row),
        "score": score_of(row, measure),
        "more": beneath(row, measure),
    }
