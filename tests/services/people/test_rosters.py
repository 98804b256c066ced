"""The rosters show everybody where they stand today, and nobody to whom they are not due."""

import datetime as dt
from collections.abc import Callable

import pytest

from db.engine import Database
from scoring.periods import micros
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.activities.activity_facts import Named
from services.beginning.setting_up import initialise
from services.errors import Forbidden, Unknown
from services.people import people, rosters
from services.people.rosters import Person, Presence, TeamStay, matching
from services.sign_in import users
from services.world import world

TODAY = dt.date(2026, 3, 10)
NOW = micros(dt.datetime(2026, 3, 9, 16, 30, tzinfo=dt.UTC))  # half past midnight of the 10th in Shanghai
ADMIN = Actor("user:admin", role=Role.ADMIN)
NOT_ADMINS = [Actor("user:x", role=role) for role in Role if role is not Role.ADMIN] + [Actor("key:x", frozenset({Scope.POINTS_READ}))]


@pytest.fixture
def acme(database: Database) -> Database:
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", now=NOW)
    for code, parent in (("SALES", None), ("WEST", "SALES"), ("EAST", "SALES"), ("SHOP", "EAST"), ("LAB", None)):
        people.put_team(database, COMMAND_LINE, code, {"name": code.title(), "parent": parent}, now=NOW)
    staff = [
        {"code": "E1", "name": "Ann", "team": "EAST", "joined_on": "2025-01-01"},
        {"code": "E2", "name": "Ben", "team": "SHOP", "joined_on": "2025-01-01", "left_on": "2026-03-09"},
        {"code": "E3", "name": "chen", "team": "SHOP", "joined_on": "2026-03-11"},
        {"code": "E4", "name": "欧阳"},
        {"code": "E5", "name": "Dora", "team": "SHOP", "joined_on": "2025-01-01", "left_on": "2026-03-10"},
    ]
    people.put_employees(database, COMMAND_LINE, staff, now=NOW)
    return database


def move(database: Database, code: str, team: str | None, day: str) -> None:
    people.put_employee(database, COMMAND_LINE, code, {"team": team, "team_from": day}, now=NOW)


def by_code(database: Database) -> dict[str, Person]:
    return {person.code: person for person in rosters.roster(database, ADMIN, now=NOW)}


def test_everybody_stands_in_the_order_of_names_whatever_the_case(acme: Database) -> None:
    assert [person.name for person in rosters.roster(acme, ADMIN, now=NOW)] == ["Ann", "Ben", "chen", "Dora", "欧阳"]


def test_whoever_works_today_is_active_on_the_last_day_too(acme: Database) -> None:
    presences = {code: person.presence.value for code, person in by_code(acme).items()}
    assert presences == {"E1": "active", "E2": "left", "E3": "coming", "E4": "active", "E5": "active"}


def test_the_team_is_that_of_today_of_the_last_or_of_the_first_day(acme: Database) -> None:
    move(acme, "E1", "WEST", "2026-03-10")
    move(acme, "E5", "LAB", "2026-03-11")
    teams = {code: person.team.code if person.team else None for code, person in by_code(acme).items()}
    assert teams == {"E1": "WEST", "E2": "SHOP", "E3": "SHOP", "E4": None, "E5": "SHOP"}


def test_days_are_days(acme: Database) -> None:
    assert by_code(acme)["E2"] == Person("E2", "Ben", Named("SHOP", "Shop"), Presence.LEFT, dt.date(2025, 1, 1), dt.date(2026, 3, 9))


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, "E1 E2 E3 E5 E4"),
        ({"words": "e5"}, "E5"),
        ({"words": " ann  E1 "}, "E1"),
        ({"words": "阳"}, "E4"),
        ({"words": "nobody"}, ""),
        ({"presence": Presence.LEFT}, "E2"),
        ({"teams": ["SHOP", "LAB"]}, "E2 E3 E5"),
        ({"teams": ["SHOP"], "presence": Presence.COMING, "words": "CHEN"}, "E3"),
    ],
    ids=["all", "code", "both words", "characters", "nobody", "presence", "teams", "all three"],
)
def test_people_are_found_by_every_word_in_code_or_name(acme: Database, more: dict[str, object], found: str) -> None:
    people_found = matching(rosters.roster(acme, ADMIN, now=NOW), **more)  # type: ignore[arg-type]
    assert " ".join(person.code for person in people_found) == found


def test_the_history_tells_past_present_and_plan_the_latest_first(acme: Database) -> None:
    move(acme, "E1", "WEST", "2026-02-01")
    move(acme, "E1", "SHOP", "2026-04-01")
    assert rosters.history(acme, ADMIN, "E1", now=NOW) == (
        TeamStay(Named("SHOP", "Shop"), dt.date(2026, 4, 1), None, is_now=False, is_planned=True),
        TeamStay(Named("WEST", "West"), dt.date(2026, 2, 1), dt.date(2026, 3, 31), is_now=True, is_planned=False),
        TeamStay(Named("EAST", "East"), dt.date(2025, 1, 1), dt.date(2026, 1, 31), is_now=False, is_planned=False),
    )


def test_the_history_of_somebody_without_a_first_day_begins_with_the_world(acme: Database) -> None:
    move(acme, "E4", "LAB", "1970-01-01")
    move(acme, "E4", None, "2026-03-10")
    assert rosters.history(acme, ADMIN, "E4", now=NOW) == (
        TeamStay(None, TODAY, None, is_now=True, is_planned=False),
        TeamStay(Named("LAB", "Lab"), None, dt.date(2026, 3, 9), is_now=False, is_planned=False),
    )


def test_a_plan_that_was_taken_back_leaves_one_stay(acme: Database) -> None:
    move(acme, "E1", "WEST", "2026-04-01")
    move(acme, "E1", "EAST", "2026-04-01")
    assert rosters.history(acme, ADMIN, "E1", now=NOW) == (
        TeamStay(Named("EAST", "East"), dt.date(2025, 1, 1), None, is_now=True, is_planned=False),
    )


def test_the_history_of_nobody_is_refused(acme: Database) -> None:
    with pytest.raises(Unknown):
        rosters.history(acme, ADMIN, "E9", now=NOW)


def test_the_tree_has_every_team_after_the_one_it_is_a_part_of(acme: Database) -> None:
    tree = rosters.tree(acme, ADMIN, now=NOW)
    assert [(team.code, team.depth, team.parent) for team in tree] == [
        ("LAB", 0, None),
        ("SALES", 0, None),
        ("EAST", 1, "SALES"),
        ("SHOP", 2, "EAST"),
        ("WEST", 1, "SALES"),
    ]
    assert tree[3].above == ("Sales", "East")


def test_the_tree_counts_who_is_active_today_in_a_team_and_below(acme: Database) -> None:
    counts = {team.code: (team.own_members, team.members) for team in rosters.tree(acme, ADMIN, now=NOW)}
    assert counts == {"LAB": (0, 0), "SALES": (0, 2), "EAST": (1, 2), "SHOP": (1, 1), "WEST": (0, 0)}


@pytest.mark.parametrize(("code", "below"), [("SALES", "EAST SALES SHOP WEST"), ("EAST", "EAST SHOP"), ("LAB", "LAB"), ("NONE", "")])
def test_the_codes_below_a_team_are_those_of_its_subtree(acme: Database, code: str, below: str) -> None:
    assert " ".join(sorted(rosters.codes_below(rosters.tree(acme, ADMIN, now=NOW), code))) == below


def test_an_employee_signs_in_as_their_user(acme: Database) -> None:
    users.add_user(acme, COMMAND_LINE, "ann.li", role="employee", employee="E1", now=NOW)
    assert rosters.sign_in_of(acme, ADMIN, "E1") == rosters.SignIn("ann.li", is_disabled=False)
    assert rosters.sign_in_of(acme, ADMIN, "E2") is None
    users.disable_user(acme, COMMAND_LINE, "ann.li", now=NOW)
    assert rosters.sign_in_of(acme, ADMIN, "E1") == rosters.SignIn("ann.li", is_disabled=True)
    with pytest.raises(Unknown):
        rosters.sign_in_of(acme, ADMIN, "E9")


@pytest.mark.parametrize("actor", NOT_ADMINS, ids=lambda actor: str(actor.role or actor.name))
@pytest.mark.parametrize(
    "read",
    [
        lambda database, actor: rosters.roster(database, actor, now=NOW),
        lambda database, actor: rosters.history(database, actor, "E1", now=NOW),
        lambda database, actor: rosters.tree(database, actor, now=NOW),
        lambda database, actor: rosters.sign_in_of(database, actor, "E1"),
    ],
    ids=["roster", "history", "tree", "sign_in_of"],
)
def test_rosters_are_for_administrators(acme: Database, actor: Actor, read: Callable[[Database, Actor], object]) -> None:
    with pytest.raises(Forbidden):
        read(acme, actor)


def test_a_key_for_people_reads_rosters_but_no_sign_ins(acme: Database) -> None:
    key = Actor("key:hr", frozenset({Scope.PEOPLE_WRITE}))
    assert len(rosters.roster(acme, key, now=NOW)) == 5
    with pytest.raises(Forbidden):
        rosters.sign_in_of(acme, key, "E1")


def test_own_sight_names_what_somebody_was_given(acme: Database) -> None:
    with acme.read() as session:
        directory = world(acme, session).directory
    given = frozenset({directory.team_ids["WEST"], directory.team_ids["EAST"]})
    manager = Actor("user:m", role=Role.MANAGER, employee_id=directory.employee_ids["E1"], team_ids=given)
    assert rosters.own_sight(acme, manager) == rosters.Sight(Named("E1", "Ann"), ("East", "West"))
    assert rosters.own_sight(acme, Actor("user:s", role=Role.SCREEN)) == rosters.Sight(None, ())
