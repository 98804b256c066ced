"""Reviewing: what a week, month or quarter that is over was for an employee."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from db import breakdown, ledger, reports, standings
from db.engine import Database, Session
from scoring.directory import Directory
from scoring.periods import FOREVER_UNTIL, Period, PeriodInvalid, PeriodKind, business_day, day_date, day_number, parse_period, period_of
from scoring.plan import HolderKind
from scoring.ranking import TieRule
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.boards import Ranked, place_of, ranked
from services.boards.breaking_down import EARNED, Part, parts_of
from services.boards.holdings import Level, levels_at
from services.boards.standings import Measure, Subject, account_of
from services.boards.statements import KIND
from services.calendar.streaks import longest_between
from services.errors import Invalid
from services.ledger.posting import EARNING
from services.reaching import require_holder
from services.world import World, world

KINDS = {PeriodKind.QUARTER: 8, PeriodKind.MONTH: 12, PeriodKind.WEEK: 12}
"""Which periods are reviewed, the longest first, and how many of each are offered to look back at."""
OFFERED_DAYS = 5
MOST_RULES = 3


@dataclass(frozen=True, slots=True)
class Before:
    """The period before. rank: None for who was not on its board."""

    period: Period
    score: int
    rank: int | None


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """The place of the team of somebody's last day in the period, by points per head, among the teams of its level."""

    code: str
    name: str
    rank: int
    of: int


@dataclass(frozen=True, slots=True)
class Review:
    """rank: None for who was not on the board, of `of`. is_final: the period is closed, until then what comes late counts still.

    best_on: the day with the most points, of which there were best. earned: the rules that gave most, with how often. level: one that was
    reached within the period, None where none was. days: the score of each day. others: the ended periods to look back at, the latest first.
    """

    period: Period
    is_final: bool
    score: int
    rank: int | None
    of: int
    before: Before | None
    best_on: dt.date | None
    best: int
    earned: tuple[Part, ...]
    streak: int
    level: Level | None
    team: TeamPlace | None
    days: tuple[int, ...]
    others: tuple[Period, ...]


def offered(today: dt.date, *, first_weekday: int) -> Period | None:
    """The longest of the periods that ended in the last days, whose review is offered by itself; None where none did."""
    day = day_number(today)
    ended = (period_of(kind, period_of(kind, day, first_weekday=first_weekday).start - 1, first_weekday=first_weekday) for kind in KINDS)
    return next((period for period in ended if day < period.end + OFFERED_DAYS), None)


def read_period(key: str, today: dt.date, *, first_weekday: int) -> Period:
    """The ended week, month or quarter with a key. Raises Invalid."""
    try:
        period = parse_period(key, first_weekday=first_weekday)
    except PeriodInvalid:
        period = None
    if period is None or period.kind not in KINDS:
        raise Invalid("Weeks, months and quarters are reviewed: write 2026-W10, 2026-03 or 2026-Q1", field="review")
    if period.end > day_number(today):
        raise Invalid("This period is not over yet: its review comes the day after it ends", field="review")
    return period


def review(
    database: Database,
    actor: Actor,
    code: str,
    key: str,
    *,
    employees: Ranked | None = None,
    teams: Ranked | None = None,
    now: int | None = None,
) -> Review:
    """What the period was for an employee. employees, teams: its boards, where they are known. Raises Unknown, Invalid, Forbidden."""
    require(actor, Act.READ_POINTS)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        today = business_day(at, here.zone)
        require_holder(session, here.directory, actor, Act.READ_POINTS, HolderKind.EMPLOYEE, code, today)
        account = account_of(session, KIND[HolderKind.EMPLOYEE], code)
        period = read_period(key, day_date(today), first_weekday=here.organisation.first_weekday)
    kind, on = period.kind.value, day_date(period.start)
    board = employees or ranked(database, actor, subject=Subject.EMPLOYEES, period=kind, on=on, now=at)
    of_teams = teams or ranked(database, actor, subject=Subject.TEAMS, measure=Measure.PER_HEAD, period=kind, on=on, now=at)
    with database.read() as session:
        here = world(database, session)
        return _review(database, session, here, account, period, board, of_teams, today)


def _review(
    database: Database, session: Session, here: World, account: int, period: Period, board: Ranked, teams: Ranked, today: int
) -> Review:
    mine = _mine(board, here.directory.employees[account].code)
    days = _days(session, account, period)
    best = max(days)
    rows = breakdown.of_account(session, account, start=period.start, end=period.end)
    return Review(
        period,
        board.is_final,
        sum(days),
        mine.rank,
        board.total,
        _before(session, account, period, mine, board.earliest_on),
        day_date(period.start + days.index(best)) if best > 0 else None,
        max(0, best),
        tuple(part for part in parts_of(here, rows) if part.kind == EARNED and part.score > 0)[:MOST_RULES],
        longest_between(database, session, here, account, period.start, period.end),
        _level(session, here, account, period, sum(row[4] for row in rows if row[1] in EARNING)),
        _team(here, teams, mine.team),
        tuple(days),
        _others(here, account, board.earliest_on, today),
    )


@dataclass(frozen=True, slots=True)
class _Mine:
    """What the board says of the employee."""

    rank: int | None = None
    change: int | None = None
    team: str | None = None


def _mine(board: Ranked, code: str) -> _Mine:
    place = place_of(board, code)
    if place is None:
        return _Mine()
    row = board.frame.row(place, named=True)
    return _Mine(row["rank"], row["change"], row["within_code"])


def _days(session: Session, account: int, period: Period) -> list[int]:
    """The score of each day of the period."""
    days = [period_of(PeriodKind.DAY, day).id for day in range(period.start, period.end)]
    found = dict(reports.scores(session, "employee_standing", [account], days).select("period_id", "score").iter_rows())
    return [found.get(day, 0) for day in days]


def _before(session: Session, account: int, period: Period, mine: _Mine, earliest: dt.date | None) -> Before | None:
    """None where nobody had points by then: among zeros there are no places to compare."""
    earlier = period.previous()
    if earlier is None or earliest is None or earlier.end <= day_number(earliest):
        return None
    found = standings.of_account(session, "employee_standing", account, [earlier.id])
    was_there = mine.rank is not None and mine.change is not None
    if not was_there and earlier.id not in found:
        return None
    return Before(earlier, found.get(earlier.id, (0, 0))[0], (mine.rank or 0) + (mine.change or 0) if was_there else None)


def _level(session: Session, here: World, account: int, period: Period, gained: int) -> Level | None:
    """The level at the end of the period, where it is a higher one than before. gained: what counts for it within."""
    _balance, lifetime = ledger.balances(session, [account]).get(account, (0, 0))
    since = breakdown.of_account(session, account, start=period.end, end=FOREVER_UNTIL)
    at_end = lifetime - sum(row[4] for row in since if row[1] in EARNING)
    before, after = (levels_at(here, HolderKind.EMPLOYEE, points)[0] for points in (at_end - gained, at_end))
    return after if after is not None and after.number > (before.number if before else 1) else None


def _team(here: World, teams: Ranked, code: str | None) -> TeamPlace | None:
    """An outlet is compared with outlets and a region with regions; None for a team that is alone on its level."""
    place = place_of(teams, code)
    if code is None or place is None:
        return None
    row = teams.frame.row(place, named=True)
    alike = teams.frame.filter(pl.col("code").is_in(_of_one_level(here.directory, code)))
    above = alike.filter(pl.col("rank") < row["rank"])["rank"]
    ahead = above.len() if TieRule(here.organisation.tie_rule) is TieRule.STANDARD else above.n_unique()
    return TeamPlace(code, row["name"], 1 + ahead, alike.height) if alike.height > 1 else None


def _of_one_level(directory: Directory, code: str) -> list[str]:
    """The teams with as many above them as this one has, itself among them."""
    levels = {team.code: len(directory.path(team.id)) for team in directory.teams.values()}
    return [other for other, level in levels.items() if level == levels.get(code)]


def _others(here: World, account: int, earliest: dt.date | None, today: int) -> tuple[Period, ...]:
    """The ended periods since somebody's first day on which there were points."""
    joined = here.directory.employees[account].joined_on or 0
    since = max(joined, today if earliest is None else day_number(earliest))
    found: list[Period] = []
    for kind, most in KINDS.items():
        period = period_of(kind, today, first_weekday=here.organisation.first_weekday)
        for _number in range(most):
            earlier = period.previous()
            if earlier is None or earlier.end <= since:
                break
            found.append(period := earlier)
    return tuple(found)
