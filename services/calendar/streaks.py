"""Streaks of employees: working days in a row on which they recorded something that earned them points.

Today, as long as it lasts, breaks nothing. Free days are passed over, and so are days before somebody joined and after they left.
"""

from dataclasses import dataclass

import numpy as np

from db import calendar
from db.engine import Database, Session
from scoring import streaks as counting
from scoring.periods import business_day
from scoring.plan import HolderKind
from scoring.streaks import Bools
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.standings import account_of
from services.boards.statements import KIND
from services.calendar.working_days import free_days
from services.reaching import require_holder
from services.world import World, world

COUNTED_DAYS = 365
FURTHER_DAYS = 4 * 365
"""How far back a streak is followed that has lasted all of the days that are counted."""


@dataclass(frozen=True, slots=True)
class Streak:
    """days: in a row, up to today or the day before. longest: of the last 365 days. has_today: today counts already; is_free_today: it need not."""

    days: int
    longest: int
    has_today: bool
    is_free_today: bool


def streak(database: Database, actor: Actor, code: str, *, now: int | None = None) -> Streak:
    """An employee's streak. Raises Unknown, Forbidden."""
    require(actor, Act.READ_POINTS)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        require_holder(session, here.directory, actor, Act.READ_POINTS, HolderKind.EMPLOYEE, code, today)
        account = account_of(session, KIND[HolderKind.EMPLOYEE], code)
        return _streak(database, session, here, account, today)


def longest_between(database: Database, session: Session, here: World, account: int, start: int, end: int) -> int:
    """The longest streak within the days [start, end), all of which are over."""
    return counting.streak(*_days(database, session, here, account, start, end), is_over=True).longest


def _streak(database: Database, session: Session, here: World, account: int, today: int) -> Streak:
    earned, free = _days(database, session, here, account, today - COUNTED_DAYS + 1, today + 1)
    counted = counting.streak(earned, free, is_over=False)
    days, longest = counted.days, counted.longest
    if days and not counted.is_whole:
        further = _days(database, session, here, account, today - FURTHER_DAYS + 1, today + 1)
        days = longest = counting.streak(*further, is_over=False).days
    return Streak(days, longest, bool(earned[-1]), bool(free[-1]))


def _days(database: Database, session: Session, here: World, account: int, start: int, end: int) -> tuple[Bools, Bools]:
    """Whether the account earned on each day of [start, end), and whether that was free."""
    earned = np.zeros(end - start, dtype=np.bool_)
    for _account, day in calendar.earning_days(session, [account], start=start, end=end):
        earned[day - start] = True
    return earned, free_days(database, session, here, [account], start, end)[account]
