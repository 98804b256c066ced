"""Reviews in words, whatever they are of."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from scoring.periods import PeriodKind, day_number, period_of
from services.boards.breaking_down import Part
from services.boards.glancing import Glance
from services.boards.holdings import Level
from services.boards.reviewing import Before, Review, TeamPlace
from tests.ui.test_standing import HERE, NASTY
from ui.components.reviews.review_card import offer_html, review_html

FEBRUARY = period_of(PeriodKind.MONTH, day_number(dt.date(2026, 2, 10)))
JANUARY = period_of(PeriodKind.MONTH, day_number(dt.date(2026, 1, 10)))
WEEK = period_of(PeriodKind.WEEK, day_number(dt.date(2026, 3, 3)))
FOUND = Review(
    FEBRUARY,
    is_final=True,
    score=1_284,
    rank=2,
    of=41,
    before=Before(JANUARY, 1_500, 5),
    best_on=dt.date(2026, 2, 17),
    best=300,
    earned=(Part("earned", "deal", {"en": NASTY, "zh": NASTY}, 20, 1_000, 1_000), Part("earned", "visit", {"en": "Visit"}, 50, 284, 284)),
    streak=12,
    level=Level("l2", 2, {"en": "Seller", "zh": "能手"}, 500),
    team=TeamPlace("T", NASTY, 3, 9),
    days=(0,) * 16 + (300,) + (-5,) + (0,) * 10,
    others=(FEBRUARY, JANUARY, WEEK),
)


@pytest.mark.parametrize(
    "said",
    [
        "February 2026 in review",
        "final",
        "1,284",
        "2nd of 41",
        "Against January</dt><dd>3 places up, −216 points",
        "Tue 17 Feb · 300 points",
        "Visit 284",
        "12 days in a row",
        "Seller",
        "3rd of 9 per head",
        'aria-label="Points day by day: the most on Tue 17 Feb, 300 points"',
        'href="/my_points?period=week"',
        'href="/my_points?review=2026-01&amp;period=week"',
        'aria-current="true">February 2026',
        "Mon 2 Mar",
    ],
)
def test_it_tells(said: str) -> None:
    assert said in review_html(FOUND, HERE, "week")


def test_names_are_text() -> None:
    shown = review_html(FOUND, HERE, None)
    assert "&lt;script&gt;" in shown
    assert NASTY not in shown


def test_what_there_is_not_is_left_out() -> None:
    bare = replace(
        FOUND, rank=None, before=None, best_on=None, best=0, earned=(), streak=1, level=None, team=None, days=(0,) * 28, others=()
    )
    shown = review_html(bare, HERE, None)
    assert "You were not on this board." in shown
    for left_out in (
        "Against",
        "Best day",
        "Earned most by",
        "Longest streak",
        "Level reached",
        "per head",
        'class="bars"',
        "Other reviews",
    ):
        assert left_out not in shown


def test_a_place_without_one_before_is_compared_by_points_alone() -> None:
    shown = review_html(replace(FOUND, before=Before(JANUARY, 1_000, None)), HERE, None)
    assert "<dd>+284 points</dd>" in shown


def test_the_offer_leads_to_it() -> None:
    found = Glance("E1", "Ann", None, None, FEBRUARY, False, 1_284, 2, 41, 0, None, 0, None, None)
    offer = offer_html(found, HERE, "quarter")
    assert "2nd of 41 · 1,284 points" in offer
    assert 'href="/my_points?review=2026-02&amp;period=quarter"' in offer
