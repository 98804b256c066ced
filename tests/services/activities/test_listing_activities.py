"""What an employee did, and what was done about a customer, newest first, with what became of it."""

import datetime as dt
from typing import Any

import pytest

from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.activities.activity_facts import Named
from services.activities.deciding import approve, decline
from services.activities.listing_activities import ActivityLine, activities_of
from services.activities.reversing import reverse
from services.errors import Forbidden, Invalid, Unknown
from services.page import Page
from services.plans import planning
from services.world import world
from tests.promises.history import act, at, found, live, send

NOW = at(600)


def look(database: Database, code: str = "E1", actor: Actor = COMMAND_LINE, **more: Any) -> Page[ActivityLine]:
    kind = HolderKind.CUSTOMER if code.startswith("C") else HolderKind.EMPLOYEE
    return activities_of(database, actor, kind, code, now=NOW, **more)


def keys(page: Page[ActivityLine]) -> list[str]:
    return [line.facts.external_id for line in page.items]


@pytest.fixture
def office(database: Database) -> Database:
    """Five activities of E1, recorded in another order than they happened, and one of E2 about the same customer."""
    found(database)
    sent = [act(1, "visit", 30, employee="E1", customer="C1", note="hello", amount="12.50"), act(2, "deal", 10)]
    send(database, [*sent, act(3, "bonus", 20), act(4, "bonus", 40)], hours=500)
    send(database, [act(5, "deal", 0), act(6, "visit", 35, employee="E2", customer="C1")], hours=501)
    return database


def test_activities_stand_in_the_order_in_which_they_happened(office: Database) -> None:
    assert keys(look(office)) == ["a4", "a1", "a3", "a2", "a5"]
    assert keys(look(office, "C1")) == ["a6", "a1"]
    assert keys(look(office, "E3")) == []


def test_a_line_carries_what_was_sent(office: Database) -> None:
    facts = look(office).items[1].facts
    assert (facts.key, facts.type, facts.employee, facts.customer) == (("test", "a1"), "visit", Named("E1", "E1"), Named("C1", "C1"))
    assert (facts.note, str(facts.amount), facts.occurred_at.isoformat()) == ("hello", "12.5", "2026-01-06T16:00:00+08:00")


def test_a_line_says_what_became_of_it(office: Database) -> None:
    decline(office, COMMAND_LINE, "test", "a3", reason="no", now=NOW)
    reverse(office, COMMAND_LINE, "test", "a2", reason="returned", now=NOW)
    assert [(line.facts.external_id, line.status, line.points) for line in look(office).items] == [
        ("a4", "pending", 0),
        ("a1", "accepted", 5),
        ("a3", "declined", 0),
        ("a2", "reversed", 0),
        ("a5", "accepted", 50),
    ]
    approve(office, COMMAND_LINE, "test", "a4", now=NOW)
    assert next((line.status, line.points) for line in look(office).items) == ("accepted", 100)


def test_points_are_those_of_who_was_asked_about(database: Database) -> None:
    live(database)
    planning.publish(database, COMMAND_LINE, {"name": "None", "rules": []}, reason="end", now=at(400))
    for code in ("E1", "C2"):
        lines = look(database, code, limit=1000).items
        kind = "employee" if code == "E1" else "customer"
        with database.read() as session:
            account = session.value("SELECT a.id FROM account a WHERE a.code = :code", code=code)
            rows = session.rows(f"SELECT id, external_id FROM activity WHERE {kind}_id = :account", account=account)
            sums = session.rows("SELECT activity_id, SUM(score) FROM ledger_entry WHERE account_id = :a GROUP BY activity_id", a=account)
        expected = {key: int(dict(sums).get(number) or 0) for number, key in rows}
        assert {line.facts.external_id: line.points for line in lines} == expected


def test_types_and_days_narrow_the_list(office: Database) -> None:
    assert keys(look(office, type="deal")) == ["a2", "a5"]
    assert keys(look(office, from_on=dt.date(2026, 1, 6))) == ["a4", "a1", "a3"]
    assert keys(look(office, to_on=dt.date(2026, 1, 6))) == ["a2", "a5"]
    assert keys(look(office, from_on=dt.date(2026, 1, 6), to_on=dt.date(2026, 1, 7), type="visit")) == ["a1"]


def test_a_day_is_the_organisations(database: Database) -> None:
    found(database, timezone="America/Los_Angeles")
    send(database, [act(1, occurred_at="2026-01-06T07:59:00Z"), act(2, occurred_at="2026-01-06T08:00:00Z")])
    assert keys(look(database, from_on=dt.date(2026, 1, 6), to_on=dt.date(2026, 1, 7))) == ["a2"]
    assert keys(look(database, from_on=dt.date(2026, 1, 5), to_on=dt.date(2026, 1, 6))) == ["a1"]


@pytest.mark.parametrize("limit", [1, 3, 7, 1000])
def test_pages_follow_one_another_whatever_happened_at_the_same_moment(database: Database, limit: int) -> None:
    found(database)
    send(database, [act(n, hours=n // 4) for n in range(17)])
    whole = keys(look(database, limit=1000))
    assert len(whole) == 17
    page = look(database, limit=limit)
    seen = keys(page)
    while page.next_cursor and len(seen) < 17:
        page = look(database, limit=limit, cursor=page.next_cursor)
        seen += keys(page)
    assert (seen, page.next_cursor) == (whole, None)


def test_lists_are_for_whom_they_concern(office: Database) -> None:
    with office.read() as session:
        directory = world(office, session).directory
    own = Actor("user:e", role=Role.EMPLOYEE, employee_id=directory.employee_ids["E1"])
    east = Actor("user:m", role=Role.MANAGER, team_ids=frozenset({directory.team_ids["EAST"]}))
    assert keys(look(office, "E1", own)) == keys(look(office, "E1", east)) == keys(look(office))
    assert keys(look(office, "C1", own)) == ["a6", "a1"]
    for actor, code in ((own, "E2"), (own, "C2"), (own, "nobody"), (east, "E5"), (east, "C6"), (Actor("user:s", role=Role.SCREEN), "E1")):
        with pytest.raises(Forbidden):
            look(office, code, actor)
    with pytest.raises(Forbidden):
        look(office, "E1", Actor("key:x", frozenset({Scope.ACTIVITIES_WRITE})))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"code": "nobody"}, Unknown),
        ({"type": "nothing"}, Unknown),
        ({"limit": 0}, Invalid),
        ({"cursor": "nonsense"}, Invalid),
        ({"cursor": "W10"}, Invalid),
        ({"from_on": dt.date(2026, 2, 1), "to_on": dt.date(2026, 1, 1)}, Invalid),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(office: Database, wrong: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        look(office, **wrong)
