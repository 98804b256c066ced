"""The period picker: which kind of period, one step back, one step forth; it lives in the address, so that a link keeps it."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from scoring.periods import Period, PeriodKind, day_date, day_number, period_of
from ui import formats
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
    kind = _asked_kind(kinds, default)
    on = _asked_day(calendar)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{page}_period"):
        _kinds(page, kinds, kind)
        shown = calendar.period(kind, on)
        now = calendar.period(kind, calendar.today)
        if kind is not PeriodKind.ALL:
            _steps(page, calendar, shown, now)
    is_running = shown.id == now.id
    return Picked(shown, calendar.today if is_running else on, is_running)


def _asked_kind(kinds: tuple[PeriodKind, ...], default: PeriodKind) -> PeriodKind:
    asked = st.query_params.get("period", "")
    return next((kind for kind in kinds if kind.value == asked), default)


def _asked_day(calendar: Calendar) -> dt.date:
    try:
        asked = dt.date.fromisoformat(st.query_params.get("on", ""))
    except ValueError:  # a day that is none, or none was asked for
        return calendar.today
    return max(min(asked, calendar.today), min(calendar.earliest, calendar.today))


def _kinds(page: str, kinds: tuple[PeriodKind, ...], kind: PeriodKind) -> None:
    named = words()
    key = f"{page}_period_kind"
    st.session_state[key] = kind.value
    st.segmented_control(
        _("Period"),
        [k.value for k in kinds],
        key=key,
        format_func=lambda value: named[value],
        label_visibility="collapsed",
        on_change=_choose_kind,
        args=(key, kind.value),
        required=True,
    )


def _choose_kind(key: str, was: str) -> None:
    st.query_params["period"] = st.session_state[key] or was


def _steps(page: str, calendar: Calendar, shown: Period, now: Period) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", width="content", key=f"{page}_period_steps"):
        earlier, later = day_date(shown.start - 1), day_date(shown.end)
        _step(f"{page}_earlier", ":material/chevron_left:", _("Earlier"), earlier, earlier >= calendar.earliest)
        show("period.html", title=formats.period_title(shown, calendar.today))
        _step(f"{page}_later", ":material/chevron_right:", _("Later"), later, shown.start < now.start)


def _step(key: str, icon: str, words_for: str, day: dt.date, is_open: bool) -> None:
    st.button("", icon=icon, key=key, help=words_for, type="tertiary", disabled=not is_open, on_click=_go_to, args=(day,))


def _go_to(day: dt.date) -> None:
    st.query_params["on"] = day.isoformat()
