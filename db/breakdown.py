"""What an account's ledger rows come to, rule by rule."""

from db.engine import Session


def of_account(session: Session, account: int, *, start: int, end: int) -> list[tuple[int | None, str, int, int, int]]:
    """(rule, kind, rows, score, balance) of the rows booked on days of [start, end)."""
    return session.rows(
        "SELECT rule_id, kind, COUNT(*), CAST(SUM(score) AS bigint), CAST(SUM(balance) AS bigint) FROM ledger_entry "
        "WHERE account_id = :account AND booked_on >= :start AND booked_on < :end GROUP BY rule_id, kind",
        account=account,
        start=start,
        end=end,
    )
