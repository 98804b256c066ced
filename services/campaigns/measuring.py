"""Measuring: what a campaign moved, against the four weeks before it and beside what it did not cover.

What it covers is counted on working days: the days of the week on which as much as a quarter of the busiest one is done. Activities count
on the day they happened, without those that wait, were declined or were reversed; today is not over, so it does not count yet.
Beside stands what is as like it as possible and was not covered: the same activities of other teams, or of other customers, else other
activities. Somebody who reaches less than everybody is told of the activities of the employees in their reach.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from db import campaign_results
from db.engine import Database, Session
from scoring.periods import business_day, day_date, day_number
from scoring.plan import Campaign, Plan
from scoring.rules import campaigns_of
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.campaigns.standing_campaigns import Standing, published
from services.errors import Unknown
from services.reaching import employees_in_reach
from services.world import World, world

BEFORE_DAYS, AFTER_DAYS = 28, 28
ENOUGH_DAYS, ENOUGH = 5, 30
"""Of fewer working days or activities nothing can be said."""
BUSY = 0.25
"""A day of the week counts as a working day if it has this share of what the busiest one has."""


class Part(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Beside(StrEnum):
    """What is compared with what a campaign covers."""

    TEAMS = "the same activities of other teams"
    CUSTOMERS = "the same activities of other customers"
    TYPES = "other activities"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Pace:
    """What was done on some working days. people: the sum over the days of how many employees did something."""

    days: int
    activities: int
    amount_e4: int
    people: int

    @property
    def a_day(self) -> float:
        return self.activities / self.days if self.days else 0.0

    @property
    def amount_a_day(self) -> float:
        return self.amount_e4 / 10_000 / self.days if self.days else 0.0

    @property
    def people_a_day(self) -> float:
        return self.people / self.days if self.days else 0.0

    @property
    def is_enough(self) -> bool:
        return self.days >= ENOUGH_DAYS and self.activities >= ENOUGH


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days of [from_on, until_on) that have been. covered, beside: what was done on the working days among them."""

    part: Part
    from_on: dt.date
    until_on: dt.date
    covered: Pace
    beside: Pace


@dataclass(frozen=True, slots=True)
class Measured:
    """What a campaign moved. stretches: before, during, after, as far as they have been.

    types: the labels of the activity types that it covers, empty for all. weekdays: the working days, 1 Monday to 7.
    others: the labels of campaigns that ran in the weeks before or at the same time. daily: day (date), part, is_working, and of each side
    activities, amount_e4, people (`beside_activities` ...).
    """

    key: str
    label: dict[str, str]
    from_on: dt.date
    until_on: dt.date
    types: tuple[dict[str, str], ...]
    beside: Beside
    weekdays: tuple[int, ...]
    stretches: tuple[Stretch, ...]
    others: tuple[dict[str, str], ...]
    daily: pl.DataFrame = field(hash=False)

    def stretch(self, part: Part) -> Stretch | None:
        return next((one for one in self.stretches if one.part is part), None)

    @property
    def is_enough(self) -> bool:
        before, during = self.stretch(Part.BEFORE), self.stretch(Part.DURING)
        return before is not None and during is not None and before.covered.is_enough and during.covered.is_enough


def measured(database: Database, actor: Actor, key: str, *, now: int | None = None) -> Measured:
    """What the campaign moved so far. Raises Unknown, Forbidden."""
    require(actor, Act.AUDIT_PLAN)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        return _measured(session, here, standing_of(here, key), today, employees_in_reach(here.directory, actor, Act.AUDIT_PLAN, today))


def standing_of(here: World, key: str) -> Standing:
    """The campaign of any version. Raises Unknown."""
    found = published(here).get(key)
    if found is None:
        raise Unknown("There is no published campaign with this key: choose one of the calendar", field="key")
    return found


def _measured(session: Session, here: World, standing: Standing, today: int, reached: frozenset[int] | None) -> Measured:
    campaign = standing.campaign
    types = covered_types(standing.plan, campaign)
    beside = beside_of(campaign, types)
    begins, ends = day_number(campaign.from_on), day_number(campaign.until_on)
    start, end = max(0, begins - BEFORE_DAYS), max(begins, min(ends + AFTER_DAYS, today))
    numbers = None if types is None else {here.types[one].id for one in types if one in here.types}
    found = campaign_results.daily(
        session,
        start=start,
        end=end,
        types=numbers,
        snapshots=_snapshots(session, here, campaign),
        tagged=_tagged(session, campaign, start, end),
        others_of_types=beside is not Beside.TYPES,
        reached=reached,
    )
    weekdays = working_days(found)
    daily = _daily(found, begins, ends, end, weekdays)
    labels = () if types is None else tuple(here.types[one].label for one in types if one in here.types)
    return Measured(
        campaign.key,
        dict(campaign.label),
        campaign.from_on,
        campaign.until_on,
        labels,
        beside,
        weekdays,
        tuple(_stretches(daily, begins, ends, end)),
        tuple(dict(one.label) for one in _others(here, standing)),
        daily,
    )


def covered_types(plan: Plan, campaign: Campaign) -> tuple[str, ...] | None:
    """The activity types whose awards a campaign multiplies, None where it bounds neither rules nor types."""
    if not campaign.rules and not campaign.types:
        return None
    rules = [rule for rule in plan.rules if any(one.key == campaign.key for one in campaigns_of(plan, rule))]
    found = dict.fromkeys(key for rule in rules for key in rule.activities)
    return tuple(key for key in found if not campaign.types or key in campaign.types)


def beside_of(campaign: Campaign, types: tuple[str, ...] | None) -> Beside:
    if campaign.teams:
        return Beside.TEAMS
    if campaign.tags:
        return Beside.CUSTOMERS
    return Beside.NOTHING if types is None else Beside.TYPES


def _snapshots(session: Session, here: World, campaign: Campaign) -> set[int] | None:
    if not campaign.teams:
        return None
    wanted = {here.directory.team_ids[code] for code in campaign.teams if code in here.directory.team_ids}
    return {number for number, path in campaign_results.team_paths(session) if wanted & set(json.loads(path))}


def _tagged(session: Session, campaign: Campaign, start: int, end: int) -> set[str] | None:
    if not campaign.tags:
        return None
    return {text for text in campaign_results.tags_of_days(session, start=start, end=end) if set(campaign.tags) & set(json.loads(text))}


def working_days(found: pl.DataFrame) -> tuple[int, ...]:
    """The days of the week, 1 Monday to 7, on which as much as `BUSY` of the busiest is done. found: `db.campaign_results.DAILY`."""
    weekday = ((pl.col("day") + 3) % 7 + 1).alias("weekday")
    sums = found.group_by(weekday).agg(pl.col("activities").sum()).sort("weekday")
    most = sums["activities"].max() or 0
    return tuple(sums.filter(pl.col("activities") >= BUSY * pl.lit(most))["weekday"].to_list())


def _daily(found: pl.DataFrame, begins: int, ends: int, end: int, weekdays: tuple[int, ...]) -> pl.DataFrame:
    """A row for each day from the first on which anything was done until `end`."""
    names = ("activities", "amount_e4", "people")
    sides = [
        found.filter(pl.col("is_covered") == covered).select("day", *(pl.col(name).alias(prefix + name) for name in names))
        for covered, prefix in ((1, ""), (0, "beside_"))
    ]
    first = end if found.is_empty() else found["day"].to_list()[int(found["day"].arg_min() or 0)]
    days = pl.DataFrame({"day": range(first, end)}, schema={"day": pl.Int32})
    filled = days.join(sides[0], on="day", how="left").join(sides[1], on="day", how="left").sort("day").fill_null(0)
    part = pl.when(pl.col("day") < begins).then(pl.lit(Part.BEFORE.value)).when(pl.col("day") < ends).then(pl.lit(Part.DURING.value))
    return filled.with_columns(
        part.otherwise(pl.lit(Part.AFTER.value)).alias("part"),
        ((pl.col("day") + 3) % 7 + 1).is_in(list(weekdays)).alias("is_working"),
    )


def _stretches(daily: pl.DataFrame, begins: int, ends: int, end: int) -> Iterator[Stretch]:
    """The parts that have begun."""
    first = daily["day"].to_list()[0] if daily.height else begins
    for part, start, until in ((Part.BEFORE, first, begins), (Part.DURING, begins, min(ends, end)), (Part.AFTER, ends, end)):
        if start < until:
            rows = daily.filter((pl.col("part") == part.value) & pl.col("is_working"))
            yield Stretch(part, day_date(start), day_date(until), _pace(rows, ""), _pace(rows, "beside_"))


def _pace(rows: pl.DataFrame, prefix: str) -> Pace:
    return Pace(rows.height, *(int(rows[prefix + name].sum()) for name in ("activities", "amount_e4", "people")))


def _others(here: World, standing: Standing) -> Iterator[Campaign]:
    """Other campaigns for some of the same activities, in the weeks before or at the same time."""
    mine = standing.campaign
    types = covered_types(standing.plan, mine)
    since = day_number(mine.from_on) - BEFORE_DAYS
    for key, other in published(here).items():
        theirs = covered_types(other.plan, other.campaign)
        is_shared = types is None or theirs is None or bool(set(types) & set(theirs))
        if key != mine.key and is_shared and since < day_number(other.campaign.until_on) and other.campaign.from_on < mine.until_on:
            yield other.campaign
