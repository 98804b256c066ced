"""What the audit of a plan says of people: who lives on one rule, how evenly the score is spread, who can still win, how newcomers do."""

import datetime as dt

import numpy as np
import pytest

from db.engine import Database
from scoring.statistics import gini
from services.access import COMMAND_LINE
from services.auditing.auditing import audit
from services.people import people
from tests.promises.history import act, at, send
from tests.services.auditing.audited_shop import FIRST, LAST, NOW, STAFF, live_in, look


@pytest.fixture
def shop(database: Database) -> Database:
    return live_in(database)


def test_who_lives_on_one_rule_is_named(shop: Database) -> None:
    seen = look(shop).one_rule
    assert [(one.code, one.rule) for one in seen] == [(f"E{n}", "sale") for n in range(12, 3, -1)]
    assert (seen[0].points, seen[0].whole, seen[0].label["en"]) == (1200, 1210, "sale")


def test_who_has_little_lives_on_nothing_yet(shop: Database) -> None:
    assert audit(shop, COMMAND_LINE, from_on=FIRST, to_on=LAST, least_points=1201, now=NOW).one_rule[-1].whole >= 1201
    assert audit(shop, COMMAND_LINE, from_on=FIRST, to_on=LAST, least_points=1211, now=NOW).one_rule == ()


def test_concentration_counts_who_has_nothing(shop: Database) -> None:
    seen = look(shop).concentration
    assert seen is not None
    scores = np.array([0, *(90 * n + 130 for n in STAFF)])
    assert (seen.people, seen.below_zero, seen.gini) == (13, 0, gini(scores))
    assert seen.top_tenth == (1210 + 1120) / scores.sum(), "two of thirteen"


def test_a_score_below_zero_counts_as_nothing(shop: Database) -> None:
    before = look(shop).concentration
    send(shop, [act(1, "help", 30, channel="late", source="other", employee="E13")])
    after = look(shop).concentration
    assert before is not None
    assert after is not None
    assert (after.below_zero, after.gini) == (1, before.gini)


def test_who_can_still_reach_the_top_ten(shop: Database) -> None:
    """E3 is tenth with 400. E2 has 310 and made 260 in six days; E1 has 220 and made 160; E13 nothing."""
    seen = look(shop).top_ten
    assert seen is not None
    assert (seen.people, seen.inside, seen.can, seen.days, seen.tenth) == (13, 10, 1, 6, 400)


def test_the_end_of_a_period_that_is_over_is_known(shop: Database) -> None:
    assert look(shop, now=at(900)).top_ten is None
    assert look(shop, to_on=dt.date.max).top_ten is None


def test_a_long_way_to_go_is_reckoned_at_the_pace_of_ninety_days(shop: Database) -> None:
    seen = look(shop, to_on=dt.date(2026, 12, 31)).top_ten
    assert seen is not None
    assert (seen.can, seen.days) == (2, 339), "E1 too, by far"


def test_newcomers_are_told_from_old_hands(shop: Database) -> None:
    seen = look(shop).new_and_old
    assert seen is not None
    assert (seen.newcomers.people, seen.old_hands.people, seen.top) == (1, 12, 4)
    assert (seen.newcomers.in_top, seen.old_hands.in_top) == (1, 3)
    assert seen.newcomers.per_day == 1120 / 21, "from the first day on which anything counted to today"


def test_who_left_counts_for_the_days_at_work(shop: Database) -> None:
    people.put_employee(shop, COMMAND_LINE, "E11", {"left_on": "2026-01-12"}, now=NOW)
    seen = look(shop).new_and_old
    assert seen is not None
    assert seen.newcomers.per_day == 1120 / 7
