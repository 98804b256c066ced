"""One employee at a glance: place, the next places on either side, and by how much."""

import datetime as dt

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.boards import standings
from services.boards.glancing import Glance, glance, glance_from, standings_frame
from services.errors import Forbidden, Invalid, Unknown
from services.people import people
from tests.promises.history import act, at, found, send
from tests.services.boards.test_boards import PLAN, visits

MARCH = dt.date(2026, 3, 15)
NOW = at(3000)


@pytest.fixture
def shop(database: Database) -> Database:
    """In March E2 and E5 have 15 points, E1 has 5, the others none; in February E1 had 15."""
    found(database, PLAN)
    sent = visits("E1", "2026-02-10", 3, 0) + visits("E1", "2026-03-10", 1, 10)
    send(database, sent + visits("E2", "2026-03-10", 3, 20) + visits("E5", "2026-03-11", 3, 30), hours=3000)
    return database


def look(database: Database, code: str, kind: str = "month", on: dt.date | None = MARCH, **more: int) -> Glance:
    return glance(database, COMMAND_LINE, code, kind=kind, on=on, now=more.get("now", NOW))


def test_a_glance_says_place_score_and_team(shop: Database) -> None:
    seen = look(shop, "E1")
    assert (seen.name, seen.team_code, seen.team, seen.period.key, seen.is_final) == ("E1", "EAST", "EAST", "2026-03", False)
    assert (seen.score, seen.rank, seen.of, seen.change, seen.sharing) == (5, 3, 6, -2, 0)


def test_the_next_place_is_reached_by_as_many_points_as_it_has(shop: Database) -> None:
    ahead, behind = look(shop, "E1").ahead, look(shop, "E1").behind
    assert ahead is not None
    assert behind is not None
    assert (ahead.rank, ahead.code, ahead.names, ahead.holders, ahead.gap) == (1, "E5", ("E2", "E5"), 2, 10)
    assert (behind.rank, behind.code, behind.names, behind.holders, behind.gap) == (4, "E3", ("E3", "E4", "E6"), 3, 5)


def test_those_who_share_a_place_are_neither_ahead_nor_behind(shop: Database) -> None:
    first = look(shop, "E2")
    assert (first.rank, first.sharing, first.ahead, first.lead) == (1, 1, None, 0)
    assert first.behind is not None
    assert (first.behind.code, first.behind.gap) == ("E1", 10)
    last = look(shop, "E4")
    assert (last.rank, last.sharing, last.behind, last.lead) == (4, 2, None, None)


def test_who_is_first_alone_knows_the_lead(shop: Database) -> None:
    send(shop, visits("E2", "2026-03-12", 1, 50), hours=3001)
    first = look(shop, "E2")
    assert (first.rank, first.sharing, first.ahead, first.lead) == (1, 0, None, 5)


def test_what_was_earned_today_counts_in_the_running_periods_alone(shop: Database) -> None:
    send(shop, [act(60, hours=2999, employee="E3"), act(61, hours=2980, employee="E3")], hours=3000)
    assert [look(shop, "E3", kind, None).today for kind in ("day", "week", "month", "all")] == [5, 5, 5, 5]
    assert look(shop, "E1", "month", None).today == 0
    assert look(shop, "E3").today is None


def test_who_did_not_work_in_the_period_has_no_place(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E1", {"left_on": "2026-02-28"})
    gone = look(shop, "E1")
    assert (gone.rank, gone.of, gone.score, gone.ahead, gone.behind, gone.lead, gone.team) == (None, 5, 5, None, None, None, "EAST")
    people.put_employee(shop, COMMAND_LINE, "E9", {"name": "New", "joined_on": "2026-04-01"})
    assert (look(shop, "E9").rank, look(shop, "E9").team) == (None, None)


def test_alone_on_the_board_there_is_nobody_on_either_side(database: Database) -> None:
    found(database, PLAN)
    for number in range(2, 7):
        people.put_employee(database, COMMAND_LINE, f"E{number}", {"left_on": "2025-12-31"})
    seen = look(database, "E1")
    assert (seen.rank, seen.of, seen.ahead, seen.behind, seen.lead, seen.change) == (1, 1, None, None, None, 0)


def test_every_glance_agrees_with_the_board(versions: Database) -> None:
    for kind, on in (("month", dt.date(2026, 1, 9)), ("week", dt.date(2026, 1, 14)), ("all", None), ("day", dt.date(2026, 1, 8))):
        rows = standings.board(versions, COMMAND_LINE, subject="employees", period=kind, on=on, now=at(400)).rows
        scores = {row.code: int(row.score) for row in rows}
        for row in rows:
            seen = glance(versions, COMMAND_LINE, row.code, kind=kind, on=on, now=at(400))
            better = [s for s in scores.values() if s > row.score]
            worse = [s for s in scores.values() if s < row.score]
            assert (seen.rank, seen.score, seen.change, seen.of) == (row.rank, row.score, row.change, len(rows))
            assert (seen.ahead and seen.ahead.gap) == (min(better) - row.score if better else None)
            assert (seen.behind and seen.behind.gap) == (row.score - max(worse) if worse else None)
            assert seen.sharing == len(rows) - len(better) - len(worse) - 1


def test_a_glance_at_a_board_that_is_kept_asks_nothing(shop: Database) -> None:
    board = standings_frame(shop, COMMAND_LINE, kind="month", on=MARCH, now=NOW)
    today = standings_frame(shop, COMMAND_LINE, kind="day", now=NOW)
    assert glance_from(board, "E1", today=today) == look(shop, "E1")
    assert glance_from(board, "nobody") is None


def test_who_may_not_look_is_refused(shop: Database) -> None:
    assert glance(shop, Actor("user:e", role=Role.EMPLOYEE), "E1", kind="month", on=MARCH, now=NOW).rank == 3
    with pytest.raises(Forbidden):
        glance(shop, Actor("key:crm", frozenset({Scope.ACTIVITIES_WRITE})), "E1", kind="month")
    with pytest.raises(Unknown):
        look(shop, "nobody")
    with pytest.raises(Invalid):
        look(shop, "E1", "fortnight")
