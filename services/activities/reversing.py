"""Reversing: everything that an activity earned is taken back, once, on both sides, by entries that name those they reverse."""

from typing import Any

import numpy as np

from db import activities, ledger
from db.engine import Database
from services.access import Act, Actor
from services.activities.deciding import answer, decidable
from services.errors import Conflict
from services.ledger.posting import Books, close_books, open_books
from services.reaching import employees_in_reach
from services.values import text
from services.writing import writing


def reverse(database: Database, actor: Actor, source: str, external_id: str, *, reason: str, now: int | None = None) -> dict[str, Any]:
    """The activity's points are taken back; reversed again it answers the first result. Raises Unknown, Conflict, Invalid, Forbidden.

    One entry per reversed entry, on the original day while that is open. Limits that the activity used stay used.
    """
    why = text(reason, "reason", most=500)
    with writing(database, actor, Act.DECIDE, now=now) as desk:
        found = decidable(desk, actor, source, external_id)
        kinds = {event["kind"] for event in activities.events(desk.session, found["id"])}
        if found["pending"] and "approved" not in kinds:
            raise Conflict("this activity has not been approved: decline it instead", code="not_approved")
        if "reversed" not in kinds:
            books = open_books(desk.session, desk.world, desk.head, actor=actor.name, now=desk.now, today=desk.today)
            _take_back(books, found["id"], why)
            close_books(books)
            desk.audit("reverse", f"activity {source} {external_id}", why)
        taken = _reversed(ledger.of_activities(desk.session, [found["id"]]))
        reached = employees_in_reach(desk.world.directory, actor, Act.DECIDE, desk.today)
        return answer(desk.session, desk.world, found, reached) | {"reversed": taken}


def _take_back(books: Books, activity_id: int, reason: str) -> None:
    order = books.take_activity_ids(1)
    activities.add_event(
        books.session,
        id=order,
        activity_id=activity_id,
        kind="reversed",
        plan_version=None,
        recorded_at=books.now,
        actor_id=books.actor_id,
        reason=reason,
    )
    earned = ledger.entries_of_activity(books.session, activity_id)
    if earned.is_empty():
        return
    numbers = {n: earned[n].to_numpy().astype(np.int64) for n in ("account_id", "score", "balance", "occurred_at", "occurred_on")}
    books.post(
        numbers
        | {
            "score": -numbers["score"],
            "balance": -numbers["balance"],
            "activity_id": earned["activity_id"].to_list(),
            "order_id": [order] * earned.height,
            "rule_id": earned["rule_id"].to_list(),
            "plan_version": earned["plan_version"].to_list(),
            "reason": [reason] * earned.height,
            "reverses_id": earned["id"].to_list(),
        },
        kind="reversal",
    )


def _reversed(rows: list[dict[str, Any]]) -> int:
    """How many points were taken back, over all holders."""
    return -sum(int(row["balance"]) for row in rows if row["kind"] == "reversal")
