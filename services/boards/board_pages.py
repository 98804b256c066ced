"""What a page shows of a board: the best with all who tie with the last of them, and the reader's own row always in sight.

All of it is cut from a board that is kept (`services.boards.boards.ranked`); nothing here asks the database.
"""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from functools import cached_property

import polars as pl

from scoring.periods import Period, day_date, day_number
from scoring.spans import Stretch
from services.boards.narrowing import By
from services.boards.placing import LeftOut
from services.boards.standings import Measure, Subject, per_head

TOP = 10
PODIUM = 3
NEIGHBOURS = 2
MOST_SHOWN = 100
"""Nobody reads further down a tie for tenth place."""
FEW_SHOWN = 15
"""Nor so far where it is of those who have no points: on a Sunday that is everybody."""

BOARD = {
    "rank": pl.Int64,
    "code": pl.String,
    "name": pl.String,
    "within_code": pl.String,
    "within": pl.String,
    "score": pl.Int64,
    "heads": pl.Int64,
    "change": pl.Int64,
    "share": pl.Float64,
    "target": pl.Int64,
    "due": pl.Int64,
    "percent": pl.Int64,
    "days": pl.Int64,
    "before": pl.Int64,
    "before_days": pl.Int64,
}
"""name: of employees as `services.people.naming.board_name` has it. within: the team of an employee on the last day of the period so far,
the parent of a team, the owner of a customer; may be null. change: places gained since the period before, null for who was not on it.
share: of what the first has, or of one's own target, from 0 to 1, to be drawn.

Null but where the board is against target: target; due, where one should be by the end of today; percent of the target, rounded down.
Null but where it is by improvement: percent more than one's average; days at work so far; before and before_days, the points and days of
the average."""


@dataclass(frozen=True)
class Ranked:
    """A board, the same for all who may see it. frame: `BOARD`, in order; where is_whole is false only the first of `total` rows.

    earliest_on: the first day with points; by: what alone counts; left_out: who is not on it for want of a target or an average.
    """

    subject: Subject
    measure: Measure
    period: Stretch
    is_final: bool
    updated_at: dt.datetime
    today: dt.date
    earliest_on: dt.date | None
    total: int
    is_whole: bool
    frame: pl.DataFrame
    by: By | None = None
    left_out: LeftOut | None = None

    @property
    def calendar(self) -> Period:
        """The period, of a board that was asked for by a kind of period of the calendar."""
        assert isinstance(self.period, Period)
        return self.period

    @cached_property
    def places(self) -> dict[str, int]:
        """Where in the frame each code's row is; worked out once for all readers."""
        return {code: place for place, code in enumerate(self.frame["code"].to_list())}

    @cached_property
    def made(self) -> dict[int, "BoardRow"]:
        """The rows that some reader has asked for, by place; the same for all but the one whose it is."""
        return {}

    @cached_property
    def ranks(self) -> list[int]:
        return self.frame["rank"].to_list()

    @cached_property
    def downwards(self) -> list[int]:
        """The scores with their sign turned, so that they rise from the first row to the last and can be searched."""
        return (-self.frame["score"]).to_list()

    @property
    def previous_on(self) -> dt.date | None:
        """A day of the period before, None where nobody had points by then."""
        earlier = self.period.previous()
        if earlier is None or self.earliest_on is None or day_number(self.earliest_on) >= earlier.end:
            return None
        return day_date(earlier.start)

    @property
    def next_on(self) -> dt.date | None:
        """A day of the period after, None where that has not begun."""
        later = self.period.following()
        return None if later is None or later.start > day_number(self.today) else day_date(later.start)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """As `BOARD`. score: points, or points per head with two decimals. is_me: the reader's own.

    pace, average: points per day at work, in the period so far and before, with two decimals, where the board is by improvement.
    """

    rank: int
    code: str
    name: str
    within_code: str | None
    within: str | None
    score: int | Decimal
    heads: int
    change: int | None
    share: float
    is_me: bool
    target: int | None = None
    due: int | None = None
    percent: int | None = None
    pace: Decimal | None = None
    average: Decimal | None = None


COUNTED = ("score", "heads", "days", "before", "before_days")
SHOWN = frozenset(field.name for field in fields(BoardRow))


@dataclass(frozen=True, slots=True)
class PageBoard:
    """A board on a page. podium: the first three rows that have points. rows: the top with all who tie with its last, those of the podium
    included, at most `MOST_SHOWN`; tied_more: how many more tie. around: my row with its neighbours, empty where rows show me. me: my row.
    """

    subject: Subject
    measure: Measure
    period: Stretch
    is_final: bool
    updated_at: dt.datetime
    total: int
    podium: tuple[BoardRow, ...]
    rows: tuple[BoardRow, ...]
    tied_more: int
    around: tuple[BoardRow, ...]
    me: BoardRow | None
    previous_on: dt.date | None
    next_on: dt.date | None
    by: By | None = None
    left_out: LeftOut | None = None


def page_from(
    found: Ranked, *, top: int = TOP, me: str | None = None, my_name: str | None = None, mine: BoardRow | None = None
) -> PageBoard:
    """A page of a board. my_name: what I am called, also where I stand as a number for everybody else.

    mine: my row, where the board holds only its first rows and I am not among them.
    """
    place = place_of(found, me)
    shown = _top(found, top)
    kept = min(shown, max(top, _most(found, top)))
    around = rows_between(found, place - NEIGHBOURS, place + NEIGHBOURS + 1, me, my_name) if place is not None and place >= kept else ()
    own = rows_between(found, place, place + 1, me, my_name)[0] if place is not None else mine
    return PageBoard(
        found.subject,
        found.measure,
        found.period,
        found.is_final,
        found.updated_at,
        found.total,
        tuple(row for row in rows_between(found, 0, PODIUM, me, my_name) if row.score > 0),
        rows_between(found, 0, kept, me, my_name),
        shown - kept,
        around if place is not None or mine is None else (mine,),
        own,
        found.previous_on,
        found.next_on,
        found.by,
        found.left_out,
    )


def place_of(found: Ranked, code: str | None) -> int | None:
    """Where in the frame a code's row is, None where it is not there."""
    return None if code is None else found.places.get(code)


def _top(found: Ranked, top: int) -> int:
    """How many rows the top has, with all who tie with its last."""
    ranks = found.ranks
    return len(ranks) if len(ranks) <= top else bisect_right(ranks, ranks[top - 1])


def _most(found: Ranked, top: int) -> int:
    """How far down a tie for the last place of the top is shown."""
    has_points = found.frame.height >= top and found.frame["score"][top - 1] != 0
    return MOST_SHOWN if has_points else min(FEW_SHOWN, MOST_SHOWN)


def rows_between(found: Ranked, start: int, end: int, me: str | None, my_name: str | None) -> tuple[BoardRow, ...]:
    """The rows of places [start, end), made once for all readers but for my own."""
    places = range(max(0, start), min(end, found.frame.height))
    if any(place not in found.made for place in places):
        fresh = found.frame[places.start : places.stop].iter_rows(named=True)
        found.made.update(zip(places, (_row(found.measure, row) for row in fresh), strict=True))
    rows = (found.made[place] for place in places)
    return tuple(replace(row, is_me=True, name=my_name or row.name) if row.code == me else row for row in rows)


def _row(measure: Measure, row: dict[str, object]) -> BoardRow:
    score, heads, days, before, before_days = (None if row[name] is None else int(str(row[name])) for name in COUNTED)
    values = row | {"score": per_head(score or 0, heads or 0) if measure is Measure.PER_HEAD else score, "is_me": False}
    if before is not None and days is not None and before_days is not None:
        values |= {"pace": per_head(score or 0, max(1, days)), "average": per_head(before, before_days)}
    return BoardRow(**{name: value for name, value in values.items() if name in SHOWN})  # type: ignore[arg-type]
