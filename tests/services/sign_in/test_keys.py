"""A key is shown once, works at once, and stops when it is revoked."""

import re

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Scope
from services.errors import Conflict, Forbidden, Invalid, Unknown
from services.sign_in import keys

PLANNER = Actor("key:plans", frozenset({Scope.PLANS_WRITE}))


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_key_says_who_its_owner_is_and_what_they_may(database: Database) -> None:
    key = keys.add(database, COMMAND_LINE, "crm", ["people:write", "activities:write", "people:write"])
    scopes = frozenset({Scope.PEOPLE_WRITE, Scope.ACTIVITIES_WRITE})
    assert keys.authenticate(database, key) == Actor("key:crm", scopes)


def test_a_key_is_long_and_fit_for_a_header(database: Database) -> None:
    made = {keys.add(database, COMMAND_LINE, f"key {n}", ["admin"]) for n in range(3)}
    assert len(made) == 3
    assert all(re.fullmatch(r"lrl_[A-Za-z0-9_-]{43}", key) for key in made)


def test_the_key_itself_is_stored_nowhere(database: Database) -> None:
    key = keys.add(database, COMMAND_LINE, "crm", ["admin"])
    with database.read() as session:
        stored = session.rows("SELECT name, digest, scopes FROM api_key")
        audited = session.rows("SELECT action, subject, detail FROM audit")
    assert key[4:] not in repr(stored) + repr(audited)
    assert audited == [("add key", "key:crm", "admin")]


@pytest.mark.parametrize(
    "wrong",
    ["", "lrl_", "lrl_" + "a" * 43, "a" * 47, "lrl_" + "é" * 43, "lrl_" + "a" * 43 + "\n", "\udcff", "x" * 9999],
)
def test_what_is_no_key_belongs_to_nobody(database: Database, wrong: str) -> None:
    keys.add(database, COMMAND_LINE, "crm", ["admin"])
    assert keys.authenticate(database, wrong) is None


def test_a_new_key_works_at_once_also_where_it_was_tried_before(database: Database) -> None:
    other = Database.open(database.url)
    key = keys.add(database, COMMAND_LINE, "crm", ["admin"])
    assert keys.authenticate(other, "lrl_" + "a" * 43) is None
    assert keys.authenticate(other, key) is not None
    other.close()


def test_a_revoked_key_stops_at_once_here_and_within_two_seconds_elsewhere(database: Database) -> None:
    other, clock = Database.open(database.url), Clock()
    key = keys.add(database, COMMAND_LINE, "crm", ["admin"])
    assert keys.authenticate(database, key, clock=clock) is not None
    assert keys.authenticate(other, key, clock=clock) is not None
    keys.revoke(database, COMMAND_LINE, "crm")
    assert keys.authenticate(database, key, clock=clock) is None
    clock.now = 2.0
    assert keys.authenticate(other, key, clock=clock) is None
    other.close()


def test_a_key_in_use_is_not_asked_for_at_every_request(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    key = keys.add(database, COMMAND_LINE, "crm", ["admin"])
    keys.authenticate(database, key, clock=clock)
    monkeypatch.setattr(database, "read", lambda: pytest.fail("the database was asked"))
    clock.now = 1.9
    assert keys.authenticate(database, key, clock=clock) is not None


def test_revoking_twice_changes_nothing(database: Database) -> None:
    keys.add(database, COMMAND_LINE, "crm", ["admin"])
    keys.revoke(database, COMMAND_LINE, "crm", now=1_000_000)
    keys.revoke(database, COMMAND_LINE, "crm", now=2_000_000)
    assert keys.list_keys(database, COMMAND_LINE)[0]["revoked_at"] == "1970-01-01T00:00:01+00:00"


def test_keys_are_listed_by_name_and_never_themselves(database: Database) -> None:
    key = keys.add(database, COMMAND_LINE, "crm", ["points:read", "people:write"], now=0)
    found = {"name": "crm", "scopes": ["people:write", "points:read"], "created_at": "1970-01-01T00:00:00+00:00"}
    assert keys.list_keys(database, COMMAND_LINE) == [{**found, "revoked_at": None}]
    assert key not in repr(keys.list_keys(database, COMMAND_LINE))


def test_a_name_is_used_once_also_after_revoking(database: Database) -> None:
    keys.add(database, COMMAND_LINE, "crm", ["admin"])
    keys.revoke(database, COMMAND_LINE, "crm")
    with pytest.raises(Conflict, match="crm"):
        keys.add(database, COMMAND_LINE, "crm", ["admin"])


@pytest.mark.parametrize("scopes", [["everything"], [], ["admin", "Admin"]])
def test_a_key_needs_scopes_that_there_are(database: Database, scopes: list[str]) -> None:
    with pytest.raises(Invalid, match="activities:write, points:read"):
        keys.add(database, COMMAND_LINE, "crm", scopes)
    assert keys.list_keys(database, COMMAND_LINE) == []


def test_an_unknown_key_cannot_be_revoked(database: Database) -> None:
    with pytest.raises(Unknown):
        keys.revoke(database, COMMAND_LINE, "crm")


def test_keys_are_for_administrators(database: Database) -> None:
    with pytest.raises(Forbidden):
        keys.add(database, PLANNER, "crm", ["admin"])
    with pytest.raises(Forbidden):
        keys.revoke(database, PLANNER, "crm")
    with pytest.raises(Forbidden):
        keys.list_keys(database, PLANNER)
