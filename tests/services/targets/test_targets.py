"""Targets: which one holds for whom from when on, who may set them, and that nobody's are lost."""

import datetime as dt
import json
from typing import Any

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.boards.boards import page_from, ranked
from services.errors import Conflict, Forbidden, Invalid, Refusal, Unknown
from services.people import people
from services.targets.lines import Line, Scope, Sheet
from services.targets.setting import Change, set_targets
from services.targets.sheets import own_target, targets_for
from services.world import world
from tests.promises.history import at, close_through, found, send
from tests.services.boards.test_boards import PLAN, visits

FEBRUARY, MARCH, APRIL = dt.date(2026, 2, 1), dt.date(2026, 3, 1), dt.date(2026, 4, 1)
NOW = at(24 * 74)  # 20 March
ALL, EAST, E1, E2, E5 = (
    (Scope.MEMBER, "ALL"),
    (Scope.MEMBER, "EAST"),
    (Scope.EMPLOYEE, "E1"),
    (Scope.EMPLOYEE, "E2"),
    (Scope.EMPLOYEE, "E5"),
)


@pytest.fixture
def shop(database: Database) -> Database:
    """EAST: E1 to E4, WEST: E5 and E6. E1 made 15 in March and 5 in February, E5 30."""
    found(database, PLAN)
    sent = visits("E1", "2026-03-10", 3, 0) + visits("E1", "2026-02-10", 1, 10) + visits("E5", "2026-03-11", 6, 20)
    send(database, sent, hours=24 * 74)
    return database


def aim(database: Database, *changes: tuple[tuple[Scope, str], int | None, int | None], on: dt.date = MARCH, **more: Any) -> int:
    actor = more.pop("actor", COMMAND_LINE)
    items = [Change(*what, points, was) for what, points, was in changes]
    return set_targets(database, actor, items, period=more.pop("period", "month"), on=on, now=NOW, **more)


def sheet(database: Database, on: dt.date = MARCH, **more: Any) -> Sheet:
    return targets_for(database, more.pop("actor", COMMAND_LINE), period=more.pop("period", "month"), on=on, now=NOW, **more)


def line(found_: Sheet, what: tuple[Scope, str]) -> Line:
    return next(one for one in found_.lines if (one.scope, one.code) == what)


def holds(database: Database, on: dt.date = MARCH) -> dict[str, int | None]:
    return {one.code: one.holds for one in sheet(database, on).lines if one.scope is Scope.EMPLOYEE}


def manager(database: Database, *teams: str, employee: str | None = None) -> Actor:
    with database.read() as session:
        directory = world(database, session).directory
    number = directory.employee_ids[employee] if employee else None
    return Actor("user:lead", role=Role.MANAGER, employee_id=number, team_ids=frozenset(directory.team_ids[t] for t in teams))


def test_the_nearest_target_holds(shop: Database) -> None:
    assert aim(shop, (ALL, 100, None), (EAST, 60, None), (E2, 40, None)) == 3
    assert holds(shop) == {"E1": 60, "E2": 40, "E3": 60, "E4": 60, "E5": 100, "E6": 100}
    given = line(sheet(shop), E1)
    assert (given.points, given.holds, given.giver, given.score, given.due, given.percent, given.before) == (
        None,
        60,
        "EAST",
        15,
        38,
        25,
        5,
    )
    assert aim(shop, (EAST, None, 60), (E2, None, 40)) == 2
    assert holds(shop) == {"E1": 100, "E2": 100, "E3": 100, "E4": 100, "E5": 100, "E6": 100}


def test_a_target_holds_from_its_period_until_another(shop: Database) -> None:
    aim(shop, (E1, 10, None), on=FEBRUARY)
    aim(shop, (E1, 30, 10), on=APRIL)
    assert [holds(shop, on)["E1"] for on in (dt.date(2026, 1, 9), FEBRUARY, MARCH, APRIL, dt.date(2027, 5, 5))] == [None, 10, 10, 30, 30]
    now = line(sheet(shop), E1)
    assert (now.points, now.since, now.next_on) == (10, FEBRUARY, APRIL)
    aim(shop, (E1, 20, 10), on=MARCH)
    assert [holds(shop, on)["E1"] for on in (FEBRUARY, MARCH, APRIL)] == [10, 20, 30]


def test_kinds_of_period_have_their_own(shop: Database) -> None:
    aim(shop, (E1, 10, None), period="week")
    assert holds(shop)["E1"] is None
    assert line(sheet(shop, period="week"), E1).points == 10


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_sheet_is_the_tree_with_its_people(shop: Database) -> None:
    told = [(one.scope.value, one.code, one.depth) for one in sheet(shop).lines]
    assert told[:4] == [("team", "ALL", 0), ("member", "ALL", 1), ("team", "EAST", 1), ("member", "EAST", 2)]
    assert told[4:8] == [("employee", f"E{n}", 2) for n in range(1, 5)]
    assert told[8:] == [("team", "WEST", 1), ("member", "WEST", 2), ("employee", "E5", 2), ("employee", "E6", 2)]
    assert [one.code for one in sheet(shop, team="WEST").lines] == ["WEST", "WEST", "E5", "E6"]
    people.put_employee(shop, COMMAND_LINE, "E6", {"left_on": "2026-03-10"}, now=NOW)
    assert "E6" not in holds(shop)
    people.put_employee(shop, COMMAND_LINE, "E0", {"name": "E0"}, now=NOW)
    assert sheet(shop).lines[-1].code == "E0"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_team_has_a_target_of_its_own(shop: Database) -> None:
    aim(shop, ((Scope.TEAM, "EAST"), 30, None), (EAST, 60, None))
    found_ = ranked(shop, COMMAND_LINE, subject="teams", period="month", on=MARCH, measure="target", now=NOW)
    [row] = page_from(found_).rows
    assert (row.code, row.score, row.target, row.due, row.percent, row.share) == ("EAST", 15, 30, 19, 50, 0.5)
    assert found_.left_out is not None
    assert found_.left_out.codes == {"ALL", "WEST"}


def test_a_board_is_ranked_on_the_exact_share_of_the_target(shop: Database) -> None:
    aim(shop, (E1, 46, None), (E5, 91, None), (E2, 1, None))
    page = page_from(ranked(shop, COMMAND_LINE, subject="employees", period="month", on=MARCH, measure="target", now=NOW))
    assert [(row.rank, row.code, row.percent) for row in page.rows] == [(1, "E5", 32), (2, "E1", 32), (3, "E2", 0)]
    assert page.left_out is not None
    assert (page.left_out.count, page.left_out.reason) == (3, "no_target")
    aim(shop, (E5, 92, 91))
    page = page_from(ranked(shop, COMMAND_LINE, subject="employees", period="month", on=MARCH, measure="target", now=NOW))
    assert [(row.rank, row.code) for row in page.rows][:2] == [(1, "E1"), (1, "E5")]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_own_target_says_where_one_should_be(shop: Database) -> None:
    assert own_target(shop, COMMAND_LINE, "E1", period="month", now=NOW) is None
    aim(shop, (EAST, 62, None))
    mine = own_target(shop, COMMAND_LINE, "E1", period="month", now=NOW)
    assert mine is not None
    assert (mine.points, mine.due, mine.score, mine.percent) == (62, 40, 15, 24)
    with pytest.raises(Forbidden):
        own_target(shop, Actor("user:x", role=Role.EMPLOYEE, employee_id=1), "E5", period="month", now=NOW)


# setting --------------------------------------------------------------------------------------------------------------------------


def refused(database: Database, *changes: tuple[tuple[Scope, str], int | None, int | None], **more: Any) -> Refusal:
    before = sheet(database)
    with pytest.raises(Refusal) as caught:
        aim(database, *changes, **more)
    assert sheet(database) == before
    return caught.value


def test_what_somebody_else_set_meanwhile_is_not_overwritten(shop: Database) -> None:
    aim(shop, (E1, 50, None))
    told = refused(shop, (E2, 70, None), (E1, 60, None))
    assert isinstance(told, Conflict)
    assert told.message.startswith("E1 now has the target 50")
    assert aim(shop, (E2, 70, None), (E1, 60, 50)) == 2
    aim(shop, (E1, None, 60))
    assert refused(shop, (E1, 80, 60)).message.startswith("E1 has no target any more")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ([(E1, 10, None), (E2, 0, None)], Invalid),
        ([(E1, 10, None), (E2, 10**9 + 1, None)], Invalid),
        ([(E1, 10, None), (E1, 20, None)], Invalid),
        ([(E1, 10, None), ((Scope.EMPLOYEE, "E77"), 20, None)], Unknown),
        ([(E1, 10, None), ((Scope.TEAM, "NOWHERE"), 20, None)], Unknown),
    ],
)
def test_all_of_it_or_nothing(shop: Database, changes: Any, kind: type[Refusal]) -> None:
    assert isinstance(refused(shop, *changes), kind)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_closed_period_keeps_its_targets(shop: Database) -> None:
    close_through(shop, dt.date(2026, 2, 28))
    assert refused(shop, (E1, 10, None), on=FEBRUARY).code == "closed"
    assert sheet(shop, FEBRUARY).is_closed
    assert aim(shop, (E1, 10, None)) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wrong", [{"period": "day"}, {"period": "all"}, {"on": dt.date(1969, 1, 1)}])
def test_targets_are_of_weeks_to_years(shop: Database, wrong: dict[str, Any]) -> None:
    assert isinstance(refused(shop, (E1, 10, None), **wrong), Invalid)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_manager_reaches_the_teams_given_to_them(shop: Database) -> None:
    lead = manager(shop, "EAST", employee="E6")
    assert {one.code for one in sheet(shop, actor=lead).lines} == {"EAST", "E1", "E2", "E3", "E4"}
    assert aim(shop, (E1, 10, None), (EAST, 20, None), ((Scope.TEAM, "EAST"), 90, None), actor=lead) == 3
    for far in (E5, ALL, (Scope.TEAM, "WEST"), (Scope.EMPLOYEE, "E77")):
        assert refused(shop, (E2, 10, None), (far, 10, None), actor=lead).code == "out_of_reach"
    with pytest.raises(Forbidden):
        sheet(shop, actor=lead, team="WEST")
    with pytest.raises(Forbidden):
        sheet(shop, actor=Actor("user:e1", role=Role.EMPLOYEE, employee_id=1))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_setting_is_audited_with_before_and_after(shop: Database) -> None:
    aim(shop, (E1, 50, None))
    aim(shop, (E1, 60, 50), (E2, None, None))
    with shop.read() as session:
        rows = session.rows("SELECT subject, detail FROM audit WHERE action = 'set targets' ORDER BY id")
    assert [(subject, json.loads(detail)) for subject, detail in rows] == [
        ("targets:2026-03", [{"scope": "employee", "code": "E1", "from": None, "to": 50}]),
        ("targets:2026-03", [{"scope": "employee", "code": "E1", "from": 50, "to": 60}]),
    ]
    assert aim(shop, (E1, 60, 60)) == 0
