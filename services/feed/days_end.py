"""What the end of a day tells: who climbed over the day, and which periods are over."""

import datetime as dt

import polars as pl

from db import feed as rows
from db import standings
from db.engine import Session
from scoring.periods import Period, PeriodKind, day_date, micros, period_of
from scoring.ranking import TieRule
from services.feed.choices import Choices
from services.feed.kinds import Kind
from services.feed.news import News, team_of
from services.world import World

TOP = 3
MOST_CLIMBERS = 3
"""So many who climbed far are told of a day, beside those who came into the first three."""


def end_of(session: Session, here: World, choices: Choices, day: int) -> list[News]:
    """What there is to tell when a day has ended."""
    climbed = [] if choices.gained is None else _climbed(session, here, choices.gained, day)
    periods = [period_of(PeriodKind(kind), day, first_weekday=here.organisation.first_weekday) for kind in choices.period_over]
    return climbed + [news for period in periods if period.end == day + 1 and (news := won(session, here, period))]


def _midnight(here: World, day: int) -> int:
    """When a day ended."""
    return micros(dt.datetime.combine(day_date(day + 1), dt.time(), here.zone))


def _climbed(session: Session, here: World, places: int, day: int) -> list[News]:
    """Who had points in the month the evening before, and came up over the day: into the first three, or far and into the upper half."""
    month = period_of(PeriodKind.MONTH, day)
    first, last = (period_of(PeriodKind.DAY, one).id for one in (month.start, day))
    found = rows.climbs(session, first, last)
    active = [account for account in found["account_id"].to_list() if (e := here.directory.employees.get(account)) and e.is_active(day)]
    method = "min" if TieRule(here.organisation.tie_rule) is TieRule.STANDARD else "dense"
    board = found.filter(pl.col("account_id").is_in(active)).with_columns(
        pl.col(column).rank(method, descending=True).cast(pl.Int64).alias(name)  # type: ignore[arg-type]
        for column, name in (("before", "from"), ("score", "to"))
    )
    up = board.filter((pl.col("before") > 0) & (pl.col("to") < pl.col("from"))).sort(pl.col("to") - pl.col("from"), "to", "account_id")
    into_top = (pl.col("to") <= TOP) & (pl.col("from") > TOP)
    far = ~into_top & (pl.col("from") - pl.col("to") >= places) & (pl.col("to") * 2 <= board.height)
    told = pl.concat([up.filter(into_top), up.filter(far).head(MOST_CLIMBERS)])
    return [
        News(
            key=f"gained:{day}:{row['account_id']}",
            kind=Kind.GAINED,
            at=_midnight(here, day),
            account_id=row["account_id"],
            team_id=team_of(here.directory, row["account_id"], day),
            activity_id=None,
            facts={"boards": [{"period": month.key}], "from": row["from"], "place": row["to"], "points": row["score"]},
        )
        for row in told.reverse().iter_rows(named=True)  # the newest is read first
    ]


def over_key(period: Period) -> str:
    """Under which the end of a period is told."""
    return f"period_over:{period.id}"


def won(session: Session, here: World, period: Period) -> News | None:
    """Who finished a period first, as it stands; None where nobody has points."""
    scores = standings.of_period(session, "employee_standing", period.id).filter(pl.col("score") > 0)
    scores = scores.filter(pl.col("account_id").is_in(_on_board(here, period)))
    if scores.is_empty():
        return None
    first = scores.filter(pl.col("score") == pl.col("score").max()).sort("reached_at", "account_id")
    winners = first["account_id"].to_list()
    alone = winners[0] if len(winners) == 1 else None
    facts = {"boards": [{"period": period.key}], "points": first["score"][0], "place": 1, "winners": winners, "ends_on": period.end}
    last = period.end - 1
    team = None if alone is None else team_of(here.directory, alone, last)
    return News(over_key(period), Kind.PERIOD_OVER, _midnight(here, last), alone, team, None, facts)


def _on_board(here: World, period: Period) -> list[int]:
    return [e.id for e in here.directory.employees.values() if e.is_active_between(period.start, period.end)]
