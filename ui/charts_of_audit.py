"""Charts of the audit of the plan: as in `ui/charts.py`, one function one chart."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from ui.theme import CARD, INK, LINE, MINE, QUIET

SHARES, CORRELATIONS, CURVE = "shares", "correlations", "curve"
LINE_HEIGHT = 30
LABELS = 150
"""Pixels that the name of a rule may take beside its bar."""
CURVE_HEIGHT = 200


@dataclass(frozen=True, slots=True)
class ShareWords:
    """What the bars call things, in the reader's language. categories: (word, colour), in the order of the legend."""

    rule: str
    category: str
    points: str
    share: str
    categories: tuple[tuple[str, str], ...]


def shares(words: ShareWords, rules: Sequence[str], most: float) -> alt.LayerChart:
    """A bar for each rule, as long as its share of all points and coloured by its category, the share written at its end.

    Its data, `SHARES`: rule (str, each another, as in `rules`), category (str), share (float, per cent), said (str), points (str).
    """
    names, colours = zip(*words.categories, strict=True)
    base = alt.Chart(alt.NamedData(name=SHARES)).encode(
        y=_rules(rules),
        x=alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, most * 1.15])),
        tooltip=[
            alt.Tooltip("rule:N", title=words.rule),
            alt.Tooltip("category:N", title=words.category),
            alt.Tooltip("said:N", title=words.share),
            alt.Tooltip("points:N", title=words.points),
        ],
    )
    legend = alt.Legend(orient="top", title=None, symbolType="square", columns=3, labelLimit=LABELS)
    colour = alt.Color("category:N", scale=alt.Scale(domain=list(names), range=list(colours)), legend=legend)
    bars = base.mark_bar(cornerRadiusEnd=3, height=14).encode(color=colour)
    ends = base.mark_text(align="left", dx=6, color=INK).encode(text="said:N")
    return _stacked([bars, ends], len(rules))


@dataclass(frozen=True, slots=True)
class DotWords:
    """What the dots call things. measures: (word, colour, shape), in the order of the legend."""

    rule: str
    measure: str
    value: str
    pairs: str
    measures: tuple[tuple[str, str, str], ...]


def correlations(words: DotWords, rules: Sequence[str]) -> alt.LayerChart:
    """A dot for each rule and measure, between -1 and 1, on a hairline of its own; zero is a line.

    Its data, `CORRELATIONS`: rule (str, as in `rules`), measure (str), value (float), said (str), pairs (str).
    """
    names, colours, shapes = zip(*words.measures, strict=True)
    marks = alt.Axis(title=None, values=[-1, -0.5, 0, 0.5, 1], format="+.1f", labelExpr="datum.value === 0 ? '0' : datum.label", grid=True)
    x = alt.X("value:Q", scale=alt.Scale(domain=[-1, 1]), axis=marks)
    legend = alt.Legend(orient="top", title=None, symbolStrokeWidth=0)
    dots = (
        alt.Chart(alt.NamedData(name=CORRELATIONS))
        .mark_point(size=110, filled=True, opacity=1, stroke=CARD, strokeWidth=1)
        .encode(
            y=_rules(rules, grid=True),
            x=x,
            color=alt.Color("measure:N", scale=alt.Scale(domain=list(names), range=list(colours)), legend=legend),
            shape=alt.Shape("measure:N", scale=alt.Scale(domain=list(names), range=list(shapes)), legend=legend),
            tooltip=[
                alt.Tooltip("rule:N", title=words.rule),
                alt.Tooltip("measure:N", title=words.measure),
                alt.Tooltip("said:N", title=words.value),
                alt.Tooltip("pairs:N", title=words.pairs),
            ],
        )
    )
    zero = alt.Chart(alt.NamedData(name=CORRELATIONS)).mark_rule(color=QUIET, strokeWidth=1).encode(x=alt.datum(0))
    return _stacked([zero, dots], len(rules))


@dataclass(frozen=True, slots=True)
class CurveWords:
    people: str
    points: str


def curve(words: CurveWords) -> alt.LayerChart:
    """The Lorenz curve: how much of all points those with the least have, beside the straight line on which all had the same.

    Its data, `CURVE`: people, points (float, per cent), even (float, per cent, the straight line).
    """
    axis = alt.Axis(values=[0, 50, 100], format="d", labelExpr="datum.label + '%'")
    base = alt.Chart(alt.NamedData(name=CURVE)).encode(
        x=alt.X("people:Q", title=words.people, axis=axis, scale=alt.Scale(domain=[0, 100], nice=False)),
        tooltip=[alt.Tooltip("people:Q", title=words.people, format=".0f"), alt.Tooltip("points:Q", title=words.points, format=".0f")],
    )
    own = alt.Y("points:Q", title=words.points, axis=axis, scale=alt.Scale(domain=[0, 100], nice=False))
    even = base.mark_line(color=QUIET, strokeWidth=1, strokeDash=[5, 4]).encode(y=alt.Y("even:Q", title=words.points, axis=axis))
    area = base.mark_area(color=MINE, opacity=0.12).encode(y=own)
    line = base.mark_line(color=MINE, strokeWidth=2).encode(y=own)
    return alt.LayerChart(layer=[area, even, line]).properties(height=CURVE_HEIGHT, width="container")


def _rules(rules: Sequence[str], *, grid: bool = False) -> alt.Y:
    axis = alt.Axis(title=None, labelLimit=LABELS, labelColor=INK, grid=grid, gridColor=LINE)
    return alt.Y("rule:N", sort=list(rules), scale=alt.Scale(domain=list(rules)), axis=axis)


def _stacked(layers: list[alt.Chart], lines: int) -> alt.LayerChart:
    return alt.LayerChart(layer=layers).properties(height=max(1, lines) * LINE_HEIGHT, width="container")
