"""What the pages of one holder read: asked once per change of what it depends on."""

import datetime as dt
from collections.abc import Hashable
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import polars as pl

from scoring.periods import Period, PeriodKind, day_date
from scoring.plan import HolderKind
from services import freshness
from services.activities.recording import now_micros
from services.boards import breaking_down, closing_gaps, entry_lines, glancing, rank_changes, reviewing, trends
from services.boards import holdings as held
from services.boards.breaking_down import Breakdown
from services.boards.closing_gaps import Step
from services.boards.entry_lines import EntryLine
from services.boards.glancing import Glance
from services.boards.holdings import Holdings
from services.boards.rank_changes import Earlier
from services.boards.reviewing import Review
from services.boards.standings import Measure, Subject
from services.boards.trends import Trend
from services.calendar import streaks
from services.calendar.streaks import Streak
from services.errors import Unknown
from services.explanations import explaining_entries
from services.freshness import Version
from services.page import Page
from services.people import customers, people
from services.targets import sheets
from services.targets.sheets import OwnTarget
from ui.data import database, version
from ui.i18n import language
from ui.reading import Here, employee_name, here, ranked, shared_by, teams
from ui.shared import once_per
from ui.sign_in import Viewer

MEDIANS_STAND_MICROS = 60 * 1_000_000
"""The median of many moves slowly and is the same work for every member: while points keep coming, it is taken once a minute."""

LATELY = {PeriodKind.WEEK: 14, PeriodKind.MONTH: 30, PeriodKind.QUARTER: 13}
"""Days, days and weeks."""
LATEST = 8
ENTRY_DIGITS = 18


def glance(me: Viewer, today: dt.date, kind: PeriodKind, code: str) -> Glance:
    """Where an employee stands in the running period of a kind. Raises what `services.boards.glancing.glance` raises."""
    return once_per((version(), today), ("glance", kind, code, code == me.employee), lambda: _glance(me, today, kind, code))


def _glance(me: Viewer, today: dt.date, kind: PeriodKind, code: str) -> Glance:
    board, day = (
        ranked(me, today, subject=Subject.EMPLOYEES, period=of, on=today, measure=Measure.TOTAL, team=None) for of in (kind, PeriodKind.DAY)
    )
    name = employee_name(me, code) if code == me.employee else None
    found = glancing.glance_from(board, code, today=day, name=name) or glancing.glance(database(), me.actor, code, kind=kind)
    return found if board.previous_on else replace(found, change=None)  # among zeros there are no places to compare


@dataclass(frozen=True, slots=True)
class Since:
    """What an employee has gained since an earlier day: places, None where they had none then, and points."""

    places: int | None
    points: int


@dataclass(frozen=True, slots=True)
class Moved:
    """None where the running period had not begun by then."""

    yesterday: Since | None
    week: Since | None


def moved(me: Viewer, today: dt.date, found: Glance) -> Moved:
    """What the place and score of a glance at the running period owe to today, and to the last seven days."""
    kind = found.period.kind
    stood = once_per((version(), today), ("earlier", kind), lambda: rank_changes.earlier(database(), me.actor, kind=kind))
    return Moved(*(_since(stood.get(ago), found) for ago in (rank_changes.YESTERDAY, rank_changes.A_WEEK_AGO)))


def _since(then: Earlier | None, found: Glance) -> Since | None:
    if then is None:
        return None
    stood = then.places.get(found.code)
    if stood is None or found.rank is None:
        return Since(None, found.score)
    return Since(stood.rank - found.rank, found.score - stood.score)


def review(me: Viewer, today: dt.date, code: str, period: Period) -> Review:
    """What an ended period was for an employee. Raises what `services.boards.reviewing.review` raises."""
    on = day_date(period.start)
    employees, teams = (
        ranked(me, today, subject=subject, period=period.kind, on=on, measure=measure, team=None)
        for subject, measure in ((Subject.EMPLOYEES, Measure.TOTAL), (Subject.TEAMS, Measure.PER_HEAD))
    )
    read = partial(reviewing.review, database(), me.actor, code, period.key, employees=employees, teams=teams)
    return once_per((version(), today), ("review", shared_by(me), code, period), read)


def offered_review(me: Viewer, now: Here, code: str) -> Glance | None:
    """Where an employee stood in the period whose review is offered now; None where none is, or nothing was earned in it."""
    period = reviewing.offered(now.today, first_weekday=now.first_weekday)
    if period is None:
        return None
    board = ranked(
        me, now.today, subject=Subject.EMPLOYEES, period=period.kind, on=day_date(period.start), measure=Measure.TOTAL, team=None
    )
    found = glancing.glance_from(board, code)
    return found if found and found.score > 0 else None


def streak(me: Viewer, today: dt.date, code: str) -> Streak:
    """How many working days in a row an employee earned. Raises what `services.calendar.streaks.streak` raises."""
    stands = own_version(me, code), version().directory_revision, today
    return once_per(stands, ("streak", shared_by(me), code), lambda: streaks.streak(database(), me.actor, code))


def own_target(me: Viewer, today: dt.date, kind: PeriodKind, code: str) -> OwnTarget | None:
    """What an employee aims at in the running period of a kind. Raises what `services.targets.sheets.own_target` raises."""
    stands = own_version(me, code), version().directory_revision, today
    return once_per(stands, ("own target", shared_by(me), kind, code), lambda: sheets.own_target(database(), me.actor, code, period=kind))


def ways(me: Viewer, today: dt.date, found: Glance) -> tuple[Step, ...]:
    """What would bring an employee to the next place, or past those who share the first."""
    gap = found.ahead.gap if found.ahead else 1 if found.rank == 1 and found.sharing else 0
    if not gap:
        return ()
    key = ("ways", shared_by(me), found.period, found.code)
    stands = own_version(me, found.code), gap, today
    return once_per(stands, key, lambda: closing_gaps.closing(database(), me.actor, found.code, gap, found.period))


def holdings(me: Viewer, today: dt.date, kind: HolderKind, code: str) -> Holdings:
    """What a holder has. Raises what `services.boards.holdings.holdings` raises."""
    return once_per(
        (own_version(me, code, kind), today),
        ("holdings", shared_by(me), kind, code),
        lambda: held.holdings(database(), me.actor, kind, code),
    )


def trend(me: Viewer, today: dt.date, kind: PeriodKind, code: str) -> Trend:
    """An employee's scores over time with the median of their team. Raises what `services.boards.trends.trend` raises."""
    stands = medians_stand(version(), today)
    return once_per((own_version(me, code), today, stands), ("trend", shared_by(me), kind, code), lambda: _trend(me, kind, code, stands))


def _trend(me: Viewer, kind: PeriodKind, code: str, stands: Hashable) -> Trend:
    own = trends.scores_by_period(database(), me.actor, HolderKind.EMPLOYEE, code, kind=kind)
    team = own.team_code
    if team is None:
        return trends.with_medians(own, pl.DataFrame(schema=trends.MEDIAN))
    return trends.with_medians(
        own, once_per(stands, ("medians", team, kind), lambda: trends.team_medians(database(), me.actor, team, kind=kind))
    )


def medians_stand(at: Version, today: dt.date) -> Hashable:
    """Changes with every write once it is quiet, and once a minute while points keep coming."""
    now = now_micros()
    settled = now - at.written_at > MEDIANS_STAND_MICROS
    return at.directory_revision, today, at.written_at if settled else now // MEDIANS_STAND_MICROS


def own_version(me: Viewer, code: str, whose: HolderKind = HolderKind.EMPLOYEE) -> Hashable:
    """What the reader's own numbers depend on: what happens to others leaves them as they are. Of anybody else: the whole version."""
    account = me.actor.employee_id if whose is HolderKind.EMPLOYEE and code == me.employee else None
    return version() if account is None else freshness.holder_version(database(), account, version())


@dataclass(frozen=True, slots=True)
class Lately:
    """The last scores of a holder and the medians of their team, in order of time; a median is 0 where nobody was at work."""

    scores: tuple[float, ...]
    medians: tuple[float, ...]


def lately(me: Viewer, today: dt.date, kind: PeriodKind, code: str) -> Lately:
    """What led to the score of a running week, month or quarter: two weeks or thirty days by day, a quarter by week."""
    by = PeriodKind.WEEK if kind is PeriodKind.QUARTER else PeriodKind.DAY
    stands = medians_stand(version(), today)
    return once_per(
        (own_version(me, code), today, stands), ("lately", shared_by(me), kind, code), lambda: _lately(trend(me, today, by, code), kind)
    )


def _lately(found: Trend, kind: PeriodKind) -> Lately:
    last = found.frame.tail(LATELY[kind])
    return Lately(tuple(last["score"].cast(pl.Float64)), tuple(last["team_median"].fill_null(0)))


def latest(me: Viewer, today: dt.date, kind: HolderKind, code: str, language: str) -> tuple[EntryLine, ...]:
    """The newest entries of a holder. Raises what `services.boards.entry_lines.latest_entries` raises."""
    key = ("latest", shared_by(me), kind, code, language)
    return once_per(
        (own_version(me, code, kind), today),
        key,
        lambda: entry_lines.latest_entries(database(), me.actor, kind, code, limit=LATEST, language=language),
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose entries are looked at. within: their team, or the owner of a customer; is_me: the reader themself."""

    kind: HolderKind
    code: str
    name: str
    within: str
    is_me: bool


def holder(me: Viewer, kind: HolderKind, code: str) -> Holder:
    """Who has a code. Raises Unknown, Forbidden."""
    if kind is HolderKind.CUSTOMER:
        found = customers.get_customer(database(), me.actor, code)
        return Holder(kind, code, found["name"], employee_name(me, found["owner"]), is_me=False)
    found = people.get_employee(database(), me.actor, code)
    team = next((team.name for team in teams(me) if team.code == found["team"]), "")
    return Holder(kind, code, found["name"], team, is_me=code == me.employee)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries of a holder: booked on days of [from_on, to_on), of one rule, of one kind, of a board that is narrowed (`by`)."""

    from_on: dt.date | None = None
    to_on: dt.date | None = None
    rule: str | None = None
    kind: str | None = None
    by: str | None = None


def breakdown(me: Viewer, whose: HolderKind, code: str, wanted: Filter) -> Breakdown:
    """What the entries of some days come to, rule by rule. Raises what `services.boards.breaking_down.breakdown` raises."""
    first, last, by = wanted.from_on, wanted.to_on, wanted.by
    read = partial(breaking_down.breakdown, database(), me.actor, whose, code, from_on=first, to_on=last, by=by)
    return once_per(version(), ("breakdown", shared_by(me), whose, code, first, last, by), read)


def entry(me: Viewer, whose: HolderKind, code: str, number: str | None) -> dict[str, Any] | None:
    """An entry of a holder with how it was reckoned; None where there is none with this number."""
    if not (number and number.isascii() and number.isdigit() and len(number) <= ENTRY_DIGITS):
        return None
    try:
        return explaining_entries.entry(database(), me.actor, whose, code, int(number), language=language())
    except Unknown:
        return None


def entry_page(me: Viewer, whose: HolderKind, code: str, wanted: Filter, language: str, cursor: str | None) -> Page[EntryLine]:
    """A page of a holder's entries. Raises what `services.boards.entry_lines.entry_lines` raises."""
    return once_per(
        (own_version(me, code, whose), here(me).today),
        ("entries", shared_by(me), whose, code, wanted, language, cursor),
        lambda: entry_lines.entry_lines(database(), me.actor, whose, code, **asdict(wanted), cursor=cursor, language=language),
    )
