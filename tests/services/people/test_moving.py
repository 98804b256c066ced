"""What a move would do is what it does; and nobody is overwritten by being added."""

import datetime as dt
import json
from collections.abc import Callable

import pytest

from db.engine import Database
from scoring.periods import micros
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.activities.activity_facts import Named
from services.beginning.setting_up import initialise
from services.errors import Conflict, Forbidden, Invalid
from services.people import moving, people, rosters
from services.people.moving import Move
from services.people.rosters import TeamStay

TODAY, LATER, EARLIER = dt.date(2026, 3, 10), dt.date(2026, 4, 1), dt.date(2026, 2, 1)
NOW = micros(dt.datetime(2026, 3, 9, 16, 30, tzinfo=dt.UTC))  # half past midnight of the 10th in Shanghai
ADMIN = Actor("user:admin", role=Role.ADMIN)
NOT_ADMINS = [Actor("user:x", role=role) for role in Role if role is not Role.ADMIN] + [Actor("key:x", frozenset({Scope.POINTS_READ}))]
EAST, WEST = Named("EAST", "East"), Named("WEST", "West")


@pytest.fixture
def acme(database: Database) -> Database:
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", now=NOW)
    for code in ("EAST", "WEST", "SHOP"):
        people.put_team(database, COMMAND_LINE, code, {"name": code.title()}, now=NOW)
    staff = [
        {"code": "E1", "name": "Ann", "team": "EAST", "joined_on": "2025-01-01"},
        {"code": "E2", "name": "Ben", "team": "WEST", "joined_on": "2025-01-01"},
        {"code": "E3", "name": "Chen"},
    ]
    people.put_employees(database, COMMAND_LINE, staff, now=NOW)
    return database


def foreseen(database: Database, code: str, team: str | None, day: dt.date) -> Move:
    [found] = moving.foresee(database, ADMIN, [code], team=team, from_on=day, now=NOW)
    return found


def history(database: Database, code: str) -> list[tuple[str | None, str | None]]:
    stays = rosters.history(database, ADMIN, code, now=NOW)
    return [(stay.team.code if stay.team else None, stay.from_on.isoformat() if stay.from_on else None) for stay in stays]


def test_a_move_says_where_from_and_where_to(acme: Database) -> None:
    assert foreseen(acme, "E1", "WEST", LATER) == Move("E1", "Ann", EAST, WEST, LATER, (), is_nothing=False, is_past=False)
    assert foreseen(acme, "E1", None, TODAY) == Move("E1", "Ann", EAST, None, TODAY, (), is_nothing=False, is_past=False)
    assert foreseen(acme, "E3", "WEST", TODAY).before is None


def test_the_same_team_again_is_nothing(acme: Database) -> None:
    assert foreseen(acme, "E1", "EAST", LATER).is_nothing
    assert foreseen(acme, "E3", None, TODAY).is_nothing


def test_a_day_that_has_passed_is_said(acme: Database) -> None:
    assert foreseen(acme, "E1", "WEST", EARLIER).is_past
    assert not foreseen(acme, "E1", "EAST", EARLIER).is_past, "nothing changes"
    assert not foreseen(acme, "E1", "WEST", TODAY).is_past


def test_what_was_planned_for_later_is_dropped_and_said(acme: Database) -> None:
    moving.move(acme, ADMIN, ["E1"], team="WEST", from_on=LATER, now=NOW)
    planned = TeamStay(WEST, LATER, None, is_now=False, is_planned=True)
    assert foreseen(acme, "E1", "SHOP", TODAY).dropped == (planned,)
    assert foreseen(acme, "E1", "SHOP", LATER + dt.timedelta(1)).dropped == ()


def test_foreseeing_changes_nothing(acme: Database) -> None:
    before = history(acme, "E1")
    foreseen(acme, "E1", "WEST", TODAY)
    assert history(acme, "E1") == before


def test_several_move_at_once_from_a_day(acme: Database) -> None:
    moving.move(acme, ADMIN, ["E1", "E2"], team="SHOP", from_on=LATER, now=NOW)
    assert history(acme, "E1") == [("SHOP", "2026-04-01"), ("EAST", "2025-01-01")]
    assert history(acme, "E2") == [("SHOP", "2026-04-01"), ("WEST", "2025-01-01")]


@pytest.mark.parametrize(("team", "codes"), [("NONE", ["E1", "E2"]), ("SHOP", ["E1", "E9"])], ids=["no such team", "no such employee"])
def test_nobody_moves_where_one_cannot(acme: Database, team: str, codes: list[str]) -> None:
    with pytest.raises(Invalid):
        moving.move(acme, ADMIN, codes, team=team, from_on=TODAY, now=NOW)
    with pytest.raises(Invalid):
        moving.foresee(acme, ADMIN, codes, team=team, from_on=TODAY, now=NOW)
    assert history(acme, "E1") == [("EAST", "2025-01-01")]


def test_the_audit_says_who_moved_whom_where(acme: Database) -> None:
    moving.move(acme, ADMIN, ["E1", "E2"], team="SHOP", from_on=LATER, now=NOW)
    with acme.read() as session:
        [(actor, subject, detail)] = session.rows(
            "SELECT a.name, u.subject, u.detail FROM audit u JOIN actor a ON a.id = u.actor_id WHERE u.action = 'move employees'"
        )
    assert (actor, subject, json.loads(detail)) == ("user:admin", "team:SHOP", {"from": "2026-04-01", "employees": ["E1", "E2"]})


def test_an_employee_who_was_not_there_is_added(acme: Database) -> None:
    added = people.add_employee(acme, ADMIN, "E4", {"name": "Dora", "team": "EAST", "joined_on": "2026-03-10", "manager": "E1"}, now=NOW)
    assert (added["code"], added["team"], added["manager"]) == ("E4", "EAST", "E1")
    assert people.get_employee(acme, ADMIN, "E4", now=NOW) == added


def test_adding_overwrites_nobody(acme: Database) -> None:
    with pytest.raises(Conflict) as refused:
        people.add_employee(acme, ADMIN, "E1", {"name": "Other"}, now=NOW)
    assert (refused.value.field, refused.value.code) == ("code", "code_taken")
    assert people.get_employee(acme, ADMIN, "E1", now=NOW)["name"] == "Ann"


@pytest.mark.parametrize(
    ("code", "document", "field"),
    [
        ("", {"name": "Dora"}, "code"),
        ("E4", {}, "name"),
        ("E4", {"name": ""}, "name"),
        ("E4", {"name": "Dora", "team": "NONE"}, "team"),
        ("E4", {"name": "Dora", "manager": "E9"}, "manager"),
        ("E4", {"name": "Dora", "joined_on": "soon"}, "joined_on"),
    ],
)
def test_what_is_wrong_with_an_employee_names_its_field(acme: Database, code: str, document: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.add_employee(acme, ADMIN, code, document, now=NOW)
    assert refused.value.field == field
    assert len(rosters.roster(acme, ADMIN, now=NOW)) == 3


def test_a_team_that_was_not_there_is_added(acme: Database) -> None:
    assert people.add_team(acme, ADMIN, "LAB", {"name": "Lab", "parent": "EAST"}, now=NOW) == {
        "code": "LAB",
        "name": "Lab",
        "parent": "EAST",
    }
    assert people.get_team(acme, ADMIN, "LAB") == {"code": "LAB", "name": "Lab", "parent": "EAST"}


def test_adding_overwrites_no_team(acme: Database) -> None:
    with pytest.raises(Conflict) as refused:
        people.add_team(acme, ADMIN, "EAST", {"name": "Other", "parent": "WEST"}, now=NOW)
    assert (refused.value.field, refused.value.code) == ("code", "code_taken")
    assert people.get_team(acme, ADMIN, "EAST") == {"code": "EAST", "name": "East", "parent": None}


@pytest.mark.parametrize(
    ("code", "document", "field"),
    [("", {"name": "Lab"}, "code"), ("LAB", {}, "name"), ("LAB", {"name": "Lab", "parent": "NONE"}, "parent"), ("LAB", {"x": 1}, "x")],
)
def test_what_is_wrong_with_a_team_names_its_field(acme: Database, code: str, document: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        people.add_team(acme, ADMIN, code, document, now=NOW)
    assert refused.value.field == field


@pytest.mark.parametrize("actor", NOT_ADMINS, ids=lambda actor: str(actor.role or actor.name))
@pytest.mark.parametrize(
    "act",
    [
        lambda database, actor: moving.foresee(database, actor, ["E1"], team="WEST", from_on=TODAY, now=NOW),
        lambda database, actor: moving.move(database, actor, ["E1"], team="WEST", from_on=TODAY, now=NOW),
        lambda database, actor: people.add_employee(database, actor, "E4", {"name": "Dora"}, now=NOW),
        lambda database, actor: people.add_team(database, actor, "LAB", {"name": "Lab"}, now=NOW),
    ],
    ids=["foresee", "move", "add_employee", "add_team"],
)
def test_moving_is_for_administrators(acme: Database, actor: Actor, act: Callable[[Database, Actor], object]) -> None:
    with pytest.raises(Forbidden):
        act(acme, actor)
    assert history(acme, "E1") == [("EAST", "2025-01-01")]
    assert len(rosters.roster(acme, ADMIN, now=NOW)) == 3
