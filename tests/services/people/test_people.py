"""People come in one by one or five thousand at once, and nobody's team is lost on the way."""

import datetime as dt
import json
from typing import Any

import pytest

from db import organisation
from db.engine import Database
from scoring.directory import Directory
from scoring.periods import day_number, micros
from services.access import COMMAND_LINE, Actor, Scope
from services.beginning.setting_up import initialise
from services.errors import Forbidden, Invalid, NotReady, Unknown
from services.people import people
from services.world import world

TODAY = dt.date(2026, 3, 10)
NOW = micros(dt.datetime(2026, 3, 9, 16, 30, tzinfo=dt.UTC))  # half past midnight of the 10th in Shanghai
READER = Actor("key:reader", frozenset({Scope.POINTS_READ}))
WRITER = Actor("key:crm", frozenset({Scope.PEOPLE_WRITE}))
RECORDER = Actor("key:till", frozenset({Scope.ACTIVITIES_WRITE}))


@pytest.fixture
def acme(database: Database) -> Database:
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", now=NOW)
    return database


@pytest.fixture
def teams(acme: Database) -> Database:
    for code, parent in (("SALES", None), ("EAST", "SALES"), ("WEST", "SALES"), ("SHOP", "EAST")):
        people.put_team(acme, WRITER, code, {"name": code.title(), "parent": parent})
    return acme


def put(database: Database, code: str = "E01", *, on: dt.date = TODAY, **fields: object) -> dict[str, Any]:
    now = micros(dt.datetime.combine(on, dt.time(4), dt.UTC))
    return people.put_employee(database, WRITER, code, {"name": "Ann"} | fields, now=now)


def directory(database: Database) -> Directory:
    with database.read() as session:
        return world(database, session).directory


def team_on(database: Database, day: str, code: str = "E01") -> str | None:
    here = directory(database)
    team = here.team_on(here.employee_ids[code], day_number(dt.date.fromisoformat(day)))
    return here.teams[team].code if team else None


def revision(database: Database) -> int:
    with database.read() as session:
        return organisation.head(session).directory_revision


def rows(database: Database, sql: str) -> list[tuple[Any, ...]]:
    with database.read() as session:
        return session.rows(sql)


# teams


def test_a_team_is_answered_with_its_parent(teams: Database) -> None:
    assert people.get_team(teams, READER, "SHOP") == {"code": "SHOP", "name": "Shop", "parent": "EAST"}


def test_a_field_left_out_leaves_the_team_as_it_is_and_null_clears(teams: Database) -> None:
    assert people.put_team(teams, WRITER, "SHOP", {"name": "门店"}) == {
        "code": "SHOP",
        "name": "门店",
        "parent": "EAST",
    }
    assert people.put_team(teams, WRITER, "SHOP", {"parent": None})["parent"] is None
    assert people.get_team(teams, WRITER, "SHOP") == {"code": "SHOP", "name": "门店", "parent": None}


@pytest.mark.parametrize("parent", ["SALES", "EAST", "SHOP"])
def test_teams_make_no_circle(teams: Database, parent: str) -> None:
    with pytest.raises(Invalid, match="itself or below it") as refused:
        people.put_team(teams, WRITER, "SALES", {"parent": parent})
    assert refused.value.field == "parent"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("code", "document", "field"),
    [
        ("T", {}, "name"),
        ("T", {"name": ""}, "name"),
        ("T", {"name": None}, "name"),
        ("T", {"name": "T", "parent": "NOBODY"}, "parent"),
        ("T", {"name": "T", "parent": "T"}, "parent"),
        ("T", {"name": "T", "boss": "E01"}, "boss"),
        ("T", {"name": "T", "code": "T"}, "code"),
        ("", {"name": "T"}, "code"),
        ("T\n", {"name": "T"}, "code"),
    ],
)
def test_a_bad_team_is_refused_by_field(teams: Database, code: str, document: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.put_team(teams, WRITER, code, document)
    assert refused.value.field == field
    assert len(directory(teams).teams) == 4


def test_teams_are_listed_page_by_page(teams: Database) -> None:
    first = people.list_teams(teams, READER, limit=3)
    second = people.list_teams(teams, READER, limit=3, cursor=first["next_cursor"])
    assert [team["code"] for team in first["items"] + second["items"]] == ["SALES", "EAST", "WEST", "SHOP"]
    assert second["next_cursor"] is None


# employees


def test_an_employee_is_answered_with_every_field(teams: Database) -> None:
    put(teams, "E02", name="Bob")
    document = {
        "team": "EAST",
        "joined_on": "2024-01-02",
        "left_on": "2027-01-02",
        "email": "a@b.cn",
        "manager": "E02",
        "birthday": "02-29",
    }
    answer = put(teams, **document)
    assert answer == {"code": "E01", "name": "Ann", "team_from": "2024-01-02", **document}
    assert people.get_employee(teams, WRITER, "E01", now=NOW) == answer


def test_what_was_answered_may_be_sent_again_and_changes_nothing(teams: Database) -> None:
    answer = put(teams, team="EAST", joined_on="2024-01-02", email="a@b.cn")
    before = revision(teams)
    assert put(teams, **{field: value for field, value in answer.items() if field != "code"}) == answer
    assert revision(teams) == before
    assert len(rows(teams, "SELECT * FROM membership")) == 1


def test_a_field_left_out_leaves_the_employee_as_it_is_and_null_clears(teams: Database) -> None:
    put(teams, team="EAST", joined_on="2024-01-02", email="a@b.cn")
    assert people.put_employee(teams, WRITER, "E01", {"email": None}, now=NOW) == {
        "code": "E01",
        "name": "Ann",
        "team": "EAST",
        "team_from": "2024-01-02",
        "joined_on": "2024-01-02",
        "left_on": None,
        "email": None,
        "manager": None,
        "birthday": None,
    }


def test_the_first_team_holds_from_joining(teams: Database) -> None:
    put(teams, team="EAST", joined_on="2026-02-01")
    assert [team_on(teams, day) for day in ("2026-01-31", "2026-02-01")] == [None, "EAST"]


def test_the_first_team_of_somebody_without_a_day_of_joining_holds_always(teams: Database) -> None:
    assert put(teams, team="EAST")["team_from"] is None
    assert team_on(teams, "1970-01-01") == "EAST"


def test_a_team_given_later_is_still_the_first(teams: Database) -> None:
    put(teams, joined_on="2026-02-01")
    put(teams, team="EAST")
    assert team_on(teams, "2026-02-01") == "EAST"


def test_the_first_team_follows_an_earlier_day_of_joining(teams: Database) -> None:
    put(teams, team="EAST", joined_on="2026-02-01")
    put(teams, team="WEST")
    put(teams, joined_on="2026-01-15")
    assert [team_on(teams, day) for day in ("2026-01-14", "2026-01-15", "2026-03-10")] == [None, "EAST", "WEST"]


def test_a_later_day_of_joining_takes_no_team_away(teams: Database) -> None:
    put(teams, team="EAST", joined_on="2026-02-01")
    put(teams, joined_on="2026-02-15")
    assert [team_on(teams, day) for day in ("2026-02-01", "2026-02-15")] == ["EAST", "EAST"]
    assert len(rows(teams, "SELECT * FROM membership")) == 1


def test_a_change_of_team_holds_from_today_in_the_organisations_zone(teams: Database) -> None:
    put(teams, team="EAST")
    people.put_employee(teams, WRITER, "E01", {"team": "WEST"}, now=NOW)
    assert [team_on(teams, day) for day in ("2026-03-09", "2026-03-10")] == ["EAST", "WEST"]


@pytest.mark.parametrize("day", ["2026-01-05", "2026-09-01"])
def test_a_change_of_team_holds_from_the_day_that_is_said(teams: Database, day: str) -> None:
    put(teams, team="EAST")
    put(teams, team="WEST", team_from=day)
    before = (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
    assert [team_on(teams, before), team_on(teams, day)] == ["EAST", "WEST"]


def test_the_team_that_is_answered_is_that_of_today(teams: Database) -> None:
    put(teams, team="EAST")
    assert put(teams, team="WEST", team_from="2026-09-01")["team"] == "EAST"
    assert people.get_employee(teams, READER, "E01", now=NOW)["team"] == "EAST"


def test_sending_the_same_team_again_keeps_what_is_planned(teams: Database) -> None:
    put(teams, team="EAST")
    put(teams, team="WEST", team_from="2026-09-01")
    put(teams, team="EAST", on=dt.date(2026, 4, 1))
    assert team_on(teams, "2026-09-01") == "WEST"


def test_a_change_supersedes_what_was_planned_for_later(teams: Database) -> None:
    put(teams, team="EAST")
    put(teams, team="WEST", team_from="2026-09-01")
    put(teams, team="SHOP", on=dt.date(2026, 4, 1))
    assert [team_on(teams, day) for day in ("2026-03-31", "2026-04-01", "2026-09-01")] == ["EAST", "SHOP", "SHOP"]


def test_an_employee_leaves_a_team_for_none(teams: Database) -> None:
    put(teams, team="EAST")
    assert put(teams, team=None)["team"] is None
    assert [team_on(teams, day) for day in ("2026-03-09", "2026-03-10")] == ["EAST", None]


def test_somebody_still_to_come_keeps_the_team_that_was_given(teams: Database) -> None:
    assert put(teams, team="EAST", joined_on="2026-05-01")["team"] == "EAST"
    put(teams, team="EAST", joined_on="2026-05-01")
    assert [team_on(teams, day) for day in ("2026-04-30", "2026-05-01")] == [None, "EAST"]
    put(teams, team="WEST")
    assert [team_on(teams, day) for day in ("2026-04-30", "2026-05-01")] == [None, "WEST"]


def test_the_last_day_at_work_is_a_day_at_work(teams: Database) -> None:
    put(teams, team="EAST", joined_on="2026-03-01", left_on="2026-03-31")
    here = directory(teams)
    facts = here.employees[here.employee_ids["E01"]]
    assert [facts.is_active(day_number(dt.date(2026, 3, day))) for day in (1, 31)] == [True, True]
    assert not facts.is_active(day_number(dt.date(2026, 4, 1)))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"team": "NOWHERE"}, "team"),
        ({"team_from": "2026-01-01"}, "team_from"),
        ({"team": "EAST", "team_from": "2026-02-30"}, "team_from"),
        ({"joined_on": "2026-02-02", "left_on": "2026-02-01"}, "left_on"),
        ({"joined_on": "02/02/2026"}, "joined_on"),
        ({"manager": "E01"}, "manager"),
        ({"manager": "NOBODY"}, "manager"),
        ({"email": 7}, "email"),
        ({"name": "A\x00"}, "name"),
        ({"phone": "1"}, "phone"),
    ],
)
def test_a_bad_employee_is_refused_by_field(teams: Database, document: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        put(teams, **document)
    assert refused.value.field == field
    assert directory(teams).employees == {}


def test_a_day_of_leaving_is_compared_with_the_day_of_joining_that_stands(teams: Database) -> None:
    put(teams, joined_on="2026-02-02")
    with pytest.raises(Invalid, match="left_on must not be before joined_on"):
        put(teams, left_on="2026-02-01")


def test_a_manager_may_stand_later_in_the_same_batch(teams: Database) -> None:
    items = [{"code": "E01", "name": "Ann", "manager": "E02"}, {"code": "E02", "name": "Bob", "manager": "E01"}]
    answers = people.put_employees(teams, WRITER, items, now=NOW)
    assert [answer["manager"] for answer in answers] == ["E02", "E01"]
    assert people.get_employee(teams, READER, "E01")["manager"] == "E02"


def test_a_batch_stands_as_a_whole_or_not_at_all(teams: Database) -> None:
    items = [{"code": f"E{n}", "name": "Ann", "team": "EAST"} for n in range(5)]
    items[3]["team"] = "NOWHERE"
    with pytest.raises(Invalid) as refused:
        people.put_employees(teams, WRITER, items)
    assert refused.value.field == "items[3].team"
    assert refused.value.code == "unknown_team"
    assert rows(teams, "SELECT code FROM account") == []


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ([{"code": "E1", "name": "A"}, {"code": "E1", "name": "B"}], "items[1].code"),
        ([{"name": "A"}], "items[0].code"),
        ([{"code": "E1", "name": "A"}, "E2"], "items[1]"),
        ([{"code": "E1"}], "items[0].name"),
        ([{"code": str(n), "name": "A"} for n in range(5001)], "items"),
    ],
    ids=["twice", "no code", "no object", "no name", "too many"],
)
def test_a_bad_batch_is_refused_by_place(teams: Database, items: list[Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.put_employees(teams, WRITER, items)
    assert refused.value.field == field


def test_an_empty_batch_changes_nothing(teams: Database) -> None:
    assert people.put_employees(teams, WRITER, []) == []
    assert people.put_customers(teams, WRITER, []) == []


def test_five_thousand_employees_go_in_at_once_and_again(teams: Database) -> None:
    items = [{"code": f"E{n:04}", "name": f"员工 {n}", "team": "EAST"} for n in range(5000)]
    first = people.put_employees(teams, WRITER, items, now=NOW)
    before = revision(teams)
    assert people.put_employees(teams, WRITER, items, now=NOW) == first
    assert revision(teams) == before
    assert len(directory(teams).employees) == 5000
    assert rows(teams, "SELECT COUNT(*) FROM membership") == [(5000,)]


def test_employees_are_listed_page_by_page(teams: Database) -> None:
    people.put_employees(teams, WRITER, [{"code": f"E{n}", "name": "Ann"} for n in range(5)])
    codes, cursor = [], None
    for _ in range(3):
        page = people.list_employees(teams, READER, limit=2, cursor=cursor)
        codes += [item["code"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert codes == ["E0", "E1", "E2", "E3", "E4"]
    assert cursor is None


@pytest.mark.parametrize(("limit", "cursor", "field"), [(0, None, "limit"), (1001, None, "limit"), (10, "x", "cursor")])
def test_a_bad_page_is_refused(teams: Database, limit: int, cursor: str | None, field: str) -> None:
    for list_them in (people.list_employees, people.list_customers, people.list_teams):
        with pytest.raises(Invalid) as refused:
            list_them(teams, WRITER, limit=limit, cursor=cursor)  # type: ignore[operator]
        assert refused.value.field == field


def test_other_processes_see_a_change_of_people_at_once(teams: Database) -> None:
    put(teams)
    other = Database.open(teams.url)
    assert set(directory(other).employee_ids) == {"E01"}
    put(teams, "E02", name="Bob")
    assert set(directory(other).employee_ids) == {"E01", "E02"}
    other.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_of_a_birthday_month_and_day_are_kept_for_whoever_manages_people(teams: Database) -> None:
    assert put(teams, birthday="1990-02-03")["birthday"] == "02-03"
    assert people.get_employee(teams, WRITER, "E01", now=NOW)["birthday"] == "02-03"
    assert people.get_employee(teams, READER, "E01", now=NOW)["birthday"] is None
    assert put(teams, birthday="")["birthday"] is None
    for wrong in ("02-30", "13-01", "2-3", "0000-00-00", 203):
        with pytest.raises(Invalid, match="birthday must be a month and a day such as 03-02"):
            put(teams, birthday=wrong)


# customers

CUSTOMER = {
    "name": "Mr Li",
    "owner": "E01",
    "phone": "13800001234",
    "email": "li@example.com",
    "birthday": "1990-02-03",
    "tags": ["vip", "new"],
    "channel": "wechat",
    "attributes": {"size": "L", "seats": 3, "trial": True},
}


def test_a_customer_is_answered_with_every_field(teams: Database) -> None:
    put(teams)
    assert people.put_customer(teams, WRITER, "C 1/汉", CUSTOMER) == {"code": "C 1/汉", **CUSTOMER}
    assert people.get_customer(teams, WRITER, "C 1/汉") == {"code": "C 1/汉", **CUSTOMER}


def test_a_field_left_out_leaves_the_customer_as_it_is_and_null_clears(teams: Database) -> None:
    put(teams)
    people.put_customer(teams, WRITER, "C1", CUSTOMER)
    people.put_customer(teams, WRITER, "C1", {"name": "Ms Li"})
    assert people.get_customer(teams, WRITER, "C1") == {"code": "C1", **CUSTOMER, "name": "Ms Li"}
    cleared = dict.fromkeys(set(CUSTOMER) - {"name"})
    people.put_customer(teams, WRITER, "C1", cleared)
    assert people.get_customer(teams, WRITER, "C1") == {
        "code": "C1",
        "name": "Ms Li",
        **cleared,
        "tags": [],
        "attributes": {},
    }


def test_a_tag_counts_once(teams: Database) -> None:
    assert people.put_customer(teams, WRITER, "C1", {"name": "Li", "tags": ["b", "a", "b"]})["tags"] == ["b", "a"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"owner": "NOBODY"}, "owner"),
        ({"birthday": "1990-02-30"}, "birthday"),
        ({"tags": "vip"}, "tags"),
        ({"tags": ["vip", 7]}, "tags[1]"),
        ({"attributes": {"a": {"b": 1}}}, "attributes.a"),
        ({"phone": 13800001234}, "phone"),
        ({"team": "EAST"}, "team"),
    ],
)
def test_a_bad_customer_is_refused_by_field(teams: Database, document: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.put_customer(teams, WRITER, "C1", {"name": "Li"} | document)
    assert refused.value.field == field
    with pytest.raises(Invalid) as refused:
        people.put_customers(teams, WRITER, [{"code": "C0", "name": "Wu"}, {"code": "C1", "name": "Li"} | document])
    assert refused.value.field == f"items[1].{field}"
    assert rows(teams, "SELECT code FROM account") == []


def test_customers_leave_the_directory_alone(teams: Database) -> None:
    before = revision(teams)
    people.put_customers(teams, WRITER, [{"code": f"C{n:04}", "name": f"客户 {n}"} for n in range(5000)])
    assert revision(teams) == before
    assert rows(teams, "SELECT COUNT(*) FROM customer") == [(5000,)]


def test_an_employee_and_a_customer_may_have_the_same_code(teams: Database) -> None:
    put(teams, "X1")
    people.put_customer(teams, WRITER, "X1", {"name": "Mr Li"})
    assert [people.get_employee(teams, READER, "X1")["name"], people.get_customer(teams, READER, "X1")["name"]] == [
        "Ann",
        "Mr Li",
    ]


def test_customers_are_listed_page_by_page(teams: Database) -> None:
    people.put_customers(teams, WRITER, [{"code": f"C{n}", "name": "Li"} for n in range(3)])
    first = people.list_customers(teams, READER, limit=2)
    second = people.list_customers(teams, READER, limit=2, cursor=first["next_cursor"])
    assert [item["code"] for item in first["items"] + second["items"]] == ["C0", "C1", "C2"]


# who may


def test_phone_and_email_are_masked_for_whom_they_are_not_needed_by(teams: Database) -> None:
    put(teams, email="ann@example.com")
    people.put_customer(teams, WRITER, "C1", CUSTOMER)
    masked = people.get_customer(teams, READER, "C1")
    assert (masked["phone"], masked["email"]) == ("*******1234", "l***@example.com")
    assert people.list_customers(teams, READER)["items"] == [masked]
    assert people.get_employee(teams, READER, "E01")["email"] == "a***@example.com"


@pytest.mark.parametrize("phone", ["1", "1234", "123456"])
def test_a_short_phone_is_masked_whole(teams: Database, phone: str) -> None:
    people.put_customer(teams, WRITER, "C1", {"name": "Li", "phone": phone, "email": "no address"})
    masked = people.get_customer(teams, READER, "C1")
    assert set(masked["phone"]) == {"*"}
    assert masked["email"] == "***"


def test_people_are_closed_to_whom_they_do_not_concern(teams: Database) -> None:
    acts: list[Any] = [people.get_team, people.get_employee, people.get_customer]
    for act in acts:
        with pytest.raises(Forbidden):
            act(teams, RECORDER, "X")
    for actor in (READER, RECORDER):
        with pytest.raises(Forbidden):
            people.put_team(teams, actor, "T", {"name": "T"})
        with pytest.raises(Forbidden):
            people.put_employees(teams, actor, [])
        with pytest.raises(Forbidden):
            people.put_customer(teams, actor, "C", {"name": "C"})


def test_who_is_unknown_is_not_found(teams: Database) -> None:
    acts: list[Any] = [people.get_team, people.get_employee, people.get_customer]
    for act in acts:
        with pytest.raises(Unknown):
            act(teams, READER, "X")


def test_nobody_is_added_before_there_is_an_organisation(database: Database) -> None:
    with pytest.raises(NotReady):
        put(database)


def test_every_write_is_audited_once_with_who_and_whom(teams: Database) -> None:
    put(teams, email="a@b.cn")
    people.put_customers(teams, COMMAND_LINE, [{"code": "C1", "name": "Li"}])
    found = rows(
        teams,
        "SELECT a.name, u.action, u.subject, u.detail FROM audit u JOIN actor a ON a.id = u.actor_id ORDER BY u.id DESC LIMIT 2",
    )
    assert [(who, act, whom, json.loads(detail)) for who, act, whom, detail in found] == [
        ("cli:", "put customers", "customers", ["C1"]),
        ("key:crm", "put employee", "employee:E01", ["email", "name"]),
    ]
