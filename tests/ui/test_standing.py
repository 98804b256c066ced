"""Where somebody stands, in words and shapes, whatever the numbers are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from scoring.periods import Period, PeriodKind, day_number, period_of
from services.boards.closing_gaps import Step
from services.boards.glancing import Glance, Place
from services.boards.holdings import Holdings, Level
from services.calendar.streaks import Streak
from services.targets.sheets import OwnTarget
from ui.components.mine import standing
from ui.components.mine.sparkline import spark
from ui.components.mine.trend import draw, since_the_first_day
from ui.reading import Here
from ui.reading_mine import Lately, Moved, Since

MARCH: Period = period_of(PeriodKind.MONTH, day_number(dt.date(2026, 3, 10)))
HERE = Here("Test", ZoneInfo("Europe/London"), "GBP", 1, "100", dt.datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Europe/London")))
DEAL = Step("deal", {"en": "Deal won", "zh": "成交"}, ("deal",), (), 1, 50)
VISITS = Step("visit", {"en": "Visit", "zh": "拜访"}, ("visit",), (), 10, 5)
TURNOVER = Step("value", {"en": "Turnover", "zh": "营业额"}, ("deal",), (), 1, 48, Decimal("4800"))
STOOD, NO_STREAK = Moved(None, None), Streak(0, 0, has_today=False, is_free_today=False)
NASTY = "<script>alert(1)</script>"


def place(rank: int, gap: int, *names: str) -> Place:
    return Place(rank, "E2", names[0], names[:3], len(names), 0, gap)


def at(
    rank: int | None, *, score: int = 100, sharing: int = 0, of: int = 41, ahead: Place | None = None, behind: Place | None = None
) -> Glance:
    return Glance("E1", "Ann", None, None, MARCH, False, score, rank, of, 0, 5, sharing, ahead, behind)


@pytest.mark.parametrize(
    ("found", "ways", "sentence"),
    [
        (at(2, ahead=place(1, 48, "Wang Fang")), (DEAL, VISITS), "48 points to 1st (Wang Fang): Deal won once or Visit 10 times"),
        (at(3, ahead=place(2, 1, "Wang", "Li", "Jo")), (), "1 point to 2nd (Wang and 2 others)"),
        (at(9, ahead=place(8, 48, "Li")), (TURNOVER,), "48 points to 8th (Li): Turnover worth £4,800.00"),
        (at(1, behind=place(2, 12, "Li")), (), "You are first, 12 points ahead of Li."),
        (
            at(1, sharing=1, behind=place(3, 12, "Li")),
            (VISITS,),
            "You share 1st place with 1 other. It is yours alone with Visit 10 times.",
        ),
        (at(1, score=0, sharing=40), (), "Nobody has points yet. The first to record an activity takes the lead."),
        (at(1, of=1), (), "You are alone on this board. Colleagues appear here from their first day."),
        (at(None), (), "You are not on this board. On it stands who is at work in this period."),
    ],
    ids=["behind one", "behind three", "by an amount", "first", "shares the first", "nothing yet", "alone", "not on it"],
)
def test_the_next_place_is_one_sentence(found: Glance, ways: tuple[Step, ...], sentence: str) -> None:
    assert " ".join(standing.next_place(found, ways, "GBP")) == sentence


def test_names_are_text_in_the_card() -> None:
    card = standing.card(at(2, ahead=place(1, 48, NASTY)), STOOD, (), Lately((), ()), HERE)
    assert "&lt;script&gt;" in card
    assert NASTY not in card


@pytest.mark.parametrize("score", [0, -1, -5_000, 10_000_000])
def test_any_score_is_shown_in_full(score: int) -> None:
    card = standing.card(at(2, score=score, ahead=place(1, 48, "Li")), STOOD, (), Lately((0.0, float(score)), (0.0, 0.0)), HERE)
    assert f"{score:,}".replace("-", "−") in card


@pytest.mark.parametrize(
    ("today", "change", "stood", "said"),
    [
        (0, 3, Moved(None, None), [("nothing yet today", None), ("against last month", 3)]),
        (5, None, Moved(Since(2, 5), None), [("+5 today", 2)]),
        (-5, 0, Moved(Since(-1, -5), None), [("−5 today", -1)]),
        (0, 9, Moved(Since(0, 0), Since(None, 40)), [("nothing yet today", 0), ("+40 in 7 days", None)]),
        (0, 9, Moved(Since(0, 0), Since(0, 0)), [("nothing yet today", 0)]),
        (None, None, Moved(None, None), []),
    ],
)
def test_what_changed_is_told_since_yesterday_and_a_week_ago(
    today: int | None, change: int | None, stood: Moved, said: list[tuple[str, int | None]]
) -> None:
    found = replace(at(2), today=today, change=change)
    assert [(move.said, move.gained) for move in standing.moves(found, stood)] == said


@pytest.mark.parametrize(("rank", "score", "medal"), [(1, 5, " r1"), (3, 5, " r3"), (4, 5, ""), (1, 0, "")])
def test_the_colours_of_the_podium_are_for_who_stands_on_it(rank: int, score: int, medal: str) -> None:
    found = at(rank, score=score, ahead=place(1, 48, "Li"))
    assert f'class="rank{medal}"' in standing.card(found, STOOD, (), Lately((), ()), HERE)


def test_an_arrow_says_since_when() -> None:
    card = standing.card(at(2, ahead=place(1, 48, "Li")), Moved(Since(2, 5), Since(-1, 9)), (), Lately((), ()), HERE)
    assert 'aria-label="2 places up since yesterday"' in card
    assert 'aria-label="1 place down since a week ago"' in card


# beside the card ------------------------------------------------------------------------------------------------------------------


LEVELS = Level("l1", 1, {"en": "Starter", "zh": "新人"}, 0), Level("l2", 2, {"en": "Seller", "zh": "能手"}, 500)


def test_a_debt_stands_in_the_place_of_the_balance() -> None:
    shown = standing.held_beside(Holdings(-40, 10, 0, 0, None, None, ()), NO_STREAK, HERE)
    assert "Debt" in shown
    assert "Balance" not in shown


def test_the_balance_tells_its_worth_and_what_expires_soon() -> None:
    soon, later = (dt.date(2026, 3, 31), 120), (dt.date(2026, 12, 31), 900)
    assert "≈ £312.00 · 120 expire after Tue 31 Mar" in standing.held_beside(
        Holdings(3_120, 3_120, 0, 0, None, None, (soon, later)), NO_STREAK, HERE
    )
    assert "expire" not in standing.held_beside(Holdings(3_120, 3_120, 0, 0, None, None, (later,)), NO_STREAK, HERE)


@pytest.mark.parametrize(("score", "percent", "bar"), [(612, 68, 68), (1_215, 135, 100), (-9, -1, 0)])
def test_a_target_tells_how_much_of_it_is_reached(score: int, percent: int, bar: int) -> None:
    shown = standing.held_beside(Holdings(0, 0, 0, 0, None, None, ()), NO_STREAK, HERE, OwnTarget(900, 640, score, percent))
    assert f"{percent}%".replace("-", "−") in shown
    assert f"{score:,} of 900".replace("-", "−") in shown
    assert f"width:{bar}%" in shown


def test_a_level_tells_how_far_the_next_one_is() -> None:
    shown = standing.held_beside(Holdings(125, 125, 0, 0, *LEVELS, ()), NO_STREAK, HERE)
    assert "Level 1" in shown
    assert "width:25.0%" in shown
    assert "375 to Seller" in shown
    assert "The highest there is" in standing.held_beside(Holdings(600, 600, 0, 0, LEVELS[1], None, ()), NO_STREAK, HERE)


def test_a_negative_lifetime_draws_an_empty_bar() -> None:
    assert "width:0.0%" in standing.held_beside(Holdings(0, -50, 0, 0, *LEVELS, ()), NO_STREAK, HERE)


@pytest.mark.parametrize(
    ("streak", "said"),
    [
        (Streak(0, 0, has_today=False, is_free_today=False), ("0 days", "not begun yet")),
        (Streak(1, 1, has_today=True, is_free_today=False), ("1 day", "longest 1")),
        (Streak(9, 23, has_today=False, is_free_today=False), ("9 days", "today still open")),
        (Streak(9, 23, has_today=False, is_free_today=True), ("9 days", "today is free")),
        (Streak(0, 23, has_today=False, is_free_today=True), ("0 days", "longest 23")),
    ],
)
def test_a_streak_tells_what_keeps_it(streak: Streak, said: tuple[str, str]) -> None:
    shown = standing.held_beside(Holdings(0, 0, 0, 0, None, None, ()), streak, HERE)
    assert all(words in shown for words in said)


# pictures -------------------------------------------------------------------------------------------------------------------------


def test_a_line_without_points_is_not_drawn() -> None:
    assert spark(Lately((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)), "x") is None
    assert spark(Lately((5.0,), (0.0,)), "x") is None


def test_the_line_touches_top_and_bottom_and_ends_where_the_last_score_is() -> None:
    drawn = spark(Lately((0.0, 10.0, 5.0), (0.0, 0.0, 0.0)), "Last 3 days")
    assert drawn is not None
    assert drawn.wash == "0% 100%,0% 100%,50% 0%,100% 50%,100% 100%"
    assert (drawn.last, drawn.median) == (50.0, "")


def test_a_negative_score_hangs_below_the_line_of_zero() -> None:
    drawn = spark(Lately((10.0, -10.0), (0.0, 5.0)), "x")
    assert drawn is not None
    assert drawn.wash == "0% 50%,0% 0%,100% 100%,100% 50%"
    assert drawn.median == "0% 50%,0% 50%,100% 25%,100% 50%"


def weeks(*scores: int, active_from: int = 0, median: float | None = 7.0) -> pl.DataFrame:
    starts = [dt.date(2026, 3, 9) - dt.timedelta(weeks=len(scores) - 1 - n) for n in range(len(scores))]
    return pl.DataFrame(
        {
            "period_start": starts,
            "score": scores,
            "is_active": [n >= active_from for n in range(len(scores))],
            "team_median": pl.Series([median] * len(scores), dtype=pl.Float64),
        }
    )


def test_a_trend_begins_with_the_first_day() -> None:
    assert since_the_first_day(weeks(0, 0, 3, 0, active_from=2)).height == 2
    assert since_the_first_day(weeks(0, 5, 3, 0, active_from=2)).height == 3, "points of before are not hidden"
    assert since_the_first_day(weeks(0, 0, active_from=9)).height == 2


def test_the_trend_is_told_to_whom_listens() -> None:
    drawn = draw(weeks(10, 1250, 30), PeriodKind.WEEK, HERE)
    assert drawn.said == "Points in the last 3 weeks: now 30, the most 1,250 in Week 10 · 2–8 Mar 2026"


def test_the_trend_takes_its_colours_from_the_readers_day_and_night() -> None:
    document = str(draw(weeks(10, 1250, 30), PeriodKind.WEEK, HERE).document)
    assert "var(--laurel)" in document
    assert "#1E7A57" not in document


@pytest.mark.parametrize(("median", "layers"), [(7.0, 3), (None, 1)])
def test_a_trend_without_a_team_has_no_line(median: float | None, layers: int) -> None:
    assert len(draw(weeks(10, 12, median=median), PeriodKind.MONTH, HERE).document["layer"]) == layers
