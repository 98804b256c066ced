"""Numbers, days and periods in both languages."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from scoring.periods import PeriodKind, day_number, parse_period, period_of
from ui import formats
from ui.i18n import speak_at_home

TODAY = dt.date(2026, 3, 3)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = dt.datetime(2026, 3, 3, 20, 0, tzinfo=SHANGHAI)


def in_both(say: Callable[[], str]) -> tuple[str, str]:
    """The English and the Chinese."""
    english = say()
    speak_at_home("zh")
    try:
        return english, say()
    finally:
        speak_at_home("en")


@pytest.mark.parametrize(
    ("value", "number", "signed"),
    [(0, "0", "0"), (5, "5", "+5"), (-5, "−5", "−5"), (12345, "12,345", "+12,345"), (Decimal("-1234.50"), "−1,234.50", "−1,234.50")],
)
def test_numbers_have_thousands_and_a_true_minus(value: int, number: str, signed: str) -> None:
    assert in_both(lambda: formats.number(value)) == (number, number)
    assert in_both(lambda: formats.signed(value)) == (signed, signed)


def test_lists_and_sentences_have_the_marks_of_the_language() -> None:
    assert in_both(lambda: formats.listed(["A", "B"])) == ("A, B", "A、B")
    assert in_both(lambda: formats.sentences("A", "B.", "")) == ("A. B.", "A。B.")


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [(1, "1 point", "1 分"), (-1, "−1 point", "−1 分"), (0, "0 points", "0 分"), (1284, "1,284 points", "1,284 分")],
)
def test_points_are_counted(value: int, english: str, chinese: str) -> None:
    assert in_both(lambda: formats.points(value)) == (english, chinese)


def test_points_gained_carry_their_sign() -> None:
    assert in_both(lambda: formats.signed_points(50)) == ("+50 points", "+50 分")
    assert in_both(lambda: formats.signed_points(-1)) == ("−1 point", "−1 分")


@pytest.mark.parametrize(
    ("rank", "expected"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (111, "111th"),
        (1012, "1,012th"),
    ],
)
def test_ranks_are_ordinals(rank: int, expected: str) -> None:
    assert in_both(lambda: formats.ordinal(rank)) == (expected, f"第 {formats.number(rank)}")


@pytest.mark.parametrize(
    ("change", "pieces", "english", "chinese"),
    [
        (3, ("up", "▲", "3"), "3 places up", "上升 3 名"),
        (-1, ("down", "▼", "1"), "1 place down", "下降 1 名"),
        (0, ("same", "–", ""), "same place", "名次不变"),
        (None, ("same", "–", ""), "new here", "新上榜"),
    ],
)
def test_places_gained_have_direction_and_number(change: int | None, pieces: tuple[str, str, str], english: str, chinese: str) -> None:
    found = formats.places(change)
    assert (found.direction, found.arrow, found.number) == pieces
    assert in_both(lambda: formats.places(change).words) == (english, chinese)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(12_500_000, "1,250"), (12_505_000, "1,250.50"), (-5, "−0.0005"), ("1250.00", "1,250"), ("1250.5", "1,250.50"), ("0.1234", "0.1234")],
)
def test_amounts_are_exact_and_short(value: int | str, expected: str) -> None:
    assert in_both(lambda: formats.amount(value)) == (expected, expected)


def test_money_has_its_currency() -> None:
    assert in_both(lambda: formats.money("1312", "CNY")) == ("CN¥1,312.00", "¥1,312.00")
    assert in_both(lambda: formats.money(-35_000, "USD")) == ("−$3.50", "−US$3.50")
    assert in_both(lambda: formats.money(Decimal(312), "JPY")) == ("¥312", "JP¥312")


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [
        (TODAY, "today", "今天"),
        ("2026-03-02", "yesterday", "昨天"),
        ("2026-03-04", "tomorrow", "明天"),
        ("2026-02-24", "Tue 24 Feb", "2月24日 周二"),
        (dt.date(2025, 3, 3), "Mon 3 Mar 2025", "2025年3月3日 周一"),
    ],
)
def test_days_are_named_as_people_do(day: dt.date | str, english: str, chinese: str) -> None:
    assert in_both(lambda: formats.day(day, TODAY)) == (english, chinese)


@pytest.mark.parametrize(
    ("at", "english", "chinese"),
    [
        ("2026-03-03T06:05:59Z", "today 14:05", "今天 14:05"),
        ("2026-03-02T23:30:00+00:00", "today 07:30", "今天 07:30"),
        ("2026-03-02T15:30:00+00:00", "yesterday 23:30", "昨天 23:30"),
        (dt.datetime(2026, 2, 24, 9, 15, tzinfo=SHANGHAI), "Tue 24 Feb 09:15", "2月24日 周二 09:15"),
        ("2025-12-31T09:15:00+08:00", "Wed 31 Dec 2025 09:15", "2025年12月31日 周三 09:15"),
    ],
)
def test_moments_are_on_the_organisations_clocks(at: dt.datetime | str, english: str, chinese: str) -> None:
    assert in_both(lambda: formats.moment(at, NOW, SHANGHAI)) == (english, chinese)


def test_today_is_the_organisations_day_whatever_the_clock_that_asks() -> None:
    asked_in_london = dt.datetime(2026, 3, 2, 23, 30, tzinfo=ZoneInfo("Europe/London"))
    assert formats.moment("2026-03-03T07:00:00+08:00", asked_in_london, SHANGHAI) == "today 07:00"


def test_the_clock_can_show_seconds() -> None:
    assert formats.clock("2026-03-03T06:05:12Z", SHANGHAI) == "14:05"
    assert formats.clock_to_the_second("2026-03-03T06:05:12Z", SHANGHAI) == "14:05:12"


def test_a_moment_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="names no zone"):
        formats.clock("2026-03-03T06:05:12", SHANGHAI)


@pytest.mark.parametrize(
    ("key", "english", "chinese"),
    [
        ("2026-03-03", "Today", "今天"),
        ("2026-03-02", "Yesterday", "昨天"),
        ("2026-02-24", "Tue 24 Feb", "2月24日 周二"),
        ("2026-W10", "Week 10 · 2–8 Mar 2026", "2026年第10周 · 3月2日–8日"),
        ("2026-W14", "Week 14 · 30 Mar – 5 Apr 2026", "2026年第14周 · 3月30日–4月5日"),
        ("2026-W01", "Week 1 · 29 Dec 2025 – 4 Jan 2026", "2026年第1周 · 2025年12月29日–2026年1月4日"),
        ("2026-03", "March 2026", "2026年3月"),
        ("2026-Q1", "Q1 2026", "2026年第一季度"),
        ("2026", "2026", "2026年"),
        ("all", "All time", "累计"),
    ],
)
def test_periods_have_titles(key: str, english: str, chinese: str) -> None:
    assert in_both(lambda: formats.period_title(parse_period(key), TODAY)) == (english, chinese)


@pytest.mark.parametrize(
    ("key", "english", "chinese"),
    [
        ("2026-03-03", "Tue 3 Mar 2026", "2026年3月3日 周二"),
        ("2026-W10", "2–8 Mar 2026", "2026年3月2日–8日"),
        ("2026-Q1", "1 Jan – 31 Mar 2026", "2026年1月1日–3月31日"),
        ("all", "All time", "累计"),
    ],
)
def test_periods_say_from_when_to_when(key: str, english: str, chinese: str) -> None:
    assert in_both(lambda: formats.period_span(parse_period(key))) == (english, chinese)


def test_weeks_that_begin_on_sunday_keep_their_number() -> None:
    week = period_of(PeriodKind.WEEK, day_number(TODAY), first_weekday=7)
    assert in_both(lambda: formats.period_title(week, TODAY)) == ("Week 10 · 1–7 Mar 2026", "2026年第10周 · 3月1日–7日")
