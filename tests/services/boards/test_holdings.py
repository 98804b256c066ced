"""What a holder has beside a place: balance or debt, level, what waits, what expires."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.activities.deciding import approve
from services.activities.reversing import reverse
from services.boards.holdings import Holdings, holdings
from services.boards.statements import points
from services.errors import Unknown
from tests.promises.history import act, at, found, rule, send

LEVELS = [{"key": "new", "from": 0}, {"key": "good", "from": 100}, {"key": "best", "from": 300}]
PLAN: dict[str, Any] = {
    "name": "Levels",
    "rules": [
        rule("deal", "deal", award={"to": "employee", "points": 60}),
        rule("fee", "call", award={"to": "employee", "points": -100}),
        rule("bonus", "bonus", "challenge", award={"to": "employee", "points": 100}),
    ],
    "tiers": {"employee": LEVELS},
    "expiry": {"employee": {"months": 1}},
}


def held(database: Database, code: str = "E1", *, hours: float = 501) -> Holdings:
    return holdings(database, COMMAND_LINE, HolderKind.EMPLOYEE, code, now=at(hours))


def test_whoever_has_nothing_stands_on_the_lowest_level(database: Database) -> None:
    found(database, PLAN)
    empty = held(database)
    assert (empty.balance, empty.debt, empty.waiting, empty.pending, empty.expiring) == (0, 0, 0, 0, ())
    assert empty.level is not None
    assert empty.following is not None
    assert (empty.level.key, empty.level.number, empty.following.key, empty.missing) == ("new", 1, "good", 100)


@pytest.mark.parametrize(
    ("deals", "level", "following", "missing"), [(1, "new", "good", 40), (2, "good", "best", 180), (5, "best", None, 0)]
)
def test_a_level_is_reached_by_the_lifetime_of_points(
    database: Database, deals: int, level: str, following: str | None, missing: int
) -> None:
    found(database, PLAN)
    send(database, [act(n, "deal", n) for n in range(deals)])
    now = held(database)
    assert now.level is not None
    assert (now.level.key, now.following.key if now.following else None, now.missing) == (level, following, missing)


def test_a_balance_below_zero_is_a_debt(database: Database) -> None:
    found(database, PLAN)
    send(database, [act(1, "deal", 1), act(2, "call", 2)])
    assert (held(database).balance, held(database).debt, held(database).expiring) == (-40, 40, ())


def test_what_waits_is_counted_with_what_it_would_give(database: Database) -> None:
    found(database, PLAN)
    send(database, [act(1, "bonus", 1), act(2, "bonus", 2), act(3, "bonus", 2, employee="E2")])
    assert (held(database).waiting, held(database).pending, held(database).balance) == (2, 200, 0)
    approve(database, COMMAND_LINE, "test", "a1", now=at(501))
    assert (held(database).waiting, held(database).pending, held(database).balance) == (1, 100, 100)


def test_what_expires_is_told_while_it_is_valid(database: Database) -> None:
    found(database, PLAN)
    send(database, [act(1, "deal", 0), act(2, "deal", 48)])
    assert held(database).expiring == ((dt.date(2026, 2, 5), 60), (dt.date(2026, 2, 7), 60))
    assert held(database, hours=24 * 32).expiring == ((dt.date(2026, 2, 7), 60),), "the 6th of February"


def test_what_was_taken_back_is_gone(database: Database) -> None:
    found(database, PLAN)
    send(database, [act(n, "deal", n) for n in range(2)])
    reverse(database, COMMAND_LINE, "test", "a1", reason="wrong", now=at(501))
    now = held(database)
    assert now.level is not None
    assert (now.balance, now.lifetime, now.level.key) == (60, 60, "new")


def test_it_is_what_the_statement_says(versions: Database) -> None:
    for kind, codes in ((HolderKind.EMPLOYEE, [f"E{n}" for n in range(1, 7)]), (HolderKind.CUSTOMER, [f"C{n}" for n in range(1, 7)])):
        for code in codes:
            said = points(versions, COMMAND_LINE, kind, code, now=at(330))
            has = holdings(versions, COMMAND_LINE, kind, code, now=at(330))
            level = said["level"] if kind is HolderKind.EMPLOYEE else said["tier"]
            assert (has.balance, has.debt, has.lifetime, has.pending) == (said["balance"], said["debt"], said["lifetime"], said["pending"])
            assert (has.level.key if has.level else None) == level
            assert [{"on": day.isoformat(), "points": left} for day, left in has.expiring] == said["expiring"]


def test_without_a_plan_there_is_no_level(database: Database) -> None:
    found(database, None)
    assert (held(database).level, held(database).following) == (None, None)


def test_nobody_has_nothing(database: Database) -> None:
    found(database, PLAN)
    with pytest.raises(Unknown):
        held(database, "E99")
