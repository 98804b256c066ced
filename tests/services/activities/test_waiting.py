"""What waits for a decision, what each would earn, and deciding many at once."""

from typing import Any

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.activities import catalogue, waiting
from services.activities.activity_facts import Named
from services.activities.deciding import approve, decline
from services.activities.waiting import WaitingItem, approve_many, count_waiting, decline_many
from services.errors import Forbidden, Invalid, Unknown
from services.explanations.explaining import earned_if_approved
from services.people import customers, people
from services.world import world
from tests.promises.history import FIRST, act, at, found, live, send

NOW = at(600)
PLAN: dict[str, Any] = {
    "name": "Waiting",
    "rules": [
        {
            "key": "bonus",
            "activity": "bonus",
            "category": "challenge",
            "award": {"to": "employee", "points": 100},
            "limits": [{"per": "month", "points": 150}],
        },
        {"key": "helped", "activity": "help", "category": "team", "award": {"to": "collaborators", "points": 20}},
        {"key": "spent", "activity": "deal", "category": "outcome", "award": {"to": "customer", "points": 1, "per": 10, "of": "amount"}},
        {"key": "led", "activity": ["bonus", "deal"], "category": "team", "award": {"to": "manager", "points": 7}},
    ],
}


@pytest.fixture
def office(database: Database) -> Database:
    """Bonuses of E1 (twice), E2 and E5 wait, a help of E3 by E4 and E5, and a purchase of C6, which nobody made."""
    found(database, PLAN)
    for key in ("help", "deal"):
        catalogue.put_type(database, COMMAND_LINE, key, {"approval": True}, now=at(-90))
    sent = [act(1, "bonus", 1, note="well done", attributes={"case": "x"}), act(2, "bonus", 2), act(3, "bonus", 3, employee="E2")]
    sent += [act(4, "bonus", 4, employee="E5"), act(5, "help", 5, employee="E3", collaborators=["E4", "E5"])]
    send(database, [*sent, act(6, "deal", 6, customer="C6", amount="55")], hours=500)
    return database


def look(database: Database, actor: Actor = COMMAND_LINE, **more: Any) -> tuple[WaitingItem, ...]:
    return waiting.waiting(database, actor, now=NOW, **more).items


def keys(items: tuple[WaitingItem, ...]) -> list[str]:
    return [item.facts.external_id for item in items]


def manager(database: Database, *teams: str, employee: str | None = None) -> Actor:
    with database.read() as session:
        directory = world(database, session).directory
    number = directory.employee_ids[employee] if employee else None
    return Actor("user:m", role=Role.MANAGER, employee_id=number, team_ids=frozenset(directory.team_ids[t] for t in teams))


def test_what_waits_is_shown_oldest_first_with_what_was_sent(office: Database) -> None:
    items = look(office)
    assert keys(items) == ["a1", "a2", "a3", "a4", "a5", "a6"]
    first, facts = items[0], items[0].facts
    assert (facts.key, facts.type, facts.type_label["en"], facts.employee) == (("test", "a1"), "bonus", "bonus", Named("E1", "E1"))
    assert (facts.note, facts.attributes, first.team, facts.customer) == ("well done", {"case": "x"}, Named("EAST", "EAST"), None)
    assert (items[4].facts.collaborators, items[5].facts.customer) == ((Named("E4", "E4"), Named("E5", "E5")), Named("C6", "C6"))
    assert (str(items[5].facts.amount), items[5].team, facts.occurred_at.isoformat()) == ("55", None, "2026-01-05T11:00:00+08:00")


def test_each_says_what_it_alone_would_earn(office: Database) -> None:
    assert [(item.would_earn, item.others_would_earn) for item in look(office)] == [(100, 7), (100, 7), (100, 7), (100, 7), (0, 40), (0, 5)]
    approve(office, COMMAND_LINE, "test", "a1", now=NOW)
    assert [item.would_earn for item in look(office)] == [50, 100, 100, 0, 0]


def test_many_of_one_employee_do_not_stand_in_each_others_way(office: Database) -> None:
    send(office, [act(7, "bonus", 7), act(8, "bonus", 8)], hours=510)
    assert [item.would_earn for item in look(office, type="bonus")] == [100] * 6


def test_what_each_would_earn_is_what_it_earns(database: Database) -> None:
    live(database)
    for key in FIRST["rules"]:
        catalogue.put_type(database, COMMAND_LINE, key["activity"], {"approval": True})
    sent = [_one(n, key) for n, key in enumerate(("visit", "deal", "call", "help", "win", "bonus", "referral") * 4)]
    send(database, sent, hours=330)
    for item in look(database)[::3]:
        [again] = [one for one in look(database) if one.facts.key == item.facts.key]
        with database.read() as session:
            here = world(database, session)
            account = here.directory.employee_ids[str(item.facts.employee and item.facts.employee.code)]
            number = session.value("SELECT id FROM activity WHERE external_id = :key", key=item.facts.external_id)
            assert again.would_earn == earned_if_approved(session, here, [number], account)
        earned = approve(database, COMMAND_LINE, *item.facts.key, now=at(340))["points"]
        own = sum(e["points"] for e in earned if e["holder"] == f"employee:{again.facts.employee and again.facts.employee.code}")
        assert (again.would_earn, again.others_would_earn) == (own, sum(e["points"] for e in earned) - own)


def _one(number: int, kind: str) -> dict[str, Any]:
    more: dict[str, Any] = {"employee": f"E{number % 3 + 1}", "customer": "C2", "amount": "300", "attributes": {"buddy": "E5", "case": "z"}}
    return act(5000 + number, kind, 300 + number % 5, collaborators=["E4", "E6"], **more)


def test_pages_follow_one_another(office: Database) -> None:
    first = waiting.waiting(office, COMMAND_LINE, limit=4, now=NOW)
    rest = waiting.waiting(office, COMMAND_LINE, limit=4, cursor=first.next_cursor, now=NOW)
    assert (keys(first.items), keys(rest.items), rest.next_cursor) == (["a1", "a2", "a3", "a4"], ["a5", "a6"], None)
    assert (first.total, rest.total) == (6, 6)


def test_one_team_or_one_type_can_be_asked_for(office: Database) -> None:
    assert keys(look(office, team="WEST")) == ["a4", "a6"]
    assert keys(look(office, team="ALL", type="bonus")) == ["a1", "a2", "a3", "a4"]
    for wrong in ({"team": "NOWHERE"}, {"type": "nothing"}):
        with pytest.raises(Unknown):
            look(office, **wrong)


def test_a_manager_sees_what_waits_in_their_teams(office: Database) -> None:
    east, west = manager(office, "EAST"), manager(office, "WEST")
    assert (keys(look(office, east)), keys(look(office, west))) == (["a1", "a2", "a3", "a5"], ["a4", "a6"])
    assert (count_waiting(office, east, now=NOW), count_waiting(office, west, now=NOW)) == (4, 2)
    assert count_waiting(office, manager(office), now=NOW) == 6
    customers.put_customer(office, COMMAND_LINE, "C6", {"owner": "E1"})
    assert keys(look(office, west)) == ["a4"]
    people.put_employee(office, COMMAND_LINE, "E5", {"team": "EAST", "team_from": "2026-01-20"})
    assert keys(look(office, west)) == []


def test_what_is_ones_own_is_marked(office: Database) -> None:
    lead = manager(office, "ALL", employee="E5")
    assert {item.facts.external_id for item in look(office, lead) if item.is_own} == {"a4", "a5"}
    assert count_waiting(office, lead, now=NOW) == 5
    assert not any(item.is_own for item in look(office, manager(office, "ALL", employee="E6")))  # as their manager alone
    for item in look(office, lead):
        outcome = approve_many(office, lead, [item.facts.key], now=NOW)[0]
        assert (outcome.refusal is not None) == item.is_own


def test_who_may_not_decide_does_not_look_either(office: Database) -> None:
    for role in (Role.EMPLOYEE, Role.SCREEN):
        with pytest.raises(Forbidden):
            look(office, Actor("user:x", role=role))
        with pytest.raises(Forbidden):
            count_waiting(office, Actor("user:x", role=role))


def test_many_are_decided_each_by_itself(office: Database) -> None:
    decline(office, COMMAND_LINE, "test", "a2", reason="no", now=NOW)
    asked = [("test", "a1"), ("test", "a2"), ("test", "nosuch"), ("test", "a3")]
    decided = approve_many(office, COMMAND_LINE, asked, now=NOW)
    assert [(one.key, one.status, one.refusal and one.refusal.code) for one in decided] == [
        (("test", "a1"), "approved", None),
        (("test", "a2"), None, "already_declined"),
        (("test", "nosuch"), None, "not_found"),
        (("test", "a3"), "approved", None),
    ]
    assert keys(look(office)) == ["a4", "a5", "a6"]


def test_declining_needs_a_reason(office: Database) -> None:
    with pytest.raises(Invalid) as refused:
        decline_many(office, COMMAND_LINE, [("test", "a1")], reason="", now=NOW)
    assert (refused.value.field, keys(look(office))[0]) == ("reason", "a1")
    assert [one.status for one in decline_many(office, COMMAND_LINE, [("test", "a1")], reason="not seen", now=NOW)] == ["declined"]
    assert keys(look(office))[0] == "a2"


def test_nobody_decides_out_of_reach(office: Database) -> None:
    [one, other] = approve_many(office, manager(office, "WEST"), [("test", "a1"), ("test", "a4")], now=NOW)
    assert (one.refusal and one.refusal.code, other.status) == ("out_of_reach", "approved")


def test_what_is_remembered_keeps_up_with_other_processes(office: Database) -> None:
    other = Database.open(office.url)
    assert (count_waiting(office, COMMAND_LINE), count_waiting(other, COMMAND_LINE)) == (6, 6)
    approve(other, COMMAND_LINE, "test", "a1", now=NOW)
    send(other, [act(7, "bonus", 7, employee="E4")], hours=610)
    decline(other, COMMAND_LINE, "test", "a3", now=NOW)
    assert keys(look(office)) == keys(look(other)) == ["a2", "a4", "a5", "a6", "a7"]
    send(office, [act(8, "bonus", 8, employee="E4")], hours=611)
    assert (count_waiting(office, COMMAND_LINE), count_waiting(other, COMMAND_LINE)) == (6, 6)
    other.close()
