"""Previewing: what an uploaded file holds, how its columns could be read, and what an import would do, before anything is done.

A page goes: `uploaded` gives the bytes a path; `preview` says what is in it; `guess_mapping` proposes; the answers become an
`Import`; `rehearse` does it all and takes it back; `carry_out` does it. Everything that is wrong with a file is Invalid here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any, Literal

import polars as pl

from db.engine import Database
from services.access import Actor
from services.errors import Invalid
from services.imports.importing import Counts, Progress, import_activities, import_customers, import_people, unwatched
from services.imports.tables.guessing import ISO, guess_columns, guess_date_formats
from services.imports.tables.mapping import MappingInvalid, read_mapping
from services.imports.tables.reading import TableUnreadable, read_table
from services.values import CONTROL

MOST_BYTES = 200 * 1024 * 1024
SHOWN_ROWS = 20
LISTED_VALUES = 50
EXAMPLES = 3
NEEDED = {"external_id": "tells the rows apart, such as an order's number", "occurred_at": "says when it happened"}
Kind = Literal["activities", "people", "customers"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file.

    filled: how many cells are not blank; values: the different ones where they are at most fifty, else none; date_formats: in
    which every cell is a date, `iso` among them (two where days and months cannot be told apart).
    """

    name: str
    examples: tuple[str, ...]
    filled: int
    values: tuple[str, ...]
    date_formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file holds.

    rows: the first twenty, their cells as text in the order of the columns, None where blank; unreadable: how many rows cannot
    be read; encoding, separator: of a text file, empty for a workbook.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str | None, ...], ...]
    row_count: int
    unreadable: int
    encoding: str
    separator: str


@dataclass(frozen=True, slots=True)
class Import:
    """What is to be done with a file.

    mapping: a mapping document, for activities of another system; columns: column of the file by field, for people and
    customers; date_formats: how their days are written; create_teams: as `import_people`; source: as `import_activities`.
    """

    kind: Kind
    mapping: Mapping[str, Any] | None = None
    columns: Mapping[str, str] | None = None
    date_formats: tuple[str, ...] = ()
    create_teams: bool = False
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that is refused. line: where it begins in the file; field: empty where it is the whole row."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became, or would become, of a file. first: the first rejections by line; errors: all of them as CSV, empty where there are none."""

    counts: Counts
    first: tuple[Rejection, ...]
    errors: bytes


@contextmanager
def uploaded(content: bytes, filename: str) -> Iterator[Path]:
    """A file with this content, under its own name in a folder of its own, gone at the end. Raises Invalid where it is too large."""
    if len(content) > MOST_BYTES:
        raise Invalid(f"The file has more than {MOST_BYTES // 1024**2} MB: split it, or import it with the command line", field="file")
    name = CONTROL.sub("", PurePath(filename.replace("\\", "/")).name)[-80:].strip(". ") or "file"
    with TemporaryDirectory(prefix="laurel-") as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


@contextmanager
def refusals() -> Iterator[None]:
    """What a file or a mapping is refused for is Invalid, one sentence."""
    try:
        yield
    except TableUnreadable as wrong:
        raise Invalid(str(wrong).removesuffix("."), field="file") from wrong
    except MappingInvalid as wrong:
        raise Invalid(str(wrong), field="mapping") from wrong


def preview(path: Path) -> Preview:
    """What a file holds: CSV, gzip or not, or the first sheet of an xlsx. Raises Invalid."""
    with refusals():
        table = read_table(path)
    return Preview(
        columns=tuple(_column(cells) for cells in table.frame.iter_columns()),
        rows=tuple(table.frame.head(SHOWN_ROWS).iter_rows()),
        row_count=table.frame.height + len(table.bad),
        unreadable=len(table.bad),
        encoding=table.encoding,
        separator=table.separator,
    )


def _column(cells: pl.Series) -> Column:
    filled = cells.drop_nulls()
    different = filled.unique(maintain_order=True)
    return Column(
        name=cells.name,
        examples=tuple(different.head(EXAMPLES)),
        filled=len(filled),
        values=tuple(different) if len(different) <= LISTED_VALUES else (),
        date_formats=guess_date_formats(different),
    )


def guess_mapping(columns: Sequence[str], kind: Kind) -> dict[str, str]:
    """Column by field, as far as the columns' names tell, in English or Chinese."""
    return guess_columns(columns, kind)


def mapping_document(
    fields: Mapping[str, str | Sequence[str]],
    *,
    source: str,
    type_key: str | None = None,
    type_column: str | None = None,
    types: Mapping[str, str] | None = None,
    date_formats: Sequence[str] = (),
    timezone: str | None = None,
    with_symbols: bool = False,
    create: Sequence[str] = (),
) -> dict[str, Any]:
    """The mapping that a form's answers are, which `Import` and `services.imports.tables.mapping` take.

    fields: column by field (external_id, occurred_at, employee ... and attributes.NAME); several columns together make an
    external_id. Every row is of `type_key`, or of the type that `types` names for its cell in `type_column`: rows with another
    cell there are left out. with_symbols: amounts as `$1,234.50`. create: employees, customers, activity_types. Raises Invalid.
    """
    for field, what in NEEDED.items():
        if not fields.get(field):
            raise Invalid(f"Say which column {what}", field=field)
    whens = _whens(type_key, type_column, types)
    activity = _activity({field: _from(column, field) for field, column in fields.items() if column})
    document: dict[str, Any] = {"source": source, "activities": [activity | when for when in whens]}
    formats = [written for written in date_formats if written != ISO]
    optional = {
        "timezone": timezone,
        "date_format": formats,
        "amount_format": "symbols" if with_symbols else None,
        "create": list(create),
    }
    document |= {name: value for name, value in optional.items() if value}
    with refusals():
        read_mapping(document)
    return document


def _whens(type_key: str | None, type_column: str | None, types: Mapping[str, str] | None) -> list[dict[str, Any]]:
    if type_key:
        return [{"type": type_key}]
    if not type_column or not types:
        raise Invalid("Say of which activity type the rows are, or which column says it", field="type")
    return [{"type": key, "when": {type_column: {"equals": cell}}} for cell, key in types.items() if key]


def _activity(fields: Mapping[str, str]) -> dict[str, Any]:
    prefix = "attributes."
    attributes = {field.removeprefix(prefix): column for field, column in fields.items() if field.startswith(prefix)}
    plain = {field: column for field, column in fields.items() if not field.startswith(prefix)}
    return plain | ({"attributes": attributes} if attributes else {})


def _from(column: str | Sequence[str], field: str) -> str:
    """One column as itself, several as a template."""
    columns = [column] if isinstance(column, str) else list(column)
    for name in columns:
        if re.search(r"[{}]", name):
            raise Invalid(f"The column {name} cannot be read: rename it without braces", field=field)
    return columns[0] if len(columns) == 1 else "/".join(f"{{{name}}}" for name in columns)


def rehearse(database: Database, actor: Actor, path: Path, wanted: Import, *, most: int = SHOWN_ROWS) -> Outcome:
    """What `carry_out` would do now; nothing of it stays. Others who write wait meanwhile. Raises as `carry_out`."""
    return _import(database, actor, path, wanted, most, unwatched, dry_run=True)


def carry_out(
    database: Database, actor: Actor, path: Path, wanted: Import, *, most: int = SHOWN_ROWS, progress: Progress = unwatched
) -> Outcome:
    """Every right row of the file is in. May be repeated after an interruption. Raises Invalid, Forbidden, NotReady."""
    return _import(database, actor, path, wanted, most, progress, dry_run=False)


def _import(database: Database, actor: Actor, path: Path, wanted: Import, most: int, progress: Progress, *, dry_run: bool) -> Outcome:
    with refusals(), TemporaryDirectory(prefix="laurel-") as folder:
        errors = Path(folder) / "errors.csv"
        counts = _counts(database, actor, path, wanted, dry_run=dry_run, errors=errors, progress=progress)
        first = tuple(Rejection(*row) for row in sorted(counts.refused)[:most])
        return Outcome(counts, first, errors.read_bytes() if counts.rejected else b"")


def _counts(database: Database, actor: Actor, path: Path, wanted: Import, **how: Any) -> Counts:
    if wanted.kind == "activities":
        mapping = None if wanted.mapping is None else read_mapping(dict(wanted.mapping))
        return import_activities(database, actor, path, mapping=mapping, source=wanted.source, **how)
    how |= {"columns": wanted.columns, "date_format": [written for written in wanted.date_formats if written != ISO]}
    if wanted.kind == "people":
        return import_people(database, actor, path, create_teams=wanted.create_teams, **how)
    return import_customers(database, actor, path, **how)
