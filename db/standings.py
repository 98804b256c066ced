"""Standings: employees' in the ledger's own transaction, customers' folded behind the writers and caught up before they are read."""

from collections.abc import Sequence
from dataclasses import asdict

import polars as pl

from db.engine import Session
from scoring.standings import Deltas

SHIFTS = (0, 8, 16)
LEVEL = "SELECT COALESCE(SUM(holders), 0) FROM customer_histogram WHERE period_id = :period AND shift = {0} AND bucket > :b{0}"
ABOVE = f"SELECT ({LEVEL.format(16)}) + ({LEVEL.format(8)} AND bucket < :h8) + ({LEVEL.format(0)} AND bucket < :h0)"
"""Buckets above mine on the coarse level; inside my bucket those above on the middle level; inside that one the higher scores."""
ROW = {"account_id": pl.Int32, "score": pl.Int64, "reached_at": pl.Int64}


def add(session: Session, table: str, deltas: Deltas) -> None:
    """The deltas are counted. table: employee_standing or customer_standing."""
    greatest = "MAX" if session.sqlite else "GREATEST"
    session.upsert_columns(
        table,
        asdict(deltas),
        key=["period_id", "account_id"],
        update=f"score = t.score + excluded.score, reached_at = {greatest}(t.reached_at, excluded.reached_at)",
    )


def of_period(session: Session, table: str, period_id: int) -> pl.DataFrame:
    """Every standing of a period. Columns: `ROW`."""
    return session.frame(f"SELECT account_id, score, reached_at FROM {table} WHERE period_id = :period", ROW, period=period_id)


def of_periods(session: Session, table: str, period_ids: Sequence[int]) -> pl.DataFrame:
    """What the standings of several periods, of which no two share a day, come to. Columns: `ROW`."""
    return session.frame(
        f"SELECT account_id, CAST(SUM(score) AS bigint), MAX(reached_at) FROM {table} WHERE {session.within('period_id', 'periods', 'integer')} "
        "GROUP BY account_id",
        ROW,
        periods=session.listed(list(period_ids)),
    )


def of_account(session: Session, table: str, account: int, period_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """(score, reached_at) by period."""
    rows = session.rows(
        f"SELECT period_id, score, reached_at FROM {table} WHERE account_id = :account AND {session.within('period_id', 'periods', 'integer')}",
        account=account,
        periods=session.listed(list(period_ids)),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def sums(session: Session, table: str, accounts: Sequence[int], low: int, high: int) -> pl.DataFrame:
    """Standings of some accounts in periods with an id of [low, high). Columns: period_id and `ROW`."""
    return session.frame(
        f"SELECT period_id, account_id, score, reached_at FROM {table} WHERE period_id >= :low AND period_id < :high "
        f"AND {session.within('account_id', 'ids', 'integer')}",
        {"period_id": pl.Int32, **ROW},
        low=low,
        high=high,
        ids=session.listed(list(accounts)),
    )


def clear(session: Session) -> None:
    for table in ("employee_standing", "customer_standing", "customer_histogram"):
        session.run(f"DELETE FROM {table}")
    session.run("UPDATE fold SET through_entry_id = 0 WHERE name = 'customers'")


# customers: folded ----------------------------------------------------------------------------------------------------------------


def folded_through(session: Session) -> int:
    return int(session.value("SELECT through_entry_id FROM fold WHERE name = 'customers'"))


def lock_fold(session: Session) -> int:
    """The last folded entry, held until the transaction ends: one process folds at a time."""
    sql = "SELECT through_entry_id FROM fold WHERE name = 'customers'"
    return int(session.value(sql if session.sqlite else sql + " FOR UPDATE"))


def set_folded(session: Session, entry_id: int) -> None:
    session.run("UPDATE fold SET through_entry_id = :entry WHERE name = 'customers'", entry=entry_id)


def fold_customers(session: Session, deltas: Deltas) -> None:
    """Adds the deltas to the customers' standings and keeps the histogram in step with them."""
    with session.temporary("folding", pl.DataFrame({"period_id": deltas.period_id, "account_id": deltas.account_id})) as table:
        before = _scores(session, table)
        add(session, "customer_standing", deltas)
        after = _scores(session, table)
    moved = pl.concat(
        [
            before.with_columns(pl.lit(-1, pl.Int32).alias("holders")),
            after.with_columns(pl.lit(1, pl.Int32).alias("holders")),
        ]
    )
    session.upsert(
        "customer_histogram",
        histogram(moved),
        key=["period_id", "shift", "bucket"],
        update="holders = t.holders + excluded.holders",
    )


def histogram(scores: pl.DataFrame) -> pl.DataFrame:
    """How many holders come to each bucket of each level, where any do. scores: period_id, score, holders (Int32, those who leave below zero)."""
    levels = [
        scores.select(
            "period_id",
            pl.lit(shift, pl.Int32).alias("shift"),
            pl.col("score").floordiv(1 << shift).alias("bucket"),
            "holders",
        )
        for shift in SHIFTS
    ]
    summed = pl.concat(levels).group_by("period_id", "shift", "bucket").agg(pl.col("holders").sum())
    return summed.filter(pl.col("holders") != 0).sort("period_id", "shift", "bucket")


def _scores(session: Session, table: str) -> pl.DataFrame:
    return session.frame(
        f"SELECT s.period_id, s.score FROM {table} f JOIN customer_standing s ON s.period_id = f.period_id AND s.account_id = f.account_id",
        {"period_id": pl.Int32, "score": pl.Int64},
    )


def above(session: Session, period_id: int, score: int) -> int:
    """How many customers of a period have a higher score: a few hundred rows of the histogram, whatever the number of customers."""
    values = {f"b{shift}": score >> shift for shift in SHIFTS} | {"h0": ((score >> 8) + 1) << 8, "h8": ((score >> 16) + 1) << 8}
    return int(session.value(ABOVE, period=period_id, **values))


def distinct_above(session: Session, period_id: int, score: int) -> int:
    """How many different scores are higher: dense ranks."""
    return int(
        session.value(
            "SELECT COUNT(*) FROM customer_histogram WHERE period_id = :period AND shift = 0 AND bucket > :score AND holders > 0",
            period=period_id,
            score=score,
        )
    )


TOP = {**ROW, "code": pl.String, "name": pl.String}
ORDER = "s.score DESC, s.reached_at, a.code"


def customers_after(session: Session, period_id: int, *, score: int | None, reached_at: int, code: str, limit: int) -> pl.DataFrame:
    """The customers of a period that stand behind a place (from the top where score is None), best first. Columns: `TOP`.

    Two steps, so that the index alone finds the page, and codes order only those who share its last score and moment.
    """
    behind, values = "", {}
    if score is not None:
        behind = "AND s.score <= :score AND (s.score < :score OR s.reached_at >= :reached)"
        values = {"score": score, "reached": reached_at}
    ahead = _ahead(session, period_id, score, reached_at, code)
    page = _page_with_ties if not session.sqlite else _page_by_its_end
    chosen, bounds = page(session, behind, limit + ahead, values | {"period": period_id})
    return session.frame(
        f"SELECT s.account_id, s.score, s.reached_at, a.code, a.name FROM ({chosen}) s "
        f"JOIN account a ON a.id = s.account_id ORDER BY {ORDER} LIMIT :limit OFFSET :ahead",
        TOP,
        period=period_id,
        limit=limit,
        ahead=ahead,
        **values,
        **bounds,
    )


CHOSEN = "SELECT s.account_id, s.score, s.reached_at FROM customer_standing s WHERE s.period_id = :period"


def _page_with_ties(_: Session, behind: str, count: int, __: dict[str, int]) -> tuple[str, dict[str, int]]:
    """SQL for the first rows and all that tie with the last of them, and its values; PostgreSQL has words for it."""
    return f"{CHOSEN} {behind} ORDER BY s.score DESC, s.reached_at FETCH FIRST (CAST(:count AS bigint)) ROWS WITH TIES", {"count": count}


def _page_by_its_end(session: Session, behind: str, count: int, values: dict[str, int]) -> tuple[str, dict[str, int]]:
    """The same for SQLite, which is asked for the last row first."""
    sql = f"SELECT s.score, s.reached_at FROM customer_standing s WHERE s.period_id = :period {behind} ORDER BY s.score DESC, s.reached_at"
    last = session.row(f"{sql} LIMIT 1 OFFSET :skip", skip=count - 1, **values)
    if last is None:
        return f"{CHOSEN} {behind}", {}
    return f"{CHOSEN} {behind} AND s.score >= :low AND (s.score > :low OR s.reached_at <= :latest)", {"low": last[0], "latest": last[1]}


def _ahead(session: Session, period_id: int, score: int | None, reached_at: int, code: str) -> int:
    """How many share a place's score and moment and stand no later than it by their codes: the page before showed them."""
    if score is None:
        return 0
    return int(
        session.value(
            "SELECT COUNT(*) FROM customer_standing s JOIN account a ON a.id = s.account_id "
            "WHERE s.period_id = :period AND s.score = :score AND s.reached_at = :reached AND a.code <= :code",
            period=period_id,
            score=score,
            reached=reached_at,
            code=code,
        )
    )


def customers_of_owners(session: Session, period_id: int, owners: Sequence[int]) -> pl.DataFrame:
    """The customers of a period who belong to one of the owners. Columns: `TOP`."""
    return session.frame(
        "SELECT s.account_id, s.score, s.reached_at, a.code, a.name FROM customer_standing s JOIN customer c ON c.account_id = s.account_id "
        f"JOIN account a ON a.id = s.account_id WHERE s.period_id = :period AND {session.within('c.owner_id', 'owners', 'integer')}",
        TOP,
        period=period_id,
        owners=session.listed(list(owners)),
    )


AMONG = "FROM customer_standing s JOIN customer c ON c.account_id = s.account_id WHERE s.period_id = :period AND s.score > :score"


def above_among(session: Session, period_id: int, score: int, owners: Sequence[int]) -> int:
    """As `above`, of the customers who belong to one of the owners."""
    return _among(session, "COUNT(*)", period_id, score, owners)


def distinct_above_among(session: Session, period_id: int, score: int, owners: Sequence[int]) -> int:
    """As `distinct_above`, of the customers who belong to one of the owners."""
    return _among(session, "COUNT(DISTINCT s.score)", period_id, score, owners)


def _among(session: Session, counted: str, period_id: int, score: int, owners: Sequence[int]) -> int:
    sql = f"SELECT {counted} {AMONG} AND {session.within('c.owner_id', 'owners', 'integer')}"
    return int(session.value(sql, period=period_id, score=score, owners=session.listed(list(owners))))
