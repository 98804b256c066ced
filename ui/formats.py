"""Numbers, lists, days and periods as the reader's language writes them. The organisation's zone and today are passed in.

Dates like a person's: `today 14:05`, `Tue 3 Mar`, and the year only where it is another. A minus is a true minus.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_currency

from scoring.periods import Period, PeriodKind, day_date
from scoring.spans import Stretch
from ui.i18n import _, language, ngettext

DATES = {"en": Locale.parse("en_GB"), "zh": Locale.parse("zh")}
NUMBERS = {"en": Locale.parse("en"), "zh": Locale.parse("zh")}
MINUS = "−"
E4 = 10_000
END = {"en": ".", "zh": "。"}
DAY = {"en": "EEE d MMM", "zh": "M月d日 EEE"}
DAY_AND_YEAR = {"en": "EEE d MMM y", "zh": "y年M月d日 EEE"}
QUARTER = {"en": "QQQ y", "zh": "y年QQQQ"}

Day = dt.date | str
Moment = dt.datetime | str


# numbers --------------------------------------------------------------------------------------------------------------------------


def number(value: int | Decimal) -> str:
    """`12,345`, `−5`, `1.25`."""
    return f"{value:,}".replace("-", MINUS)


def signed(value: int | Decimal) -> str:
    """`+50`, `−5`, `0`."""
    return f"+{number(value)}" if value > 0 else number(value)


def points(value: int) -> str:
    """`1,284 points`, `1 point`; `1,284 分`."""
    return ngettext("{n} point", "{n} points", abs(value)).format(n=number(value))


def signed_points(value: int) -> str:
    """`+50 points`, `−1 point`."""
    return ngettext("{n} point", "{n} points", abs(value)).format(n=signed(value))


def ordinal(rank: int) -> str:
    """`2nd`; `第 2`."""
    if language() == "zh":
        return f"第 {number(rank)}"
    endings = {"one": "st", "two": "nd", "few": "rd"}
    return number(rank) + endings.get(NUMBERS["en"].ordinal_form(rank), "th")


def amount(value: int | str | Decimal) -> str:
    """A quantity or a sum without a currency: `1,250`, `1,250.50`, `0.1234`. An int counts 1/10000, text is a decimal."""
    exact = Decimal(value) / E4 if isinstance(value, int) else Decimal(value)
    if exact == exact.to_integral_value():
        return number(int(exact))
    return number(max(exact.normalize(), exact.quantize(Decimal("0.01")), key=_places))


def exact(value: str) -> str:
    """A decimal as it is, without needless zeros: `1.5`, `1,250`, `0.000001`."""
    return f"{Decimal(value).normalize():,f}".replace("-", MINUS)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def money(value: int | str | Decimal, currency: str) -> str:
    """`¥312.00`, in English `CN¥312.00`. An int counts 1/10000, text is a decimal."""
    exact = Decimal(value) / E4 if isinstance(value, int) else Decimal(value)
    return str(format_currency(exact, currency, locale=NUMBERS[language()])).replace("-", MINUS)


@dataclass(frozen=True, slots=True)
class Places:
    """How a rank moved. direction: up, down, same; arrow: ▲ ▼ –; number: how many places, nothing where it stayed; words: for who listens."""

    direction: str
    arrow: str
    number: str
    words: str


def places(change: int | None) -> Places:
    """How many places a rank gained (positive) or lost; None: there is no earlier rank to compare."""
    if not change:
        return Places("same", "–", "", _("same place") if change == 0 else _("new here"))
    lost = abs(change)
    if change > 0:
        return Places("up", "▲", number(lost), ngettext("{n} place up", "{n} places up", lost).format(n=number(lost)))
    return Places("down", "▼", number(lost), ngettext("{n} place down", "{n} places down", lost).format(n=number(lost)))


# words ----------------------------------------------------------------------------------------------------------------------------


def listed(names: Iterable[str]) -> str:
    """`Visit, Deal won`; in Chinese `拜访、成交`."""
    return _(", ").join(names)


def sentences(*texts: str) -> str:
    """One after the other, each with its full stop: what went wrong, and what became of the data."""
    ended = [text if text[-1] in ".!?。！？" else text + END[language()] for text in texts if text]
    return ("" if language() == "zh" else " ").join(ended)


# days and moments -----------------------------------------------------------------------------------------------------------------


def day(value: Day, today: dt.date) -> str:
    """`today`, `yesterday`, `tomorrow`, `Tue 3 Mar`, `Tue 4 Mar 2025`. value: a date, or one as ISO 8601 writes it."""
    date = dt.date.fromisoformat(value) if isinstance(value, str) else value
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((date - today).days)
    return near or calendar_day(date, today)


def calendar_day(value: Day, today: dt.date) -> str:
    """`Tue 3 Mar`, also of today; with the year where it is another than today's."""
    date = dt.date.fromisoformat(value) if isinstance(value, str) else value
    patterns = DAY if date.year == today.year else DAY_AND_YEAR
    return _written(date, patterns[language()], language())


def moment(value: Moment, now: dt.datetime, zone: ZoneInfo) -> str:
    """`today 14:05`, `Tue 3 Mar 09:15`, on the clocks of `zone`. value: an aware instant, or one as ISO 8601 writes it."""
    at = _in_zone(value, zone)
    return f"{day(at.date(), now.astimezone(zone).date())} {at:%H:%M}"


def clock(value: Moment, zone: ZoneInfo) -> str:
    """`14:05`, on the clocks of `zone`."""
    return f"{_in_zone(value, zone):%H:%M}"


def clock_to_the_second(value: Moment, zone: ZoneInfo) -> str:
    """`14:05:12`, on the clocks of `zone`."""
    return f"{_in_zone(value, zone):%H:%M:%S}"


def _in_zone(value: Moment, zone: ZoneInfo) -> dt.datetime:
    at = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    if at.tzinfo is None:
        raise ValueError(f"{at} names no zone: it is no instant")
    return at.astimezone(zone)


@lru_cache(maxsize=4096)
def _written(date: dt.date, pattern: str, language: str) -> str:
    return str(format_date(date, pattern, locale=DATES[language]))


# periods --------------------------------------------------------------------------------------------------------------------------


def period_title(period: Period, today: dt.date) -> str:
    """`Today`, `Tue 3 Mar`, `Week 10 · 2–8 Mar 2026`, `March 2026`, `Q1 2026`, `2026`, `All time`."""
    first, here = day_date(period.start), language()
    match period.kind:
        case PeriodKind.DAY:
            return {0: _("Today"), -1: _("Yesterday")}.get((first - today).days) or calendar_day(first, today)
        case PeriodKind.WEEK:
            return _week(period)
        case PeriodKind.MONTH:
            return _written(first, {"en": "MMMM y", "zh": "y年M月"}[here], here)
        case PeriodKind.QUARTER:
            return _written(first, QUARTER[here], here)
        case PeriodKind.YEAR:
            return _written(first, {"en": "y", "zh": "y年"}[here], here)
    return _("All time")


def _week(period: Period) -> str:
    year, week = period.key.split("-W")
    days = period_span(period)
    if days.count("年") == 1:  # 2026年第10周 · 3月2日–8日 names the year once
        days = days.removeprefix(f"{int(year)}年")
    return _("Week {week} · {days}").format(year=int(year), week=int(week), days=days)


def period_span(period: Stretch) -> str:
    """From its first to its last day: `2–8 Mar 2026`, `30 Mar – 5 Apr 2026`; `Tue 3 Mar 2026` of a day, `All time` of all."""
    first, last = day_date(period.start), day_date(period.end - 1)
    if period.kind is PeriodKind.ALL:
        return _("All time")
    if first == last:
        return _written(first, DAY_AND_YEAR[language()], language())
    return _span(first, last, language())


def short_span(period: Stretch, today: dt.date) -> str:
    """The same of several days, without the year where it is this one: `2–8 Mar`."""
    first, last = day_date(period.start), day_date(period.end - 1)
    return _span(first, last, language(), "MMMd" if first.year == last.year == today.year else "yMMMd")


@lru_cache(maxsize=1024)
def _span(first: dt.date, last: dt.date, language: str, skeleton: str = "yMMMd") -> str:
    return str(format_interval(first, last, skeleton, locale=DATES[language])).replace("至", "–").replace("\u2009", " ")
