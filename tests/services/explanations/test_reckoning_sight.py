"""What would have earned, and how points were reckoned, tells nobody more of an activity than they may see of it."""

from typing import Any

import pytest

from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE, Actor, Role
from services.boards.statements import entries
from services.explanations import explaining, explaining_entries
from services.world import world
from tests.promises.history import act, at, found, rule, send

Document = dict[str, Any]
EMPLOYEE = {"to": "employee", "points": 5}
VIP, STARS = {"field": "customer.tags", "op": "=", "value": "vip"}, {"field": "attributes.stars", "op": ">=", "value": 4}
RULES: list[Document] = [
    rule("deal", "deal", award={"to": "collaborators", "points": 5}),
    rule("scored", "deal", award={"to": "collaborators", "points": 2, "per": 1, "of": "attributes.stars"}),
    rule("channel", "deal", award={"to": "collaborators", "points": 4}, when=[{"field": "channel", "op": "=", "value": "web"}]),
    rule("theirs", "deal", award=EMPLOYEE, when=[{"field": "channel", "op": "=", "value": "web"}]),
    rule("new", "deal", award={"to": "collaborators", "points": 4}, when=[{"field": "customer.tags", "op": "=", "value": "old"}]),
    rule("starred", "deal", award={"to": "collaborators", "points": 4}, when=[STARS]),
    rule("vip call", "call", award={"to": "collaborators", "points": 4}, when=[VIP]),
    rule("vip visit", "visit", award=EMPLOYEE, when=[VIP]),
    rule("bought", "visit", award={"to": "customer", "points": 4}),
    rule("leads", "visit", award={"to": "manager", "points": 4}),
    rule("twice", "deal", award={"to": "manager", "points": 4}, limits=[{"per": "all", "times": 1}]),
    rule("per customer", "deal", award=EMPLOYEE, limits=[{"per": "all", "times": 1, "same": ["customer"]}]),
]


@pytest.fixture
def sold(database: Database) -> Database:
    """E1 sold twice to C2, whom E2 owns, with E3's help; E6 leads."""
    keyed = [r | {"key": r["key"].replace(" ", "_")} for r in RULES]
    found(database, {"name": "Sight", "rules": keyed})
    deal = {"employee": "E1", "customer": "C2", "collaborators": ["E3"], "attributes": {"stars": 3}, "channel": "shop"}
    send(database, [act(n, "deal", n, **deal) for n in (1, 2)])
    return database


def employee(database: Database, code: str) -> Actor:
    with database.read() as session:
        account = world(database, session).directory.employee_ids[code]
    return Actor(f"user:{code}", role=Role.EMPLOYEE, employee_id=account)


def told(database: Database, actor: Actor) -> Document:
    document: Document = explaining.activity(database, actor, "test", "a2", now=at(510))
    return document


def near(database: Database, code: str) -> set[str]:
    return {one["key"] for one in told(database, employee(database, code))["would_have_earned"]}


def test_whoever_reaches_everybody_sees_all_of_it(sold: Database) -> None:
    keys = {one["key"] for one in told(sold, COMMAND_LINE)["would_have_earned"]}
    assert keys == {"channel", "theirs", "new", "starred", "vip_call", "vip_visit", "bought", "leads", "twice", "per_customer"}


def test_whoever_only_took_part_learns_nothing_of_the_customer_and_the_attributes(sold: Database) -> None:
    assert near(sold, "E3") == {"channel"}


def test_whose_activity_it_is_learns_nothing_of_a_customer_of_somebody_else(sold: Database) -> None:
    assert near(sold, "E1") == {"theirs"}


def test_the_owner_of_the_customer_learns_what_it_would_have_given_them(sold: Database) -> None:
    assert near(sold, "E2") == {"bought"}


def test_what_a_rule_counted_is_not_told_to_whom_it_is_not_shown(sold: Database) -> None:
    whole = next(r for r in told(sold, COMMAND_LINE)["rules"] if r["key"] == "scored")["reckoning"]
    part = next(r for r in told(sold, employee(sold, "E3"))["rules"] if r["key"] == "scored")["reckoning"]
    assert (whole["value"], part["value"], part["points"]) == ("3.00", None, 6)


@pytest.mark.parametrize(("code", "shown"), [("E1", None), ("E3", None), ("E2", "vip")])
def test_what_a_condition_found_is_told_where_the_customer_is_in_reach(sold: Database, code: str, shown: str | None) -> None:
    line = next(r for r in told(sold, employee(sold, code))["rules"] if r["key"] == "new")
    assert line["reckoning"]["condition"]["found"] == shown


def test_points_without_their_reasons_have_no_reckoning(sold: Database) -> None:
    lines = {r["key"]: r for r in told(sold, employee(sold, "E1"))["rules"]}
    assert lines["deal"]["explanation"] == "deal: 5 points."
    assert lines["deal"]["reckoning"] is None
    assert lines["twice"]["reckoning"] is None


def test_an_entry_is_reckoned_no_further_than_its_activity_is_seen(sold: Database) -> None:
    row = next(e for e in entries(sold, COMMAND_LINE, HolderKind.EMPLOYEE, "E3")["items"] if e["rule"] == "scored")
    own = explaining_entries.entry(sold, employee(sold, "E3"), HolderKind.EMPLOYEE, "E3", row["id"], now=at(510))
    assert (own["reckoning"]["value"], own["reckoning"]["points"]) == (None, 6)
