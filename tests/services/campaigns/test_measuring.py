"""What a campaign moved, against the weeks before and beside what it did not cover; what it cost."""

import datetime as dt

import pytest

from db.engine import Database
from scoring.periods import day_number
from services.access import COMMAND_LINE
from services.campaigns.costing import cost
from services.campaigns.measuring import Beside, Measured, Pace, Part, measured, working_days
from services.errors import Unknown
from tests.promises.history import at
from tests.services.campaigns.campaign_months import BEGINS, BUDGET, ENDS, LABEL, NOW, manager_of


def look(database: Database, now: int = NOW) -> Measured:
    return measured(database, COMMAND_LINE, "spring", now=now)


def test_it_is_compared_with_the_four_weeks_before_and_the_weeks_after(months: Database) -> None:
    before, during, after = look(months).stretches
    assert [one.part for one in (before, during, after)] == [Part.BEFORE, Part.DURING, Part.AFTER]
    assert (before.from_on, before.until_on) == (BEGINS - dt.timedelta(days=28), BEGINS)
    assert (during.from_on, during.until_on) == (BEGINS, ENDS)
    assert (after.from_on, after.until_on) == (ENDS, dt.date(2026, 2, 19))
    assert before.covered == Pace(20, 40, 40 * 1_000_000, 40)
    assert during.covered == Pace(5, 40, 40 * 1_000_000, 10)
    assert after.covered == Pace(8, 32, 32 * 1_000_000, 16)
    assert (before.covered.a_day, during.covered.a_day, after.covered.a_day) == (2, 8, 4)


def test_the_same_activities_of_other_teams_stand_beside(months: Database) -> None:
    found = look(months)
    assert found.beside is Beside.TEAMS
    assert [one.beside.a_day for one in found.stretches] == [4, 4, 4]
    assert found.is_enough


def test_a_campaign_for_types_alone_stands_beside_other_activities(months: Database) -> None:
    found = measured(months, COMMAND_LINE, "calls", now=NOW)
    assert found.beside is Beside.TYPES
    assert [label["en"] for label in found.types] == ["call"]
    assert found.stretches[0].covered == Pace(11, 11, 0, 11)
    assert not found.is_enough, "eleven calls tell nothing"


def test_a_campaign_for_tags_stands_beside_other_customers(months: Database) -> None:
    found = measured(months, COMMAND_LINE, "vips", now=NOW)
    assert found.beside is Beside.CUSTOMERS
    assert [one.covered.a_day for one in found.stretches] == [1, 1, 1]
    assert [one.beside.activities for one in found.stretches] == [0, 0, 0], "every customer is tagged"
    assert [label["en"] for label in found.others] == ["calls"]


def test_days_on_which_nothing_is_done_are_no_working_days(months: Database) -> None:
    assert look(months).weekdays == (1, 2, 3, 4, 5)
    assert look(months).daily.filter("is_working").height == 33
    assert working_days(look(months).daily.head(0).with_columns(activities=0)) == ()


def test_today_is_not_over_and_does_not_count(months: Database) -> None:
    before, during = look(months, at(24 * 30)).stretches
    assert (during.until_on, during.covered.days) == (dt.date(2026, 2, 4), 2)
    assert before.covered.days == 20
    assert [one.part for one in look(months, at(24 * 28)).stretches] == [Part.BEFORE]


def test_a_manager_is_told_of_their_teams(months: Database) -> None:
    west = measured(months, manager_of(months, "WEST"), "spring", now=NOW)
    assert [one.covered.activities for one in west.stretches] == [0, 0, 0]
    assert [one.beside.a_day for one in west.stretches] == [4, 4, 4]


def test_a_campaign_that_never_was_is_unknown(months: Database) -> None:
    with pytest.raises(Unknown):
        measured(months, COMMAND_LINE, "autumn", now=NOW)


def test_it_cost_what_it_paid_above_what_there_would_have_been(months: Database) -> None:
    found = cost(months, COMMAND_LINE, "spring", now=NOW)
    assert (found.used, found.points, found.budget) == (400, 400, BUDGET), "forty visits of 5 points, three times"
    assert dict(found.daily.iter_rows()) == {
        BEGINS + dt.timedelta(days=n): 80 if n < 5 else 0 for n in range(day_number(ENDS) - day_number(BEGINS))
    }
    assert [(one.label, one.points) for one in found.by_team] == [({"en": "EAST", "zh": "EAST"}, 400)]
    assert [one.points for one in found.by_rule] == [400]
    assert found.known_from is None


def test_a_manager_is_told_what_it_cost_in_their_teams_and_what_its_budget_has_left(months: Database) -> None:
    west = cost(months, manager_of(months, "WEST"), "spring", now=NOW)
    assert (west.points, west.used, west.by_team) == (0, 400, ())
    assert cost(months, manager_of(months, "EAST"), "spring", now=NOW).points == 400


def test_it_is_called_as_its_plan_calls_it(months: Database) -> None:
    assert look(months).label == LABEL
