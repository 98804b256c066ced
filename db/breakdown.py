"""What an account's ledger rows come to, rule by rule."""

from db.engine import Session
from db.narrowed import Narrowed


def of_account(
    session: Session, account: int, *, start: int, end: int, narrowed: Narrowed | None = None
) -> list[tuple[int | None, str, int, int, int]]:
    """(rule, kind, rows, score, balance) of the rows booked on days of [start, end); of those that a narrowed board adds up where asked."""
    joined, counts = (narrowed.joined, f" AND {narrowed.condition(session)}") if narrowed else ("", "")
    return session.rows(
        "SELECT l.rule_id, l.kind, COUNT(*), CAST(SUM(l.score) AS bigint), CAST(SUM(l.balance) AS bigint) "
        f"FROM ledger_entry l{joined} WHERE l.account_id = :account AND l.booked_on >= :start AND l.booked_on < :end{counts} "
        "GROUP BY l.rule_id, l.kind",
        account=account,
        start=start,
        end=end,
        **(narrowed.values(session) if narrowed else {}),
    )
