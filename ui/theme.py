"""The look of charts: the tokens of `ui/laurel.css`, by name, so that a chart follows the reader's day and night by itself."""

import io
from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl

FONT = "'Source Sans', 'Noto Sans SC', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif"
CARD, LINE = "var(--card)", "var(--line)"
INK, QUIET = "var(--ink)", "var(--quiet)"
MINE, OTHERS = "var(--laurel)", "var(--others)"
UP, DOWN = "var(--up)", "var(--down)"
MEDALS = "var(--gold-ink)", "var(--silver-ink)", "var(--bronze-ink)"
"""Of places 1 to 3, and of nothing else."""

LAUREL: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "padding": {"left": 0, "right": 4, "top": 8, "bottom": 0},
    "view": {"stroke": None, "continuousWidth": 320, "continuousHeight": 220},
    "axis": {
        "domain": False,
        "ticks": False,
        "grid": False,
        "labelColor": QUIET,
        "titleColor": QUIET,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelPadding": 8,
    },
    "axisY": {"grid": True, "gridColor": LINE, "tickCount": 4},
    "legend": {"labelColor": INK, "titleColor": QUIET, "labelFontSize": 12, "orient": "top", "symbolType": "stroke", "title": None},
    "range": {"category": [MINE, OTHERS, QUIET]},
    "line": {"strokeWidth": 2, "strokeCap": "round", "strokeJoin": "round"},
    "bar": {"color": OTHERS},
    "point": {"filled": True, "size": 60},
    "rule": {"color": LINE},
    "text": {"color": INK, "font": FONT, "fontSize": 12},
}
"""Vega-Lite's configuration: hairlines, no frame, quiet axes; the reader's own in laurel green, everyone else grey."""


def themed(chart: alt.LayerChart | alt.Chart) -> dict[str, Any]:
    """The chart as a Vega-Lite document in Laurel's look, without data. Making it takes tens of milliseconds: keep it for all data."""
    document: dict[str, Any] = chart.to_dict()
    document["config"] = LAUREL
    return document


def with_data(document: Mapping[str, Any], **data: pl.DataFrame) -> dict[str, Any]:
    """The document with its data, by the names that the chart has for them: Arrow already, so that a run only hands them on."""
    return {**document, "datasets": {name: _arrow(frame) for name, frame in data.items()}}


def _arrow(frame: pl.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.write_ipc_stream(stream, compat_level=pl.CompatLevel.oldest())
    return stream.getvalue()
