"""Lots: what remains of points that expire, by the day of their expiry (design, section 3: Debt, Expiry).

An account's points that never expire need no lot: they are what its balance holds beyond its lots. A balance below zero is a debt, and while
there is one there are no lots; accruals repay it first. A lot is named by its last valid day, so the points of one day of expiry are one lot.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from scoring.periods import PeriodKind, day_date, day_number, period_of
from scoring.plan import Expiry, RoundTo


@dataclass(frozen=True, slots=True)
class Movement:
    """Points that come (positive) or go (negative). expires_on: the last valid day of the lot they belong to, None where they never expire."""

    points: int
    expires_on: int | None


@lru_cache(maxsize=65_536)
def last_valid_day(expiry: Expiry, earned_on: int) -> int:
    """The last day on which points earned on a day can be spent; that day is whole. Day numbers."""
    earned = day_date(earned_on)
    month = earned.year * 12 + earned.month - 1 + expiry.months
    year, number = month // 12, month % 12 + 1
    day = dt.date(year, number, min(earned.day, calendar.monthrange(year, number)[1]))
    if expiry.round_to is RoundTo.DAY:
        return day_number(day)
    return period_of(PeriodKind(expiry.round_to), day_number(day)).end - 1


def settle_lots(lots: Mapping[int, int], balance: int, movements: Iterable[Movement]) -> dict[int, int]:
    """The lots after the movements, in their order. balance: before them."""
    left = dict(lots)
    for movement in movements:
        if movement.points >= 0:
            _accrue(left, balance, movement)
        else:
            _take(left, balance, movement)
        balance += movement.points
    return {day: remaining for day, remaining in left.items() if remaining}


def _accrue(lots: dict[int, int], balance: int, movement: Movement) -> None:
    beyond_debt = movement.points + min(0, balance)
    if movement.expires_on is not None and beyond_debt > 0:
        lots[movement.expires_on] = lots.get(movement.expires_on, 0) + beyond_debt


def _take(lots: dict[int, int], balance: int, movement: Movement) -> None:
    """From the movement's own lot first (None: the points that never expire), then the soonest-expiring, what never expires last."""
    forever = max(0, balance) - sum(lots.values())
    wanted = -movement.points
    if movement.expires_on is None:
        wanted -= min(wanted, forever)
    own = [] if movement.expires_on is None else [movement.expires_on]
    for day in own + sorted(lots):
        taken = min(wanted, lots.get(day, 0))
        if taken:
            lots[day] -= taken
            wanted -= taken
