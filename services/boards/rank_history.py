"""Rank over time: the places that everybody on a board had in its last periods.

`rank_history` is the part that all readers share; `lines` takes from it the best of now and the reader's own.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.engine import Database
from scoring.periods import Period, PeriodKind, day_date, day_number
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.boards import Ranked, ranked
from services.boards.standings import Measure, Subject
from services.errors import Invalid

PERIODS = {PeriodKind.DAY: 9, PeriodKind.WEEK: 9, PeriodKind.MONTH: 7, PeriodKind.QUARTER: 5, PeriodKind.YEAR: 5}
"""Odd numbers: where there is no room for every label, the first and the last have theirs."""
MOST_PERIODS = 26
LEADERS = 6
"""How many of the best are drawn."""
Places = tuple[int | None, ...]


@dataclass(frozen=True)
class RankHistory:
    """periods: the oldest first. places: by code, one for each period, None where somebody was not on the board; scores: the same.

    names: as `services.people.naming.board_name` has them. best: the codes of the first of the last period in which anybody had points.
    totals: how many were on the board in each period.
    """

    subject: Subject
    measure: Measure
    kind: PeriodKind
    periods: tuple[Period, ...]
    today: dt.date
    places: Mapping[str, Places]
    names: Mapping[str, str]
    best: tuple[str, ...]
    totals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RankLine:
    """One of the lines. name: as `RankHistory.names`, to the reader their own."""

    code: str
    name: str
    is_me: bool
    places: Places


def rank_history(
    database: Database,
    actor: Actor,
    *,
    subject: str,
    kind: str,
    on: dt.date | None = None,
    periods: int | None = None,
    measure: str = Measure.TOTAL,
    team: str | None = None,
    by: str | None = None,
    now: int | None = None,
) -> RankHistory:
    """The places of the last periods of a kind, that of a day (today where left out) the last. Raises as `boards.ranked`; Invalid for customers."""
    require(actor, Act.READ_BOARDS)
    if subject == Subject.CUSTOMERS:
        raise Invalid("Ranks over time are kept of employees and of teams: choose one of the two", field="subject")
    if kind not in PERIODS:
        raise Invalid("Ranks over time are by day, week, month, quarter or year: choose one of them", field="kind")
    most = PERIODS[PeriodKind(kind)] if periods is None else periods
    if not 2 <= most <= MOST_PERIODS:
        raise Invalid(f"periods must be from 2 to {MOST_PERIODS}, not {most}", field="periods")
    at = now_micros() if now is None else now
    asked: dict[str, Any] = {"subject": subject, "period": kind, "measure": measure, "team": team, "now": at}
    asked |= {} if by is None else {"by": by}
    boards = [ranked(database, actor, on=on, **asked)]
    while len(boards) < most and (earlier := _before(boards[-1])) is not None:
        boards.append(ranked(database, actor, on=earlier, **asked))
    return _history(PeriodKind(kind), boards[::-1])


def _before(board: Ranked) -> dt.date | None:
    """A day of the period before, None where nobody had points by then."""
    first = board.earliest_on
    return None if first is None or day_number(first) >= board.period.start else day_date(board.period.start - 1)


def _history(kind: PeriodKind, boards: list[Ranked]) -> RankHistory:
    ranks = [dict(zip(board.frame["code"].to_list(), board.ranks, strict=True)) for board in boards]
    names: dict[str, str] = {}
    for board in boards:
        names |= dict(zip(board.frame["code"].to_list(), board.frame["name"].to_list(), strict=True))
    return RankHistory(
        boards[-1].subject,
        boards[-1].measure,
        kind,
        tuple(board.calendar for board in boards),
        boards[-1].today,
        {code: tuple(of_period.get(code) for of_period in ranks) for code in names},
        names,
        next((first for board in reversed(boards) if (first := _best(board))), ()),
        tuple(board.total for board in boards),
    )


def _best(board: Ranked) -> tuple[str, ...]:
    """The codes of the first who have points."""
    first = board.frame.head(LEADERS)
    return tuple(first.filter(first["score"] > 0)["code"].to_list())


def lines(history: RankHistory, *, me: str | None = None, my_name: str | None = None) -> tuple[RankLine, ...]:
    """The lines that a reader sees: the best in order, and the reader's own, where they were on the board in any of the periods."""
    codes = history.best if me is None or me in history.best or me not in history.places else (*history.best, me)
    return tuple(
        RankLine(code, (my_name or history.names[code]) if code == me else history.names[code], code == me, history.places[code])
        for code in codes
    )
