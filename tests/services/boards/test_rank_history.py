"""Rank over time: the places of the last periods, of the best of now and of the reader."""

import datetime as dt
from typing import Any

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.boards.rank_history import RankHistory, lines, rank_history
from services.errors import Forbidden, Invalid, Unknown
from services.people import people
from tests.promises.history import found, send
from tests.services.boards.test_boards import PLAN, visits

NOW = 1_777_600_000_000_000  # May 2026


@pytest.fixture
def shop(database: Database) -> Database:
    """E1 was first in February, E2 in March and April; E5 has points in March alone."""
    found(database, PLAN)
    sent = visits("E1", "2026-02-10", 3, 0) + visits("E2", "2026-02-11", 1, 10)
    sent += visits("E2", "2026-03-10", 3, 20) + visits("E1", "2026-03-11", 2, 30) + visits("E5", "2026-03-12", 1, 40)
    sent += visits("E2", "2026-04-10", 2, 50) + visits("E1", "2026-04-11", 1, 60)
    send(database, sent, hours=3000)
    return database


def look(database: Database, **more: Any) -> RankHistory:
    asked = {"subject": "employees", "kind": "month", "on": dt.date(2026, 4, 20)} | more
    return rank_history(database, more.pop("actor", COMMAND_LINE), **{k: v for k, v in asked.items() if k != "actor"}, now=NOW)


def test_everybody_has_a_place_in_each_period_since_the_first_points(shop: Database) -> None:
    history = look(shop)
    assert [period.key for period in history.periods] == ["2026-02", "2026-03", "2026-04"]
    assert (history.places["E1"], history.places["E2"], history.places["E5"]) == ((1, 2, 2), (2, 1, 1), (3, 3, 3))
    assert history.best == ("E2", "E1")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_last_periods_can_be_fewer_and_end_earlier(shop: Database) -> None:
    assert [p.key for p in look(shop, periods=2).periods] == ["2026-03", "2026-04"]
    assert [p.key for p in look(shop, on=dt.date(2026, 3, 1)).periods] == ["2026-02", "2026-03"]
    assert look(shop, on=dt.date(2026, 5, 1)).best == ("E2", "E1"), "nobody has points yet: those of the month before"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_reader_has_a_line_of_their_own(shop: Database) -> None:
    history = look(shop)
    assert [(line.code, line.is_me) for line in lines(history, me="E5")] == [("E2", False), ("E1", False), ("E5", True)]
    assert [(line.code, line.name, line.is_me) for line in lines(history, me="E1", my_name="Me")] == [
        ("E2", "E2", False),
        ("E1", "Me", True),
    ]
    assert [line.code for line in lines(history, me="nobody")] == ["E2", "E1"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_was_not_there_yet_has_no_place(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E7", {"name": "E7", "joined_on": "2026-03-05"})
    assert look(shop).places["E7"][0] is None
    assert None not in look(shop).places["E7"][1:]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_teams_and_narrowed_boards_have_a_history_too(shop: Database) -> None:
    assert look(shop, subject="teams", measure="per_head").places["EAST"][-1] == 1
    assert look(shop, by="type:visit").places["E2"] == (2, 1, 1)
    assert set(look(shop, team="WEST").places) == {"E5", "E6"}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("wrong", [{"subject": "customers"}, {"kind": "all"}, {"kind": "custom"}, {"periods": 1}, {"measure": "luck"}])
def test_a_question_that_makes_no_sense_is_refused(shop: Database, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        look(shop, **wrong)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_may_not_read_boards_is_refused(shop: Database) -> None:
    for actor in (Actor("user:s", role=Role.SCREEN), Actor("key:crm", frozenset({Scope.ACTIVITIES_WRITE}))):
        with pytest.raises(Forbidden):
            look(shop, actor=actor)
    with pytest.raises(Unknown):
        look(shop, team="NOWHERE")
