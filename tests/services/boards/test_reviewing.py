"""Reviews: what a period that is over was for an employee."""

import datetime as dt
from collections.abc import Iterator

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.boards.reviewing import Review, offered, read_period, review
from services.errors import Forbidden, Invalid, Unknown
from services.people import people
from tests.conftest import MakeDatabase
from tests.promises.history import act, at, close_through, found, rule, send
from tests.services.tuning.replays import VISIT, plain

NOW = at(24 * 60)
"""Friday 6 March 2026."""
DEAL = rule("deal", "deal", award={"to": "employee", "points": 50})
TIERS = {"employee": [{"key": "l1", "from": 0}, {"key": "l2", "from": 100}, {"key": "l3", "from": 1_000}]}


def lived(database: Database) -> Database:
    """In January E1 has 50 points and E2 15; in February E1 has 135, of which 60 on one day, E2 150, E6 of WEST 5; in March E1 a deal."""
    found(database, plain(VISIT, DEAL, tiers=TIERS))
    sent = [act(1, "deal", 24), *(act(10 + n, hours=24 * n, employee="E2") for n in range(3))]
    sent += [act(20 + n, hours=24 * (28 + n)) for n in range(5)]
    sent += [act(30, "deal", 24 * 37), act(31, "visit", 24 * 37), act(32, "visit", 24 * 37 + 1), act(33, "deal", 24 * 40)]
    sent += [act(40 + n, "deal", 24 * 37, employee="E2") for n in range(3)] + [act(50, hours=24 * 37, employee="E6")]
    send(database, [*sent, act(60, "deal", 24 * 57)], hours=24 * 60)
    return database


@pytest.fixture(scope="module")
def shop(sqlite_databases: MakeDatabase) -> Iterator[Database]:
    opened = Database.open(sqlite_databases())
    yield lived(opened)
    opened.close()


def look(database: Database, key: str = "2026-02", code: str = "E1", actor: Actor = COMMAND_LINE) -> Review:
    return review(database, actor, code, key, now=NOW)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_month_is_told_whole(request: pytest.FixtureRequest, engine: str) -> None:
    database = Database.open(request.getfixturevalue("sqlite_databases" if engine == "sqlite" else "postgres_databases")())
    seen = look(lived(database))
    assert (seen.period.key, seen.is_final, seen.score, seen.rank, seen.of) == ("2026-02", False, 135, 2, 6)
    assert seen.before is not None
    assert (seen.before.period.key, seen.before.score, seen.before.rank) == ("2026-01", 50, 1)
    assert (seen.best_on, seen.best) == (dt.date(2026, 2, 11), 60)
    assert [(part.rule, part.score, part.entries) for part in seen.earned] == [("deal", 100, 2), ("visit", 35, 7)]
    assert seen.level is not None
    assert seen.level.key == "l2"
    assert seen.team is not None
    others = look(database, code="E6").team
    assert others is not None
    places = [(team.code, team.rank, team.of) for team in (seen.team, others)]
    assert places == [("EAST", 1, 2), ("WEST", 2, 2)], "the team above both is on another level"
    assert (len(seen.days), sum(seen.days)) == (28, 135)
    database.close()


def test_the_longest_streak_is_that_within_the_period(shop: Database) -> None:
    assert look(shop).streak == 5
    assert look(shop, "2026-W06").streak == 5


def test_a_level_that_was_reached_before_is_not_told_again(shop: Database) -> None:
    assert look(shop, "2026-02", "E2").level is not None
    assert look(shop, "2026-01").level is None


def test_the_ended_periods_since_the_first_points_are_offered_to_look_back_at(shop: Database) -> None:
    keys = [period.key for period in look(shop).others]
    assert keys == ["2026-02", "2026-01", *(f"2026-W{n:02d}" for n in range(9, 1, -1))]


def test_a_period_before_anybody_had_points_is_compared_with_nothing(shop: Database) -> None:
    assert look(shop, "2026-01").before is None


def test_who_did_nothing_has_a_review_without_a_best_day(shop: Database) -> None:
    seen = look(shop, "2026-01", "E3")
    assert (seen.score, seen.rank, seen.best_on, seen.earned, seen.streak) == (0, 3, None, (), 0)


def test_it_is_final_when_the_period_is_closed(database: Database) -> None:
    lived(database)
    close_through(database, dt.date(2026, 2, 28))
    assert look(database).is_final


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_was_not_there_has_no_place(database: Database) -> None:
    lived(database)
    people.put_employee(database, COMMAND_LINE, "E4", {"joined_on": "2026-03-02"})
    seen = look(database, "2026-02", "E4")
    assert (seen.rank, seen.of, seen.before, seen.team) == (None, 5, None, None)
    assert [period.key for period in seen.others] == []


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("2026-03", "not over yet"),
        ("2026-Q1", "not over yet"),
        ("2025", "Weeks, months and quarters are reviewed"),
        ("soon", "Weeks, months and quarters are reviewed"),
        ("2026-W99", "Weeks, months and quarters are reviewed"),
    ],
)
def test_what_has_no_review_is_refused_in_a_sentence(shop: Database, key: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        look(shop, key)


def test_it_is_for_whoever_may_read_the_points(shop: Database) -> None:
    with shop.read() as session:
        numbers = dict(session.rows("SELECT code, id FROM account"))
    clerk = Actor("user:x", role=Role.EMPLOYEE, employee_id=numbers["E1"])
    assert look(shop, actor=clerk).rank == 2
    with pytest.raises(Forbidden):
        look(shop, code="E2", actor=clerk)
    with pytest.raises(Unknown):
        look(shop, code="E99")


@pytest.mark.parametrize(
    ("today", "key"),
    [
        ("2026-03-01", "2026-02"),
        ("2026-03-05", "2026-02"),
        ("2026-03-06", "2026-W09"),
        ("2026-03-07", None),
        ("2026-04-02", "2026-Q1"),
        ("2026-04-06", "2026-W14"),
    ],
)
def test_the_longest_period_that_ended_in_the_last_five_days_is_offered(today: str, key: str | None) -> None:
    period = offered(dt.date.fromisoformat(today), first_weekday=1)
    assert (period.key if period else None) == key


def test_a_week_may_begin_on_sunday() -> None:
    assert read_period("2026-W09", dt.date(2026, 3, 6), first_weekday=7).first_weekday == 7
