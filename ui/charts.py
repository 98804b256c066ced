"""Charts: one function, one chart; a frame in, an Altair chart out. The reader's own is green, everyone else grey."""

from dataclasses import dataclass

import altair as alt
import polars as pl

from ui.theme import CARD, MINE, QUIET

HEIGHT = 220
TREND = "trend"
RUNNING = 0.5
"""How much of its colour the bar of a period has that is not over."""


@dataclass(frozen=True, slots=True)
class TrendWords:
    """What the trend calls things, in the reader's language."""

    period: str
    own: str
    median: str


def trend(words: TrendWords, *, is_large: bool, has_median: bool) -> alt.LayerChart:
    """A holder's score by period as bars, the running one lighter, and the team's median as a dashed line where there is one.

    Its data, `TREND`: label (str, under the axis, each another), title (str, when pointed at), score (int), team_median (float, may be null),
    is_running (bool), in order of time. is_large: the axis counts in thousands and millions.
    """
    base = alt.Chart(alt.NamedData(name=TREND)).encode(
        x=alt.X("label:N", sort=None, axis=alt.Axis(title=None, labelAngle=0, labelOverlap="parity"), scale=alt.Scale(paddingInner=0.28)),
        tooltip=[
            alt.Tooltip("title:N", title=words.period),
            alt.Tooltip("score:Q", title=words.own, format=","),
            alt.Tooltip("team_median:Q", title=words.median, format=",.0f"),
        ],
    )
    bars = base.mark_bar(color=MINE, cornerRadiusEnd=3).encode(
        y=alt.Y("score:Q", title=None, axis=alt.Axis(format="~s" if is_large else ",d")),
        opacity=alt.condition("datum.is_running", alt.value(RUNNING), alt.value(1)),
    )
    median = base.transform_filter("isValid(datum.team_median)").encode(y="team_median:Q")
    halo = median.mark_line(color=CARD, strokeWidth=5, opacity=0.75, interpolate="monotone")
    line = median.mark_line(color=QUIET, strokeWidth=2, strokeDash=[5, 4], interpolate="monotone")
    layers = [bars, halo, line] if has_median else [bars]
    return alt.LayerChart(layer=layers).properties(height=HEIGHT, width="container")


def is_large(frame: pl.DataFrame) -> bool:
    """True where some score has six digits or more."""
    return bool((frame["score"].abs() >= 100_000).any())
