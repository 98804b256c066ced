"""What tests of replays share: short words for asking and looking, and two organisations."""

import datetime as dt
from typing import Any

import polars as pl

from db.engine import Database
from services.access import COMMAND_LINE, Actor
from services.plans import planning
from services.tuning import tuning
from services.tuning.tuning import Replay
from tests.promises.history import at, rule

Document = dict[str, Any]
START, WEEK = dt.date(2026, 1, 5), dt.timedelta(days=7)
EVER = dt.date(1970, 1, 1), dt.date(2199, 12, 31)
NOW = at(500)
VISIT = rule("visit", "visit", award={"to": "employee", "points": 5})


def plain(*rules: Document, **more: Any) -> Document:
    return {"name": "Plain", "rules": list(rules) or [VISIT], **more}


def replayed(
    database: Database, draft: object, days: tuple[dt.date, dt.date] = EVER, *, actor: Actor = COMMAND_LINE, now: int = NOW
) -> Replay:
    return tuning.replay(database, actor, draft, from_on=days[0], to_on=days[1], now=now, patience=0)


def scores(found_: Replay, when: str = "after") -> dict[str, int]:
    """What is not zero, by code."""
    rows = found_.holders.select("code", f"score_{when}").iter_rows()
    return {code: score for code, score in rows if score}


def counted(found_: Replay, key: str) -> tuple[int, ...]:
    """awards, points, cut: before, then after."""
    row = found_.rules.filter(pl.col("key") == key).row(0, named=True)
    return tuple(row[f"{what}_{when}"] for when in ("before", "after") for what in ("awards", "points", "cut"))


def published(database: Database) -> Document:
    document: Document = planning.get(database, COMMAND_LINE)["plan"]
    return document


def assert_nothing_changes(found_: Replay) -> None:
    for frame, names in (
        (found_.holders, ("score", "rank")),
        (found_.teams, ("score", "rank", "head_rank")),
        (found_.rules, ("awards", "points", "cut")),
    ):
        for name in names:
            assert frame[f"{name}_before"].equals(frame[f"{name}_after"])
    assert found_.holders.height
    assert found_.rules.height
    assert found_.levels.is_empty()
    assert (found_.totals.points_before, found_.totals.money_before) == (found_.totals.points_after, found_.totals.money_after)


PERIODS = [EVER, (START, START + WEEK), (dt.date(2026, 1, 8), dt.date(2026, 1, 9)), (dt.date(2026, 1, 14), dt.date(2026, 2, 3))]
