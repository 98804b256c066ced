"""Charts of campaigns: as in `ui/charts.py`, one function one chart."""

from dataclasses import dataclass

import altair as alt

from ui.theme import CARD, INK, MINE, OTHERS, QUIET

STEPS, MEANS, EXPECTED, SPENT, BUDGET = "steps", "means", "expected", "spent", "budget"
HEIGHT = 240


@dataclass(frozen=True, slots=True)
class MovedWords:
    """What the chart calls things, in the reader's language."""

    when: str
    value: str


def moved(words: MovedWords, *, has_expected: bool) -> alt.LayerChart:
    """What was done step by step: grey before and after, green during the campaign; the mean of each part as a line with its number.

    A dashed line says what it would have been, had it gone as what is compared with it.

    Its data, in order of time: `STEPS`: label (str, each another), title (str), value (float), is_during (bool); `MEANS`: first, last (str, labels),
    value (float), said (str); `EXPECTED`, if it has any: first, last, value.
    """
    x = alt.X("label:N", sort=None, axis=alt.Axis(title=None, labelAngle=0, labelOverlap="parity", labelSeparation=8))
    y = alt.Y("value:Q", title=None, axis=alt.Axis(format="~s"))
    bars = (
        alt.Chart(alt.NamedData(name=STEPS))
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=x,
            y=y,
            color=alt.condition("datum.is_during", alt.value(MINE), alt.value(OTHERS)),
            tooltip=[alt.Tooltip("title:N", title=words.when), alt.Tooltip("value:Q", title=words.value, format=",.1f")],
        )
    )
    lines = alt.Chart(alt.NamedData(name=MEANS)).encode(x=alt.X("first:N", sort=None), y="value:Q")
    means = [
        lines.mark_rule(color=CARD, strokeWidth=5, opacity=0.8).encode(x2="last:N"),
        lines.mark_rule(color=INK, strokeWidth=2).encode(x2="last:N"),
    ]
    said = lines.mark_text(align="left", baseline="bottom", dy=-5, fontWeight="bold", fontSize=13).encode(text="said:N")
    halo = said.mark_text(align="left", baseline="bottom", dy=-5, fontWeight="bold", fontSize=13, stroke=CARD, strokeWidth=4, color=CARD)
    expected = alt.Chart(alt.NamedData(name=EXPECTED)).encode(x=alt.X("first:N", sort=None), x2="last:N", y="value:Q")
    dashed = [expected.mark_rule(color=CARD, strokeWidth=5, opacity=0.8), expected.mark_rule(color=INK, strokeWidth=1.5, strokeDash=[4, 4])]
    layers = [bars, *means, *(dashed if has_expected else []), halo.encode(text="said:N"), said]
    return alt.LayerChart(layer=layers).properties(height=HEIGHT, width="container")


@dataclass(frozen=True, slots=True)
class SpentWords:
    """What the chart calls things. budget: what stands at its line."""

    day: str
    paid: str
    sum: str
    budget: str


def spent(words: SpentWords, most: float, *, has_budget: bool) -> alt.LayerChart:
    """The points that a campaign has cost until each day as an area, its budget as a line above. most: the end of the scale.

    Its data, in order of time: `SPENT`: label (str, each another), title (str), paid (int, on the day), sum (int, so far); `BUDGET`, if it has one: points (int).
    """
    base = alt.Chart(alt.NamedData(name=SPENT)).encode(
        x=alt.X("label:N", sort=None, axis=alt.Axis(title=None, labelAngle=0, labelOverlap="parity", labelSeparation=8)),
        y=alt.Y("sum:Q", title=None, axis=alt.Axis(format="~s"), scale=alt.Scale(domain=[0, most], nice=True)),
        tooltip=[
            alt.Tooltip("title:N", title=words.day),
            alt.Tooltip("paid:Q", title=words.paid, format=","),
            alt.Tooltip("sum:Q", title=words.sum, format=","),
        ],
    )
    layers: list[alt.Chart] = [
        base.mark_area(color=MINE, opacity=0.15, interpolate="step-after"),
        base.mark_line(color=MINE, strokeWidth=2, interpolate="step-after"),
        base.mark_point(color=MINE, filled=True, size=30, opacity=1),
    ]
    if has_budget:
        line = alt.Chart(alt.NamedData(name=BUDGET)).encode(y="points:Q")
        layers += [
            line.mark_rule(color=QUIET, strokeWidth=2, strokeDash=[5, 4]),
            line.mark_text(align="left", baseline="bottom", dx=4, dy=-4, color=QUIET).encode(x=alt.value(0), text=alt.value(words.budget)),
        ]
    return alt.LayerChart(layer=layers).properties(height=HEIGHT, width="container")
