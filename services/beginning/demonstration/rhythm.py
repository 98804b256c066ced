"""The rhythm of a year: how much a person does on a day, and at which hours."""

import datetime as dt

import numpy as np

from scoring.periods import Ints, day_date
from services.beginning.demonstration.chance import Dice, Floats, dice
from services.beginning.demonstration.staff import CHIEFS, Staff, Year
from services.beginning.demonstration.words import Lull

WEEKDAYS = np.array([0.95, 1.06, 1.05, 1.04, 0.90, 0.14, 0.012])
"""From Monday to Sunday."""
HOURS = np.array([0.25, 0.8, 1.15, 1.1, 0.55, 0.6, 1.05, 1.15, 1.0, 0.7, 0.25, 0.08])
"""From eight in the morning."""
OPENS = 8
DAYS_TO_LEARN = 55.0


def seasons(days: Ints, lulls: tuple[Lull, ...]) -> Floats:
    """How business goes on each day, 1 being usual: the weekday and what the words know of the time of year."""
    factors = WEEKDAYS[(days + 3) % 7].copy()
    dates = [day_date(int(day)) for day in days]
    for lull in lulls:
        factors *= [lull.factor if _falls_in(date, lull) else 1.0 for date in dates]
    return factors


def _falls_in(date: dt.date, lull: Lull) -> bool:
    text = date.isoformat()
    if len(lull.since) == len(text):
        return lull.since <= text < lull.until
    if lull.since <= lull.until:
        return lull.since <= text[5:] < lull.until
    return text[5:] >= lull.since or text[5:] < lull.until


def presence(staff: Staff, year: Year, lulls: tuple[Lull, ...], seed: int) -> Floats:
    """How much each person does on each day, 1 being a usual day of somebody usual: a row for a person, a column for a day."""
    rolled = dice(seed, "rhythm")
    days = year.days
    people = np.arange(staff.count)[:, None]
    here = staff.at_work(people, days[None, :])
    learnt = 1 - 0.75 * np.exp(-np.maximum(0, days[None, :] - staff.joined[:, None]) / DAYS_TO_LEARN)
    grid: Floats = here * learnt * seasons(days, lulls)[None, :]
    grid *= _form(rolled, staff.count, len(days)) * _attendance(rolled, staff.count, len(days))
    grid[0] = 0
    grid[1:CHIEFS] *= 0.12
    return grid


def _form(rolled: Dice, people: int, days: int) -> Floats:
    """Good weeks and bad ones: each resembles the one before."""
    weeks = days // 7 + 2
    form = np.empty((people, weeks))
    form[:, 0] = rolled.normal(0, 1, people)
    for week in range(1, weeks):
        form[:, week] = 0.65 * form[:, week - 1] + np.sqrt(1 - 0.65**2) * rolled.normal(0, 1, people)
    return np.repeat(np.exp(0.27 * form), 7, axis=1)[:, :days]


def _attendance(rolled: Dice, people: int, days: int) -> Floats:
    """1 where somebody is there, 0 on days off: some days ill, and a few weeks of leave."""
    there = (rolled.random((people, days)) > 0.025).astype(float)
    for _ in range(round(days / 120)):
        begins = rolled.integers(-10, days, people)[:, None]
        length = rolled.integers(4, 13, people)[:, None]
        column = np.arange(days)[None, :]
        there *= ~((begins <= column) & (column < begins + length))
    return there


def moments(rolled: Dice, count: int) -> Ints:
    """Seconds of the day, in working hours."""
    hours = rolled.choice(len(HOURS), size=count, p=HOURS / HOURS.sum())
    return (OPENS + hours) * 3600 + rolled.integers(0, 3600, count)
