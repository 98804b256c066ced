"""Days off: who enters them, what is refused, what is told of them."""

import datetime as dt
import json
from typing import Any

import numpy as np
import pytest

from db.engine import Database
from scoring.periods import day_number
from services import organising
from services.access import Actor, Role
from services.calendar import days_off
from services.calendar.days_off import DaysOff, Source
from services.calendar.working_days import calendar_of, free_days
from services.errors import Conflict, Forbidden, Invalid, Unknown
from services.world import world
from tests.promises.history import at, found

NOW = at(24)
ADMIN = Actor("user:admin", role=Role.ADMIN)


@pytest.fixture
def shop(database: Database) -> Database:
    found(database, None)
    return database


def manager_of(database: Database, team: str) -> Actor:
    with database.read() as session:
        return Actor("user:lead", role=Role.MANAGER, team_ids=frozenset({world(database, session).directory.team_ids[team]}))


def listed(database: Database, first: str, last: str, actor: Actor = ADMIN) -> tuple[DaysOff, ...]:
    return days_off.days_off(database, actor, first=dt.date.fromisoformat(first), last=dt.date.fromisoformat(last), now=NOW)


def add(database: Database, actor: Actor = ADMIN, **document: Any) -> None:
    days_off.add(database, actor, {"last": document.get("first"), **document}, now=NOW)


def free(database: Database, first: str, last: str, code: str | None = None) -> list[int]:
    """The days of the month that are free for everybody, or for somebody."""
    start, end = day_number(dt.date.fromisoformat(first)), day_number(dt.date.fromisoformat(last)) + 1
    with database.read() as session:
        here = world(database, session)
        if code is None:
            found_ = calendar_of(database, session, here).free(start, end)
        else:
            account = here.directory.employee_ids[code]
            found_ = free_days(database, session, here, [account], start, end)[account]
    return [(dt.date.fromisoformat(first) + dt.timedelta(days=int(n))).day for n in np.flatnonzero(found_)]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
def test_days_are_entered_changed_and_removed(shop: Database) -> None:
    add(shop, first="2026-03-11", last="2026-03-12", label="Stocktaking")
    add(shop, first="2026-03-12", employee="E1")
    entered, own = listed(shop, "2026-03-01", "2026-03-31")
    assert (entered.source, entered.first.day, entered.last.day, entered.label["zh"]) == (Source.ORGANISATION, 11, 12, "Stocktaking")
    assert (own.source, own.code, own.name, own.label["en"]) == (Source.PERSON, "E1", "E1", "")
    assert free(shop, "2026-03-09", "2026-03-15") == [11, 12, 14, 15]
    days_off.change(shop, ADMIN, entered.id or 0, {"first": "2026-03-10"}, now=NOW)
    assert free(shop, "2026-03-09", "2026-03-15") == [10, 11, 12, 14, 15]
    days_off.remove(shop, ADMIN, entered.id or 0, now=NOW)
    assert free(shop, "2026-03-09", "2026-03-15") == [14, 15]
    assert free(shop, "2026-03-09", "2026-03-15", "E1") == [12, 14, 15]
    with shop.read() as session:
        audit = session.rows("SELECT action, subject, detail FROM audit WHERE action LIKE '%days off' ORDER BY id")
    assert [row[:2] for row in audit] == [
        ("add days off", "organisation"),
        ("add days off", "employee:E1"),
        ("change days off", "organisation"),
        ("remove days off", "organisation"),
    ]
    assert json.loads(audit[2][2])["from"]["first"] == "2026-03-11"


def test_public_holidays_stand_in_runs_with_the_weekends_worked_for_them(shop: Database) -> None:
    spring = [days for days in listed(shop, "2026-02-01", "2026-02-28") if days.label["en"] == "Spring Festival"]
    assert [(days.first.day, days.last.day, days.is_free, days.source) for days in spring] == [
        (14, 14, False, Source.PUBLIC),
        (15, 23, True, Source.PUBLIC),
        (28, 28, False, Source.PUBLIC),
    ]
    assert free(shop, "2026-02-07", "2026-02-28") == [7, 8, *range(15, 24)], (
        "no weekend but 7 and 8: 14 and 28 are worked, 21 and 22 are holidays"
    )


def test_the_organisation_decides_over_public_holidays_and_a_person_over_the_organisation(shop: Database) -> None:
    add(shop, first="2026-02-20", last="2026-02-21", label="Open all the same", free=False)
    assert free(shop, "2026-02-19", "2026-02-22") == [19, 22]
    add(shop, first="2026-02-20", employee="E1")
    assert free(shop, "2026-02-19", "2026-02-22", "E1") == [19, 20, 22]


def test_the_days_of_the_week_are_the_organisations(shop: Database) -> None:
    organising.change(shop, ADMIN, {"working_days": [1, 3, 5, 6], "holidays": None}, now=NOW)
    assert free(shop, "2026-03-09", "2026-03-15") == [10, 12, 15]


def test_everybodys_days_are_for_administrators_and_a_persons_for_whoever_reaches_them(shop: Database) -> None:
    lead = manager_of(shop, "EAST")
    with pytest.raises(Forbidden):
        add(shop, lead, first="2026-03-11", label="Holiday")
    add(shop, lead, first="2026-03-11", employee="E1")
    add(shop, first="2026-03-11", employee="E5")
    for out_of_reach in ("E5", "E99"):
        with pytest.raises(Forbidden, match="outside your reach"):
            add(shop, lead, first="2026-03-12", employee=out_of_reach)
    assert [days.code for days in listed(shop, "2026-03-01", "2026-03-31", lead)] == ["E1"]
    theirs = next(days.id for days in listed(shop, "2026-03-01", "2026-03-31") if days.code == "E5")
    for act in (
        lambda: days_off.remove(shop, lead, theirs or 0, now=NOW),
        lambda: days_off.change(shop, lead, theirs or 0, {"label": "x"}, now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(Forbidden):
        add(shop, Actor("user:x", role=Role.EMPLOYEE, employee_id=1), first="2026-03-11", employee="E1")


def test_nobody_enters_their_own(shop: Database) -> None:
    with shop.read() as session:
        account = session.value("SELECT id FROM account WHERE code = 'E1'")
    themself = Actor("user:E1", role=Role.ADMIN, employee_id=account)
    with pytest.raises(Forbidden, match="entered by somebody else"):
        add(shop, themself, first="2026-03-11", employee="E1")
    add(shop, first="2026-03-11", employee="E1")
    [own] = listed(shop, "2026-03-01", "2026-03-31")
    with pytest.raises(Forbidden):
        days_off.remove(shop, themself, own.id or 0, now=NOW)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ({"first": "2026-03-11", "last": "2026-03-10", "employee": "E1"}, "The last day must not be before the first"),
        ({"first": "2026-03-11", "last": "2030-03-10", "employee": "E1"}, "At most 1100 days are entered at once, not 1461"),
        ({"first": "2026-03-11", "last": "2026-03-11"}, "Say what the day is"),
        ({"first": "2026-03-11", "last": "2026-03-11", "employee": "E1", "free": False}, "free must be true"),
        ({"first": "2026-03-11", "last": "2026-03-11", "employee": "E99"}, "no employee has the code E99"),
        ({"first": "soon", "last": "2026-03-11", "employee": "E1"}, "first must be a day"),
        ({"first": "2026-03-11", "last": "2026-03-11", "employee": "E1", "label": "x" * 201}, "label must have at most 200 characters"),
        ({"first": "2026-03-11", "last": "2026-03-11", "who": "E1"}, "unknown field who"),
    ],
)
def test_what_is_no_day_off_is_refused_in_one_sentence(shop: Database, document: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        days_off.add(shop, ADMIN, document, now=NOW)
    assert listed(shop, "2026-03-01", "2026-03-31") == ()


def test_days_that_are_entered_twice_are_refused_but_for_another_person(shop: Database) -> None:
    add(shop, first="2026-03-11", last="2026-03-13", employee="E1")
    with pytest.raises(Conflict, match="entered already, from 2026-03-11 to 2026-03-13"):
        add(shop, first="2026-03-13", last="2026-03-20", employee="E1")
    add(shop, first="2026-03-14", last="2026-03-20", employee="E1")
    add(shop, first="2026-03-11", last="2026-03-20", employee="E2")
    add(shop, first="2026-03-11", last="2026-03-20", label="Fair")
    own = listed(shop, "2026-03-11", "2026-03-13")[1]
    assert (own.code, own.last.day) == ("E1", 13)
    with pytest.raises(Conflict):
        days_off.change(shop, ADMIN, own.id or 0, {"last": "2026-03-14"}, now=NOW)
    days_off.change(shop, ADMIN, own.id or 0, {"last": "2026-03-12"}, now=NOW)


def test_many_days_stand_together_or_not_at_all(shop: Database) -> None:
    march = [{"employee": code, "first": "2026-03-11", "last": "2026-03-12"} for code in ("E1", "E2")]
    with pytest.raises(Conflict):
        days_off.add_many(shop, ADMIN, [*march, march[0]], now=NOW)
    assert listed(shop, "2026-03-01", "2026-03-31") == ()
    days_off.add_many(shop, ADMIN, march, now=NOW)
    assert free(shop, "2026-03-09", "2026-03-13", "E2") == [11, 12]


def test_whose_days_they_are_does_not_change_and_what_is_gone_is_gone(shop: Database) -> None:
    add(shop, first="2026-03-11", employee="E1")
    [own] = listed(shop, "2026-03-01", "2026-03-31")
    with pytest.raises(Invalid, match="stay whose they are"):
        days_off.change(shop, ADMIN, own.id or 0, {"employee": "E2"}, now=NOW)
    days_off.remove(shop, ADMIN, own.id or 0, now=NOW)
    for act in (days_off.remove, lambda *asked, **more: days_off.change(*asked, {}, **more)):
        with pytest.raises(Unknown, match="not in the calendar any more"):
            act(shop, ADMIN, own.id or 0, now=NOW)
