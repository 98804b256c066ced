"""What lies outside the days of a replay stands, and what became of activities counts."""

import datetime as dt

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.deciding import approve, decline
from services.activities.reversing import reverse
from services.plans import planning
from tests.promises.history import act, at, close_through, day_of, found, rule, send
from tests.services.tuning.replays import (
    START,
    VISIT,
    WEEK,
    Document,
    assert_nothing_changes,
    counted,
    plain,
    replayed,
    scores,
)

# the edge of the period ----------------------------------------------------------------------------------------------


def test_what_was_given_outside_the_days_uses_limits_and_stays_as_it_is(database: Database) -> None:
    limited = VISIT | {"limits": [{"per": "week", "times": 2}]}
    found(database, plain(limited))
    send(database, [act(n, hours=24 * n) for n in range(4)])
    days = dt.date(2026, 1, 6), START + WEEK  # Monday's visit lies outside and has used one of two
    found_ = replayed(database, plain(limited | {"weight": 2}), days)
    assert (scores(found_, "before"), scores(found_)) == ({"E1": 5}, {"E1": 10})
    assert counted(found_, "visit") == (1, 5, 2, 1, 10, 2)


def test_what_was_given_later_uses_no_limit_of_what_was_recorded_before(database: Database) -> None:
    limited = VISIT | {"limits": [{"per": "week", "times": 1}]}
    found(database, plain())
    send(database, [act(n, hours=24 * n) for n in range(3)])
    assert scores(replayed(database, plain(limited), (START, START + dt.timedelta(1)))) == {"E1": 5}
    assert scores(replayed(database, plain(limited), (START + dt.timedelta(1), START + WEEK))) == {}


@pytest.mark.parametrize("same", [{}, {"same": ["customer"]}, {"same": ["attributes.case"]}], ids=["holder", "customer", "attribute"])
def test_a_cooldown_looks_over_the_edge(database: Database, same: Document) -> None:
    found(database, plain())
    visits = [act(n, hours=10 * n, employee="E1", customer="C1", attributes={"case": "x"}) for n in (0, 1, 2)]
    send(database, visits)
    cooled = plain(VISIT | {"cooldown": {"hours": 11, **same}})
    assert scores(replayed(database, cooled)) == {"E1": 10}
    assert scores(replayed(database, cooled, (dt.date(2026, 1, 6), dt.date(2026, 1, 7)))) == {}  # all three are of one evening and morning


def test_a_rule_that_is_new_in_the_draft_has_used_nothing_outside(database: Database) -> None:
    found(database, plain())
    send(database, [act(n, hours=24 * n) for n in range(4)])
    new = rule("new", "visit", award={"to": "employee", "points": 1}, limits=[{"per": "week", "times": 2}])
    assert scores(replayed(database, plain(new), (dt.date(2026, 1, 6), START + WEEK))) == {"E1": 2}


# what became of activities -------------------------------------------------------------------------------------------


def test_reversed_activities_use_limits_and_give_nothing(database: Database) -> None:
    limited = plain(VISIT | {"limits": [{"per": "week", "times": 2}]})
    found(database, limited)
    send(database, [act(n, hours=24 * n) for n in range(4)])
    reverse(database, COMMAND_LINE, "test", "a0", reason="test", now=at(501))
    found_ = replayed(database, limited)
    assert scores(found_) == {"E1": 5}
    assert counted(found_, "visit") == (1, 5, 2, 1, 5, 2)
    assert_nothing_changes(found_)
    outside = replayed(database, limited, (dt.date(2026, 1, 6), START + WEEK))
    assert scores(outside) == {"E1": 5}


def test_what_waits_or_was_declined_gives_nothing_and_what_was_approved_does(database: Database) -> None:
    bonus = rule("bonus", "bonus", award={"to": "employee", "points": 100})
    found(database, plain(bonus))
    send(database, [act(1, "bonus"), act(2, "bonus", employee="E2"), act(3, "bonus", employee="E3")])
    assert scores(replayed(database, plain(bonus))) == {}
    approve(database, COMMAND_LINE, "test", "a1", now=at(501))
    decline(database, COMMAND_LINE, "test", "a2", now=at(501))
    assert scores(replayed(database, plain(bonus | {"weight": 2}))) == {"E1": 200}
    reverse(database, COMMAND_LINE, "test", "a1", reason="test", now=at(502))
    assert scores(replayed(database, plain(bonus | {"weight": 2}))) == {}


def test_activities_from_before_the_first_plan_are_scored_too(database: Database) -> None:
    found(database, None)
    send(database, [act(1)])
    planning.publish(database, COMMAND_LINE, plain(), reason="first", now=at(510))
    assert scores(replayed(database, plain(VISIT | {"weight": 2}))) == {"E1": 10}


def test_scores_hold_what_was_booked_on_the_days_for_others(database: Database) -> None:
    found(database, plain())
    close_through(database, dt.date(2026, 1, 6))
    send(database, [act(1, hours=0), act(2, hours=72)], hours=100)  # the first is booked on the day of recording, Friday
    friday = dt.date(2026, 1, 9)
    assert day_of(100) == (friday - dt.date(1970, 1, 1)).days
    found_ = replayed(database, plain(VISIT | {"weight": 3}), (dt.date(2026, 1, 7), START + WEEK))
    assert (scores(found_, "before"), scores(found_)) == ({"E1": 10}, {"E1": 20})
    assert (found_.totals.points_before, found_.totals.points_after) == (5, 15)
    teams = {row[0]: row[1:] for row in found_.teams.select("code", "score_before", "score_after").iter_rows()}
    assert teams["EAST"] == (10, 20)
