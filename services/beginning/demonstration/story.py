"""The story is told in the order of time: what happens is recorded, and in between people decide, reverse and publish.

Each of the last days is recorded in its evening; each week before them on its Sunday, because many small steps inside one
transaction get slower and slower on PostgreSQL.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from config.settings import PROJECT
from db.engine import Database
from scoring.periods import day_date, micros
from services.access import Actor
from services.activities.deciding import approve, decline
from services.activities.recording import bulk_submission, record_bulk
from services.activities.reversing import reverse
from services.beginning.demonstration.chance import dice
from services.beginning.demonstration.happenings import UNDECIDED_DAYS, Scene
from services.beginning.demonstration.words import FOLDER
from services.plans.planning import publish
from services.yaml_reading import read_document

STARTER = PROJECT / "config" / "plans" / "field_sales.yaml"
REVERSED, DECLINED, PRAISED = 0.003, 0.16, 0.35
DAILY = 14
DAYS_TO_START = 7
RUSHED = "deal_won"
"""The rule whose campaigns make people sell more."""
MORNING, AFTERNOON, EVENING = dt.time(8), dt.time(17), dt.time(22)

Document = dict[str, Any]
Event = tuple[int, Callable[[Database], object]]
"""When something happens, in microseconds, and what."""
Progress = Callable[[int, int], object]


@dataclass(frozen=True)
class Change:
    """A version of the plan that follows the first. published_on, boost_from, boost_until: day numbers; no boost where they are equal."""

    document: Document
    published_on: int
    reason: str
    boost_from: int
    boost_until: int


def first_plan() -> Document:
    document: Document = read_document(STARTER.read_text(encoding="utf-8"))  # type: ignore[assignment]
    return document


def plan_changes(language: str, first: int, today: int) -> list[Change]:
    """How the plan changed since the first day, each change on a Monday."""
    stated: Any = read_document((FOLDER / "plan_changes.yaml").read_text(encoding="utf-8"))
    plan, found = first_plan(), []
    for change in stated:
        on = _monday(today - change["days_ago"])
        campaigns = change.get("campaigns", ()) if on > first else ()
        plan = _changed(plan, {**change, "campaigns": campaigns}, on)
        rushes = [_days(campaign, on) for campaign in campaigns if RUSHED in campaign["rules"]]
        if on > first:
            found.append(Change(plan, on, change["reason"][language], *(rushes[0] if rushes else (on, on))))
    return found


def _days(campaign: Document, on: int) -> tuple[int, int]:
    """The first day of a campaign and the day after its last, where its version is published on a day."""
    begins = on + campaign.get("starts_in", DAYS_TO_START)
    return begins, begins + campaign["days"]


def _monday(day: int) -> int:
    return day - (day + 3) % 7


def _changed(plan: Document, change: Document, on: int) -> Document:
    after = deepcopy(plan)
    after["rules"] += change.get("rules", [])
    for rule in after["rules"]:
        rule["weight"] = change.get("weights", {}).get(rule["key"], rule.get("weight", 1))
    campaigns = [_campaign(campaign, *_days(campaign, on)) for campaign in change["campaigns"]]
    return after | {"campaigns": after.get("campaigns", []) + campaigns}


def _campaign(campaign: Document, begins: int, ends: int) -> Document:
    kept = {name: value for name, value in campaign.items() if name not in ("days", "starts_in")}
    return kept | {"from": day_date(begins).isoformat(), "until": day_date(ends).isoformat()}


@dataclass(frozen=True)
class Telling:
    """Who tells the story of a scene, and until when. acts: as `as_sent` gives them, none later than now."""

    actor: Actor
    scene: Scene
    changes: Sequence[Change]
    acts: pl.DataFrame
    now: int

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.scene.words.organisation.timezone)

    def at(self, day: int, time: dt.time) -> int:
        """A moment of a day, never later than now."""
        return min(self.now, micros(dt.datetime.combine(day_date(day), time, self.zone)))

    def tell(self, database: Database, progress: Progress) -> None:
        """Everything has happened. progress: activities recorded, and of how many."""
        done = 0
        for _, act in sorted(self.events(), key=lambda event: event[0]):
            recorded = act(database)
            if isinstance(recorded, int):
                done += recorded
                progress(done, self.acts.height)

    def events(self) -> Iterator[Event]:
        for change in self.changes:
            yield self.published(change)
        recorded_on = pl.Series([self.recorded_on(day) for day in self.acts["day"].to_list()])
        for (day,), acts in self.acts.group_by(recorded_on, maintain_order=True):
            yield self.recorded(int(str(day)), acts)
        yield from self.decisions()
        yield from self.reversals()

    def published(self, change: Change) -> Event:
        at = self.at(change.published_on, MORNING)
        return at, lambda database: str(publish(database, self.actor, change.document, reason=change.reason, now=at)["version"])

    def recorded_on(self, day: int) -> int:
        daily_from = self.scene.year.today - DAILY
        return day if day >= daily_from else min(_monday(day) + 6, daily_from - 1)

    def recorded(self, day: int, acts: pl.DataFrame) -> Event:
        at = self.at(day, EVENING)
        numbered = acts.with_columns(pl.int_range(0, acts.height, dtype=pl.Int32).alias("item"))

        def act(database: Database) -> int:
            record_bulk(database, bulk_submission(self.actor, numbered), now=at)
            return acts.height

        return at, act

    def decisions(self) -> Iterator[Event]:
        """What waits for approval is decided some days later; the latest still waits."""
        rolled, reasons = dice(self.scene.seed, "decisions"), self.scene.words.reasons
        waiting = self.acts.filter((pl.col("type") == "ice_breaker_done") & (pl.col("day") < self.scene.year.today - UNDECIDED_DAYS))
        for row in waiting.iter_rows(named=True):
            at = self.at(self.recorded_on(row["day"]) + int(rolled.integers(1, 5)), AFTERNOON)
            declines, praises = rolled.random() < DECLINED, rolled.random() < PRAISED
            reason = _one(rolled, reasons.decline) if declines else _one(rolled, reasons.approve)
            decide = decline if declines else approve
            yield at, self.about(decide, row, {"reason": reason if declines or praises else None, "now": at})

    def reversals(self) -> Iterator[Event]:
        """A few deals fell through."""
        rolled = dice(self.scene.seed, "reversals")
        deals = self.acts.filter((pl.col("type") == "deal_won") & (pl.col("day") < self.scene.year.today - 1))
        chosen = deals.filter(rolled.random(deals.height) < REVERSED)
        for row in chosen.iter_rows(named=True):
            day = min(self.recorded_on(row["day"]) + int(rolled.integers(1, 19)), self.scene.year.today - 1)
            at = self.at(day, AFTERNOON)
            yield at, self.about(reverse, row, {"reason": _one(rolled, self.scene.words.reasons.reverse), "now": at})

    def about(self, act: Callable[..., object], row: Mapping[str, Any], how: Mapping[str, Any]) -> Callable[[Database], object]:
        return lambda database: act(database, self.actor, row["source"], row["external_id"], **how)


def _one(rolled: np.random.Generator, texts: Sequence[str]) -> str:
    return texts[int(rolled.integers(len(texts)))]
