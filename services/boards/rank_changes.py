"""Rank changes: where everybody stood in the running period at the end of a day that is over, so that a place can be said to have been gained since.

What an earlier board would have shown is worked out from the ledger as it is now: the standings of the period, less what was booked on later days.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from db import organisation, reports, standings
from db.engine import Database, Session
from scoring.periods import Period, PeriodKind, business_day, period_of
from scoring.ranking import TieRule, rank
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.standings import choice
from services.world import World, world

TABLE = "employee_standing"
DAYS = period_of(PeriodKind.DAY, 0).id
"""The id of a day in the standings is so much more than its number."""
YESTERDAY, A_WEEK_AGO = 1, 7
"""Days ago."""
MOST_KEPT = 60


@dataclass(frozen=True, slots=True)
class Stood:
    """An employee's place and score at the end of a day."""

    rank: int
    score: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where the employees who were at work stood at the end of a day, by their codes. on: day number."""

    on: int
    places: Mapping[str, Stood] = field(hash=False)


def earlier(
    database: Database,
    actor: Actor,
    *,
    kind: str,
    days_ago: Sequence[int] = (YESTERDAY, A_WEEK_AGO),
    now: int | None = None,
) -> dict[int, Earlier]:
    """Where everybody stood so many days ago in the running period of a kind; without days on which it had not begun. Raises Invalid, Forbidden."""
    require(actor, Act.READ_BOARDS)
    wanted = choice(PeriodKind, kind, "kind")
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        period = period_of(wanted, today, first_weekday=here.organisation.first_weekday)
        days = {ago: today - ago for ago in days_ago if today - ago >= period.start}
        found = _kept(database, session, here, period, tuple(days.values()))
    return {ago: found[day] for ago, day in days.items()}


@dataclass(frozen=True, slots=True)
class _Known:
    """What was worked out when the ledger ended with an entry."""

    revision: int
    entry_id: int
    found: Mapping[int, Earlier]


def _kept(database: Database, session: Session, here: World, period: Period, days: tuple[int, ...]) -> Mapping[int, Earlier]:
    """Worked out anew only where people changed, or something was booked for one of the days or before: most of what comes is today's."""
    if not days:
        return {}
    memory: dict[tuple[Period, tuple[int, ...]], _Known] = database.memory.setdefault("earlier", {})
    known, last = memory.get((period, days)), organisation.head(session).last_entry_id
    stands = known is not None and known.revision == here.revision and known.entry_id <= last
    if known is None or not stands or _reaches_back(session, known.entry_id, last, max(days)):
        known = _Known(here.revision, last, _worked_out(session, here, period, days))
    else:
        known = _Known(here.revision, last, known.found)
    if len(memory) > MOST_KEPT:
        memory.clear()
    memory[period, days] = known
    return known.found


def _reaches_back(session: Session, known: int, last: int, day: int) -> bool:
    first = reports.first_booked(session, after=known) if known < last else None
    return first is not None and first <= day


def _worked_out(session: Session, here: World, period: Period, days: Sequence[int]) -> dict[int, Earlier]:
    scores = standings.of_period(session, TABLE, period.id).select("account_id", "score")
    later = _daily(session, here, min(days) + 1, period)
    return {day: _stood(here, scores, later, day) for day in days}


def _daily(session: Session, here: World, start: int, period: Period) -> pl.DataFrame:
    """account_id, day, score of the days of a period from `start` on."""
    accounts = here.employee_accounts.tolist()
    found = standings.sums(session, TABLE, accounts, DAYS + start, DAYS + min(period.end, start + 400))
    return found.select("account_id", (pl.col("period_id") - DAYS).alias("day"), "score")


def _stood(here: World, scores: pl.DataFrame, later: pl.DataFrame, day: int) -> Earlier:
    since = later.filter(pl.col("day") > day).group_by("account_id").agg(pl.col("score").sum().alias("since"))
    present = [(e.id, e.code) for e in here.directory.employees.values() if e.is_active(day)]
    frame = (
        pl.DataFrame(present, schema={"account_id": pl.Int32, "code": pl.String}, orient="row")
        .join(scores, on="account_id", how="left")
        .join(since, on="account_id", how="left")
        .with_columns(pl.col("score").fill_null(0) - pl.col("since").fill_null(0), pl.lit(None, pl.Int64).alias("reached_at"))
    )
    ranked = rank(frame, tie_rule=TieRule(here.organisation.tie_rule))
    return Earlier(day, {code: Stood(place, score) for code, place, score in ranked.select("code", "rank", "score").iter_rows()})
