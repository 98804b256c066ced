"""A score over time in the size of a word: shapes cut by CSS, because what is drawn must be plain HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.i18n import _
from ui.reading_mine import Lately

STROKE = 2
"""Pixels."""


@dataclass(frozen=True, slots=True)
class Spark:
    """The shapes of `sparkline.html`, as points of CSS polygons; last: how far from the top the line ends, in per cent."""

    line: str
    wash: str
    median: str
    last: float
    words: str
    said: str


def spark(lately: Lately, words: str) -> Spark | None:
    """A holder's scores as a line with their team's median behind it; None where all are zero. words: which stretch of time it is."""
    mine, median = lately.scores, lately.medians
    known = (0.0, *mine, *median)
    low, high = min(known), max(known)
    if low == high or len(mine) < 2:
        return None
    heights, zero = _heights(mine, low, high), _heights((0.0,), low, high)[0]
    behind = _area(_heights(median, low, high), zero) if any(median) else ""
    said = _("{words}: your points, with the median of your team behind.").format(words=words)
    return Spark(_line(heights), _area(heights, zero), behind, heights[-1], words, said)


def _heights(scores: Sequence[float], low: float, high: float) -> list[float]:
    """How far from the top each is, in per cent."""
    return [round(100 * (high - score) / (high - low), 1) for score in scores]


def _across(n: int) -> list[float]:
    return [round(100 * i / (n - 1), 2) for i in range(n)]


def _area(heights: list[float], zero: float) -> str:
    edge = [f"{x:g}% {y:g}%" for x, y in zip(_across(len(heights)), heights, strict=True)]
    return ",".join([f"0% {zero:g}%", *edge, f"100% {zero:g}%"])


def _line(heights: list[float]) -> str:
    """A band along the heights; it lies inside the picture at the top as well as at the bottom."""
    across = _across(len(heights))
    above = [f"{x:g}% calc({y:g}% - {STROKE * y / 100:.2f}px)" for x, y in zip(across, heights, strict=True)]
    below = [f"{x:g}% calc({y:g}% + {STROKE - STROKE * y / 100:.2f}px)" for x, y in zip(across, heights, strict=True)]
    return ",".join(above + below[::-1])
