"""Days worked: how many of some days each person works by the calendar, whatever part of them is asked for."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from db import calendar
from db.calendar import CalendarRow
from scoring.streaks import Bools
from services.boards.standings import View
from services.calendar.working_days import with_days


@dataclass(frozen=True, slots=True)
class Worked:
    """Of the days from `start` on: how many are worked before each of them, and by whom it is others."""

    start: int
    sums: list[int]
    of_persons: Mapping[int, list[int]]

    @property
    def everybody(self) -> int:
        """How many of the days are worked by whoever has no days of their own."""
        return self.sums[-1]

    def by(self, employee: int, first: int, until: int) -> int:
        """How many of the days [first, until) an employee works."""
        sums = self.of_persons.get(employee, self.sums)
        low, high = (min(max(0, day - self.start), len(sums) - 1) for day in (first, until))
        return max(0, sums[high] - sums[low])


def days_worked(view: View, start: int, end: int) -> Worked:
    """What is worked of the days [start, end), by the calendar of the view."""
    if view.calendar is None or end <= start:
        return Worked(start, [0], {})
    free, own = view.calendar.free(start, end), defaultdict[int, list[CalendarRow]](list)
    for row in calendar.of_anyone(view.session, start=start, end=end):
        own[row.employee_id or 0].append(row)
    return Worked(start, _sums(free), {employee: _sums(with_days(free, start, rows)) for employee, rows in own.items()})


def _sums(free: Bools) -> list[int]:
    return list(accumulate((~free).astype(int).tolist(), initial=0))
