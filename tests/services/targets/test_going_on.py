"""A sheet of targets goes on from the one before: what has not changed is not worked out again, and it says what a new one would say."""

import datetime as dt

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.boards import scores
from services.people import people
from services.targets.lines import Scope, Sheet
from services.targets.setting import Change, set_targets
from services.targets.sheets import targets_for
from tests.promises.history import act, at, close_through, found, send
from tests.services.boards.test_boards import PLAN

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
HOURS = 24 * 74
NOW = at(HOURS)  # 20 March


@pytest.fixture
def shop(database: Database) -> Database:
    found(database, PLAN)
    visit(database, 1, "E1")
    set_targets(database, COMMAND_LINE, [Change(Scope.MEMBER, "ALL", 20)], period="month", now=NOW)
    return database


def visit(database: Database, number: int, who: str, hours: float = HOURS) -> None:
    [outcome] = send(database, [act(number, "visit", hours, employee=who, customer="C1")], hours=HOURS)
    assert outcome.error is None


def sheet(database: Database, before: Sheet | None = None, *, now: int = NOW, team: str | None = None) -> Sheet:
    return targets_for(database, COMMAND_LINE, period="month", team=team, before=before, now=now)


def test_only_lines_whose_points_have_moved_are_made_anew(shop: Database) -> None:
    first = sheet(shop)
    assert sheet(shop, first) is first
    visit(shop, 2, "E5")
    second = sheet(shop, first)
    assert second == sheet(shop) != first
    assert {now.code for now, was in zip(second.lines, first.lines, strict=True) if now is not was} == {"ALL", "WEST", "E5"}


def test_points_of_the_period_before_move_too(shop: Database) -> None:
    first = sheet(shop)
    visit(shop, 2, "E2", HOURS - 24 * 25)
    assert sheet(shop, first) == sheet(shop) != first


def test_what_else_changes_makes_it_anew(shop: Database) -> None:
    known = sheet(shop)
    set_targets(shop, COMMAND_LINE, [Change(Scope.EMPLOYEE, "E2", 50)], period="month", now=NOW)
    with_target = sheet(shop, known)
    assert with_target == sheet(shop) != known
    people.put_employee(shop, COMMAND_LINE, "E1", {"team": "WEST"}, now=NOW)
    moved = sheet(shop, with_target)
    assert moved == sheet(shop) != with_target
    tomorrow = at(HOURS + 24)
    assert sheet(shop, moved, now=tomorrow) == sheet(shop, now=tomorrow) != moved
    assert sheet(shop, moved, team="EAST") == sheet(shop, team="EAST")
    close_through(shop, dt.date(2026, 3, 31))
    assert sheet(shop, moved).is_closed


def test_points_are_read_once_for_all_sheets(shop: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet(shop)
    monkeypatch.delattr(scores.AllPoints, "of_employees")
    assert [line.code for line in sheet(shop, team="WEST").lines] == ["WEST", "WEST", "E5", "E6"]
