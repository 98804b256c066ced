"""Drafts of the plan, and who has been told of which version."""

from dataclasses import dataclass

from db.engine import Session


@dataclass(frozen=True, slots=True)
class DraftRow:
    """document: JSON. based_on: the version it began as. Moments are microseconds; created_by, updated_by: names of actors."""

    id: int
    name: str
    document: str
    based_on: int | None
    revision: int
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str


DRAFT = (
    "SELECT d.id, d.name, {document}, d.based_on, d.revision, d.created_at, c.name, d.updated_at, u.name "
    "FROM plan_draft d JOIN actor c ON c.id = d.created_by JOIN actor u ON u.id = d.updated_by"
)


def drafts(session: Session) -> list[DraftRow]:
    """Every draft, the one that was saved last first, without its document."""
    return [DraftRow(*row) for row in session.rows(f"{DRAFT.format(document=chr(39) * 2)} ORDER BY d.updated_at DESC, d.id DESC")]


def count(session: Session) -> int:
    return int(session.value("SELECT count(*) FROM plan_draft"))


def draft(session: Session, draft_id: int) -> DraftRow | None:
    row = session.row(f"{DRAFT.format(document='d.document')} WHERE d.id = :id", id=draft_id)
    return DraftRow(*row) if row else None


def add(session: Session, *, name: str, document: str, based_on: int | None, at: int, actor_id: int) -> int:
    """The draft stands; its number."""
    found: int = session.value(
        "INSERT INTO plan_draft (name, document, based_on, revision, created_at, created_by, updated_at, updated_by) "
        "VALUES (:name, :document, :based_on, 1, :at, :actor_id, :at, :actor_id) RETURNING id",
        name=name,
        document=document,
        based_on=based_on,
        at=at,
        actor_id=actor_id,
    )
    return found


def put(session: Session, draft_id: int, *, document: str, at: int, actor_id: int) -> None:
    """The document is the draft's, by this actor, under the next revision."""
    session.run(
        "UPDATE plan_draft SET document = :document, revision = revision + 1, updated_at = :at, updated_by = :actor_id WHERE id = :id",
        id=draft_id,
        document=document,
        at=at,
        actor_id=actor_id,
    )


def rename(session: Session, draft_id: int, name: str) -> None:
    session.run("UPDATE plan_draft SET name = :name WHERE id = :id", id=draft_id, name=name)


def drop(session: Session, draft_id: int) -> None:
    session.run("DELETE FROM plan_draft WHERE id = :id", id=draft_id)


def seen(session: Session, name_key: str) -> int:
    """The newest version whose announcement a user has put away; 0 where there is none."""
    found = session.value("SELECT plan_seen FROM app_user WHERE name_key = :name_key", name_key=name_key)
    return int(found or 0)


def put_away(session: Session, name_key: str, version: int) -> None:
    """The user has put away the announcement of this version, and of those before it."""
    session.run(
        "UPDATE app_user SET plan_seen = :version WHERE name_key = :name_key AND coalesce(plan_seen, 0) < :version",
        name_key=name_key,
        version=version,
    )
