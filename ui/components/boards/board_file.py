"""A board as a table to take away: everybody in reach, as CSV or as a workbook."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from db.engine import Database
from scoring.periods import day_date
from services.access import Actor
from services.boards import boards
from services.boards.board_pages import BoardRow, Ranked, rows_between
from services.boards.standings import LIMIT, Measure, Subject, board
from services.people.naming import shown_name
from ui.data import database
from ui.downloads import XLSX, Cell, csv_file, download, workbook
from ui.i18n import _, language

MOST_CUSTOMERS = 20_000
"""A board of a million customers is for a screen; a file of its first shows what a file can."""
CHUNK = 1_000
NOT_IN_NAMES = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Header:
    """What the columns are called, in the language of whoever looks."""

    rank: str
    change: str
    name: str
    within: str
    score: str
    more: tuple[str, ...]


def downloads(page: str, asked: dict[str, Any], days: str, me: str | None) -> None:
    """The ways to both files.

    asked: as `boards.ranked` wants it; days: the period or the days as a file's name may say them; me: the reader's own code.
    """
    make = partial(board_rows, database(), asked, me, header_of(asked), language())
    name = "_".join(_name_parts(asked, days))
    with st.container(horizontal=True, gap="small", key=f"{page}_files"):
        download(f"{page}_csv", _("As CSV"), f"{name}.csv", _csv(make))
        download(f"{page}_xlsx", _("As a workbook (xlsx)"), f"{name}.xlsx", _xlsx(make), mime=XLSX)


def _name_parts(asked: dict[str, Any], days: str) -> Iterator[str]:
    """`leaderboard_employees_2026-11_total`."""
    said = "leaderboard", asked["subject"], days, asked["measure"], asked.get("by"), asked.get("team")
    return (NOT_IN_NAMES.sub("-", part) for part in said if part)


def _csv(make: Callable[[Actor], Iterator[Sequence[Cell]]]) -> Callable[[Actor], bytes]:
    def file(actor: Actor) -> bytes:
        header, *rows = make(actor)
        return csv_file([str(cell) for cell in header], rows)

    return file


def _xlsx(make: Callable[[Actor], Iterator[Sequence[Cell]]]) -> Callable[[Actor], bytes]:
    def file(actor: Actor) -> bytes:
        header, *rows = make(actor)
        return workbook([str(cell) for cell in header], rows)

    return file


def header_of(asked: dict[str, Any]) -> Header:
    subject = asked["subject"]
    within = {Subject.EMPLOYEES: _("Team"), Subject.TEAMS: _("Belongs to"), Subject.CUSTOMERS: _("Owner")}[subject]
    score = _("Points per head") if asked["measure"] == Measure.PER_HEAD else _("Points")
    more = {
        Measure.TARGET.value: (_("Target"), _("Due by now"), _("Percent of the target")),
        Measure.IMPROVEMENT.value: (_("A day, now"), _("A day, before"), _("Improvement in percent")),
    }
    return Header(_("Place"), _("Places gained"), _whose(subject), within, score, more.get(asked["measure"], ()))


def _whose(subject: Subject) -> str:
    return {Subject.EMPLOYEES: _("Employee"), Subject.TEAMS: _("Team"), Subject.CUSTOMERS: _("Customer")}[subject]


def board_rows(
    database: Database, asked: dict[str, Any], me: str | None, header: Header, language: str, actor: Actor
) -> Iterator[Sequence[Cell]]:
    """The header and everybody on the board, as far as the actor may see it at that moment, named as they stand there. Raises as `boards.ranked`."""
    found = boards.ranked(database, actor, **asked)
    yield (header.rank, header.change, header.name, header.within, header.score, *header.more)
    my_name = boards.own_name(database, actor, me)
    for start in range(0, found.frame.height, CHUNK):
        for row in rows_between(found, start, start + CHUNK, me, my_name):
            yield _row(row, found.measure, language)
    if not found.is_whole:
        yield from _further(database, actor, found)


def _row(row: BoardRow, measure: Measure, language: str) -> tuple[Cell, ...]:
    more: tuple[Cell, ...] = ()
    if measure is Measure.TARGET:
        more = row.target, row.due, row.percent
    elif measure is Measure.IMPROVEMENT:
        more = row.pace, row.average, row.percent
    return row.rank, row.change, shown_name(row.name, language), row.within, row.score, *more


def _further(database: Database, actor: Actor, found: Ranked) -> Iterator[Sequence[Cell]]:
    """The customers after the rows that a long board keeps."""
    cursor, passed = None, 0
    while passed < MOST_CUSTOMERS:
        on = day_date(found.calendar.start)
        page = board(database, actor, subject=found.subject, period=found.calendar.kind, on=on, limit=LIMIT, cursor=cursor)
        for row in page.rows[max(0, found.frame.height - passed) :]:
            yield row.rank, row.change, row.name, None, row.score
        passed, cursor = passed + len(page.rows), page.next_cursor
        if cursor is None:
            return
