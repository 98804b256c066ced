"""Which acts would close a gap, and how many of them."""

import datetime as dt
from typing import Any

import pytest

from scoring.gaps import Lately, Way, ways
from scoring.periods import Period, PeriodKind, day_number, period_of
from scoring.plan_reading import read_plan

TODAY = day_number(dt.date(2026, 3, 17))  # a Tuesday
MONTH = period_of(PeriodKind.MONTH, TODAY)
TYPES = frozenset({"deal", "visit", "call", "survey", "file", "order", "win"})
EMPLOYEE = {"to": "employee", "points": 2}


def rule(key: str, points: int = 2, activity: str | None = None, **more: Any) -> dict[str, Any]:
    """A rule of the same name as its activity."""
    return {"key": key, "activity": activity or key, "category": "outcome", "award": {"to": "employee", "points": points}, **more}


DEAL, VISIT, FILE = rule("deal", 50), rule("visit", 2), rule("file", 5)


def close(*rules: dict[str, Any], gap: int = 48, times: dict[str, int] | None = None, **more: Any) -> tuple[Way, ...]:
    period = more.pop("period", MONTH)
    lately = Lately({"visit": 90, "deal": 9, "file": 30} if times is None else times, more.pop("used", {}))
    plan = read_plan({"name": "Gaps", "rules": list(rules), **more})
    return ways(plan, TYPES, gap, lately, period, TODAY)


def told(found: tuple[Way, ...]) -> list[tuple[str, int, int]]:
    return [(way.rule, way.times, way.points) for way in found]


def test_fewest_times_come_first() -> None:
    assert told(close(VISIT, DEAL)) == [("deal", 1, 50), ("visit", 24, 2)]


@pytest.mark.parametrize(("gap", "times"), [(1, 1), (2, 1), (3, 2), (48, 24), (49, 25)])
def test_so_many_are_needed_that_the_gap_is_closed(gap: int, times: int) -> None:
    assert told(close(VISIT, gap=gap)) == [("visit", times, 2)]


def test_of_more_than_three_the_shortest_and_the_most_habitual_are_told() -> None:
    rules = [VISIT, DEAL, FILE, rule("survey", 10), rule("call", 1)]
    times = {"visit": 90, "deal": 9, "file": 30, "survey": 40, "call": 200}
    assert told(close(*rules, times=times)) == [("deal", 1, 50), ("visit", 24, 2), ("call", 48, 1)]


def test_nobody_is_told_of_a_greater_act_for_as_few_times() -> None:
    assert told(close(VISIT, DEAL, rule("call", 1), gap=2)) == [("visit", 1, 2)]


def test_what_was_never_done_counts_where_there_is_hardly_a_habit() -> None:
    assert told(close(VISIT, DEAL, FILE, times={"visit": 90, "file": 30})) == [("file", 10, 5), ("visit", 24, 2)]
    assert told(close(VISIT, DEAL, FILE, times={"visit": 90})) == [("deal", 1, 50), ("file", 10, 5), ("visit", 24, 2)]


def test_what_is_more_than_anybody_does_is_told_only_where_nothing_else_is_left() -> None:
    assert told(close(VISIT, DEAL, gap=1000)) == [("deal", 20, 50)]
    assert told(close(VISIT, DEAL, gap=450)) == [("deal", 9, 50)]


def test_a_rule_with_conditions_needs_to_have_been_met_lately() -> None:
    satisfied = rule("survey", 10, when=[{"field": "attributes.stars", "op": ">=", "value": 4}])
    assert told(close(satisfied, DEAL, times={"deal": 3})) == [("deal", 1, 50)]
    assert told(close(satisfied, DEAL, times={"deal": 3, "survey": 4})) == [("deal", 1, 50), ("survey", 5, 10)]


@pytest.mark.parametrize(
    "other",
    [
        rule("win", 100, category="challenge"),
        rule("win", 100, limits=[{"per": "quarter", "times": 1}]),
        rule("win", 100, weight=0),
        rule("win", -100),
        rule("win", 100, active={"until": "2026-03-17"}),
        rule("win", 100, active={"from": "2026-03-18"}),
        rule("win", 100, "retired"),
        {**rule("win"), "award": {"to": "collaborators", "points": 100}},
        {**rule("win"), "award": {"to": "manager", "points": 100}},
        {**rule("win"), "award": {"to": "customer", "points": 100}},
        {**rule("win"), "award": {"to": "employee", "points": 1, "per": 1, "of": "quantity"}},
    ],
    ids=["challenge", "once", "off", "negative", "over", "to come", "retired", "others", "manager", "customer", "quantity"],
)
def test_what_one_cannot_do_again_and_again_today_is_no_way(other: dict[str, Any]) -> None:
    assert told(close(other, VISIT, times={"win": 50, "visit": 90})) == [("visit", 24, 2)]


def test_a_category_that_is_off_switches_its_rules_off() -> None:
    assert close(DEAL, category_weights={"outcome": 0}) == ()


def test_weights_and_the_campaign_of_everybody_count() -> None:
    heavy = rule("deal", 50, weight="1.5")
    spring = {"key": "spring", "multiply": 2, "from": "2026-03-01", "until": "2026-03-18"}
    assert told(close(heavy, gap=75, category_weights={"outcome": "0.5"})) == [("deal", 2, 38)]
    assert told(close(heavy, gap=150, campaigns=[spring])) == [("deal", 1, 150)]
    for some in ({"teams": ["EAST"]}, {"rules": ["visit"]}, {"from": "2026-04-01", "until": "2026-05-01"}):
        assert told(close(heavy, VISIT, gap=150, campaigns=[{**spring, **some}], times={"deal": 9})) == [("deal", 2, 75)]


def test_campaigns_that_multiply_each_other_count_together() -> None:
    both = [{"key": key, "multiply": 2, "from": "2026-03-01", "until": "2026-03-18"} for key in ("a", "b")]
    assert told(close(rule("deal", 50), gap=200, campaigns=both)) == [("deal", 2, 100)]
    assert told(close(rule("deal", 50), gap=200, campaigns=both, campaign_overlap="product")) == [("deal", 1, 200)]


def test_bounds_hold() -> None:
    bounded = {**rule("deal"), "award": {"to": "employee", "points": 50, "max": 20}}
    assert told(close(bounded)) == [("deal", 3, 20)]


@pytest.mark.parametrize(
    ("limits", "used", "gap", "fits"),
    [
        ([{"per": "day", "times": 1}], (0, 0), 30, True),  # fifteen days are left, today among them
        ([{"per": "day", "times": 1}], (1, 2), 30, False),
        ([{"per": "day", "times": 1}], (1, 2), 28, True),
        ([{"per": "month", "times": 24}], (0, 0), 48, True),
        ([{"per": "month", "times": 24}], (1, 2), 48, False),
        ([{"per": "month", "points": 50}], (1, 2), 48, True),
        ([{"per": "month", "points": 50}], (2, 4), 48, False),
        ([{"per": "year", "times": 30}], (10, 20), 48, False),
        ([{"per": "all", "times": 1, "same": ["customer"]}], (0, 0), 48, True),
        ([{"per": "month", "times": 24}, {"per": "day", "times": 1}], (0, 0), 48, False),
    ],
)
def test_limits_must_leave_room(limits: list[dict[str, Any]], used: tuple[int, int], gap: int, fits: bool) -> None:
    found = close(rule("visit", 2, limits=limits), gap=gap, used={("visit", n): used for n in range(len(limits))})
    assert bool(found) is fits


def test_a_week_limit_counts_the_weeks_to_come() -> None:
    three = rule("visit", 2, limits=[{"per": "week", "times": 3}])  # 1 left, then the weeks of the 23rd and of the 30th
    assert told(close(three, gap=14, used={("visit", 0): (2, 4)})) == [("visit", 7, 2)]
    assert close(three, gap=16, used={("visit", 0): (2, 4)}) == ()


def test_a_cooldown_must_leave_room() -> None:
    daily = rule("visit", 2, cooldown={"hours": 24})
    assert told(close(daily, gap=32)) == [("visit", 16, 2)]
    assert close(daily, gap=34) == ()


def test_an_amount_is_told_where_a_rule_counts_it() -> None:
    value = {**rule("order"), "award": {"to": "employee", "points": 1, "per": 100, "of": "amount"}}
    found = close(value, DEAL, times={"order": 5, "deal": 9})
    assert [(way.rule, way.times, way.points, way.amount_e4) for way in found] == [("deal", 1, 50, None), ("order", 1, 48, 48_000_000)]
    capped = {**value, "award": {**value["award"], "max": 20}}
    assert [(way.times, way.amount_e4) for way in close(capped, times={"order": 5})] == [(3, 48_000_000)]
    light = {**value, "weight": "0.3"}
    assert close(light, gap=1, times={"order": 5})[0].amount_e4 == 2_000_000  # 0.6 rounds to one point


def test_two_rules_of_one_activity_are_one_way() -> None:
    value = {**rule("deal_value", activity="deal"), "award": {"to": "employee", "points": 1, "per": 100, "of": "amount"}}
    assert [way.rule for way in close(DEAL, value, times={"deal": 9, "deal_value": 9})] == ["deal"]


@pytest.mark.parametrize("period", [period_of(PeriodKind.MONTH, TODAY - 31), period_of(PeriodKind.MONTH, TODAY + 31)])
def test_only_a_running_period_can_be_changed(period: Period) -> None:
    assert close(DEAL, period=period) == ()
    assert close(DEAL, gap=0) == ()
