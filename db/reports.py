"""What the pages ask beyond the API: scores over time, what waits, lines of statements, lists of activities."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from db.engine import Session
from db.ledger import newest, stands
from db.narrowed import Narrowed
from scoring.periods import FOREVER_FROM, FOREVER_UNTIL, MICROS_PER_DAY

SCORE = {"period_id": pl.Int32, "account_id": pl.Int32, "score": pl.Int64}


def scores(session: Session, table: str, accounts: Sequence[int], period_ids: Sequence[int]) -> pl.DataFrame:
    """Scores of some accounts in some periods, where there are any. table: employee_standing, customer_standing. Columns: `SCORE`."""
    return session.frame(
        f"SELECT period_id, account_id, score FROM {table} WHERE {session.within('period_id', 'periods', 'integer')} "
        f"AND {session.within('account_id', 'ids', 'integer')}",
        SCORE,
        periods=session.listed(list(period_ids)),
        ids=session.listed(list(accounts)),
    )


def first_period(session: Session, table: str, low: int, high: int) -> int | None:
    """The smallest id of a period with a standing, of [low, high)."""
    found = session.value(f"SELECT MIN(period_id) FROM {table} WHERE period_id >= :low AND period_id < :high", low=low, high=high)
    return None if found is None else int(found)


def first_booked(session: Session, *, after: int) -> int | None:
    """The earliest day for which something was booked after an entry; None where nothing was."""
    found = session.value("SELECT MIN(booked_on) FROM ledger_entry WHERE id > :after", after=after)
    return None if found is None else int(found)


def customers_on(session: Session, period_id: int) -> int:
    """How many customers have an entry in a period, by the coarsest level of the histogram."""
    sql = "SELECT COALESCE(SUM(holders), 0) FROM customer_histogram WHERE period_id = :period AND shift = 16"
    return int(session.value(sql, period=period_id))


# what an employee has done lately -------------------------------------------------------------------------------------------------


def times_earned(session: Session, account: int, *, since: int, rescored: int) -> dict[int, int]:
    """How often each rule gave an account something above zero, on business days from `since` on."""
    rows = session.rows(
        "SELECT l.rule_id, COUNT(*) FROM ledger_entry l WHERE l.account_id = :account AND l.rule_id IS NOT NULL AND l.occurred_on >= :since "
        f"AND {newest('l', rescored)} AND {stands('l', rescored)} > 0 GROUP BY l.rule_id",
        account=account,
        since=since,
    )
    return dict(rows)


def earned_between(session: Session, account: int, rule_id: int, start: int, end: int, *, rescored: int) -> tuple[int, int]:
    """(times, points) that a rule gave an account above zero on business days of [start, end)."""
    row = session.row(
        f"SELECT COUNT(*), COALESCE(SUM({stands('l', rescored)}), 0) FROM ledger_entry l WHERE l.account_id = :account AND l.rule_id = :rule "
        f"AND l.occurred_on >= :start AND l.occurred_on < :end AND {newest('l', rescored)} AND {stands('l', rescored)} > 0",
        account=account,
        rule=rule_id,
        start=start,
        end=end,
    )
    assert row is not None
    return int(row[0]), int(row[1])


# what waits -----------------------------------------------------------------------------------------------------------------------


def undecided(session: Session, *, after: int, through: int) -> list[tuple[int, int | None, int | None, int]]:
    """(activity, employee, customer, type) of pending activities with an id in (after, through] that nobody has decided, in order."""
    return session.rows(
        "SELECT a.id, a.employee_id, a.customer_id, a.type_id FROM activity a WHERE a.pending = 1 AND a.id > :after AND a.id <= :through AND NOT EXISTS "
        "(SELECT 1 FROM activity_event e WHERE e.activity_id = a.id AND e.kind <> 'reversed') ORDER BY a.id",
        after=after,
        through=through,
    )


def decided_between(session: Session, *, after: int, through: int) -> set[int]:
    """The activities that were approved or declined by events with an id in (after, through]."""
    sql = "SELECT activity_id FROM activity_event WHERE id > :after AND id <= :through AND kind <> 'reversed'"
    return {row[0] for row in session.rows(sql, after=after, through=through)}


ACTIVITY_SQL = (
    "SELECT a.id, s.name AS source, a.external_id, a.type_id, a.occurred_at, a.recorded_at, a.employee_id, a.customer_id, c.code AS customer, "
    "c.name AS customer_name, k.owner_id, a.amount_e4, a.quantity_e4, a.channel, a.collaborators, a.attributes, a.note, a.evidence, a.pending "
    "FROM activity a JOIN source s ON s.id = a.source_id LEFT JOIN account c ON c.id = a.customer_id "
    "LEFT JOIN customer k ON k.account_id = a.customer_id"
)


def activities(session: Session, activity_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The activities by id, with source and customer by name."""
    rows = session.records(f"{ACTIVITY_SQL} WHERE {session.within('a.id', 'ids')}", ids=session.listed(list(activity_ids)))
    return {row["id"]: row for row in rows}


# lists ----------------------------------------------------------------------------------------------------------------------------


def activities_of(
    session: Session,
    column: str,
    account: int,
    *,
    type_id: int | None,
    start: int,
    end: int,
    before: tuple[int, int],
    limit: int,
) -> list[dict[str, Any]]:
    """Activities of an account on business days of [start, end), newest first. column: employee_id or customer_id; before: (occurred_at, id)
    of the last one of the page before."""
    kind = "" if type_id is None else "AND a.type_id = :type"
    values = {} if type_id is None else {"type": type_id}
    # no zone is a day away from UTC: the bounds on the instant are for the index, those on the day for the meaning
    return session.records(
        f"{ACTIVITY_SQL} WHERE a.{column} = :account {kind} AND a.occurred_on >= :start AND a.occurred_on < :end "
        "AND a.occurred_at >= :earliest AND a.occurred_at <= :latest AND (a.occurred_at < :at OR a.id < :id) "
        "ORDER BY a.occurred_at DESC, a.id DESC LIMIT :limit",
        account=account,
        start=start,
        end=end,
        earliest=(start - 1) * MICROS_PER_DAY,
        latest=min((end + 1) * MICROS_PER_DAY, before[0]),
        at=before[0],
        id=before[1],
        limit=limit,
        **values,
    )


def events_of(session: Session, activity_ids: Sequence[int]) -> dict[int, set[str]]:
    """What happened to activities later: kinds of event by activity."""
    found: dict[int, set[str]] = {}
    sql = f"SELECT activity_id, kind FROM activity_event WHERE {session.within('activity_id', 'ids')}"
    for activity, kind in session.rows(sql, ids=session.listed(list(activity_ids))):
        found.setdefault(activity, set()).add(kind)
    return found


def earned_from(session: Session, account: int, activity_ids: Sequence[int]) -> dict[int, int]:
    """What an account's entries for activities come to, net of what was taken back, by activity."""
    rows = session.rows(
        "SELECT activity_id, CAST(SUM(score) AS bigint) FROM ledger_entry WHERE account_id = :account AND "
        f"{session.within('activity_id', 'ids')} GROUP BY activity_id",
        account=account,
        ids=session.listed(list(activity_ids)),
    )
    return dict(rows)


LINE_SQL = (
    "SELECT l.id, l.account_id, l.kind, l.score, l.balance, l.activity_id, l.rule_id, l.plan_version, l.occurred_at, l.booked_on, l.recorded_at, "
    "p.name AS actor, l.reason, l.reverses_id, l.from_version, l.was, a.external_id, s.name AS source, a.type_id, a.amount_e4, a.employee_id, a.customer_id, "
    "c.code AS customer, c.name AS customer_name, k.owner_id FROM ledger_entry l JOIN actor p ON p.id = l.actor_id "
    "LEFT JOIN activity a ON a.id = l.activity_id LEFT JOIN source s ON s.id = a.source_id LEFT JOIN account c ON c.id = a.customer_id "
    "LEFT JOIN customer k ON k.account_id = a.customer_id"
)


def lines(
    session: Session,
    account: int,
    *,
    start: int,
    end: int,
    before: int,
    limit: int,
    rule_id: int | None = None,
    kind: str | None = None,
    narrowed: Narrowed | None = None,
) -> list[dict[str, Any]]:
    """As `db.ledger.statement`, with whom the activity was by and about; of one rule, one kind of entry, or a narrowed board where asked."""
    wanted = {name: value for name, value in (("rule_id", rule_id), ("kind", kind)) if value is not None}
    days = {} if (start, end) == (FOREVER_FROM, FOREVER_UNTIL) else {"start": start, "end": end}
    asked = "".join(f"AND l.{name} = :{name} " for name in wanted) + ("AND l.booked_on >= :start AND l.booked_on < :end " if days else "")
    joined, counts = (narrowed.joined, f"AND {narrowed.condition(session)} ") if narrowed else ("", "")
    # the rows are chosen before they are joined, by the index on the account alone where no days are asked for;
    # the sum keeps PostgreSQL from walking the ledger backwards in search of the account
    chosen = (
        f"SELECT l.id FROM ledger_entry l{joined} WHERE l.account_id = :account AND l.id < :before {asked}{counts}"
        "ORDER BY l.id + 0 DESC LIMIT :limit"
    )
    return session.records(
        f"{LINE_SQL} WHERE l.id IN ({chosen}) ORDER BY l.id DESC",
        account=account,
        before=before,
        limit=limit,
        **wanted,
        **days,
        **(narrowed.values(session) if narrowed else {}),
    )


def accounts_moved(session: Session, *, entries_after: int, activities_after: int) -> list[int]:
    """The accounts for which something was booked after an entry, or recorded or decided after a place in the order of recording."""
    rows = session.rows(
        "SELECT account_id FROM ledger_entry WHERE id > :entries "
        "UNION SELECT employee_id FROM activity WHERE id > :activities AND employee_id IS NOT NULL "
        "UNION SELECT customer_id FROM activity WHERE id > :activities AND customer_id IS NOT NULL "
        "UNION SELECT a.employee_id FROM activity_event e JOIN activity a ON a.id = e.activity_id "
        "WHERE e.id > :activities AND a.employee_id IS NOT NULL "
        "UNION SELECT a.customer_id FROM activity_event e JOIN activity a ON a.id = e.activity_id "
        "WHERE e.id > :activities AND a.customer_id IS NOT NULL",
        entries=entries_after,
        activities=activities_after,
    )
    return [row[0] for row in rows]
