"""The sheet that somebody works on, kept as it was when they began, so that what they type stays with the person it was typed for.

Whatever somebody else sets meanwhile is told when this is saved: each change says what it was made from.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from services.targets.lines import Line, Scope, Sheet
from services.targets.setting import Change
from ui.components.targets.view import View

KEPT = "targets_kept"
Row = tuple[Scope, str]


def row_of(line: Line) -> Row:
    return line.scope, line.code


@dataclass
class Kept:
    """of: what was asked for. staged: what is filled in beside what is typed; turn: counts the tables that were begun."""

    of: Hashable
    view: View
    staged: dict[Row, int | None] = field(default_factory=dict)
    turn: int = 0

    @property
    def sheet(self) -> Sheet:
        return self.view.sheet

    @property
    def key(self) -> str:
        """The key of the table: another one wherever it begins anew."""
        return f"targets_table_{self.turn}"

    @property
    def is_touched(self) -> bool:
        return bool(self.staged or typed(self.key))

    def values(self) -> list[int | None]:
        """What stands in the column of targets, before anything is typed."""
        return [self.staged.get(row_of(line), line.points) for line in self.sheet.lines]

    def changes(self, values: list[int | None]) -> list[Change]:
        """What is to be saved. values: what stands in the column now."""
        pairs = zip(self.sheet.lines, values, strict=True)
        return [Change(line.scope, line.code, points, line.points) for line, points in pairs if points != line.points]

    def fill(self, values: list[int | None], filled: Mapping[Row, int | None]) -> None:
        """What was typed stays, what is filled in stands beside it, and the table begins anew."""
        kept = {row_of(line): points for line, points in zip(self.sheet.lines, values, strict=True)} | dict(filled)
        stood = {row_of(line): line.points for line in self.sheet.lines}
        self.staged = {row: points for row, points in kept.items() if points != stood.get(row)}
        self.turn += 1

    def again(self, values: list[int | None], view: View) -> None:
        """What was typed or filled in stays, over what somebody else set in the meantime."""
        self.staged = {row_of(line): points for line, points in zip(self.sheet.lines, values, strict=True) if points != line.points}
        self.view, self.turn = view, self.turn + 1


def kept(of: Hashable, view: View) -> Kept:
    """What is worked on, where it is what was asked for; else the sheet as it stands. of: what was asked for, and by whom."""
    known: Kept | None = st.session_state.get(KEPT)
    if known is None or known.of != of:
        known = Kept(of, view, turn=0 if known is None else known.turn + 1)
    elif known.view is not view and not known.is_touched and known.sheet != view.sheet:
        known = Kept(of, view, turn=known.turn + 1)
    st.session_state[KEPT] = known
    return known


def begin_anew() -> None:
    """The next table is of what stands then."""
    known: Kept | None = st.session_state.get(KEPT)
    if known is not None:
        st.session_state[KEPT] = Kept(None, known.view, turn=known.turn)


def typed(key: str) -> Mapping[Any, Any]:
    """What was typed into a table, by row."""
    state = st.session_state.get(key)
    return dict(state["edited_rows"]) if state else {}
