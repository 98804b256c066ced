"""The chart of a replay: as in `ui/charts.py`, one function one chart."""

from dataclasses import dataclass

import altair as alt

from ui.theme import DOWN, INK, OTHERS, UP

SLOPES = "slopes"
LINE_HEIGHT = 24
NARROW = 440
LEFT, RIGHT = f"(width < {NARROW} ? 44 : width * 0.38)", f"(width < {NARROW} ? width * 0.34 : width * 0.62)"
"""Where the two sides stand. Where it is narrow the names stand on the right alone, and have most of the room."""
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
    rank (str), said (str: what stands at this end), points (str), direction (str of `DIRECTIONS`).
    """
    sides = [words.before, words.after]
    axis = alt.Axis(title=None, labelAngle=0, orient="top", labelColor=INK, labelFontWeight="bold", labelPadding=10)
    base = alt.Chart(alt.NamedData(name=SLOPES)).encode(
        x=alt.X(
            "side:N",
            sort=sides,
            scale=alt.Scale(type="point", domain=sides, padding=0, range=[alt.ExprRef(LEFT), alt.ExprRef(RIGHT)]),
            axis=axis,
        ),
        y=alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[0.5, lines + 0.5], reverse=True, nice=False, zero=False)),
        detail="id:N",
        tooltip=[alt.Tooltip("name:N", title=words.name), alt.Tooltip("said:N", title=" "), alt.Tooltip("points:N", title=words.points)],
    )
    colour = alt.Color("direction:N", scale=alt.Scale(domain=list(DIRECTIONS), range=[UP, DOWN, OTHERS]), legend=None)
    ink = alt.Color("direction:N", scale=alt.Scale(domain=list(DIRECTIONS), range=[UP, DOWN, INK]), legend=None)
    drawn = base.mark_line(strokeWidth=2).encode(color=colour)
    dots = base.mark_point(size=40, filled=True, opacity=1).encode(color=colour)
    left = (
        base.transform_filter(alt.datum.side == words.before)
        .transform_calculate(short=f"width < {NARROW} ? datum.rank : datum.said")
        .mark_text(align="right", dx=-10, color=INK, limit=alt.ExprRef(f"{LEFT} - 12"))
        .encode(text="short:N")
    )
    right = (
        base.transform_filter(alt.datum.side == words.after)
        .mark_text(align="left", dx=10, limit=alt.ExprRef(f"width - {RIGHT} - 12"))
        .encode(text="said:N", color=ink)
    )
    layers = alt.LayerChart(layer=[drawn, dots, left, right]).resolve_scale(color="independent")
    return layers.properties(height=max(2, lines) * LINE_HEIGHT, width="container")
