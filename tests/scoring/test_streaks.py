"""Streaks: counted by arrays as one would count them day by day."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.streaks import Streak, streak

EARNED, FREE, MISSED, BOTH = "x", "o", "-", "X"


def counted(days: str, *, is_over: bool = True) -> Streak:
    """x: earned, o: free, -: neither, X: earned on a free day."""
    earned = np.array([day in "xX" for day in days], dtype=np.bool_)
    free = np.array([day in "oX" for day in days], dtype=np.bool_)
    return streak(earned, free, is_over=is_over)


@pytest.mark.parametrize(
    ("days", "now", "longest"),
    [
        ("", 0, 0),
        ("-", 0, 0),
        ("x", 1, 1),
        ("xxx", 3, 3),
        ("xx-", 0, 2),
        ("xx-x", 1, 2),
        ("xxoox", 3, 3),
        ("xxoo", 2, 2),
        ("xxXox", 4, 4),
        ("oooo", 0, 0),
        ("xxxx-ooxx", 2, 4),
    ],
)
def test_days_in_a_row_are_counted(days: str, now: int, longest: int) -> None:
    found = counted(days)
    assert (found.days, found.longest) == (now, longest)


def test_a_day_that_is_not_over_breaks_nothing() -> None:
    assert counted("xx-", is_over=False).days == 2
    assert counted("x--", is_over=False).days == 0
    assert counted("xxx", is_over=False).days == 3


def test_it_is_whole_where_it_began_within_the_days() -> None:
    assert counted("-xx").is_whole
    assert not counted("oxx").is_whole
    assert not counted("xx").is_whole


DAYS = st.text(alphabet=EARNED + FREE + MISSED + BOTH, max_size=60)


def one_by_one(days: str, *, is_over: bool) -> tuple[int, int]:
    run = longest = 0
    for place, day in enumerate(days):
        is_open = place == len(days) - 1 and not is_over
        run = run + 1 if day in "xX" else run if day == FREE or is_open else 0
        longest = max(longest, run)
    return run, longest


@given(DAYS, st.booleans())
def test_it_is_what_counting_day_by_day_gives(days: str, is_over: bool) -> None:
    found = counted(days, is_over=is_over)
    assert (found.days, found.longest) == one_by_one(days, is_over=is_over)


@given(DAYS.filter(bool), st.integers(0, 59), st.booleans())
def test_one_more_free_day_never_shortens_a_streak(days: str, place: int, is_over: bool) -> None:
    at = place % len(days)
    freed = days[:at] + {EARNED: BOTH, MISSED: FREE}.get(days[at], days[at]) + days[at + 1 :]
    before, after = counted(days, is_over=is_over), counted(freed, is_over=is_over)
    assert after.days >= before.days
    assert after.longest >= before.longest
