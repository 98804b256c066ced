"""Eight weeks in which a campaign runs for the visits of EAST, in the fifth of them, on a budget that it does not use up.

E1 and E2 are in EAST, E5 and E6 in WEST. On each day from Monday to Friday everybody of EAST visits once, during the campaign four times and
afterwards twice; everybody of WEST twice, always. E3 calls once a day.
"""

import datetime as dt
from typing import Any

from db.engine import Database
from services.access import Actor, Role
from services.world import world
from tests.promises.history import act, at, found, rule, send

BEGINS, ENDS = dt.date(2026, 2, 2), dt.date(2026, 2, 9)
NOW = at(24 * 45)
BUDGET = 10_000
LABEL = {"en": "Visits of the East", "zh": "东区拜访"}
SPRING: dict[str, Any] = {
    "key": "spring",
    "label": LABEL,
    "multiply": 3,
    "rules": ["visit"],
    "teams": ["EAST"],
    "from": BEGINS.isoformat(),
    "until": ENDS.isoformat(),
    "budget": BUDGET,
}
PLAN: dict[str, Any] = {
    "name": "Plain",
    "rules": [
        rule("visit", "visit", "behaviour", award={"to": "employee", "points": 5}),
        rule("call", "call", "behaviour", award={"to": "employee", "points": 2}),
    ],
    "campaigns": [SPRING, {"key": "calls", "multiply": 2, "rules": ["call"], "from": "2026-01-20", "until": "2026-01-22"}],
}
VIPS = {"key": "vips", "multiply": 2, "rules": ["call"], "tags": ["vip", "gold"], "from": "2026-02-09", "until": "2026-02-16"}


def visits(day: int) -> int:
    """How many each of EAST makes on a day after the beginning."""
    return 1 if day < 28 else 4 if day < 35 else 2


def history() -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    for day in (day for day in range(45) if day % 7 < 5):
        each = {"E1": visits(day), "E2": visits(day), "E5": 2, "E6": 2}
        sent += [
            act(len(sent) + n, "visit", 24 * day, employee=who, customer=f"C{who[1]}", amount="100")
            for n, who in enumerate(one for one, count in each.items() for _ in range(count))
        ]
        sent.append(act(len(sent), "call", 24 * day, employee="E3", customer="C3"))
    return sent


def live_in(database: Database) -> Database:
    found(database, PLAN | {"campaigns": [*PLAN["campaigns"], VIPS]})
    assert all(outcome.error is None for outcome in send(database, history(), hours=24 * 45))
    return database


def manager_of(database: Database, team: str) -> Actor:
    with database.read() as session:
        return Actor("user:m", role=Role.MANAGER, team_ids=frozenset({world(database, session).directory.team_ids[team]}))
