"""What the audit of a plan says of rules and limits, of whom it tells, and what must hold of any history."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from db.engine import Database
from scoring.plan import HolderKind
from scoring.statistics import gini, spearman
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.activities.deciding import decline
from services.activities.reversing import reverse
from services.auditing.auditing import audit
from services.auditing.auditing_limits import FullWindows
from services.auditing.auditing_rules import Correlation
from services.boards.standings import board
from services.errors import Forbidden, Invalid
from services.plans import planning
from tests.promises.history import act, at, close_through, found, live, rule, send
from tests.services.auditing.audited_shop import FIRST, LAST, NOW, PLAN, history, live_in, look, manager_of, of, settle


@pytest.fixture
def shop(database: Database) -> Database:
    return live_in(database)


def test_each_rule_is_told_how_often_how_much_and_to_how_many(shop: Database) -> None:
    seen = {r.key: (r.holders.value, r.times, r.points, r.paid) for r in look(shop).rules}
    assert seen["sale"] == ("employee", 12, 7800, 12)
    assert seen["visit"] == ("employee", 156, 780, 12)
    assert seen["value"] == ("customer", 12, 780, 6)
    assert seen["win"] == ("employee", 0, 0, 0)
    assert [r.key for r in look(shop).rules][:2] == ["sale", "visit"], "the greatest first"
    assert look(shop).rules[-1].key == "value", "what customers get comes last"


def test_shares_are_of_what_the_same_kind_of_holder_got(shop: Database) -> None:
    seen = look(shop)
    assert (of(seen, "sale").share, of(seen, "visit").share, of(seen, "value").share) == (7800 / 8580, 780 / 8580, 1)


def test_points_go_with_revenue_or_against_it(shop: Database) -> None:
    seen = look(shop)
    assert of(seen, "sale").with_revenue == Correlation(1.0, 12)
    assert of(seen, "visit").with_revenue == Correlation(-1.0, 12)
    assert of(seen, "value").with_revenue is None
    assert seen.revenue_e4 == (78 * 1000 + 6) * 10_000


def test_points_go_with_customers_who_buy_again(shop: Database) -> None:
    numbers = np.arange(1, 13)
    expected = spearman(numbers, numbers % 2 == 0)
    assert of(look(shop), "sale").with_return == Correlation(expected, 12)


def test_a_rule_that_gives_everybody_the_same_is_compared_with_nothing(shop: Database) -> None:
    assert of(look(shop), "win").with_revenue == Correlation(None, 12)
    assert not Correlation(None, 12).is_few


def test_fewer_than_ten_pairs_tell_nothing(database: Database) -> None:
    settle(database)
    send(database, [item for item in history() if item["employee"] in {f"E{n}" for n in range(1, 10)}])
    seen = of(look(database), "sale").with_revenue
    assert seen == Correlation(None, 9)
    assert seen.is_few


def test_a_rule_that_could_pay_and_paid_nobody_is_named(shop: Database) -> None:
    seen = look(shop)
    assert {r.key for r in seen.rules if r.paid_nobody} == {"win", "call", "once"}
    assert {r.key for r in seen.rules if r.is_off} == {"off", "later"}
    assert {r.key for r in seen.rules if r.is_penalty} == {"late"}


def test_a_rule_that_only_takes_away_has_no_share(shop: Database) -> None:
    send(shop, [act(1, "help", 30, channel="late", source="other")])
    seen = of(look(shop), "late")
    assert (seen.times, seen.points, seen.share, seen.paid) == (1, -7, 0, 0)


def test_a_limit_that_is_always_reached_is_told(shop: Database) -> None:
    seen = of(look(shop), "visit").windows
    assert seen == FullWindows("day", 78, 78)  # type: ignore[arg-type]
    assert seen.is_nearly_always


def test_what_a_limit_refuses_leaves_no_trace_but_a_full_window(shop: Database) -> None:
    send(shop, [act(n, "visit", 24 + n / 10, employee="E12", source="more") for n in range(3)])
    assert of(look(shop), "visit").windows == FullWindows("day", 78, 78)  # type: ignore[arg-type]


def test_an_award_that_a_limit_cuts_is_counted(shop: Database) -> None:
    send(shop, [act(n, "call", n, customer="C1", source="calls") for n in range(24, 27)])
    seen = of(look(shop), "call")
    assert (seen.times, seen.cut, seen.points, seen.windows) == (3, 1, 10, FullWindows("week", 1, 1))  # type: ignore[arg-type]
    assert not seen.windows.is_nearly_always, "one window says nothing yet"  # type: ignore[union-attr]


def test_a_window_is_counted_whole_where_the_period_cuts_it(shop: Database) -> None:
    """Two calls on Tuesday, one on Wednesday: the week is full, though Wednesday alone gave two points."""
    send(shop, [act(1, "call", 24, customer="C1", source="calls"), act(2, "call", 25, customer="C1", source="calls")])
    send(shop, [act(3, "call", 48, customer="C1", source="calls")])
    seen = of(look(shop, from_on=dt.date(2026, 1, 7)), "call")
    assert (seen.times, seen.points, seen.windows) == (1, 2, FullWindows("week", 1, 1))  # type: ignore[arg-type]
    assert of(look(shop, from_on=dt.date(2026, 1, 8)), "call").windows is None


def test_a_limit_of_once_is_not_looked_at(shop: Database) -> None:
    send(shop, [act(n, "referral", 24 * n, source="more") for n in range(1, 15)])
    seen = of(look(shop), "once")
    assert (seen.times, seen.windows) == (14, None)


def test_limits_that_compare_fields_are_looked_at_by_their_values(shop: Database) -> None:
    plan = {**PLAN, "rules": [*PLAN["rules"]]}
    plan["rules"][3] = rule(
        "call", "call", "behaviour", award={"to": "owner", "points": 4}, limits=[{"per": "week", "times": 2, "same": ["customer"]}]
    )
    planning.publish(shop, COMMAND_LINE, plan, reason="by customer", effective_from=dt.date(2026, 1, 2), now=NOW)
    send(shop, [act(n, "call", 24 + n, customer=f"C{1 + n % 2}", source="calls") for n in range(3)], hours=501)
    assert of(look(shop, now=at(502)), "call").windows == FullWindows("week", 2, 1)  # type: ignore[arg-type]
    west = manager_of(shop, "WEST")
    assert of(look(shop, west, now=at(502)), "call").windows is None, "the calls were for customers of EAST"


def test_what_was_taken_back_counts_no_more(shop: Database) -> None:
    reverse(shop, COMMAND_LINE, "test", "a12", reason="test", now=at(490))
    seen = look(shop)
    assert (of(seen, "sale").points, of(seen, "sale").paid) == (6600, 11)
    assert seen.revenue_e4 == (66 * 1000 + 6) * 10_000


def test_what_waits_or_was_declined_is_no_revenue(shop: Database) -> None:
    before = look(shop).revenue_e4
    send(shop, [act(n, "bonus", 30, amount="5000", source="waits") for n in (1, 2)])
    decline(shop, COMMAND_LINE, "waits", "a2", now=at(499))
    assert look(shop).revenue_e4 == before


def test_a_rule_that_the_plan_has_no_more_keeps_what_it_gave(shop: Database) -> None:
    rest = {**PLAN, "rules": [r for r in PLAN["rules"] if r["key"] != "visit"]}
    planning.publish(shop, COMMAND_LINE, rest, reason="no visits", now=NOW)
    seen = of(look(shop, now=at(502)), "visit")
    assert (seen.is_gone, seen.category, seen.points, seen.paid_nobody) == (True, None, 780, False)


def test_without_a_plan_there_is_nothing(database: Database) -> None:
    found(database, None)
    seen = look(database)
    assert (seen.version, seen.rules, seen.times, seen.concentration, seen.people) == (None, (), 0, None, 6)


def test_before_the_first_activity_and_after_today_there_is_nothing(shop: Database) -> None:
    early = look(shop, from_on=dt.date(2025, 3, 1), to_on=dt.date(2025, 4, 1))
    late = look(shop, from_on=dt.date(2027, 3, 1), to_on=dt.date(2027, 4, 1))
    assert (early.times, late.times, late.top_ten) == (0, 0, None)


@pytest.mark.parametrize(("first", "last"), [(LAST, FIRST), (FIRST, FIRST), (dt.date(1969, 12, 31), LAST)])
def test_days_that_make_no_sense_are_refused(shop: Database, first: dt.date, last: dt.date) -> None:
    with pytest.raises(Invalid):
        look(shop, from_on=first, to_on=last)


def test_a_manager_is_told_of_their_own_people_and_these_peoples_customers(shop: Database) -> None:
    seen = look(shop, manager_of(shop, "WEST"))
    assert (seen.people, of(seen, "sale").paid, of(seen, "sale").points) == (2, 2, 1100)
    assert (of(seen, "value").paid, of(seen, "value").points) == (2, 50 + 110 + 60 + 120), "C5 and C6, whoever sold to them"
    assert of(seen, "sale").with_revenue == Correlation(None, 2)
    assert of(seen, "visit").windows == FullWindows("day", 15, 15)  # type: ignore[arg-type]
    assert {one.code for one in seen.one_rule} == {"E5", "E6"}
    assert seen.top_ten is not None
    assert (seen.top_ten.people, seen.top_ten.inside, seen.top_ten.tenth) == (2, 2, 400), "the tenth place is that of all"


@pytest.mark.parametrize(
    "make", [lambda: Actor("user:e", role=Role.EMPLOYEE, employee_id=1), lambda: Actor("key:x", frozenset({Scope.PEOPLE_WRITE}))]
)
def test_others_are_refused(shop: Database, make: Callable[[], Actor]) -> None:
    with pytest.raises(Forbidden):
        look(shop, make())


def test_a_key_that_reads_points_is_told_of_all(shop: Database) -> None:
    assert look(shop, Actor("key:x", frozenset({Scope.POINTS_READ}))).people == 13


def test_points_by_rule_come_to_the_scores_of_the_board(database: Database) -> None:
    """With versions, reversals, late entries and a closed day."""
    live(database)
    close_through(database, dt.date(2026, 1, 12))
    now = at(400)
    for first, last in ((FIRST, LAST), (dt.date(2026, 1, 1), dt.date(2027, 1, 1))):
        seen = audit(database, COMMAND_LINE, from_on=first, to_on=last, now=now)
        kind = "month" if last == LAST else "year"
        rows = board(database, COMMAND_LINE, subject="employees", period=kind, on=FIRST, now=now).rows
        given = sum(r.points for r in seen.rules if r.holders is HolderKind.EMPLOYEE)
        assert given == sum(int(row.score) for row in rows)
        assert seen.concentration is not None
        assert seen.concentration.gini == gini(np.array([int(row.score) for row in rows]))
