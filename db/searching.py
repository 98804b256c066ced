"""Finding customers by what somebody types: by the beginning of a code or name, by the last digits of a phone, by any part.

Beginnings and last digits are looked up in indexes on expressions (migration 0004), of which each engine has its own words; any part is looked
for among the customers of some owners, or of everybody, one by one. SQLite tells capitals from small letters but in ASCII alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.engine import Session
from db.people import CUSTOMER

TAIL = 4
"""So many last digits of a phone are in the index."""
LAST_CHARACTER = {True: "char(1114111)", False: "chr(1114111)"}
SQLITE_DIGITS = "replace(replace(replace(replace(replace(replace({0}, ' ', ''), '-', ''), '(', ''), ')', ''), '+', ''), '.', '')"
POSTGRESQL_DIGITS = "regexp_replace({0}, '[^0-9]', '', 'g')"


@dataclass(frozen=True, slots=True)
class Scope:
    """Among which customers is looked: those of some owners (None: of everybody), and with_ownerless those of nobody."""

    owners: Sequence[int] | None
    with_ownerless: bool = False

    def condition(self, session: Session) -> str:
        if self.owners is None:
            return "1 = 1"
        theirs = session.within("c.owner_id", "owners", "integer")
        return f"({theirs} OR c.owner_id IS NULL)" if self.with_ownerless else theirs

    def values(self, session: Session) -> dict[str, Any]:
        return {} if self.owners is None else {"owners": session.listed(list(self.owners))}


def size(session: Session, scope: Scope, *, most: int) -> int:
    """How many customers there are, counted up to `most`."""
    counted = f"SELECT 1 FROM customer c WHERE {scope.condition(session)} LIMIT :most"
    return int(session.value(f"SELECT COUNT(*) FROM ({counted}) AS counted", most=most, **scope.values(session)))


def beginning(session: Session, scope: Scope, text: str, *, limit: int) -> list[int]:
    """Customers whose code, and then those whose name begins with a text."""
    found: list[int] = []
    collation = "" if session.sqlite else ' COLLATE "C"'
    for column in ("code", "name"):
        key = f"lower(a.{column}){collation}"
        rows = session.rows(
            f"SELECT a.id FROM account a JOIN customer c ON c.account_id = a.id WHERE a.kind = {CUSTOMER} AND {key} >= lower(:text) "
            f"AND {key} < lower(:text) || {LAST_CHARACTER[session.sqlite]} AND {scope.condition(session)} ORDER BY {key} LIMIT :limit",
            text=text,
            limit=limit,
            **scope.values(session),
        )
        found += [row[0] for row in rows]
    return found


def by_last_digits(session: Session, scope: Scope, digits: str, *, limit: int) -> list[int]:
    """Customers whose phone ends with digits, of which there are at least `TAIL`."""
    phone = _digits(session)
    tail = f"substr({phone}, -{TAIL})" if session.sqlite else f"right({phone}, {TAIL})"
    rows = session.rows(
        f"SELECT c.account_id FROM customer c WHERE c.phone IS NOT NULL AND {tail} = :tail AND {phone} LIKE :ending AND {scope.condition(session)} LIMIT :limit",
        tail=digits[-TAIL:],
        ending=f"%{digits}",
        limit=limit,
        **scope.values(session),
    )
    return [row[0] for row in rows]


def holding(session: Session, scope: Scope, text: str, digits: str | None, *, limit: int) -> list[int]:
    """Customers whose code or name holds a text, those first in whom it stands at the beginning; or whose phone ends with digits."""
    like = "LIKE" if session.sqlite else "ILIKE"
    part, begins = f"%{_literal(text)}%", f"{_literal(text)}%"
    phone = f"OR {_digits(session)} LIKE :ending" if digits else ""
    rows = session.rows(
        f"SELECT a.id, CASE WHEN a.code {like} :begins ESCAPE '\\' OR a.name {like} :begins ESCAPE '\\' THEN 0 ELSE 1 END AS place "
        f"FROM customer c JOIN account a ON a.id = c.account_id WHERE {scope.condition(session)} "
        f"AND (a.name {like} :part ESCAPE '\\' OR a.code {like} :part ESCAPE '\\' {phone}) ORDER BY place, a.name, a.id LIMIT :limit",
        begins=begins,
        part=part,
        limit=limit,
        **({"ending": f"%{digits}"} if digits else {}),
        **scope.values(session),
    )
    return [row[0] for row in rows]


def holding_anywhere(session: Session, text: str, *, limit: int) -> list[int]:
    """Customers of anybody whose code or name holds a text, in the order of their making: every name is read until there are enough."""
    like = "LIKE" if session.sqlite else "ILIKE"
    rows = session.rows(  # the plus keeps the indexes by kind out of it: in the order of the table it takes a quarter of the time
        f"SELECT a.id FROM account a WHERE +a.kind = {CUSTOMER} AND (a.name {like} :part ESCAPE '\\' OR a.code {like} :part ESCAPE '\\') "
        "ORDER BY a.id LIMIT :limit",
        part=f"%{_literal(text)}%",
        limit=limit,
    )
    return [row[0] for row in rows]


def recently_met(session: Session, scope: Scope, employee: int | None, *, among: int, limit: int) -> list[int]:
    """The customers of the latest activities: of an employee, else of those recorded last by anybody; the latest first."""
    whose, order = ("a.employee_id = :employee AND", "a.occurred_at DESC") if employee is not None else ("", "a.id DESC")
    rows = session.rows(
        "SELECT m.customer_id, MAX(m.occurred_at) AS at FROM (SELECT a.customer_id, a.occurred_at FROM activity a "
        f"WHERE {whose} a.customer_id IS NOT NULL ORDER BY {order} LIMIT :among) m "
        f"JOIN customer c ON c.account_id = m.customer_id WHERE {scope.condition(session)} "
        "GROUP BY m.customer_id ORDER BY at DESC, m.customer_id LIMIT :limit",
        among=among,
        limit=limit,
        **({"employee": employee} if employee is not None else {}),
        **scope.values(session),
    )
    return [row[0] for row in rows]


def newest(session: Session, scope: Scope, *, limit: int) -> list[int]:
    """The customers who were entered last."""
    rows = session.rows(
        f"SELECT c.account_id FROM customer c WHERE {scope.condition(session)} ORDER BY c.account_id DESC LIMIT :limit",
        limit=limit,
        **scope.values(session),
    )
    return [row[0] for row in rows]


def _digits(session: Session) -> str:
    return (SQLITE_DIGITS if session.sqlite else POSTGRESQL_DIGITS).format("c.phone")


def _literal(text: str) -> str:
    """The text with what LIKE would take for a sign of its own."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
