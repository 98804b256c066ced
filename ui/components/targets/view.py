"""What the page shows of a sheet, worked out once for all who look at it: the lines that are worked on, the table, the numbers above it."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from services.targets.lines import Scope, Sheet
from ui.components.targets.frames import frame_of
from ui.components.targets.summary import summary_html
from ui.i18n import language

MOST_LINES = 1_500
"""More are not worked on at once: then the teams alone are shown, until one of them is chosen."""


@dataclass(frozen=True, eq=False)
class View:
    """A sheet, and by language what is shown of it. Whoever is given a frame copies it before they change it."""

    whole: Sheet
    frames: dict[str, Any] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)

    @property
    def is_cut(self) -> bool:
        return len(self.whole.lines) > MOST_LINES

    @cached_property
    def sheet(self) -> Sheet:
        """The sheet with the lines that are worked on at once."""
        if not self.is_cut:
            return self.whole
        return replace(self.whole, lines=tuple(line for line in self.whole.lines if line.scope is not Scope.EMPLOYEE))

    @property
    def frame(self) -> Any:
        if language() not in self.frames:
            self.frames[language()] = frame_of(self.sheet.lines)
        return self.frames[language()]

    @property
    def summary(self) -> str:
        if language() not in self.summaries:
            self.summaries[language()] = summary_html(self.whole)
        return self.summaries[language()]


def view_of(sheet: Sheet, before: View | None) -> View:
    """The same view while the sheet is the same."""
    return before if before is not None and before.whole is sheet else View(sheet)
