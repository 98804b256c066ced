"""The period picker: which kind of period, one step back, one step forth; it lives in the address, so that a link keeps it.

It stands in a line that the page begins.
"""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from scoring.periods import Period, PeriodKind, day_date, day_number, period_of
from ui import formats
from ui.components import links
from ui.components.segments import segments
from ui.i18n import _
from ui.rendering import show

KINDS = (PeriodKind.DAY, PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.ALL)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What there is to pick from. today: in the organisation's zone; earliest: the first day on which anything counted."""

    today: dt.date
    first_weekday: int
    earliest: dt.date

    def period(self, kind: PeriodKind, on: dt.date) -> Period:
        return period_of(kind, day_number(on), first_weekday=self.first_weekday)


@dataclass(frozen=True, slots=True)
class Picked:
    """A period, and a day in it: today of the running one."""

    period: Period
    on: dt.date
    is_running: bool


def words() -> dict[str, str]:
    return {
        "day": _("Day"),
        "week": _("Week"),
        "month": _("Month"),
        "quarter": _("Quarter"),
        "year": _("Year"),
        "all": _("All time"),
    }


def period_picker(
    page: str, calendar: Calendar, *, kinds: tuple[PeriodKind, ...] = KINDS, default: PeriodKind = PeriodKind.MONTH
) -> Picked:
    """The period that the reader has chosen, by the address (`?period=week&on=2026-03-02`), else the running one of the default kind."""
    kind = PeriodKind(segments(f"{page}_period_kind", _("Period"), "period", {k.value: words()[k] for k in kinds}, default.value))
    on = _asked_day(calendar)
    shown = calendar.period(kind, on)
    now = calendar.period(kind, calendar.today)
    if kind is not PeriodKind.ALL:
        _steps(page, calendar, shown, now)
    is_running = shown.id == now.id
    return Picked(shown, calendar.today if is_running else on, is_running)


def _asked_day(calendar: Calendar) -> dt.date:
    try:
        asked = dt.date.fromisoformat(st.query_params.get("on", ""))
    except ValueError:  # a day that is none, or none was asked for
        return calendar.today
    return max(min(asked, calendar.today), min(calendar.earliest, calendar.today))


def _steps(page: str, calendar: Calendar, shown: Period, now: Period) -> None:
    """What is shown, and the links to what is before and after it: addresses, like every other step of a reader's way."""
    earlier, later = day_date(shown.start - 1), day_date(shown.end)
    show(
        "period.html",
        title=formats.period_title(shown, calendar.today),
        earlier=_step(page, earlier) if earlier >= calendar.earliest else "",
        later=_step(page, later) if shown.start < now.start else "",
    )


def _step(page: str, day: dt.date) -> str:
    return links.to(page, **(st.query_params.to_dict() | {"on": day.isoformat()}))
