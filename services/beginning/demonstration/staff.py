"""Outlets and the people in them: who leads whom, who is new, who left and who moved."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.periods import Ints, day_date
from services.beginning.demonstration.chance import NOBODY, Bools, Dice, dice, distinct, shares
from services.beginning.demonstration.words import People, Words

FOREVER = 10**6
LONGEST_SERVICE = 15 * 365
CHIEFS_APART = 61
"""Days; else all of them would have their anniversary on one."""
BIRTHDAYS_KNOWN = 0.92
EPOCH = dt.date(2001, 1, 1)
CHIEFS = 5
"""The head of the company and one for each of the four regions: the first of the staff, in this order."""


@dataclass(frozen=True)
class Year:
    """The days that the demonstration tells of, day numbers; the last one is today."""

    first: int
    today: int

    @property
    def days(self) -> Ints:
        return np.arange(self.first, self.today + 1)


@dataclass(frozen=True)
class Outlets:
    """region: the number of each outlet's region, in the order of `Words.regions`. places: where each is."""

    codes: list[str]
    names: list[str]
    places: list[str]
    region: Ints

    @property
    def count(self) -> int:
        return len(self.codes)


@dataclass(frozen=True)
class Staff:
    """Everybody who worked here during the year, by number; the first are the chiefs, the others in the order of joining.

    outlet: the first one, NOBODY for chiefs; moved_to, moved_on: another one and since when, where they moved.
    leads: whom the people of their outlet answer to. joined, left: first and last day at work.
    """

    codes: list[str]
    names: list[str]
    outlet: Ints
    moved_to: Ints
    moved_on: Ints
    joined: Ints
    left: Ints
    leads: Bools
    region: Ints

    @property
    def count(self) -> int:
        return len(self.codes)

    def outlets_on(self, people: Ints, days: Ints) -> Ints:
        return np.where(self.moved_on[people] <= days, self.moved_to[people], self.outlet[people])

    def outlet_today(self) -> Ints:
        return np.where(self.moved_to != NOBODY, self.moved_to, self.outlet)

    def at_work(self, people: Ints, days: Ints) -> Bools:
        return (self.joined[people] <= days) & (days <= self.left[people])


def open_outlets(words: Words, count: int) -> Outlets:
    """So many outlets, among the regions as the words share them out."""
    codes, names, places, region = [], [], [], []
    for number, (part, here) in enumerate(zip(shares(count, [r.outlets for r in words.regions]), words.regions, strict=True)):
        for place in range(part):
            codes.append(f"{here.code}-{place + 1:02d}")
            places.append(here.places[place])
            names.append(words.outlet.format(place=here.places[place]))
            region.append(number)
    return Outlets(codes, names, places, np.array(region))


def hire(words: Words, outlets: Outlets, year: Year, count: int, seed: int) -> Staff:
    """So many people: every outlet has somebody who stays, a fifth of all are new this year, and some of the others left."""
    rolled = dice(seed, "staff")
    sellers = count - CHIEFS
    outlet = _seats(rolled, outlets.count, sellers)
    stays = np.arange(sellers) < outlets.count
    joined = _joined(rolled, year, stays, count)
    order = np.argsort(joined, kind="stable")
    outlet, stays, joined = outlet[order], stays[order], joined[order]
    left = _left(rolled, year, stays, joined, count)
    moved_to, moved_on = _moved(rolled, year, outlets, outlet, (joined < year.first) & (left == FOREVER) & ~stays)
    chiefs = np.full(CHIEFS, NOBODY)
    everyone = np.concatenate([chiefs, outlet])
    size = np.bincount(outlet, minlength=outlets.count)
    return Staff(
        codes=[f"E{number + 1:03d}" for number in range(count)],
        names=_names(words.people, count, seed),
        outlet=everyone,
        moved_to=np.concatenate([chiefs, moved_to]),
        moved_on=np.concatenate([np.full(CHIEFS, FOREVER), moved_on]),
        joined=np.concatenate([np.full(CHIEFS, year.first - LONGEST_SERVICE), joined]),
        left=np.concatenate([np.full(CHIEFS, FOREVER), left]),
        leads=np.concatenate([np.zeros(CHIEFS, dtype=bool), stays & (size[outlet] > 2)]),
        region=np.concatenate([[NOBODY], np.arange(CHIEFS - 1), outlets.region[outlet]]),
    )


def _seats(rolled: Dice, outlets: int, sellers: int) -> Ints:
    """The outlet of each seller: one for every outlet first, the others where business is good."""
    appeal = rolled.lognormal(0, 0.5, outlets)
    others = rolled.choice(outlets, size=max(0, sellers - outlets), p=appeal / appeal.sum())
    return np.concatenate([np.arange(outlets), others])[:sellers]


def _joined(rolled: Dice, year: Year, stays: Bools, count: int) -> Ints:
    sellers = len(stays)
    service = np.minimum(rolled.exponential(1100, sellers).astype(int) + 40, LONGEST_SERVICE - 30)
    joined = _monday(year.first - service)
    new = rolled.choice(np.flatnonzero(~stays), size=min((~stays).sum(), round(count * 0.2)), replace=False)
    joined[new] = _monday(rolled.integers(year.first + 7, year.today - 4, len(new)))
    return joined


def _monday(days: Ints) -> Ints:
    """The Monday of each day's week; 1970 began on a Thursday."""
    return days - (days + 3) % 7


def _left(rolled: Dice, year: Year, stays: Bools, joined: Ints, count: int) -> Ints:
    left = np.full(len(stays), FOREVER)
    going = rolled.choice(np.flatnonzero(~stays), size=min((~stays).sum(), round(count * 0.095)), replace=False)
    last = _monday(rolled.integers(year.first + 20, year.today - 7, len(going))) + 4
    left[going] = np.where(last > joined[going] + 30, last, FOREVER)
    return left


def _moved(rolled: Dice, year: Year, outlets: Outlets, outlet: Ints, may: Bools) -> tuple[Ints, Ints]:
    """Some move, to another outlet of their region."""
    to, on = np.full(len(outlet), NOBODY), np.full(len(outlet), FOREVER)
    for mover in rolled.choice(np.flatnonzero(may), size=min(may.sum(), max(1, len(outlet) // 35)), replace=False):
        near = np.flatnonzero((outlets.region == outlets.region[outlet[mover]]) & (np.arange(outlets.count) != outlet[mover]))
        if len(near):
            to[mover] = rolled.choice(near)
            on[mover] = _monday(rolled.integers([year.first + 30], [year.today - 20]))[0]
    return to, on


def _names(people: People, count: int, seed: int) -> list[str]:
    """Names, no two alike; those that must be there are not the chiefs'."""
    rolled = dice(seed, "names")
    weights = np.array([group.weight for group in people.groups])
    chosen = weights / weights.sum()

    def draw() -> str:
        group = people.groups[rolled.choice(len(chosen), p=chosen)]
        return group.pattern.format(first=_early(rolled, group.first), last=_early(rolled, group.last))

    always = list(people.always[: max(0, count - CHIEFS)])
    names = distinct(count - len(always), draw, always)
    for place, name in zip(sorted(rolled.choice(np.arange(CHIEFS, count), size=len(always), replace=False)), always, strict=True):
        names.insert(place, name)
    return names


def _early(rolled: Dice, names: tuple[str, ...]) -> str:
    """A name of the list, the earlier ones somewhat more often."""
    return names[int(len(names) * rolled.random() ** 1.25)]


def team_documents(words: Words, outlets: Outlets) -> list[tuple[str, dict[str, Any]]]:
    """Code and document of every team, those above first."""
    company = ("COMPANY", {"name": words.company, "parent": None})
    regions = [(region.code, {"name": region.name, "parent": "COMPANY"}) for region in words.regions]
    parents = [words.regions[number].code for number in outlets.region]
    below = [(code, {"name": name, "parent": parent}) for code, name, parent in zip(outlets.codes, outlets.names, parents, strict=True)]
    return [company, *regions, *below]


def employee_documents(words: Words, outlets: Outlets, staff: Staff, seed: int) -> list[dict[str, Any]]:
    """The people in their first teams, with those they answer to today."""
    leaders = {int(staff.outlet[number]): int(number) for number in np.flatnonzero(staff.leads)}
    known = birthdays(staff.count, seed)
    return [_employee(words, outlets, staff, leaders, number) | {"birthday": known[number]} for number in range(staff.count)]


def birthdays(count: int, seed: int) -> list[str | None]:
    """Month and day, of most people."""
    rolled = dice(seed, "birthdays of staff")
    days, are_known = rolled.integers(0, 365, count), rolled.random(count) < BIRTHDAYS_KNOWN
    return [f"{EPOCH + dt.timedelta(days=int(day)):%m-%d}" if known else None for day, known in zip(days, are_known, strict=True)]


def _employee(words: Words, outlets: Outlets, staff: Staff, leaders: dict[int, int], number: int) -> dict[str, Any]:
    code = staff.codes[number]
    joined = int(staff.joined[number]) - (CHIEFS_APART * number if number < CHIEFS else 0)
    return {
        "code": code,
        "name": staff.names[number],
        "team": _first_team(words, outlets, staff, number),
        "joined_on": day_date(joined).isoformat(),
        "left_on": None if staff.left[number] == FOREVER else day_date(int(staff.left[number])).isoformat(),
        "email": f"{code.lower()}@example.com",
        "manager": _manager(staff, leaders, number),
    }


def _first_team(words: Words, outlets: Outlets, staff: Staff, number: int) -> str:
    if number == 0:
        return "COMPANY"
    return words.regions[number - 1].code if number < CHIEFS else outlets.codes[staff.outlet[number]]


def _manager(staff: Staff, leaders: dict[int, int], number: int) -> str | None:
    if number == 0:
        return None
    if number < CHIEFS:
        return staff.codes[0]
    leader = leaders.get(int(staff.outlet_today()[number]), number)
    return staff.codes[leader if leader != number else 1 + int(staff.region[number])]


def move_documents(outlets: Outlets, staff: Staff) -> list[dict[str, Any]]:
    """Those who moved, in their new teams."""
    return [
        {
            "code": staff.codes[number],
            "team": outlets.codes[staff.moved_to[number]],
            "team_from": day_date(int(staff.moved_on[number])).isoformat(),
        }
        for number in np.flatnonzero(staff.moved_to != NOBODY)
    ]
