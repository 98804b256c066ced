"""What an employee could do to reach the next place is worked out from the plan in force and from what they have done."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from db.engine import Database
from scoring.periods import Period, PeriodKind, period_of
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.activities import catalogue
from services.boards.closing_gaps import Step, closing
from services.boards.glancing import glance
from services.errors import Forbidden, Unknown
from services.people import people
from services.plans import planning
from services.world import world
from tests.promises.history import act, at, day_of, found, send

NOW_HOURS = 1000.0  # 15 February 2026
PLAN: dict[str, Any] = {
    "name": "Gaps",
    "rules": [
        {
            "key": "visited",
            "label": {"en": "Visit", "zh": "拜访"},
            "activity": ["visit", "call"],
            "category": "behaviour",
            "award": {"to": "employee", "points": 2},
            "limits": [{"per": "day", "times": 8}],
        },
        {"key": "won", "activity": "deal", "category": "outcome", "weight": "1.5", "award": {"to": "employee", "points": 30}},
        {"key": "sold", "activity": "win", "category": "outcome", "award": {"to": "employee", "points": 1, "per": 100, "of": "amount"}},
    ],
}


def month() -> Period:
    return period_of(PeriodKind.MONTH, day_of(NOW_HOURS))


def close(database: Database, gap: int, code: str = "E1", actor: Actor = COMMAND_LINE, period: Period | None = None) -> tuple[Step, ...]:
    return closing(database, actor, code, gap, period or month(), now=at(NOW_HOURS))


@pytest.fixture
def shop(database: Database) -> Database:
    found(database, PLAN)
    sent = [act(n, "visit", n * 24) for n in range(30)] + [act(100 + n, "deal", n * 24) for n in range(3)]
    send(database, [*sent, act(200, "win", 5, amount="100")], hours=NOW_HOURS)
    return database


def test_ways_carry_the_labels_of_rule_and_types(shop: Database) -> None:
    steps = close(shop, 48)
    assert [(s.rule, s.kind, s.times, s.points, s.amount) for s in steps] == [
        ("sold", "amount", 1, 48, Decimal(4800)),
        ("won", "times", 2, 45, None),
        ("visited", "times", 24, 2, None),
    ]
    assert (steps[2].label["zh"], steps[2].types, steps[2].type_labels[0]["en"]) == ("拜访", ("visit", "call"), "visit")


def test_what_was_done_three_months_ago_is_no_habit(shop: Database) -> None:
    early = closing(shop, COMMAND_LINE, "E1", 48, month(), now=at(NOW_HOURS))
    later = period_of(PeriodKind.MONTH, day_of(4000))
    assert "visited" in {s.rule for s in early}
    assert "visited" not in {s.rule for s in closing(shop, COMMAND_LINE, "E1", 48, later, now=at(4000))}


def test_what_a_limit_has_used_today_is_not_offered_again(shop: Database) -> None:
    today = period_of(PeriodKind.DAY, day_of(NOW_HOURS))
    assert "visited" in {s.rule for s in close(shop, 16, period=today)}
    send(shop, [act(300, "visit", NOW_HOURS)], hours=NOW_HOURS)
    assert "visited" not in {s.rule for s in close(shop, 16, period=today)}


def test_a_type_that_is_not_recorded_any_more_is_not_offered(shop: Database) -> None:
    catalogue.put_type(shop, COMMAND_LINE, "visit", {"active": False})
    catalogue.put_type(shop, COMMAND_LINE, "win", {"active": False})
    assert [(s.rule, s.types) for s in close(shop, 48)] == [("won", ("deal",)), ("visited", ("call",))]


def test_the_plan_in_force_counts(shop: Database) -> None:
    plan = {**PLAN, "rules": PLAN["rules"][1:2]}
    planning.publish(shop, COMMAND_LINE, plan, reason="less", now=at(NOW_HOURS - 1))
    assert [s.rule for s in close(shop, 48)] == ["won"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_campaign_that_has_too_little_left_is_not_promised(shop: Database) -> None:
    year = {"key": "year", "multiply": 2, "from": "2026-01-01", "until": "2027-01-01", "budget": 100}
    planning.publish(shop, COMMAND_LINE, {**PLAN, "rules": PLAN["rules"][1:2], "campaigns": [year]}, reason="more", now=at(NOW_HOURS - 1))
    assert [(s.points, s.times) for s in close(shop, 60)] == [(90, 1)]
    send(shop, [act(300, "deal", NOW_HOURS)], hours=NOW_HOURS)
    assert [(s.points, s.times) for s in close(shop, 60)] == [(45, 2)]


def test_without_a_plan_there_is_no_way(database: Database) -> None:
    found(database, None)
    assert close(database, 48) == ()


def test_only_a_running_period_can_be_changed(shop: Database) -> None:
    assert close(shop, 0) == ()
    assert close(shop, 48, period=month().previous()) == ()


@pytest.mark.parametrize("gap", [1, 7, 44, 90, 131])
def test_who_goes_a_way_closes_the_gap(shop: Database, gap: int) -> None:
    hours = {"visited": 1.0, "won": 1.0, "sold": 1.0}
    for step in close(shop, gap):
        before = glance(shop, COMMAND_LINE, "E2", kind="month", on=dt.date(2026, 2, 1), now=at(NOW_HOURS)).score
        more = {"amount": str(step.amount)} if step.amount is not None else {}
        spread = [NOW_HOURS + n * 24 / 8 * hours[step.rule] for n in range(step.times)]
        sent = [act(1000 + n, step.types[0], h, employee="E2", **more) for n, h in enumerate(spread)]
        send(shop, [{**one, "external_id": f"{step.rule}{n}"} for n, one in enumerate(sent)], hours=NOW_HOURS + 300)
        after = glance(shop, COMMAND_LINE, "E2", kind="month", on=dt.date(2026, 2, 1), now=at(NOW_HOURS)).score
        assert gap <= after - before < gap + step.points


def test_ways_are_for_whom_they_concern(shop: Database) -> None:
    with shop.read() as session:
        number = world(shop, session).directory.employee_ids["E2"]
    own = Actor("user:e", role=Role.EMPLOYEE, employee_id=number)
    assert close(shop, 48, "E2", own)
    with pytest.raises(Forbidden):
        close(shop, 48, "E1", own)
    for actor in (Actor("user:s", role=Role.SCREEN), Actor("key:x", frozenset({Scope.ACTIVITIES_WRITE}))):
        with pytest.raises(Forbidden):
            close(shop, 48, "E2", actor)
    with pytest.raises(Unknown):
        close(shop, 48, "nobody")


def test_somebody_new_has_ways_too(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E9", {"name": "New", "joined_on": "2026-02-10"})
    assert [s.rule for s in close(shop, 18, "E9")] == ["won", "sold", "visited"]
