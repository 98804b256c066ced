"""What a read table is, and what its header must be.

TableUnreadable     the file as a whole cannot be used
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl


class TableUnreadable(Exception):
    """The file as a whole cannot be used; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class BadRow:
    """A row that is refused while its neighbours live; `line` is where it begins, counted from 1."""

    line: int
    reason: str
    field: str | None = None


@dataclass(frozen=True)
class Table:
    """The cells of a file, all text.

    frame: the file's own columns, all String; an empty cell is null, every other cell is as it was written
    lines: Int64, for each row of the frame the line (in a workbook: the row) of the file where it begins, from 1
    bad: rows that could not be read
    iso_dates: the file had typed dates (a workbook), and they became ISO text
    encoding, separator: of a text file; empty for a workbook
    """

    frame: pl.DataFrame
    lines: pl.Series
    bad: list[BadRow] = field(default_factory=list)
    iso_dates: bool = False
    encoding: str = ""
    separator: str = ""


def header_names(cells: Sequence[str | None]) -> list[str]:
    """The names of the columns, without the blanks around them; raises TableUnreadable where one is empty or twice."""
    names = [(cell or "").strip() for cell in cells]
    if any(ord(letter) < 32 and letter not in "\t\r\n" for name in names for letter in name):
        raise TableUnreadable("The file is not a table of text; save it as CSV UTF-8 or as .xlsx.")
    if "" in names:
        raise TableUnreadable(f"Column {names.index('') + 1} has no name; give every column a name in the first row.")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise TableUnreadable(f"More than one column is called {', '.join(twice)}; rename or remove all but one.")
    return names


def without_empty_rows(table: Table) -> Table:
    """The table without rows of which every cell is empty: spreadsheets leave them at the end."""
    if table.frame.is_empty():
        return table
    filled = table.frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    if filled.all():
        return table
    return replace(table, frame=table.frame.filter(filled), lines=table.lines.filter(filled))
