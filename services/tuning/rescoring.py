"""Rescoring: an open period is scored again under the versions in force for it now, and the differences are posted (docs/decisions/0019).

Every activity of the period, in the stored order, with the facts frozen on it; what was given outside stands and uses limits at its place.
Of an activity that was reversed the difference is posted and taken back at once: limits see it, nobody's points do.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from db import ledger, replaying, rescoring
from db.engine import Database, Session
from db.rescoring import RescoreRow
from scoring.limits import group_column
from scoring.periods import Ints, Period, PeriodKind, business_day, day_date, day_number, period_of
from scoring.scoring import compared_values
from scoring.simulation_versions import in_versions, simulate_versions, widest
from services.access import Act, Actor
from services.activities.recording import now_micros
from services.activities.seeing import KINDS
from services.documents import Answer
from services.errors import Conflict
from services.ledger.posting import Books, close_books, open_books
from services.plans.planning import REASON_LENGTH, require_publisher
from services.reaching import employees_in_reach, holders_in_reach
from services.tuning.replaying import Past, past_alone, standing_outside
from services.tuning.tuning import money_of
from services.values import text
from services.world import World, world
from services.writing import Writing, writing

CHUNK = 100_000
GIVES = {"rule_id": pl.Int32, "pos": pl.UInt32, "holder": pl.Int32, "points": pl.Int64}


@dataclass(frozen=True, slots=True)
class _Again:
    """A period scored again. places: order, activity_id, at, day, from_version, version (0: none), is_reversed, by row of the batch.

    changes: rule_id, holder, pos (row of the batch), was, points, entry_id (which says what was; null where nothing), in the order of scoring.
    before, after: what the rules give in all.
    """

    past: Past
    places: pl.DataFrame
    changes: pl.DataFrame
    before: int
    after: int

    @property
    def changes_anything(self) -> bool:
        return bool(self.changes.height) or not self.places["version"].equals(self.places["from_version"], check_names=False)


def preview(database: Database, actor: Actor, *, period: PeriodKind, on: dt.date, now: int | None = None) -> Answer:
    """What `rescore` would do now, in the same words; nothing is stored. Raises as `rescore`."""
    with database.read() as session:
        here = world(database, session)
        require_publisher(here, actor)
        again = _score_again(session, here, _open_period(here, period, on))
        today = business_day(now_micros() if now is None else now, here.zone)
        return _answer(session, here, actor, again, today) | {"dry_run": True}


def rescore(database: Database, actor: Actor, *, period: PeriodKind, on: dt.date, reason: str, now: int | None = None) -> Answer:
    """The period's activities have what the versions in force for them now give; at once again it changes nothing.

    Raises Conflict for a period of which a day is closed, or that holds too many activities; Invalid, Forbidden.
    """
    why = text(reason.strip(), "reason", most=REASON_LENGTH, lines=True)
    with writing(database, actor, Act.PUBLISH, now=now) as desk:
        require_publisher(desk.world, actor)
        chosen = _open_period(desk.world, period, on)
        again = _score_again(desk.session, desk.world, chosen)
        answer = _answer(desk.session, desk.world, actor, again, desk.today)
        if again.changes_anything:
            _post(desk, actor, chosen, again, why)
        desk.audit("rescore", f"period:{period.value} {day_date(chosen.start)}", {"entries": again.changes.height, "reason": why})
        return answer | {"dry_run": False}


def _open_period(here: World, kind: PeriodKind, on: dt.date) -> Period:
    chosen = period_of(kind, day_number(on), first_weekday=here.organisation.first_weekday)
    closed = here.organisation.closed_through
    if closed is not None and chosen.start <= closed:
        message = f"Everything through {day_date(closed)} is closed: only a period that begins later can be scored again"
        raise Conflict(message, field="period", code="period_closed")
    if not here.plans:
        raise Conflict("No plan has been published yet: there is nothing to score by", code="no_plan")
    return chosen


# scoring -------------------------------------------------------------------------------------------------------------


def _score_again(session: Session, here: World, period: Period) -> _Again:
    past = past_alone(session, here, (period.start, period.end))
    places = _places(session, here, past)
    gives, stand = _gives(session, here, past, places), _stands(session, here, past)
    both = gives.join(stand, on=["rule_id", "pos", "holder"], how="full", coalesce=True)
    both = both.with_columns(pl.col("points", "was").fill_null(0)).sort("pos", "rule_id", "holder")
    counted = both.filter(~places["is_reversed"].gather(both["pos"]))
    totals = int(counted["was"].sum()), int(counted["points"].sum())
    return _Again(past, places, both.filter(pl.col("points") != pl.col("was")), *totals)


def _places(session: Session, here: World, past: Past) -> pl.DataFrame:
    known = rescoring.places(session, past.days)
    rows = past.batch.select("order", "at", "day").join(known, on="order", how="left", maintain_order="left")
    order, day, at = (rows[name].to_numpy().astype(np.int64) for name in ("order", "day", "at"))
    stored = rows["stored"].fill_null(0).to_numpy().astype(np.int64)
    return rows.drop("stored").with_columns(
        pl.Series("from_version", here.scored_by(order, day, at, stored), dtype=pl.Int32),
        pl.Series("version", here.versions_at(at), dtype=pl.Int32),
        past.reversed.alias("is_reversed"),
    )


def _gives(session: Session, here: World, past: Past, places: pl.DataFrame) -> pl.DataFrame:
    """What the versions in force now give, but for zeros. Columns: `GIVES`."""
    plans = {number: here.plan_numbered(number).plan for number in places["version"].unique(maintain_order=True) if number}
    rules = [widest(list(by.values())) for by in in_versions(plans).values()]
    awards = simulate_versions(
        past.batch,
        places["version"],
        plans,
        here.names,
        past.context,
        first_weekday=here.organisation.first_weekday,
        fixed=standing_outside(session, here, past, rules),
    )
    frames = [frame.with_columns(pl.lit(here.rule_ids[key], pl.Int32).alias("rule_id")).select(*GIVES) for key, frame in awards.items()]
    return pl.concat([pl.DataFrame(schema=GIVES), *frames]).filter(pl.col("points") != 0)


def _stands(session: Session, here: World, past: Past) -> pl.DataFrame:
    """What the ledger says of these activities: rule_id, holder, was, entry_id, pos."""
    rows = past.batch.select("order").with_row_index("pos")
    return rescoring.awards(session, past.days, rescored=here.rescored).join(rows, on="order", how="inner").drop("order")


# posting -------------------------------------------------------------------------------------------------------------


def _post(desk: Writing, actor: Actor, period: Period, again: _Again, reason: str) -> None:
    books = open_books(desk.session, desk.world, desk.head, actor=actor.name, now=desk.now, today=desk.today)
    for changes in again.changes.iter_slices(CHUNK):
        first = books.next_entry_id
        rows = pl.concat([changes, again.places[changes["pos"]]], how="horizontal")
        entries = _entries(rows, reason)
        books.post(entries, kind="rescore")
        _take_back(books, rows, entries, first)
        _move_limit_use(books, again, rows, first)
    close_books(books)
    row = RescoreRow(
        len(desk.world.rescores) + 1,
        period.start,
        period.end,
        len(desk.world.plans),
        desk.head.last_activity_id,
        books.next_entry_id - 1,
    )
    rescoring.add(desk.session, row, at=desk.now, actor_id=desk.actor_id, reason=reason)
    desk.touch_directory()


def _entries(rows: pl.DataFrame, reason: str) -> dict[str, Any]:
    difference = _ints(rows, "points") - _ints(rows, "was")
    return {
        "account_id": _ints(rows, "holder"),
        "score": difference,
        "balance": difference,
        "activity_id": _ints(rows, "activity_id"),
        "order_id": _ints(rows, "order"),
        "rule_id": _ints(rows, "rule_id"),
        "plan_version": rows["version"].to_list(),
        "occurred_at": _ints(rows, "at"),
        "occurred_on": _ints(rows, "day"),
        "reason": [reason] * rows.height,
        "reverses_id": [None] * rows.height,
        "from_version": [number or None for number in rows["from_version"]],
        "was": _ints(rows, "was"),
    }


def _ints(rows: pl.DataFrame, name: str) -> Ints:
    return rows[name].to_numpy().astype(np.int64)


def _take_back(books: Books, rows: pl.DataFrame, entries: dict[str, Any], first: int) -> None:
    """What a reversed activity would have been given is taken back at once."""
    undone = np.flatnonzero(rows["is_reversed"].to_numpy())
    if not len(undone):
        return
    kept: dict[str, Any] = {
        name: values[undone] if isinstance(values, np.ndarray) else [values[place] for place in undone.tolist()]
        for name, values in entries.items()
        if name not in ledger.RESCORE
    }
    negative = {"score": -kept["score"], "balance": -kept["balance"], "reverses_id": first + undone}
    books.post(kept | negative, kind="reversal")


def _move_limit_use(books: Books, again: _Again, rows: pl.DataFrame, first: int) -> None:
    """The use of compared fields is that of the awards as they stand now."""
    here = books.world
    placed = rows.with_columns(pl.int_range(first, first + rows.height, dtype=pl.Int64, eager=True).alias("new_id"))
    for key, sets in here.compared_fields.items():
        mine = placed.filter(pl.col("rule_id") == here.rule_ids[key]) if sets else placed.clear()
        if mine.is_empty():
            continue
        values = compared_values(again.past.batch[mine["pos"]], sets)
        for same in sorted(sets):
            column = group_column(same)
            named = mine.with_columns(pl.lit(column).alias("fields"), values[column].alias("value")).drop_nulls("value")
            ledger.drop_limit_use(books.session, named.filter(pl.col("was") > 0))
            use = named.filter(pl.col("points") > 0).with_columns(pl.col("new_id").alias("entry_id"), pl.col("order").alias("order_id"))
            ledger.add_limit_use(books.session, use.rename({"day": "occurred_on", "at": "occurred_at"}))


# answering -----------------------------------------------------------------------------------------------------------


def _answer(session: Session, here: World, actor: Actor, again: _Again, today: int) -> Answer:
    start, end = again.past.days
    before, after = again.before, again.after
    return {
        "period": {"from": day_date(start).isoformat(), "to": day_date(end).isoformat()},
        "activities": again.places.height,
        "entries": again.changes.height,
        "holders": _holders(session, here, actor, again, today),
        "totals": {
            "points_before": before,
            "points_after": after,
            "money_before": str(money_of(here, before)),
            "money_after": str(money_of(here, after)),
        },
    }


def _holders(session: Session, here: World, actor: Actor, again: _Again, today: int) -> list[Answer]:
    """Whose score of the period changes, employees first; customers as far as the actor reaches."""
    counted = again.changes.filter(~again.places["is_reversed"].gather(again.changes["pos"]))
    moved = counted.group_by(pl.col("holder").alias("account_id")).agg((pl.col("points") - pl.col("was")).sum().alias("difference"))
    moved = moved.filter(pl.col("difference") != 0).join(rescoring.scores(session, again.past.days), on="account_id", how="left")
    reached = None if actor.role is None else employees_in_reach(here.directory, actor, Act.READ_CUSTOMERS, today)
    accounts = moved["account_id"].to_list()
    seen = None if reached is None else holders_in_reach(session, here.directory, reached, accounts) | set(here.directory.employees)
    named = moved.join(replaying.holders(session, accounts), on="account_id") if accounts else moved.clear()
    rows = named.with_columns(pl.col("score").fill_null(0)).sort("kind", "code").iter_rows(named=True) if accounts else ()
    return [
        {"kind": KINDS[row["kind"]], "code": row["code"], "score_before": row["score"], "score_after": row["score"] + row["difference"]}
        for row in rows
        if seen is None or row["account_id"] in seen
    ]
