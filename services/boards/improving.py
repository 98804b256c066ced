"""Improvement: points per day at work in a period, against one's own in the three periods before it.

Days at work are those that are worked by the calendar, without a person's own days off and the days before they joined and after they left. A period
before counts where somebody was at work on at least half of the days that everybody works, and no day counts from before the first points of all.
Of a team points and days are those of its members together. Who has no average yet, or one that is not above zero, cannot be compared.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from scoring.ranking import rank_by_ratio
from scoring.spans import Stretch
from services.boards.days_worked import days_worked
from services.boards.standings import Subject, View
from services.boards.team_scores import of_subtrees

LOOKED_BACK = 3


@dataclass(frozen=True, slots=True)
class Pace:
    """Points, and the days at work on which they were made."""

    points: int
    days: int

    def __add__(self, other: "Pace") -> "Pace":
        return Pace(self.points + other.points, self.days + other.days)

    def against(self, average: "Pace") -> Fraction:
        """So many times the average; what was made without a day at work counts as made in one. average: above zero."""
        return Fraction(self.points * average.days, max(1, self.days) * average.points)


NONE = Pace(0, 0)


def by_improvement(view: View, subject: Subject, stretch: Stretch, everyone: pl.DataFrame, since: int) -> pl.DataFrame:
    """Who has an average, ranked, with days, before (points), before_days, percent and size. everyone: as `View.everyone`; since: the first day with points."""
    averages = _averages(view, subject, stretch, since)
    days = _days(view, subject, stretch.start, min(stretch.end, view.today + 1))
    key = "team_id" if subject is Subject.TEAMS else "account_id"
    comparable = [averages.get(holder, NONE).points > 0 for holder in everyone[key].to_list()]
    here = everyone.filter(pl.Series(comparable, dtype=pl.Boolean))
    pairs = [(Pace(score, days.get(holder, 0)), averages[holder]) for holder, score in here.select(key, "score").iter_rows()]
    ratios = [pace.against(average) for pace, average in pairs]
    told = here.with_columns(
        pl.Series("days", [pace.days for pace, _ in pairs], dtype=pl.Int64),
        pl.Series("before", [average.points for _, average in pairs], dtype=pl.Int64),
        pl.Series("before_days", [average.days for _, average in pairs], dtype=pl.Int64),
        pl.Series("percent", [percent_more(ratio) for ratio in ratios], dtype=pl.Int64),
        pl.Series("size", [float(ratio) for ratio in ratios], dtype=pl.Float64),
    )
    return rank_by_ratio(told, ratios, tie_rule=view.tie_rule)


def percent_more(ratio: Fraction) -> int:
    """23 for 1.23 times as much, -8 for 0.92; half away from zero."""
    more = 100 * (ratio - 1)
    rounded = (2 * abs(more.numerator) + more.denominator) // (2 * more.denominator)
    return rounded if more >= 0 else -rounded


def _averages(view: View, subject: Subject, stretch: Stretch, since: int) -> dict[int, Pace]:
    """Of each holder the points and days of those periods before that count."""
    found: dict[int, Pace] = defaultdict(lambda: NONE)
    for earlier in _before(stretch):
        days = _days(view, subject, max(earlier.start, since), min(earlier.end, view.today + 1))
        points, whole = _points(view, subject, earlier), days_worked(view, earlier.start, earlier.end).everybody
        for holder, present in days.items():
            if present and 2 * present >= whole:
                found[holder] += Pace(points.get(holder, 0), present)
    return found


def _before(stretch: Stretch) -> Iterator[Stretch]:
    earlier = stretch.previous()
    for _ in range(LOOKED_BACK):
        if earlier is None or earlier.start < 0:
            return
        yield earlier
        earlier = earlier.previous()


def _points(view: View, subject: Subject, stretch: Stretch) -> dict[int, int]:
    if subject is Subject.TEAMS:
        return of_subtrees(view.here.directory, view.scores.of_teams(stretch).scores)
    return dict(view.scores.of_employees(stretch).select("account_id", "score").iter_rows())


def _days(view: View, subject: Subject, start: int, end: int) -> dict[int, int]:
    """On how many days of [start, end) each employee was at work, or the members of each team were, added up."""
    worked, directory = days_worked(view, start, end), view.here.directory
    if subject is Subject.TEAMS:
        own = {
            team: sum(worked.by(stay.employee_id, stay.from_on, stay.until_on) for stay in directory.stays_within(team, start, end))
            for team in directory.teams
        }
        return of_subtrees(directory, own)
    return {
        one.id: worked.by(one.id, one.joined_on or start, end if one.left_on is None else one.left_on + 1)
        for one in directory.employees.values()
    }
