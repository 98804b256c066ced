"""What a wall says, in the screen's own language: whoever passes by has chosen none."""

import datetime as dt

from babel import Locale
from babel.dates import format_date

from config.wall_words import WALL_WORDS
from scoring.periods import Period, PeriodKind, day_date


def said(language: str, key: str, **values: str) -> str:
    """A text of `config/wall_words.py`."""
    return WALL_WORDS[language][key].format(**values)


def short_period(language: str, period: Period) -> str:
    """`March`, `Week 10`, `Q1`, `Today`: where everybody knows which year it is."""
    return _period(language, period, "short")


def long_period(language: str, period: Period) -> str:
    """`March 2026`, `Week 10`, `Q1 2026`, `Tuesday 3 March`."""
    return _period(language, period, "long")


def _period(language: str, period: Period, length: str) -> str:
    week = period.key.rpartition("-W")[2].lstrip("0") if period.kind is PeriodKind.WEEK else ""
    return _written(day_date(period.start), said(language, f"{period.kind.value}_{length}", week=week), language)


def day(language: str, value: dt.date, today: dt.date) -> str:
    """`today`, `tomorrow`, `Tue 3 Mar`."""
    near = {0: "today", 1: "tomorrow"}.get((value - today).days)
    return said(language, near) if near else _written(value, said(language, "date"), language)


def _written(date: dt.date, pattern: str, language: str) -> str:
    return str(format_date(date, pattern, locale=Locale.parse(WALL_WORDS[language]["calendar"])))
