"""A table with other names for its columns, and its days written as the API takes them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import polars as pl

from services.imports.tables import dates
from services.imports.tables.mapping_document import MappingInvalid
from services.imports.tables.table import Table, TableUnreadable


def renamed(table: Table, columns: Mapping[str, str]) -> Table:
    """The table with the columns that are named alone. columns: column of the file, by the name that it gets; one may serve twice.

    Raises TableUnreadable where the file lacks one.
    """
    names = table.frame.columns
    lacking = sorted(set(columns.values()) - set(names))
    if lacking:
        raise TableUnreadable(f"The file has no column {', '.join(map(repr, lacking))}; it has {', '.join(names)}.")
    # by position: pl.col() takes a name such as ^a$ for a pattern
    return replace(table, frame=table.frame.select(pl.nth(names.index(column)).alias(name) for name, column in columns.items()))


def with_iso_days(frame: pl.DataFrame, columns: Collection[str], date_formats: Sequence[str]) -> pl.DataFrame:
    """The frame with those columns as `2026-03-02` where a cell is a day in one of the formats; other cells stay, to be refused by row.

    date_formats: as in a mapping. Raises MappingInvalid for one that is none.
    """
    try:
        formats = [*map(dates.format_of, date_formats), *dates.ISO]
    except ValueError as wrong:
        raise MappingInvalid([f"date_format: {wrong}"]) from None
    days = [name for name in frame.columns if name in columns]
    return frame.with_columns(_iso(frame[name], formats) for name in days)


def _iso(cells: pl.Series, formats: Sequence[str]) -> pl.Series:
    days = dates.parse(cells, formats, None)["local"].dt.date().cast(pl.String)
    return days.zip_with(days.is_not_null(), cells).alias(cells.name)
