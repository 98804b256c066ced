"""A table of targets from a spreadsheet: what its lines say, and the line that is named where one is wrong."""

import datetime as dt

import pytest

from scoring.periods import PeriodKind, period_of
from services.errors import Invalid
from services.targets.files import read_targets
from services.targets.lines import Line, Scope, Sheet
from ui.downloads import csv_file, workbook

DAY = dt.date(2026, 3, 20)
HEADER = ("scope", "code", "name", "target")


def line(scope: Scope, code: str) -> Line:
    return Line(scope, code, code, 0, None, None, None, None, None, None, None, None, None)


SHEET = Sheet(
    period_of(PeriodKind.MONTH, 20_532),
    False,
    DAY,
    31,
    20,
    (),
    (line(Scope.TEAM, "EAST"), line(Scope.MEMBER, "EAST"), line(Scope.EMPLOYEE, "0012"), line(Scope.EMPLOYEE, "-7")),
)


@pytest.mark.parametrize("make", [csv_file, workbook])
def test_a_file_that_was_downloaded_says_what_was_changed(make: object) -> None:
    rows = [
        ("team", "EAST", "East", 1_200),
        ("member", "EAST", "East", None),
        ("employee", "0012", "Ann", 60),
        ("employee", "-7", "=Ben", 9),
    ]
    found = read_targets(make(HEADER, rows), "targets.xlsx" if make is workbook else "targets.csv", SHEET)  # type: ignore[operator]
    assert list(found.values()) == [1_200, None, 60, 9]
    assert list(found) == [(one.scope, one.code) for one in SHEET.lines]


@pytest.mark.parametrize(("written", "points"), [("1,200", 1_200), ("600.0", 600), (" 7 ", 7), ("", None), ("1000000000", 10**9)])
def test_a_target_may_be_written_as_spreadsheets_write_it(written: str, points: int | None) -> None:
    assert read_targets(f'scope,code,target\nemployee,0012,"{written}"\n'.encode(), "a.csv", SHEET) == {(Scope.EMPLOYEE, "0012"): points}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("scope,code\nteam,EAST\n", "The file has no column target"),
        ("scope,code,target\nteam,EAST,5\nteam,WEST,5\n", "line 3: team WEST is not on this sheet"),
        ("scope,code,target\nteam,EAST,5\nteam,EAST,6\n", "line 3: EAST stands twice"),
        *(
            (f'scope,code,target\nteam,EAST,"{wrong}"\n', "line 2: target must be a whole number")
            for wrong in ("0", "-5", "1.5", "1e3", "many", "1000000001", "12,34", "99999999999999")
        ),
        ("", "is empty"),
    ],
)
def test_the_line_that_is_wrong_is_named(text: str, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        read_targets(text.encode(), "a.csv", SHEET)
