"""Tuning: what a draft of the plan would have changed, replayed on the real history. Nothing is stored (docs/decisions/0017)."""

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from db import organisation
from db.engine import Database, Session
from scoring.periods import PeriodKind, business_day, day_date, day_number, period_of
from scoring.plan import Plan
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.standings import FIRST_DAY
from services.documents import Answer
from services.errors import Conflict, Invalid
from services.plans.planning import validated
from services.reaching import employees_in_reach
from services.tuning.history import Days, History, held
from services.tuning.replay_boards import Sight, holders, levels, teams
from services.tuning.replay_campaigns import campaigns
from services.tuning.replaying import Given, Past, given_by, past_of, summed, team_sums
from services.values import LAST_DAY
from services.world import World, world

FRESH_SECONDS = 60
RULES = {
    "key": pl.String,
    "label_en": pl.String,
    "label_zh": pl.String,
    **{f"{what}_{when}": pl.Int64 for what in ("awards", "points", "cut") for when in ("before", "after")},
}


@dataclass(frozen=True, slots=True)
class Totals:
    """What the rules give in all. cut: awards that limits and cooldowns cut. money: in the organisation's currency."""

    points_before: int
    points_after: int
    cut_before: int
    cut_after: int
    money_before: Decimal
    money_after: Decimal


@dataclass(frozen=True, slots=True)
class Replay:
    """A draft against the newest published version on the business days of [from_on, to_on).

    holders: kind (employee, customer), account_id, code, name, team (code on their last day, null without), score_before, score_after,
    rank_before, rank_after (null: not on the board); by kind, then rank_after.
    teams: team_id, code, name, heads, score_before, score_after, rank_before, rank_after (by score), head_rank_before, head_rank_after.
    rules: `RULES`, in the order of the draft, then those that it lacks.
    levels: kind, account_id, code, name, level_before, level_after (keys, null without) of those whose level or tier would be another.
    campaigns: `replay_campaigns.CAMPAIGNS`.
    activities: how many were replayed. version: the published one.
    """

    from_on: dt.date
    to_on: dt.date
    version: int
    activities: int
    holders: pl.DataFrame
    teams: pl.DataFrame
    rules: pl.DataFrame
    levels: pl.DataFrame
    campaigns: pl.DataFrame
    totals: Totals

    def document(self) -> Answer:
        totals = self.totals
        numbered = ["key", "awards_before", "awards_after", "points_before", "points_after"]
        return {
            "period": {"from": self.from_on.isoformat(), "to": self.to_on.isoformat()},
            "holders": self.holders.select("kind", "code", "score_before", "score_after", "rank_before", "rank_after").to_dicts(),
            "rules": self.rules.select(numbered).to_dicts(),
            "totals": {
                "points_before": totals.points_before,
                "points_after": totals.points_after,
                "money_before": str(totals.money_before),
                "money_after": str(totals.money_after),
            },
        }


def simulate(database: Database, actor: Actor, document: object, *, from_on: dt.date, to_on: dt.date, now: int | None = None) -> Answer:
    """The contract's document of a replay, as of this moment. Raises as `replay`."""
    return replay(database, actor, document, from_on=from_on, to_on=to_on, now=now, patience=0).document()


def replay(
    database: Database,
    actor: Actor,
    document: object,
    *,
    from_on: dt.date,
    to_on: dt.date,
    now: int | None = None,
    patience: float = FRESH_SECONDS,
) -> Replay:
    """What the draft would have changed. patience: so many seconds old may be what is known of activities and entries.

    Customers are those in the actor's reach, and their ranks count within it; totals and rules are of everybody.
    Raises PlanRefused with every mistake, Invalid for days, Conflict without a published plan or for too many activities, Forbidden.
    """
    require(actor, Act.SIMULATE)
    draft, days = validated(document), _days(from_on, to_on)
    with held(database) as history, database.read() as session:
        here = world(database, session)
        if not here.plans:
            raise Conflict("No plan has been published yet: there is nothing to compare the draft with", code="no_plan")
        today = business_day(now_micros() if now is None else now, here.zone)
        past = _past(session, here, history, days, patience)
        before, after = given_by(session, here, past, [here.plans[-1].plan, draft])
        return _replay(session, Sight(here, _reach(here, actor, today), days, today), past, draft, before, after)


def days_or_quarter(database: Database, actor: Actor, from_on: dt.date | None, to_on: dt.date | None) -> tuple[dt.date, dt.date]:
    """The days, where one is not given that of the quarter that runs today. Raises Forbidden."""
    require(actor, Act.SIMULATE)
    with database.read() as session:
        here = world(database, session)
    running = period_of(PeriodKind.QUARTER, business_day(now_micros(), here.zone))
    return from_on or day_date(running.start), to_on or day_date(running.end)


def _reach(here: World, actor: Actor, today: int) -> frozenset[int] | None:
    """Whose customers are shown: None for everybody's, also to an API key that may replay."""
    return None if actor.role is None else employees_in_reach(here.directory, actor, Act.READ_CUSTOMERS, today)


def _days(from_on: dt.date, to_on: dt.date) -> Days:
    if from_on < FIRST_DAY or to_on > LAST_DAY:
        message = f"A replay looks at days from {FIRST_DAY} until before {LAST_DAY}: choose them among these"
        raise Invalid(message, field="from" if from_on < FIRST_DAY else "to")
    if from_on >= to_on:
        raise Invalid(f"The last day lies before {from_on}: let the days end on a later one", field="to")
    return day_number(from_on), day_number(to_on)


def _past(session: Session, here: World, history: History, days: Days, patience: float) -> Past:
    """What is held of the period, where it is still right or new enough; else read."""
    known, head, now = history.kept.get("past"), organisation.head(session), time.monotonic()
    if isinstance(known, Past) and known.days == days and known.revision == here.revision:
        is_same = (known.through, known.entries) == (head.last_activity_id, head.last_entry_id)
        if is_same or now - known.made_at < patience:
            return known
    past = past_of(session, here, history, days, through=head.last_activity_id, entries=head.last_entry_id, made_at=now)
    history.kept["past"] = past
    return past


def _replay(session: Session, sight: Sight, past: Past, draft: Plan, before: Mapping[str, Given], after: Mapping[str, Given]) -> Replay:
    here, published = sight.here, sight.here.plans[-1]
    scores = summed(past, before), summed(past, after)
    return Replay(
        day_date(past.days[0]),
        day_date(past.days[1]),
        published.version,
        past.batch.height,
        holders(session, sight, past, *scores),
        teams(sight, team_sums(here, past, before), team_sums(here, past, after)),
        _rules(published.plan, draft, before, after),
        levels(session, sight, past, (published.plan, draft), *scores),
        campaigns(past, (published.plan, draft), (before, after)),
        _totals(here, before, after),
    )


def _rules(published: Plan, draft: Plan, before: Mapping[str, Given], after: Mapping[str, Given]) -> pl.DataFrame:
    labels = {rule.key: rule.label for plan in (published, draft) for rule in plan.rules}
    keys = dict.fromkeys(rule.key for plan in (draft, published) for rule in plan.rules)
    rows = [(key, labels[key].get("en"), labels[key].get("zh"), *_counts(before.get(key), after.get(key))) for key in keys]
    return pl.DataFrame(rows, schema=RULES, orient="row")


def _counts(before: Given | None, after: Given | None) -> tuple[int, ...]:
    return tuple(getattr(given, what) if given else 0 for what in ("awards", "points", "cut") for given in (before, after))


def _totals(here: World, before: Mapping[str, Given], after: Mapping[str, Given]) -> Totals:
    points_before, points_after = (sum(given.points for given in side.values()) for side in (before, after))
    cut_before, cut_after = (sum(given.cut for given in side.values()) for side in (before, after))
    money = money_of(here, points_before), money_of(here, points_after)
    return Totals(points_before, points_after, cut_before, cut_after, *money)


def money_of(here: World, points: int) -> Decimal:
    """Points in the organisation's currency, with two decimals, half away from zero."""
    exact = Decimal(points) * here.organisation.money_per_1000_points_e4 / Decimal(10_000_000)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
