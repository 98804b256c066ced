"""Entries as a table to take away."""

from collections.abc import Callable, Iterator
from dataclasses import asdict

from db.engine import Database
from scoring.plan import HolderKind
from services.access import Actor
from services.boards.entry_lines import EntryLine, entry_lines
from ui.components.entries.entries import kinds
from ui.downloads import Cell, csv_file
from ui.i18n import _, language
from ui.reading import Here
from ui.reading_mine import Filter

MOST = 1_000


def entries_file(database: Database, whose: HolderKind, code: str, wanted: Filter, here: Here) -> Callable[[Actor], bytes]:
    """What makes the file, in the language of whoever looks now: every entry of the filter, newest first."""
    header, named, spoken = _header(), kinds(), language()

    def make(actor: Actor) -> bytes:
        return csv_file(header, (_row(line, here, named) for line in _every(database, actor, whose, code, wanted, spoken)))

    return make


def _every(database: Database, actor: Actor, whose: HolderKind, code: str, wanted: Filter, language: str) -> Iterator[EntryLine]:
    cursor = None
    while True:
        page = entry_lines(database, actor, whose, code, **asdict(wanted), limit=MOST, cursor=cursor, language=language)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _header() -> tuple[str, ...]:
    return (
        _("Counts for"),
        _("Happened"),
        _("Recorded"),
        _("What"),
        _("Kind"),
        _("Score"),
        _("Balance"),
        _("Employee"),
        _("Customer"),
        _("Why"),
        _("Plan version"),
        _("By"),
        _("Source"),
        _("Key"),
    )


def _row(line: EntryLine, here: Here, kinds: dict[str, str]) -> tuple[Cell, ...]:
    return (
        line.booked_on.isoformat(),
        line.occurred_at.astimezone(here.zone).isoformat(sep=" ", timespec="minutes"),
        line.recorded_at.astimezone(here.zone).isoformat(sep=" ", timespec="minutes"),
        line.label,
        kinds.get(line.kind, line.kind),
        line.score,
        line.balance,
        line.employee.name if line.employee else None,
        line.customer.name if line.customer else None,
        line.explanation,
        line.plan_version,
        line.actor,
        line.source,
        line.external_id,
    )
