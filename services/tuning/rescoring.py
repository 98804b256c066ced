"""Rescoring: an open period is scored again under the versions in force for it now, and the differences are posted (docs/decisions/0019).

Every activity of the period, in the stored order, with the facts frozen on it; what was given outside stands and uses limits at its place.
Of an activity that was reversed the difference is posted and taken back at once: limits see it, nobody's points do.
"""

import datetime as dt

import polars as pl

from db import replaying, rescoring
from db.engine import Database, Session
from scoring.periods import Period, PeriodKind, business_day, day_date, day_number, period_of
from services.access import Act, Actor
from services.activities.recording import now_micros
from services.activities.seeing import KINDS
from services.documents import Answer
from services.errors import Conflict
from services.plans.planning import REASON_LENGTH, require_publisher
from services.reaching import employees_in_reach, holders_in_reach
from services.tuning.rescore_posting import post
from services.tuning.scoring_again import Again, score_again
from services.tuning.tuning import money_of
from services.values import text
from services.world import World, world
from services.writing import writing


def preview(database: Database, actor: Actor, *, period: PeriodKind, on: dt.date, now: int | None = None) -> Answer:
    """What `rescore` would do now, in the same words; nothing is stored. Raises as `rescore`."""
    with database.read() as session:
        here = world(database, session)
        require_publisher(here, actor)
        again = score_again(session, here, _open_period(here, period, on))
        today = business_day(now_micros() if now is None else now, here.zone)
        return _answer(session, here, actor, again, today) | {"dry_run": True}


def rescore(database: Database, actor: Actor, *, period: PeriodKind, on: dt.date, reason: str, now: int | None = None) -> Answer:
    """The period's activities have what the versions in force for them now give; at once again it changes nothing.

    Raises Conflict for a period of which a day is closed, or that holds too many activities; Invalid, Forbidden.
    """
    why = text(reason.strip(), "reason", most=REASON_LENGTH, lines=True)
    with writing(database, actor, Act.PUBLISH, now=now) as desk:
        require_publisher(desk.world, actor)
        chosen = _open_period(desk.world, period, on)
        again = score_again(desk.session, desk.world, chosen)
        answer = _answer(desk.session, desk.world, actor, again, desk.today)
        if again.changes_anything:
            post(desk, chosen, again, by=actor.name, reason=why)
        desk.audit("rescore", f"period:{period.value} {day_date(chosen.start)}", {"entries": again.changes.height, "reason": why})
        return answer | {"dry_run": False}


def _open_period(here: World, kind: PeriodKind, on: dt.date) -> Period:
    chosen = period_of(kind, day_number(on), first_weekday=here.organisation.first_weekday)
    closed = here.organisation.closed_through
    if closed is not None and chosen.start <= closed:
        message = f"Everything through {day_date(closed)} is closed: only a period that begins later can be scored again"
        raise Conflict(message, field="period", code="period_closed")
    if not here.plans:
        raise Conflict("No plan has been published yet: there is nothing to score by", code="no_plan")
    return chosen


def _answer(session: Session, here: World, actor: Actor, again: Again, today: int) -> Answer:
    start, end = again.past.days
    before, after = again.before, again.after
    return {
        "period": {"from": day_date(start).isoformat(), "to": day_date(end).isoformat()},
        "activities": again.places.height,
        "entries": again.changes.height,
        "holders": _holders(session, here, actor, again, today),
        "campaigns": _campaigns(here, again),
        "totals": {
            "points_before": before,
            "points_after": after,
            "money_before": str(money_of(here, before)),
            "money_after": str(money_of(here, after)),
        },
    }


def _holders(session: Session, here: World, actor: Actor, again: Again, today: int) -> list[Answer]:
    """Whose score of the period changes, employees first; customers as far as the actor reaches."""
    counted = again.changes.filter(~again.places["is_reversed"].gather(again.changes["pos"]))
    moved = counted.group_by(pl.col("holder").alias("account_id")).agg((pl.col("points") - pl.col("was")).sum().alias("difference"))
    moved = moved.filter(pl.col("difference") != 0).join(rescoring.scores(session, again.past.days), on="account_id", how="left")
    reached = None if actor.role is None else employees_in_reach(here.directory, actor, Act.READ_CUSTOMERS, today)
    accounts = moved["account_id"].to_list()
    seen = None if reached is None else holders_in_reach(session, here.directory, reached, accounts) | set(here.directory.employees)
    named = moved.join(replaying.holders(session, accounts), on="account_id") if accounts else moved.clear()
    rows = named.with_columns(pl.col("score").fill_null(0)).sort("kind", "code").iter_rows(named=True) if accounts else ()
    return [
        {
            "kind": KINDS[row["kind"]],
            "code": row["code"],
            "name": row["name"],
            "score_before": row["score"],
            "score_after": row["score"] + row["difference"],
        }
        for row in rows
        if seen is None or row["account_id"] in seen
    ]


def _campaigns(here: World, again: Again) -> list[Answer]:
    """The campaigns that pay more or less of the period than until now, by key, with the newest label of each."""
    keys = {number: key for key, number in here.campaign_ids.items()}
    labels = {campaign.key: campaign.label for version in here.plans for campaign in version.plan.campaigns}
    sums = again.pays.group_by("campaign_id").agg((pl.col("points") - pl.col("was")).sum().alias("difference"))
    found = {keys[number]: points for number, points in sums.iter_rows() if points}
    return [{"key": key, "label": dict(labels.get(key, {})), "points": found[key]} for key in sorted(found)]
