"""The lines of a sheet as the columns of the table."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from services.targets.lines import Line, Scope
from ui.i18n import _

INDENT = "\u2003"
TARGET = "target"
TEAM_MARK = "■ "
"""Tells a team's line from the people's beneath it. Cells of different looks would make a run of the page ten times as long."""


def frame_of(lines: Sequence[Line]) -> Any:
    """The lines as the table shows them, in the language of whoever looks now: a frame of pandas."""
    frame = pl.DataFrame(
        {
            "who": [who(line) for line in lines],
            TARGET: whole([line.points for line in lines]),
            "given": [given(line) for line in lines],
            "score": whole([line.score for line in lines]),
            "due": whole([line.due for line in lines]),
            "percent": whole([line.percent for line in lines]),
            "before": whole([line.before for line in lines]),
        }
    ).to_pandas()
    frame.columns = frame.columns.astype(object)  # names as plain strings: every run goes through them thirty times
    return frame


def whole(values: list[int | None]) -> pl.Series:
    """Numbers with gaps."""
    return pl.Series(values, dtype=pl.Float64)  # as pandas holds whole numbers with gaps; below 2^53 they are exact


def who(line: Line) -> str:
    """`■ Norwich`, and beneath it `Each member` and the people, further in."""
    name = _("Each member") if line.scope is Scope.MEMBER else line.name
    return INDENT * line.depth + (TEAM_MARK if line.scope is Scope.TEAM else "") + name


def given(line: Line) -> str:
    """`600 · East region`, where the target is not the line's own."""
    return "" if line.giver is None or line.holds is None else f"{line.holds} · {line.giver}"
