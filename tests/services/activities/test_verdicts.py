"""Whether somebody may decide an activity is known before they try."""

from __future__ import annotations

import pytest

from db.engine import Database
from services.activities.deciding import approve
from services.activities.verdicts import why_not
from services.errors import Forbidden, Unknown
from tests.services.permission_world import NOW, actors, settle

KEYS = ("own-waits", "near-waits", "lead-waits", "far-waits", "nothing")


def told_before(database: Database, user: str, key: str) -> str:
    try:
        refusal = why_not(database, actors(database)[user], "test", key, now=NOW)
    except (Forbidden, Unknown) as unseen:
        return unseen.code
    return refusal.code if refusal else "yes"


def told_after(database: Database, user: str, key: str) -> str:
    try:
        approve(database, actors(database)[user], "test", key, now=NOW)
    except (Forbidden, Unknown) as refusal:
        return refusal.code
    return "yes"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("user", ["admin", "lead", "boss"])
def test_what_is_told_before_is_what_happens(database: Database, user: str, key: str) -> None:
    settle(database)
    assert told_before(database, user, key) == told_after(database, user, key)


def test_an_employee_may_not_decide_what_they_see(database: Database) -> None:
    settle(database)
    assert told_before(database, "clerk", "own") == "forbidden"
    assert told_before(database, "clerk", "far") == "out_of_reach"
