"""An activity that waits is scored when it is approved, at its place in the order of approval, or never."""

from typing import Any

import pytest

from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE, Actor, Scope
from services.activities.deciding import approve, decline
from services.activities.outcomes import Status
from services.activities.reversing import reverse
from services.boards.statements import entries, points
from services.errors import Conflict, Forbidden, Invalid, Unknown
from services.explanations import explaining
from services.ledger.verifying import verify
from tests.promises.history import act, at, found, send

PLAN: dict[str, Any] = {
    "name": "Waiting",
    "rules": [
        {
            "key": "bonus",
            "activity": ["bonus", "visit"],
            "category": "challenge",
            "award": {"to": "employee", "points": 100},
            "limits": [{"per": "all", "points": 150}],
        }
    ],
}


@pytest.fixture
def waiting(database: Database) -> Database:
    """One bonus of E1 waits."""
    found(database, PLAN)
    assert send(database, [act(1, "bonus")])[0].status is Status.PENDING
    return database


def score(database: Database) -> int:
    return int(points(database, COMMAND_LINE, HolderKind.EMPLOYEE, "E1", now=at(500))["score"]["all"])


def test_a_waiting_activity_earns_nothing_and_says_what_it_would(waiting: Database) -> None:
    document = points(waiting, COMMAND_LINE, HolderKind.EMPLOYEE, "E1", now=at(500))
    assert (document["score"]["all"], document["balance"], document["pending"]) == (0, 0, 100)
    assert explaining.activity(waiting, COMMAND_LINE, "test", "a1")["status"] == "pending"


def test_sent_again_it_is_a_duplicate(waiting: Database) -> None:
    assert send(waiting, [act(1, "bonus")])[0].status is Status.DUPLICATE


def test_approval_scores_it_once(waiting: Database) -> None:
    first = approve(waiting, COMMAND_LINE, "test", "a1", now=at(501))
    assert first["points"] == [{"holder": "employee:E1", "rule": "bonus", "points": 100}]
    assert approve(waiting, COMMAND_LINE, "test", "a1", now=at(502)) == first
    assert score(waiting) == 100
    assert verify(waiting, COMMAND_LINE).offence is None


def test_limits_are_used_in_the_order_of_approval(waiting: Database) -> None:
    send(waiting, [act(2, "visit", 3)])
    approve(waiting, COMMAND_LINE, "test", "a1", now=at(501))
    document = explaining.activity(waiting, COMMAND_LINE, "test", "a1")
    assert document["rules"][0]["points"] == 50
    assert "100 used before" in document["rules"][0]["explanation"]
    assert verify(waiting, COMMAND_LINE).offence is None


def test_declined_it_stays_on_record_and_earns_nothing(waiting: Database) -> None:
    decline(waiting, COMMAND_LINE, "test", "a1", reason="not seen", now=at(501))
    assert (score(waiting), explaining.activity(waiting, COMMAND_LINE, "test", "a1")["status"]) == (0, "declined")
    assert points(waiting, COMMAND_LINE, HolderKind.EMPLOYEE, "E1", now=at(502))["pending"] == 0
    assert send(waiting, [act(1, "bonus")])[0].status is Status.DUPLICATE


def test_a_decision_stands(waiting: Database) -> None:
    approve(waiting, COMMAND_LINE, "test", "a1", now=at(501))
    with pytest.raises(Conflict) as refused:
        decline(waiting, COMMAND_LINE, "test", "a1", now=at(502))
    assert refused.value.code == "already_approved"


def test_what_needs_no_approval_cannot_be_decided(waiting: Database) -> None:
    send(waiting, [act(2)])
    with pytest.raises(Conflict):
        approve(waiting, COMMAND_LINE, "test", "a2")
    with pytest.raises(Unknown):
        approve(waiting, COMMAND_LINE, "test", "nosuch")
    with pytest.raises(Forbidden):
        approve(waiting, Actor("key:reader", frozenset({Scope.POINTS_READ})), "test", "a1")


def test_a_waiting_activity_is_declined_not_reversed(waiting: Database) -> None:
    with pytest.raises(Conflict, match="decline"):
        reverse(waiting, COMMAND_LINE, "test", "a1", reason="x")


def test_a_reversal_takes_back_everything_once_and_frees_no_limit(database: Database) -> None:
    found(database, PLAN)
    send(database, [act(1), act(2, hours=1)])
    first = reverse(database, COMMAND_LINE, "test", "a1", reason="returned", now=at(501))
    assert first["reversed"] == 100
    assert reverse(database, COMMAND_LINE, "test", "a1", reason="again", now=at(502)) == first
    assert score(database) == 50
    assert send(database, [act(3, hours=2)])[0].points == ()
    assert verify(database, COMMAND_LINE).offence is None


def test_a_reversal_names_what_it_reverses_and_why(database: Database) -> None:
    found(database, PLAN)
    send(database, [act(1)])
    reverse(database, COMMAND_LINE, "test", "a1", reason="returned", now=at(501))
    newest, oldest = entries(database, COMMAND_LINE, HolderKind.EMPLOYEE, "E1")["items"]
    assert (newest["kind"], newest["score"], newest["balance"], newest["reverses"]) == ("reversal", -100, -100, oldest["id"])
    assert (newest["reason"], newest["rule"], newest["plan_version"], newest["actor"]) == ("returned", "bonus", 1, "cli:")
    assert newest["booked_on"] == oldest["booked_on"]
    assert "returned" in newest["explanation"]


def test_an_activity_that_earned_nothing_can_be_reversed_too(database: Database) -> None:
    found(database, PLAN)
    send(database, [act(1, "deal")])
    assert reverse(database, COMMAND_LINE, "test", "a1", reason="typo")["reversed"] == 0
    assert explaining.activity(database, COMMAND_LINE, "test", "a1")["reversed"] is True


@pytest.mark.parametrize("reason", ["", None, "x" * 501, "a\x00b", 7])
def test_a_reversal_needs_a_reason(database: Database, reason: Any) -> None:
    found(database, PLAN)
    send(database, [act(1)])
    with pytest.raises(Invalid) as refused:
        reverse(database, COMMAND_LINE, "test", "a1", reason=reason)
    assert refused.value.field == "reason"
    assert score(database) == 100
