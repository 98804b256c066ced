"""Spans: days that somebody chose, and the calendar periods that make them up."""

from dataclasses import dataclass

from scoring.periods import Period, PeriodKind, period_of

LONGEST_FIRST = (PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.MONTH, PeriodKind.WEEK, PeriodKind.DAY)
CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Span:
    """The days [start, end), as day numbers; it stands where a `Period` may stand, and has no key in any table."""

    start: int
    end: int
    first_weekday: int = 1

    @property
    def kind(self) -> str:
        return CUSTOM

    @property
    def key(self) -> str:
        """`2026-03-02..2026-03-09`, the last day included."""
        days = (Period(PeriodKind.DAY, day, day + 1).key for day in (self.start, self.end - 1))
        return "..".join(days)

    def previous(self) -> "Span | None":
        """As many days just before; None where they would begin before 1970."""
        earlier = self.start - (self.end - self.start)
        return None if earlier < 0 else Span(earlier, self.start, self.first_weekday)

    def following(self) -> "Span":
        return Span(self.end, self.end + (self.end - self.start), self.first_weekday)


Stretch = Period | Span
"""Days that a board may be of."""


def cover(start: int, end: int, *, first_weekday: int = 1) -> tuple[Period, ...]:
    """Calendar periods that hold every day of [start, end) once and no other, as long as they can be: a few dozen, however long it is."""
    found: list[Period] = []
    day = start
    while day < end:
        fitting = (period_of(kind, day, first_weekday=first_weekday) for kind in LONGEST_FIRST)
        longest = next(p for p in fitting if p.start == day and p.end <= end)
        found.append(longest)
        day = longest.end
    return tuple(found)
