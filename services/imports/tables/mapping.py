"""From a table to activities: by a mapping, or as it is where its columns are the contract's.

The frame of activities has these columns, all String and null where absent, in this order: type, source,
external_id, occurred_at, employee, customer, amount, quantity, channel, collaborators, note, then one
`attributes.NAME` for each attribute, then line (Int64, where the activity's first row begins).
"""

from dataclasses import dataclass

import polars as pl

from services.imports.tables import amounts, dates
from services.imports.tables.mapping_document import (
    ATTRIBUTE,
    FIELDS,
    ActivityMapping,
    Column,
    Condition,
    Constant,
    Mapping,
    MappingInvalid,
    Source,
    load_mapping,
    read_mapping,
)
from services.imports.tables.table import BadRow, Table, TableUnreadable

__all__ = ["FIELDS", "Mapped", "Mapping", "MappingInvalid", "apply", "identity", "load_mapping", "read_mapping"]

REQUIRED = ("type", "source", "external_id", "occurred_at")
_NUMBERS = ("amount", "quantity")


@dataclass(frozen=True)
class Mapped:
    """Activities as text (the columns are at the top of this file), and every row refused so far.

    bad: also the rows that the table could not read; in the order of the file
    """

    frame: pl.DataFrame
    bad: list[BadRow]


def identity(table: Table, source: str | None = None) -> Mapped:
    """The activities of a table whose columns are the contract's; `source` stands in where a row names none.

    Cells pass as they are. Raises TableUnreadable where a column is unknown, or one that is needed is missing.
    """
    names = table.frame.columns
    unknown = [name for name in names if name not in FIELDS and not _is_attribute(name)]
    if unknown:
        known = f"{', '.join(FIELDS)} and {ATTRIBUTE}NAME"
        raise TableUnreadable(f"Unknown columns {_listed(unknown)}: use {known}, or import with a mapping.")
    missing = [name for name in REQUIRED if name not in names and not (name == "source" and source)]
    if missing:
        raise TableUnreadable(f"The file has no column {_listed(missing)}: add it, or import with a mapping.")
    frame = table.frame.with_columns(table.lines.alias("line"))
    if source:
        own = pl.col("source") if "source" in names else pl.lit(None, pl.String)
        frame = frame.with_columns(source=own.fill_null(pl.lit(source)))
    return Mapped(_in_order(frame), list(table.bad))


def apply(table: Table, mapping: Mapping) -> Mapped:
    """The activities that a mapping makes of a table, in the order of their first rows.

    A row that cannot become an activity is in `bad`, and so is a group of which one row cannot: part of a sum would
    be a wrong amount. A date without a time stays a date. Raises TableUnreadable where the table lacks a column,
    MappingInvalid where an operand is neither a column nor a date.
    """
    lacking = sorted(set().union(*(spec.columns() for spec in mapping.activities)) - set(table.frame.columns))
    if lacking:
        has = ", ".join(table.frame.columns)
        raise TableUnreadable(f"The mapping names columns that the file lacks, {_listed(lacking)}; it has {has}.")
    parts = [_Reading(table, mapping, at).activities() for at in range(len(mapping.activities))]
    frame = parts[0].frame
    if len(parts) > 1:
        frame = pl.concat([part.frame for part in parts], how="diagonal").sort("line", maintain_order=True)
    bad = sorted((row for part in [Mapped(frame, table.bad), *parts] for row in part.bad), key=lambda row: row.line)
    return Mapped(_in_order(_with_values(frame, mapping.values)), bad)


def _is_attribute(name: str) -> bool:
    return name.startswith(ATTRIBUTE) and name != ATTRIBUTE


def _listed(names: list[str]) -> str:
    return ", ".join(repr(name) for name in names)


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit(None, pl.String).alias(name) for name in FIELDS if name not in frame.columns]
    attributes = [name for name in frame.columns if _is_attribute(name)]
    return frame.with_columns(absent).select(*FIELDS, *attributes, "line")


def _with_values(frame: pl.DataFrame, values: dict[str, dict[str, str]]) -> pl.DataFrame:
    """The frame with values rewritten; collaborators one by one."""
    for name, known in values.items():
        if name == "collaborators" and name in frame.columns:
            people = pl.col(name).str.split("|").list.eval(pl.element().replace(known))
            frame = frame.with_columns(people.list.join("|"))
        elif name in frame.columns:
            frame = frame.with_columns(pl.col(name).replace(known))
    return frame


class _Reading:
    """One activity of the mapping, read from the rows of the table that it is about."""

    def __init__(self, table: Table, mapping: Mapping, position: int) -> None:
        self.mapping = mapping
        self.spec: ActivityMapping = mapping.activities[position]
        self.path = f"activities[{position}]"
        self.formats = (*mapping.date_format, *(dates.ISO if table.iso_dates or not mapping.date_format else ()))
        self.names = table.frame.columns
        self.cells, self.lines = table.frame, table.lines.alias("line")
        for column, condition in self.spec.when.items():
            self._keep(self._matches(column, condition))

    def activities(self) -> Mapped:
        """The activities, and the rows or groups that cannot become one."""
        sources = self.spec.sources()
        fields = self.cells.select(
            pl.lit(self.spec.type).alias("type"),
            pl.lit(self.mapping.source).alias("source"),
            *(self._expression(source).alias(name) for name, source in sources.items()),
        )
        fields = fields.with_columns(self._number(name) for name in _NUMBERS if name in sources)
        parsed = self._dates(fields["occurred_at"])
        fields = fields.with_columns(self.lines, *self._trouble(fields, parsed))
        texts = dates.iso(parsed, self.mapping.timezone)
        if not self.spec.group_by:
            return _split(fields.with_columns(texts))
        keys = self.cells.select(self._cell(name).alias(f"key{i}") for i, name in enumerate(self.spec.group_by))
        return _split(_grouped(fields.with_columns(texts, parsed["at"], *keys), keys.columns))

    def _keep(self, rows: pl.Series) -> None:
        self.cells, self.lines = self.cells.filter(rows), self.lines.filter(rows)

    def _cell(self, column: str) -> pl.Expr:
        return pl.nth(self.names.index(column))  # by position: pl.col() takes a name such as ^a$ for a pattern

    def _expression(self, source: Source) -> pl.Expr:
        if isinstance(source, Constant):
            return pl.lit(source.text)
        if isinstance(source, Column):
            return self._cell(source.name)
        parts = [pl.lit(source.texts[0])]
        for column, text in zip(source.columns, source.texts[1:], strict=True):
            parts += [self._cell(column), pl.lit(text)]
        return pl.concat_str(parts)

    def _number(self, name: str) -> pl.Expr:
        text = pl.col(name).str.strip_chars()
        return amounts.without_symbols(text) if self.mapping.amount_format == "symbols" else text

    def _dates(self, text: pl.Series) -> pl.DataFrame:
        return dates.parse(text, self.formats, self.mapping.timezone)

    def _matches(self, column: str, condition: Condition) -> pl.Series:
        cells = self.cells[column]
        rows = pl.repeat(True, len(cells), dtype=pl.Boolean, eager=True)
        if condition.equals is not None:
            rows &= cells.eq_missing(condition.equals)
        if condition.not_equals is not None:
            rows &= cells.ne_missing(condition.not_equals)
        if condition.among is not None:
            rows &= cells.is_in(condition.among).fill_null(False)
        if condition.not_in is not None:
            rows &= ~cells.is_in(condition.not_in).fill_null(False)
        if condition.present is not None:
            rows &= cells.is_not_null() if condition.present else cells.is_null()
        if condition.after is not None:
            rows &= dates.is_later(self._dates(cells), self._operand(column, "after", condition.after))
        if condition.before is not None:
            rows &= dates.is_later(self._operand(column, "before", condition.before), self._dates(cells))
        return rows.fill_null(False)

    def _operand(self, column: str, word: str, text: str) -> pl.DataFrame:
        """The dates to compare with: of the column of that name, else the same date for every row."""
        if text in self.names:
            return self._dates(self.cells[text])
        one = dates.parse(pl.Series([text]), (*self.formats, *dates.ISO), self.mapping.timezone)
        if one["kind"].item() is None:
            path = f"{self.path}.when.{column}.{word}"
            raise MappingInvalid([f"{path}: '{text}' is neither a column of the file nor a date in its date_format"])
        return pl.DataFrame([one[name].new_from_index(0, len(self.cells)) for name in one.columns])

    def _trouble(self, fields: pl.DataFrame, parsed: pl.DataFrame) -> pl.DataFrame:
        """bad_field and bad_reason: why a row cannot become an activity, null where it can."""
        fields = fields.with_columns(parsed["kind"].is_null().alias("undated"))
        tests = self._tests(fields.columns)
        bad_field = pl.coalesce([pl.when(wrong).then(pl.lit(name)) for name, wrong, _ in tests])
        trouble = fields.select(bad_field=bad_field)
        if trouble["bad_field"].null_count() == len(trouble):
            return trouble.with_columns(bad_reason=pl.lit(None, pl.String))
        bad_reason = pl.coalesce([pl.when(wrong).then(reason) for _, wrong, reason in tests])
        return trouble.with_columns(fields.select(bad_reason=bad_reason))

    def _tests(self, columns: list[str]) -> list[tuple[str, pl.Expr, pl.Expr]]:
        """Field, when it is wrong, and the words for it; amounts only in groups, where they are computed with."""
        undated = pl.col("undated")
        without_date = undated & (pl.col("occurred_at").str.strip_chars().fill_null("") == "")
        tests = [
            ("external_id", pl.col("external_id").is_null(), pl.lit(f"{self._named('external_id')} is blank")),
            ("occurred_at", without_date, pl.lit(f"{self._named('occurred_at')} is blank")),
            ("occurred_at", undated, _words("occurred_at", "is no date in the mapping's date_format")),
        ]
        for name in _NUMBERS:
            if self.spec.group_by and name in columns:
                wrong = pl.col(name).is_not_null() & amounts.exact(pl.col(name)).is_null()
                tests.append((name, wrong, _words(name, "is no plain decimal with up to 4 places below 10^12")))
        return tests

    def _named(self, name: str) -> str:
        return " or ".join(self.spec.sources()[name].columns)


def _words(name: str, what: str) -> pl.Expr:
    return pl.format("'{}' {}", pl.col(name).str.slice(0, 60), pl.lit(what))


def _grouped(rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """One row for each value of the keys: the earliest row's fields, exact sums, the first line, the first trouble."""
    sums = [amounts.exact_sum(amounts.exact(pl.col(name))).alias(name) for name in _NUMBERS if name in rows.columns]
    summed = {name for name in _NUMBERS if name in rows.columns}
    first = [name for name in rows.columns if name not in {"line", "at", "bad_field", "bad_reason", *keys, *summed}]
    where = pl.format("line {}: {}", pl.col("line"), pl.col("bad_reason"))
    trouble = pl.col("bad_reason").is_not_null().arg_max()
    earliest = rows.sort("at", maintain_order=True, nulls_last=True).group_by(keys).agg(pl.col(first).first())
    whole = rows.group_by(keys, maintain_order=True).agg(
        *sums, pl.col("line").first(), pl.col("bad_field").get(trouble), where.get(trouble).alias("bad_reason")
    )
    return whole.join(earliest, on=keys, how="left", nulls_equal=True, maintain_order="left")


def _split(rows: pl.DataFrame) -> Mapped:
    """The good rows, and the bad ones with their reasons."""
    wrong = rows["bad_reason"].is_not_null()
    bad = [BadRow(line, reason, field) for line, field, reason in rows.filter(wrong).select("line", "bad_field", "bad_reason").iter_rows()]
    keep = [name for name in rows.columns if name in (*FIELDS, "line") or _is_attribute(name)]
    return Mapped(rows.filter(~wrong).select(keep), bad)
