"""The organisation's settings: who reads them, who changes them, and what cannot change any more."""

import json
from typing import Any

import pytest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.beginning.setting_up import initialise
from services.boards.standings import board
from services.errors import Conflict, Forbidden, Invalid, NotReady
from services.world import world
from tests.promises.history import act, at, found, send

ADMIN = Actor("user:Ann", role=Role.ADMIN)
STANDS = {
    "name": "Acme",
    "timezone": "Asia/Shanghai",
    "currency": "CNY",
    "locale": "en",
    "first_weekday": 1,
    "tie_rule": "standard",
    "points_to_money": "100.00",
    "managers_publish": True,
    "may_be_unnamed": False,
    "working_days": [1, 2, 3, 4, 5],
    "holidays": "CN",
    "settled": [],
}
OTHER = {
    "name": "Acme 华东",
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "locale": "zh",
    "first_weekday": 7,
    "tie_rule": "dense",
    "points_to_money": "0.0001",
    "managers_publish": False,
    "may_be_unnamed": True,
    "working_days": [1, 2, 4, 6, 7],
    "holidays": "DE-BY",
}


@pytest.fixture
def acme(database: Database) -> Database:
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY")
    return database


@pytest.mark.parametrize("role", list(Role))
def test_whoever_is_signed_in_reads_the_settings(acme: Database, role: Role) -> None:
    assert organising.get(acme, Actor("user:x", role=role)) == STANDS


def test_a_stranger_reads_nothing_and_nobody_but_an_administrator_changes(acme: Database) -> None:
    with pytest.raises(Forbidden):
        organising.get(acme, Actor("nobody"))
    for actor in (Actor("user:x", role=Role.MANAGER), Actor("key:x", frozenset({Scope.PEOPLE_WRITE})), Actor("user:y", role=Role.SCREEN)):
        with pytest.raises(Forbidden):
            organising.change(acme, actor, {"name": "Mine"})
    assert organising.get(acme, COMMAND_LINE) == STANDS


def test_every_setting_changes_while_nothing_is_recorded(acme: Database) -> None:
    assert organising.change(acme, ADMIN, OTHER) == OTHER | {"settled": []}
    assert organising.get(acme, ADMIN) == OTHER | {"settled": []}
    with acme.read() as session:
        assert world(acme, session).organisation.money_per_1000_points_e4 == 1


def test_a_setting_left_out_stays(acme: Database) -> None:
    organising.change(acme, ADMIN, {"currency": "EUR"})
    assert organising.get(acme, ADMIN) == STANDS | {"currency": "EUR"}


def test_the_audit_says_what_each_setting_was_and_is(acme: Database) -> None:
    organising.change(acme, ADMIN, {"currency": "EUR", "tie_rule": "dense", "name": "Acme"})
    organising.change(acme, ADMIN, {"currency": "EUR"})
    with acme.read() as session:
        rows = session.rows(
            "SELECT p.name, a.subject, a.detail FROM audit a JOIN actor p ON p.id = a.actor_id WHERE a.action = 'change organisation'"
        )
    assert [(who, what, json.loads(detail)) for who, what, detail in rows] == [
        (
            "user:Ann",
            "organisation",
            {"currency": {"from": "CNY", "to": "EUR"}, "tie_rule": {"from": "standard", "to": "dense"}},
        )
    ]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("name", value) for value in ("", None, 5, "a\nb", "x" * 201)),
        *(("timezone", value) for value in ("Mars/Olympus", "localtime", "", None, 8)),
        *(("currency", value) for value in ("cny", "YUAN", "C1Y", None, 1)),
        *(("locale", value) for value in ("fr", "", None, [])),
        *(("first_weekday", value) for value in (0, 8, "1", True, None, 1.0)),
        *(("tie_rule", value) for value in ("modified", "", None, {})),
        *(("working_days", value) for value in ([], [0], [8], [1, "2"], [True], 31, None)),
        *(("holidays", value) for value in ("XX", "de", 1, [])),
        *(("points_to_money", value) for value in ("-1", "1.00001", "much", None, 1.5, "1000000000000", True)),
        ("closed_through", 5),
        ("settled", []),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(acme: Database, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        organising.change(acme, ADMIN, {"currency": "EUR", field: value})
    assert refused.value.field == field
    assert organising.get(acme, ADMIN) == STANDS


@pytest.mark.parametrize(("field", "value"), [("timezone", "Europe/Berlin"), ("first_weekday", 7)])
def test_what_days_and_weeks_were_worked_out_with_stays_once_something_is_recorded(database: Database, field: str, value: object) -> None:
    found(database)
    send(database, [act(1)])
    with pytest.raises(Conflict, match="recorded activity") as refused:
        organising.change(database, ADMIN, {"name": "New", field: value})
    assert (refused.value.field, refused.value.code) == (field, "settled")
    stands = organising.get(database, ADMIN)
    assert (stands["name"], stands["settled"]) == ("Test", ["first_weekday", "timezone"])
    unchanged = {"timezone": stands["timezone"], "first_weekday": stands["first_weekday"]}
    assert organising.change(database, ADMIN, unchanged | {"name": "New"})["name"] == "New"


def test_the_tie_rule_acts_on_boards_at_once(database: Database) -> None:
    found(database)
    send(database, [act(n, employee=f"E{n}") for n in (1, 2)] + [act(3, employee="E3", kind="call", customer="C1")], hours=1)

    def ranks() -> list[int]:
        shown = board(database, COMMAND_LINE, subject="employees", period="all", now=at(2))
        return [row.rank for row in shown.rows[:3]]

    assert ranks() == [1, 1, 3]
    organising.change(database, ADMIN, {"tie_rule": "dense"})
    assert ranks() == [1, 1, 2]


def test_there_are_no_settings_without_an_organisation(database: Database) -> None:
    with pytest.raises(NotReady):
        organising.get(database, ADMIN)
    with pytest.raises(NotReady):
        organising.change(database, ADMIN, {"name": "x"})
