"""A business day is computed once, in the organisation's zone; periods are half open and know their neighbours."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.periods import (
    MICROS_PER_DAY,
    PeriodInvalid,
    PeriodKind,
    business_day,
    business_days,
    day_date,
    day_number,
    micros,
    noon,
    parse_period,
    period_of,
    starts,
    window_starts,
)

DAYS = st.integers(0, 47_000)
ZONES = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC", "Pacific/Apia", "Africa/Casablanca"]


def at(text: str) -> int:
    return micros(dt.datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        ("2026-03-01T15:59:59.999999+00:00", "Asia/Shanghai", "2026-03-01"),
        ("2026-03-01T16:00:00+00:00", "Asia/Shanghai", "2026-03-02"),
        ("2026-03-08T04:59:59+00:00", "America/New_York", "2026-03-07"),
        ("2026-03-08T05:00:00+00:00", "America/New_York", "2026-03-08"),
        ("2026-03-09T03:59:59+00:00", "America/New_York", "2026-03-08"),  # the day of 23 hours is a day
        ("2026-11-01T03:59:59+00:00", "America/New_York", "2026-10-31"),
        ("2026-11-02T04:59:59+00:00", "America/New_York", "2026-11-01"),  # the day of 25 hours is a day
        ("2026-04-04T13:00:00+00:00", "Australia/Lord_Howe", "2026-04-05"),  # clocks go back by half an hour
        ("2026-04-05T13:29:59+00:00", "Australia/Lord_Howe", "2026-04-05"),
        ("2026-04-05T13:30:00+00:00", "Australia/Lord_Howe", "2026-04-06"),
        ("1970-01-01T00:00:00+00:00", "America/New_York", "1969-12-31"),
    ],
)
def test_an_instant_falls_on_the_day_of_the_wall_clock(instant: str, zone: str, day: str) -> None:
    assert day_date(business_day(at(instant), ZoneInfo(zone))).isoformat() == day


@settings(deadline=None)  # the first look at a zone finds all its clock changes
@given(zone=st.sampled_from(ZONES), moments=st.lists(st.integers(0, 47_000 * MICROS_PER_DAY), min_size=1, max_size=20))
def test_a_column_of_instants_gives_the_days_that_single_ones_give(zone: str, moments: list[int]) -> None:
    expected = [business_day(moment, ZoneInfo(zone)) for moment in moments]
    assert business_days(np.array(moments), zone).tolist() == expected


@pytest.mark.parametrize("zone", ZONES)
def test_every_microsecond_around_a_clock_change_is_on_the_right_day(zone: str) -> None:
    from scoring.periods import _offsets

    changes = _offsets(zone)[0][1:]
    moments = np.concatenate([changes + step for step in (-1, 0, 1)]) if len(changes) else np.array([0])
    moments = moments[moments >= 0]
    assert business_days(moments, zone).tolist() == [business_day(int(m), ZoneInfo(zone)) for m in moments]


@pytest.mark.parametrize("zone", ZONES)
@given(day=DAYS)
def test_noon_is_on_its_own_day(zone: str, day: int) -> None:
    try:
        moment = noon(day_date(day), ZoneInfo(zone))
    except OverflowError:
        return
    assert business_day(moment, ZoneInfo(zone)) == day or zone == "Pacific/Apia"  # Apia had no 30 December 2011


@pytest.mark.parametrize(
    ("day", "first_weekday", "key"),
    [
        ("2026-03-02", 1, "2026-W10"),
        ("2026-03-01", 1, "2026-W09"),
        ("2020-12-31", 1, "2020-W53"),
        ("2021-01-03", 1, "2020-W53"),
        ("2021-01-04", 1, "2021-W01"),
        ("2027-01-01", 1, "2026-W53"),
        ("2026-12-28", 1, "2026-W53"),
        ("2024-12-30", 1, "2025-W01"),
        ("2026-03-01", 7, "2026-W10"),  # a week that begins on Sunday bears the name of the ISO week of its Wednesday
    ],
)
def test_a_week_has_the_name_of_its_iso_week(day: str, first_weekday: int, key: str) -> None:
    period = period_of(PeriodKind.WEEK, day_number(dt.date.fromisoformat(day)), first_weekday=first_weekday)
    assert period.key == key
    assert parse_period(key, first_weekday=first_weekday) == period


@given(day=DAYS, kind=st.sampled_from(PeriodKind), first_weekday=st.integers(1, 7))
def test_periods_of_a_kind_share_the_days_without_gap_or_overlap(day: int, kind: PeriodKind, first_weekday: int) -> None:
    period = period_of(kind, day, first_weekday=first_weekday)
    assert period.start <= day < period.end
    assert period_of(kind, period.start, first_weekday=first_weekday) == period
    assert period_of(kind, period.end - 1, first_weekday=first_weekday) == period
    before, after = period.previous(), period.following()
    assert before is None or before.end == period.start or before.start < 0
    assert after is None or after.start == period.end
    assert parse_period(period.key, first_weekday=first_weekday) == period


@given(days=st.lists(DAYS, min_size=1), kind=st.sampled_from(PeriodKind), first_weekday=st.integers(1, 7))
def test_columns_of_days_find_the_starts_that_single_days_find(days: list[int], kind: PeriodKind, first_weekday: int) -> None:
    expected = [period_of(kind, day, first_weekday=first_weekday).start for day in days]
    assert window_starts(kind, np.array(days), first_weekday).tolist() == expected
    column = pl.DataFrame({"day": pl.Series(days, dtype=pl.Int32)})
    assert column.select(starts(kind, pl.col("day"), first_weekday=first_weekday)).to_series().to_list() == expected


@given(one=DAYS, other=DAYS, kinds=st.tuples(st.sampled_from(PeriodKind), st.sampled_from(PeriodKind)))
def test_different_periods_have_different_numbers(one: int, other: int, kinds: tuple[PeriodKind, PeriodKind]) -> None:
    first, second = period_of(kinds[0], one), period_of(kinds[1], other)
    assert (first.id == second.id) == (first == second)


@pytest.mark.parametrize(
    "key", ["", "2026-13", "2026-W54", "2025-W53", "2026-Q5", "2026-02-30", "26", "fortnight", "２０２６", "2026-3", "all "]
)
def test_what_is_on_no_calendar_is_refused(key: str) -> None:
    with pytest.raises(PeriodInvalid):
        parse_period(key)
