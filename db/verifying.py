"""Looking for the first row that is not as promised. Nothing here writes; every query holds on both engines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from db.activities import BATCH_ROWS, BATCH_SQL
from db.engine import Session
from db.ledger import newest, stands

REFUSED = {"sqlite": ("UPDATE", "DELETE"), "postgresql": ("UPDATE", "DELETE", "TRUNCATE")}
DAY_MICROS = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A row, by the column that names it, and what is wrong with it."""

    table: str
    row: int
    says: str

    def __str__(self) -> str:
        return f"{self.table} {self.row}: {self.says}"


# 1: append-only ------------------------------------------------------------------------------------------------------


def refusals(session: Session) -> set[tuple[str, str]]:
    """(table, act) for every act that a trigger refuses."""
    if session.sqlite:
        found = session.rows("SELECT tbl_name, UPPER(sql) FROM sqlite_master WHERE type = 'trigger'")
        return {
            (table, act)
            for table, sql in found
            for act in REFUSED["sqlite"]
            if f"BEFORE {act} ON {table.upper()} " in sql and "RAISE(ABORT" in sql and " WHEN " not in sql
        }
    found = session.rows(
        "SELECT c.relname, t.tgtype FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p "
        "ON p.oid = t.tgfoid WHERE c.relnamespace = to_regnamespace(current_schema()) AND t.tgenabled IN ('O', 'A') "
        "AND t.tgqual IS NULL AND p.prosrc LIKE '%RAISE EXCEPTION%'"
    )
    bits = {"DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
    return {(table, act) for table, kind in found for act, bit in bits.items() if kind & bit and kind & 2}


# 2: once -------------------------------------------------------------------------------------------------------------


def has_unique_index(session: Session, table: str, columns: Sequence[str]) -> bool:
    """A unique index, whole and valid, on exactly these columns, in this order."""
    if session.sqlite:
        sql = (
            'SELECT COUNT(*) FROM pragma_index_list(:table) i WHERE i."unique" = 1 AND i.partial = 0 AND :columns = '
            "(SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))"
        )
    else:
        sql = (
            "SELECT COUNT(*) FROM pg_index i WHERE i.indrelid = to_regclass(:table) AND i.indisunique AND i.indisvalid "
            "AND i.indpred IS NULL AND :columns = (SELECT string_agg(a.attname, ',' ORDER BY k.place) "
            "FROM unnest(i.indkey) WITH ORDINALITY k(number, place) "
            "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number)"
        )
    return bool(session.value(sql, table=table, columns=",".join(columns)))


def repeated(session: Session, table: str, columns: Sequence[str], where: str = "1 = 1") -> tuple[Any, ...] | None:
    """(the latest id, the values, how often) of values that stand more than once."""
    listed = ", ".join(columns)
    return session.row(
        f"SELECT MAX(id), {listed}, COUNT(*) FROM {table} WHERE {where} GROUP BY {listed} HAVING COUNT(*) > 1 ORDER BY MAX(id) LIMIT 1"
    )


# 3: nothing is missing -----------------------------------------------------------------------------------------------

REFERENCES = (
    ("ledger_entry", "id", "account_id", "account", "id"),
    ("ledger_entry", "id", "activity_id", "activity", "id"),
    ("ledger_entry", "id", "rule_id", "rule", "id"),
    ("ledger_entry", "id", "plan_version", "plan_version", "version"),
    ("ledger_entry", "id", "actor_id", "actor", "id"),
    ("ledger_entry", "id", "reverses_id", "ledger_entry", "id"),
    ("activity", "id", "source_id", "source", "id"),
    ("activity", "id", "type_id", "activity_type", "id"),
    ("activity", "id", "employee_id", "employee", "account_id"),
    ("activity", "id", "customer_id", "customer", "account_id"),
    ("activity", "id", "manager_id", "employee", "account_id"),
    ("activity", "id", "owner_id", "employee", "account_id"),
    ("activity", "id", "snapshot_id", "team_snapshot", "id"),
    ("activity", "id", "plan_version", "plan_version", "version"),
    ("activity", "id", "actor_id", "actor", "id"),
    ("activity_event", "id", "activity_id", "activity", "id"),
    ("activity_event", "id", "plan_version", "plan_version", "version"),
    ("activity_event", "id", "actor_id", "actor", "id"),
    ("audit", "id", "actor_id", "actor", "id"),
    ("limit_use", "entry_id", "entry_id", "ledger_entry", "id"),
    ("ledger_entry", "id", "from_version", "plan_version", "version"),
    ("rescore", "id", "actor_id", "actor", "id"),
    ("limit_use", "entry_id", "rule_id", "rule", "id"),
    ("campaign_award", "id", "campaign_id", "campaign", "id"),
    ("campaign_award", "id", "rule_id", "rule", "id"),
    ("campaign_award", "id", "account_id", "account", "id"),
    ("campaign_award", "id", "activity_id", "activity", "id"),
    ("campaign_award", "id", "plan_version", "plan_version", "version"),
    ("campaign_award", "id", "rescore_id", "rescore", "id"),
    ("employee", "account_id", "account_id", "account", "id"),
    ("customer", "account_id", "account_id", "account", "id"),
)
"""Table, the column that names a row of it, the column that refers, and what it refers to."""


def dangling(session: Session) -> Iterator[Fault]:
    """The first row of each reference that leads nowhere."""
    for table, key, column, target, name in REFERENCES:
        row = session.row(
            f"SELECT t.{key}, t.{column} FROM {table} t WHERE t.{column} IS NOT NULL "
            f"AND NOT EXISTS (SELECT 1 FROM {target} o WHERE o.{name} = t.{column}) ORDER BY t.{key} LIMIT 1"
        )
        if row:
            yield Fault(table, row[0], f"{column} is {row[1]}, and there is no {target} {row[1]}")


PLACES = "(SELECT id FROM activity UNION ALL SELECT id FROM activity_event)"
ENTRIES = "(SELECT id FROM ledger_entry)"


def extent(session: Session, rows: str) -> tuple[int, int, int]:
    """(least id, greatest id, number of rows) of `PLACES` or `ENTRIES`; zeros where there is none."""
    row = session.row(f"SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), 0), COUNT(*) FROM {rows} AS r")
    return (row[0], row[1], row[2]) if row else (0, 0, 0)


def first_gap(session: Session, rows: str) -> int:
    """The first id from 1 on that no row of `PLACES` or `ENTRIES` has."""
    return int(
        session.value(
            f"SELECT place FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id) AS place FROM {rows} AS r) AS n "
            "WHERE id <> place ORDER BY place LIMIT 1"
        )
    )


def recorded(session: Session) -> tuple[int, int]:
    """(activities that stand, activities that the audit says were taken)."""
    if session.sqlite:
        counted = "COALESCE(json_extract(detail, '$.accepted'), 0) + COALESCE(json_extract(detail, '$.pending'), 0)"
    else:
        part = "COALESCE(CAST(CAST(detail AS json) ->> '{}' AS bigint), 0)"
        counted = f"{part.format('accepted')} + {part.format('pending')}"
    told = session.value(f"SELECT COALESCE(SUM({counted}), 0) FROM audit WHERE action = 'record'")
    return int(session.value("SELECT COUNT(*) FROM activity")), int(told)


def happened(session: Session) -> list[tuple[str, int, int]]:
    """(kind of event, events that stand, events that the audit tells of)."""
    return session.rows(
        "SELECT k.kind, (SELECT COUNT(*) FROM activity_event e WHERE e.kind = k.kind), "
        "(SELECT COUNT(*) FROM audit a WHERE a.action = k.action) "
        "FROM (SELECT 'approved' AS kind, 'approved' AS action UNION ALL SELECT 'declined', 'declined' "
        "UNION ALL SELECT 'reversed', 'reverse') AS k"
    )


# 6: entries ----------------------------------------------------------------------------------------------------------


def _first(session: Session, table: str, sql: str, **values: Any) -> Iterator[Fault]:
    """sql: selects id and fault, null where there is none."""
    row = session.row(f"SELECT id, fault FROM ({sql}) AS f WHERE fault IS NOT NULL ORDER BY id LIMIT 1", **values)
    if row:
        yield Fault(table, row[0], row[1])


def careless_entries(session: Session, kinds: Sequence[str]) -> Iterator[Fault]:
    """The first entry that does not say what it is, why, when, and what for."""
    return _first(
        session,
        "ledger_entry",
        f"SELECT l.id, CASE WHEN NOT ({session.within('l.kind', 'kinds', 'text')}) "
        "THEN 'no kind of entry is called ' || l.kind "
        "WHEN TRIM(l.reason) = '' THEN 'it has no reason' "
        "WHEN l.recorded_at <= 0 OR l.occurred_at < 0 THEN 'it is dated before 1970' "
        f"WHEN l.occurred_at > l.recorded_at + {DAY_MICROS} THEN 'it occurred more than a day after it was recorded' "
        "WHEN (l.kind = 'rescore') <> (l.was IS NOT NULL) OR (l.kind <> 'rescore' AND l.from_version IS NOT NULL) "
        "THEN 'it is of kind ' || l.kind || ', and was is ' || COALESCE(CAST(l.was AS text), 'null') "
        "WHEN l.kind NOT IN ('earned', 'rescore') THEN NULL "
        "WHEN l.activity_id IS NULL OR l.order_id IS NULL OR l.rule_id IS NULL OR l.plan_version IS NULL "
        "THEN 'it was earned, and does not name activity, order, rule and plan version' "
        "WHEN l.score <> l.balance THEN 'it was earned, its score is ' || l.score || ', its balance ' || l.balance "
        "END AS fault FROM ledger_entry l",
        kinds=session.listed(kinds),
    )


def displaced_entries(session: Session) -> Iterator[Fault]:
    """The first earned entry that is not of the moment, the day, the order, the actor and the version of its activity; of a rescore, the first three."""
    return _first(
        session,
        "ledger_entry",
        "SELECT l.id, CASE WHEN a.pending = 1 AND e.id IS NULL THEN 'activity ' || a.id || ' was not approved' "
        "WHEN l.occurred_at <> a.occurred_at THEN 'occurred_at is not that of activity ' || a.id "
        "WHEN l.occurred_on <> a.occurred_on THEN 'occurred_on is not that of activity ' || a.id "
        "WHEN l.order_id <> COALESCE(e.id, a.id) THEN 'order_id is not that of activity ' || a.id "
        "WHEN l.kind = 'rescore' THEN NULL "
        "WHEN l.actor_id <> COALESCE(e.actor_id, a.actor_id) THEN 'its actor is not that of activity ' || a.id "
        "WHEN COALESCE(e.plan_version, a.plan_version) IS NULL "
        "THEN 'activity ' || a.id || ' was scored by no plan version' "
        "WHEN l.plan_version <> COALESCE(e.plan_version, a.plan_version) THEN 'plan_version is ' || l.plan_version "
        "|| ', activity ' || a.id || ' was scored by ' || COALESCE(e.plan_version, a.plan_version) END AS fault "
        "FROM ledger_entry l JOIN activity a ON a.id = l.activity_id "
        "LEFT JOIN activity_event e ON e.activity_id = a.id AND e.kind = 'approved' WHERE l.kind IN ('earned', 'rescore')",
    )


def wrong_reversals(session: Session) -> Iterator[Fault]:
    """The first reversal that does not take back exactly one entry, of an activity that was reversed."""
    return _first(
        session,
        "ledger_entry",
        "SELECT l.id, CASE WHEN l.kind <> 'reversal' THEN 'it is no reversal, and names the entry ' || l.reverses_id "
        "WHEN l.reverses_id IS NULL THEN 'it names no entry that it reverses' "
        "WHEN o.kind = 'reversal' THEN 'it reverses the reversal ' || o.id "
        "WHEN l.account_id <> o.account_id OR COALESCE(l.activity_id, 0) <> COALESCE(o.activity_id, 0) "
        "THEN 'it is not for the holder and the activity of entry ' || o.id "
        "WHEN l.score <> -o.score OR l.balance <> -o.balance THEN 'it takes back ' || -l.balance || ', entry ' || o.id "
        "|| ' gave ' || o.balance "
        "WHEN e.id IS NULL THEN 'activity ' || l.activity_id || ' was not reversed' END AS fault "
        "FROM ledger_entry l LEFT JOIN ledger_entry o ON o.id = l.reverses_id "
        "LEFT JOIN activity_event e ON e.activity_id = l.activity_id AND e.kind = 'reversed' "
        "WHERE l.kind = 'reversal' OR l.reverses_id IS NOT NULL",
    )


def left_standing(session: Session) -> Iterator[Fault]:
    """The first earned entry of a reversed activity that nothing takes back."""
    return _first(
        session,
        "ledger_entry",
        "SELECT l.id, 'activity ' || l.activity_id || ' was reversed, and nothing takes this entry back' AS fault "
        "FROM activity_event e JOIN ledger_entry l ON l.activity_id = e.activity_id AND l.kind IN ('earned', 'rescore') "
        "WHERE e.kind = 'reversed' AND NOT EXISTS "
        "(SELECT 1 FROM ledger_entry r WHERE r.activity_id = l.activity_id AND r.reverses_id = l.id)",
    )


def displaced_pays(session: Session) -> Iterator[Fault]:
    """The first row of what a campaign pays that is not of the day, the order, the version and the holder of an entry that was earned."""
    return _first(
        session,
        "campaign_award",
        "SELECT c.id, CASE WHEN c.rescore_id IS NULL AND l.id IS NULL THEN 'activity ' || c.activity_id || ' earned nothing for it to pay' "
        "WHEN c.rescore_id IS NULL AND c.points <= 0 THEN 'it pays ' || c.points "
        "WHEN c.occurred_on <> a.occurred_on THEN 'occurred_on is not that of activity ' || c.activity_id "
        "WHEN c.order_id <> COALESCE(e.id, a.id) THEN 'order_id is not that of activity ' || c.activity_id "
        "WHEN c.rescore_id IS NULL AND (c.plan_version <> l.plan_version OR c.booked_on <> l.booked_on) "
        "THEN 'its version and day are not those of entry ' || l.id END AS fault "
        "FROM campaign_award c JOIN activity a ON a.id = c.activity_id "
        "LEFT JOIN activity_event e ON e.activity_id = a.id AND e.kind = 'approved' "
        "LEFT JOIN ledger_entry l ON l.activity_id = c.activity_id AND l.rule_id = c.rule_id AND l.account_id = c.account_id AND l.kind = 'earned'",
    )


def wrong_events(session: Session) -> Iterator[Fault]:
    """The first event that could not have happened to its activity."""
    return _first(
        session,
        "activity_event",
        "SELECT e.id, CASE WHEN e.kind NOT IN ('approved', 'declined', 'reversed') "
        "THEN 'no event is called ' || e.kind "
        "WHEN e.kind <> 'reversed' AND a.pending = 0 THEN 'activity ' || a.id || ' needed no approval' "
        "WHEN e.kind = 'reversed' AND a.pending = 1 AND o.id IS NULL THEN 'activity ' || a.id || ' was never approved' "
        "WHEN e.kind = 'declined' AND o.id IS NOT NULL THEN 'activity ' || a.id || ' was approved too' END AS fault "
        "FROM activity_event e JOIN activity a ON a.id = e.activity_id "
        "LEFT JOIN activity_event o ON o.activity_id = e.activity_id AND o.kind = 'approved'",
    )


def snapshots(session: Session) -> list[tuple[int, str, str, str]]:
    """(id, path, members, digest) of every team as it was."""
    return session.rows("SELECT id, path, members, digest FROM team_snapshot ORDER BY id")


# 7 and 9: what was scored, and when ----------------------------------------------------------------------------------

MOMENTS = {
    "id": pl.Int64,
    "occurred_at": pl.Int64,
    "occurred_on": pl.Int32,
    "recorded_at": pl.Int64,
    "pending": pl.Int8,
    "plan_version": pl.Int32,
}
VISITS = {"id": pl.Int64, "customer_id": pl.Int32, "is_new": pl.Int8}
DECISIONS = {"id": pl.Int64, "occurred_at": pl.Int64, "recorded_at": pl.Int64, "plan_version": pl.Int32}
SCORED = {**BATCH_ROWS, "order_id": pl.Int64, "version": pl.Int32}
GIVEN = {"order": pl.Int64, "activity": pl.Int64, "holder": pl.Int32, "rule_id": pl.Int32, "given": pl.Int64}


def visits(session: Session, low: int, high: int) -> pl.DataFrame:
    """Activities of customers with an id in (low, high]. Columns: `VISITS`, in the order of ids."""
    sql = f"SELECT {', '.join(VISITS)} FROM activity WHERE id > :low AND id <= :high AND customer_id IS NOT NULL ORDER BY id"
    return session.frame(sql, VISITS, low=low, high=high)


def moments(session: Session, low: int, high: int) -> pl.DataFrame:
    """Activities with an id in (low, high]. Columns: `MOMENTS`."""
    sql = f"SELECT {', '.join(MOMENTS)} FROM activity WHERE id > :low AND id <= :high ORDER BY id"
    return session.frame(sql, MOMENTS, low=low, high=high)


def approvals(session: Session, low: int, high: int) -> pl.DataFrame:
    """Approvals with an id in (low, high], and when their activity occurred. Columns: `DECISIONS`."""
    return session.frame(
        "SELECT e.id, a.occurred_at, e.recorded_at, e.plan_version FROM activity_event e "
        "JOIN activity a ON a.id = e.activity_id WHERE e.kind = 'approved' AND e.id > :low AND e.id <= :high "
        "ORDER BY e.id",
        DECISIONS,
        low=low,
        high=high,
    )


def scored(session: Session, low: int, high: int) -> pl.DataFrame:
    """What could be scored at places of (low, high], in that order, as a batch; version: that of the first time. Columns: `SCORED`."""
    return session.frame(
        f"SELECT {BATCH_SQL}, a.id AS order_id, a.plan_version AS version FROM activity a "
        "WHERE a.id > :low AND a.id <= :high AND a.pending = 0 UNION ALL "
        f"SELECT {BATCH_SQL}, e.id, e.plan_version FROM activity_event e JOIN activity a ON a.id = e.activity_id "
        "WHERE e.id > :low AND e.id <= :high AND e.kind = 'approved' ORDER BY order_id",
        SCORED,
        low=low,
        high=high,
    )


def given(session: Session, low: int, high: int, *, rescored: int) -> pl.DataFrame:
    """What was given at places of (low, high], as of the last entry of a rescore (0: before all). Columns: `GIVEN`."""
    columns = f"l.order_id, l.activity_id, l.account_id, l.rule_id, {stands('l', rescored)}"
    counts = f"{newest('l', rescored)} AND {stands('l', rescored)} <> 0"
    return session.frame(
        f"SELECT {columns} FROM ledger_entry l WHERE l.activity_id > :low AND l.activity_id <= :high "
        f"AND {counts} AND l.order_id = l.activity_id UNION ALL "
        f"SELECT {columns} FROM activity_event e JOIN ledger_entry l ON l.activity_id = e.activity_id "
        f"AND {counts} AND l.order_id = e.id WHERE e.kind = 'approved' AND e.id > :low AND e.id <= :high",
        GIVEN,
        low=low,
        high=high,
    )
