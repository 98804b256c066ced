"""Whom the plan serves: how evenly the score is spread, who lives on one rule, who can still win, and how newcomers do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from statistics import median

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoring.directory import EmployeeFacts
from scoring.periods import FOREVER_UNTIL, KIND_NUMBER, PERIOD_ID_SHIFT, PERIOD_ID_STRIDE, Ints, PeriodKind
from scoring.statistics import best_stretch, gini, lorenz
from services.auditing.auditing_kept import daily_scores
from services.auditing.auditing_span import Span

DAYS = KIND_NUMBER[PeriodKind.DAY] * PERIOD_ID_STRIDE + PERIOD_ID_SHIFT
LIVES_ON = 80
"""Who has more per cent than this of their points by one rule lives on it."""
PLACES = 10
LATELY = 90
"""Days: of the past that says what somebody can do, and in which somebody is a newcomer."""
LONGEST = 366
STEPS = 50


@dataclass(frozen=True)
class Present:
    """Who was at work on any of the days that have been, as far as they are in reach."""

    span: Span

    @cached_property
    def people(self) -> list[EmployeeFacts]:
        """In the order of their accounts."""
        everybody = (self.span.here.directory.employees[account] for account in sorted(self.span.here.directory.employees))
        return [
            e
            for e in everybody
            if e.is_active_between(self.span.start, self.span.until) and (self.span.reached is None or e.id in self.span.reached)
        ]

    @cached_property
    def accounts(self) -> list[int]:
        return [e.id for e in self.people]

    def days_at_work(self, person: EmployeeFacts) -> int:
        """How many of the days somebody belonged to the organisation."""
        first = self.span.start if person.joined_on is None else max(self.span.start, person.joined_on)
        last = FOREVER_UNTIL if person.left_on is None else person.left_on + 1
        return min(self.span.until, last) - first

    def scores(self, found: pl.DataFrame) -> Ints:
        """The score of each, 0 for who has none. found: account_id, score."""
        return _scores_of(self.accounts, found)


def _scores_of(accounts: list[int], found: pl.DataFrame) -> Ints:
    known = dict(found.select("account_id", "score").iter_rows())
    return np.array([known.get(account, 0) for account in accounts], dtype=np.int64)


# who lives on one rule ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OneRule:
    """Somebody who has more than `LIVES_ON` per cent of their points by one rule. points: by it; whole: by all rules."""

    code: str
    name: str
    rule: str
    label: Mapping[str, str] = field(hash=False)
    points: int
    whole: int


def one_rule(present: Present, earned: pl.DataFrame, least_points: int) -> tuple[OneRule, ...]:
    """Those with at least so many points by rules, the most points first. earned: as `auditing_kept.earned` gives it."""
    given = earned.drop_nulls("rule_id").filter((pl.col("score") > 0) & pl.col("account_id").is_in(present.accounts))
    whole = pl.col("score").sum().over("account_id").alias("whole")
    living = given.with_columns(whole).filter((100 * pl.col("score") > LIVES_ON * pl.col("whole")) & (pl.col("whole") >= least_points))
    here = present.span.here
    labels = {rule.key: rule.label for version in here.plans for rule in version.plan.rules}
    found = []
    for account, rule, points, total in living.select("account_id", "rule_id", "score", "whole").iter_rows():
        person, key = here.directory.employees[account], here.rule_keys[rule]
        found.append(OneRule(person.code, person.name, key, labels.get(key, {"en": key, "zh": key}), points, total))
    return tuple(sorted(found, key=lambda one: (-one.points, one.code)))


# how evenly the score is spread ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Concentration:
    """How unevenly the score is spread over all who were at work, zeros included; a negative score counts as 0 (`below_zero` have one).

    gini: 0 where all have the same. curve: (share of the people, share of the score of those who have least). top_tenth: the share of
    the tenth of the people who have most.
    """

    people: int
    below_zero: int
    gini: float
    curve: tuple[tuple[float, float], ...]
    top_tenth: float


def concentration(present: Present, scores: pl.DataFrame) -> Concentration | None:
    """None where nobody has anything above zero."""
    values = present.scores(scores)
    spread = gini(values)
    if spread is None:
        return None
    best = np.sort(np.maximum(values, 0))[::-1]
    top = int(best[: ceil(len(best) / 10)].sum()) / int(best.sum())
    return Concentration(len(values), int((values < 0).sum()), spread, tuple(lorenz(values, STEPS)), top)


# who can still reach the top ten --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TopTen:
    """Of the people on the board of the running period: how many stand in the top ten (all who tie with the tenth), and how many others
    would catch up with the tenth place as it stands if they did as well as in their best equally long stretch of the last 90 days.

    days: how many are left, today included. Where more than 90 are left, the last 90 days count at the same pace.
    """

    people: int
    inside: int
    can: int
    days: int
    tenth: int

    @property
    def is_contested(self) -> bool:
        """False where there are no more people than places."""
        return self.inside < self.people or self.can > 0


def top_ten(span: Span, scores: pl.DataFrame) -> TopTen | None:
    """The tenth place is that of the whole board; people, inside and can are of those in reach. None for days without an end, and for nobody."""
    board = [e.id for e in span.here.directory.employees.values() if e.is_active(span.today)]
    left = span.end - span.today
    if left > LONGEST or not board:
        return None
    score = _scores_of(board, scores)
    tenth = int(np.sort(score)[::-1][min(PLACES, len(board)) - 1])
    mine = np.array([span.reached is None or account in span.reached for account in board])
    inside = (score >= tenth) & mine
    can = (score + _best(span, board, left) >= tenth) & mine & ~inside
    return TopTen(int(mine.sum()), int(inside.sum()), int(can.sum()), left, tenth)


def _best(span: Span, board: list[int], left: int) -> Ints:
    """What each of some accounts made in their best stretch of so many days before today."""
    first = DAYS + span.today - LATELY
    found = daily_scores(span, first, DAYS + span.today).filter(pl.col("account_id").is_in(board))
    places = pl.DataFrame({"account_id": board, "place": range(len(board))}, schema={"account_id": pl.Int32, "place": pl.Int64})
    found = found.join(places, on="account_id", maintain_order="left")
    daily = np.zeros((len(board), LATELY), dtype=np.int64)
    daily[found["place"].to_numpy(), found["period_id"].to_numpy() - first] = found["score"].to_numpy()
    return best_stretch(daily, left) if left <= LATELY else best_stretch(daily, LATELY) * left // LATELY


# newcomers and old hands ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """people: how many; per_day: the median of their points per day at work, None for nobody; in_top: how many stand in the top quarter."""

    people: int
    per_day: float | None
    in_top: int


@dataclass(frozen=True, slots=True)
class NewAndOld:
    """Newcomers joined within the 90 days before the end; old hands before that, or on a day that nobody noted.

    top: how many stand in the top quarter by score, those who tie with its last included, nobody without points.
    """

    newcomers: Group
    old_hands: Group
    top: int


def new_and_old(present: Present, scores: pl.DataFrame) -> NewAndOld | None:
    """None where nobody was at work."""
    if not present.people:
        return None
    values = present.scores(scores)
    last = int(np.sort(values)[::-1][ceil(len(values) / 4) - 1])
    in_top = (values >= last) & (values > 0)
    is_new = np.array([e.joined_on is not None and e.joined_on >= present.span.until - LATELY for e in present.people])
    per_day = values / np.array([present.days_at_work(e) for e in present.people])
    return NewAndOld(_group(is_new, per_day, in_top), _group(~is_new, per_day, in_top), int(in_top.sum()))


def _group(who: NDArray[np.bool_], per_day: NDArray[np.float64], in_top: NDArray[np.bool_]) -> Group:
    return Group(int(who.sum()), float(median(per_day[who].tolist())) if who.any() else None, int(in_top[who].sum()))
