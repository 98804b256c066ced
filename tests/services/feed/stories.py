"""A small organisation whose feed is looked at: deals give 50, visits 3, and a win 10 to everybody in the team."""

from typing import Any

from db import feed as rows
from db.engine import Database
from db.feed import ItemRow
from services.access import Actor, Role
from services.feed import feed, telling
from services.feed.following import follow
from tests.promises.history import act, at, found, rule, send

PLAN: dict[str, Any] = {
    "name": "Plain",
    "rules": [
        rule("deal", "deal", award={"to": "employee", "points": 50}),
        rule("value", "deal", award={"to": "customer", "points": 1, "per": 1, "of": "amount"}),
        rule("visit", "visit", "behaviour", award={"to": "employee", "points": 3}),
        rule("win", "win", "team", award={"to": "team", "points": 10}),
        rule("bonus", "bonus", "challenge", award={"to": "employee", "points": 100}),
    ],
}
CLERK = Actor("user:ann", role=Role.EMPLOYEE, employee_id=1)
BOSS = Actor("user:boss", role=Role.MANAGER)


def open_shop(database: Database) -> None:
    """Nobody has done anything yet, and the feed has looked."""
    found(database, PLAN)
    follow(database, now=at(-1))


def done(database: Database, number: int, kind: str, who: str, hours: float, **more: Any) -> None:
    """Recorded the moment it happened."""
    [outcome] = send(database, [act(number, kind, hours, employee=who, **more)], hours=hours)
    assert outcome.error is None


def lines(database: Database, actor: Actor = BOSS, **asked: Any) -> list[str]:
    """What the feed tells, the oldest first."""
    return [telling.sentence(item, "en") for item in feed.latest(database, actor, **asked)][::-1]


def standing(database: Database) -> list[ItemRow]:
    with database.read() as session:
        return rows.items(session, limit=1000)
