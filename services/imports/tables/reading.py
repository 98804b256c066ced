"""Reading a table that somebody exported: CSV, with or without gzip, or xlsx; every cell stays text."""

import gzip
import zlib
from io import BytesIO
from pathlib import Path

from services.imports.tables.delimited import read_delimited
from services.imports.tables.table import BadRow, Table, TableUnreadable, without_empty_rows
from services.imports.tables.workbook import read_workbook

__all__ = ["BadRow", "Table", "TableUnreadable", "read_table"]

MAX_BYTES = 4_000_000_000
GZIP, ZIP, OLD_EXCEL = b"\x1f\x8b", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def read_table(path: Path) -> Table:
    """The cells of a file as text, with the line on which each row begins.

    The content decides what the file is: gzip, xlsx, else text in UTF-8 (with or without a byte-order mark) or
    GB18030, separated by comma, semicolon or tab. Rows that cannot be read are in `Table.bad`; rows without any
    content are left out. Raises TableUnreadable.
    """
    data = _inflated(_content(path), path)
    if data.startswith(ZIP):
        return without_empty_rows(read_workbook(data))
    if path.suffix.lower() == ".xls" or data.startswith(OLD_EXCEL):
        raise TableUnreadable(f"{path.name} is an old or a password-protected workbook; save it as a plain .xlsx.")
    if path.suffix.lower() == ".xlsx":
        raise TableUnreadable(f"{path.name} is not an xlsx workbook; open it in Excel and save it as .xlsx again.")
    return without_empty_rows(read_delimited(data))


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise TableUnreadable(f"{path} is a folder; name a file in it.")
    if path.suffix.lower() == ".xls" and path.exists():
        raise TableUnreadable(f"{path.name} is in the old Excel format; save it as .xlsx.")
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise TableUnreadable(f"There is no file {path}; check its name and folder.") from None
    except (OSError, ValueError) as error:
        raise TableUnreadable(f"{path} cannot be opened ({error}); check that it is yours to read.") from None
    if not data:
        raise TableUnreadable(f"{path.name} is empty; export it again.")
    return data


def _inflated(data: bytes, path: Path) -> bytes:
    if not data.startswith(GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as packed:
            content = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise TableUnreadable(f"{path.name} is a damaged gzip file; make or fetch it again.") from None
    if len(content) > MAX_BYTES:
        raise TableUnreadable(f"{path.name} unpacks to more than 4 GB; split it into smaller files.")
    return content
