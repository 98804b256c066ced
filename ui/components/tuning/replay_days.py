"""The days of a replay: a period, or days of one's own; they live in the address (`?days=month`, `?from=2026-01-01&to=2026-04-01`)."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from scoring.periods import PeriodKind, day_date, day_number, period_of
from services.boards.standings import FIRST_DAY
from services.values import LAST_DAY
from ui.components.segments import segments
from ui.i18n import _

MONTH, QUARTER, LAST_QUARTER, YEAR, OWN = "month", "quarter", "last_quarter", "year", "own"


@dataclass(frozen=True, slots=True)
class ReplayDays:
    """from_on, inside; to_on: the day after the last."""

    from_on: dt.date
    to_on: dt.date


def replay_days(key: str, today: dt.date) -> ReplayDays:
    """The days that the reader has chosen, by the address, else the running quarter."""
    named = {
        MONTH: _("Last month"),
        QUARTER: _("This quarter"),
        LAST_QUARTER: _("Last quarter"),
        YEAR: _("This year"),
        OWN: _("Own days"),
    }
    asked = _asked()
    picked = segments(f"{key}_days", _("Days"), "days", named, OWN if asked else QUARTER)
    return preset(picked, today) if picked != OWN else _own_days(key, asked or preset(QUARTER, today), today)


def preset(name: str, today: dt.date) -> ReplayDays:
    """The days of a name; those that run end with today."""
    kind = {MONTH: PeriodKind.MONTH, YEAR: PeriodKind.YEAR}.get(name, PeriodKind.QUARTER)
    found = period_of(kind, day_number(today))
    if name in (MONTH, LAST_QUARTER):
        found = period_of(kind, found.start - 1)
        return ReplayDays(day_date(found.start), day_date(found.end))
    return ReplayDays(day_date(found.start), today + dt.timedelta(days=1))


def _asked() -> ReplayDays | None:
    """The days of the address; None where there are none, or none that a replay could look at."""
    try:
        first, end = (dt.date.fromisoformat(st.query_params.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return None
    return ReplayDays(first, end) if FIRST_DAY <= first < end <= LAST_DAY else None


def _own_days(key: str, days: ReplayDays, today: dt.date) -> ReplayDays:
    """The first and the last day, each in a field; the last that has been is today."""
    field = f"{key}_own"
    last = days.to_on - dt.timedelta(days=1)
    st.session_state[field] = (days.from_on, last)
    st.date_input(
        _("From the first to the last day"),
        key=field,
        min_value=FIRST_DAY,
        max_value=max(today, last),
        format="YYYY-MM-DD",
        label_visibility="collapsed",
        on_change=_choose,
        args=(field,),
    )
    return days


def _choose(field: str) -> None:
    """Both days stand in the address; until the second is chosen nothing changes."""
    chosen = st.session_state[field]
    if len(chosen) == 2:
        first, last = chosen
        st.query_params["from"], st.query_params["to"] = first.isoformat(), (last + dt.timedelta(days=1)).isoformat()
