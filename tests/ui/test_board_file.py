"""A board as a file: everybody on it as the reader sees them, numbers as numbers, and no text taken for a formula."""

import io
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE, Actor, Role
from services.boards import boards
from services.errors import Forbidden
from services.people import naming, people
from tests.promises.history import act, found, send
from tests.services.boards.test_boards import PLAN
from tests.services.boards.test_page_boards import user
from ui.components.boards.board_file import board_rows, header_of
from ui.downloads import Cell, csv_file, workbook

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ALL = {"subject": "employees", "period": "all", "measure": "total", "team": None, "by": None}


@pytest.fixture
def acme(database: Database) -> Database:
    found(database, PLAN)
    people.put_employee(database, COMMAND_LINE, "E2", {"name": "=1+1"})
    send(database, [act(10 * n + times, employee=f"E{n}", hours=24 * times) for n in range(1, 6) for times in range(6 - n)])
    return database


def rows(database: Database, actor: Actor = COMMAND_LINE, me: str | None = None, **more: Any) -> list[Sequence[Cell]]:
    asked = ALL | more
    return list(board_rows(database, asked, me, header_of(asked), "en", actor))


def test_everybody_stands_in_it_in_order(acme: Database) -> None:
    header, first, second, *rest = rows(acme)
    assert header == ("Place", "Places gained", "Employee", "Team", "Points")
    assert first == (1, None, "E1", "EAST", 25)
    assert (second[2], len(rest)) == ("=1+1", 4)


def test_who_stands_as_a_number_does_so_in_the_file(acme: Database) -> None:
    organising.change(acme, COMMAND_LINE, {"may_be_unnamed": True})
    ann = user(acme, Role.EMPLOYEE, "E1")
    naming.choose(acme, ann, unnamed=True)
    assert rows(acme)[1][2] == rows(acme, me="E1")[1][2] == "Member 1"
    assert rows(acme, ann, me="E1")[1][2] == "E1", "to themself"


def test_no_text_is_a_formula_and_numbers_are_numbers(acme: Database) -> None:
    header, *body = rows(acme, subject="teams", measure="per_head")
    told = [str(cell) for cell in header]
    assert b"\xef\xbb\xbfPlace,Places gained,Team,Belongs to,Points per head\r\n1," in csv_file(told, body)
    employees = rows(acme)[1:]
    assert b"'=1+1" in csv_file(told, employees)
    frame = pl.read_excel(io.BytesIO(workbook(told, employees)), sheet_id=1)
    assert frame["Team"].to_list()[:2] == ["E1", "'=1+1"]
    assert frame["Place"].to_list()[:2] == [1, 2]


def test_a_long_board_of_customers_goes_on_below_the_rows_that_are_kept(acme: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    send(acme, [act(200 + n, "deal", customer=f"C{n}", amount=f"{n}0") for n in range(1, 6)])
    whole = [row[2] for row in rows(acme, subject="customers")]
    monkeypatch.setattr(boards, "FIRST_PAGE", 2)
    assert [row[2] for row in rows(acme, subject="customers")] == whole == ["Customer", "C5", "C4", "C3", "C2", "C1"]


def test_it_is_for_whom_the_board_is(acme: Database) -> None:
    with pytest.raises(Forbidden):
        rows(acme, Actor("user:s", role=Role.SCREEN))
    assert [row[2] for row in rows(acme, user(acme, Role.EMPLOYEE, "E1"), subject="customers")] == ["Customer"]
