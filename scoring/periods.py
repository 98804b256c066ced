"""Periods are calendar intervals in the organisation's zone, half open; a business day is computed once, here.

A business day travels as a number: days since 1970-01-01. An instant travels as microseconds since 1970-01-01 UTC.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

EPOCH = dt.date(1970, 1, 1)
EPOCH_AT = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROS_PER_DAY = 86_400_000_000
FOREVER_FROM, FOREVER_UNTIL = 0, 2_932_896  # the day numbers of 1970-01-01 and 9999-12-31
LAST_CHANGE_DAY = 47_482  # 2100-01-01: no zone announces its clock changes further ahead
Ints = NDArray[np.int64]
PERIOD_ID_STRIDE = 10_000_000
PERIOD_ID_SHIFT = 1_000


class PeriodKind(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


KIND_NUMBER = {kind: number for number, kind in enumerate(PeriodKind, 1)}
MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


class PeriodInvalid(ValueError):
    """A period key or kind that no calendar knows."""


def day_number(day: dt.date) -> int:
    return (day - EPOCH).days


def day_date(number: int) -> dt.date:
    return EPOCH + dt.timedelta(days=number)


def micros(instant: dt.datetime) -> int:
    """An aware instant as microseconds since 1970 UTC, exactly (no float is involved)."""
    return (instant - EPOCH_AT) // dt.timedelta(microseconds=1)


def instant(at: int) -> dt.datetime:
    return EPOCH_AT + dt.timedelta(microseconds=at)


def business_day(at: int, zone: ZoneInfo) -> int:
    """The day number on which an instant (microseconds UTC) falls in `zone`; days of 23 and 25 hours are days."""
    return day_number(instant(at).astimezone(zone).date())


@lru_cache(maxsize=64)
def _offsets(zone: str) -> tuple[Ints, Ints]:
    """When the zone's offset changes (microseconds UTC, ascending) and the offset from then on (microseconds)."""
    clock = ZoneInfo(zone)

    def offset(at: int) -> int:
        found = instant(at).astimezone(clock).utcoffset() or dt.timedelta()
        return found // dt.timedelta(microseconds=1)

    step = MICROS_PER_DAY
    changes, offsets = [-MICROS_PER_DAY], [offset(0)]
    for at in range(0, LAST_CHANGE_DAY * MICROS_PER_DAY, step):
        if offset(at + step) != offsets[-1]:
            low, high = at, at + step
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offsets[-1] else (low, middle)
            changes.append(high)
            offsets.append(offset(high))
    return np.array(changes, dtype=np.int64), np.array(offsets, dtype=np.int64)


def business_days(at: Ints, zone: str) -> Ints:
    """`business_day` for an array of instants, microseconds UTC from 1970 to 2100; returns day numbers."""
    changes, offsets = _offsets(zone)
    return (at + offsets[np.searchsorted(changes, at, side="right") - 1]) // MICROS_PER_DAY


def noon(day: dt.date, zone: ZoneInfo) -> int:
    """The instant of 12:00 on a day in `zone`: what a date without a time means."""
    return micros(dt.datetime.combine(day, dt.time(12), zone))


@dataclass(frozen=True, slots=True)
class Period:
    """One calendar period. start, end: day numbers, end exclusive; `all` runs from 1970 to 9999."""

    kind: PeriodKind
    start: int
    end: int
    first_weekday: int = 1

    @property
    def id(self) -> int:
        """A number that names kind and start: the key of the standings tables."""
        return KIND_NUMBER[self.kind] * PERIOD_ID_STRIDE + PERIOD_ID_SHIFT + self.start

    @property
    def key(self) -> str:
        """`2026-03-02`, `2026-W10`, `2026-03`, `2026-Q1`, `2026`, `all`."""
        first = day_date(self.start)
        match self.kind:
            case PeriodKind.DAY:
                return first.isoformat()
            case PeriodKind.WEEK:
                year, week, _ = day_date(self.start + 3).isocalendar()
                return f"{year:04d}-W{week:02d}"
            case PeriodKind.MONTH:
                return f"{first:%Y-%m}"
            case PeriodKind.QUARTER:
                return f"{first.year:04d}-Q{(first.month + 2) // 3}"
            case PeriodKind.YEAR:
                return f"{first.year:04d}"
        return "all"

    def previous(self) -> "Period | None":
        """The period just before, of the same kind; none before `all`."""
        if self.kind is PeriodKind.ALL:
            return None
        return period_of(self.kind, self.start - 1, first_weekday=self.first_weekday)

    def following(self) -> "Period | None":
        """The period just after, of the same kind; none after `all`."""
        if self.kind is PeriodKind.ALL:
            return None
        return period_of(self.kind, self.end, first_weekday=self.first_weekday)


def period_of(kind: PeriodKind, day: int, *, first_weekday: int = 1) -> Period:
    """The period of a kind that contains a day number. first_weekday: 1 Monday to 7 Sunday."""
    if kind is PeriodKind.ALL:
        return Period(kind, FOREVER_FROM, FOREVER_UNTIL, first_weekday)
    if kind is PeriodKind.DAY:
        return Period(kind, day, day + 1, first_weekday)
    if kind is PeriodKind.WEEK:
        start = day - (day + 4 - first_weekday) % 7
        return Period(kind, start, start + 7, first_weekday)
    months = MONTHS[kind]
    date = day_date(day)
    first = date.replace(month=(date.month - 1) // months * months + 1, day=1)
    following = first.year * 12 + first.month - 1 + months
    end = dt.date(following // 12, following % 12 + 1, 1) if following < 120_000 else dt.date.max
    return Period(kind, day_number(first), day_number(end), first_weekday)


PERIOD_KEY = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})|(?P<week>\d{4}-W\d{2})|(?P<month>\d{4}-\d{2})|(?P<quarter>\d{4}-Q[1-4])|(?P<year>\d{4})|(?P<all>all)",
    re.ASCII,
)


def parse_period(key: str, *, first_weekday: int = 1) -> Period:
    """The period that a key names. Raises PeriodInvalid with one sentence."""
    found = PERIOD_KEY.fullmatch(key)
    if not found or not found.lastgroup:
        raise PeriodInvalid(f"'{key[:40]}' is no period: write 2026-03-02, 2026-W10, 2026-03, 2026-Q1, 2026 or all")
    kind = PeriodKind(found.lastgroup)
    try:
        first = _first_day(kind, key)
    except ValueError as unknown:
        raise PeriodInvalid(f"'{key}' is on no calendar") from unknown
    return period_of(kind, day_number(first), first_weekday=first_weekday)


def _first_day(kind: PeriodKind, key: str) -> dt.date:
    match kind:
        case PeriodKind.DAY:
            return dt.date.fromisoformat(key)
        case PeriodKind.WEEK:
            return dt.date.fromisocalendar(int(key[:4]), int(key[6:]), 4)
        case PeriodKind.MONTH:
            return dt.date(int(key[:4]), int(key[5:]), 1)
        case PeriodKind.QUARTER:
            return dt.date(int(key[:4]), int(key[6]) * 3 - 2, 1)
        case PeriodKind.YEAR:
            return dt.date(int(key), 1, 1)
    return EPOCH


def starts(kind: str, day: pl.Expr, *, first_weekday: int = 1) -> pl.Expr:
    """`period_of(kind, day).start` for a column of day numbers (Int32); `all` starts on day 0."""
    if kind == PeriodKind.ALL:
        return day * 0
    if kind == PeriodKind.DAY:
        return day
    if kind == PeriodKind.WEEK:
        return day - (day + (4 - first_weekday)) % 7
    every = {"month": "1mo", "quarter": "1q", "year": "1y"}[kind]
    return day.cast(pl.Date).dt.truncate(every).cast(pl.Int32)


def window_starts(kind: PeriodKind, days: Ints, first_weekday: int) -> Ints:
    """`period_of(kind, day).start` for an array of day numbers; `all` starts on day 0."""
    if kind is PeriodKind.DAY:
        return days
    if kind is PeriodKind.WEEK:
        return days - (days + (4 - first_weekday)) % 7
    if kind is PeriodKind.ALL:
        return np.zeros_like(days)
    months = month_numbers(days)
    firsts = months - months % MONTHS[kind]
    return firsts.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def month_numbers(days: Ints) -> Ints:
    """Months since January 1970 of each day."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
