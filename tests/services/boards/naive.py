"""Boards recomputed the slow way: one ledger row after the other, and nothing kept."""

from collections import defaultdict
from typing import Any

import numpy as np

from db.engine import Database
from scoring.periods import business_day
from services.access import COMMAND_LINE
from services.boards.boards import Ranked, ranked
from services.world import World, world
from tests.promises.history import at

NOW = at(560)
JANUARY = 20_454, 20_485
"""1 January and 1 February 2026."""


def board(database: Database, subject: str = "employees", **asked: Any) -> Ranked:
    asked = {"period": "month", "now": NOW, "measure": "total"} | asked
    return ranked(database, COMMAND_LINE, subject=subject, **asked)


def scores(found: Ranked) -> dict[str, int]:
    return dict(found.frame.select("code", "score").iter_rows())


def world_of(database: Database) -> World:
    with database.read() as session:
        return world(database, session)


def today(database: Database) -> int:
    return business_day(NOW, world_of(database).zone)


def rows(database: Database, start: int, end: int) -> list[dict[str, Any]]:
    """The score entries booked on days of [start, end), with the place and the type of their activity."""
    with database.read() as session:
        return session.records(
            "SELECT l.account_id, l.score, l.rule_id, l.plan_version, l.booked_on, l.occurred_on, l.occurred_at, l.order_id, a.type_id, "
            "COALESCE(r.order_id, l.order_id) AS place FROM ledger_entry l LEFT JOIN activity a ON a.id = l.activity_id "
            "LEFT JOIN ledger_entry r ON r.id = l.reverses_id WHERE l.score <> 0 AND l.booked_on >= :start AND l.booked_on < :end ORDER BY l.id",
            start=start,
            end=end,
        )


def counts(here: World, row: dict[str, Any], by: str | None) -> bool:
    kind, _, key = (by or "").partition(":")
    if by is None or row["rule_id"] is None:
        return by is None
    if kind == "type":
        return bool(here.type_keys[row["type_id"]] == key)
    one = [np.array([row[name]], dtype=np.int64) for name in ("place", "occurred_on", "occurred_at", "plan_version")]
    rules = here.plan_numbered(int(here.scored_by(*one)[0])).plan.rules
    return any(rule.category == key for rule in rules if rule.key == here.rule_keys[row["rule_id"]])


def summed(database: Database, days: tuple[int, int] = JANUARY, by: str | None = None) -> dict[str, int]:
    """The points of every employee, those who have none left out."""
    here, found = world_of(database), defaultdict[str, int](int)
    for row in rows(database, *days):
        if row["account_id"] in here.directory.employees and counts(here, row, by):
            found[here.directory.employees[row["account_id"]].code] += int(row["score"])
    return dict(found)


def summed_by_team(database: Database, days: tuple[int, int] = JANUARY, by: str | None = None) -> dict[str, int]:
    """The points of every team and those below it."""
    here = world_of(database)
    directory, found = here.directory, dict.fromkeys(world_of(database).directory.team_ids, 0)
    for row in rows(database, *days):
        if row["account_id"] in directory.employees and counts(here, row, by):
            for team in directory.path(directory.team_on(row["account_id"], row["booked_on"])):
                found[directory.teams[team].code] += int(row["score"])
    return found
