"""What a rescore posts: entries for awards that differ, what campaigns pay of them, the use of limits, and that it was done."""

from typing import Any

import numpy as np
import polars as pl

from db import campaigns, ledger, rescoring
from db.rescoring import RescoreRow
from scoring.limits import group_column
from scoring.periods import Ints, Period
from scoring.scoring import compared_values
from services.ledger.posting import Books, close_books, open_books
from services.tuning.scoring_again import Again
from services.writing import Writing

CHUNK = 100_000


def post(desk: Writing, period: Period, again: Again, *, by: str, reason: str) -> None:
    """The differences stand in the ledger, and that the period was scored again. by: who does it, as the ledger names them."""
    books = open_books(desk.session, desk.world, desk.head, actor=by, now=desk.now, today=desk.today)
    for changes in again.changes.iter_slices(CHUNK):
        first = books.next_entry_id
        rows = pl.concat([changes, again.places[changes["pos"]]], how="horizontal")
        entries = _entries(rows, reason)
        books.post(entries, kind="rescore")
        _take_back(books, rows, entries, first)
        _move_limit_use(books, again, rows, first)
    number = len(desk.world.rescores) + 1
    for changes in again.pays.iter_slices(CHUNK):
        campaigns.add(books.session, _pays(books, pl.concat([changes, again.places[changes["pos"]]], how="horizontal"), number))
    close_books(books)
    row = RescoreRow(
        number,
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


def _pays(books: Books, rows: pl.DataFrame, number: int) -> dict[str, Any]:
    """What campaigns pay more or less than until now, of reversed activities too: budgets see it."""
    day = _ints(rows, "day")
    return {
        "order_id": _ints(rows, "order"),
        "activity_id": _ints(rows, "activity_id"),
        "rule_id": _ints(rows, "rule_id"),
        "account_id": _ints(rows, "holder"),
        "campaign_id": _ints(rows, "campaign_id"),
        "points": _ints(rows, "points") - _ints(rows, "was"),
        "plan_version": rows["version"].to_list(),
        "occurred_on": day,
        "booked_on": books.booked(day),
        "rescore_id": [number] * rows.height,
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


def _move_limit_use(books: Books, again: Again, rows: pl.DataFrame, first: int) -> None:
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
