"""Spans: days of somebody's choice, made up of calendar periods; every day once, and few periods."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.periods import PeriodKind, period_of
from scoring.spans import Span, cover

DAYS = st.integers(0, 40_000)


@given(DAYS, st.integers(0, 1_098), st.integers(1, 7))
def test_a_cover_holds_every_day_once_and_in_order(start: int, length: int, weekday: int) -> None:
    found = cover(start, start + length, first_weekday=weekday)
    assert [day for period in found for day in range(period.start, period.end)] == list(range(start, start + length))
    assert len(found) <= 70


@given(DAYS, st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.ALL]), st.integers(1, 7))
def test_a_calendar_period_is_covered_by_one_of_its_length(day: int, kind: PeriodKind, weekday: int) -> None:
    period = period_of(kind, day, first_weekday=weekday)
    [one] = cover(period.start, period.end, first_weekday=weekday)
    assert (one.start, one.end) == (period.start, period.end)


@given(DAYS, st.integers(1, 1_098))
def test_the_span_before_is_as_long_and_ends_where_it_begins(start: int, length: int) -> None:
    span = Span(start, start + length)
    before = span.previous()
    assert before is None if start < length else before is not None and (before.start, before.end) == (start - length, start)
    assert span.following().previous() == span


@pytest.mark.parametrize(("span", "key"), [(Span(20_514, 20_522), "2026-03-02..2026-03-09"), (Span(0, 1), "1970-01-01..1970-01-01")])
def test_a_key_names_the_first_and_the_last_day(span: Span, key: str) -> None:
    assert span.key == key
