"""Birthdays and work anniversaries of today and the week ahead, of whoever is named and does not hide their days."""

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from db import people
from db.engine import Session
from scoring.periods import day_date, day_number
from services.people.initials import initials
from services.people.naming import is_unnamed
from services.screens.boards import Look
from services.screens.words import day

DAYS_AHEAD = 7
MOST = 12
BIRTHDAY, ANNIVERSARY = "birthday", "anniversary"


@dataclass(frozen=True, slots=True)
class PersonalDay:
    """years: since an employee's first day at work, null for a birthday."""

    employee_id: int
    what: str
    on: dt.date
    years: int | None = None


def coming(session: Session, look: Look) -> list[dict[str, Any]]:
    """The days of the screen's people as a wall shows them, the nearest first."""
    language, directory = look.playlist.language, look.directory
    found = sorted(_days(session, look), key=lambda one: (one.on, one.what, directory.employees[one.employee_id].name))[:MOST]
    return [
        {
            "name": directory.employees[one.employee_id].name,
            "team": _team(look, one.employee_id),
            "initials": initials(directory.employees[one.employee_id].name),
            "what": one.what,
            "years": one.years,
            "when": day(language, one.on, look.today),
            "is_today": one.on == look.today,
        }
        for one in found
    ]


def _days(session: Session, look: Look) -> list[PersonalDay]:
    today = day_number(look.today)
    shown = _shown(look, today)
    found = []
    for account, birthday in people.open_days(session):
        if account in shown:
            joined = look.directory.employees[account].joined_on
            found += _birthday(account, birthday, look.today) + _anniversary(account, joined, look.today)
    return found


def _shown(look: Look, today: int) -> frozenset[int]:
    """Who is at work in the screen's teams today, and stands there by name."""
    staff = [one for one in look.directory.employees.values() if one.is_active(today) and not is_unnamed(look.here, one)]
    if look.within is None:
        return frozenset(one.id for one in staff)
    ids = np.array([one.id for one in staff], dtype=np.int64)
    teams = look.directory.teams_on(ids, np.full(len(ids), today, dtype=np.int64)).tolist()
    return frozenset(one.id for one, team in zip(staff, teams, strict=True) if team in look.within)


def _team(look: Look, employee: int) -> str:
    team = look.directory.teams.get(look.directory.team_on(employee, day_number(look.today)))
    return team.name if team else ""


def _birthday(account: int, birthday: int | None, today: dt.date) -> list[PersonalDay]:
    if birthday is None:
        return []
    on = _next(birthday // 100, birthday % 100, today)
    return [PersonalDay(account, BIRTHDAY, on)] if (on - today).days <= DAYS_AHEAD else []


def _anniversary(account: int, joined_on: int | None, today: dt.date) -> list[PersonalDay]:
    if joined_on is None:
        return []
    joined = day_date(joined_on)
    on = _next(joined.month, joined.day, today)
    years = on.year - joined.year
    return [PersonalDay(account, ANNIVERSARY, on, years)] if years >= 1 and (on - today).days <= DAYS_AHEAD else []


def _next(month: int, in_month: int, today: dt.date) -> dt.date:
    """When a day of the year next is, today included; 29 February is kept on the 28th in the years without it."""
    here = _in_year(today.year, month, in_month)
    return here if here >= today else _in_year(today.year + 1, month, in_month)


def _in_year(year: int, month: int, in_month: int) -> dt.date:
    return dt.date(year, month, 28 if (month, in_month) == (2, 29) and not calendar.isleap(year) else in_month)
