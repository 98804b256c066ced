"""What a holder's points are made of, rule by rule."""

from __future__ import annotations

import datetime as dt

import pytest

from db.engine import Database
from scoring.periods import day_date
from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.boards.breaking_down import Breakdown, breakdown
from services.boards.entry_lines import entry_lines
from services.errors import Invalid, Unknown
from tests.promises.history import act, at, day_of, found, send

WHO = [(HolderKind.EMPLOYEE, f"E{n}") for n in range(1, 7)] + [(HolderKind.CUSTOMER, f"C{n}") for n in range(1, 7)]


def parts(database: Database, code: str = "E1", **days: dt.date) -> Breakdown:
    return breakdown(database, COMMAND_LINE, HolderKind.EMPLOYEE, code, now=at(501), **days)


def test_each_rule_has_a_part_and_those_that_gave_most_come_first(database: Database) -> None:
    found(database)
    send(database, [act(1, "deal", 1), act(2, "visit", 1), act(3, "visit", 30, customer="C1", employee="E1"), act(4, "call", 2)])
    found_parts = parts(database).parts
    assert [(p.rule, p.entries, p.score) for p in found_parts] == [("deal", 1, 50), ("visit", 2, 10), ("call", 1, 2)]
    assert found_parts[0].label == {"en": "deal", "zh": "deal"}


def test_what_was_taken_back_is_a_part_without_a_rule_and_comes_last(database: Database) -> None:
    found(database)
    send(database, [act(1, "deal", 1), act(2, "call", 2)])
    reverse(database, COMMAND_LINE, "test", "a1", reason="wrong", now=at(501))
    last = parts(database).parts[-1]
    assert (last.kind, last.rule, last.label, last.entries, last.score) == ("reversal", None, None, 1, -50)
    assert (parts(database).entries, parts(database).score, parts(database).balance) == (3, 2, 2)


def test_days_bound_it(database: Database) -> None:
    found(database)
    send(database, [act(1, "deal", 0), act(2, "deal", 24), act(3, "deal", 48)])
    second = day_date(day_of(24))
    assert parts(database, from_on=second, to_on=second + dt.timedelta(days=1)).score == 50
    assert parts(database, to_on=day_date(day_of(0))).parts == ()


@pytest.mark.parametrize(("kind", "code"), WHO)
def test_the_parts_are_the_lines(versions: Database, kind: HolderKind, code: str) -> None:
    whole = breakdown(versions, COMMAND_LINE, kind, code, now=at(330))
    lines = entry_lines(versions, COMMAND_LINE, kind, code, limit=1000, now=at(330)).items
    assert (whole.entries, whole.score, whole.balance) == (len(lines), sum(x.score for x in lines), sum(x.balance for x in lines))
    for part in whole.parts:
        of_part = entry_lines(versions, COMMAND_LINE, kind, code, rule=part.rule, kind=part.kind, limit=1000, now=at(330)).items
        assert (part.entries, part.score) == (len(of_part), sum(x.score for x in of_part))


def test_days_in_the_wrong_order_are_refused(database: Database) -> None:
    found(database)
    with pytest.raises(Invalid):
        parts(database, from_on=dt.date(2026, 1, 2), to_on=dt.date(2026, 1, 1))


def test_nobody_has_no_parts(database: Database) -> None:
    found(database)
    with pytest.raises(Unknown):
        parts(database, "E99")
