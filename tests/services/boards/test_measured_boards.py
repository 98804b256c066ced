"""Boards that everyone can win: by improvement on one's own average, and of days of one's own choice."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.engine import Database
from scoring.periods import Period, PeriodKind, day_number, period_of
from services import organising
from services.access import COMMAND_LINE
from services.boards import standings
from services.boards.boards import page_from
from services.boards.improving import percent_more
from services.calendar import days_off
from services.errors import Invalid
from services.people import people
from tests.promises.history import at, close_through, found, send
from tests.services.boards.naive import board, rows, scores, today, world_of
from tests.services.boards.test_boards import PLAN, visits

HOLIDAY = dt.date(2026, 4, 6)
APRIL = {"period": "month", "on": dt.date(2026, 4, 10), "now": at(24 * 94)}  # 9 April
SPANS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"period": "month", "on": dt.date(2026, 1, 9)}, {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 1, 31)}),
    ({"period": "week", "on": dt.date(2026, 1, 14)}, {"first": dt.date(2026, 1, 12), "last": dt.date(2026, 1, 18)}),
    ({"period": "year", "on": dt.date(2026, 1, 14)}, {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 12, 31)}),
    ({"period": "day", "on": dt.date(2026, 1, 14)}, {"first": dt.date(2026, 1, 14), "last": dt.date(2026, 1, 14)}),
]


@pytest.mark.parametrize(("calendar", "chosen"), SPANS, ids=lambda asked: str(asked.get("period", "")))
@pytest.mark.parametrize("subject", ["employees", "teams"])
def test_days_of_a_calendar_period_give_its_board(
    versions: Database, subject: str, calendar: dict[str, Any], chosen: dict[str, Any]
) -> None:
    for more in ({}, {"by": "category:outcome"}, {"team": "EAST"}, {"measure": "per_head"}):
        one, other = board(versions, subject, **calendar, **more), board(versions, subject, period="custom", **chosen, **more)
        assert other.frame.drop("change").equals(one.frame.drop("change"))
        assert (one.is_final, one.total, one.earliest_on) == (other.is_final, other.total, other.earliest_on)


def test_any_days_are_the_days_summed(versions: Database) -> None:
    first, last = dt.date(2026, 1, 8), dt.date(2026, 1, 27)
    each = [scores(board(versions, period="day", on=first + dt.timedelta(days=n))) for n in range((last - first).days + 1)]
    summed = {code: sum(day[code] for day in each) for code in each[0]}
    assert scores(board(versions, period="custom", first=first, last=last)) == summed
    assert scores(board(versions, period="custom", first=first, last=last, by="category:outcome")) != summed


def test_days_are_compared_with_as_many_before(versions: Database) -> None:
    later, before = (dt.date(2026, 1, 15), dt.date(2026, 1, 21)), (dt.date(2026, 1, 8), dt.date(2026, 1, 14))
    now, then = (board(versions, period="custom", first=first, last=last) for first, last in (later, before))
    ranks = dict(then.frame.select("code", "rank").iter_rows())
    assert [row["change"] for row in now.frame.to_dicts()] == [ranks[row["code"]] - row["rank"] for row in now.frame.to_dicts()]
    assert now.period.key == "2026-01-15..2026-01-21"
    assert now.previous_on == before[0]


# improvement ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shop(database: Database) -> Database:
    """E1 made more each month, E2 less, E3 came in April, E4 in the middle of February, E5 left in March; points since 10 January.

    Nobody works at weekends and on 6 April; E2 was away for the first week of March.
    """
    found(database, PLAN)
    organising.change(database, COMMAND_LINE, {"holidays": None}, now=at(0))
    days_off.add(database, COMMAND_LINE, {"first": HOLIDAY.isoformat(), "last": HOLIDAY.isoformat(), "label": "Easter"}, now=at(24 * 60))
    days_off.add(database, COMMAND_LINE, {"first": "2026-03-02", "last": "2026-03-06", "label": "Away", "employee": "E2"}, now=at(24 * 60))
    joined = {"E3": "2026-04-01", "E4": "2026-02-13"}
    people.put_employees(database, COMMAND_LINE, [{"code": code, "joined_on": day} for code, day in joined.items()], now=at(0))
    sent = [
        visits(employee, day, count, 10 * number)
        for number, (employee, day, count) in enumerate(
            [
                ("E1", "2026-01-10", 1),
                ("E1", "2026-02-10", 2),
                ("E1", "2026-03-10", 3),
                ("E1", "2026-04-03", 4),
                ("E2", "2026-01-12", 4),
                ("E2", "2026-03-12", 2),
                ("E2", "2026-04-08", 1),
                ("E3", "2026-04-08", 6),
                ("E4", "2026-02-20", 2),
                ("E4", "2026-03-20", 1),
                ("E4", "2026-04-02", 4),
                ("E5", "2026-02-22", 2),
            ]
        )
    ]
    send(database, [one for part in sent for one in part], hours=24 * 94)
    people.put_employee(database, COMMAND_LINE, "E5", {"left_on": "2026-03-20"}, now=at(24 * 94))
    return database


def works(code: str, on: int) -> bool:
    """Whether somebody is at work on a day, but for when they joined and left."""
    day = dt.date(1970, 1, 1) + dt.timedelta(days=on)
    away = code == "E2" and dt.date(2026, 3, 2) <= day <= dt.date(2026, 3, 6)
    return day.weekday() < 5 and day != HOLIDAY and not away


def naive(database: Database, subject: str, period: Period, day: int) -> dict[str, tuple[Fraction, int]]:
    """(pace over average, days at work) of who can be compared, day by day and person by person."""
    directory = world_of(database).directory
    every = rows(database, 0, 40_000)
    since = min(row["booked_on"] for row in every)

    def inside(account: int, on: int, code: str) -> bool:
        if subject == "employees":
            return directory.employees[account].code == code
        return code in [directory.teams[team].code for team in directory.path(directory.team_on(account, on))]

    def of(code: str, one: Period) -> tuple[int, int]:
        staff = list(directory.employees)
        points = sum(
            int(r["score"])
            for r in every
            if r["account_id"] in staff and one.start <= r["booked_on"] < one.end and inside(r["account_id"], r["booked_on"], code)
        )
        present = [
            on
            for on in range(max(one.start, since), min(one.end, day + 1))
            for account in staff
            if directory.employees[account].is_active(on) and works(directory.employees[account].code, on) and inside(account, on, code)
        ]
        return points, len(present)

    answer = {}
    for code in board(
        database, subject, period=period.kind.value, on=dt.date(1970, 1, 1) + dt.timedelta(days=period.start), now=at(24 * 94)
    ).frame["code"]:
        points, days = of(code, period)
        before, before_days, one = 0, 0, period
        for _ in range(3):
            one = one.previous() or one
            earlier = of(code, one)
            if earlier[1] and 2 * earlier[1] >= sum(works("E1", on) for on in range(one.start, one.end)):
                before, before_days = before + earlier[0], before_days + earlier[1]
        if before > 0:
            answer[code] = Fraction(points, days) / Fraction(before, before_days), days
    return answer


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["week", "month", "quarter"])
@pytest.mark.parametrize("subject", ["employees", "teams"])
def test_improvement_is_the_pace_over_the_average_before(shop: Database, subject: str, kind: str) -> None:
    for on in (dt.date(2026, 3, 31), dt.date(2026, 4, 9)):
        found_ = board(shop, subject, period=kind, on=on, measure="improvement", now=at(24 * 94))
        day = day_number(dt.date(2026, 4, 9))
        expected = naive(shop, subject, period_of(PeriodKind(kind), day_number(on)), day)
        told = {row["code"]: (row["rank"], row["percent"], row["days"]) for row in found_.frame.to_dicts()}
        assert told == {
            code: (1 + sum(other > ratio for other, _ in expected.values()), percent_more(ratio), days)
            for code, (ratio, days) in expected.items()
        }


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_improved_most_stands_first_whatever_the_points(shop: Database) -> None:
    found_ = board(shop, measure="improvement", **APRIL)
    page = page_from(found_, me="E1")
    assert [(row.rank, row.code) for row in page.rows] == [(1, "E4"), (2, "E1"), (3, "E2")]
    one = page.rows[1]
    assert (one.score, one.pace, one.average, one.percent, one.is_me) == (20, Decimal("3.33"), Decimal("0.53"), 533, True)
    assert found_.left_out is not None
    assert (found_.left_out.count, found_.left_out.reason, found_.left_out.codes) == (2, "no_average", {"E3", "E6"})
    assert board(shop, **APRIL).left_out is None


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_improvement_of_a_category_and_of_chosen_days(shop: Database) -> None:
    of_all = board(shop, measure="improvement", **APRIL)
    assert board(shop, measure="improvement", by="category:behaviour", **APRIL).frame.equals(of_all.frame)
    assert board(shop, measure="improvement", by="category:outcome", **APRIL).total == 0
    days = board(shop, measure="improvement", period="custom", first=dt.date(2026, 3, 31), last=dt.date(2026, 4, 9), now=APRIL["now"])
    assert days.frame.select("code", "percent").rows() == [("E4", 1100), ("E1", 300), ("E2", 0)]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_closed_period_is_compared_as_any_other(shop: Database) -> None:
    asked = {"measure": "improvement", "on": dt.date(2026, 3, 5), "now": APRIL["now"]}
    before = board(shop, **asked).frame
    close_through(shop, dt.date(2026, 3, 31))
    assert board(shop, **asked).frame.equals(before)
    assert board(shop, **asked).is_final


@settings(deadline=None)
@given(st.fractions(min_value=0, max_value=50))
def test_percent_is_rounded_half_away_from_zero(ratio: Fraction) -> None:
    more = 100 * (ratio - 1)
    assert abs(percent_more(ratio) - more) <= Fraction(1, 2)
    assert percent_more(1 + (ratio - 1)) == -percent_more(1 - (ratio - 1))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "custom"},
        {"period": "custom", "on": dt.date(2026, 1, 1), "first": dt.date(2026, 1, 1)},
        {"period": "custom", "first": dt.date(2026, 1, 2), "last": dt.date(2026, 1, 1)},
        {"period": "custom", "first": dt.date(2020, 1, 2), "last": dt.date(2026, 1, 1)},
        {"period": "custom", "first": dt.date(1969, 1, 2), "last": dt.date(1970, 1, 1)},
        {"period": "month", "first": dt.date(2026, 1, 2)},
        {"measure": "improvement", "period": "day"},
        {"measure": "improvement", "period": "all"},
        {"measure": "target", "period": "custom", "first": dt.date(2026, 1, 2)},
        {"measure": "target", "period": "all"},
        {"measure": "target", "by": "category:outcome"},
        {"measure": "target", "subject": "customers"},
        {"measure": "improvement", "subject": "customers"},
        {"period": "custom", "first": dt.date(2026, 1, 2), "subject": "customers"},
    ],
    ids=str,
)
def test_a_board_that_cannot_be_is_refused(shop: Database, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        board(shop, **wrong)


def test_a_chosen_period_lasts_until_today(versions: Database) -> None:
    assert board(versions, period="custom", first=dt.date(2026, 1, 5)).period.end == today(versions) + 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("measure", ["target", "improvement"])
def test_the_api_keeps_the_measures_of_its_contract(shop: Database, measure: str) -> None:
    with pytest.raises(Invalid, match="measure must be one of total, per_head"):
        standings.board(shop, COMMAND_LINE, subject="employees", period="month", measure=measure)
