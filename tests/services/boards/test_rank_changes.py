"""Rank changes: where everybody stood at the end of an earlier day, as a board of that moment would have shown it."""

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.activities.reversing import reverse
from services.boards.rank_changes import Earlier, Stood, earlier
from services.boards.standings import board
from services.errors import Forbidden, Invalid
from services.people import people
from tests.promises.history import act, at, day_of, found, send
from tests.services.tuning.replays import plain

NOW = at(24 * 20)
"""Sunday 25 January 2026, at ten in the morning."""


def asked(database: Database, kind: str = "month", now: int = NOW, *days_ago: int) -> dict[int, Earlier]:
    return earlier(database, COMMAND_LINE, kind=kind, days_ago=days_ago or (1, 7), now=now)


@pytest.fixture
def shop(database: Database) -> Database:
    """In 20 days E1 makes a visit every second day, E2 one in the last week each day, E3 all of ten on one day."""
    found(database, plain())
    sent = [act(n, hours=24 * n) for n in range(0, 20, 2)]
    sent += [act(100 + n, hours=24 * n, employee="E2") for n in range(13, 21)]
    sent += [act(200 + n, hours=24 * 11 + n / 10, employee="E3") for n in range(10)]
    send(database, sent, hours=24 * 20)
    return database


def test_it_is_what_the_board_would_have_shown_that_day(database: Database) -> None:
    found(database, plain())
    seen = {}
    for day in range(10):
        sent = [act(day * 10 + n, hours=24 * day, employee=f"E{1 + (day * 7 + n * n) % 6}") for n in range(day % 4 + 1)]
        send(database, sent, hours=24 * day + 1)
        rows = board(database, COMMAND_LINE, subject="employees", period="month", now=at(24 * day + 1)).rows
        seen[day_of(24 * day)] = {row.code: Stood(row.rank, int(row.score)) for row in rows}
    told = asked(database, "month", at(24 * 9 + 1), *range(10))
    assert {one.on: one.places for one in told.values()} == seen


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_places_are_gained_since_yesterday_and_since_a_week_ago(shop: Database) -> None:
    yesterday, week = asked(shop)[1], asked(shop)[7]
    assert (yesterday.places["E2"], week.places["E2"]) == (Stood(3, 35), Stood(3, 5))
    assert (week.places["E1"], week.places["E3"]) == (Stood(2, 35), Stood(1, 50))
    assert week.places["E4"] == Stood(4, 0)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_day_before_the_period_began_is_left_out(shop: Database) -> None:
    monday = at(24 * 14)
    assert asked(shop, "week", monday) == {}
    assert asked(shop, "week", at(24 * 15)).keys() == {1}
    assert asked(shop, "month", monday).keys() == {1, 7}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_was_taken_back_since_is_not_counted_and_who_came_later_had_no_place(shop: Database) -> None:
    reverse(shop, COMMAND_LINE, "test", "a0", reason="test", now=NOW)
    assert asked(shop)[7].places["E1"] == Stood(2, 30)
    people.put_employee(shop, COMMAND_LINE, "E6", {"joined_on": "2026-01-22"})
    assert "E6" in asked(shop)[1].places
    assert "E6" not in asked(shop)[7].places


def test_what_comes_today_leaves_it_as_it_is_and_what_comes_late_does_not(shop: Database) -> None:
    before = asked(shop)
    send(shop, [act(900, hours=24 * 20, employee="E4")], hours=24 * 20)
    assert asked(shop)[1] is before[1], "kept, not worked out again"
    send(shop, [act(901, hours=24 * 19, employee="E4")], hours=24 * 20)
    assert asked(shop)[1].places["E4"] == Stood(4, 5)
    assert asked(shop)[7].places["E4"] == Stood(4, 0)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_it_is_for_whoever_reads_boards(shop: Database) -> None:
    with pytest.raises(Forbidden):
        earlier(shop, Actor("user:x", role=Role.SCREEN), kind="month", now=NOW)
    with pytest.raises(Invalid, match="kind must be one of"):
        asked(shop, "fortnight")
