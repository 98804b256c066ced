"""Which days of a ledger are shown, and what alone counts there: as a board has them that leads here. It lives in the address."""

import datetime as dt
from dataclasses import dataclass

import streamlit as st

from scoring.periods import PeriodKind, day_date, day_number
from scoring.spans import CUSTOM, Span, Stretch
from services.errors import Invalid
from services.values import day
from ui import formats
from ui.components import links
from ui.components.boards.words import narrowings
from ui.components.period_picker import Calendar, period_line, words
from ui.i18n import _
from ui.reading_boards import narrowing
from ui.rendering import rendered
from ui.sign_in import Viewer

KINDS = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.YEAR, PeriodKind.ALL)
CHOSEN = "from", "to"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is shown of a ledger. by: what alone counts, as `services.boards.narrowing.By` is written; line: how it is chosen, as HTML."""

    stretch: Stretch
    by: str | None
    line: str

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """From the first day to the one after the last; None of all time."""
        if self.stretch.kind is PeriodKind.ALL:
            return None, None
        return day_date(self.stretch.start), day_date(self.stretch.end)

    def title(self, today: dt.date) -> str:
        """What is shown by name: `Today`, `March 2026`, `3–12 Mar 2026`."""
        return formats.period_span(self.stretch) if isinstance(self.stretch, Span) else formats.period_title(self.stretch, today)


def narrowed(me: Viewer, known: Calendar) -> Narrowed:
    """What the address asks for: all time where it names no days. Raises Invalid for a day that is none."""
    by = st.query_params.get("by") or None
    if st.query_params.get("period") == CUSTOM:
        span = _span(known)
        return Narrowed(span, by, _periods() + _chips(me, span, by))
    asked = st.query_params.get("period")
    kinds = (PeriodKind.DAY, *KINDS) if asked == PeriodKind.DAY else KINDS
    picked, line = period_line("entries", known, kinds=kinds, default=PeriodKind.ALL)
    return Narrowed(picked.period, by, line + _chips(me, None, by))


def _span(known: Calendar) -> Span:
    """From the first day that anything counted, and until today, where the address names no other."""
    first, last = (day(typed, name) if (typed := st.query_params.get(name)) else None for name in CHOSEN)
    start, end = day_number(first or known.earliest), day_number(last or known.today) + 1
    if end <= start:
        raise Invalid("The first day must not be after the last", field="first")
    return Span(start, end, known.first_weekday)


def _periods() -> str:
    """The periods that may be chosen instead of days."""
    kept = {name: value for name, value in st.query_params.to_dict().items() if name not in CHOSEN}
    options = tuple((words()[kind], links.to("entries", **kept | {"period": kind.value}), False) for kind in KINDS)
    return rendered("period_line.html", label=_("Period"), options=options, steps="")


def _chips(me: Viewer, span: Span | None, by: str | None) -> str:
    """What the list was narrowed to, each with the way to take it back."""
    query = st.query_params.to_dict()
    said = {("period", *CHOSEN): formats.period_span(span) if span else "", ("by",): narrowings(narrowing(me)).get(by, by) if by else ""}
    chips = tuple(
        (words, links.to("entries", **{name: value for name, value in query.items() if name not in gone}))
        for gone, words in said.items()
        if words
    )
    return rendered("board_chips.html", chips=chips) if chips else ""
