"""The chart of ranks over time: as in `ui/charts.py`, one function one chart."""

from dataclasses import dataclass

import altair as alt

from ui.theme import CARD, INK, LINE, MEDALS, MINE, QUIET

POINTS, ENDS, TICKS = "rank_points", "rank_ends", "rank_ticks"
OTHERS = "color-mix(in srgb, var(--quiet) 45%, var(--ground))"
"""Lines are thinner than bars: beside hairlines the grey of other charts would be lost by night."""
LANE_HEIGHT, LEAST_HEIGHT = 34, 260
NARROW = 480
LEFT, RIGHT = "34", f"(width < {NARROW} ? width * 0.62 : width - 240)"
"""Where the first and the last period stand; the names have the room beside the last."""
TONES = ("mine", "first", "second", "third", "other")


@dataclass(frozen=True, slots=True)
class RankWords:
    """What the chart calls things, in the reader's language."""

    name: str
    period: str
    rank: str


def rank_lines(words: RankWords, lanes: int) -> alt.LayerChart:
    """A line for each holder through their places, the reader's own in green, all others grey, the one that is pointed at in ink; names at the ends.

    Its data, three frames. `POINTS`, a row for each holder and period: id (int), name (str), label (str: the period on the axis, each another), title
    (str: the period when pointed at), rank (str), lane (float, from 1 at the top, null for who was not on the board), is_mine (bool).
    `ENDS`, one for each holder: id, name, rank, lane (float: where the words stand, none upon another), tone (str of `TONES`).
    `TICKS`: lane (float), label (str). lanes: how many there are from top to bottom.
    """
    y = alt.Y("lane:Q", axis=None, scale=alt.Scale(domain=[0.4, lanes + 0.6], reverse=True, nice=False, zero=False))
    x = alt.X(
        "label:N",
        sort=None,
        scale=alt.Scale(type="point", padding=0, range=[alt.ExprRef(LEFT), alt.ExprRef(RIGHT)]),
        axis=alt.Axis(title=None, labelAngle=0, labelOverlap="parity", labelPadding=12),
    )
    pointed = alt.selection_point(name="pointed", fields=["id"], on="pointerover", nearest=True, clear="pointerout", empty=False)
    ticks = alt.Chart(alt.NamedData(name=TICKS)).encode(y=y)
    rules = ticks.mark_rule(color=LINE).encode(x=alt.value(alt.ExprRef(LEFT)), x2=alt.value(alt.ExprRef(RIGHT)))
    numbers = ticks.mark_text(align="right", color=QUIET).encode(x=alt.value(22), text="label:N")
    base = alt.Chart(alt.NamedData(name=POINTS)).encode(x=x, y=y, detail="id:N")
    colour = alt.when(pointed).then(alt.value(INK)).when("datum.is_mine").then(alt.value(MINE)).otherwise(alt.value(OTHERS))
    in_time = base.encode(color=colour, order=alt.Order("place_in_time:Q"))
    lines = in_time.transform_filter("!datum.is_mine").mark_line(interpolate="monotone", strokeWidth=2.5)
    mine = in_time.transform_filter("datum.is_mine").mark_line(interpolate="monotone", strokeWidth=4)
    tooltip = [
        alt.Tooltip("name:N", title=words.name),
        alt.Tooltip("title:N", title=words.period),
        alt.Tooltip("rank:N", title=words.rank),
    ]
    every = base.mark_point(size=60, filled=True, opacity=1, stroke=CARD, strokeWidth=1.5)
    dots = every.encode(color=colour, tooltip=tooltip).add_params(pointed)
    own = base.transform_filter("datum.is_mine").mark_point(size=120, filled=True, opacity=1, color=MINE, stroke=CARD, strokeWidth=1.5)
    own = own.encode(tooltip=tooltip)
    ends = alt.Chart(alt.NamedData(name=ENDS)).encode(y=y)
    tones = alt.Color("tone:N", scale=alt.Scale(domain=list(TONES), range=[MINE, *MEDALS, QUIET]), legend=None)
    inks = alt.Color("tone:N", scale=alt.Scale(domain=list(TONES), range=[MINE, INK, INK, INK, INK]), legend=None)
    places = ends.mark_text(align="right", fontWeight="bold").encode(x=alt.value(alt.ExprRef(f"{RIGHT} + 34")), text="rank:N", color=tones)
    names = ends.mark_text(align="left", limit=alt.ExprRef(f"width - {RIGHT} - 44")).encode(
        x=alt.value(alt.ExprRef(f"{RIGHT} + 42")), text="name:N", color=inks
    )
    layers = alt.LayerChart(layer=[rules, numbers, lines, mine, dots, own, places, names]).resolve_scale(color="independent")
    return layers.properties(height=max(LEAST_HEIGHT, lanes * LANE_HEIGHT + 20), width="container")
