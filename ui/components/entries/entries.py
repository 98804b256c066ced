"""Entries: what made a number, day by day, each line with its reason and the way to its activity."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from services.boards.entry_lines import EntryLine
from ui import formats
from ui.components import links
from ui.components.activities.reckoning import Step, steps, version
from ui.i18n import _
from ui.reading import Here
from ui.rendering import rendered

Document = dict[str, Any]


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
    whole: str
    explained: "Explained | None"


@dataclass(frozen=True, slots=True)
class Explained:
    """How an entry was reckoned. head: the rule and its version; taken_back: of a reversal, what the entry said that it takes back."""

    steps: tuple[Step, ...]
    head: str
    taken_back: str


def entries(lines: Sequence[EntryLine], here: Here, *, holder: str, whole: Callable[[int], str], chosen: Document | None = None) -> str:
    """The lines by day, as HTML. holder: the code of whose they are; whole: where an entry is reckoned, by its id; chosen: the one that is."""
    days = [
        (_heading(booked_on, here.today), [_shown(line, here, holder, whole, chosen) for line in of_day])
        for booked_on, of_day in groupby(lines, key=lambda line: line.booked_on)
    ]
    return rendered("entries.html", days=days)


def _heading(day: dt.date, today: dt.date) -> str:
    said = formats.day(day, today)
    return said[:1].upper() + said[1:]


def alone(chosen: Document, here: Here) -> str:
    """An entry that is not among the lines, with how it was reckoned, as HTML."""
    return rendered("entry_alone.html", because=chosen["explanation"], found=_explained(chosen, here))


def _explained(chosen: Document, here: Here) -> Explained:
    """Of a reversal, how what it takes back was reckoned."""
    before = chosen["takes_back"]
    reckoning = (before or chosen)["reckoning"]
    taken = _("It takes back: {entry}").format(entry=before["explanation"]) if before else ""
    return Explained(steps(reckoning, here), version(reckoning), taken)


def _shown(line: EntryLine, here: Here, holder: str, whole: Callable[[int], str], chosen: Document | None) -> Shown:
    is_chosen = chosen is not None and chosen["id"] == line.id
    has_more = line.rule is not None and not is_chosen
    return Shown(
        line.score or line.balance,
        line.label,
        aside(line),
        " · ".join(_whom(line, holder)),
        formats.clock(line.occurred_at, here.zone),
        line.explanation,
        _provenance(line, here),
        links.to("activity", source=line.source, id=line.external_id) if line.external_id is not None else "",
        whole(line.id) if has_more else "",
        _explained(chosen, here) if chosen is not None and is_chosen else None,
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
