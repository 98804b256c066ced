"""Free days by month: when, what, and where each comes from."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from scoring.periods import PeriodKind, day_number, period_of
from services.calendar.days_off import DaysOff, Source
from ui import formats
from ui.components import links
from ui.i18n import _, label
from ui.rendering import rendered

MOST = 300


@dataclass(frozen=True, slots=True)
class Line:
    """kind: public, organisation or person. href: where it is changed, empty for who may not. tags: (words, colour)."""

    kind: str
    when: str
    what: str
    about: str
    tags: tuple[tuple[str, str], ...]
    href: str


def days_html(found: Sequence[DaysOff], since: dt.date, today: dt.date, may_change: Callable[[DaysOff], bool]) -> str:
    """The days by month, as HTML. since: the first day that is shown: what began earlier stands in its month."""
    by_month = groupby(found, key=lambda days: max(days.first, since).replace(day=1))
    months = [(_month(first, today), [_line(one, first.year, may_change(one)) for one in same]) for first, same in by_month]
    return rendered("days_off.html", months=months)


def _month(first: dt.date, today: dt.date) -> str:
    return formats.period_title(period_of(PeriodKind.MONTH, day_number(first)), today)


def when(first: dt.date, last: dt.date, year: int) -> str:
    """`Wed 11 Mar`, `Sun 15 Feb – Mon 23 Feb`. year: the one that need not be said."""
    days = (first,) if first == last else (first, last)
    return " – ".join(formats.calendar_day(day, dt.date(year, 1, 1)) for day in days)


def _line(days: DaysOff, year: int, may_change: bool) -> Line:
    said = label(days.label)
    is_persons = days.source is Source.PERSON
    return Line(
        days.source.value,
        when(days.first, days.last, year),
        (days.name or "") if is_persons else said,
        said if is_persons else "",
        _tags(days),
        links.to("days_off", days=str(days.id)) if may_change else "",
    )


def _tags(days: DaysOff) -> tuple[tuple[str, str], ...]:
    whose = {
        Source.PUBLIC: _("Public holiday"),
        Source.ORGANISATION: _("Everybody"),
        Source.PERSON: _("Day off"),
    }[days.source]
    if days.is_free:
        return ((whose, ""),)
    return ((_("Worked in exchange"), "good"),) if days.source is Source.PUBLIC else ((whose, ""), (_("Worked"), "good"))
