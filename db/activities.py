"""Activities and what happened to them later."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from db.engine import Session

CONTENT = {
    "type_id": pl.Int32,
    "occurred_at": pl.Int64,
    "employee_id": pl.Int32,
    "customer_id": pl.Int32,
    "amount_e4": pl.Int64,
    "quantity_e4": pl.Int64,
    "channel": pl.String,
    "collaborators": pl.String,
    "attributes": pl.String,
    "note": pl.String,
    "evidence": pl.String,
}
"""What makes two activities with one key the same or a conflict."""

BATCH_SQL = (
    "a.id AS activity_id, a.type_id AS type, a.occurred_at AS at, a.occurred_on AS day, a.employee_id AS employee, a.customer_id AS customer, "
    "a.amount_e4 AS amount, a.quantity_e4 AS quantity, a.channel, a.collaborators, a.attributes, a.snapshot_id AS snapshot, "
    "a.manager_id AS manager, a.owner_id AS owner, a.tier, a.tags, a.is_new"
)
BATCH_ROWS = {
    "activity_id": pl.Int64,
    "type": pl.Int32,
    "at": pl.Int64,
    "day": pl.Int32,
    "employee": pl.Int32,
    "customer": pl.Int32,
    "amount": pl.Int64,
    "quantity": pl.Int64,
    "channel": pl.String,
    "collaborators": pl.String,
    "attributes": pl.String,
    "snapshot": pl.Int32,
    "manager": pl.Int32,
    "owner": pl.Int32,
    "tier": pl.String,
    "tags": pl.String,
    "is_new": pl.Boolean,
}


def known(session: Session, sources: Sequence[int], external_ids: Sequence[str]) -> dict[tuple[int, str], tuple[int, tuple[Any, ...]]]:
    """What stands under these keys: (activity, its content in the order of `CONTENT`) by (source, external_id)."""
    found: dict[tuple[int, str], tuple[int, tuple[Any, ...]]] = {}
    for source in set(sources):
        keys = [key for s, key in zip(sources, external_ids, strict=True) if s == source]
        for row in session.rows(
            f"SELECT external_id, id, {', '.join(CONTENT)} FROM activity WHERE source_id = :source AND {session.within('external_id', 'keys', 'text')}",
            source=source,
            keys=session.listed(keys),
        ):
            found[source, row[0]] = (row[1], row[2:])
    return found


def run_from(session: Session, source_id: int, external_id: str, *, count: int) -> list[tuple[Any, ...]]:
    """(id, source, external_id, *CONTENT) of the activity with this key and of those recorded next, `count` in all where there are so many."""
    first = session.value(
        "SELECT id FROM activity WHERE source_id = :source AND external_id = :external_id",
        source=source_id,
        external_id=external_id,
    )
    if first is None:
        return []
    return session.rows(
        f"SELECT id, source_id, external_id, {', '.join(CONTENT)} FROM activity WHERE id >= :first ORDER BY id LIMIT :count",
        first=first,
        count=count,
    )


def insert_where_new(session: Session, columns: dict[str, list[Any]], *, checked: bool) -> bool:
    """Inserts all rows, or none and answers False where a key stands already. checked: the caller has looked, and holds the head."""
    if checked:
        session.insert_columns("activity", columns)
        return True
    session.driver.execute("SAVEPOINT fresh")
    try:
        session.insert_columns("activity", columns)
    except session.key_taken:
        session.driver.execute("ROLLBACK TO SAVEPOINT fresh")
        return False
    finally:
        session.driver.execute("RELEASE SAVEPOINT fresh")
    return True


def add_event(session: Session, **values: Any) -> None:
    session.run(
        "INSERT INTO activity_event (id, activity_id, kind, plan_version, recorded_at, actor_id, reason) "
        "VALUES (:id, :activity_id, :kind, :plan_version, :recorded_at, :actor_id, :reason)",
        **values,
    )


def one(session: Session, source: str, external_id: str) -> dict[str, Any] | None:
    """The stored activity with this key, as a mapping of its columns, with `source` by name."""
    found = session.records(
        "SELECT a.*, s.name AS source, p.name AS actor FROM activity a JOIN source s ON s.id = a.source_id JOIN actor p ON p.id = a.actor_id "
        "WHERE s.name = :source AND a.external_id = :external_id",
        source=source,
        external_id=external_id,
    )
    return found[0] if found else None


def events(session: Session, activity_id: int) -> list[dict[str, Any]]:
    return session.records(
        "SELECT e.id, e.kind, e.plan_version, e.recorded_at, e.reason, p.name AS actor FROM activity_event e JOIN actor p ON p.id = e.actor_id "
        "WHERE e.activity_id = :activity ORDER BY e.id",
        activity=activity_id,
    )


def decided(session: Session, activity_ids: Sequence[int]) -> dict[int, str]:
    """How pending activities were decided: `approved` or `declined` by id."""
    return dict(
        session.rows(
            f"SELECT activity_id, kind FROM activity_event WHERE kind <> 'reversed' AND {session.within('activity_id', 'ids')}",
            ids=session.listed(list(activity_ids)),
        )
    )


def batch_of(session: Session, activity_ids: Sequence[int]) -> pl.DataFrame:
    """Stored activities as a batch for scoring, in the order of their ids. Columns: `BATCH_ROWS`."""
    return session.frame(
        f"SELECT {BATCH_SQL} FROM activity a WHERE {session.within('a.id', 'ids')} ORDER BY a.id",
        BATCH_ROWS,
        ids=session.listed(list(activity_ids)),
    )


def snapshots(session: Session, numbers: Sequence[int]) -> list[tuple[int, str, str]]:
    """(id, path, members) of team snapshots, both as JSON."""
    return session.rows(
        f"SELECT id, path, members FROM team_snapshot WHERE {session.within('id', 'ids', 'integer')}",
        ids=session.listed(list(numbers)),
    )


def put_snapshots(session: Session, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """The snapshots exist; their numbers by digest. rows: team_id, path, members, digest."""
    session.many(
        "INSERT INTO team_snapshot (team_id, path, members, digest) VALUES (:team_id, :path, :members, :digest) ON CONFLICT (digest) DO NOTHING",
        rows,
    )
    digests = [row["digest"] for row in rows]
    return dict(
        session.rows(
            f"SELECT digest, id FROM team_snapshot WHERE {session.within('digest', 'digests', 'text')}",
            digests=session.listed(digests),
        )
    )


def waiting(session: Session, account: int | None = None) -> list[int]:
    """Pending activities that nobody has decided yet, of one employee or customer where an account is given, oldest first."""
    whose = "" if account is None else "AND (a.employee_id = :account OR a.customer_id = :account)"
    values = {} if account is None else {"account": account}
    rows = session.rows(
        "SELECT a.id FROM activity a WHERE a.pending = 1 AND NOT EXISTS "
        f"(SELECT 1 FROM activity_event e WHERE e.activity_id = a.id AND e.kind <> 'reversed') {whose} ORDER BY a.id",
        **values,
    )
    return [row[0] for row in rows]
