"""Drafts: what somebody has typed on a page and not sent yet."""

from db.engine import Session


def put(session: Session, *, owner: str, page: str, document: str, at: int) -> None:
    session.run(
        "INSERT INTO draft (owner, page, document, updated_at) VALUES (:owner, :page, :document, :at) "
        "ON CONFLICT (owner, page) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at",
        owner=owner,
        page=page,
        document=document,
        at=at,
    )


def document(session: Session, *, owner: str, page: str) -> str | None:
    found: str | None = session.value("SELECT document FROM draft WHERE owner = :owner AND page = :page", owner=owner, page=page)
    return found


def drop(session: Session, *, owner: str, page: str) -> None:
    session.run("DELETE FROM draft WHERE owner = :owner AND page = :page", owner=owner, page=page)


def drop_older(session: Session, *, before: int) -> int:
    """Drafts that nobody has touched since are gone; how many they were."""
    return int(session.run("DELETE FROM draft WHERE updated_at < :before", before=before).rowcount)
