"""A small history in which an audit of the plan finds all that it looks for.

E1 to E12: En sells for n times 1000 on 6 January and visits twice a day on the 13 - n days from then on; E13 does nothing. So whoever sells
more visits less, by day the limit of two visits is always reached, and those who sell most live on their deals.
"""

import datetime as dt
from typing import Any

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.auditing.auditing import PlanAudit, audit
from services.auditing.auditing_rules import RuleAudit
from services.people import people
from services.world import world
from tests.promises.history import act, at, found, rule, send

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 2, 1)
NOW = at(500)  # 26 January: six days are left, that one included
STAFF = range(1, 13)
PLAN: dict[str, Any] = {
    "name": "Plain",
    "rules": [
        rule("sale", "deal", award={"to": "employee", "points": 1, "per": 10, "of": "amount"}),
        rule("value", "deal", award={"to": "customer", "points": 1, "per": 100, "of": "amount"}),
        rule("visit", "visit", "behaviour", award={"to": "employee", "points": 5}, limits=[{"per": "day", "times": 2}]),
        rule("call", "call", "behaviour", award={"to": "owner", "points": 4}, limits=[{"per": "week", "points": 10}]),
        rule("once", "referral", "behaviour", award={"to": "employee", "points": 1}, limits=[{"per": "day", "times": 1}]),
        rule("win", "win", "team", award={"to": "team", "points": 10}),
        rule("off", "help", "team", award={"to": "collaborators", "points": 20}, weight=0),
        rule("later", "help", "team", award={"to": "employee", "points": 20}, active={"from": "2026-03-01"}),
        rule("late", "help", "quality", award={"to": "employee", "points": -7}, when=[{"field": "channel", "op": "=", "value": "late"}]),
    ],
}


def history() -> list[dict[str, Any]]:
    sent = []
    for n in STAFF:
        buyer = {"employee": f"E{n}", "customer": f"C{(n - 1) % 6 + 1}"}
        sent.append(act(n, "deal", 24, **buyer, amount=str(n * 1000)))
        if n % 2 == 0:  # the customers of every second employee buy again, for so little that it earns nothing
            sent.append(act(100 + n, "deal", 72, **buyer, amount="1"))
        sent += [act(1000 + 100 * n + 2 * day + k, "visit", 24 * day + k, employee=f"E{n}") for day in range(1, 14 - n) for k in (0, 1)]
    return sent


def settle(database: Database) -> None:
    found(database, PLAN)
    staff = [{"code": f"E{n}", "name": f"E{n}", "team": "EAST"} for n in range(7, 14)]
    people.put_employees(database, COMMAND_LINE, staff, now=at(-90))
    people.put_employee(database, COMMAND_LINE, "E11", {"joined_on": "2026-01-01"}, now=at(-89))


def live_in(database: Database) -> Database:
    """The history stands."""
    settle(database)
    assert all(outcome.error is None for outcome in send(database, history()))
    return database


def look(database: Database, actor: Actor = COMMAND_LINE, *, from_on: dt.date = FIRST, to_on: dt.date = LAST, now: int = NOW) -> PlanAudit:
    return audit(database, actor, from_on=from_on, to_on=to_on, now=now)


def of(found_here: PlanAudit, key: str) -> RuleAudit:
    [one] = [r for r in found_here.rules if r.key == key]
    return one


def manager_of(database: Database, team: str) -> Actor:
    with database.read() as session:
        return Actor("user:m", role=Role.MANAGER, team_ids=frozenset({world(database, session).directory.team_ids[team]}))
