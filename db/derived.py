"""What follows from the ledger and the activities: emptied and filled again, or read in ranges to be compared."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from db.engine import Session
from db.ledger import newest, stands

Schema = Mapping[str, Any]
NO_ACCOUNT, LAST_ACCOUNT = -(2**31), 2**31 - 1
SLICE = 200_000

BALANCE = {"account_id": pl.Int32, "balance": pl.Int64, "lifetime": pl.Int64}
LOT = {"account_id": pl.Int32, "expires_on": pl.Int32, "remaining": pl.Int64}
STANDING = {"period_id": pl.Int32, "account_id": pl.Int32, "score": pl.Int64, "reached_at": pl.Int64}
HISTOGRAM = {"period_id": pl.Int32, "shift": pl.Int32, "bucket": pl.Int64, "holders": pl.Int32}
LIMIT_USE = {
    "rule_id": pl.Int32,
    "fields": pl.String,
    "value": pl.String,
    "entry_id": pl.Int64,
    "order_id": pl.Int64,
    "occurred_on": pl.Int32,
    "occurred_at": pl.Int64,
    "points": pl.Int64,
}
MOVED = {"account_id": pl.Int32, "balance": pl.Int64, "plan_version": pl.Int32, "occurred_on": pl.Int32}
EARNED = {
    "entry_id": pl.Int64,
    "rule_id": pl.Int32,
    "order_id": pl.Int64,
    "occurred_on": pl.Int32,
    "occurred_at": pl.Int64,
    "points": pl.Int64,
    "type": pl.Int32,
    "employee": pl.Int32,
    "customer": pl.Int32,
    "amount": pl.Int64,
    "quantity": pl.Int64,
    "channel": pl.String,
    "attributes": pl.String,
}


def empty(session: Session, table: str) -> None:
    session.run(f"DELETE FROM {table}")


def fill(session: Session, table: str, frame: pl.DataFrame) -> None:
    """The rows stand in the table; the names of the columns are the table's."""
    for rows in frame.iter_slices(SLICE):
        session.insert(table, rows)


def between(session: Session, table: str, schema: Schema, *, column: str, low: int, high: int) -> pl.DataFrame:
    """The rows of a table whose column lies in (low, high], in no order."""
    sql = f"SELECT {', '.join(schema)} FROM {table} WHERE {column} > :low AND {column} <= :high"
    return session.frame(sql, schema, low=low, high=high)


def histogram(session: Session) -> pl.DataFrame:
    """The buckets that hold anybody. Columns: `HISTOGRAM`."""
    return session.frame(f"SELECT {', '.join(HISTOGRAM)} FROM customer_histogram WHERE holders <> 0", HISTOGRAM)


def entry_counts(session: Session) -> list[tuple[int, int]]:
    """(account, number of its entries), in the order of the accounts."""
    return session.rows("SELECT account_id, COUNT(*) FROM ledger_entry GROUP BY account_id ORDER BY account_id")


def moved(session: Session, low: int, high: int) -> pl.DataFrame:
    """The entries of accounts of (low, high], each account's in order. Columns: `MOVED`."""
    return session.frame(
        f"SELECT {', '.join(MOVED)} FROM ledger_entry WHERE account_id > :low AND account_id <= :high ORDER BY account_id, id",
        MOVED,
        low=low,
        high=high,
    )


def earned(session: Session, rules: Sequence[int], low: int, high: int, *, rescored: int) -> pl.DataFrame:
    """What rules give above zero after a rescore, by entries with an id in (low, high], with what limits may compare.

    Columns: `EARNED`, in the order of the entries.
    """
    return session.frame(
        f"SELECT l.id, l.rule_id, l.order_id, l.occurred_on, l.occurred_at, {stands('l', rescored)}, a.type_id, a.employee_id, "
        "a.customer_id, a.amount_e4, a.quantity_e4, a.channel, a.attributes "
        "FROM ledger_entry l JOIN activity a ON a.id = l.activity_id "
        f"WHERE l.id > :low AND l.id <= :high AND {newest('l', rescored)} AND {stands('l', rescored)} > 0 "
        f"AND {session.within('l.rule_id', 'rules', 'integer')} ORDER BY l.id",
        EARNED,
        low=low,
        high=high,
        rules=session.listed(list(rules)),
    )


FIRSTS = "SELECT customer_id, MIN(id) AS id FROM activity WHERE customer_id IS NOT NULL GROUP BY customer_id"


def set_first_activities(session: Session) -> None:
    """Every customer's first activity is the one recorded first; none where there is none."""
    session.run(
        f"UPDATE customer SET first_activity_id = f.id FROM ({FIRSTS}) AS f "
        "WHERE f.customer_id = customer.account_id AND COALESCE(customer.first_activity_id, 0) <> f.id"
    )
    session.run(
        "UPDATE customer SET first_activity_id = NULL WHERE first_activity_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM activity a WHERE a.id = customer.first_activity_id AND a.customer_id = customer.account_id)"
    )
