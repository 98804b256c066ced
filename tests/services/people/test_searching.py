"""Customers and employees are found by what somebody types, as far as their reach goes."""

from typing import Any

import pytest

from db import searching as finding
from db.engine import Database
from db.searching import Scope as Reached
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.activities.activity_facts import Named
from services.errors import Forbidden, Invalid
from services.people import customers, people, searching
from services.people.searching import search_customers, search_employees, search_for_recording
from services.world import world
from tests.promises.history import act, at, found, send

NOW = at(600)
BUYERS: list[dict[str, Any]] = [
    {"code": "A-100", "name": "北京宏达贸易", "owner": "E1", "phone": "+86 138-0013-8000", "channel": "store", "tags": ["vip", "new"]},
    {"code": "A-101", "name": "宏达便利店", "owner": "E5", "phone": "(010) 8200 8000"},
    {"code": "B-200", "name": "Lao Chen's Store", "owner": "E1", "phone": "021 555 1234"},
    {"code": "B-201", "name": "100% Juice_Bar", "owner": "E2"},
    {"code": "B-202", "name": "Back\\slash 'quoted'", "owner": None, "phone": "8000"},
    {"code": "lao-9", "name": "Nobody's", "owner": None},
]


@pytest.fixture(params=["few", "many"])
def shop(request: pytest.FixtureRequest, database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Six customers C1 to C6 of E1 to E6, and `BUYERS`; once as a small organisation searches, once as a large one."""
    if request.param == "many":
        monkeypatch.setattr(searching, "FEW", 0)
    found(database)
    customers.put_customers(database, COMMAND_LINE, BUYERS)
    return database


def actor(database: Database, role: Role, employee: str | None = None, *teams: str) -> Actor:
    with database.read() as session:
        directory = world(database, session).directory
    number = directory.employee_ids[employee] if employee else None
    return Actor("user:x", role=role, employee_id=number, team_ids=frozenset(directory.team_ids[t] for t in teams))


def look(database: Database, text: str, who: Actor = COMMAND_LINE, **more: Any) -> list[str]:
    return [one.code for one in search_customers(database, who, text, now=NOW, **more)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A-100", ["A-100"]),
        ("a-10", ["A-100", "A-101"]),
        ("LAO-", ["lao-9"]),
        ("lao c", ["B-200"]),
        ("chen", ["B-200"]),
        ("北京", ["A-100"]),
        ("贸易", ["A-100"]),
        ("  便利  ", ["A-101"]),
        ("%", ["B-201"]),
        ("e_b", ["B-201"]),
        ("\\", ["B-202"]),
        ("'quo", ["B-202"]),
        ("nothing at all", []),
        ("138-0013-8000", ["A-100"]),
        ("1380013 8000", ["A-100"]),
        ("82008000", ["A-101"]),
        ("1234", ["B-200"]),
        ("x" * 500, []),
        ("\x00", None),
    ],
)
def test_customers_are_found_by_code_name_and_phone(shop: Database, text: str, codes: list[str] | None) -> None:
    if codes is None:
        assert len(look(shop, text)) == 12  # as if nothing was typed
    else:
        assert look(shop, text) == codes


def test_what_begins_so_stands_before_what_holds_it(shop: Database) -> None:
    assert look(shop, "宏达")[0] == "A-101"
    assert sorted(look(shop, "8000")) == ["A-100", "A-101", "B-202"]


def test_a_small_organisation_finds_what_a_large_one_finds_last(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    found(database)
    customers.put_customers(database, COMMAND_LINE, BUYERS)
    assert look(database, "宏达") == ["A-101", "A-100"]
    monkeypatch.setattr(searching, "FEW", 0)
    assert look(database, "宏达") == ["A-101"]
    assert look(database, "达") == ["A-100", "A-101"]


def test_a_found_customer_shows_what_is_needed_to_know_them(shop: Database) -> None:
    [one] = search_customers(shop, COMMAND_LINE, "A-100", now=NOW)
    assert (one.name, one.owner, one.channel, one.tags) == ("北京宏达贸易", Named("E1", "E1"), "store", ("vip", "new"))
    assert (one.phone, search_customers(shop, COMMAND_LINE, "B-201")[0].phone) == ("*************8000", None)


def test_only_customers_in_reach_are_found(shop: Database) -> None:
    own, west = actor(shop, Role.EMPLOYEE, "E1"), actor(shop, Role.MANAGER, None, "WEST")
    assert look(shop, "宏达", own) == ["A-100"]
    assert look(shop, "宏达", west) == ["A-101"]
    assert sorted(look(shop, "8000", own)) == ["A-100"]
    assert look(shop, "A-101", own) == []
    with pytest.raises(Forbidden):
        look(shop, "lao", actor(shop, Role.EMPLOYEE))
    assert sorted(look(shop, "", own)) == ["A-100", "B-200", "C1"]


def test_for_recording_those_without_an_owner_are_found_too(shop: Database) -> None:
    own = actor(shop, Role.EMPLOYEE, "E1")
    assert [c.code for c in search_for_recording(shop, own, "lao", now=NOW)] in (["B-200", "lao-9"], ["lao-9", "B-200"])
    assert [c.code for c in search_for_recording(shop, own, "slash", now=NOW)] == ["B-202"]
    assert "B-201" not in {c.code for c in search_for_recording(shop, own, "", now=NOW)}
    assert len(search_for_recording(shop, COMMAND_LINE, "", now=NOW)) == 12


def test_without_a_text_those_met_last_come_first(shop: Database) -> None:
    sent = [act(1, hours=5, employee="E1", customer="B-200"), act(2, hours=9, employee="E1", customer="C1")]
    sent += [act(3, hours=3, employee="E1", customer="C1"), act(4, hours=99, employee="E2", customer="B-201")]
    send(shop, [*sent, act(5, hours=50, employee="E1", customer="B-201")], hours=500)
    own = actor(shop, Role.EMPLOYEE, "E1")
    assert look(shop, "", own) == ["C1", "B-200", "A-100"]
    assert look(shop, "", own, limit=1) == ["C1"]
    assert look(shop, "")[:3] == ["B-201", "C1", "B-200"]
    assert look(shop, "", actor(shop, Role.MANAGER, None, "WEST")) == ["A-101", "C6", "C5"]


def test_there_are_no_more_than_asked_for(shop: Database) -> None:
    assert len(look(shop, "c", limit=3)) == 3
    for limit in (0, 1001):
        with pytest.raises(Invalid):
            look(shop, "c", limit=limit)


def test_who_may_not_read_customers_finds_none(shop: Database) -> None:
    with pytest.raises(Forbidden):
        look(shop, "c", Actor("user:s", role=Role.SCREEN))
    with pytest.raises(Forbidden):
        look(shop, "c", Actor("key:x", frozenset({Scope.ACTIVITIES_WRITE})))
    assert search_for_recording(shop, Actor("key:x", frozenset({Scope.ACTIVITIES_WRITE})), "A-100", now=NOW)
    with pytest.raises(Forbidden):
        search_for_recording(shop, Actor("key:x", frozenset({Scope.POINTS_READ})), "A-100")


def test_a_search_in_an_empty_organisation_finds_nobody(database: Database) -> None:
    found(database)
    with database.write() as session:
        session.run("UPDATE customer SET owner_id = NULL")
    own = actor(database, Role.EMPLOYEE, "E1")
    assert (look(database, "", own), look(database, "c", own)) == ([], [])


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_indexes_for_searching_are_used(database: Database) -> None:
    found(database)
    plans: list[str] = []
    with database.read() as session:
        run = session.run

        def explained(sql: str, **values: Any) -> Any:
            plans.extend(row[3] for row in run(f"EXPLAIN QUERY PLAN {sql}", **values).fetchall())
            return run(sql, **values)

        session.run = explained  # type: ignore[method-assign]
        finding.beginning(session, Reached(None), "c", limit=5)
        finding.by_last_digits(session, Reached(None), "8000", limit=5)
        finding.recently_met(session, Reached(None), 1, among=5, limit=5)
    used = " ".join(plans)
    for index in ("ix_account_code_typed", "ix_account_name_typed", "ix_customer_phone_tail", "ix_activity_employee_id_occurred_at"):
        assert index in used


# employees ------------------------------------------------------------------------------------------------------------------------


def staff(database: Database, text: str = "", who: Actor = COMMAND_LINE, **more: Any) -> list[str]:
    return [one.code for one in search_employees(database, who, text, now=NOW, **more)]


@pytest.fixture
def office(database: Database) -> Database:
    found(database)
    people.put_employee(database, COMMAND_LINE, "E2", {"name": "王芳"})
    people.put_employee(database, COMMAND_LINE, "E6", {"name": "Ann Li"})
    people.put_employee(database, COMMAND_LINE, "E3", {"left_on": "2026-01-10"})
    return database


def test_employees_are_found_by_name_and_code(office: Database) -> None:
    assert (staff(office, "芳"), staff(office, "ANN"), staff(office, "e4")) == (["E2"], ["E6"], ["E4"])
    assert search_employees(office, COMMAND_LINE, "li")[0].team == Named("WEST", "WEST")


def test_who_left_is_found_only_where_asked_for(office: Database) -> None:
    assert (staff(office, "E3"), staff(office, "E3", active_only=False)) == ([], ["E3"])


def test_ones_own_team_comes_first(office: Database) -> None:
    assert staff(office, "e", actor(office, Role.EMPLOYEE, "E5"))[:2] == ["E6", "E5"]
    assert staff(office, "", actor(office, Role.EMPLOYEE, "E1"), limit=3) == ["E1", "E4", "E2"]


def test_everybody_who_reads_boards_finds_employees(office: Database) -> None:
    assert staff(office, "ann", Actor("user:e", role=Role.EMPLOYEE)) == ["E6"]
    with pytest.raises(Forbidden):
        staff(office, "ann", Actor("key:x", frozenset({Scope.ACTIVITIES_WRITE})))
