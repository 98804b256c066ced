"""A holder's trend: the chart, its words for who listens, and its legend."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
import streamlit as st
from babel.dates import format_date

from scoring.periods import Period, PeriodKind, day_number, period_of
from services.boards.trends import Trend
from ui import charts, formats
from ui.charts import TrendWords
from ui.i18n import _, language, ngettext
from ui.reading import Here
from ui.rendering import rendered, show
from ui.shared import once_per
from ui.theme import themed, with_data

LABEL = {
    PeriodKind.WEEK: {"en": "d MMM", "zh": "M/d"},
    PeriodKind.MONTH: {"en": "MMM", "zh": "M月"},
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as it goes to the browser. said: the same in a sentence, for who listens."""

    document: dict[str, Any]
    said: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What there is to show of a trend. drawn: None where there is nothing to draw yet."""

    trend: Trend
    drawn: Drawn | None
    has_median: bool


def chart_of(found: Trend, here: Here) -> Shown:
    """The chart of a trend, drawn anew only where its data changed."""
    return once_per((here.today, id(found)), ("trend shown", found.code, found.kind, language()), lambda: _shown(found, here))


def legend_html(shown: Shown, *, back: str = "") -> str:
    """What the colours of the chart mean; empty text where there is none. back: the address of earlier reviews."""
    if shown.drawn is None:
        return ""
    median = _("Median of {team}").format(team=shown.trend.team) if shown.has_median else ""
    return rendered("legend.html", own=_("You"), median=median, back=back)


def trend_chart(key: str, shown: Shown) -> None:
    """The chart stands on the page; a sentence where there is nothing to draw yet."""
    if shown.drawn is None:
        show("note.html", parts=[_("A chart grows here with your first points.")])
    else:
        st.vega_lite_chart(shown.drawn.document, theme=None, width="stretch", key=key, alt=shown.drawn.said)


def _shown(found: Trend, here: Here) -> Shown:
    """Holds the trend itself too, so that its `id` is nobody else's while this is kept."""
    frame = since_the_first_day(found.frame)
    if not (frame["score"] != 0).any():
        return Shown(found, None, has_median=False)
    stands = (here.today, tuple(frame.rows()))
    drawn = once_per(stands, ("trend chart", found.code, found.kind, language()), lambda: draw(frame, found.kind, here))
    return Shown(found, drawn, bool(frame["team_median"].is_not_null().any()))


def since_the_first_day(frame: pl.DataFrame) -> pl.DataFrame:
    """The trend without the periods before the holder's first."""
    begun = (frame["is_active"] | (frame["score"] != 0)).arg_max()
    return frame[begun or 0 :]


def draw(frame: pl.DataFrame, kind: PeriodKind, here: Here) -> Drawn:
    """A trend in the reader's language. frame: as `trends.Trend.frame`, the running period last."""
    periods = [period_of(kind, day_number(start), first_weekday=here.first_weekday) for start in frame["period_start"].to_list()]
    worded = frame.select(
        pl.Series("label", [_label(kind, start) for start in frame["period_start"].to_list()], dtype=pl.String),
        pl.Series("title", [formats.period_title(period, here.today) for period in periods], dtype=pl.String),
        "score",
        "team_median",
        pl.Series("is_running", [period is periods[-1] for period in periods]),
    )
    words = TrendWords(period=_("Period"), own=_("You"), median=_("Team median"))
    document = _document(words, charts.is_large(worded), bool(worded["team_median"].is_not_null().any()))
    return Drawn(with_data(document, **{charts.TREND: worded}), _said(worded, periods[-1]))


@cache
def _document(words: TrendWords, is_large: bool, has_median: bool) -> dict[str, Any]:
    return themed(charts.trend(words, is_large=is_large, has_median=has_median))


def _label(kind: PeriodKind, start: dt.date) -> str:
    return str(format_date(start, LABEL[kind][language()], locale=formats.DATES[language()]))


def _said(worded: pl.DataFrame, running: Period) -> str:
    n, now = worded.height, worded.row(-1, named=True)
    best = worded.row(worded["score"].arg_max() or 0, named=True)
    spans = {
        PeriodKind.WEEK: ngettext("Points in the last {n} week", "Points in the last {n} weeks", n),
        PeriodKind.MONTH: ngettext("Points in the last {n} month", "Points in the last {n} months", n),
    }
    return _("{span}: now {now}, the most {most} in {period}").format(
        span=spans[running.kind].format(n=n), now=formats.number(now["score"]), most=formats.number(best["score"]), period=best["title"]
    )
