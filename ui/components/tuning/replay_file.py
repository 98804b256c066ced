"""Everybody of a replay as a table to take away."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from db.engine import Database
from services.access import Actor
from services.tuning.tuning import Replay, replay
from ui.components.tuning.replay_days import ReplayDays
from ui.downloads import Cell, csv_file
from ui.i18n import _

COLUMNS = ("code", "name", "team", "score_before", "score_after", "gained", "rank_before", "rank_after")


def replay_file(database: Database, document: Mapping[str, Any], days: ReplayDays) -> Callable[[Actor], bytes]:
    """What makes the file, in the language of whoever looks now: a line for each holder in reach."""
    header = _header()
    kinds = {"employee": _("Employee"), "customer": _("Customer")}

    def make(actor: Actor) -> bytes:
        found = replay(database, actor, document, from_on=days.from_on, to_on=days.to_on)
        return csv_file(header, _lines(found, kinds))

    return make


def _header() -> tuple[str, ...]:
    return (
        _("Whose points"),
        _("Code"),
        _("Name"),
        _("Team"),
        _("Points before"),
        _("Points after"),
        _("Difference"),
        _("Place before"),
        _("Place after"),
    )


def _lines(found: Replay, kinds: Mapping[str, str]) -> Iterator[tuple[Cell, ...]]:
    for row in found.holders.iter_rows(named=True):
        row["gained"] = row["score_after"] - row["score_before"]
        yield (kinds[row["kind"]], *(row[name] for name in COLUMNS))
