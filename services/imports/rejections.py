"""The errors file of an import: which rows were refused, and why."""

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from services.imports.tables.table import BadRow, TableUnreadable

Rejected = tuple[int, str, str]
"""Line, field (empty where it is the whole row) and reason."""

HEADER = ("line", "field", "reason")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def unreadable(rows: Iterable[BadRow]) -> list[Rejected]:
    return [(row.line, row.field or "", row.reason) for row in rows]


@contextmanager
def rejections(path: Path | None, *, of: Path) -> Iterator[list[Rejected]]:
    """What is put into the list stands in the file at the end of the block, all at once; where it raises, nothing does.

    path: None for no file; of: the file that is imported. Raises TableUnreadable, before the block, where the errors
    could not be written.
    """
    found: list[Rejected] = []
    if path is None:
        yield found
        return
    beside = _beside(path, of)
    try:
        yield found
        _write(beside, found)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _beside(path: Path, of: Path) -> Path:
    """A new empty file in the folder of the errors file."""
    if path.exists() and (not path.is_file() or path.samefile(of)):
        raise TableUnreadable(f"The errors cannot be written to {path}: name a file of their own.")
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as made:
            return Path(made.name)
    except OSError as error:
        raise TableUnreadable(
            f"The errors cannot be written to {path} ({error.strerror}): name a file in a folder that is yours."
        ) from None


def _write(path: Path, found: list[Rejected]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows((line, _shown(field), _shown(reason)) for line, field, reason in sorted(found))
        file.flush()
        os.fsync(file.fileno())


def _shown(text: str) -> str:
    """The text, which a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
