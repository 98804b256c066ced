"""What a replay reads: activities in the order of scoring, what the ledger says of them and of others, whose numbers are whose.

Frames of many rows travel as text, which is several times faster than row by row: COPY on PostgreSQL, JSON arrays on SQLite.
"""

import io
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from db.activities import BATCH_ROWS, BATCH_SQL
from db.engine import Session

ACTS = {"order": pl.Int64, **{name: kind for name, kind in BATCH_ROWS.items() if name != "activity_id"}}
FACTS = BATCH_SQL.partition(", ")[2]
ASIDE = {"account_id": pl.Int32, "day": pl.Int32, "occurred_on": pl.Int32, "score": pl.Int64}
GIVEN = {"account_id": pl.Int32, "given": pl.Int64}
LIFETIME = {"account_id": pl.Int32, "lifetime": pl.Int64}
HOLDER = {"account_id": pl.Int32, "kind": pl.Int8, "code": pl.String, "name": pl.String}
STANDING = {"rule_id": pl.Int32, "order": pl.Int64, "holder": pl.Int32, "points": pl.Int64, "day": pl.Int32, "at": pl.Int64}
ALWAYS = (0, 2**31 - 1)
AT_ONCE, MANY = 50_000, 2_000
Schema = Mapping[str, Any]


def acts(session: Session, low: int, high: int, days: tuple[int, int] = ALWAYS) -> pl.DataFrame:
    """What counts at places of (low, high], on business days of [days), in the order of scoring. Columns: `ACTS`."""
    when = "" if days == ALWAYS else f" AND a.occurred_on >= {int(days[0])} AND a.occurred_on < {int(days[1])}"
    plain = f"SELECT a.id, {FACTS} FROM activity a WHERE {{places}} AND a.pending = 0{when} ORDER BY a.id"
    decided = (
        f"SELECT e.id, {FACTS} FROM activity_event e JOIN activity a ON a.id = e.activity_id "
        f"WHERE {{places}} AND e.kind = 'approved'{when} ORDER BY e.id"
    )
    found = pl.concat([_between(session, plain, "a.id", low, high), _between(session, decided, "e.id", low, high)])
    return found if found["order"].is_sorted() else found.sort("order")


def _between(session: Session, sql: str, place: str, low: int, high: int) -> pl.DataFrame:
    """sql: with the condition on its places left open. Some ten thousand places are asked for at a time."""
    step = AT_ONCE if session.sqlite else AT_ONCE * 4
    ranges = [(start, min(start + step, high)) for start in range(low, high, step)]
    return frame(session, [sql.format(places=f"{place} > {start} AND {place} <= {end}") for start, end in ranges], ACTS)


def count(session: Session, days: tuple[int, int]) -> int:
    """How many activities there are on business days of [days), whatever became of them."""
    sql = "SELECT COUNT(*) FROM activity WHERE occurred_on >= :start AND occurred_on < :end"
    return int(session.value(sql, start=days[0], end=days[1]))


def reversed_places(session: Session, low: int, high: int) -> list[int]:
    """Where in the order of scoring the activities stand that were reversed at places of (low, high]."""
    rows = session.rows(
        "SELECT COALESCE(o.id, e.activity_id) FROM activity_event e LEFT JOIN activity_event o ON o.activity_id = e.activity_id "
        "AND o.kind = 'approved' WHERE e.kind = 'reversed' AND e.id > :low AND e.id <= :high",
        low=low,
        high=high,
    )
    return [row[0] for row in rows]


def aside(session: Session, low: int, high: int, *, is_closed: bool) -> pl.DataFrame:
    """Entries with an id in (low, high] that count for another day than that of the activity that earned them, or for none. Columns: `ASIDE`.

    is_closed: whether any day was ever closed; else every activity counts for its own, and an index knows the entries that no activity earned.
    """
    others = "(l.activity_id IS NULL OR l.booked_on <> l.occurred_on)" if is_closed else "l.activity_id IS NULL"
    where = f"l.id > {int(low)} AND l.id <= {int(high)} AND l.score <> 0 AND {others}"
    day = "CASE WHEN l.activity_id IS NULL THEN NULL ELSE l.occurred_on END"
    return frame(session, [f"SELECT l.account_id, l.booked_on, {day}, l.score FROM ledger_entry l WHERE {where}"], ASIDE)


def given(session: Session, start: int, end: int) -> pl.DataFrame:
    """What the activities of days of [start, end) have given each account until now, wherever it was booked. Columns: `GIVEN`."""
    return session.frame(
        "SELECT l.account_id, CAST(SUM(l.score) AS bigint) FROM ledger_entry l WHERE l.occurred_on >= :start AND l.occurred_on < :end "
        "AND l.kind IN ('earned', 'reversal', 'rescore') GROUP BY l.account_id",
        GIVEN,
        start=start,
        end=end,
    )


def lifetimes(session: Session) -> pl.DataFrame:
    """Every account that has entries. Columns: `LIFETIME`."""
    return frame(session, ["SELECT account_id, lifetime FROM account_balance ORDER BY account_id"], LIFETIME)


def holders(session: Session, accounts: Sequence[int]) -> pl.DataFrame:
    """Columns: `HOLDER`. Of many accounts, all numbers between are read: they mostly lie close."""
    if len(accounts) < MANY:
        sql = f"SELECT id, kind, code, name FROM account WHERE {session.within('id', 'ids', 'integer')}"
        return session.frame(sql, HOLDER, ids=session.listed(list(accounts)))
    between = f"SELECT id, kind, code, name FROM account WHERE id >= {int(min(accounts))} AND id <= {int(max(accounts))}"
    wanted = pl.DataFrame({"account_id": accounts}, schema={"account_id": pl.Int32})
    return frame(session, [between], HOLDER).join(wanted, on="account_id", how="semi")


def standing(session: Session, reaches: Mapping[int, tuple[int, int]], period: tuple[int, int], *, with_facts: bool) -> pl.DataFrame:
    """What rules have given above zero on days outside the period as far as each reaches, by the place of the activity.

    reaches: the days [first, end) by rule. Columns: `STANDING`, and with_facts those of `BATCH` that are not among them.
    """
    more = {name: kind for name, kind in BATCH_ROWS.items() if name not in ("activity_id", "day", "at")}
    facts = "".join(f", {part}" for part in FACTS.split(", ") if part not in ("a.occurred_at AS at", "a.occurred_on AS day"))
    within = " OR ".join(
        f"(l.rule_id = {int(rule)} AND l.occurred_on >= {int(first)} AND l.occurred_on < {int(end)})"
        for rule, (first, end) in reaches.items()
    )
    first, end = min(first for first, _ in reaches.values()), max(end for _, end in reaches.values())
    spans = [(first, period[0]), (period[1], end)]
    outside = " OR ".join(f"(l.occurred_on >= {int(low)} AND l.occurred_on < {int(high)})" for low, high in spans if low < high)
    sql = (
        f"SELECT g.rule_id, g.order_id, g.account_id, g.points, a.occurred_on, a.occurred_at{facts if with_facts else ''} "
        "FROM (SELECT l.rule_id, l.order_id, l.activity_id, l.account_id, CAST(SUM(l.score) AS bigint) AS points FROM ledger_entry l "
        f"WHERE ({outside}) AND ({within}) AND l.kind IN ('earned', 'rescore') "
        "GROUP BY l.rule_id, l.order_id, l.activity_id, l.account_id HAVING SUM(l.score) > 0) g JOIN activity a ON a.id = g.activity_id "
        "ORDER BY g.order_id, g.account_id"
    )
    return frame(session, [sql], STANDING | more if with_facts else STANDING)


# many rows ------------------------------------------------------------------------------------------------------------


def frame(session: Session, queries: Sequence[str], schema: Schema) -> pl.DataFrame:
    """The rows of queries without parameters, one after another, columns by position.

    While the engine answers one query, another thread reads the answer to the one before.
    """
    ask, read = (_arrays, _from_arrays) if session.sqlite else (_text, _from_text)
    with ThreadPoolExecutor(1) as reader:
        parts = list(reader.map(lambda answer: read(answer, schema), (ask(session, sql, len(schema)) for sql in queries)))
    return pl.concat(parts) if parts else pl.DataFrame(schema=dict(schema))


def _text(session: Session, sql: str, _: int) -> io.BytesIO:
    """Rows that have arrived are taken straight from the connection: the driver's own loop takes several times as long for each."""
    text, connection, size = io.BytesIO(), session.driver.pgconn, 1
    with session.driver.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as copy:
        while size >= 0 and (row := copy.read()):  # which waits where none has
            text.write(row)
            size, row = connection.get_copy_data(1)
            while size > 0:
                text.write(row)
                size, row = connection.get_copy_data(1)
        _end(connection)
    return text


def _end(connection: Any) -> None:
    """The answer was whole; else the engine's error is raised."""
    while result := connection.get_result():
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result)


def _from_text(text: io.BytesIO, schema: Schema) -> pl.DataFrame:
    if not text.tell():
        return pl.DataFrame(schema=dict(schema))
    text.seek(0)
    return _as_asked(pl.read_csv(text, has_header=False, schema=_as_read(schema)), schema)


def _arrays(session: Session, sql: str, width: int) -> Sequence[str]:
    """Every column as one JSON array, all made in the same pass: a row is at the same place in each."""
    names = [f"c{number}" for number in range(width)]
    arrays = ", ".join(f"json_group_array({name})" for name in names)
    found: Sequence[str] = session.driver.execute(f"WITH q ({', '.join(names)}) AS ({sql}) SELECT {arrays} FROM q").fetchone()
    return found


def _from_arrays(arrays: Sequence[str], schema: Schema) -> pl.DataFrame:
    if arrays[0] == "[]":
        return pl.DataFrame(schema=dict(schema))
    columns = zip(_as_read(schema).items(), arrays, strict=True)
    read = [pl.Series(name, [array], dtype=pl.String).str.json_decode(pl.List(kind)).explode() for (name, kind), array in columns]
    return _as_asked(pl.DataFrame(read), schema)


def _as_read(schema: Schema) -> dict[str, Any]:
    """Neither engine has truth values: they are 0 and 1."""
    return {name: pl.Int8 if kind == pl.Boolean else kind for name, kind in schema.items()}


def _as_asked(found: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    return found.with_columns(pl.col(name).cast(kind) for name, kind in schema.items() if kind == pl.Boolean)
