"""Tables as people export them: the cells arrive as they were written, and one bad row costs one row."""

import csv
import gzip
import io
from datetime import date, datetime, time
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from services.imports.tables import delimited
from services.imports.tables.reading import BadRow, Table, TableUnreadable, read_table

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
real_data = pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not beside the project, in ../shared/data")


def read(tmp_path: Path, content: bytes | str, name: str = "table.csv") -> Table:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_table(path)


def sheet(tmp_path: Path, rows: dict[int, list[object]], name: str = "table.xlsx") -> Path:
    """A workbook with values at the given rows, counted from 1 as Excel does."""
    path = tmp_path / name
    with xlsxwriter.Workbook(path) as book:
        styles = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            time: book.add_format({"num_format": "hh:mm"}),
        }
        page = book.add_worksheet()
        for row, cells in rows.items():
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell.startswith("="):
                    formula, _, value = cell.partition(" -> ")
                    page.write_formula(row - 1, column, formula, None, value if value[0] == "#" else float(value))
                elif isinstance(cell, str):
                    page.write_string(row - 1, column, cell)
                else:
                    page.write(row - 1, column, cell, styles.get(type(cell)))
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old macintosh"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_cells_survive_every_encoding_separator_and_line_ending(tmp_path: Path, encoding: str, separator: str, ending: str) -> None:
    rows = [["编号", "phone", "备注"], ["0012", "+86 138 0000 0000", "二手"], ["007", "", "héllo"]]
    text = ending.join(separator.join(row) for row in rows) + ending
    table = read(tmp_path, text.encode(encoding))
    assert table.frame.columns == rows[0]
    assert table.frame.rows() == [("0012", "+86 138 0000 0000", "二手"), ("007", None, "héllo")]
    assert table.lines.to_list() == [2, 3]
    assert table.bad == []
    assert set(table.frame.dtypes) == {pl.String}


def test_a_gzip_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    assert read(tmp_path, gzip.compress(b"a,b\n1,2\n", mtime=0), "table.csv.gz").frame.rows() == [("1", "2")]
    assert read(tmp_path, gzip.compress(b"a,b\n1,2\n", mtime=0), "table.csv").frame.rows() == [("1", "2")]


def test_separators_inside_quotes_do_not_decide(tmp_path: Path) -> None:
    table = read(tmp_path, '"a,b,c,d";"e"\n"1,5";2\n')
    assert table.frame.columns == ["a,b,c,d", "e"]
    assert table.frame.rows() == [("1,5", "2")]


def test_a_row_begins_on_the_line_where_its_first_cell_does(tmp_path: Path) -> None:
    table = read(tmp_path, 'id,note\n1,"two\nlines, and ""quotes"""\n\n2,x\n')
    assert table.frame.rows() == [("1", 'two\nlines, and "quotes"'), ("2", "x")]
    assert table.lines.to_list() == [2, 5]


def test_blanks_are_kept_in_cells_and_removed_from_names(tmp_path: Path) -> None:
    table = read(tmp_path, ' a , b\n x ,"  "\n,""\n,y\n')
    assert table.frame.columns == ["a", "b"]
    assert table.frame.rows() == [(" x ", "  "), (None, "y")]
    assert table.lines.to_list() == [2, 4]


def test_ragged_rows_are_refused_and_the_others_live(tmp_path: Path) -> None:
    table = read(tmp_path, "a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6\n")
    assert table.frame.rows() == [("1", "2", "3"), ("4", "5", "6")]
    assert table.lines.to_list() == [2, 5]
    assert table.bad == [
        BadRow(3, "the row has 2 cells and the header 3"),
        BadRow(4, "the row has 4 cells and the header 3"),
    ]


def test_short_and_long_rows_do_not_make_up_for_each_other(tmp_path: Path) -> None:
    assert [row.line for row in read(tmp_path, "a,b\n1\n1,2,3\n").bad] == [2, 3]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("x\0y", "a cell holds a null byte"),
        ("x" * 100_001, "a cell is longer than 100,000 characters"),
        ("x" * 10_000_000, "the row is longer than 10 MB"),
        ('"' + "x" * 11_000_000 + '"', "the row is longer than 10 MB"),
        ('"never closed', "a quotation mark is opened and never closed"),
        ('"he said "no" twice"', "a quotation mark inside a quoted cell is not doubled"),
    ],
    ids=["null byte", "long cell", "long line", "long quoted cell", "open quote", "lone quotes"],
)
def test_a_damaged_row_costs_itself_alone(tmp_path: Path, cell: str, reason: str) -> None:
    table = read(tmp_path, f"a,b\n1,first\n2,{cell}\n3,last\n")
    assert table.frame.rows() == [("1", "first"), ("3", "last")]
    assert table.lines.to_list() == [2, 4]
    assert table.bad == [BadRow(3, reason)]


def test_a_cell_of_just_100000_characters_lives(tmp_path: Path) -> None:
    for letter in "x汉":
        table = read(tmp_path, f"a,b\n1,{letter * 100_000}\n")
        assert table.frame["b"].to_list() == [letter * 100_000]


def test_a_quote_inside_an_unquoted_cell_is_a_quote(tmp_path: Path) -> None:
    assert read(tmp_path, 'a,b\n1,5" pipe\n2,6" pipe\n').frame["b"].to_list() == ['5" pipe', '6" pipe']


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "table.csv", "empty"),
        (b"\n \n", "table.csv", "empty"),
        (b"\xef\xbb\xbf", "table.csv", "empty"),
        (b"a,b,a\n1,2,3\n", "table.csv", "called a"),
        (b"a,,c\n1,2,3\n", "table.csv", "Column 2 has no name"),
        (b'"a,b\n1,2\n', "table.csv", "header"),
        ("a,b\n1,2\n".encode("utf-16"), "table.csv", "UTF-16"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff", "table.csv", "UTF-8"),
        (bytes(200), "table.csv", "not a table of text"),
        (b"\x1f\x8b\x08\0rubbish", "table.csv.gz", "gzip"),
        (gzip.compress(b"a,b\n1,2\n", mtime=0)[:-9], "table.csv.gz", "gzip"),
        (b"PK\x03\x04rubbish", "table.xlsx", "damaged"),
        (b"a,b\n1,2\n", "table.xlsx", "not an xlsx"),
        (b"a,b\n1,2\n", "table.xls", "old Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "table.xlsx", "password"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(tmp_path: Path, content: bytes, name: str, says: str) -> None:
    with pytest.raises(TableUnreadable, match=says) as refusal:
        read(tmp_path, content, name)
    assert "\n" not in str(refusal.value)


def test_an_absent_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match="no file"):
        read_table(tmp_path / "absent.csv")
    with pytest.raises(TableUnreadable, match="folder"):
        read_table(tmp_path)


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    for content in ("a,b", "a,b\n", '"a","b"\r\n'):
        table = read(tmp_path, content)
        assert table.frame.columns == ["a", "b"]
        assert table.frame.is_empty()
        assert table.lines.is_empty()


def test_a_workbook_gives_what_excel_shows(tmp_path: Path) -> None:
    header: list[object] = ["text", "number", "when", "flag"]
    first: list[object] = ["0012", 12, date(2026, 3, 1), True]
    second: list[object] = ["2026-03-01 00:00:00", 95570.69, datetime(2026, 3, 1, 13, 45, 7), False]
    third: list[object] = ["1234567890123456789", "=0.1+0.2 -> 0.30000000000000004", time(13, 45), None]
    fourth: list[object] = ["x\ny", "=1/0 -> #DIV/0!", None, "true"]
    table = read_table(sheet(tmp_path, {1: header, 2: first, 4: second, 5: third, 6: fourth}))
    assert table.frame.columns == header
    assert table.frame.rows() == [
        ("0012", "12", "2026-03-01", "true"),
        ("2026-03-01 00:00:00", "95570.69", "2026-03-01T13:45:07", "false"),
        ("1234567890123456789", "0.3", "13:45:00", None),
        ("x\ny", "#DIV/0!", None, "true"),
    ]
    assert table.lines.to_list() == [2, 4, 5, 6]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (12345678.9, "12345678.9"),
        (123456789012.1, "123456789012.1"),
        (1299.8375000000001, "1299.8375"),
        (-0.0, "0"),
        (1e15, "1000000000000000"),
        (1e-7, "0.0000001"),
    ],
)
def test_a_number_has_the_fifteen_digits_that_excel_keeps(tmp_path: Path, number: float, text: str) -> None:
    table = read_table(sheet(tmp_path, {1: ["n"], 2: [f"=1 -> {number!r}"]}))
    assert table.frame.rows() == [(text,)]


def test_a_workbook_may_begin_below_the_first_row(tmp_path: Path) -> None:
    table = read_table(sheet(tmp_path, {3: [None, " a ", "b"], 5: [None, "1", "2"]}))
    assert table.frame.columns == ["a", "b"]
    assert table.lines.to_list() == [5]


def test_an_empty_and_a_truncated_workbook_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match="empty"):
        read_table(sheet(tmp_path, {}))
    content = sheet(tmp_path, {1: ["a"], 2: ["1"]}).read_bytes()
    with pytest.raises(TableUnreadable, match="damaged"):
        read(tmp_path, content[: len(content) // 2], "half.xlsx")


cells = st.text(st.sampled_from('ab ,;"\n\t\r汉0'), max_size=5)


@settings(deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=6), st.sampled_from(",;\t"), st.booleans())
def test_whatever_a_csv_writer_writes_is_read_back(rows: list[list[str]], separator: str, all_quoted: bool) -> None:
    written = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL
    csv.writer(written, delimiter=separator, quoting=quoting).writerows([["x", "y", "z"], *rows])
    table = delimited.read_delimited(written.getvalue().encode())
    assert table.bad == []
    assert table.frame.rows() == [tuple(cell or None for cell in row) for row in rows]


@settings(deadline=None)
@given(st.text(st.sampled_from('ab,"\n\r'), max_size=40))
def test_the_fast_way_agrees_with_the_exact_way_on_any_text(text: str) -> None:
    data = f"x,y\n{text}".encode()
    fast = delimited._read_regular(data, ",", ["x", "y"])
    exact = delimited._read_exactly(data, ",", ["x", "y"])
    if fast is not None:
        assert exact.bad == []
        assert fast.frame.rows() == exact.frame.rows()
        assert fast.lines.to_list() == exact.lines.to_list()


def test_a_regular_file_takes_the_fast_way() -> None:
    for data in (b"x,y\n1,2\n", b"x,y\r\n1,\r\n", b'x,y\n"1","a ""b"", c"\n'):
        assert delimited._read_regular(data, ",", ["x", "y"]) is not None


@real_data
@pytest.mark.parametrize("path", sorted(DATA.rglob("*.csv")) + sorted(DATA.rglob("*.csv.gz")), ids=lambda path: path.name)
def test_every_real_file_is_read_as_the_csv_module_reads_it(path: Path) -> None:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    table = read_table(path)
    assert table.bad == []
    assert table.frame.columns == header
    assert table.frame.rows() == [tuple(cell or None for cell in row) for row in rows]
