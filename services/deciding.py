"""Deciding: an activity that waited for approval is approved, and scored then, or declined."""

from typing import Any

import polars as pl

from db import activities, organisation
from db.engine import Database, Session
from scoring.batch import BATCH
from scoring.periods import business_day
from services.access import Act, Actor, require
from services.errors import Conflict, Unknown
from services.posting import Books, close_books, context_of, open_books, post_awards
from services.recording import now_micros, points_of
from services.values import optional, shown, text
from services.world import World, world


def approve(
    database: Database,
    actor: Actor,
    source: str,
    external_id: str,
    *,
    reason: str | None = None,
    now: int | None = None,
) -> dict[str, Any]:
    """The activity counts, at this place in the order of scoring. Approved again it answers the same. Raises Unknown, Conflict."""
    return _decide(database, actor, source, external_id, "approved", reason, now_micros() if now is None else now)


def decline(
    database: Database,
    actor: Actor,
    source: str,
    external_id: str,
    *,
    reason: str | None = None,
    now: int | None = None,
) -> dict[str, Any]:
    """The activity stays on record and earns nothing. Declined again it answers the same. Raises Unknown, Conflict."""
    return _decide(database, actor, source, external_id, "declined", reason, now_micros() if now is None else now)


def _decide(database: Database, actor: Actor, source: str, external_id: str, kind: str, reason: str | None, now: int) -> dict[str, Any]:
    require(actor, Act.DECIDE)
    why = optional(reason, "reason", text, most=500)
    with database.write() as session:
        head = organisation.lock(session)
        here = world(database, session, revision=head.directory_revision)
        found = pending(session, source, external_id)
        if already_decided(session, found, kind):
            return answer(session, here, found)
        books = open_books(session, here, head, actor=actor.name, now=now, today=business_day(now, here.zone))
        version = here.plan_at(found["occurred_at"]) if kind == "approved" else None
        order = books.take_activity_ids(1)
        activities.add_event(
            session,
            id=order,
            activity_id=found["id"],
            kind=kind,
            plan_version=version.version if version else None,
            recorded_at=now,
            actor_id=books.actor_id,
            reason=why,
        )
        if version:
            _score(books, found["id"], order, version.version)
        close_books(books)
        organisation.audit(
            session,
            at=now,
            actor_id=books.actor_id,
            action=kind,
            subject=f"activity {source} {external_id}",
            detail=why,
        )
        return answer(session, here, found)


def _score(books: Books, activity_id: int, order: int, version: int) -> None:
    batch = activities.batch_of(books.session, [activity_id]).select("activity_id", pl.lit(order, pl.Int64).alias("order_id"), *BATCH)
    post_awards(books, batch, books.world.plan_numbered(version), context_of(books.session, books.world, batch["snapshot"]))


def pending(session: Session, source: str, external_id: str) -> dict[str, Any]:
    found = activities.one(session, source, external_id)
    if found is None:
        raise Unknown(f"no activity has the key {shown(source)} {shown(external_id)}", field="external_id")
    if not found["pending"]:
        raise Conflict("this activity needs no approval: it counted when it was recorded", code="not_pending")
    return found


def already_decided(session: Session, found: dict[str, Any], kind: str) -> bool:
    """True where the same was decided before; raises Conflict where the other was."""
    before = activities.decided(session, [found["id"]]).get(found["id"])
    if before is not None and before != kind:
        raise Conflict(f"this activity was {before} before: a decision stands", code=f"already_{before}")
    return before is not None


def answer(session: Session, here: World, found: dict[str, Any]) -> dict[str, Any]:
    """What became of the activity, with what it has earned."""
    kinds = [event["kind"] for event in activities.events(session, found["id"])]
    earned = points_of(session, here, [found["id"]]).get(found["id"], [])
    return {
        "source": found["source"],
        "external_id": found["external_id"],
        "status": kinds[-1] if kinds else "accepted",
        "points": [{"holder": holder, "rule": rule, "points": points} for holder, rule, points in earned],
    }
