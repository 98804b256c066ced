"""The ledger: entries, what limits have used, balances and lots."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import polars as pl

from db.engine import Columns, Session
from scoring.limits import CooldownDemand, Demand, Usage, group_column
from scoring.periods import Ints

ENTRY = {
    "id": pl.Int64,
    "account_id": pl.Int32,
    "kind": pl.String,
    "score": pl.Int64,
    "balance": pl.Int64,
    "activity_id": pl.Int64,
    "order_id": pl.Int64,
    "rule_id": pl.Int32,
    "plan_version": pl.Int32,
    "occurred_at": pl.Int64,
    "occurred_on": pl.Int32,
    "booked_on": pl.Int32,
    "recorded_at": pl.Int64,
    "actor_id": pl.Int32,
    "reason": pl.String,
    "reverses_id": pl.Int64,
}
USED = {"group": None, "start": pl.Int32, "times": pl.Int64, "points": pl.Int64}
FEW = 24
NEVER = 2**62


RESCORE = {"from_version": pl.Int32, "was": pl.Int64}
"""What the entries of a rescore have besides `ENTRY`."""


def post(session: Session, entries: Columns) -> None:
    """The entries stand in the ledger. entries: the columns of `ENTRY`, those of a rescore with `RESCORE`."""
    names = [*ENTRY, *RESCORE] if "was" in entries else [*ENTRY]
    session.insert_columns("ledger_entry", {name: entries[name] for name in names})


def newest(table: str, rescored: int) -> str:
    """A condition: the entry says what a rule gives a holder for an activity, as of the last entry of a rescore; 0: before every rescore."""
    if not rescored:
        return f"{table}.kind = 'earned'"
    return (
        f"({table}.kind = 'earned' OR ({table}.kind = 'rescore' AND {table}.id <= {int(rescored)})) AND NOT EXISTS (SELECT 1 FROM ledger_entry n "
        f"WHERE n.kind = 'rescore' AND n.rule_id = {table}.rule_id AND n.account_id = {table}.account_id "
        f"AND n.activity_id = {table}.activity_id AND n.id > {table}.id AND n.id <= {int(rescored)})"
    )


def stands(table: str, rescored: int) -> str:
    """What such an entry says, as an expression."""
    return f"({table}.score + COALESCE({table}.was, 0))" if rescored else f"{table}.score"


def _uses(table: str, rescored: int) -> str:
    """A condition: the entry says of an award above zero."""
    return f"{newest(table, rescored)} AND {stands(table, rescored)} > 0"


def usage(
    session: Session,
    demands: Sequence[Demand],
    cooldowns: Sequence[CooldownDemand],
    rule_ids: dict[str, int],
    *,
    rescored: int,
    before: int = NEVER,
) -> Usage:
    """What the ledger says of limits, as of an order (an activity's place in the order of scoring), that one excluded.

    rescored: the last entry of the last rescore that counts, 0 where none does; the use of compared fields is that after all of them.
    """
    as_of = _AsOf(before, rescored)
    windows = {(d.index, d.number): _window_use(session, d, rule_ids[d.rule], as_of) for d in demands if d.rule in rule_ids}
    moments = {d.index: _moments(session, d, rule_ids[d.rule], as_of) for d in cooldowns if d.rule in rule_ids}
    return Usage(windows, moments)


class _AsOf(NamedTuple):
    before: int
    rescored: int


def _window_use(session: Session, demand: Demand, rule_id: int, as_of: _AsOf) -> pl.DataFrame:
    before, rescored = as_of
    groups = demand.groups
    schema: dict[str, Any] = USED | {"group": groups.schema["group"]}
    find = _by_values if demand.same else _by_holder
    if _one_by_one(session, groups):
        rows = [(g, s, *find(session, demand, rule_id, (g, s, e), as_of)) for g, s, e in groups.select("group", "start", "end").iter_rows()]
        return pl.DataFrame(rows, schema=schema, orient="row")
    wanted = groups.select(pl.col("group").alias("g"), pl.col("start").alias("s"), pl.col("end").alias("e"))
    with session.temporary("wanted_windows", wanted) as table:
        if demand.same:
            return session.frame(
                f"SELECT g, s, COUNT(DISTINCT u.order_id), CAST(SUM(u.points) AS bigint) FROM {table} JOIN limit_use u ON u.rule_id = :rule AND u.fields = :fields "
                "AND u.value = g AND u.occurred_on >= s AND u.occurred_on < e WHERE u.order_id < :before GROUP BY g, s",
                schema,
                rule=rule_id,
                fields=group_column(demand.same),
                before=before,
            )
        return session.frame(
            f"SELECT g, s, COUNT(*), CAST(SUM({stands('l', rescored)}) AS bigint) FROM {table} JOIN ledger_entry l ON l.account_id = g "
            f"AND l.rule_id = :rule AND l.occurred_on >= s AND l.occurred_on < e WHERE {_uses('l', rescored)} {_as_of('l', before)} GROUP BY g, s",
            schema,
            rule=rule_id,
            before=before,
        )


def _one_by_one(session: Session, groups: pl.DataFrame) -> bool:
    """A handful, and any number in a reading transaction, in which PostgreSQL makes no temporary table."""
    return groups.height <= FEW or (not session.sqlite and session.value("SHOW transaction_read_only") == "on")


def _as_of(table: str, before: int) -> str:
    """A condition only where it binds, so that the common question is answered by the index alone."""
    return f"AND {table}.order_id < :before" if before != NEVER else "AND :before > 0"


def _by_holder(session: Session, demand: Demand, rule_id: int, window: tuple[int, int, int], as_of: _AsOf) -> tuple[int, int]:
    (group, start, end), (before, rescored) = window, as_of
    row = session.row(
        f"SELECT COUNT(*), COALESCE(SUM({stands('l', rescored)}), 0) FROM ledger_entry l WHERE l.account_id = :account AND l.rule_id = :rule "
        f"AND l.occurred_on >= :start AND l.occurred_on < :end AND {_uses('l', rescored)} {_as_of('l', before)}",
        account=group,
        rule=rule_id,
        start=start,
        end=end,
        before=before,
    )
    assert row is not None
    return int(row[0]), int(row[1])


def _by_values(session: Session, demand: Demand, rule_id: int, window: tuple[str, int, int], as_of: _AsOf) -> tuple[int, int]:
    (group, start, end), before = window, as_of.before
    row = session.row(
        "SELECT COUNT(DISTINCT order_id), COALESCE(SUM(points), 0) FROM limit_use WHERE rule_id = :rule AND fields = :fields AND value = :value "
        "AND occurred_on >= :start AND occurred_on < :end AND order_id < :before",
        rule=rule_id,
        fields=group_column(demand.same),
        value=group,
        start=start,
        end=end,
        before=before,
    )
    assert row is not None
    return int(row[0]), int(row[1])


def _moments(session: Session, demand: CooldownDemand, rule_id: int, as_of: _AsOf) -> pl.DataFrame:
    before, rescored = as_of
    schema: dict[str, Any] = {"group": demand.groups.schema["group"], "at": pl.Int64}
    if demand.same:
        uses, group = "limit_use u WHERE u.rule_id = :rule AND u.fields = :fields AND u.points > 0", "u.value"
    else:
        uses, group = f"ledger_entry u WHERE u.rule_id = :rule AND {_uses('u', rescored)} AND :fields <> ''", "u.account_id"
    values = {"rule": rule_id, "fields": group_column(demand.same), "before": before}
    if _one_by_one(session, demand.groups):
        sql = f"SELECT DISTINCT u.occurred_at FROM {uses} AND {group} = :g AND u.occurred_at > :s AND u.occurred_at < :e AND u.order_id < :before"
        asked = demand.groups.select("group", "since", "until").iter_rows()
        rows = [(g, at) for g, s, e in asked for (at,) in session.rows(sql, g=g, s=s, e=e, **values)]
        return pl.DataFrame(rows, schema=schema, orient="row")
    wanted = demand.groups.select(pl.col("group").alias("g"), pl.col("since").alias("s"), pl.col("until").alias("e"))
    with session.temporary("wanted_moments", wanted) as table:
        return session.frame(
            f"SELECT DISTINCT g, u.occurred_at FROM {table}, {uses} AND {group} = g AND u.occurred_at > s AND u.occurred_at < e "
            "AND u.order_id < :before",
            schema,
            **values,
        )


LIMIT_USE = ["rule_id", "fields", "value", "entry_id", "order_id", "occurred_on", "occurred_at", "points"]


def add_limit_use(session: Session, frame: pl.DataFrame) -> None:
    session.insert("limit_use", frame.select(*LIMIT_USE))


def drop_limit_use(session: Session, gone: pl.DataFrame) -> None:
    """The rows with these keys are gone. gone: rule_id, fields, value, entry_id."""
    with session.temporary("gone_limit_use", gone.select("rule_id", "fields", "value", "entry_id")) as table:
        session.run(
            f"DELETE FROM limit_use WHERE (rule_id, fields, value, entry_id) IN (SELECT rule_id, fields, value, entry_id FROM {table})"
        )


def add_to_balances(session: Session, account_id: Ints, balance: Ints, lifetime: Ints) -> None:
    """Each account, named once, has so much more."""
    session.upsert_columns(
        "account_balance",
        {"account_id": account_id, "balance": balance, "lifetime": lifetime},
        key=["account_id"],
        update="balance = t.balance + excluded.balance, lifetime = t.lifetime + excluded.lifetime",
    )


def balances(session: Session, accounts: Sequence[int]) -> dict[int, tuple[int, int]]:
    """(balance, lifetime) by account; absent where the account has no entry."""
    rows = session.rows(
        f"SELECT account_id, balance, lifetime FROM account_balance WHERE {session.within('account_id', 'ids', 'integer')}",
        ids=session.listed(list(accounts)),
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def lots(session: Session, accounts: Sequence[int]) -> dict[int, dict[int, int]]:
    """What remains in each account's lots, by day of expiry."""
    found: dict[int, dict[int, int]] = {}
    for account, expires_on, remaining in session.rows(
        f"SELECT account_id, expires_on, remaining FROM lot WHERE {session.within('account_id', 'ids', 'integer')}",
        ids=session.listed(list(accounts)),
    ):
        found.setdefault(account, {})[expires_on] = remaining
    return found


def set_lots(session: Session, account: int, remaining: dict[int, int]) -> None:
    session.run("DELETE FROM lot WHERE account_id = :account", account=account)
    session.many(
        "INSERT INTO lot (account_id, expires_on, remaining) VALUES (:account, :expires_on, :remaining)",
        [{"account": account, "expires_on": day, "remaining": left} for day, left in sorted(remaining.items()) if left],
    )


ENTRY_SQL = (
    "SELECT l.id, l.account_id, l.kind, l.score, l.balance, l.activity_id, l.order_id, l.rule_id, l.plan_version, l.occurred_at, l.occurred_on, "
    "l.booked_on, l.recorded_at, p.name AS actor, l.reason, l.reverses_id, l.from_version, l.was, a.external_id, s.name AS source, a.type_id, a.amount_e4 "
    "FROM ledger_entry l JOIN actor p ON p.id = l.actor_id LEFT JOIN activity a ON a.id = l.activity_id LEFT JOIN source s ON s.id = a.source_id"
)


def statement(session: Session, account: int, *, start: int, end: int, before: int, limit: int) -> list[dict[str, Any]]:
    """An account's entries booked on days of [start, end) with an id below `before`, newest first."""
    return session.records(
        f"{ENTRY_SQL} WHERE l.account_id = :account AND l.booked_on >= :start AND l.booked_on < :end AND l.id < :before ORDER BY l.id DESC LIMIT :limit",
        account=account,
        start=start,
        end=end,
        before=before,
        limit=limit,
    )


def entry(session: Session, account: int, entry_id: int) -> dict[str, Any] | None:
    """One entry of an account, as `statement` gives it."""
    found = session.records(f"{ENTRY_SQL} WHERE l.id = :id AND l.account_id = :account", id=entry_id, account=account)
    return found[0] if found else None


def of_activities(session: Session, activity_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Every entry that names one of the activities, in order."""
    return session.records(
        f"{ENTRY_SQL} WHERE {session.within('l.activity_id', 'ids')} ORDER BY l.id",
        ids=session.listed(list(activity_ids)),
    )


def entries_after(session: Session, entry_id: int, *, through: int, columns: Sequence[str]) -> pl.DataFrame:
    """Entries with an id in (entry_id, through], some columns of `ENTRY`, in order."""
    return session.frame(
        f"SELECT {', '.join(columns)} FROM ledger_entry WHERE id > :low AND id <= :high ORDER BY id",
        {c: ENTRY[c] for c in columns},
        low=entry_id,
        high=through,
    )


def chunks(first: int, last: int, size: int) -> Iterator[tuple[int, int]]:
    """(low, high] ranges of ids that cover (first, last]."""
    return ((low, min(low + size, last)) for low in range(first, last, size))


class Earned(NamedTuple):
    """What one rule gave one holder for one activity. account, kind, code: the holder's."""

    activity: int
    account: int
    kind: int
    code: str
    rule: int
    points: int


def earned_by(session: Session, activity_ids: Sequence[int]) -> list[Earned]:
    """What the activities have earned, reversed or not, by activity."""
    rows = session.rows(
        "SELECT l.activity_id, l.account_id, a.kind, a.code, l.rule_id, CAST(SUM(l.score) AS bigint) "
        "FROM ledger_entry l JOIN account a ON a.id = l.account_id "
        f"WHERE l.kind IN ('earned', 'rescore') AND {session.within('l.activity_id', 'ids')} "
        "GROUP BY l.activity_id, l.account_id, a.kind, a.code, l.rule_id HAVING SUM(l.score) <> 0 ORDER BY l.activity_id, MIN(l.id)",
        ids=session.listed(list(activity_ids)),
    )
    return [Earned._make(row) for row in rows]


def entries_of_activity(session: Session, activity_id: int) -> pl.DataFrame:
    """What an activity has earned and nobody has taken back. Columns: `ENTRY`."""
    return session.frame(
        f"SELECT {', '.join(ENTRY)} FROM ledger_entry l WHERE l.activity_id = :activity AND l.kind IN ('earned', 'rescore') "
        "AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.activity_id = :activity AND r.reverses_id = l.id) ORDER BY l.id",
        ENTRY,
        activity=activity_id,
    )
