"""What happened in the year: visits, calls, deals and the rest: who, where, when and how much."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from scoring.periods import Ints, day_date
from services.beginning.demonstration.chance import NOBODY, Bools, Dice, Floats, Portfolio, dice
from services.beginning.demonstration.rhythm import moments
from services.beginning.demonstration.shops import EARLY, Shops, own_shops, shops_nearby
from services.beginning.demonstration.staff import CHIEFS, Staff, Year
from services.beginning.demonstration.words import Words

RATES = {"customer_visited": 1.08, "follow_up": 0.62, "service_done": 0.14, "colleague_helped": 0.075, "deal_won": 0.135}
"""How often somebody usual does something on a usual day."""
RATED, RETURNED = 0.58, 0.016
BREAKERS_A_QUARTER = 0.26
UNDECIDED_DAYS = 9
WAITING = (14, 3, 4, 2)
"""In how many days of the latest nobody has decided, and how many wait in each region at least."""
COLUMNS = {
    "person": pl.Int64,
    "shop": pl.Int64,
    "day": pl.Int64,
    "second": pl.Int64,
    "amount": pl.Int64,
    "stars": pl.Int64,
    "helper": pl.Int64,
}


@dataclass(frozen=True)
class Skills:
    """What each person is good at, 1 being usual."""

    work: Floats
    selling: Floats
    kindness: Floats
    care: Floats


def skills(count: int, seed: int) -> Skills:
    """Whoever works more also sells somewhat more."""
    rolled = dice(seed, "skills")
    talent = rolled.normal(0, 1, count)
    return Skills(
        work=np.exp(0.13 * talent + 0.22 * rolled.normal(0, 1, count)),
        selling=np.exp(0.36 * talent + 0.24 * rolled.normal(0, 1, count)),
        kindness=rolled.lognormal(0, 0.6, count),
        care=rolled.normal(0, 0.35, count),
    )


@dataclass(frozen=True)
class Scene:
    """Everything that the activities of the year follow from. boost: how much likelier a deal is on each day."""

    words: Words
    year: Year
    staff: Staff
    shops: Shops
    skills: Skills
    grid: Floats
    boost: Floats
    seed: int


def happenings(scene: Scene) -> pl.DataFrame:
    """The activities of the whole year, kind by kind. Columns: type and `COLUMNS`; person, shop and helper are numbers."""
    deals = _deals(scene)
    parts = [
        *(_meetings(scene, kind) for kind in ("customer_visited", "follow_up", "service_done")),
        deals,
        _ratings(scene, deals),
        _returns(scene, deals),
        _helps(scene),
        _openings(scene),
        _ice_breakers(scene),
    ]
    return pl.concat(parts)


def _part(kind: str, **columns: Ints) -> pl.DataFrame:
    """Columns of one kind of activity; those not given are null."""
    frame = pl.DataFrame(columns)
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in COLUMNS.items() if name not in columns]
    return frame.with_columns(*absent, pl.lit(kind).alias("type")).select("type", *(pl.col(n).cast(t) for n, t in COLUMNS.items()))


def _times(scene: Scene, rolled: Dice, rate: float, skill: Floats, boost: Floats | None = None) -> tuple[Ints, Ints]:
    """Who does it on which day, as often as chance and skill have it."""
    expected = rate * scene.grid * skill[:, None] * (1 if boost is None else boost[None, :])
    people, columns = np.nonzero(expected)
    counts = rolled.poisson(expected[people, columns])
    return np.repeat(people, counts), scene.year.first + np.repeat(columns, counts)


def _shops(scene: Scene, rolled: Dice, people: Ints, days: Ints) -> Ints:
    """Mostly a shop of one's own, else one of the outlet's; NOBODY where there was none yet."""
    found = np.where(rolled.random(len(people)) < 0.85, own_shops(scene.shops, scene.staff).draw(rolled, people, days), NOBODY)
    nearby, outlets = shops_nearby(scene.shops), scene.staff.outlets_on(people, days)
    for _ in range(2):
        found = np.where(found == NOBODY, nearby.draw(rolled, outlets, days), found)
    return found


def _meetings(scene: Scene, kind: str) -> pl.DataFrame:
    rolled = dice(scene.seed, kind)
    people, days = _times(scene, rolled, RATES[kind], scene.skills.work)
    shops = _shops(scene, rolled, people, days)
    met = shops != NOBODY
    return _part(kind, person=people[met], shop=shops[met], day=days[met], second=moments(rolled, int(met.sum())))


def _deals(scene: Scene) -> pl.DataFrame:
    rolled = dice(scene.seed, "deal_won")
    people, days = _times(scene, rolled, RATES["deal_won"], scene.skills.selling, scene.boost)
    shops = _shops(scene, rolled, people, days)
    met = shops != NOBODY
    people, days, shops = people[met], days[met], shops[met]
    amounts = _amounts(scene, rolled, scene.shops.size[shops])
    return _part("deal_won", person=people, shop=shops, day=days, second=moments(rolled, len(people)), amount=amounts)


def _amounts(scene: Scene, rolled: Dice, sizes: Floats) -> Ints:
    """Amounts in 1/10000: log-normal, larger in larger shops, most of them round."""
    deal = scene.words.deal
    amounts = np.clip(deal.median * sizes**0.5 * rolled.lognormal(0, 0.7, len(sizes)), deal.median / 30, deal.largest)
    steps = rolled.choice([10.0, 1.0, 0.01], size=len(sizes), p=[0.5, 0.2, 0.3])
    cents: Ints = np.round(np.maximum(1, np.round(amounts / steps)) * steps * 100).astype(np.int64)
    return cents * 100


def _ratings(scene: Scene, deals: pl.DataFrame) -> pl.DataFrame:
    """Some days after a deal many customers say how satisfied they are."""
    rolled = dice(scene.seed, "satisfaction_rated")
    rated = deals.filter(rolled.random(deals.height) < RATED)
    people, days = rated["person"].to_numpy(), _working(scene, rated["day"].to_numpy() + rolled.integers(1, 12, rated.height))
    stars = np.clip(np.round(rolled.normal(4.2 + scene.skills.care[people], 0.85)), 1, 5).astype(np.int64)
    there = (days <= scene.year.today) & scene.staff.at_work(people, days)
    part = _part(
        "satisfaction_rated", person=people, shop=rated["shop"].to_numpy(), day=days, second=moments(rolled, len(people)), stars=stars
    )
    return part.filter(there)


def _working(scene: Scene, days: Ints) -> Ints:
    """The day itself, or the Monday after a weekend."""
    weekday = (days + 3) % 7
    working: Ints = np.where(weekday > 4, days + 7 - weekday, days)
    return working


def _returns(scene: Scene, deals: pl.DataFrame) -> pl.DataFrame:
    """Now and then a part of the goods comes back."""
    rolled = dice(scene.seed, "goods_returned")
    back = deals.filter(rolled.random(deals.height) < RETURNED)
    people, days = back["person"].to_numpy(), _working(scene, back["day"].to_numpy() + rolled.integers(2, 25, back.height))
    part = rolled.uniform(0.1, 1.0, back.height)
    amounts = np.maximum(10_000, np.round(back["amount"].to_numpy() * part / 10_000) * 10_000).astype(np.int64)
    there = (days <= scene.year.today) & scene.staff.at_work(people, days)
    return _part(
        "goods_returned", person=people, shop=back["shop"].to_numpy(), day=days, second=moments(rolled, back.height), amount=amounts
    ).filter(there)


def _helps(scene: Scene) -> pl.DataFrame:
    """Somebody was helped: by a colleague of the outlet, or else of the region."""
    rolled = dice(scene.seed, "colleague_helped")
    people, days = _times(scene, rolled, RATES["colleague_helped"], np.ones(scene.staff.count))
    near, region = _colleagues(scene, scene.staff.outlet_today()), _colleagues(scene, scene.staff.region)
    found = np.where(rolled.random(len(people)) < 0.75, near.draw(rolled, scene.staff.outlets_on(people, days), days), NOBODY)
    for _ in range(2):
        found = np.where((found == NOBODY) | (found == people), region.draw(rolled, scene.staff.region[people], days), found)
    there = (found != NOBODY) & (found != people) & (scene.grid[found, days - scene.year.first] > 0)
    people, days, found = people[there], days[there], found[there]
    return _part("colleague_helped", person=people, helper=found, day=days, second=moments(rolled, len(people)))


def _colleagues(scene: Scene, keys: Ints) -> Portfolio:
    staff = scene.staff
    sellers = np.arange(CHIEFS, staff.count)
    return Portfolio.of(keys[sellers], sellers, scene.skills.kindness[sellers], staff.joined[sellers], staff.left[sellers])


def _openings(scene: Scene) -> pl.DataFrame:
    """The files of the customers who are new."""
    shops = scene.shops
    new = np.flatnonzero(shops.opened != EARLY)
    return _part("customer_created", person=shops.owner[new], shop=new, day=shops.opened[new], second=shops.opened_at[new])


def _ice_breakers(scene: Scene) -> pl.DataFrame:
    """In each quarter some manage what seemed hopeless, once; the latest ones nobody has looked at yet."""
    rolled = dice(scene.seed, "ice_breaker_done")
    quarters = np.array([date.year * 4 + (date.month - 1) // 3 for date in map(day_date, scene.year.days.tolist())])
    rows = [row for quarter in np.unique(quarters) for row in _of_quarter(scene, rolled, quarters == quarter)]
    rows += [row for region, count in enumerate(WAITING) for row in _recently(scene, rolled, region, count)]
    last = {(person, int(quarters[day - scene.year.first])): day for person, day in rows}
    people, days = np.array([(person, day) for (person, _), day in last.items()], dtype=np.int64).reshape(-1, 2).T
    shops = _shops(scene, rolled, people, days)
    met = shops != NOBODY
    return _part("ice_breaker_done", person=people[met], shop=shops[met], day=days[met], second=moments(rolled, int(met.sum())))


def _of_quarter(scene: Scene, rolled: Dice, inside: Bools) -> list[tuple[int, int]]:
    """(person, day) of those who manage it in a quarter, on a day when they were at work."""
    chances = np.clip(BREAKERS_A_QUARTER * scene.skills.selling, 0, 0.9) * inside.sum() / 91
    found = []
    for person in np.flatnonzero(rolled.random(scene.staff.count) < chances):
        there = scene.grid[person] * inside
        if person >= CHIEFS and there.any():
            found.append((int(person), scene.year.first + int(rolled.choice(len(there), p=there / there.sum()))))
    return found


def _recently(scene: Scene, rolled: Dice, region: int, count: int) -> list[tuple[int, int]]:
    """(person, day) of so many people of a region, in the days before today."""
    recent = scene.grid[:, -1 - UNDECIDED_DAYS : -1]
    sellers = np.flatnonzero((scene.staff.region == region) & (np.arange(scene.staff.count) >= CHIEFS) & (recent.sum(axis=1) > 0))
    chosen = rolled.choice(sellers, size=min(count, len(sellers)), replace=False)
    first = scene.year.today - recent.shape[1]
    return [(int(person), first + int(rolled.choice(recent.shape[1], p=recent[person] / recent[person].sum()))) for person in chosen]
