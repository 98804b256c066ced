"""When: the period of a board, or the days that the reader has chosen; it lives in the address, so that a link keeps it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st
from markupsafe import Markup

from scoring.periods import PeriodKind
from scoring.spans import CUSTOM
from services.boards.standings import FIRST_DAY
from services.values import LAST_DAY, day
from ui.components import links
from ui.components.boards.choice import Choice
from ui.components.period_picker import Calendar, Picked, asked, steps, words
from ui.components.segments import chosen
from ui.i18n import _, language
from ui.rendering import rendered

USUAL_DAYS = 30
FORMAT = {"en": "DD/MM/YYYY", "zh": "YYYY-MM-DD"}


@dataclass(frozen=True, slots=True)
class When:
    """picked: a period of the calendar, None where days were chosen: from the first to the last, both included."""

    picked: Picked | None
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def key(self) -> str:
        """The period or the days, as a file's name may say them."""
        return self.picked.period.key if self.picked else f"{self.first}_{self.last}"

    def asked(self, today: dt.date) -> dict[str, Any]:
        """As `services.boards.boards.ranked` wants it; a running period is that of today, also after midnight."""
        if self.picked is None:
            return {"period": CUSTOM, "on": None, "first": self.first, "last": self.last}
        return {"period": self.picked.period.kind.value, "on": today if self.picked.is_running else self.picked.on}


def when(page: str, choice: Choice, calendar: Calendar) -> tuple[When, str]:
    """The period or the days that the reader has chosen, and the choice as HTML. Raises Invalid for a day in the address that is none."""
    kinds = [kind for kind in choice.kinds if not (choice.is_over_time and kind is PeriodKind.ALL)]
    options = {kind.value: words()[kind] for kind in kinds} | ({CUSTOM: _("Dates")} if choice.may_be_custom else {})
    kind = chosen("period", options, PeriodKind.MONTH.value)
    line = partial(rendered, "board_when.html", label=_("Period"), options=tuple(_options(page, options, kind)))
    if kind == CUSTOM:
        last = _asked("to") or calendar.today
        return When(None, _asked("from") or last - dt.timedelta(days=USUAL_DAYS - 1), last), line(steps="")
    picked = asked(calendar, PeriodKind(kind))
    return When(picked), line(steps=Markup(steps(page, calendar, picked)))


def _options(page: str, options: dict[str, str], shown: str) -> Iterator[tuple[str, str, bool]]:
    """Days that were chosen are no period, and the other way round."""
    query = st.query_params.to_dict()
    for kind, word in options.items():
        kept = {name: value for name, value in query.items() if name not in (("on",) if kind == CUSTOM else ("from", "to"))}
        yield word, links.to(page, **kept | {"period": kind}), kind == shown


def _asked(name: str) -> dt.date | None:
    typed = st.query_params.get(name)
    return day(typed, name) if typed else None


def dates(page: str, chosen: When) -> None:
    """Where days were chosen instead of a period: which."""
    first, last, key = chosen.first, chosen.last, f"{page}_dates"
    if first is None or last is None:
        return
    half = st.session_state.get(key)
    if not (isinstance(half, tuple) and len(half) == 1):  # whoever has clicked one of the two days is not done
        st.session_state[key] = (first, last) if FIRST_DAY <= first <= last <= LAST_DAY else ()
    st.date_input(
        _("Dates"),
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        key=key,
        format=FORMAT[language()],
        label_visibility="collapsed",
        on_change=_choose,
        args=(key,),
        width=240,
    )


def _choose(key: str) -> None:
    days = st.session_state[key]
    if len(days) == 2:
        st.query_params["from"], st.query_params["to"] = (day.isoformat() for day in days)
