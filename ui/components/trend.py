"""A holder's trend: the chart, its words for who listens, and its legend."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st
from babel.dates import format_date

from scoring.periods import Period, PeriodKind, day_number, period_of
from services.trends import Trend
from ui import charts, formats
from ui.charts import TrendWords
from ui.i18n import _, language, ngettext
from ui.reading import Here
from ui.rendering import show
from ui.shared import once_per
from ui.theme import themed

LABEL = {
    PeriodKind.WEEK: {"en": "d MMM", "zh": "M/d"},
    PeriodKind.MONTH: {"en": "MMM", "zh": "M月"},
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as it goes to the browser. said: the same in a sentence, for who listens."""

    document: dict[str, Any]
    said: str


def trend_chart(key: str, found: Trend, here: Here) -> None:
    """The chart of a trend with its legend; a sentence where there is nothing to draw yet. Drawn anew only where its data changed."""
    _found, drawn, has_median = once_per(
        (here.today, id(found)), ("trend shown", found.code, found.kind, language()), lambda: _shown(found, here)
    )
    if drawn is None:
        show("note.html", parts=[_("A chart grows here with your first points.")])
        return
    show("legend.html", own=_("You"), median=_("Median of {team}").format(team=found.team) if has_median else "")
    st.vega_lite_chart(drawn.document, theme=None, width="stretch", key=key, alt=drawn.said)


def _shown(found: Trend, here: Here) -> tuple[Trend, Drawn | None, bool]:
    """What the chart shows, None where there is nothing to draw; with the trend itself, so that its `id` is nobody else's while this is kept."""
    frame = since_the_first_day(found.frame)
    if not (frame["score"] != 0).any():
        return found, None, False
    stands = (here.today, tuple(frame.rows()))
    drawn = once_per(stands, ("trend chart", found.code, found.kind, language()), lambda: draw(frame, found.kind, here))
    return found, drawn, bool(frame["team_median"].is_not_null().any())


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
    return Drawn(themed(charts.trend(worded, words), **{charts.TREND: worded}), _said(worded, periods[-1]))


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
