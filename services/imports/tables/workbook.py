"""The first sheet of an xlsx workbook, every cell as the text that a person sees."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Literal, cast
from zipfile import BadZipFile, ZipFile

import fastexcel
import polars as pl

from services.imports.tables.table import Table, TableUnreadable, header_names

MAX_UNPACKED = 4_000_000_000
_DATED = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$"
_TOO_PRECISE = r"^-?\d[\d.]{14,}$|\.\d{9}$|^-0$"
_ERRORS = {"Div0": "#DIV/0!", "NA": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Ref": "#REF!"}
_DAMAGED = "The workbook is damaged or has no sheet of cells first; open it in Excel and save it as .xlsx again."


def read_workbook(data: bytes) -> Table:
    """The first sheet: dates as ISO text, whole numbers without `.0`, formulas by their values; lines are rows.

    Numbers have the 15 digits that Excel keeps, so that 0.1 + 0.2 is 0.3. Columns without any content are left
    out. Raises TableUnreadable.
    """
    _refuse_bombs(data)
    try:
        cells = _texts(fastexcel.read_excel(data))
    except fastexcel.FastExcelError:
        raise TableUnreadable(_DAMAGED) from None
    cells = cells.with_row_index("line", offset=1).filter(pl.any_horizontal(pl.exclude("line").is_not_null()))
    if cells.is_empty():
        raise TableUnreadable("The first sheet of the workbook is empty; move the table there.")
    lines, cells = cells["line"].cast(pl.Int64), cells.drop("line")
    cells = cells.select(column for column in cells.iter_columns() if column.null_count() < len(column))
    names = header_names(cells.row(0))
    cells.columns = names
    return Table(cells[1:], lines[1:], iso_dates=True)


def _refuse_bombs(data: bytes) -> None:
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        raise TableUnreadable(_DAMAGED) from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise TableUnreadable("The file is not an xlsx workbook; unpack it, or save the table as .xlsx or CSV.")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise TableUnreadable("The workbook unpacks to more than 4 GB; split it into smaller files.")


def _texts(reader: fastexcel.ExcelReader) -> pl.DataFrame:
    sheet = reader.load_sheet(0, header_row=None, skip_rows=0, dtypes="string")
    if not sheet.width or not sheet.height:
        return pl.DataFrame()
    batch, errors = sheet.to_arrow_with_errors()
    cells = cast(pl.DataFrame, pl.from_arrow(batch))
    cells = cells.with_columns(pl.when(pl.all() != "").then(pl.all()))
    cells = _with_exact_numbers(_with_iso_dates(cells, reader), reader)
    return _with_errors(cells, errors)


def _typed(reader: fastexcel.ExcelReader, dtype: Literal["boolean", "datetime", "float"]) -> pl.DataFrame:
    """The same cells as another type, null where they are not of it: only so are typed and typed-in told apart."""
    return reader.load_sheet(0, header_row=None, skip_rows=0, dtypes=dtype).to_polars()


def _with_iso_dates(cells: pl.DataFrame, reader: fastexcel.ExcelReader) -> pl.DataFrame:
    names = [column.name for column in cells.iter_columns() if column.str.contains(_DATED).any()]
    if not names:
        return cells
    dates = _typed(reader, "datetime")
    return cells.with_columns(_iso(cells[name], dates[name].is_not_null()) for name in names)


def _iso(texts: pl.Series, typed: pl.Series) -> pl.Series:
    text = pl.col(texts.name)
    iso = (
        pl.when(text.str.contains(r"^1899-12-3[01] "))
        .then(text.str.slice(11))
        .when(text.str.ends_with(" 00:00:00"))
        .then(text.str.head(10))
        .otherwise(text.str.replace(" ", "T", literal=True))
    )
    is_date = pl.lit(typed) & text.str.contains(_DATED)
    return texts.to_frame().select(pl.when(is_date).then(iso).otherwise(text)).to_series()


def _with_exact_numbers(cells: pl.DataFrame, reader: fastexcel.ExcelReader) -> pl.DataFrame:
    """The cells with numbers rounded to 15 digits, as Excel does, where the text has more of them."""
    suspects = {column.name: column.str.contains(_TOO_PRECISE).fill_null(False) for column in cells.iter_columns()}
    if not any(suspect.any() for suspect in suspects.values()):
        return cells
    numeric, floats = _typed(reader, "boolean"), _typed(reader, "float")
    for name, suspect in suspects.items():
        rows = (suspect & numeric[name].is_not_null() & floats[name].is_not_null()).arg_true()
        shown = [_shown(number) for number in floats[name].gather(rows)]
        cells = cells.with_columns(cells[name].scatter(rows, shown))
    return cells


def _shown(number: float) -> str:
    return f"{Decimal(f'{number:.15g}') + 0:f}"


def _with_errors(cells: pl.DataFrame, errors: fastexcel.CellErrors | None) -> pl.DataFrame:
    """The cells with `#DIV/0!` where Excel shows it: read as empty, an amount would silently be missing."""
    for error in errors.errors if errors else []:
        row, column = error.offset_position
        kind = re.search(r"Error\((\w+)\)", error.detail)
        cells[row, column] = _ERRORS.get(kind[1], "#VALUE!") if kind else "#VALUE!"
    return cells
