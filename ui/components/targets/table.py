"""The sheet as a table in which numbers are typed: teams and people in the first column, their targets beside, then where they stand."""

from functools import cache
from typing import Any

import streamlit as st

from ui.components.targets.frames import TARGET, whole
from ui.components.targets.kept import Kept
from ui.i18n import _, language

MOST_HEIGHT = 640
ROW_HEIGHT = 35


def table(kept: Kept) -> list[int | None]:
    """What stands in the column of targets, as it was set, filled in or typed."""
    frame = kept.view.frame
    edited = st.data_editor(
        frame.assign(**{TARGET: whole(kept.values()).to_numpy()}) if kept.staged else frame,
        key=kept.key,
        hide_index=True,
        num_rows="fixed",
        disabled=True if kept.sheet.is_closed else [name for name in frame.columns if name != TARGET],
        column_config=_columns(language()),
        height=min(MOST_HEIGHT, (len(frame) + 1) * ROW_HEIGHT + 3),
        placeholder="",
        alt=_("Targets of teams and people"),
    )
    return [None if points is None or points != points else int(points) for points in edited[TARGET].to_list()]


@cache
def _columns(_language: str) -> dict[str, Any]:
    """What each column is, made once for a language; Streamlit copies it."""
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
