"""Boards as pages show them: the best with their ties, the reader's own row, what lies before and after."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.boards import board_pages, boards, standings
from services.boards.boards import page_board, page_from, ranked, shared_by
from services.errors import Forbidden, Invalid, Unknown
from services.people import people
from services.world import World, world
from tests.promises.history import act, at, close_through, send
from tests.promises.history import found as found_organisation
from tests.services.boards.test_boards import PLAN, visits

MARCH = dt.date(2026, 3, 15)
NOW = at(3000)  # in May


@pytest.fixture
def shop(database: Database) -> Database:
    """Six employees in two teams; three visited in March, E1 also in February; five customers bought in March."""
    found_organisation(database, PLAN)
    sent = visits("E1", "2026-02-10", 3, 0) + visits("E1", "2026-03-10", 1, 10)
    sent += visits("E2", "2026-03-10", 3, 20) + visits("E5", "2026-03-11", 3, 30)
    sent += [act(100 + n, "deal", customer=f"C{n}", amount=f"{n}0", occurred_at="2026-03-12") for n in range(1, 6)]
    send(database, sent, hours=3000)
    return database


def world_of(database: Database) -> World:
    with database.read() as session:
        return world(database, session)


def user(database: Database, role: Role, employee: str | None = None, *teams: str) -> Actor:
    directory = world_of(database).directory
    number = directory.employee_ids[employee] if employee else None
    return Actor("user:x", role=role, employee_id=number, team_ids=frozenset(directory.team_ids[t] for t in teams))


def look(database: Database, subject: str = "employees", on: dt.date | None = MARCH, **more: Any) -> boards.PageBoard:
    actor = more.pop("actor", COMMAND_LINE)
    return page_board(database, actor, subject=subject, period=more.pop("period", "month"), on=on, now=NOW, **more)


def places(rows: tuple[boards.BoardRow, ...]) -> list[tuple[int, str]]:
    return [(row.rank, row.code) for row in rows]


def test_the_top_shows_everyone_who_ties_with_its_last(shop: Database) -> None:
    assert places(look(shop, top=1).rows) == [(1, "E2"), (1, "E5")]
    assert places(look(shop, top=4).rows) == [(1, "E2"), (1, "E5"), (3, "E1"), (4, "E3"), (4, "E4"), (4, "E6")]
    assert look(shop, top=4).tied_more == 0


def test_a_long_tie_is_cut_and_says_how_many_more(shop: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_pages, "MOST_SHOWN", 5)
    shown = look(shop, top=4)
    assert (len(shown.rows), shown.tied_more) == (5, 1)
    assert look(shop, top=4, me="E6").me == look(shop, top=6, me="E6").rows[-1]


def test_a_tie_of_those_without_points_is_cut_sooner(shop: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_pages, "FEW_SHOWN", 3)
    nothing, some = look(shop, on=dt.date(2026, 4, 1), top=2), look(shop, top=1)
    assert (len(nothing.rows), nothing.tied_more) == (3, nothing.total - 3)
    assert (len(some.rows), some.tied_more) == (2, 0)


def test_the_podium_is_for_who_has_points(shop: Database) -> None:
    assert places(look(shop).podium) == [(1, "E2"), (1, "E5"), (3, "E1")]
    assert places(look(shop, on=dt.date(2026, 2, 1)).podium) == [(1, "E1")]
    assert look(shop, on=dt.date(2026, 4, 1)).podium == ()


def test_my_own_row_is_always_in_sight(shop: Database) -> None:
    among = look(shop, top=6, me="E4")
    assert among.around == ()
    assert among.me == next(row for row in among.rows if row.is_me)
    below = look(shop, top=1, me="E4")
    assert places(below.around) == [(3, "E1"), (4, "E3"), (4, "E4"), (4, "E6")]
    assert [row.is_me for row in below.around] == [False, False, True, False]
    assert places(look(shop, top=1, me="E1").around) == [(1, "E2"), (1, "E5"), (3, "E1"), (4, "E3"), (4, "E4")]
    assert look(shop, me="nobody").me is None


def test_each_row_says_team_share_and_change(shop: Database) -> None:
    first, _, third = look(shop).rows[:3]
    assert (first.within_code, first.within, first.share, first.change) == ("EAST", "EAST", 1.0, 1)
    assert (third.code, third.score, third.share, third.change) == ("E1", 5, pytest.approx(1 / 3), -2)
    teams = {row.code: row for row in look(shop, "teams").rows}
    assert (teams["EAST"].within_code, teams["ALL"].within_code) == ("ALL", None)


def test_the_team_of_a_row_is_that_of_the_period(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E2", {"team": "WEST", "team_from": "2026-04-10"})
    assert {row.code: row.within for row in look(shop).rows}["E2"] == "EAST"
    assert {row.code: row.within for row in look(shop, on=dt.date(2026, 4, 30)).rows}["E2"] == "WEST"


def test_one_can_step_between_the_first_points_and_today(shop: Database) -> None:
    assert (look(shop).previous_on, look(shop).next_on) == (dt.date(2026, 2, 1), dt.date(2026, 4, 1))
    assert look(shop, on=dt.date(2026, 2, 1)).previous_on is None
    assert look(shop, on=None).next_on is None
    assert (look(shop, period="all").previous_on, look(shop, period="all").next_on) == (None, None)


def test_a_closed_period_is_final(shop: Database) -> None:
    assert not look(shop).is_final
    close_through(shop, dt.date(2026, 3, 31))
    assert look(shop).is_final


def test_teams_are_ranked_per_head(shop: Database) -> None:
    rows = look(shop, "teams", measure="per_head").rows
    assert {row.code: (row.score, row.heads) for row in rows} == {
        "WEST": (Decimal("7.50"), 2),
        "ALL": (Decimal("5.83"), 6),
        "EAST": (Decimal("5.00"), 4),
    }
    assert [row.rank for row in rows] == [1, 2, 3]
    assert rows[2].share == pytest.approx(5 / 7.5)


@pytest.mark.parametrize("measure", ["total", "per_head"])
@pytest.mark.parametrize("subject", ["employees", "teams", "customers"])
@pytest.mark.parametrize("team", [None, "EAST"])
def test_a_ranked_board_is_the_board_of_the_api(versions: Database, subject: str, measure: str, team: str | None) -> None:
    for period, on in (("month", dt.date(2026, 1, 9)), ("week", dt.date(2026, 1, 14)), ("all", None)):
        asked: dict[str, Any] = {"subject": subject, "period": period, "on": on, "measure": measure, "team": team, "now": at(400)}
        whole = standings.board(versions, COMMAND_LINE, limit=1000, **asked)
        page = page_from(ranked(versions, COMMAND_LINE, **asked), top=1000)
        told = [(row.rank, row.code, row.name, row.score, row.change) for row in page.rows]
        assert told == [(row.rank, row.code, row.name, row.score, row.change) for row in whole.rows]
        assert (page.total, page.updated_at, page.is_final) == (len(whole.rows), whole.updated_at, whole.is_final)


# customers ------------------------------------------------------------------------------------------------------------------------


def test_a_board_too_long_to_keep_still_has_my_row(shop: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = look(shop, "customers", me="C1").me
    monkeypatch.setattr(boards, "FIRST_PAGE", 2)
    board = ranked(shop, COMMAND_LINE, subject="customers", period="month", on=MARCH, now=NOW)
    assert (board.total, board.is_whole, board.frame.height) == (5, False, 2)
    page = look(shop, "customers", me="C1")
    assert (page.total, page.me, page.around) == (5, kept, (kept,))
    assert kept is not None
    assert (kept.rank, kept.score, kept.within, kept.share) == (5, 10, "E1", 0.2)
    assert look(shop, "customers", me="C6").me is None


def test_customers_are_those_in_reach(shop: Database) -> None:
    assert places(look(shop, "customers", actor=user(shop, Role.EMPLOYEE, "E2")).rows) == [(1, "C2")]
    assert places(look(shop, "customers", actor=user(shop, Role.MANAGER, None, "WEST")).rows) == [(1, "C5")]
    assert places(look(shop, "customers", team="EAST").rows) == [(1, "C4"), (2, "C3"), (3, "C2"), (4, "C1")]
    assert {row.within_code for row in look(shop, "customers").rows} == {"E1", "E2", "E3", "E4", "E5"}


def test_readers_share_a_board_where_they_see_the_same(shop: Database) -> None:
    one, other = user(shop, Role.EMPLOYEE, "E1"), user(shop, Role.EMPLOYEE, "E2")
    assert shared_by(one, "employees") == shared_by(other, "employees") == shared_by(COMMAND_LINE, "customers")
    assert shared_by(one, "customers") != shared_by(other, "customers")
    assert shared_by(user(shop, Role.MANAGER), "customers") == shared_by(user(shop, Role.ADMIN), "customers")


def test_who_may_not_read_a_board_is_refused(shop: Database) -> None:
    for subject in ("employees", "customers"):
        with pytest.raises(Forbidden):
            look(shop, subject, actor=user(shop, Role.SCREEN))
    with pytest.raises(Forbidden):
        look(shop, actor=Actor("key:crm", frozenset({Scope.ACTIVITIES_WRITE})))
    board = ranked(shop, COMMAND_LINE, subject="customers", period="month", on=MARCH, now=NOW)
    with pytest.raises(Forbidden):
        boards.customer_row(shop, user(shop, Role.EMPLOYEE, "E2"), board, "C1", now=NOW)


@pytest.mark.parametrize("wrong", [{"subject": "dogs"}, {"period": "fortnight"}, {"measure": "average"}, {"on": dt.date(1, 1, 1)}])
def test_a_question_that_makes_no_sense_is_refused(shop: Database, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        look(shop, **wrong)


def test_an_unknown_team_is_refused(shop: Database) -> None:
    with pytest.raises(Unknown):
        look(shop, team="NOWHERE")
