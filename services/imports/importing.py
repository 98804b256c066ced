"""Importing: a file goes in row by row as if each had been sent, activities in transactions of a hundred thousand.

An import may be interrupted at any time and repeated: what stands is met again as a duplicate, and the rest goes in as
it would have. A bad row never spoils its neighbours. A dry run does the very same in a transaction that is rolled back,
during which other writers wait.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from db.engine import Database
from db.rehearsal import rehearsal
from services.access import Act, Actor, require
from services.activities.bulk_intake import as_item, normalise
from services.activities.recording import bulk_submission, now_micros, record_bulk
from services.documents import BATCH
from services.errors import Invalid
from services.imports.making import Put, make_known, make_teams
from services.imports.rejections import Rejected, rejections, unreadable
from services.imports.tables.mapping import Mapped, apply, identity, load_mapping
from services.imports.tables.mapping import Mapping as MappingDocument
from services.imports.tables.mapping_document import ATTRIBUTE, Kind
from services.imports.tables.reading import Table, TableUnreadable, read_table
from services.imports.tables.renaming import renamed, with_iso_days
from services.people.customers import CUSTOMER, put_customers
from services.people.people import EMPLOYEE, put_employees
from services.world import World, world

CHUNK = 100_000
Progress = Callable[[int, int], None]
"""Is told after each transaction how many rows are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a file. accepted: with those of them that wait for approval, which are `pending`.

    teams: how many were made on the way. refused: the rejected rows, in no order.
    """

    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    pending: int = 0
    teams: int = 0
    refused: Sequence[Rejected] = field(default=(), compare=False, repr=False)


def unwatched(_done: int, _of: int) -> None:
    """Nobody looks at the progress."""


def on_stage(database: Database, dry_run: bool) -> AbstractContextManager[Database]:
    """The database, or in a dry run one on which nothing stays."""
    return rehearsal(database) if dry_run else nullcontext(database)


def import_activities(
    database: Database,
    actor: Actor,
    path: Path,
    *,
    mapping: Path | MappingDocument | None = None,
    source: str | None = None,
    dry_run: bool = False,
    errors: Path | None = None,
    progress: Progress = unwatched,
    chunk: int = CHUNK,
) -> Counts:
    """Every right row of the file is recorded, oldest first, and what the mapping's `create` allows is made for it.

    source: for rows that name none, and instead of the mapping's. errors: where the rejected rows go, in the order of
    the file. Rows out of the actor's reach are rejected like others that are not right; making what is not known yet needs
    somebody who manages people. Raises TableUnreadable, MappingInvalid, Forbidden, NotReady.
    """
    require(actor, Act.IMPORT)
    here = _world(database)
    with rejections(errors, of=path) as rejected:
        mapped, creates = _mapped(path, mapping, source)
        if creates:
            require(actor, Act.MANAGE_PEOPLE)
        rows = _in_order(mapped, rejected, here.zone)
        del mapped
        with on_stage(database, dry_run) as stage:
            make_known(stage, actor, rows, creates)
            counts = _record(stage, actor, rows, rejected, progress, chunk)
        return replace(counts, rejected=len(rejected), refused=rejected)


def _world(database: Database) -> World:
    with database.read() as session:
        return world(database, session)


def _mapped(path: Path, mapping: Path | MappingDocument | None, source: str | None) -> tuple[Mapped, frozenset[Kind]]:
    if mapping is None:
        return identity(read_table(path), source), frozenset()
    document = load_mapping(mapping) if isinstance(mapping, Path) else mapping
    if source:
        document = document.model_copy(update={"source": source})
    return apply(read_table(path), document), document.create


def _in_order(mapped: Mapped, rejected: list[Rejected], zone: ZoneInfo) -> pl.DataFrame:
    """The right rows in their normal form and in the order in which they happened.

    The whole file at once: so limits fall the same wherever it is cut into transactions.
    """
    rejected += unreadable(mapped.bad)
    normal = normalise(mapped.frame, zone=zone, now=now_micros())
    rejected += normal.refused
    return normal.frame.sort("at", "line", maintain_order=True)


def _record(database: Database, actor: Actor, rows: pl.DataFrame, rejected: list[Rejected], progress: Progress, chunk: int) -> Counts:
    found: Counter[str] = Counter()
    for start in range(0, rows.height, chunk):
        part = rows.slice(start, chunk)
        items = pl.int_range(0, part.height, dtype=pl.Int32, eager=True).alias("item")
        answer = record_bulk(database, bulk_submission(actor, part.drop("line").with_columns(items)))
        found += Counter(dict(answer.statuses["status"].value_counts().iter_rows()))
        lines = part["line"]
        rejected += [(lines[item], error.field or "", error.message) for item, error in answer.refusals]
        progress(start + part.height, rows.height)
    return Counts(found["accepted"] + found["pending"], found["duplicate"], pending=found["pending"])


# people and customers -------------------------------------------------------------------------------------------------

Item = Mapping[str, object]
DAYS = frozenset({"joined_on", "left_on", "team_from", "birthday"})
TEAMS = ("team_name", "team_parent")
PLACE = re.compile(r"items\[(\d+)\](?:\.(.+))?")


def import_people(
    database: Database,
    actor: Actor,
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    date_format: Sequence[str] = (),
    create_teams: bool = False,
    dry_run: bool = False,
    errors: Path | None = None,
    progress: Progress = unwatched,
) -> Counts:
    """Every right row is an employee, managers before those they manage; a blank cell leaves the field as it is.

    columns: column of the file by field, where they are not called so. date_format: how days are written, beside ISO 8601, as
    in a mapping. create_teams: a team that is not known is made, with the columns team_name and team_parent where there are
    such. accepted: rows that were right, also where they changed nothing. Raises as `import_activities`.
    """
    require(actor, Act.MANAGE_PEOPLE)
    _world(database)
    with rejections(errors, of=path) as rejected:
        fields = EMPLOYEE.union(TEAMS) if create_teams else EMPLOYEE
        rows = _managers_first(_rows(_table(path, columns), fields, date_format, rejected))
        with on_stage(database, dry_run) as stage:
            made = make_teams(stage, actor, rows) if create_teams else 0
            counts = _put_all(put_employees, stage, actor, rows.drop(TEAMS, strict=False), rejected, progress)
            return replace(counts, teams=made)


def import_customers(
    database: Database,
    actor: Actor,
    path: Path,
    *,
    columns: Mapping[str, str] | None = None,
    date_format: Sequence[str] = (),
    dry_run: bool = False,
    errors: Path | None = None,
    progress: Progress = unwatched,
) -> Counts:
    """Every right row is a customer; as `import_people`. Tags are separated by `|`, attributes `attributes.NAME`."""
    require(actor, Act.MANAGE_PEOPLE)
    _world(database)
    with rejections(errors, of=path) as rejected:
        rows = _rows(_table(path, columns), CUSTOMER, date_format, rejected)
        with on_stage(database, dry_run) as stage:
            return _put_all(put_customers, stage, actor, rows, rejected, progress)


def _table(path: Path, columns: Mapping[str, str] | None) -> Table:
    table = read_table(path)
    return table if columns is None else renamed(table, columns)


def _rows(table: Table, fields: Collection[str], date_format: Sequence[str], rejected: list[Rejected]) -> pl.DataFrame:
    """The cells of a table whose columns are such fields, with line."""
    rejected += unreadable(table.bad)
    names, known = table.frame.columns, ["code", *sorted({*fields} - {"attributes"})]
    open_ended = ATTRIBUTE if "attributes" in fields else None
    unknown = [n for n in names if n not in known and not (open_ended and n.startswith(open_ended) and n != open_ended)]
    if unknown:
        more = f" and {ATTRIBUTE}NAME" if open_ended else ""
        raise TableUnreadable(f"Unknown columns {', '.join(map(repr, unknown))}: use {', '.join(known)}{more}.")
    if "code" not in names:
        raise TableUnreadable("The file has no column 'code': add it, with the code by which each row is known.")
    frame = with_iso_days(table.frame, DAYS, date_format) if date_format else table.frame
    return frame.with_columns(table.lines.alias("line"))


def _managers_first(rows: pl.DataFrame) -> pl.DataFrame:
    if "manager" not in rows.columns:
        return rows
    managers = dict(rows.select("code", "manager").iter_rows())
    depths = [_depth(code, managers) for code in rows["code"].to_list()]
    return rows.with_columns(pl.Series("depth", depths)).sort("depth", "line").drop("depth")


def _depth(code: str | None, managers: Mapping[str | None, str | None]) -> int:
    """How many people of the file are above this one."""
    above, met = managers.get(code), {code}
    while above in managers and above not in met:
        met.add(above)
        above = managers[above]
    return len(met)


def _put_all(put: Put, database: Database, actor: Actor, rows: pl.DataFrame, rejected: list[Rejected], progress: Progress) -> Counts:
    accepted, done = 0, 0
    for part in rows.iter_slices(BATCH):
        items = [(line, _document(row)) for line, row in _with_lines(part)]
        refused = list(_put(put, database, actor, items))
        rejected += refused
        accepted, done = accepted + part.height - len(refused), done + part.height
        progress(done, rows.height)
    return Counts(accepted, rejected=len(rejected), refused=rejected)


def _with_lines(part: pl.DataFrame) -> Iterator[tuple[int, dict[str, str | None]]]:
    return zip(part["line"].to_list(), part.drop("line").iter_rows(named=True), strict=True)


def _document(row: Mapping[str, str | None]) -> Item:
    """As the API would be sent it, without the fields whose cells are blank."""
    item = as_item(row)
    return item | {"tags": [tag for tag in str(item["tags"]).split("|") if tag]} if "tags" in item else item


def _put(put: Put, database: Database, actor: Actor, rows: Sequence[tuple[int, Item]]) -> Iterator[Rejected]:
    """All rows stand but the refused ones. A refused batch goes in up to its bad row, then in pieces of 1, 2, 4 ..."""
    start, size = 0, len(rows)
    while start < len(rows):
        part = rows[start : start + size]
        try:
            put(database, actor, [item for _, item in part])
        except Invalid as wrong:
            place, field = _place(wrong)
            size = place or 1
            if len(part) > 1:
                continue
            yield part[0][0], field, wrong.message.removeprefix("items[0]: ")
        start, size = start + len(part), size * 2


def _place(wrong: Invalid) -> tuple[int, str]:
    """Which item of a batch is refused, and which of its fields."""
    found = PLACE.fullmatch(wrong.field or "")
    return (int(found[1]), found[2] or "") if found else (0, wrong.field or "")
