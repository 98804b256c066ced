"""Activity types, plan versions, API keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from db.engine import Session
from db.ledger import newest, stands


@dataclass(frozen=True, slots=True)
class TypeRow:
    """requires: JSON list of field names. form: JSON list of the fields of the recording form."""

    id: int
    key: str
    label_en: str
    label_zh: str
    requires: str
    approval: int
    form: str
    active: int
    icon: str | None


def types(session: Session) -> list[TypeRow]:
    rows = session.rows("SELECT id, key, label_en, label_zh, requires, approval, form, active, icon FROM activity_type ORDER BY id")
    return [TypeRow(*row) for row in rows]


def put_type(session: Session, row: TypeRow) -> None:
    """The type stands so under its key; its id is not looked at."""
    session.run(
        "INSERT INTO activity_type (key, label_en, label_zh, requires, approval, form, active, icon) "
        "VALUES (:key, :label_en, :label_zh, :requires, :approval, :form, :active, :icon) "
        "ON CONFLICT (key) DO UPDATE SET label_en = excluded.label_en, label_zh = excluded.label_zh, requires = excluded.requires, "
        "approval = excluded.approval, form = excluded.form, active = excluded.active, icon = excluded.icon",
        key=row.key,
        label_en=row.label_en,
        label_zh=row.label_zh,
        requires=row.requires,
        approval=row.approval,
        form=row.form,
        active=row.active,
        icon=row.icon,
    )


@dataclass(frozen=True, slots=True)
class PlanRow:
    """document: canonical JSON. effective_from: an instant, null for the first version. actor: who published it."""

    version: int
    name: str
    document: str
    effective_from: int | None
    published_at: int
    actor: str
    reason: str


PLAN = "SELECT p.version, p.name, p.document, p.effective_from, p.published_at, a.name, p.reason FROM plan_version p JOIN actor a ON a.id = p.actor_id"


def plans(session: Session) -> list[PlanRow]:
    """Every version, oldest first."""
    return [PlanRow(*row) for row in session.rows(f"{PLAN} ORDER BY p.version")]


def plan(session: Session, version: int) -> PlanRow | None:
    row = session.row(f"{PLAN} WHERE p.version = :version", version=version)
    return PlanRow(*row) if row else None


def add_plan(session: Session, row: PlanRow, *, actor_id: int) -> None:
    session.run(
        "INSERT INTO plan_version (version, name, document, effective_from, published_at, actor_id, reason) "
        "VALUES (:version, :name, :document, :effective_from, :published_at, :actor_id, :reason)",
        version=row.version,
        name=row.name,
        document=row.document,
        effective_from=row.effective_from,
        published_at=row.published_at,
        actor_id=actor_id,
        reason=row.reason,
    )


@dataclass(frozen=True, slots=True)
class KeyRow:
    id: int
    name: str
    scopes: str
    created_at: int
    revoked_at: int | None


def key_by_digest(session: Session, digest: bytes) -> KeyRow | None:
    row = session.row("SELECT id, name, scopes, created_at, revoked_at FROM api_key WHERE digest = :digest", digest=digest)
    return KeyRow(*row) if row else None


def key_named(session: Session, name: str) -> KeyRow | None:
    row = session.row("SELECT id, name, scopes, created_at, revoked_at FROM api_key WHERE name = :name", name=name)
    return KeyRow(*row) if row else None


def add_key(session: Session, **values: Any) -> None:
    session.run("INSERT INTO api_key (name, digest, scopes, created_at) VALUES (:name, :digest, :scopes, :created_at)", **values)


def keys(session: Session) -> list[KeyRow]:
    """Every key, the oldest first."""
    rows = session.rows("SELECT id, name, scopes, created_at, revoked_at FROM api_key ORDER BY id")
    return [KeyRow(*row) for row in rows]


def revoke_key(session: Session, name: str, *, at: int) -> None:
    session.run("UPDATE api_key SET revoked_at = :at WHERE name = :name AND revoked_at IS NULL", name=name, at=at)


EARNED = {
    "entry_id": pl.Int64,
    "rule_id": pl.Int32,
    "activity_id": pl.Int64,
    "order_id": pl.Int64,
    "occurred_on": pl.Int32,
    "occurred_at": pl.Int64,
    "points": pl.Int64,
}


def earned_by_rules(session: Session, rule_ids: Sequence[int], *, after: int, through: int, rescored: int) -> pl.DataFrame:
    """What rules give above zero after a rescore, by entries with an id in (after, through], in their order. Columns: `EARNED`."""
    return session.frame(
        f"SELECT l.id, l.rule_id, l.activity_id, l.order_id, l.occurred_on, l.occurred_at, {stands('l', rescored)} FROM ledger_entry l "
        f"WHERE l.id > :after AND l.id <= :through AND {newest('l', rescored)} AND {stands('l', rescored)} > 0 AND l.activity_id IS NOT NULL "
        f"AND {session.within('l.rule_id', 'rules', 'integer')} ORDER BY l.id",
        EARNED,
        after=after,
        through=through,
        rules=session.listed(list(rule_ids)),
    )
