"""Deciding: an activity that waited for approval is approved, and scored then, or declined, by somebody whose own it is not."""

from typing import Any

import polars as pl

from db import activities
from db.engine import Database, Session
from scoring.batch import BATCH
from services.access import Act, Actor
from services.activities.impartiality import require_deciding
from services.activities.seeing import points_of
from services.errors import Conflict, Unknown
from services.ledger.posting import Books, close_books, context_of, open_books, post_awards
from services.reaching import employees_in_reach
from services.values import optional, shown, text
from services.world import World
from services.writing import Writing, writing


def approve(
    database: Database,
    actor: Actor,
    source: str,
    external_id: str,
    *,
    reason: str | None = None,
    now: int | None = None,
) -> dict[str, Any]:
    """The activity counts, at this place in the order of scoring. Approved again it answers the same. Raises Unknown, Conflict, Forbidden."""
    return _decide(database, actor, source, external_id, "approved", reason, now)


def decline(
    database: Database,
    actor: Actor,
    source: str,
    external_id: str,
    *,
    reason: str | None = None,
    now: int | None = None,
) -> dict[str, Any]:
    """The activity stays on record and earns nothing. Declined again it answers the same. Raises Unknown, Conflict, Forbidden."""
    return _decide(database, actor, source, external_id, "declined", reason, now)


def _decide(
    database: Database, actor: Actor, source: str, external_id: str, kind: str, reason: str | None, now: int | None
) -> dict[str, Any]:
    why = optional(reason, "reason", text, most=500)
    with writing(database, actor, Act.DECIDE, now=now) as desk:
        found = decidable(desk, actor, source, external_id)
        if not found["pending"]:
            raise Conflict("this activity needs no approval: it counted when it was recorded", code="not_pending")
        reached = employees_in_reach(desk.world.directory, actor, Act.DECIDE, desk.today)
        if already_decided(desk.session, found, kind):
            return answer(desk.session, desk.world, found, reached)
        books = open_books(desk.session, desk.world, desk.head, actor=actor.name, now=desk.now, today=desk.today)
        version = desk.world.plan_at(found["occurred_at"]) if kind == "approved" else None
        order = books.take_activity_ids(1)
        activities.add_event(
            desk.session,
            id=order,
            activity_id=found["id"],
            kind=kind,
            plan_version=version.version if version else None,
            recorded_at=desk.now,
            actor_id=books.actor_id,
            reason=why,
        )
        if version:
            _score(books, found["id"], order, version.version)
        close_books(books)
        desk.audit(kind, f"activity {source} {external_id}", why)
        return answer(desk.session, desk.world, found, reached)


def _score(books: Books, activity_id: int, order: int, version: int) -> None:
    batch = activities.batch_of(books.session, [activity_id]).select("activity_id", pl.lit(order, pl.Int64).alias("order_id"), *BATCH)
    post_awards(books, batch, books.world.plan_numbered(version), context_of(books.session, books.world, batch["snapshot"]))


def decidable(desk: Writing, actor: Actor, source: str, external_id: str) -> dict[str, Any]:
    """The activity with a key, which the actor may decide or reverse. Raises Unknown, Forbidden."""
    found = activities.one(desk.session, source, external_id)
    require_deciding(desk.session, desk.world, actor, found, desk.today)
    if found is None:
        raise Unknown(f"no activity has the key {shown(source)} {shown(external_id)}", field="external_id")
    return found


def already_decided(session: Session, found: dict[str, Any], kind: str) -> bool:
    """True where the same was decided before; raises Conflict where the other was."""
    before = activities.decided(session, [found["id"]]).get(found["id"])
    if before is not None and before != kind:
        raise Conflict(f"this activity was {before} before: a decision stands", code=f"already_{before}")
    return before is not None


def answer(session: Session, here: World, found: dict[str, Any], reached: frozenset[int] | None) -> dict[str, Any]:
    """What became of the activity, with what it has earned. reached: the employees whose points are told, None for everybody's."""
    kinds = [event["kind"] for event in activities.events(session, found["id"])]
    earned = points_of(session, here, [found["id"]], reached).get(found["id"], [])
    return {
        "source": found["source"],
        "external_id": found["external_id"],
        "status": kinds[-1] if kinds else "accepted",
        "points": [{"holder": holder, "rule": rule, "points": points} for holder, rule, points in earned],
    }
