"""What the audit of the plan reads: sums of the ledger and of activities over some days, a row for each holder and rule at most."""

from collections.abc import Collection

import polars as pl

from db.engine import Session
from db.ledger import newest, stands

EARNED = {
    "account_id": pl.Int32,
    "rule_id": pl.Int32,
    "paid": pl.Int64,
    "times": pl.Int64,
    "cut": pl.Int64,
    "score": pl.Int64,
}
BOOKED = {"account_id": pl.Int32, "rule_id": pl.Int32, "times": pl.Int64, "cut": pl.Int64, "score": pl.Int64}
DONE = {
    "account_id": pl.Int32,
    "activities": pl.Int64,
    "revenue_e4": pl.Int64,
    "buyers": pl.Int64,
    "returned": pl.Int64,
}
USED = {"rule_id": pl.Int32, "group": pl.Int32, "day": pl.Int32, "times": pl.Int64, "points": pl.Int64}
CUT = "reason LIKE '% cut to % by limits[%'"
"""How an entry says that a limit left it less than its rule gave (services.ledger.posting)."""


def booked(session: Session, *, start: int, end: int, only: Collection[int] | None = None) -> pl.DataFrame:
    """What was booked on days of [start, end), net of what was taken back, by holder and rule. Columns: `BOOKED`.

    rule_id: null for what no rule gave. times: awards; cut: those that a limit left less. only: accounts, None for all.
    """
    inside, values = _only(session, "account_id", only)
    return session.frame(
        "SELECT account_id, rule_id, CAST(SUM(CASE WHEN kind = 'earned' THEN 1 ELSE 0 END) AS bigint), "
        f"CAST(SUM(CASE WHEN kind = 'earned' AND {CUT} THEN 1 ELSE 0 END) AS bigint), CAST(SUM(score) AS bigint) "
        f"FROM ledger_entry WHERE booked_on >= :start AND booked_on < :end {inside} GROUP BY account_id, rule_id",
        BOOKED,
        start=start,
        end=end,
        **values,
    )


def earned(session: Session, *, start: int, end: int, reached: Collection[int] | None) -> pl.DataFrame:
    """What was booked on days of [start, end) by employee and rule; of customers by rule alone, as account 0. Columns: `EARNED`.

    rule_id, times, cut: as of `booked`; paid: holders with more than nothing. reached: the employees, and the owners of the customers, that
    are counted; None for all.
    """
    # one pass over the ledger; the names of holders are looked up for the sums alone
    sums = (
        "SELECT account_id, rule_id, SUM(CASE WHEN kind = 'earned' THEN 1 ELSE 0 END) AS times, "
        f"SUM(CASE WHEN kind = 'earned' AND {CUT} THEN 1 ELSE 0 END) AS cut, SUM(score) AS score "
        "FROM ledger_entry WHERE booked_on >= :start AND booked_on < :end GROUP BY account_id, rule_id"
    )
    owned, inside, values = "", "", {}
    if reached is not None:
        owned = "LEFT JOIN customer c ON c.account_id = x.account_id "
        among = [session.within(column, "reached", "integer") for column in ("e.account_id", "c.owner_id")]
        inside, values = f"WHERE {' OR '.join(among)} ", {"reached": session.listed(sorted(reached))}
    return session.frame(
        "SELECT COALESCE(e.account_id, 0), x.rule_id, SUM(CASE WHEN x.score > 0 THEN 1 ELSE 0 END), CAST(SUM(x.times) AS bigint), "
        f"CAST(SUM(x.cut) AS bigint), CAST(SUM(x.score) AS bigint) FROM ({sums}) x LEFT JOIN employee e ON e.account_id = x.account_id "
        f"{owned}{inside}GROUP BY COALESCE(e.account_id, 0), x.rule_id",
        EARNED,
        start=start,
        end=end,
        **values,
    )


def customers_up_to(session: Session, most: int) -> int:
    """How many customers there are, counted as far as this."""
    return int(session.value("SELECT COUNT(*) FROM (SELECT 1 FROM customer LIMIT :most) x", most=most))


def customers_of(session: Session, owners: Collection[int]) -> list[int]:
    """The accounts of the customers that belong to some employees."""
    inside, values = _only(session, "owner_id", owners)
    return [row[0] for row in session.rows(f"SELECT account_id FROM customer WHERE 1 = 1 {inside}", **values)]


def done(session: Session, *, start: int, end: int, only: Collection[int] | None = None) -> pl.DataFrame:
    """What employees did on days of [start, end), without what waits, was declined or was reversed. Columns: `DONE`.

    revenue_e4: the sum of the amounts; buyers: customers with an amount above zero; returned: those of them with one on another day too.
    only: accounts, None for all.
    """
    counted = (
        "NOT a.id IN (SELECT activity_id FROM activity_event WHERE kind IN ('reversed', 'declined')) "
        "AND (a.pending = 0 OR a.id IN (SELECT activity_id FROM activity_event WHERE kind = 'approved'))"
    )
    bought = "CASE WHEN a.amount_e4 > 0 AND a.customer_id IS NOT NULL THEN a.occurred_on END"
    inside, values = _only(session, "a.employee_id", only)
    each = (
        "SELECT a.employee_id AS account_id, COUNT(*) AS activities, COALESCE(SUM(a.amount_e4), 0) AS revenue, "
        f"MIN({bought}) AS first_on, MAX({bought}) AS last_on FROM activity a WHERE a.occurred_on >= :start AND a.occurred_on < :end "
        f"AND a.employee_id IS NOT NULL {inside} AND {counted} GROUP BY a.employee_id, a.customer_id"
    )
    return session.frame(
        "SELECT account_id, CAST(SUM(activities) AS bigint), CAST(SUM(revenue) AS bigint), COUNT(first_on), "
        f"SUM(CASE WHEN first_on < last_on THEN 1 ELSE 0 END) FROM ({each}) x GROUP BY account_id",
        DONE,
        start=start,
        end=end,
        **values,
    )


def used_by_holders(
    session: Session, rule_id: int, *, start: int, end: int, reached: Collection[int] | None, rescored: int
) -> pl.DataFrame:
    """What a rule's limits for the same holder have counted on business days of [start, end), day by day; group: the account. Columns: `USED`."""
    inside, values = _of_reached(session, reached)
    return session.frame(
        f"SELECT l.rule_id, l.account_id, l.occurred_on, COUNT(*), CAST(SUM({stands('l', rescored)}) AS bigint) FROM ledger_entry l "
        f"WHERE l.rule_id = :rule AND l.occurred_on >= :start AND l.occurred_on < :end AND {newest('l', rescored)} "
        f"AND {stands('l', rescored)} > 0 {inside} GROUP BY l.rule_id, l.account_id, l.occurred_on",
        USED,
        rule=rule_id,
        start=start,
        end=end,
        **values,
    )


def used_by_values(session: Session, rule_id: int, fields: str, *, start: int, end: int, reached: Collection[int] | None) -> pl.DataFrame:
    """What limits that compare fields have counted on business days of [start, end), day by day; group: the value. Columns: `USED`."""
    inside, values = _of_reached(session, reached)
    return session.frame(
        "SELECT u.rule_id, u.value, u.occurred_on, COUNT(DISTINCT u.order_id), CAST(SUM(u.points) AS bigint) FROM limit_use u "
        f"{'JOIN ledger_entry l ON l.id = u.entry_id ' if inside else ''}"
        f"WHERE u.rule_id = :rule AND u.fields = :fields AND u.occurred_on >= :start AND u.occurred_on < :end {inside} "
        "GROUP BY u.rule_id, u.value, u.occurred_on",
        USED | {"group": pl.String},
        rule=rule_id,
        fields=fields,
        start=start,
        end=end,
        **values,
    )


def _of_reached(session: Session, reached: Collection[int] | None) -> tuple[str, dict[str, object]]:
    """SQL: the entry `l` is of one of the employees, or of a customer of theirs; nothing where all are counted."""
    if reached is None:
        return "", {}
    employees, owners = (session.within(column, "reached", "integer") for column in ("l.account_id", "owner_id"))
    sql = f"AND ({employees} OR l.account_id IN (SELECT account_id FROM customer WHERE {owners}))"
    return sql, {"reached": session.listed(sorted(reached))}


def scores(session: Session, low: int, high: int) -> pl.DataFrame:
    """Every employee's score in the days whose periods have an id of [low, high), where there is any. Columns: account_id, score."""
    return session.frame(
        "SELECT account_id, CAST(SUM(score) AS bigint) FROM employee_standing WHERE period_id >= :low AND period_id < :high GROUP BY account_id",
        {"account_id": pl.Int32, "score": pl.Int64},
        low=low,
        high=high,
    )


def daily_scores(session: Session, low: int, high: int, only: Collection[int] | None = None) -> pl.DataFrame:
    """Employees' scores in the periods with an id of [low, high); only: accounts, None for all. Columns: account_id, period_id, score."""
    inside, values = _only(session, "account_id", only)
    return session.frame(
        f"SELECT account_id, period_id, score FROM employee_standing WHERE period_id >= :low AND period_id < :high AND score <> 0 {inside}",
        {"account_id": pl.Int32, "period_id": pl.Int32, "score": pl.Int64},
        low=low,
        high=high,
        **values,
    )


def _only(session: Session, column: str, accounts: Collection[int] | None) -> tuple[str, dict[str, object]]:
    """SQL: the column is one of the accounts; nothing where all are asked for."""
    if accounts is None:
        return "", {}
    return f"AND {session.within(column, 'only', 'integer')}", {"only": session.listed(sorted(accounts))}
