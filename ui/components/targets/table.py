"""The sheet as a table in which numbers are typed: teams and people in the first column, their targets beside, then where they stand."""

from typing import Any

import polars as pl
import streamlit as st

from services.targets.sheets import Line, Scope
from ui.components.targets.kept import Kept
from ui.i18n import _

INDENT = "\u2003"
MOST_HEIGHT = 640
ROW_HEIGHT = 35
TARGET = "target"
TEAM_LOOK = "background-color: rgba(92, 104, 98, .09)"
"""A tint of quiet ink, which tells the teams' lines from the people's by day and by night."""


def table(kept: Kept) -> list[int | None]:
    """What stands in the column of targets, as it was set, filled in or typed."""
    lines = kept.sheet.lines
    frame = pl.DataFrame(
        {
            "who": [who(line) for line in lines],
            TARGET: _whole(kept.values()),
            "given": [given(line) for line in lines],
            "score": _whole([line.score for line in lines]),
            "due": _whole([line.due for line in lines]),
            "percent": _whole([line.percent for line in lines]),
            "before": _whole([line.before for line in lines]),
        }
    )
    looks = pl.DataFrame({name: [_look(line) for line in lines] for name in frame.columns}).to_pandas()
    styled: Any = frame.to_pandas().style.apply(lambda _cells: looks, axis=None)
    edited = st.data_editor(
        styled,
        key=kept.key,
        hide_index=True,
        num_rows="fixed",
        disabled=True if kept.sheet.is_closed else [name for name in frame.columns if name != TARGET],
        column_config=_columns(),
        height=min(MOST_HEIGHT, (len(lines) + 1) * ROW_HEIGHT + 3),
        placeholder="",
        alt=_("Targets of teams and people"),
    )
    return [None if points is None or points != points else int(points) for points in edited[TARGET].to_list()]


def _whole(values: list[int | None]) -> pl.Series:
    return pl.Series(values, dtype=pl.Float64)  # as pandas holds whole numbers with gaps; below 2^53 they are exact


def _look(line: Line) -> str:
    return TEAM_LOOK if line.scope is Scope.TEAM else ""


def who(line: Line) -> str:
    """`Norwich`, and beneath it `Each member` and the people, further in."""
    name = _("Each member") if line.scope is Scope.MEMBER else line.name
    return INDENT * line.depth + name


def given(line: Line) -> str:
    """`600 · East region`, where the target is not the line's own."""
    return "" if line.giver is None or line.holds is None else f"{line.holds} · {line.giver}"


def _columns() -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "who": st.column_config.TextColumn(_("Team or person"), pinned=True, width="medium"),
        TARGET: number(_("Target"), min_value=1, step=1, format="localized", width="small"),
        "given": st.column_config.TextColumn(_("From their team"), width="medium"),
        "score": number(_("So far"), format="localized", width="small"),
        "due": number(_("By today"), format="localized", width="small", help=_("As much of the target as of the period has gone by")),
        "percent": st.column_config.ProgressColumn(_("Reached"), min_value=0, max_value=100, format="%d%%", width="small"),
        "before": number(_("Previous"), format="localized", width="small", help=_("In the period before")),
    }
