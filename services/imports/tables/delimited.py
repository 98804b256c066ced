"""Text with separators: a fast way for regular files, an exact way, row by row, for all others."""

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO, TextIOWrapper

import polars as pl

from services.imports.tables.table import BadRow, Table, TableUnreadable, header_names

MAX_CELL = 100_000
MAX_LINE = 10_000_000
SEPARATORS = (",", ";", "\t")
_CHUNK_BYTES = 1 << 20
_CHUNK_ROWS = 50_000
_NOT_IN_TEXT = "\x1f"


def read_delimited(data: bytes) -> Table:
    """The table that these bytes are. Raises TableUnreadable if they are no text, or the header is not usable."""
    data, encoding = _utf8(data)
    if not data or data.isspace():
        raise TableUnreadable("The file is empty; export it again.")
    separator = _separator(data)
    names = header_names(_header(data, separator))
    table = _read_regular(data, separator, names) or _read_exactly(data, separator, names)
    return replace(table, encoding=encoding, separator=separator)


def _utf8(data: bytes) -> tuple[bytes, str]:
    """The same text in UTF-8 without a byte-order mark, and the encoding that it had."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableUnreadable("The file is UTF-16 text; save it as CSV UTF-8.")
    encoding = "utf-8"
    try:
        for _ in _decoded(data, encoding):
            pass
    except UnicodeDecodeError:
        encoding = "gb18030"
        data = _from_gb18030(data)
    return data.removeprefix(codecs.BOM_UTF8), encoding


def _from_gb18030(data: bytes) -> bytes:
    try:
        return b"".join(text.encode() for text in _decoded(data, "gb18030"))
    except UnicodeError:
        raise TableUnreadable("The file is neither UTF-8 nor GB18030 text; save it as CSV UTF-8.") from None


def _decoded(data: bytes, encoding: str) -> Iterator[str]:
    """The text in pieces: decoded at once it would take up to four times the memory of the file."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    for start in range(0, len(data), _CHUNK_BYTES):
        yield decoder.decode(data[start : start + _CHUNK_BYTES])
    yield decoder.decode(b"", True)


def _separator(data: bytes) -> str:
    """The separator that the header has most of, outside quotation marks; a comma if it has none."""
    head = data[:_CHUNK_BYTES].decode("utf-8", "ignore").lstrip("\r\n")
    line = re.split(r"[\r\n]", re.sub(r'"[^"]*"', "", head).lstrip("\r\n"), maxsplit=1)[0]
    return max(SEPARATORS, key=line.count)


def _header(data: bytes, separator: str) -> list[str]:
    for _, cells, reason in _records(_Lines(data), separator):
        if reason:
            raise TableUnreadable(f"The header cannot be read: {reason}; correct the first line.")
        if cells:
            return cells
    raise TableUnreadable("The file is empty; export it again.")


def _read_regular(data: bytes, separator: str, names: Sequence[str]) -> Table | None:
    """The table, if every row is one line and has a cell for every column; None leaves it to the exact way."""
    quoted = b'"' in data
    if not _one_row_a_line(data) or (quoted and not _quotes_are_regular(data, separator, len(names))):
        return None
    try:
        frame = pl.read_csv(data, separator=separator, quote_char='"' if quoted else None, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    rows = data.count(b"\n") - data.endswith(b"\n")
    # polars pads short rows without a word, but refuses long ones: so if the sum is right, every row is
    even = quoted or data.count(separator.encode()) == (len(names) - 1) * (rows + 1)
    if frame.shape != (rows, len(names)) or not even or not _within_limits(frame):
        return None
    if quoted:
        frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    frame.columns = list(names)
    return Table(frame, pl.int_range(2, rows + 2, eager=True, dtype=pl.Int64).alias("line"))


def _one_row_a_line(data: bytes) -> bool:
    """No line is blank, no line ends as on an old Macintosh, and no cell holds a null byte."""
    if b"\0" in data or b"\n\n" in data or data.startswith((b"\n", b"\r")):
        return False
    return b"\r" not in data or (b"\n\r" not in data and data.count(b"\r") == data.count(b"\r\n"))


def _quotes_are_regular(data: bytes, separator: str, width: int) -> bool:
    """Whether every line by itself is `width` cells that are wholly in quotation marks or have none."""
    if _NOT_IN_TEXT.encode() in data:
        return False
    cell = f'(?:"(?:[^"]|"")*"|[^"{separator}]*)'
    try:
        lines = pl.read_csv(data, has_header=False, separator=_NOT_IN_TEXT, quote_char=None, infer_schema=False)
        return bool(lines.to_series().str.contains(f"^{cell}(?:{separator}{cell}){{{width - 1}}}\r?$").all())
    except pl.exceptions.PolarsError:
        return False


def _within_limits(frame: pl.DataFrame) -> bool:
    if frame.is_empty():
        return True
    sizes = pl.all().str.len_bytes()
    longest = frame.select(cell=pl.max_horizontal(sizes.max()), row=pl.sum_horizontal(sizes).max()).row(0)
    return (longest[0] or 0) <= MAX_CELL and (longest[1] or 0) < MAX_LINE - frame.width


class _Lines:
    """The lines of a text, which can be handed out again from the second line of the present record."""

    def __init__(self, data: bytes) -> None:
        self._text = TextIOWrapper(BytesIO(data), "utf-8", newline="")
        self._pending: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._pending.popleft() if self._pending else next(self._text)
        self.taken.append(line)
        self.number += 1
        return line

    def rewind(self) -> None:
        self._pending.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1


def _records(lines: _Lines, separator: str) -> Iterator[tuple[int, list[str], str]]:
    """Each record that is not blank: the line where it begins, its cells, or why it cannot be read.

    After a record that cannot be read the next begins on the next line: a quotation mark that is never closed
    costs its own row, not the rest of the file.
    """
    csv.field_size_limit(MAX_LINE)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        lines.taken = []
        start = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            lines.rewind()
            yield start, [], _complaint(error)
        else:
            if len(cells) > 1 or (cells and cells[0].strip()):
                yield start, cells, ""


def _complaint(error: csv.Error) -> str:
    text = str(error)
    if "limit" in text:
        return "the row is longer than 10 MB"
    if "end of data" in text:
        return "a quotation mark is opened and never closed"
    return "a quotation mark inside a quoted cell is not doubled"


def _read_exactly(data: bytes, separator: str, names: Sequence[str]) -> Table:
    lines = _Lines(data)
    records = _records(lines, separator)
    next(records)
    frames = [_frame([], names)]
    good: list[list[str]] = []
    starts: list[int] = []
    bad: list[BadRow] = []
    for start, cells, complaint in records:
        reason = complaint or _fault(cells, len(names), sum(map(len, lines.taken)))
        if reason:
            bad.append(BadRow(start, reason))
            continue
        good.append(cells)
        starts.append(start)
        if len(good) == _CHUNK_ROWS:
            frames.append(_frame(good, names))
            good = []
    frames.append(_frame(good, names))
    return Table(pl.concat(frames), pl.Series("line", starts, dtype=pl.Int64), bad)


def _fault(cells: Sequence[str], width: int, size: int) -> str:
    """Why a record cannot be a row of the table; empty if it can. `size` is its length in the file."""
    if size >= MAX_LINE:
        return "the row is longer than 10 MB"
    if len(cells) != width:
        return f"the row has {len(cells)} cells and the header {width}"
    if size > MAX_CELL and max(map(len, cells)) > MAX_CELL:
        return f"a cell is longer than {MAX_CELL:,} characters"
    if any("\0" in cell for cell in cells):
        return "a cell holds a null byte"
    return ""


def _frame(rows: Sequence[Sequence[str]], names: Sequence[str]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    series = [pl.Series(name, cells, dtype=pl.String) for name, cells in zip(names, columns, strict=True)]
    return pl.DataFrame(series).with_columns(pl.when(pl.all() != "").then(pl.all()))
