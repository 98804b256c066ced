"""Streaks of employees: working days in a row on which they recorded something that earned them points.

Today, as long as it lasts, breaks nothing. Free days are passed over, and so are days before somebody joined and after they left.
"""

from collections.abc import Sequence
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
from services.reaching import employees_in_reach, require_holder
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
        return _streaks(database, session, here, [account], today)[account]


def streaks_of(database: Database, actor: Actor, *, now: int | None = None) -> dict[str, Streak]:
    """The streaks of all employees in reach who are at work, by their codes. Raises Forbidden."""
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        reached = employees_in_reach(here.directory, actor, Act.READ_POINTS, today)
        staff = [e for e in here.directory.employees.values() if e.is_active(today) and (reached is None or e.id in reached)]
        found = _streaks(database, session, here, [e.id for e in staff], today)
        return {e.code: found[e.id] for e in staff}


def longest_between(database: Database, session: Session, here: World, account: int, start: int, end: int) -> int:
    """The longest streak within the days [start, end), all of which are over."""
    [days] = _days(database, session, here, [account], start, end).values()
    return counting.streak(*days, is_over=True).longest


def _streaks(database: Database, session: Session, here: World, accounts: Sequence[int], today: int) -> dict[int, Streak]:
    found, further = {}, []
    for account, (earned, free) in _days(database, session, here, accounts, today - COUNTED_DAYS + 1, today + 1).items():
        counted = counting.streak(earned, free, is_over=False)
        found[account] = Streak(counted.days, counted.longest, bool(earned[-1]), bool(free[-1]))
        if counted.days and not counted.is_whole:
            further.append(account)
    for account, (earned, free) in _days(database, session, here, further, today - FURTHER_DAYS + 1, today + 1).items():
        days = counting.streak(earned, free, is_over=False).days
        found[account] = Streak(days, days, found[account].has_today, found[account].is_free_today)
    return found


def _days(
    database: Database, session: Session, here: World, accounts: Sequence[int], start: int, end: int
) -> dict[int, tuple[Bools, Bools]]:
    """Of each account, whether it earned on each day of [start, end), and whether that was free."""
    if not accounts:
        return {}
    free = free_days(database, session, here, accounts, start, end)
    earned = {account: np.zeros(end - start, dtype=np.bool_) for account in accounts}
    for account, day in calendar.earning_days(session, accounts, start=start, end=end):
        earned[account][day - start] = True
    return {account: (earned[account], free[account]) for account in accounts}
