"""Accounts, employees, teams and their memberships, customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl

from db.engine import Session
from scoring.directory import NO_TEAM, Directory, EmployeeFacts, TeamFacts

EMPLOYEE, CUSTOMER = 1, 2


def directory(session: Session) -> Directory:
    """Every employee, team and membership."""
    people = session.rows(
        "SELECT e.account_id, a.code, a.name, e.joined_on, e.left_on, e.manager_id, e.is_unnamed, e.member_number "
        "FROM employee e JOIN account a ON a.id = e.account_id"
    )
    teams = session.rows("SELECT id, code, name, parent_id FROM team")
    memberships = session.rows("SELECT employee_id, from_on, team_id FROM membership")
    return Directory(
        {row[0]: EmployeeFacts(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6]), row[7]) for row in people},
        {row[0]: TeamFacts(*row) for row in teams},
        [(employee, day, team or NO_TEAM) for employee, day, team in memberships],
    )


class CustomerFacts(NamedTuple):
    """What recording needs to know of a customer. tags: JSON list; first_activity_id: null before the first."""

    code: str
    id: int
    owner_id: int | None
    tags: str | None
    first_activity_id: int | None
    lifetime: int


def customers(session: Session, codes: Sequence[str]) -> list[CustomerFacts]:
    """The customers with these codes; unknown codes are not among them."""
    rows = session.rows(
        "SELECT a.code, a.id, c.owner_id, c.tags, c.first_activity_id, COALESCE(b.lifetime, 0) FROM account a "
        "JOIN customer c ON c.account_id = a.id LEFT JOIN account_balance b ON b.account_id = a.id "
        f"WHERE a.kind = {CUSTOMER} AND {session.within('a.code', 'codes', 'text')}",
        codes=session.listed(codes),
    )
    return [CustomerFacts._make(row) for row in rows]


def mark_first_activities(session: Session, firsts: Sequence[tuple[int, int]]) -> None:
    """The customers' first activity is set. firsts: (account, activity)."""
    if not firsts:
        return
    if session.sqlite:
        session.driver.executemany("UPDATE customer SET first_activity_id = ?2 WHERE account_id = ?1 AND first_activity_id IS NULL", firsts)
        return
    session.run(
        "UPDATE customer c SET first_activity_id = f.activity "
        "FROM unnest(CAST(:accounts AS integer[]), CAST(:activities AS bigint[])) AS f (account, activity) "
        "WHERE c.account_id = f.account AND c.first_activity_id IS NULL",
        accounts=[account for account, _ in firsts],
        activities=[activity for _, activity in firsts],
    )


def account_ids(session: Session, kind: int, codes: Sequence[str]) -> dict[str, int]:
    return dict(
        session.rows(
            f"SELECT code, id FROM account WHERE kind = :kind AND {session.within('code', 'codes', 'text')}",
            kind=kind,
            codes=session.listed(codes),
        )
    )


def codes_of(session: Session, accounts: Sequence[int]) -> dict[int, tuple[int, str, str]]:
    """(kind, code, name) by account."""
    rows = session.rows(
        f"SELECT id, kind, code, name FROM account WHERE {session.within('id', 'ids', 'integer')}",
        ids=session.listed(list(accounts)),
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def put_accounts(session: Session, kind: int, people: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The accounts with these (code, name) exist and are named so; their ids by code. Only what differs is written."""
    codes = [code for code, _ in people]
    standing = set(
        session.rows(
            f"SELECT code, name FROM account WHERE kind = :kind AND {session.within('code', 'codes', 'text')}",
            kind=kind,
            codes=session.listed(codes),
        )
    )
    changed = [(kind, code, name) for code, name in people if (code, name) not in standing]
    schema = {"kind": pl.Int16, "code": pl.String, "name": pl.String}
    frame = pl.DataFrame(changed, schema=schema, orient="row")
    session.upsert("account", frame, key=["kind", "code"], update="name = excluded.name")
    return account_ids(session, kind, codes)


EMPLOYEE_ROWS = {
    "account_id": pl.Int32,
    "joined_on": pl.Int32,
    "left_on": pl.Int32,
    "email": pl.String,
    "manager_id": pl.Int32,
    "birthday": pl.Int32,
}
CUSTOMER_ROWS = {
    "account_id": pl.Int32,
    "owner_id": pl.Int32,
    "phone": pl.String,
    "email": pl.String,
    "birthday": pl.Int32,
    "channel": pl.String,
    "tags": pl.String,
    "attributes": pl.String,
}


def put_employees(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """The employees stand so, one row for each. rows: `EMPLOYEE_ROWS`."""
    _put(session, "employee", pl.DataFrame(rows, schema=EMPLOYEE_ROWS))


def put_customers(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """The customers stand so, one row for each. rows: `CUSTOMER_ROWS`."""
    _put(session, "customer", pl.DataFrame(rows, schema=CUSTOMER_ROWS))


def _put(session: Session, table: str, frame: pl.DataFrame) -> None:
    update = ", ".join(f"{column} = excluded.{column}" for column in frame.columns[1:])
    session.upsert(table, frame, key=["account_id"], update=update)


def set_unnamed(session: Session, account: int, *, is_unnamed: bool, member_number: int | None) -> None:
    """The employee stands on boards as the number, or by name again."""
    session.run(
        "UPDATE employee SET is_unnamed = :unnamed, member_number = :number WHERE account_id = :account",
        unnamed=int(is_unnamed),
        number=member_number,
        account=account,
    )


def days_of(session: Session, account: int) -> tuple[int | None, bool]:
    """(birthday as month x 100 + day, whether they hide their days) of an employee."""
    row = session.row("SELECT birthday, hides_days FROM employee WHERE account_id = :account", account=account)
    assert row is not None
    return row[0], bool(row[1])


def set_hides_days(session: Session, account: int, *, hidden: bool) -> None:
    session.run("UPDATE employee SET hides_days = :hidden WHERE account_id = :account", hidden=int(hidden), account=account)


def open_days(session: Session) -> list[tuple[int, int | None]]:
    """(account, birthday as month x 100 + day) of every employee who does not hide their days."""
    return session.rows("SELECT account_id, birthday FROM employee WHERE hides_days = 0")


def move(session: Session, moves: Sequence[dict[str, Any]]) -> None:
    """Each employee belongs to the team from the day on; what was planned for later days is gone. moves: employee_id, from_on, team_id."""
    session.many(
        "DELETE FROM membership WHERE employee_id = :employee_id AND from_on >= :from_on",
        [{k: m[k] for k in ("employee_id", "from_on")} for m in moves],
    )
    session.many("INSERT INTO membership (employee_id, from_on, team_id) VALUES (:employee_id, :from_on, :team_id)", moves)


def put_team(session: Session, *, code: str, name: str, parent_id: int | None) -> int:
    session.run(
        "INSERT INTO team (code, name, parent_id) VALUES (:code, :name, :parent_id) "
        "ON CONFLICT (code) DO UPDATE SET name = excluded.name, parent_id = excluded.parent_id",
        code=code,
        name=name,
        parent_id=parent_id,
    )
    return int(session.value("SELECT id FROM team WHERE code = :code", code=code))


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """birthday: month x 100 + day."""

    account_id: int
    code: str
    name: str
    joined_on: int | None
    left_on: int | None
    email: str | None
    manager_id: int | None
    birthday: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """tags, attributes: JSON text, null where there are none."""

    account_id: int
    code: str
    name: str
    owner_id: int | None
    phone: str | None
    email: str | None
    birthday: int | None
    channel: str | None
    tags: str | None
    attributes: str | None


EMPLOYEE_FIELDS = "e.account_id, a.code, a.name, e.joined_on, e.left_on, e.email, e.manager_id, e.birthday"
CUSTOMER_FIELDS = "c.account_id, a.code, a.name, c.owner_id, c.phone, c.email, c.birthday, c.channel, c.tags, c.attributes"


def employees_by_code(session: Session, codes: Sequence[str]) -> dict[str, EmployeeRow]:
    rows = session.rows(
        f"SELECT {EMPLOYEE_FIELDS} FROM employee e JOIN account a ON a.id = e.account_id WHERE a.kind = {EMPLOYEE} "
        f"AND {session.within('a.code', 'codes', 'text')}",
        codes=session.listed(codes),
    )
    return {row[1]: EmployeeRow(*row) for row in rows}


def customers_by_code(session: Session, codes: Sequence[str]) -> dict[str, CustomerRow]:
    rows = session.rows(
        f"SELECT {CUSTOMER_FIELDS} FROM customer c JOIN account a ON a.id = c.account_id WHERE a.kind = {CUSTOMER} "
        f"AND {session.within('a.code', 'codes', 'text')}",
        codes=session.listed(codes),
    )
    return {row[1]: CustomerRow(*row) for row in rows}


def owners(session: Session, accounts: Sequence[int]) -> dict[int, int | None]:
    """Whom customers belong to, None where to nobody; accounts that are no customers are not among them."""
    rows = session.rows(
        f"SELECT account_id, owner_id FROM customer WHERE {session.within('account_id', 'ids', 'integer')}",
        ids=session.listed(list(accounts)),
    )
    return dict(rows)


def page_of_owners(session: Session, owners: Sequence[int], *, after: int, limit: int) -> list[tuple[int, str]]:
    """(account, code) of the customers who belong to one of the owners, in the order of their making."""
    return session.rows(
        "SELECT c.account_id, a.code FROM customer c JOIN account a ON a.id = c.account_id "
        f"WHERE c.account_id > :after AND {session.within('c.owner_id', 'owners', 'integer')} ORDER BY c.account_id LIMIT :limit",
        owners=session.listed(list(owners)),
        after=after,
        limit=limit,
    )


def page(session: Session, kind: int, *, after: int, limit: int) -> list[tuple[int, str]]:
    """(account, code) of one kind in the order of their making."""
    return session.rows(
        "SELECT id, code FROM account WHERE kind = :kind AND id > :after ORDER BY id LIMIT :limit",
        kind=kind,
        after=after,
        limit=limit,
    )
