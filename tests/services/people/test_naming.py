"""Standing on boards as a number: allowed by the organisation, chosen by each employee, numbered in order."""

import pytest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.boards.standings import board
from services.errors import Conflict, Forbidden
from services.people import naming
from services.world import world
from tests.promises.history import at, found
from tests.services.tuning.replays import plain

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def acme(database: Database) -> Database:
    found(database, plain())
    organising.change(database, COMMAND_LINE, {"may_be_unnamed": True})
    return database


def employee(database: Database, code: str, role: Role = Role.EMPLOYEE) -> Actor:
    with database.read() as session:
        return Actor(f"user:{code}", role=role, employee_id=world(database, session).directory.employee_ids[code])


def names(database: Database) -> dict[str, str]:
    rows = board(database, COMMAND_LINE, subject="employees", period="all", now=at(100)).rows
    return {row.code: row.name for row in rows}


def test_numbers_are_given_in_order_and_kept(acme: Database) -> None:
    for code in ("E2", "E1"):
        naming.choose(acme, employee(acme, code), unnamed=True)
    naming.choose(acme, employee(acme, "E2"), unnamed=False)
    naming.choose(acme, employee(acme, "E3"), unnamed=True)
    assert naming.choose(acme, employee(acme, "E2"), unnamed=True).number == 1
    assert {code: name for code, name in names(acme).items() if code < "E4"} == {"E1": "Member 2", "E2": "Member 1", "E3": "Member 3"}


def test_switched_off_for_the_organisation_everybody_stands_by_name_again(acme: Database) -> None:
    named = names(acme)
    naming.choose(acme, employee(acme, "E1"), unnamed=True)
    assert names(acme) == named | {"E1": "Member 1"}
    organising.change(acme, COMMAND_LINE, {"may_be_unnamed": False})
    assert names(acme) == named
    organising.change(acme, COMMAND_LINE, {"may_be_unnamed": True, "locale": "zh"})
    assert names(acme) == named | {"E1": "成员1"}


def test_where_it_is_not_allowed_nobody_chooses_it_but_everybody_may_take_it_back(acme: Database) -> None:
    naming.choose(acme, employee(acme, "E1"), unnamed=True)
    organising.change(acme, COMMAND_LINE, {"may_be_unnamed": False})
    with pytest.raises(Conflict):
        naming.choose(acme, employee(acme, "E2"), unnamed=True)
    assert naming.choose(acme, employee(acme, "E1"), unnamed=False) == naming.Naming(False, False, 1)
    assert naming.own_naming(acme, employee(acme, "E2")) == naming.Naming(False, False, None)


@pytest.mark.parametrize(
    "actor",
    [COMMAND_LINE, Actor("user:x", role=Role.EMPLOYEE), Actor("user:s", role=Role.SCREEN), Actor("key:crm", frozenset({Scope.ADMIN}))],
    ids=["command line", "no employee", "screen", "key"],
)
def test_only_an_employee_chooses_and_only_for_themself(acme: Database, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        naming.choose(acme, actor, unnamed=True)


def test_a_name_is_put_into_words_where_the_language_is_known(acme: Database) -> None:
    naming.choose(acme, employee(acme, "E1"), unnamed=True)
    with acme.read() as session:
        here = world(acme, session)
    facts = here.directory.employees[here.directory.employee_ids["E1"]]
    assert naming.shown_name(naming.board_name(here, facts), "zh") == "成员1"
    assert naming.shown_name("Team 7", "en") == "Team 7"


def test_it_stands_in_the_audit(acme: Database) -> None:
    for unnamed in (True, True, False):
        naming.choose(acme, employee(acme, "E1"), unnamed=unnamed)
    with acme.read() as session:
        rows = session.rows("SELECT action, subject FROM audit WHERE action LIKE 'stand%' ORDER BY id")
    assert rows == [("stand on boards as a number", "employee:E1"), ("stand on boards by name", "employee:E1")]
