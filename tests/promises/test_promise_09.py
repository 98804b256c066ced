"""A business day is computed once, in the organisation's zone; days of 23 and 25 hours are days."""

import datetime as dt

import pytest

from db.engine import Database
from scoring.periods import day_date
from services.access import COMMAND_LINE
from services.boards.standings import board
from services.ledger.verifying import verify
from tests.promises.history import act, close_through, day_of, found, rule, send

PLAN = {"name": "One", "rules": [rule("r", "visit", award={"to": "employee", "points": 1}, limits=[{"per": "day", "times": 2}])]}


def stored(database: Database, column: str = "occurred_on") -> list[str]:
    with database.read() as session:
        return [day_date(row[0]).isoformat() for row in session.rows(f"SELECT {column} FROM ledger_entry ORDER BY id")]


@pytest.mark.parametrize(
    ("zone", "instant", "day"),
    [
        ("Asia/Shanghai", "2025-12-31T15:59:59.999999Z", "2025-12-31"),
        ("Asia/Shanghai", "2025-12-31T16:00:00Z", "2026-01-01"),
        ("America/New_York", "2025-03-09T04:59:59Z", "2025-03-08"),
        ("America/New_York", "2025-03-09T05:00:00Z", "2025-03-09"),
        ("America/New_York", "2025-03-10T03:59:59Z", "2025-03-09"),
        ("America/New_York", "2025-03-10T04:00:00Z", "2025-03-10"),
        ("America/New_York", "2025-11-03T04:59:59Z", "2025-11-02"),
        ("America/New_York", "2025-11-03T05:00:00Z", "2025-11-03"),
        ("Australia/Lord_Howe", "2025-04-05T12:59:59Z", "2025-04-05"),
        ("Australia/Lord_Howe", "2025-04-05T13:00:00Z", "2025-04-06"),
        ("Australia/Lord_Howe", "2025-04-06T13:29:59Z", "2025-04-06"),
        ("Australia/Lord_Howe", "2025-04-06T13:30:00Z", "2025-04-07"),
    ],
)
def test_an_activity_belongs_to_the_day_on_the_organisation_s_calendar(database: Database, zone: str, instant: str, day: str) -> None:
    found(database, PLAN, timezone=zone)
    send(database, [act(1) | {"occurred_at": instant}])
    assert stored(database) == [day]
    assert verify(database, COMMAND_LINE).offence is None


def test_a_limit_per_day_counts_the_25_hours_of_a_long_day(database: Database) -> None:
    found(database, PLAN, timezone="America/New_York")
    instants = ["2025-11-02T04:00:00Z", "2025-11-02T16:00:00Z", "2025-11-03T04:59:00Z", "2025-11-03T05:00:00Z"]
    outcomes = send(database, [act(n) | {"occurred_at": text} for n, text in enumerate(instants)])
    assert [bool(o.points) for o in outcomes] == [True, True, False, True]


def test_weeks_begin_on_monday(database: Database) -> None:
    found(database, PLAN)
    send(database, [act(1) | {"occurred_at": "2026-01-04T15:59:59Z"}, act(2) | {"occurred_at": "2026-01-04T16:00:00Z"}])
    shown = [
        board(database, COMMAND_LINE, subject="employees", period="week", on=day).rows[0].score
        for day in (dt.date(2026, 1, 4), dt.date(2026, 1, 5))
    ]
    assert shown == [1, 1]


def test_what_is_recorded_late_is_booked_on_the_day_of_its_recording(database: Database) -> None:
    found(database, PLAN)
    close_through(database, day_date(day_of(24)))
    send(database, [act(1, hours=0), act(2, hours=48)], hours=100)
    assert stored(database) == [day_date(day_of(h)).isoformat() for h in (0, 48)]
    assert stored(database, "booked_on") == [day_date(day_of(h)).isoformat() for h in (100, 48)]
    assert verify(database, COMMAND_LINE).offence is None
