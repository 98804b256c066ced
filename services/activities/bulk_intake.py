"""Bulk intake gives whole files of activities their normal form: by columns where they are well-formed.

Whatever the columns cannot vouch for goes row by row through `services.activities.intake.read`, the one authority: it is read
after all, or refused in its words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import polars as pl

from scoring.periods import MICROS_PER_DAY
from services.activities.intake import INTAKE, read
from services.errors import Invalid
from services.imports.tables.amounts import exact
from services.values import CODE_LENGTH, quoted

ATTRIBUTE = "attributes."
ROW = "row"
REQUIRED = ("source", "external_id", "type")
AMOUNTS = ("amount", "quantity")
NOTE_LENGTH, NAME_LENGTH, VALUE_LENGTH, MOST = 4000, 80, 2000, 100

CONTROL = r"[\x00-\x1f\x7f-\x9f]"
CONTROL_BUT_LINES = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
TO_ESCAPE = r'[\\"\n\r\t]'

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MINUTES = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:?[0-9]{2})?$"
SECONDS = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-5][0-9](?:\.[0-9]{1,6})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?$"


@dataclass(frozen=True)
class Normalised:
    """Activities in their normal form, and what is none.

    frame: `INTAKE` and line (Int64), in the order given; refused: (line, field, message)
    """

    frame: pl.DataFrame
    refused: list[tuple[int, str, str]]


def normalise(frame: pl.DataFrame, *, zone: ZoneInfo, now: int) -> Normalised:
    """Every row in its normal form, exactly as `intake.read` gives it, or refused.

    frame: text as `services.imports.tables.mapping.Mapped.frame`. zone: the organisation's. now: microseconds.
    """
    if frame.is_empty():
        return Normalised(pl.DataFrame(schema=INTAKE | {"line": pl.Int64()}), [])
    read_at = _instants(frame["occurred_at"], zone)
    fine = frame.select(pl.all_horizontal(_checks(frame, read_at, now)).alias("fine")).to_series()
    columns = frame.select(*_values(frame, read_at), "line")
    if fine.all():
        return Normalised(columns, [])
    slow = frame.with_row_index(ROW).filter(~fine)
    good, refused = _one_by_one(slow, zone, now)
    both = columns.with_row_index(ROW).filter(fine).merge_sorted(good, key=ROW)
    return Normalised(both.drop(ROW), refused)


def as_item(row: Mapping[str, str | None]) -> dict[str, object]:
    """A row as the API would be sent it: collaborators as a list, attributes as an object, blank cells left out."""
    filled = {name: text for name, text in row.items() if text is not None}
    item: dict[str, object] = {name: text for name, text in filled.items() if not name.startswith(ATTRIBUTE)}
    if "collaborators" in filled:
        item["collaborators"] = [code for code in filled["collaborators"].split("|") if code]
    attributes = {name.removeprefix(ATTRIBUTE): text for name, text in filled.items() if name.startswith(ATTRIBUTE)}
    return item | {"attributes": attributes} if attributes else item


def _one_by_one(rows: pl.DataFrame, zone: ZoneInfo, now: int) -> tuple[pl.DataFrame, list[tuple[int, str, str]]]:
    good, refused = [], []
    texts = [name for name in rows.columns if name not in (ROW, "line")]
    numbers = rows.select(ROW, "line").iter_rows()
    for (row, line), cells in zip(numbers, rows.select(texts).iter_rows(named=True), strict=True):
        try:
            good.append((row, *read(as_item(cells), zone=zone, now=now).row(), line))
        except Invalid as wrong:
            refused.append((line, wrong.field or "", wrong.message))
    schema = {ROW: pl.get_index_type(), **INTAKE, "line": pl.Int64}
    return pl.DataFrame(good, schema=schema, orient="row"), refused


# the columns ----------------------------------------------------------------------------------------------------------


def _values(frame: pl.DataFrame, read_at: pl.Series) -> Iterator[pl.Expr]:
    """`INTAKE`, in its order; what stands in a row that is not fine does not matter."""
    made = {
        "at": pl.lit(read_at),
        "amount": _e4("amount"),
        "quantity": _e4("quantity"),
        "collaborators": _collaborators(frame),
        "attributes": _attributes(frame),
        "evidence": pl.lit(None, pl.String),
    }
    return (made.get(name, pl.col(name)).alias(name) for name in INTAKE)


def _checks(frame: pl.DataFrame, read_at: pl.Series, now: int) -> Iterator[pl.Expr]:
    """What together makes a row fine; none of them is null."""
    yield from (_is_text(pl.col(name)).fill_null(False) for name in REQUIRED)
    yield from (_is_text(pl.col(name)).fill_null(True) for name in ("employee", "customer", "channel"))
    yield pl.col("employee").is_not_null() | pl.col("customer").is_not_null()
    yield pl.lit((read_at >= 0) & (read_at <= now + MICROS_PER_DAY)).fill_null(False)
    yield from (pl.col(name).is_null() | _e4(name).is_not_null() for name in AMOUNTS)
    yield _is_text(pl.col("note"), most=NOTE_LENGTH, control=CONTROL_BUT_LINES).fill_null(True)
    if _has_any(frame, "collaborators"):
        parts = _parts()
        yield (parts.list.len() <= MOST).fill_null(True)
        yield parts.list.eval(_is_text(pl.element())).list.all().fill_null(True)
    yield from _attribute_checks(frame)


def _is_text(text: pl.Expr, *, most: int = CODE_LENGTH, control: str = CONTROL) -> pl.Expr:
    """`values.text` for a column; null where the cell is."""
    return text.str.len_chars().is_between(1, most) & ~text.str.contains(control)


def _e4(name: str) -> pl.Expr:
    """`scoring.amounts.parse_e4` for a column; null where the text is no amount."""
    return (exact(pl.col(name)) * 10_000).cast(pl.Int64)


def _has_any(frame: pl.DataFrame, name: str) -> bool:
    return frame[name].null_count() < frame.height


def _parts() -> pl.Expr:
    return pl.col("collaborators").str.split("|").list.eval(pl.element().filter(pl.element() != ""))


def _collaborators(frame: pl.DataFrame) -> pl.Expr:
    if not _has_any(frame, "collaborators"):
        return pl.lit(None, pl.String)
    codes = _parts().list.unique().list.sort()
    listed = codes.list.eval(_quoted(frame["collaborators"], pl.element())).list.join(",")
    return pl.when(codes.list.len() > 0).then(pl.concat_str(pl.lit("["), listed, pl.lit("]")))


def _attribute_names(frame: pl.DataFrame) -> list[str]:
    """In the order of their JSON, only those that any row has."""
    names = [name for name in frame.columns if name.startswith(ATTRIBUTE) and _has_any(frame, name)]
    return sorted(name.removeprefix(ATTRIBUTE) for name in names)


def _attribute_checks(frame: pl.DataFrame) -> Iterator[pl.Expr]:
    names = _attribute_names(frame)
    for name in names:
        text = _column(ATTRIBUTE + name, frame.columns)
        if 0 < len(name) <= NAME_LENGTH and pl.Series([name]).str.contains(CONTROL).not_().item():
            is_value = _is_text(text, most=VALUE_LENGTH, control=CONTROL_BUT_LINES)
            yield (is_value | (text == "")).fill_null(True)
        else:
            yield text.is_null()
    if len(names) > MOST:
        held = [_column(ATTRIBUTE + name, frame.columns).is_not_null() for name in names]
        yield pl.sum_horizontal(held) <= MOST


def _attributes(frame: pl.DataFrame) -> pl.Expr:
    """`values.flat` for columns of text."""
    members = [_member(frame, name) for name in _attribute_names(frame)]
    if not members:
        return pl.lit(None, pl.String)
    joined = pl.concat_str(members, separator=",", ignore_nulls=True)
    return pl.when(joined != "").then(pl.concat_str(pl.lit("{"), joined, pl.lit("}")))


def _member(frame: pl.DataFrame, name: str) -> pl.Expr:
    """`"name":"value"`, null where there is no value."""
    text = _column(ATTRIBUTE + name, frame.columns)
    return pl.concat_str(pl.lit(quoted(name) + ":"), _quoted(frame[ATTRIBUTE + name], pl.when(text != "").then(text)))


def _column(name: str, columns: Sequence[str]) -> pl.Expr:
    return pl.nth(columns.index(name))  # by position: pl.col() takes a name such as ^a$ for a pattern


def _quoted(cells: pl.Series, text: pl.Expr) -> pl.Expr:
    """`values.quoted` for what comes of these cells, where they are free of other control characters."""
    if cells.str.contains(TO_ESCAPE).any():
        for plain, escaped in ESCAPED.items():
            text = text.str.replace_all(plain, escaped, literal=True)
    return pl.concat_str(pl.lit('"'), text, pl.lit('"'))


# instants -------------------------------------------------------------------------------------------------------------


def _instants(text: pl.Series, zone: ZoneInfo) -> pl.Series:
    """`values.instant` for a column: Int64, null where it is for `intake.read` to say what the text means."""
    parts = pl.DataFrame({"text": text}).select(*_split(pl.col("text")))
    parts = parts.with_columns(_fraction(parts["rest"]), _offsets(parts["rest"]))
    here = pl.col("local").dt.replace_time_zone(zone.key, ambiguous="earliest", non_existent="null")
    there = (pl.col("local") - pl.col("offset")).dt.replace_time_zone("UTC")
    has_offset = ~pl.col("rest").str.contains(r"^(?:\.[0-9]+)?$")
    at = pl.when(has_offset).then(there).otherwise(here.dt.convert_time_zone("UTC"))
    return parts.select((at.to_physical() + pl.col("fraction")).alias("at")).to_series()


def _split(text: pl.Expr) -> Iterator[pl.Expr]:
    """local: to the second, a day's being its noon; rest: fraction and offset, empty where there are none."""
    to_minutes, to_seconds = text.str.contains(MINUTES), text.str.contains(SECONDS)
    stamp = (
        pl.when(to_seconds)
        .then(text.str.slice(0, 19))
        .when(to_minutes)
        .then(pl.concat_str(text.str.slice(0, 16), pl.lit(":00")))
        .when(text.str.contains(DAY))
        .then(pl.concat_str(text, pl.lit("T12:00:00")))
    )
    plain = stamp.str.replace(" ", "T", literal=True)
    yield plain.str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False).alias("local")
    rest = pl.when(to_seconds).then(text.str.slice(19)).when(to_minutes).then(text.str.slice(16))
    yield rest.otherwise(pl.lit("")).alias("rest")


def _fraction(rest: pl.Series) -> pl.Series:
    """The microseconds after the second."""
    if not rest.str.starts_with(".").any():
        return pl.Series("fraction", [0], dtype=pl.Int64).new_from_index(0, len(rest))
    return rest.str.extract(r"^\.([0-9]+)", 1).str.pad_end(6, "0").cast(pl.Int64).fill_null(0).alias("fraction")


def _offsets(rest: pl.Series) -> pl.Series:
    """How far a text's clock is ahead of UTC; null where it names no offset, or one for `intake.read` to judge."""
    if rest.str.starts_with(".").any():
        rest = rest.str.replace(r"^\.[0-9]+", "")
    known = {text: _offset(text) for text in rest.unique().to_list()}
    return rest.replace_strict(known, return_dtype=pl.Duration("us")).alias("offset")


def _offset(text: str) -> timedelta | None:
    if text == "Z":
        return timedelta(0)
    hours, minutes = text[1:3], text[-2:]
    if not text or hours > "23" or minutes > "59":
        return None
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return -ahead if text[0] == "-" else ahead
