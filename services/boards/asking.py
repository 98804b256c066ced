"""Asking for a board: what a page's words mean, and what no board can tell."""

import datetime as dt
from dataclasses import dataclass

from scoring.periods import PeriodKind, day_number, period_of
from scoring.spans import CUSTOM, Span, Stretch
from services.boards.narrowing import By, read_by
from services.boards.standings import FIRST_DAY, PLAIN, Measure, Subject, choice
from services.errors import Invalid
from services.targets.aims import KINDS
from services.values import LAST_DAY
from services.world import World

MOST_DAYS = 3 * 366
WITHOUT_IMPROVEMENT = (PeriodKind.DAY, PeriodKind.ALL)


@dataclass(frozen=True, slots=True)
class Question:
    """A board as it was asked for, in the words of a page. first, last: the days of the period `custom`, both included."""

    subject: str
    period: str
    measure: str = Measure.TOTAL
    by: str | None = None
    on: dt.date | None = None
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    subject: Subject
    measure: Measure
    stretch: Stretch
    by: By | None


def read_subject(question: Question) -> Subject:
    """Whom the board is of; everything that can be refused without knowing the organisation is. Raises Invalid."""
    subject = choice(Subject, question.subject, "subject")
    measure = choice(Measure, question.measure, "measure")
    for name in ("on", "first", "last"):
        day = getattr(question, name)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise Invalid(f"{name} must be a day from {FIRST_DAY} to {LAST_DAY}, not {day}", field=name)
    kind = None if question.period == CUSTOM else choice(PeriodKind, question.period, "period")
    _require_sense(question, subject, measure, kind)
    return subject


def read_question(question: Question, here: World, today: int) -> Asked:
    """The board that is asked for. question: as `read_subject` lets it pass. Raises Invalid, Unknown."""
    return Asked(Subject(question.subject), Measure(question.measure), _stretch(question, here, today), read_by(here, question.by))


def _require_sense(question: Question, subject: Subject, measure: Measure, kind: PeriodKind | None) -> None:
    if subject is Subject.CUSTOMERS and (measure not in PLAIN or question.by is not None or kind is None):
        raise Invalid("Boards of customers are of all their points in a period of the calendar: choose employees or teams", field="subject")
    if measure is Measure.TARGET and kind not in KINDS:
        raise Invalid("Targets are of a week, a month, a quarter or a year: choose one of these periods", field="period")
    if measure is Measure.TARGET and question.by is not None:
        raise Invalid("Targets are of all points: leave out the category or the type", field="by")
    if measure is Measure.IMPROVEMENT and kind in WITHOUT_IMPROVEMENT:
        raise Invalid("One day or all time has nothing to be compared with: choose another period", field="period")


def _stretch(question: Question, here: World, today: int) -> Stretch:
    weekday = here.organisation.first_weekday
    if question.period == CUSTOM:
        return _span(question, today, weekday)
    if question.first is not None or question.last is not None:
        raise Invalid("A first and a last day belong to a period of your choice: leave them out", field="first")
    day = today if question.on is None else day_number(question.on)
    return period_of(PeriodKind(question.period), day, first_weekday=weekday)


def _span(question: Question, today: int, weekday: int) -> Span:
    if question.on is not None or question.first is None:
        raise Invalid("A period of your choice has a first and a last day: give the first", field="first")
    start, end = day_number(question.first), (today if question.last is None else day_number(question.last)) + 1
    if end <= start:
        raise Invalid("The first day must not be after the last", field="first")
    if end - start > MOST_DAYS:
        raise Invalid("A board is of three years at most: choose a later first day", field="first")
    return Span(start, end, weekday)
