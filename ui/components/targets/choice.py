"""Which targets: of which kind of period, from which period on, of which team; it lives in the address, so that a link keeps it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from scoring.periods import Period, PeriodKind, day_date, day_number, period_of
from services.targets.aims import KINDS
from services.targets.lines import Place
from ui import formats
from ui.components.period_picker import words
from ui.components.segments import chosen, segments
from ui.i18n import _
from ui.reading import Here

AHEAD, BACK = 3, 6
"""How many periods to come, and how many past, are offered beside the running one."""


@dataclass(frozen=True, slots=True)
class Choice:
    kind: PeriodKind
    on: dt.date
    team: str | None


def asked(now: Here) -> Choice:
    """What the address asks for, as far as it makes sense."""
    kind = PeriodKind(chosen("period", dict.fromkeys(KINDS, ""), PeriodKind.MONTH))
    starts = _starts(now, kind)
    running = _running(now, kind)
    try:
        day = dt.date.fromisoformat(st.query_params.get("on", ""))
        on = day_date(period_of(kind, day_number(day), first_weekday=now.first_weekday).start)
    except ValueError:  # a day that is none, or none was asked for
        on = running
    return Choice(kind, on if on in starts else running, st.query_params.get("team"))


def choice(now: Here, picked: Choice, teams: tuple[Place, ...]) -> None:
    """The controls, in the line that the page began, showing what is picked."""
    segments("targets_period", _("Period"), "period", {kind.value: words()[kind] for kind in KINDS}, PeriodKind.MONTH.value)
    starts = {day.isoformat(): _title(now, picked.kind, day) for day in _starts(now, picked.kind)}
    _select("targets_on", _("From"), "on", starts, picked.on.isoformat())
    if len(teams) > 1:
        named = {"": _("All teams")} | {team.code: "\u2003" * team.depth + team.name for team in teams}
        _select("targets_team", _("Team"), "team", named, picked.team or "")


def _select(key: str, label: str, query: str, options: Mapping[str, str], default: str) -> None:
    st.session_state[key] = default if default in options else next(iter(options))
    st.selectbox(
        label,
        list(options),
        key=key,
        format_func=lambda option: options[option],
        label_visibility="collapsed",
        on_change=partial(_choose, key, query),
        width=240,
    )


def _choose(key: str, query: str) -> None:
    picked = st.session_state[key]
    if picked:
        st.query_params[query] = picked
    else:
        st.query_params.pop(query, None)


def _running(now: Here, kind: PeriodKind) -> dt.date:
    return day_date(_period(now, kind, now.today).start)


def _period(now: Here, kind: PeriodKind, day: dt.date) -> Period:
    return period_of(kind, day_number(day), first_weekday=now.first_weekday)


def _starts(now: Here, kind: PeriodKind) -> list[dt.date]:
    """The first days of the periods that are offered, the latest first."""
    return [day_date(one.start) for one in _walk(_period(now, kind, now.today), Period.following, AHEAD)[::-1]] + [
        day_date(one.start) for one in _walk(_period(now, kind, now.today), Period.previous, BACK)[1:]
    ]


def _walk(period: Period, step: Callable[[Period], Period | None], count: int) -> list[Period]:
    """The period and so many on from it."""
    found = [period]
    for _n in range(count):
        following = step(found[-1])
        if following is None or following.start < 0:
            break
        found.append(following)
    return found


def _title(now: Here, kind: PeriodKind, day: dt.date) -> str:
    """`December 2026`; of the running one, that it is."""
    title = formats.period_title(_period(now, kind, day), now.today)
    return _("{period} · now").format(period=title) if day == _running(now, kind) else title
