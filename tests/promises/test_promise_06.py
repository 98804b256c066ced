"""An entry names what it comes from; from any number on any page a person reaches the entries that make it up."""

import datetime as dt

import pytest

from db.engine import Database
from scoring.periods import PeriodKind, day_date, period_of
from scoring.plan import HolderKind
from services.access import COMMAND_LINE, Actor, Scope
from services.activities.intake import read
from services.activities.recording import record, submission
from services.activities.reversing import reverse
from services.boards.standings import board
from services.boards.statements import entries
from services.explanations import explaining
from services.ledger.verifying import verify
from services.world import world
from tests.promises.history import act, at, day_of, found, live, send


def test_an_earned_entry_names_activity_rule_version_actor_reason_and_moments(database: Database) -> None:
    found(database)
    send(database, [act(1, "deal")])
    [entry] = entries(database, COMMAND_LINE, HolderKind.EMPLOYEE, "E1")["items"]
    assert entry["activity"] == {"type": "deal", "source": "test", "external_id": "a1"}
    assert (entry["kind"], entry["rule"], entry["plan_version"]) == ("earned", "deal", 1)
    assert (entry["actor"], entry["reason"]) == ("cli:", "deal")
    assert dt.datetime.fromisoformat(entry["occurred_at"]) == dt.datetime(2026, 1, 5, 2, tzinfo=dt.UTC)
    assert dt.datetime.fromisoformat(entry["recorded_at"]).timestamp() * 1_000_000 == at(500)
    assert entry["explanation"]


def test_a_reversal_names_who_why_and_what_it_reverses(database: Database) -> None:
    found(database)
    send(database, [act(1, "deal")])
    reverse(database, Actor("key:crm", frozenset({Scope.ACTIVITIES_WRITE})), "test", "a1", reason="returned", now=at(501))
    taken, earned = entries(database, COMMAND_LINE, HolderKind.EMPLOYEE, "E1")["items"]
    assert (taken["kind"], taken["actor"], taken["reason"], taken["reverses"]) == ("reversal", "key:crm", "returned", earned["id"])
    assert (taken["score"], taken["rule"], taken["activity"]) == (-earned["score"], earned["rule"], earned["activity"])


@pytest.mark.parametrize("kind", [k for k in PeriodKind if k is not PeriodKind.ALL])
def test_entries_of_a_period_come_to_the_score_on_its_board(database: Database, kind: PeriodKind) -> None:
    live(database)
    day = day_of(24)
    period = period_of(kind, day)
    within = {"from_on": day_date(period.start), "to_on": day_date(period.end)}
    for subject, holder in (("employees", HolderKind.EMPLOYEE), ("customers", HolderKind.CUSTOMER)):
        shown = board(database, COMMAND_LINE, subject=subject, period=kind, on=day_date(day), now=at(330))
        assert any(row.score for row in shown.rows)
        for row in shown.rows:
            listed = entries(database, COMMAND_LINE, holder, row.code, limit=1000, **within)["items"]
            assert sum(entry["score"] for entry in listed) == row.score


def test_every_activity_explains_what_the_ledger_has(database: Database) -> None:
    live(database)
    with database.read() as session:
        keys = session.rows("SELECT external_id FROM activity")
        types = world(database, session).types
        earned = session.rows(
            "SELECT a.external_id, r.key, l.score FROM ledger_entry l JOIN activity a ON a.id = l.activity_id "
            "JOIN rule r ON r.id = l.rule_id WHERE l.kind = 'earned'"
        )
    assert types
    told = [
        (key, rule["key"], rule["points"])
        for (key,) in keys
        for rule in explaining.activity(database, COMMAND_LINE, "test", key)["rules"]
        if rule["points"]
    ]
    assert sorted(told) == sorted(earned)


def test_each_sender_of_a_shared_batch_is_named(database: Database) -> None:
    """Activities and audit name whoever sent them, also where several were recorded together."""
    found(database)
    senders = [Actor(f"key:{name}", frozenset({Scope.ACTIVITIES_WRITE})) for name in ("crm", "shop")]
    with database.read() as session:
        zone = world(database, session).zone
    sent = [submission(a, [(0, read(act(n, "deal"), zone=zone, now=at(9)))]) for n, a in enumerate(senders)]
    record(database, sent, now=at(9))
    with database.read() as session:
        named = session.rows("SELECT a.external_id, p.name FROM activity a JOIN actor p ON p.id = a.actor_id ORDER BY 1")
        audited = session.rows("SELECT p.name FROM audit a JOIN actor p ON p.id = a.actor_id WHERE a.action = 'record'")
        entered = session.rows("SELECT p.name FROM ledger_entry l JOIN actor p ON p.id = l.actor_id ORDER BY l.id")
    assert named == [("a0", "key:crm"), ("a1", "key:shop")]
    assert sorted(audited) == [("key:crm",), ("key:shop",)]
    assert entered == [("key:crm",), ("key:shop",)]
    assert verify(database, COMMAND_LINE).offence is None
