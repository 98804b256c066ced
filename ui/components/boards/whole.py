"""A board as a reader sees it: what it was narrowed to, who was looked for, podium, rows, and beneath them how final they are."""

import datetime as dt
from collections.abc import Hashable, Mapping
from functools import partial

from scoring.periods import day_date
from scoring.spans import CUSTOM, Span, Stretch
from services.boards import boards
from services.boards.board_pages import BoardRow, PageBoard, Ranked
from services.boards.standings import Measure, Subject
from ui import formats
from ui.components import links
from ui.components.boards import board as drawn
from ui.components.boards.chips import chips
from ui.components.boards.choice import Choice
from ui.components.boards.words import due_of, left_out, measures
from ui.components.frame import empty_html, note_html
from ui.data import version
from ui.i18n import _, language, ngettext
from ui.reading import here, shared_by, teams
from ui.reading_boards import found_on, narrowing, own_name, own_row, readable
from ui.rendering import rendered
from ui.shared import once_per
from ui.sign_in import Viewer

Query = Mapping[str, str]
"""What the address asks for."""
DAYS = ("period", "on", "from", "to")
FILES = "files"
"""In the address of whoever wants the board as a file."""
KEPT = (Measure.TARGET, Measure.IMPROVEMENT)
"""The measures that mean the same for a team and for its members."""


def as_html(reader: Viewer, found: Ranked, choice: Choice, query: Query) -> str:
    """The board of a reader, made once for all who would see the very same."""
    key: Hashable = ("board drawn", shared_by(reader), language(), choice, tuple(query.items()))
    return once_per((version(), here(reader).today), key, lambda: _board(reader, found, choice, query))


def chosen_html(reader: Viewer, choice: Choice, query: Query) -> str:
    """What the board was narrowed to, each with the way to take it back; empty text where it is the usual one."""
    return chips(choice, query, narrowing(reader), teams(reader))


def _board(reader: Viewer, found: Ranked, choice: Choice, query: Query) -> str:
    page = boards.page_from(found, me=own_row(reader, found.subject), my_name=own_name(reader, found.subject))
    to = partial(_href, reader, found, query)
    top = chosen_html(reader, choice, query) + _looked_for(reader, found, choice, query, to)
    if not found.total:
        return top + _nobody(found) + note_html(*left_out(page, own_row(reader, found.subject)))
    return top + drawn.podium(page, to) + drawn.rows(page, to) + _beneath(reader, page) + _way_to_files(query)


def _looked_for(reader: Viewer, found: Ranked, choice: Choice, query: Query, to: drawn.Href) -> str:
    if not choice.find:
        return ""
    back = links.to("leaderboard", **{name: value for name, value in query.items() if name != "find"})
    return drawn.found(found_on(reader, found, choice.find), found.measure, to, back)


def _beneath(reader: Viewer, page: PageBoard) -> str:
    usual = page.measure is Measure.TOTAL
    return note_html(
        "" if usual else measures(page.subject)[page.measure].meaning,
        _("Final: this period is closed") if page.is_final else _("Provisional: what is recorded late still counts"),
        ngettext("{n} on this board", "{n} on this board", page.total).format(n=formats.number(page.total)),
        *left_out(page, own_row(reader, page.subject)),
        _("The mark in a bar: where one should be by today") if any(due_of(row, page.measure) for row in page.rows) else "",
        _("updated {time}").format(time=formats.clock_to_the_second(page.updated_at, here(reader).zone)),
    )


def _way_to_files(query: Query) -> str:
    """Two buttons cost every reader two messages at every run: they are drawn for who asks for them."""
    if FILES in query:
        return ""
    return rendered("board_files.html", href=links.to("leaderboard", **{**query, FILES: "1"}))


def _nobody(found: Ranked) -> str:
    """An empty board says what fills it."""
    if found.subject is Subject.CUSTOMERS:
        return empty_html(_("No customer has points in this period"), _("Customers stand here as soon as they earn their first points."))
    if found.measure is Measure.TARGET:
        return empty_html(_("Nobody has a target for this period"), _("Whoever is given one stands here with how much of it is reached."))
    if found.measure is Measure.IMPROVEMENT:
        later = _("It takes one whole period with points; from the next one on there is something to beat.")
        return empty_html(_("Nobody has an average yet"), later)
    return empty_html(
        _("Nobody is on this board yet"), _("Employees stand here from their first day, with the points of what they recorded.")
    )


def _href(reader: Viewer, found: Ranked, query: Query, row: BoardRow) -> str:
    """Where a row leads, as far as the reader may go."""
    if found.subject is Subject.TEAMS:
        kept = {name: query.get(name) for name in (*DAYS, "by")} | {"measure": query["measure"] if query.get("measure") in KEPT else None}
        return links.to("leaderboard", board="employees", team=row.code, **kept)
    if found.subject is Subject.CUSTOMERS:
        return links.to("customer", code=row.code)
    codes = readable(reader, here(reader).today)
    if codes is not None and row.code not in codes:
        return ""
    return links.to("entries", employee=row.code, **days_of(found.period, here(reader).today), by=str(found.by) if found.by else None)


def days_of(stretch: Stretch, today: dt.date) -> dict[str, str | None]:
    """The days of a board as addresses name them: those of a running period without a day, so that they go on."""
    first, last = day_date(stretch.start), day_date(stretch.end - 1)
    if isinstance(stretch, Span):
        return {"period": CUSTOM, "from": first.isoformat(), "to": last.isoformat()}
    return {"period": stretch.kind.value, "on": None if first <= today <= last else first.isoformat()}
