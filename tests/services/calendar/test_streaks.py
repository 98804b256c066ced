"""Streaks of employees: what breaks one, and what does not."""

import datetime as dt
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

import pytest

from db.engine import Database
from scoring.periods import micros
from services import organising
from services.access import COMMAND_LINE, Actor, Role
from services.activities.reversing import reverse
from services.calendar import days_off
from services.calendar.streaks import Streak, streak
from services.errors import Forbidden, Unknown
from services.people import people
from tests.conftest import MakeDatabase
from tests.promises.history import ZONE, found, rule, send
from tests.services.tuning.replays import plain

LATE = 24 * 500


def noon(day: dt.date) -> int:
    return micros(dt.datetime.combine(day, dt.time(12), ZoneInfo(ZONE)))


def visits(days: Iterable[dt.date], employee: str = "E1") -> list[dict[str, object]]:
    return [
        {
            "type": "visit",
            "source": "test",
            "external_id": f"{employee} {day}",
            "occurred_at": f"{day}T11:00:00+08:00",
            "employee": employee,
        }
        for day in days
    ]


def span(first: str, last: str) -> list[dt.date]:
    start, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return [start + dt.timedelta(days=n) for n in range((end - start).days + 1)]


def weekdays(first: str, last: str) -> list[dt.date]:
    return [day for day in span(first, last) if day.weekday() < 5]


def seen(database: Database, on: str, code: str = "E1", actor: Actor = COMMAND_LINE) -> Streak:
    return streak(database, actor, code, now=noon(dt.date.fromisoformat(on)))


@pytest.fixture
def shop(database: Database) -> Database:
    found(database, plain())
    return database


def test_without_a_plan_nothing_earns_and_no_streak_begins(database: Database) -> None:
    found(database, None)
    send(database, visits(weekdays("2026-01-12", "2026-01-16")), hours=LATE)
    assert seen(database, "2026-01-16") == Streak(0, 0, has_today=False, is_free_today=False)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
def test_weekends_are_passed_over_and_work_on_them_counts(shop: Database) -> None:
    send(shop, visits(weekdays("2026-01-05", "2026-01-14")), hours=LATE)
    assert seen(shop, "2026-01-14") == Streak(8, 8, has_today=True, is_free_today=False)
    send(shop, visits([dt.date(2026, 1, 10)]), hours=LATE)
    assert seen(shop, "2026-01-14").days == 9


def test_today_breaks_nothing_until_it_is_over(shop: Database) -> None:
    send(shop, visits(weekdays("2026-01-05", "2026-01-13")), hours=LATE)
    assert seen(shop, "2026-01-14") == Streak(7, 7, has_today=False, is_free_today=False)
    assert seen(shop, "2026-01-15") == Streak(0, 7, has_today=False, is_free_today=False)


def test_on_a_free_day_nothing_need_be_done(shop: Database) -> None:
    send(shop, visits(weekdays("2026-01-05", "2026-01-09")), hours=LATE)
    assert seen(shop, "2026-01-11") == Streak(5, 5, has_today=False, is_free_today=True)


def test_the_chinese_new_year_breaks_nothing_but_the_saturday_worked_for_it_does(shop: Database) -> None:
    before, after = weekdays("2026-02-09", "2026-02-13"), weekdays("2026-02-24", "2026-02-27")
    send(shop, visits([*before, dt.date(2026, 2, 14), *after]), hours=LATE)
    assert seen(shop, "2026-02-27").days == 10
    assert seen(shop, "2026-03-01").days == 0, "Saturday 28 February is worked in exchange"
    send(shop, visits(weekdays("2026-02-09", "2026-02-27"), "E2"), hours=LATE)
    assert seen(shop, "2026-02-18", "E2").longest == 5, "Saturday 14 February was missed, whatever was done in the holidays"


def test_a_country_of_another_calendar_has_other_free_days(shop: Database) -> None:
    organising.change(shop, COMMAND_LINE, {"holidays": None})
    send(shop, visits(weekdays("2026-02-09", "2026-02-13")), hours=LATE)
    assert seen(shop, "2026-02-18").days == 0
    organising.change(shop, COMMAND_LINE, {"holidays": "CN", "working_days": [1, 2, 3, 4]})
    assert seen(shop, "2026-02-13").is_free_today, "Fridays are free now"


def test_a_leap_day_is_a_day(shop: Database) -> None:
    organising.change(shop, COMMAND_LINE, {"holidays": None, "working_days": [1, 2, 3, 4, 5, 6, 7]})
    send(shop, visits([*span("2024-02-26", "2024-02-28"), *span("2024-03-01", "2024-03-02")]), hours=LATE)
    assert seen(shop, "2024-03-02").days == 2
    send(shop, visits([dt.date(2024, 2, 29)]), hours=LATE)
    assert seen(shop, "2024-03-02").days == 6


def test_a_streak_begins_with_the_first_day_at_work(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E1", {"joined_on": "2026-01-14"})
    assert seen(shop, "2026-01-14").days == 0
    send(shop, visits([dt.date(2026, 1, 14)]), hours=LATE)
    assert seen(shop, "2026-01-14") == Streak(1, 1, has_today=True, is_free_today=False)


def test_who_left_keeps_the_streak_of_the_last_day(shop: Database) -> None:
    send(shop, visits(weekdays("2026-01-05", "2026-01-14")), hours=LATE)
    people.put_employee(shop, COMMAND_LINE, "E1", {"left_on": "2026-01-14"})
    assert seen(shop, "2026-01-28").days == 8
    people.put_employee(shop, COMMAND_LINE, "E1", {"left_on": "2026-01-15"})
    assert seen(shop, "2026-01-28").days == 0, "on the last day nothing was done"


def test_what_is_taken_back_counts_no_longer(shop: Database) -> None:
    send(shop, visits(weekdays("2026-01-05", "2026-01-09")), hours=LATE)
    reverse(shop, COMMAND_LINE, "test", "E1 2026-01-07", reason="test")
    assert seen(shop, "2026-01-09").days == 2


def test_points_that_others_brought_make_no_streak(database: Database) -> None:
    found(database, plain(rule("win", "win", "team", award={"to": "team", "points": 10})))
    send(database, [one | {"type": "win"} for one in visits(weekdays("2026-01-05", "2026-01-09"), "E2")], hours=LATE)
    assert (seen(database, "2026-01-09").days, seen(database, "2026-01-09", "E2").days) == (0, 5)


def test_a_persons_own_day_off_is_passed_over_by_their_streak_alone(shop: Database) -> None:
    for code in ("E1", "E2"):
        send(shop, visits([day for day in weekdays("2026-01-05", "2026-01-14") if day.day not in (8, 9)], code), hours=LATE)
    days_off.add(shop, COMMAND_LINE, {"employee": "E1", "first": "2026-01-08", "last": "2026-01-09"})
    assert (seen(shop, "2026-01-14").days, seen(shop, "2026-01-14", "E2").days) == (6, 3)


def test_a_streak_of_more_than_a_year_is_followed_to_its_beginning(shop: Database) -> None:
    organising.change(shop, COMMAND_LINE, {"holidays": None})
    days = weekdays("2025-01-06", "2026-05-29")
    send(shop, visits(days), hours=LATE)
    assert seen(shop, "2026-05-29") == Streak(len(days), len(days), has_today=True, is_free_today=False)


@pytest.fixture(scope="module")
def two(sqlite_databases: MakeDatabase) -> Iterator[Database]:
    opened = Database.open(sqlite_databases())
    found(opened, plain())
    yield opened
    opened.close()


def test_ones_own_is_told_and_nobody_elses(two: Database) -> None:
    with two.read() as session:
        numbers = dict(session.rows("SELECT code, id FROM account"))
    clerk = Actor("user:x", role=Role.EMPLOYEE, employee_id=numbers["E1"])
    assert seen(two, "2026-01-09", "E1", clerk).days == 0
    with pytest.raises(Forbidden):
        seen(two, "2026-01-09", "E2", clerk)
    with pytest.raises(Unknown):
        seen(two, "2026-01-09", "E99")
