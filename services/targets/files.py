"""Targets as a table that a spreadsheet can change: what its lines say, in the place of what stands on a sheet."""

import re
from collections.abc import Mapping

from services.errors import Invalid
from services.imports.previewing import refusals, uploaded
from services.imports.tables.reading import Table, read_table
from services.targets.lines import Scope, Sheet
from services.targets.setting import MOST_POINTS
from services.values import shown

COLUMNS = ("scope", "code", "target")
POINTS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.0+)?", re.ASCII)
ESCAPED = re.compile(r"'(?=[=+\-@])")
Row = tuple[Scope, str]


def read_targets(content: bytes, filename: str, sheet: Sheet) -> dict[Row, int | None]:
    """What a file says of lines of a sheet; an empty target is none. Lines that it does not name stay as they are.

    Its columns: scope (team, member or employee), code, target; others are passed over. Raises Invalid, naming the line.
    """
    with uploaded(content, filename) as path, refusals():
        table = read_table(path)
    missing = [name for name in COLUMNS if name not in table.frame.columns]
    if missing:
        raise Invalid(
            f"The file has no column {missing[0]}: download the targets as a table, change them there, and send that", field="file"
        )
    if table.bad:
        raise Invalid(f"line {table.bad[0].line}: this line cannot be read", field="file")
    return _lines(table, {(line.scope.value, line.code): (line.scope, line.code) for line in sheet.lines})


def _lines(table: Table, known: Mapping[tuple[str, str], Row]) -> dict[Row, int | None]:
    found: dict[Row, int | None] = {}
    for line, (scope, code, target) in zip(table.lines.to_list(), table.frame.select(COLUMNS).iter_rows(), strict=True):
        row = known.get(((scope or "").strip().lower(), ESCAPED.sub("", (code or "").strip(), count=1)))
        if row is None:
            raise Invalid(f"line {line}: {shown(scope or '')} {shown(code or '')} is not on this sheet", field="file")
        if row in found:
            raise Invalid(f"line {line}: {shown(code or '')} stands twice in the file", field="file")
        found[row] = _points(line, target)
    return found


def _points(line: int, target: str | None) -> int | None:
    text = (target or "").strip()
    if not text:
        return None
    whole = POINTS.fullmatch(text)
    points = int(whole[1].replace(",", "")) if whole else 0
    if not 1 <= points <= MOST_POINTS:
        raise Invalid(f"line {line}: target must be a whole number from 1 to {MOST_POINTS}, or empty, not {shown(text)}", field="file")
    return points
