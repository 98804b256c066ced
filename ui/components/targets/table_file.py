"""Targets as a table to take away, change in a spreadsheet, and send back (`services.targets.files`)."""

import datetime as dt
from collections.abc import Callable, Iterator

from db.engine import Database
from services.access import Actor
from services.targets.files import COLUMNS
from services.targets.lines import Sheet
from services.targets.sheets import targets_for
from ui.downloads import Cell, workbook
from ui.i18n import _


def file_of(database: Database, kind: str, on: dt.date, team: str | None) -> Callable[[Actor], bytes]:
    """What makes the file, in the language of whoever looks now."""
    header = _header()

    def make(actor: Actor) -> bytes:
        return workbook(header, _lines(targets_for(database, actor, period=kind, on=on, team=team)))

    return make


def _header() -> tuple[str, ...]:
    scope, code, target = COLUMNS
    return (
        *(scope, code),
        _("Team or person"),
        target,
        _("From their team"),
        _("So far"),
        _("By today"),
        _("Reached"),
        _("Previous"),
    )


def _lines(sheet: Sheet) -> Iterator[tuple[Cell, ...]]:
    for line in sheet.lines:
        inherited = None if line.giver is None else line.holds
        yield line.scope.value, line.code, line.name, line.points, inherited, line.score, line.due, line.percent, line.before
