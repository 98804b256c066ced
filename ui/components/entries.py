"""Entries: what made a number, day by day, each line with its reason and the way to its activity."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from services.entry_lines import EntryLine
from ui import formats
from ui.components import links
from ui.i18n import _
from ui.reading import Here
from ui.rendering import rendered


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as it stands on a page. points: what counts for a place, else what only moves the balance; aside: a word beside the name."""

    points: int
    what: str
    aside: str
    whom: str
    time: str
    because: str
    more: str
    href: str


def entries(lines: Sequence[EntryLine], here: Here, *, holder: str) -> str:
    """The lines by day, as HTML. holder: the code of whose they are."""
    days = [
        (_heading(booked_on, here.today), [_shown(line, here, holder) for line in of_day])
        for booked_on, of_day in groupby(lines, key=lambda line: line.booked_on)
    ]
    return rendered("entries.html", days=days)


def _heading(day: dt.date, today: dt.date) -> str:
    said = formats.day(day, today)
    return said[:1].upper() + said[1:]


def _shown(line: EntryLine, here: Here, holder: str) -> Shown:
    return Shown(
        line.score or line.balance,
        line.label,
        aside(line),
        " · ".join(_whom(line, holder)),
        formats.clock(line.occurred_at, here.zone),
        line.explanation,
        _provenance(line, here),
        links.to("activity", source=line.source, id=line.external_id) if line.external_id is not None else "",
    )


def aside(line: EntryLine) -> str:
    """What sort of line it is, where it is not simply earned."""
    if line.kind == "earned":
        return ""
    return kinds().get(line.kind, line.kind)


def kinds() -> dict[str, str]:
    """What each kind of entry is called."""
    return {
        "earned": _("Earned"),
        "reversal": _("Taken back"),
        "redemption": _("Redeemed"),
        "refund": _("Refunded"),
        "expiry": _("Expired"),
        "transfer": _("Transferred"),
        "adjustment": _("Corrected"),
        "rescore": _("Rescored"),
        "prize": _("Prize"),
    }


def _whom(line: EntryLine, holder: str) -> list[str]:
    """Who else the line is about: the customer, and who did it where that is not the holder."""
    about = [line.customer] if line.customer and line.customer.code != holder else []
    by = [line.employee] if line.employee and line.employee.code != holder else []
    return [somebody.name for somebody in about + by]


def _provenance(line: EntryLine, here: Here) -> str:
    """When it happened, where that is another day than the one it counts for, and when it was recorded, by whom."""
    happened = line.occurred_at.astimezone(here.zone).date()
    recorded = _("recorded {moment} by {actor}").format(
        moment=formats.moment(line.recorded_at, here.now, here.zone), actor=actor(line.actor)
    )
    if happened == line.booked_on:
        return recorded
    return _("happened {day}").format(day=formats.calendar_day(happened, here.today)) + " · " + recorded


def actor(name: str) -> str:
    """Who wrote something, as a reader calls them: a user by name, a system by that of its key."""
    kind, _colon, rest = name.partition(":")
    return rest or {"cli": _("the command line")}.get(kind, name)
