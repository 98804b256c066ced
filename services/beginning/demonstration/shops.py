"""The shops that the company sells to: whose they are, since when, and how much they buy."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.periods import Ints, day_date
from services.beginning.demonstration.chance import NOBODY, Dice, Floats, Portfolio, dice, distinct, one_of
from services.beginning.demonstration.rhythm import moments
from services.beginning.demonstration.staff import CHIEFS, FOREVER, Outlets, Staff, Year
from services.beginning.demonstration.words import Words

EARLY = 0
NEW_SHARE = 0.36


@dataclass(frozen=True)
class Shops:
    """Customers by number, the oldest first. owner: who opened the file; heir: who has had it since the owner left, NOBODY for nobody.

    opened: the day of the file, EARLY where it was before the year; opened_at: second of that day. size: how much they buy.
    """

    codes: list[str]
    owner: Ints
    heir: Ints
    outlet: Ints
    opened: Ints
    opened_at: Ints
    size: Floats

    @property
    def count(self) -> int:
        return len(self.codes)


def open_files(staff: Staff, outlets: Outlets, year: Year, grid: Floats, skill: Floats, count: int, seed: int) -> Shops:
    """So many customers: most were there before the year, the others' files were opened in it, the more by whom works more."""
    rolled = dice(seed, "shops")
    new = round(count * NEW_SHARE)
    veterans = np.flatnonzero((staff.joined < year.first) & (np.arange(staff.count) >= CHIEFS))
    taste = rolled.lognormal(0, 0.5, len(veterans))
    before = rolled.choice(veterans, size=count - new, p=taste / taste.sum())
    openers, days = _openings(rolled, grid * skill[:, None], new)
    owner = np.concatenate([before, openers])
    opened = np.concatenate([np.full(len(before), EARLY), year.first + days])
    return Shops(
        codes=[f"C{number + 1:04d}" for number in range(count)],
        owner=owner,
        heir=_heirs(rolled, staff, owner),
        outlet=staff.outlets_on(owner, np.maximum(opened, year.first)),
        opened=opened,
        opened_at=moments(rolled, count),
        size=rolled.lognormal(0, 0.75, count),
    )


def _openings(rolled: Dice, busy: Floats, count: int) -> tuple[Ints, Ints]:
    """Who opened a file and on which day of the year, in order of time."""
    cells = rolled.choice(busy.size, size=count, p=busy.ravel() / busy.sum())
    people, days = np.divmod(cells, busy.shape[1])
    order = np.argsort(days, kind="stable")
    return people[order], days[order]


def _heirs(rolled: Dice, staff: Staff, owner: Ints) -> Ints:
    """Somebody of the same outlet takes over from whoever left; a few shops wait for somebody."""
    heir = np.full(len(owner), NOBODY)
    for shop in np.flatnonzero((staff.left[owner] != FOREVER) & (rolled.random(len(owner)) > 0.15)):
        near = np.flatnonzero(
            (staff.outlet == staff.outlet[owner[shop]]) & (staff.left == FOREVER) & (staff.joined <= staff.left[owner[shop]])
        )
        heir[shop] = rolled.choice(near) if len(near) else NOBODY
    return heir


def owners_today(shops: Shops, staff: Staff) -> Ints:
    return np.where(staff.left[shops.owner] == FOREVER, shops.owner, shops.heir)


def own_shops(shops: Shops, staff: Staff) -> Portfolio:
    """Each person's own shops, while they were theirs."""
    heirs = np.flatnonzero(shops.heir != NOBODY)
    everyone = np.arange(shops.count)
    return Portfolio.of(
        keys=np.concatenate([shops.owner, shops.heir[heirs]]),
        items=np.concatenate([everyone, heirs]),
        weights=np.concatenate([shops.size, shops.size[heirs]]),
        since=np.concatenate([shops.opened, np.maximum(shops.opened, staff.left[shops.owner] + 1)[heirs]]),
        through=np.concatenate([staff.left[shops.owner], np.full(len(heirs), FOREVER)]),
    )


def shops_nearby(shops: Shops) -> Portfolio:
    """Every outlet's shops."""
    return Portfolio.of(shops.outlet, np.arange(shops.count), shops.size, shops.opened, np.full(shops.count, FOREVER))


def customer_documents(words: Words, outlets: Outlets, staff: Staff, shops: Shops, seed: int) -> list[dict[str, Any]]:
    rolled = dice(seed, "customers")
    names = _names(rolled, words, [outlets.places[n] for n in shops.outlet])
    phones = distinct(shops.count, lambda: _phone(rolled, words))
    channels = one_of(rolled, words.channels, shops.count)
    owners = owners_today(shops, staff)
    return [
        {
            "code": code,
            "name": names[n],
            "owner": None if owners[n] == NOBODY else staff.codes[owners[n]],
            "phone": phones[n],
            "email": f"{code.lower()}@example.com" if rolled.random() < 0.3 else None,
            "birthday": _birthday(rolled) if rolled.random() < 0.08 else None,
            "channel": channels[n],
            "tags": [tag for tag, percent in words.tags.items() if rolled.random() * 100 < percent],
        }
        for n, code in enumerate(shops.codes)
    ]


def _names(rolled: Dice, words: Words, places: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for place in places:
        drawn = (_name(rolled, words, place) for _ in range(50))
        fresh = next((name for name in drawn if name not in found), None)
        found[fresh or f"{_name(rolled, words, place)} {len(found)}"] = None
    return list(found)


def _name(rolled: Dice, words: Words, place: str) -> str:
    def one(texts: tuple[str, ...]) -> str:
        return texts[rolled.integers(len(texts))]

    shops = words.shops
    parts = {"family": one(shops.families), "other": one(shops.families), "word": one(shops.words), "kind": one(shops.kinds)}
    return one(shops.patterns).format(place=place, **parts)


def _phone(rolled: Dice, words: Words) -> str:
    prefix = words.phones.prefixes[rolled.integers(len(words.phones.prefixes))]
    return f"{prefix}{rolled.integers(10**words.phones.digits):0{words.phones.digits}d}"


def _birthday(rolled: Dice) -> str:
    return day_date(int(rolled.integers(-9000, 12000))).isoformat()
