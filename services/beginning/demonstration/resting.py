"""Who rests when in the demonstration: a day that everybody has off, and the weeks of leave that the rhythm of the year is made of."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import numpy as np

from db.engine import Database
from scoring.periods import Ints, day_date
from services.access import Actor
from services.beginning.demonstration.chance import Bools, dice
from services.beginning.demonstration.happenings import Scene
from services.calendar import days_off

LEAVE_DAYS = 4
"""Whoever is away for less is ill, which nobody enters."""
PLANNED, SOONEST, LATEST = 0.1, 3, 60
"""How many have planned their next leave, and in how many days it begins."""
COMPANY_DAY = {"en": "Company day", "zh": "公司日"}
FRIDAY = 4


def rest(database: Database, actor: Actor, scene: Scene, locale: str, *, now: int) -> None:
    """The days off stand, up to today and some weeks ahead."""
    company = {"first": _company_day(scene).isoformat(), "last": _company_day(scene).isoformat(), "label": COMPANY_DAY[locale]}
    days_off.add_many(database, actor, [company, *_taken(scene), *_planned(scene)], now=now)


def _company_day(scene: Scene) -> dt.date:
    """The second Friday of the month after the next: holidays lie about the first days of months."""
    day = day_date(scene.year.today).replace(day=1) + dt.timedelta(days=70)
    eighth = day.replace(day=8)
    return eighth + dt.timedelta(days=(FRIDAY - eighth.weekday()) % 7)


def _taken(scene: Scene) -> Iterator[dict[str, Any]]:
    """Leave of the past: days in a row on which somebody who works here did nothing at all."""
    people = np.arange(scene.staff.count)[:, None]
    away = scene.staff.at_work(people, scene.year.days[None, :]) & (scene.grid == 0)
    away[0] = False  # the head of the company sells nothing
    for person in range(scene.staff.count):
        for first, last in _runs(away[person], scene.year.days):
            if last - first + 1 >= LEAVE_DAYS:
                yield _days(scene, person, first, last)


def _runs(away: Bools, days: Ints) -> Iterator[tuple[int, int]]:
    """The first and the last of each of the days in a row."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], away, [False]]).astype(np.int8)))
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        yield int(days[start]), int(days[end - 1])


def _planned(scene: Scene) -> Iterator[dict[str, Any]]:
    rolled, staff = dice(scene.seed, "rest"), scene.staff
    plans = rolled.random(staff.count) < PLANNED
    begins, length = rolled.integers(SOONEST, LATEST, staff.count), rolled.integers(LEAVE_DAYS, 13, staff.count)
    for person in np.flatnonzero(plans & (staff.left > scene.year.today + LATEST * 2)).tolist():
        first = scene.year.today + int(begins[person])
        yield _days(scene, person, first, first + int(length[person]) - 1)


def _days(scene: Scene, person: int, first: int, last: int) -> dict[str, Any]:
    return {"employee": scene.staff.codes[person], "first": day_date(first).isoformat(), "last": day_date(last).isoformat()}
