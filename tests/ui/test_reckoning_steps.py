"""The lines of a reckoning: what a budget left is told after the limits."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.explanations import explaining
from tests.promises.history import act, found, rule, send
from ui.components.activities.reckoning import Step, steps
from ui.reading import Here

HERE = Here("Test", ZoneInfo("UTC"), "CNY", 1, "100", datetime(2026, 1, 5, tzinfo=UTC))
SPRING = {"key": "spring", "label": "Spring", "multiply": 2, "from": "2026-01-01", "until": "2026-03-01", "budget": 15}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_budget_that_was_short_or_used_up_is_a_line(database: Database) -> None:
    visit = rule("visit", "visit", award={"to": "employee", "points": 10})
    found(database, {"name": "Plan", "rules": [visit], "campaigns": [SPRING]})
    send(database, [act(n, hours=n) for n in range(3)])
    whole, short, over = (lines(database, f"a{n}") for n in range(3))
    assert whole[-1] == Step("Points", "+20", is_sum=True)
    assert short[-2:] == [budget(10, 5), Step("Points", "+15", is_sum=True)]
    assert over[-2:] == [budget(15, 0), Step("Points", "+10", is_sum=True)]
    assert [sum("Budget" in line.name for line in one) for one in (whole, short, over)] == [0, 1, 1]


def budget(used: int, left: int) -> Step:
    return Step(f"Budget of Spring: {used} of 15 points used before", f"leaves {left}", is_cut=True)


def lines(database: Database, key: str) -> list[Any]:
    [told] = explaining.activity(database, COMMAND_LINE, "test", key)["rules"]
    return list(steps(told["reckoning"], HERE))
