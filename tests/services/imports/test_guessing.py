"""Which column is which field, and how dates are written, is told by names and cells."""

import polars as pl
import pytest

from services.imports.tables.guessing import NAMES, guess_columns, guess_date_formats

STAFF = {"code": 0, "name": 1, "team": 2, "team_name": 3, "team_parent": 4, "joined_on": 5, "manager": 6}
SALE = {"external_id": 0, "occurred_at": 1, "employee": 2, "customer": 3}


@pytest.mark.parametrize(
    ("kind", "columns", "guessed"),
    [
        ("people", ["工号", "姓名", "部门", "部门名称", "上级部门", "入职日期", "直属上级工号"], STAFF),
        ("people", ["Employee ID", "Full Name", "Department", "E-Mail", "Shoe size"], {"code": 0, "name": 1, "team": 2, "email": 3}),
        ("customers", ["客户编号", "客户名称", "负责人", "手机号码", "标签", "生日"], {"code": 0, "name": 1, "owner": 2, "phone": 3, "birthday": 5, "tags": 4}),
        ("customers", ["customer id", "Company", "Sales Rep", "attributes.size"], {"code": 0, "name": 1, "owner": 2, "attributes.size": 3}),
        ("activities", ["单号", "日期", "业务员", "客户", "金额(元)", "备注"], SALE | {"amount": 4, "note": 5}),
        ("activities", ["OrderID", "OrderDate", "EmployeeID", "CustomerID", "LineTotal", "Quantity"], SALE | {"amount": 4, "quantity": 5}),
        ("people", ["x", "y"], {}),
        ("people", ["id", "code"], {"code": 1}),
    ],
)  # fmt: skip
def test_columns_are_known_by_what_people_call_them(kind: str, columns: list[str], guessed: dict[str, int]) -> None:
    assert guess_columns(columns, kind) == {field: columns[place] for field, place in guessed.items()}


@pytest.mark.parametrize("kind", ["activities", "people", "customers"])
def test_a_file_whose_columns_are_the_fields_is_understood_whole(kind: str) -> None:
    assert guess_columns(list(NAMES[kind]), kind) == {field: field for field in NAMES[kind]}


@pytest.mark.parametrize(
    ("cells", "formats"),
    [
        (["2026-03-01", None, "2026-03-02 10:00"], ("iso",)),
        (["2026-03-01T10:00:00+08:00", ""], ("iso",)),
        (["2026/3/1", "2026/12/31"], ("%Y/%m/%d",)),
        (["2026年3月1日"], ("%Y年%m月%d日",)),
        (["20260301"], ("%Y%m%d",)),
        (["03/04/2026"], ("%d/%m/%Y", "%m/%d/%Y")),
        (["03/04/2026", "13/04/2026"], ("%d/%m/%Y",)),
        (["3/4/2026 1:05 PM", "3/14/2026 11:05 AM"], ("%m/%d/%Y %I:%M %p",)),
        (["1700000000"], ("epoch_s",)),
        (["1700000000000"], ("epoch_ms",)),
        (["440.00"], ()),
        (["13800138000"], ()),
        (["10248"], ()),
        (["2026-03-01", "soon"], ()),
        ([None, " "], ()),
        ([], ()),
    ],
)
def test_dates_are_told_from_other_things_and_ambiguous_ones_are_said_to_be(cells: list[str | None], formats: tuple[str, ...]) -> None:
    assert guess_date_formats(pl.Series(cells, dtype=pl.String)) == formats
