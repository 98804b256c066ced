"""Trends: what a holder scored period by period, and what was usual in their team.

`team_medians` is the same for all who belong to a team; `scores_by_period` is the holder's own.
"""

from dataclasses import dataclass

import polars as pl

from db import people, reports
from db.engine import Database, Session
from scoring.directory import NO_TEAM, Directory
from scoring.periods import Period, PeriodKind, business_day, day_date, period_of
from scoring.plan import HolderKind
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.standings import account_of, choice, fold
from services.boards.statements import KIND, TABLE
from services.errors import Invalid, Unknown
from services.reaching import require_holder
from services.values import shown
from services.world import World, world

PERIODS = {PeriodKind.DAY: 30, PeriodKind.WEEK: 26, PeriodKind.MONTH: 12}
MOST_PERIODS = 400
ENOUGH = 3
"""A median of fewer people would say what one of them has."""
OWN = {"period_start": pl.Date, "key": pl.String, "score": pl.Int64, "is_active": pl.Boolean}
MEDIAN = {"period_start": pl.Date, "team_median": pl.Float64, "people": pl.Int64}


@dataclass(frozen=True, slots=True)
class Trend:
    """A holder's scores. frame: period_start (date), key (str), score (int), is_active (the holder was at work, or is a customer),
    team_median (float, null where nobody was at work), people (of whom it is the median); the running period last.

    team: whose median it is; None for customers and for who has no team.
    """

    code: str
    name: str
    kind: PeriodKind
    team_code: str | None
    team: str | None
    frame: pl.DataFrame


def trend(
    database: Database,
    actor: Actor,
    holder_kind: HolderKind,
    code: str,
    *,
    kind: str = PeriodKind.WEEK,
    periods: int | None = None,
    now: int | None = None,
) -> Trend:
    """A holder's score in each of the last periods of a kind (day, week, month), the running one included. Raises as its parts."""
    own = scores_by_period(database, actor, holder_kind, code, kind=kind, periods=periods, now=now)
    if own.team_code is None:
        return with_medians(own, pl.DataFrame(schema=MEDIAN))
    return with_medians(own, team_medians(database, actor, own.team_code, kind=kind, periods=periods, now=now))


def with_medians(own: Trend, medians: pl.DataFrame) -> Trend:
    """The trend with what `team_medians` says of its team."""
    frame = own.frame.join(medians, on="period_start", how="left", maintain_order="left")
    return Trend(own.code, own.name, own.kind, own.team_code, own.team, frame)


def scores_by_period(
    database: Database,
    actor: Actor,
    holder_kind: HolderKind,
    code: str,
    *,
    kind: str = PeriodKind.WEEK,
    periods: int | None = None,
    now: int | None = None,
) -> Trend:
    """The holder's own scores, without medians, and the team that they are to be compared with. Raises Invalid, Unknown, Forbidden."""
    require(actor, Act.READ_POINTS)
    if holder_kind is HolderKind.CUSTOMER:
        fold(database)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        require_holder(session, here.directory, actor, Act.READ_POINTS, holder_kind, code, today)
        account = account_of(session, KIND[holder_kind], code)
        wanted = _last(here, kind, periods, today)
        found = reports.scores(session, TABLE[holder_kind], [account], [p.id for p in wanted])
        name = people.codes_of(session, [account])[account][2]
    scores = dict(found.select("period_id", "score").iter_rows())
    person = here.directory.employees.get(account)
    rows = [
        (day_date(p.start), p.key, scores.get(p.id, 0), person is None or person.is_active_between(p.start, min(p.end, today + 1)))
        for p in wanted
    ]
    team = here.directory.teams.get(team_to_compare(here.directory, account, today) if person else NO_TEAM)
    of: tuple[str | None, str | None] = (team.code, team.name) if team else (None, None)
    return Trend(code, name, wanted[-1].kind, *of, pl.DataFrame(rows, schema=OWN, orient="row"))


def team_medians(
    database: Database,
    actor: Actor,
    team: str,
    *,
    kind: str = PeriodKind.WEEK,
    periods: int | None = None,
    now: int | None = None,
) -> pl.DataFrame:
    """The median score, period by period, of those who were at work in the team or below it. Raises Invalid, Unknown, Forbidden.

    Who has no points counts with 0. period_start (date), team_median (float, null where nobody was there), people (int).
    """
    require(actor, Act.READ_POINTS)
    with database.read() as session:
        here = world(database, session)
        if team not in here.directory.team_ids:
            raise Unknown(f"no team has the code {shown(team)}", field="team")
        today = business_day(now_micros() if now is None else now, here.zone)
        return _medians(session, here.directory, here.directory.team_ids[team], _last(here, kind, periods, today), today)


def _medians(session: Session, directory: Directory, team: int, periods: list[Period], today: int) -> pl.DataFrame:
    present = [(p.id, e) for p in periods for e in _at_work(directory, team, p.start, min(p.end, today + 1))]
    members = pl.DataFrame(present, schema={"period_id": pl.Int32, "account_id": pl.Int32}, orient="row")
    scores = reports.scores(session, "employee_standing", members["account_id"].unique().to_list(), [p.id for p in periods])
    each = members.join(scores, on=["period_id", "account_id"], how="left").with_columns(pl.col("score").fill_null(0))
    medians = each.group_by("period_id").agg(pl.col("score").median().alias("team_median"), pl.len().cast(pl.Int64).alias("people"))
    starts = pl.DataFrame({"period_id": [p.id for p in periods], "period_start": [day_date(p.start) for p in periods]})
    joined = starts.cast({"period_id": pl.Int32}).join(medians, on="period_id", how="left", maintain_order="left")
    return joined.select("period_start", "team_median", pl.col("people").fill_null(0))


def _at_work(directory: Directory, team: int, start: int, end: int) -> set[int]:
    return {stay.employee_id for below in directory.subtree(team) for stay in directory.stays_within(below, start, end)}


def team_to_compare(directory: Directory, employee: int, today: int) -> int:
    """The smallest of an employee's teams, from that of today upwards, in which `ENOUGH` are at work; the topmost where none has so many.

    Of somebody who left, or is still to come, the team of the last or the first day counts. NO_TEAM for who has none.
    """
    facts = directory.employees[employee]
    first, last = facts.joined_on, facts.left_on
    day = max(today, first or 0) if last is None else min(max(today, first or 0), last)
    above = directory.path(directory.team_on(employee, day))
    return next((team for team in above if len(_at_work(directory, team, today, today + 1)) >= ENOUGH), above[-1] if above else NO_TEAM)


def _last(here: World, kind: str, count: int | None, today: int) -> list[Period]:
    """The last periods of a kind, the oldest first, none from before 1970."""
    wanted = choice(PeriodKind, kind, "kind")
    if wanted not in PERIODS:
        raise Invalid(f"kind must be one of {', '.join(PERIODS)}, not {wanted}", field="kind")
    most = PERIODS[wanted] if count is None else count
    if not 1 <= most <= MOST_PERIODS:
        raise Invalid(f"periods must be from 1 to {MOST_PERIODS}, not {most}", field="periods")
    found = [period_of(wanted, today, first_weekday=here.organisation.first_weekday)]
    while len(found) < most and found[-1].start > 0 and (earlier := found[-1].previous()):
        found.append(earlier)
    return found[::-1]
