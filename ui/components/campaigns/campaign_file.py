"""A campaign day by day as a table to take away."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping

from db.engine import Database
from scoring.amounts import format_e4
from services.access import Actor
from services.campaigns.costing import cost
from services.campaigns.measuring import Measured, Part, measured
from ui.downloads import Cell, csv_file
from ui.i18n import _


def campaign_file(database: Database, key: str) -> Callable[[Actor], bytes]:
    """What makes the file, in the language of whoever looks now: a line for each day."""
    header, words = _header(), {Part.BEFORE: _("before"), Part.DURING: _("during"), Part.AFTER: _("after")}

    def make(actor: Actor) -> bytes:
        paid = dict(cost(database, actor, key).daily.iter_rows())
        return csv_file(header, _lines(measured(database, actor, key), paid, words))

    return make


def _header() -> tuple[str, ...]:
    return (
        _("Day"),
        _("Part"),
        _("Working day"),
        _("Activities, covered"),
        _("Amount, covered"),
        _("Active employees, covered"),
        _("Activities, not covered"),
        _("Amount, not covered"),
        _("Active employees, not covered"),
        _("Points because of the campaign"),
    )


def _lines(found: Measured, paid: Mapping[dt.date, int], words: dict[Part, str]) -> Iterator[tuple[Cell, ...]]:
    for row in found.daily.iter_rows(named=True):
        day = dt.date(1970, 1, 1) + dt.timedelta(days=row["day"])
        covered, beside = ((row[f"{p}activities"], format_e4(row[f"{p}amount_e4"]), row[f"{p}people"]) for p in ("", "beside_"))
        yield (day.isoformat(), words[Part(row["part"])], int(row["is_working"]), *covered, *beside, paid.get(day, 0))
