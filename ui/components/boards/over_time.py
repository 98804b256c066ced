"""Ranks over time: the chart, and the same in words for who listens."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
import streamlit as st
from babel.dates import format_date

from scoring.periods import PeriodKind, day_date
from services.boards.rank_history import RankHistory, RankLine, lines
from services.boards.standings import Subject
from services.people.naming import shown_name
from ui import charts_of_ranks, formats
from ui.charts_of_ranks import ENDS, POINTS, TICKS, RankWords
from ui.components.boards.choice import Choice
from ui.components.frame import empty
from ui.i18n import _, language, ngettext
from ui.reading import here, shared_by
from ui.reading_boards import own_name, own_row, rank_history
from ui.shared import once_per
from ui.sign_in import Viewer
from ui.theme import themed, with_data

LABEL = {
    PeriodKind.DAY: {"en": "d MMM", "zh": "M/d"},
    PeriodKind.WEEK: {"en": "d MMM", "zh": "M/d"},
    PeriodKind.MONTH: {"en": "MMM", "zh": "M月"},
    PeriodKind.QUARTER: {"en": "QQQ", "zh": "QQQ"},
    PeriodKind.YEAR: {"en": "y", "zh": "y年"},
}
FULL_LANES, LANES_BELOW = 8, 4
"""The first places have a lane each; all below share what comes after, the further down the closer."""
FURTHER = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
POINT = {
    "id": pl.Int64,
    "name": pl.String,
    "label": pl.String,
    "title": pl.String,
    "rank": pl.String,
    "lane": pl.Float64,
    "place_in_time": pl.Int64,
    "is_mine": pl.Boolean,
}
END = {"id": pl.Int64, "name": pl.String, "rank": pl.String, "lane": pl.Float64, "tone": pl.String}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as it goes to the browser, None where there are fewer than two periods, or nobody had points; said: the same in sentences.

    history: what it was made of, so that its `id` is nobody else's while this is kept.
    """

    history: RankHistory
    document: dict[str, Any] | None = None
    said: str = ""


def drawn_for(reader: Viewer, choice: Choice, kind: str, on: dt.date) -> Drawn:
    """Ranks over time as a reader sees them, drawn anew only where they are others. Raises what `services.boards.rank_history` raises."""
    asked: dict[str, Any] = {
        "subject": choice.subject,
        "measure": choice.measure,
        "team": choice.team,
        "by": choice.by,
        "kind": kind,
        "on": on,
    }
    history = rank_history(reader, here(reader).today, **asked)
    own = {"me": own_row(reader, choice.subject), "my_name": own_name(reader, choice.subject)}
    return once_per(id(history), ("ranks drawn", shared_by(reader), language(), *asked.values()), lambda: draw(history, **own))


def over_time(key: str, drawn: Drawn) -> None:
    """The chart stands on the page; a sentence where there is nothing to compare yet."""
    if drawn.document is None:
        return empty(_("There is nothing to compare yet"), _("Ranks over time stand here from the second period with points."))
    st.vega_lite_chart(drawn.document, theme=None, width="stretch", key=key, alt=drawn.said)


def draw(history: RankHistory, *, me: str | None, my_name: str | None) -> Drawn:
    """Ranks over time in the reader's language."""
    shown = lines(history, me=me, my_name=my_name)
    if len(history.periods) < 2 or not history.best:
        return Drawn(history)
    lowest = max((place for line in shown for place in line.places if place is not None), default=1)
    most = max(lowest, min(max(history.totals), len(shown)))
    data = {POINTS: _points(history, shown, most), ENDS: _ends(shown, most), TICKS: _ticks(most)}
    words = RankWords(name=_("Who"), period=_("Period"), rank=_("Place"))
    return Drawn(history, with_data(_document(words, math.ceil(_lane(most, most))), **data), _said(history, shown))


@cache
def _document(words: RankWords, lanes: int) -> dict[str, Any]:
    return themed(charts_of_ranks.rank_lines(words, lanes))


def _lane(place: int, most: int) -> float:
    """Where a place stands, from 1 at the top. most: the lowest place there is to draw."""
    if place <= FULL_LANES or most <= FULL_LANES + LANES_BELOW:
        return place
    first = FULL_LANES + 1
    return first + (LANES_BELOW - 1) * math.log(place / first) / math.log(most / first)


def _ticks(most: int) -> pl.DataFrame:
    near = range(1, min(most, FULL_LANES + LANES_BELOW if most <= FULL_LANES + LANES_BELOW else FULL_LANES) + 1)
    far = [place for place in FURTHER if most > FULL_LANES + LANES_BELOW and FULL_LANES < place <= most]
    kept: list[int] = []
    for place in [*near, *far]:
        if not kept or _lane(place, most) - _lane(kept[-1], most) > 0.6:
            kept.append(place)
    return pl.DataFrame({"lane": [float(_lane(p, most)) for p in kept], "label": [formats.number(p) for p in kept]})


def _points(history: RankHistory, shown: Sequence[RankLine], most: int) -> pl.DataFrame:
    titles = [formats.period_title(period, history.today) for period in history.periods]
    labels = _labels(history)
    rows = [
        (n, _name(line), label, title, formats.number(place) if place else "–", _lane(place, most) if place else None, at, line.is_me)
        for n, line in enumerate(shown)
        for at, (place, label, title) in enumerate(zip(line.places, labels, titles, strict=True))
    ]
    return pl.DataFrame(rows, schema=POINT, orient="row")


def _labels(history: RankHistory) -> list[str]:
    """What stands under each period; the year too where the same would stand twice."""
    pattern = LABEL[history.kind][language()]
    starts = [day_date(period.start) for period in history.periods]
    said = [_written(start, pattern) for start in starts]
    if len(set(said)) == len(said):
        return said
    return [f"{text} {start:%y}" for text, start in zip(said, starts, strict=True)]


def _written(start: dt.date, pattern: str) -> str:
    return str(format_date(start, pattern, locale=formats.DATES[language()]))


def _name(line: RankLine) -> str:
    return shown_name(line.name, language())


def _ends(shown: Sequence[RankLine], most: int) -> pl.DataFrame:
    """The words at the ends, from the top down, each at least a lane's worth below the one above it."""
    last = [(line, next((place for place in reversed(line.places) if place), most)) for line in shown]
    rows, free = [], 0.0
    for n, (line, place) in sorted(enumerate(last), key=lambda one: (one[1][1], one[0])):
        lane = max(_lane(place, most), free)
        free = lane + 0.55
        now = line.places[-1]
        rows.append((n, _name(line), formats.number(now) if now else "–", lane, _tone(line, now)))
    return pl.DataFrame(rows, schema=END, orient="row")


def _tone(line: RankLine, now: int | None) -> str:
    if line.is_me:
        return "mine"
    return {1: "first", 2: "second", 3: "third"}.get(now or 0, "other")


def _said(history: RankHistory, shown: Sequence[RankLine]) -> str:
    n = len(history.periods)
    spans = {
        PeriodKind.DAY: ngettext("Ranks over the last {n} day", "Ranks over the last {n} days", n),
        PeriodKind.WEEK: ngettext("Ranks over the last {n} week", "Ranks over the last {n} weeks", n),
        PeriodKind.MONTH: ngettext("Ranks over the last {n} month", "Ranks over the last {n} months", n),
        PeriodKind.QUARTER: ngettext("Ranks over the last {n} quarter", "Ranks over the last {n} quarters", n),
        PeriodKind.YEAR: ngettext("Ranks over the last {n} year", "Ranks over the last {n} years", n),
    }
    return formats.sentences(spans[history.kind].format(n=n), *(_line_said(history, line) for line in shown))


def _line_said(history: RankHistory, line: RankLine) -> str:
    name = _("You") if line.is_me and history.subject is Subject.EMPLOYEES else _name(line)
    known = [(place, period) for place, period in zip(line.places, history.periods, strict=True) if place]
    if not known:
        return ""
    best, when = min(known, key=lambda one: one[0])
    now = formats.ordinal(line.places[-1]) if line.places[-1] else _("not on the board")
    return _("{name}: now {now}, best {best} in {period}").format(
        name=name, now=now, best=formats.ordinal(best), period=formats.period_title(when, history.today)
    )
