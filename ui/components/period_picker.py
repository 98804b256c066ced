"""The period picker: which kind of period, one step back, one step forth; it lives in the address, so that a link keeps it.

It stands in a line that the page begins.
"""

import datetime as dt
from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup

from scoring.periods import Period, PeriodKind, day_date, day_number, period_of
from services.boards.standings import Measure, Subject
from ui import formats
from ui.components import links
from ui.components.segments import chosen
from ui.data import version
from ui.i18n import _
from ui.reading import Here, ranked, shared_by
from ui.rendering import rendered
from ui.shared import once_per
from ui.sign_in import Viewer

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


def calendar(me: Viewer, now: Here) -> Calendar:
    """What there is to pick from: from the first day on which anybody earned anything."""
    stands = version().directory_revision, now.today, now.moment
    earliest = once_per(stands, ("earliest day", shared_by(me)), lambda: _earliest(me, now.today))
    return Calendar(now.today, now.first_weekday, earliest or dt.date(now.today.year, 1, 1))


def _earliest(me: Viewer, today: dt.date) -> dt.date | None:
    """Every board tells it."""
    return ranked(me, today, subject=Subject.EMPLOYEES, period=PeriodKind.ALL, on=today, measure=Measure.TOTAL, team=None).earliest_on


def period_line(
    page: str, calendar: Calendar, *, kinds: tuple[PeriodKind, ...] = KINDS, default: PeriodKind = PeriodKind.MONTH
) -> tuple[Picked, str]:
    """The period that the reader has chosen, by the address (`?period=week&on=2026-03-02`), else the running one of the default kind.

    The choice and its steps are HTML, for a page that draws them together with what stands beside them.
    """
    kind = PeriodKind(chosen("period", {kind.value: "" for kind in kinds}, default.value))
    picked, query = asked(calendar, kind), st.query_params.to_dict()
    options = tuple((words()[one], links.to(page, **(query | {"period": one.value})), one is kind) for one in kinds)
    return picked, rendered("period_line.html", label=_("Period"), options=options, steps=Markup(steps(page, calendar, picked)))


def asked(calendar: Calendar, kind: PeriodKind) -> Picked:
    """The period of a kind that the address asks for."""
    on = _asked_day(calendar)
    shown = calendar.period(kind, on)
    is_running = shown.id == calendar.period(kind, calendar.today).id
    return Picked(shown, calendar.today if is_running else on, is_running)


def _asked_day(calendar: Calendar) -> dt.date:
    try:
        asked = dt.date.fromisoformat(st.query_params.get("on", ""))
    except ValueError:  # a day that is none, or none was asked for
        return calendar.today
    return max(min(asked, calendar.today), min(calendar.earliest, calendar.today))


def steps(page: str, calendar: Calendar, picked: Picked) -> str:
    """What is shown, and the links to what is before and after it, as HTML: addresses, like every other step of a reader's way.

    All time has none: empty text.
    """
    shown = picked.period
    if shown.kind is PeriodKind.ALL:
        return ""
    earlier, later = day_date(shown.start - 1), day_date(shown.end)
    return rendered(
        "period.html",
        title=formats.period_title(shown, calendar.today),
        earlier=_step(page, earlier) if earlier >= calendar.earliest else "",
        later="" if picked.is_running else _step(page, later),
    )


def _step(page: str, day: dt.date) -> str:
    return links.to(page, **(st.query_params.to_dict() | {"on": day.isoformat()}))
