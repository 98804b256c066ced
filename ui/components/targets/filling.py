"""Filling in many targets at once: into the table, where they are looked at before they are saved."""

from collections.abc import Iterator, Mapping

import streamlit as st

from services.errors import Refusal
from services.targets.files import read_targets
from services.targets.lines import Line, Scope
from services.targets.setting import MOST_POINTS
from ui.components.frame import wrong
from ui.components.targets.kept import Kept, Row, row_of
from ui.i18n import _

MOST_MORE = 100


def filling(kept: Kept, values: list[int | None]) -> None:
    """The button, and what it offers while it is open. values: what stands in the column of targets."""
    offered = st.popover(_("Fill in"), icon=":material/edit_note:", key="targets_fill", on_change="rerun")
    if not offered.open:
        return
    with offered:
        label = _("What everybody made in the period before, and so many percent more")
        more = st.slider(label, -50, MOST_MORE, 0, 5, format="%d%%", key="targets_more")
        if st.button(_("Fill in for everybody"), key="targets_from_before", disabled=not any(line.before for line in kept.sheet.lines)):
            _fill(kept, values, dict(_grown(kept, more)))
        st.divider()
        if st.button(_("The team’s target for everybody in it"), key="targets_from_team"):
            _fill(kept, values, dict(_from_team(kept, values)))
        if st.button(_("No target of one’s own"), key="targets_none", help=_("Then that of the team holds.")):
            _fill(kept, values, {row_of(line): None for line in _people(kept)})
        st.divider()
        _from_file(kept, values)


def _from_file(kept: Kept, values: list[int | None]) -> None:
    """A table that was downloaded here and changed, or one with the same columns."""
    sent = st.file_uploader(_("From a table that you downloaded and changed"), type=["csv", "xlsx"], key=f"targets_file_{kept.turn}")
    if sent is None:
        return
    try:
        found = read_targets(sent.getvalue(), sent.name, kept.sheet)
    except Refusal as refusal:
        return wrong(refusal)
    _fill(kept, values, found)


def _fill(kept: Kept, values: list[int | None], filled: Mapping[Row, int | None]) -> None:
    kept.fill(values, filled)
    st.rerun()


def _people(kept: Kept) -> Iterator[Line]:
    return (line for line in kept.sheet.lines if line.scope is Scope.EMPLOYEE)


def _grown(kept: Kept, more: int) -> Iterator[tuple[Row, int | None]]:
    """For whoever has points in the period before: those and so many percent, rounded to the nearest whole."""
    for line in _people(kept):
        if line.before and line.before > 0:
            yield row_of(line), min(MOST_POINTS, max(1, (line.before * (100 + more) + 50) // 100))


def _from_team(kept: Kept, values: list[int | None]) -> Iterator[tuple[Row, int | None]]:
    """The number of each member's line, the nearest above that has one, as it stands in the table."""
    above: list[tuple[int, int | None]] = []
    for line, points in zip(kept.sheet.lines, values, strict=True):
        if line.scope is Scope.MEMBER:
            above = [(depth, value) for depth, value in above if depth < line.depth] + [(line.depth, points or _outer(line, above))]
        elif line.scope is Scope.EMPLOYEE and above and above[-1][0] == line.depth and above[-1][1]:
            yield row_of(line), above[-1][1]


def _outer(line: Line, above: list[tuple[int, int | None]]) -> int | None:
    """What the teams above give, where the line's own team gives nothing; of a team at the top of the sheet what holds there."""
    inside = [value for depth, value in above if depth < line.depth]
    return inside[-1] if inside else line.holds if line.points is None else None
