"""Boards of employees, teams and customers: who is on them, in what order, what changed."""

import datetime as dt
from typing import Any

import pytest

from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE, Actor, Scope
from services.boards.standings import Board, board, fold
from services.boards.statements import points
from services.errors import Forbidden, Invalid, Unknown
from services.people import people
from services.plans import planning
from tests.promises.history import act, at, close_through, found, live, send

MARCH = dt.date(2026, 3, 15)
PLAN: dict[str, Any] = {
    "name": "Plain",
    "rules": [
        {"key": "visit", "activity": "visit", "category": "behaviour", "award": {"to": "employee", "points": 5}},
        {
            "key": "value",
            "activity": "deal",
            "category": "outcome",
            "award": {"to": "customer", "points": 1, "per": 1, "of": "amount"},
        },
        {"key": "won", "activity": "deal", "category": "outcome", "award": {"to": "employee", "points": 50}},
    ],
}


def visits(employee: str, day: str, count: int, start: int) -> list[dict[str, Any]]:
    return [act(start + n, "visit", employee=employee, occurred_at=f"{day}T0{n % 9}:30:00Z") for n in range(count)]


def look(database: Database, subject: str, day: dt.date = MARCH, **more: Any) -> Board:
    period = more.pop("period", "month")
    return board(database, COMMAND_LINE, subject=subject, period=period, on=day, now=at(3000), **more)


def places(found: Board) -> list[tuple[int, str, Any]]:
    return [(row.rank, row.code, row.score) for row in found.rows]


@pytest.fixture
def shop(database: Database) -> Database:
    """Six employees in two teams; three visited in March, E1 also in February."""
    found(database, PLAN)
    sent = visits("E1", "2026-02-10", 3, 0) + visits("E1", "2026-03-10", 1, 10)
    sent += visits("E2", "2026-03-10", 3, 20) + visits("E5", "2026-03-11", 3, 30)
    send(database, sent, hours=3000)
    return database


def test_everyone_who_works_is_on_the_board_with_ties_and_zeros(shop: Database) -> None:
    assert places(look(shop, "employees")) == [
        (1, "E2", 15),
        (1, "E5", 15),
        (3, "E1", 5),
        (4, "E3", 0),
        (4, "E4", 0),
        (4, "E6", 0),
    ]


def test_change_is_places_gained_since_the_month_before(shop: Database) -> None:
    assert {row.code: row.change for row in look(shop, "employees").rows} == {"E2": 1, "E5": 1, "E1": -2, "E3": -2, "E4": -2, "E6": -2}


def test_who_was_not_on_the_board_before_has_no_change(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E7", {"name": "New", "team": "WEST", "joined_on": "2026-03-01"})
    assert {row.code: row.change for row in look(shop, "employees").rows}["E7"] is None


def test_who_left_is_on_the_boards_of_their_time_only(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E1", {"left_on": "2026-03-31"})
    assert "E1" in {row.code for row in look(shop, "employees").rows}
    assert "E1" not in {row.code for row in look(shop, "employees", dt.date(2026, 4, 2)).rows}


def test_a_team_filter_shows_the_subtree(shop: Database) -> None:
    assert {row.code for row in look(shop, "employees", team="WEST").rows} == {"E5", "E6"}
    assert len(look(shop, "employees", team="ALL").rows) == 6
    with pytest.raises(Unknown):
        look(shop, "employees", team="NORTH")


def test_teams_of_every_level_are_sums_of_their_subtrees(shop: Database) -> None:
    assert places(look(shop, "teams")) == [(1, "ALL", 35), (2, "EAST", 20), (3, "WEST", 15)]


def test_per_head_divides_by_the_members_and_ranks_exactly(shop: Database) -> None:
    found_board = look(shop, "teams", measure="per_head")
    assert [(p, c, str(s)) for p, c, s in places(found_board)] == [(1, "WEST", "7.50"), (2, "ALL", "5.83"), (3, "EAST", "5.00")]


def test_a_team_without_members_has_nothing_per_head(shop: Database) -> None:
    people.put_team(shop, COMMAND_LINE, "NEW", {"name": "New"})
    assert [str(r.score) for r in look(shop, "teams", measure="per_head").rows if r.code == "NEW"] == ["0.00"]


def test_points_stay_with_the_team_of_their_day_when_somebody_moves(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E2", {"team": "WEST", "team_from": "2026-03-11"})
    send(shop, visits("E2", "2026-03-12", 2, 50), hours=3000)
    assert {row.code: row.score for row in look(shop, "teams").rows} == {"ALL": 45, "EAST": 20, "WEST": 25}


def test_a_move_entered_late_counts_from_its_day(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E2", {"team": "WEST", "team_from": "2026-03-10"})
    assert {row.code: row.score for row in look(shop, "teams").rows} == {"ALL": 35, "EAST": 5, "WEST": 30}
    assert {row.code: row.score for row in look(shop, "teams", period="year").rows} == {"ALL": 50, "EAST": 20, "WEST": 30}


def test_customers_are_on_the_board_with_any_entry_also_at_zero(shop: Database) -> None:
    sent = [act(60, "deal", customer="C1", amount="40"), act(61, "deal", customer="C2", amount="70")]
    sent += [act(62, "deal", customer="C3", amount="9"), act(63, "deal", customer="C3", amount="-9")]
    send(shop, [{**a, "occurred_at": "2026-03-05"} for a in sent], hours=3000)
    assert places(look(shop, "customers")) == [(1, "C2", 70), (2, "C1", 40), (3, "C3", 0)]


def test_pages_of_a_board_join_without_gap_or_repeat(versions: Database) -> None:
    for subject in ("employees", "customers", "teams"):
        whole = board(versions, COMMAND_LINE, subject=subject, period="all", limit=1000, now=at(400))
        cursor, rows = None, []
        while True:
            page = board(versions, COMMAND_LINE, subject=subject, period="all", limit=1, cursor=cursor, now=at(400))
            rows += page.rows
            if (cursor := page.next_cursor) is None:
                break
        assert tuple(rows) == whole.rows


def test_ranks_in_points_are_those_of_the_board(database: Database) -> None:
    live(database)
    fold(database)
    for subject, kind in (("employees", HolderKind.EMPLOYEE), ("customers", HolderKind.CUSTOMER)):
        for row in board(database, COMMAND_LINE, subject=subject, period="all", now=at(400)).rows:
            document = points(database, COMMAND_LINE, kind, row.code, now=at(400))
            assert (document["rank"]["all"], document["score"]["all"]) == (row.rank, row.score)


def test_ties_of_customers_share_a_place_across_pages(shop: Database) -> None:
    sent = [act(100 + n, "deal", customer=f"C{n}", amount="10", occurred_at="2026-03-05") for n in (1, 2, 3, 4)]
    send(shop, [*sent, act(200, "deal", customer="C5", amount="5", occurred_at="2026-03-05")], hours=3000)
    first = look(shop, "customers", limit=3)
    second = look(shop, "customers", limit=3, cursor=first.next_cursor)
    assert [(r.rank, r.code) for r in (*first.rows, *second.rows)] == [(1, "C1"), (1, "C2"), (1, "C3"), (1, "C4"), (5, "C5")]


def test_a_closed_period_is_final(shop: Database) -> None:
    assert not look(shop, "employees", dt.date(2026, 2, 1)).is_final
    close_through(shop, dt.date(2026, 2, 28))
    assert look(shop, "employees", dt.date(2026, 2, 1)).is_final
    assert not look(shop, "employees").is_final


def test_without_a_plan_nobody_scores(database: Database) -> None:
    found(database, None)
    send(database, [act(1)])
    assert {row.score for row in look(database, "employees", period="all").rows} == {0}
    planning.publish(database, COMMAND_LINE, PLAN, reason="late")
    assert {row.score for row in look(database, "employees", period="all").rows} == {0}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"subject": "dogs"}, "subject"),
        ({"period": "fortnight"}, "period"),
        ({"measure": "average"}, "measure"),
        ({"limit": 0}, "limit"),
        ({"limit": 1001}, "limit"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"on": dt.date(1, 1, 1)}, "on"),
        ({"on": dt.date.max}, "on"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_its_field(shop: Database, wrong: dict[str, Any], field: str) -> None:
    asked: dict[str, Any] = {"subject": "employees", "period": "month", **wrong}
    with pytest.raises(Invalid) as refused:
        board(shop, COMMAND_LINE, **asked)
    assert refused.value.field == field


def test_a_key_reads_only_what_its_scopes_allow(shop: Database) -> None:
    with pytest.raises(Forbidden, match="points:read"):
        board(shop, Actor("key:crm", frozenset({Scope.ACTIVITIES_WRITE})), subject="customers", period="month")
    board(shop, Actor("key:crm", frozenset({Scope.POINTS_READ})), subject="employees", period="month")
