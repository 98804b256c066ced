"""The chart of a replay: as in `ui/charts.py`, one function one chart."""

from dataclasses import dataclass

import altair as alt

from ui.theme import DOWN, INK, OTHERS, UP

SLOPES = "slopes"
LINE_HEIGHT = 24
PADDING = 1.6
"""How much room names have on each side, in widths of the slope between them."""
DIRECTIONS = ("up", "down", "same")


@dataclass(frozen=True, slots=True)
class SlopeWords:
    """What the two sides and the points are called, in the reader's language."""

    before: str
    after: str
    name: str
    points: str


def slopes(words: SlopeWords, lines: int) -> alt.LayerChart:
    """A line for each holder from the place before to the place after, green up and red down, names at both ends. lines: how many.

    Its data, `SLOPES`, two rows a holder: id (int), name (str), side (str: words.before, words.after), place (int, from 1, each another on a side),
    said (str: what stands at this end), points (str), direction (str of `DIRECTIONS`).
    """
    sides = [words.before, words.after]
    axis = alt.Axis(title=None, labelAngle=0, orient="top", labelColor=INK, labelFontWeight="bold", labelPadding=10)
    base = alt.Chart(alt.NamedData(name=SLOPES)).encode(
        x=alt.X("side:N", sort=sides, scale=alt.Scale(type="point", domain=sides, padding=PADDING), axis=axis),
        y=alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[0.5, lines + 0.5], reverse=True, nice=False, zero=False)),
        detail="id:N",
        tooltip=[alt.Tooltip("name:N", title=words.name), alt.Tooltip("said:N", title=" "), alt.Tooltip("points:N", title=words.points)],
    )
    colour = alt.Color("direction:N", scale=alt.Scale(domain=list(DIRECTIONS), range=[UP, DOWN, OTHERS]), legend=None)
    ink = alt.Color("direction:N", scale=alt.Scale(domain=list(DIRECTIONS), range=[UP, DOWN, INK]), legend=None)
    drawn = base.mark_line(strokeWidth=2).encode(color=colour)
    dots = base.mark_point(size=40, filled=True, opacity=1).encode(color=colour)
    room = alt.ExprRef(f"width * {PADDING / (1 + 2 * PADDING):.3f} - 12")
    left = (
        base.transform_filter(alt.datum.side == words.before).mark_text(align="right", dx=-10, color=INK, limit=room).encode(text="said:N")
    )
    right = base.transform_filter(alt.datum.side == words.after).mark_text(align="left", dx=10, limit=room).encode(text="said:N", color=ink)
    layers = alt.LayerChart(layer=[drawn, dots, left, right]).resolve_scale(color="independent")
    return layers.properties(height=max(2, lines) * LINE_HEIGHT, width="container")
