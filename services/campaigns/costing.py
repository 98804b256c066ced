"""Costing: what a campaign has paid, in all and in reach: by day, by rule, by team. Points that it took back count against it.

A campaign pays what an award has because of it: the points left by limits above those that it would have had without.
"""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from db import campaign_results, campaigns
from db.engine import Database, Session
from scoring.directory import NO_TEAM, Directory
from scoring.periods import business_day, day_date, day_number
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.campaigns.measuring import standing_of
from services.reaching import employees_in_reach, holders_in_reach
from services.world import World, world

FEW = 12
"""So many teams can be looked at beside each other."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a cost. label: in both languages; None: what customers got, or employees without a team."""

    label: dict[str, str] | None
    points: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What a campaign has cost. used: in all, which is what counts for its budget; points: of those in reach, as are the shares and days.

    used_up_on: the last day of which it paid anything, where its budget is used up. known_from: what it paid before this day was not written
    down, None where all of it was. daily: day (date), points, from its first day to the last that has been. by_rule, by_team: the greatest
    first; teams as many levels up as it takes to have a few of them.
    """

    used: int
    budget: int | None
    used_up_on: dt.date | None
    points: int
    known_from: dt.date | None
    daily: pl.DataFrame = field(hash=False)
    by_rule: tuple[Share, ...] = field(hash=False)
    by_team: tuple[Share, ...] = field(hash=False)


def cost(database: Database, actor: Actor, key: str, *, now: int | None = None) -> Cost:
    """What the campaign has cost so far. Raises Unknown, Forbidden."""
    require(actor, Act.AUDIT_PLAN)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        reached = employees_in_reach(here.directory, actor, Act.AUDIT_PLAN, today)
        standing, number = standing_of(here, key), here.campaign_ids.get(key)
        paid = campaigns.costs(session, number) if number is not None else pl.DataFrame(schema=campaigns.COSTS)
        used, last = int(paid["points"].sum()), paid["occurred_on"].to_list()[-1:]
        if reached is not None:
            known = holders_in_reach(session, here.directory, reached, paid["account_id"].unique().to_list())
            paid = paid.filter(pl.col("account_id").is_in(sorted(known)))
        days = day_number(standing.campaign.from_on), min(day_number(standing.campaign.until_on), today + 1)
        return Cost(
            used,
            standing.campaign.budget,
            day_date(last[0]) if last and standing.campaign.budget is not None and used >= standing.campaign.budget else None,
            int(paid["points"].sum()),
            _known_from(session, here, standing.campaign.from_on),
            _daily(paid, *days),
            _by_rule(here, paid),
            _by_team(here.directory, paid),
        )


def paid_by_campaign(session: Session, here: World) -> dict[str, int]:
    """What each campaign has cost in all, by its key; of those that cost nothing, nothing."""
    keys = {number: key for key, number in here.campaign_ids.items()}
    return {keys[number]: points for number, points in campaigns.totals(session).items() if number in keys}


def _known_from(session: Session, here: World, from_on: dt.date) -> dt.date | None:
    """Where a campaign began before its payments were written down, the day from which they are."""
    after = campaigns.paid_after(session)
    at = campaign_results.recorded_at(session, after) if after else None
    day = None if at is None else business_day(at, here.zone)
    return day_date(day) if day is not None and day_number(from_on) <= day else None


def _daily(paid: pl.DataFrame, start: int, until: int) -> pl.DataFrame:
    sums = paid.group_by("occurred_on").agg(pl.col("points").sum())
    days = pl.DataFrame({"occurred_on": range(start, until)}, schema={"occurred_on": pl.Int32})
    found = days.join(sums, on="occurred_on", how="left").sort("occurred_on")
    return found.select(pl.col("occurred_on").cast(pl.Date).alias("day"), pl.col("points").fill_null(0))


def _by_rule(here: World, paid: pl.DataFrame) -> tuple[Share, ...]:
    labels = {rule.key: dict(rule.label) for version in here.plans for rule in version.plan.rules}
    sums = paid.group_by("rule_id").agg(pl.col("points").sum())
    named = [(here.rule_keys[number], points) for number, points in sums.iter_rows()]
    return _ordered([Share(labels.get(key, {"en": key, "zh": key}), points) for key, points in named])


def _by_team(directory: Directory, paid: pl.DataFrame) -> tuple[Share, ...]:
    """By the team that each employee was in on the day."""
    teams = directory.teams_on(paid["account_id"].to_numpy().astype(np.int64), paid["occurred_on"].to_numpy().astype(np.int64))
    shown = _rolled_up(directory, np.unique(teams).tolist())
    sums = paid.with_columns(pl.Series("team", [shown[team] for team in teams.tolist()])).group_by("team").agg(pl.col("points").sum())
    return _ordered([Share(_named(directory, number), points) for number, points in sums.iter_rows()])


def _rolled_up(directory: Directory, teams: list[int]) -> dict[int, int]:
    """Each team, or the one above it on the lowest level on which there are `FEW` at most, but more than one."""
    paths = {team: directory.path(team)[::-1] or (NO_TEAM,) for team in teams}
    levels = [{team: path[: level + 1][-1] for team, path in paths.items()} for level in range(max(map(len, paths.values()), default=0))]
    several = [level for level in levels if len(set(level.values())) > 1]
    few = [level for level in several if len(set(level.values())) <= FEW]
    return few[-1] if few else several[0] if several else {team: team for team in teams}


def _named(directory: Directory, team: int) -> dict[str, str] | None:
    found = directory.teams.get(team) if team != NO_TEAM else None
    return {"en": found.name, "zh": found.name} if found else None


def _ordered(shares: list[Share]) -> tuple[Share, ...]:
    return tuple(sorted(shares, key=lambda one: (-one.points, str(one.label))))
