"""The activities that were recorded last."""

from collections.abc import Collection, Sequence
from typing import Any

from db.engine import Session

LAST_AMONG = 200_000
"""No further back is looked for activities of rare types."""


def last_of_types(session: Session, type_ids: Sequence[int], employees: Collection[int] | None, *, limit: int) -> list[dict[str, Any]]:
    """The activities of these types that were recorded last, among the newest `LAST_AMONG`: id, occurred_at, type_id, employee_id; the
    newest first. employees: whose, None for everybody's and nobody's."""
    whose = "" if employees is None else f"AND {session.within('employee_id', 'staff')}"
    values = {} if employees is None else {"staff": session.listed(list(employees))}
    return session.records(
        "SELECT id, occurred_at, type_id, employee_id FROM activity WHERE id > (SELECT COALESCE(MAX(id), 0) FROM activity) - :among "
        f"AND {session.within('type_id', 'types', 'integer')} {whose} ORDER BY id DESC LIMIT :most",
        among=LAST_AMONG,
        types=session.listed(list(type_ids)),
        most=limit,
        **values,
    )
