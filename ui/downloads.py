"""Files that a page offers: made when they are asked for, by whoever may still ask."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import streamlit as st
import xlsxwriter

from services.access import Actor
from services.errors import Forbidden
from services.sign_in import sessions
from ui.data import database
from ui.sign_in import token

FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | int | Decimal | None


def download(key: str, words: str, file_name: str, make: Callable[[Actor], bytes], *, mime: str = "text/csv") -> None:
    """A button that fetches a file, CSV unless another kind is named.

    make: gives it, for the actor that whoever looks is at that moment; it must not ask Streamlit.
    """
    secret = token()
    st.download_button(
        words,
        lambda: make(_still_signed_in(secret)),
        file_name=file_name,
        mime=mime,
        key=key,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary",
    )


def _still_signed_in(secret: str | None) -> Actor:
    found = sessions.session_of(database(), secret)
    if found is None:
        raise Forbidden("This is for whoever is signed in: sign in first")
    return found.actor


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as spreadsheets read it: UTF-8 with its mark, and no text in it taken for a formula."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def workbook(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same as a workbook of one sheet, its first line in sight: numbers are numbers, text is never a formula."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, header, book.add_format({"bold": True}))
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [_written(cell) for cell in row])
        sheet.autofit()
    return file.getvalue()


def _written(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
