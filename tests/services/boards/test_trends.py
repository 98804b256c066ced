"""What a holder scored period by period, and the median of their team."""

import datetime as dt
from statistics import median

import pytest

from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.boards import standings, trends
from services.boards.trends import Trend, team_medians, trend
from services.errors import Forbidden, Invalid, Unknown
from services.people import people
from services.world import world
from tests.promises.history import act, at, found, send
from tests.services.boards.test_boards import PLAN, visits

NOW = at(3000)  # 10 May 2026


@pytest.fixture
def shop(database: Database) -> Database:
    """E1 to E4 in EAST, E5 and E6 in WEST; points in February and March."""
    found(database, PLAN)
    sent = visits("E1", "2026-02-10", 3, 0) + visits("E1", "2026-03-10", 1, 10) + visits("E2", "2026-03-10", 3, 20)
    sent += [*visits("E5", "2026-03-11", 2, 30), act(100, "deal", customer="C1", amount="70", occurred_at="2026-03-12")]
    send(database, sent, hours=3000)
    return database


def look(database: Database, code: str = "E1", kind: str = "month", periods: int | None = 4, *, now: int = NOW) -> Trend:
    holder = HolderKind.CUSTOMER if code.startswith("C") else HolderKind.EMPLOYEE
    return trend(database, COMMAND_LINE, holder, code, kind=kind, periods=periods, now=now)


def test_every_period_has_a_row_the_running_one_last(shop: Database) -> None:
    assert look(shop).frame.select("period_start", "key", "score").rows() == [
        (dt.date(2026, 2, 1), "2026-02", 15),
        (dt.date(2026, 3, 1), "2026-03", 5),
        (dt.date(2026, 4, 1), "2026-04", 0),
        (dt.date(2026, 5, 1), "2026-05", 0),
    ]


def test_the_median_is_of_everybody_in_the_team_with_those_who_have_nothing(shop: Database) -> None:
    seen = look(shop)
    assert (seen.team_code, seen.team) == ("EAST", "EAST")
    assert seen.frame["team_median"].to_list() == [0.0, 2.5, 0.0, 0.0]
    assert seen.frame["people"].to_list() == [4, 4, 4, 4]


def test_a_team_of_two_is_compared_with_the_team_above(shop: Database) -> None:
    seen = look(shop, "E5")
    assert (seen.team_code, seen.frame["people"].to_list()) == ("ALL", [6, 6, 6, 6])
    assert seen.frame["team_median"].to_list() == [0.0, 2.5, 0.0, 0.0]


def test_who_was_not_there_yet_counts_neither_for_themself_nor_for_others(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E1", {"joined_on": "2026-03-05"})
    seen = look(shop)
    assert seen.frame["is_active"].to_list() == [False, True, True, True]
    assert seen.frame["people"].to_list() == [3, 4, 4, 4]


def test_who_left_is_compared_with_the_last_team_until_nobody_is_there(shop: Database) -> None:
    for number in range(1, 5):
        people.put_employee(shop, COMMAND_LINE, f"E{number}", {"left_on": "2026-03-31"})
    seen = look(shop)
    assert (seen.team_code, seen.frame["is_active"].to_list()) == ("ALL", [True, True, False, False])
    medians = team_medians(shop, COMMAND_LINE, "EAST", kind="month", periods=4, now=NOW)
    assert medians["team_median"].to_list() == [0.0, 2.5, None, None]


def test_who_moved_is_compared_with_the_team_of_today(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E5", {"team": "EAST", "team_from": "2026-04-01"})
    seen = look(shop, "E5")
    assert (seen.team_code, seen.frame["people"].to_list()) == ("EAST", [4, 4, 5, 5])


def test_without_a_team_there_is_no_median(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E9", {"name": "Alone"})
    seen = look(shop, "E9")
    assert (seen.team, seen.frame["team_median"].to_list()) == (None, [None] * 4)


def test_a_customer_has_a_trend_without_a_median(shop: Database) -> None:
    seen = look(shop, "C1")
    assert (seen.name, seen.team, seen.frame["score"].to_list()) == ("C1", None, [0, 70, 0, 0])
    assert seen.frame["team_median"].null_count() == 4


@pytest.mark.parametrize(("kind", "count"), [("day", 30), ("week", 26), ("month", 12)])
def test_how_many_periods_there_are_without_asking(shop: Database, kind: str, count: int) -> None:
    seen = look(shop, kind=kind, periods=None)
    assert (seen.frame.height, seen.kind) == (count, kind)
    assert seen.frame["period_start"].is_sorted()


@pytest.mark.parametrize("kind", ["day", "week", "month"])
def test_scores_and_medians_are_those_of_the_boards(versions: Database, kind: str) -> None:
    for code in ("E1", "E5", "C2"):
        seen = look(versions, code, kind, 6, now=at(400))
        for start, score, half in seen.frame.select("period_start", "score", "team_median").rows():
            asked = {"period": kind, "on": start, "now": at(400)}
            subject = "customers" if code.startswith("C") else "employees"
            rows = standings.board(versions, COMMAND_LINE, subject=subject, **asked).rows
            assert score == next((row.score for row in rows if row.code == code), 0)
            if subject == "employees":
                team = standings.board(versions, COMMAND_LINE, subject="employees", team=seen.team_code, **asked).rows
                assert half == median(int(row.score) for row in team)


def test_periods_do_not_reach_before_1970(shop: Database) -> None:
    assert look(shop, periods=400, now=at(-24 * 365 * 50)).frame["period_start"][0] == dt.date(1970, 1, 1)


@pytest.mark.parametrize("wrong", [{"kind": "quarter"}, {"kind": "all"}, {"kind": "x"}, {"periods": 0}, {"periods": 401}])
def test_a_question_that_makes_no_sense_is_refused(shop: Database, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        trend(shop, COMMAND_LINE, HolderKind.EMPLOYEE, "E1", **wrong)  # type: ignore[arg-type]


def test_a_trend_is_for_whom_it_concerns(shop: Database) -> None:
    with shop.read() as session:
        directory = world(shop, session).directory
    own = Actor("user:e", role=Role.EMPLOYEE, employee_id=directory.employee_ids["E1"])
    manager = Actor("user:m", role=Role.MANAGER, team_ids=frozenset({directory.team_ids["WEST"]}))
    asked = {"kind": "month", "periods": 4, "now": NOW}
    assert trend(shop, own, HolderKind.EMPLOYEE, "E1", **asked).frame.equals(look(shop).frame)  # type: ignore[arg-type]
    assert trend(shop, own, HolderKind.CUSTOMER, "C1", **asked).frame["score"].sum() == 70  # type: ignore[arg-type]
    for actor, code in ((own, "E2"), (manager, "E1"), (Actor("key:x", frozenset({Scope.ACTIVITIES_WRITE})), "E1")):
        with pytest.raises(Forbidden):
            trends.scores_by_period(shop, actor, HolderKind.EMPLOYEE, code, now=NOW)
    with pytest.raises(Unknown):
        trends.scores_by_period(shop, COMMAND_LINE, HolderKind.EMPLOYEE, "nobody")
    with pytest.raises(Unknown):
        team_medians(shop, COMMAND_LINE, "nowhere")
    with pytest.raises(Forbidden):
        team_medians(shop, Actor("key:x", frozenset({Scope.ACTIVITIES_WRITE})), "EAST")
