"""Screens on walls: their playlists, their links, and when each was last seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.engine import Session


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """document: JSON. link_made_at: null where it has no link. Moments are microseconds; updated_by: the name of an actor."""

    id: int
    name: str
    document: str
    revision: int
    link_made_at: int | None
    last_seen_at: int | None
    updated_at: int
    updated_by: str


SCREEN = (
    "SELECT s.id, s.name, s.document, s.revision, s.link_made_at, s.last_seen_at, s.updated_at, a.name "
    "FROM screen s JOIN actor a ON a.id = s.updated_by"
)


def screens(session: Session) -> list[ScreenRow]:
    """Every screen, in the order of their names."""
    return [ScreenRow(*row) for row in session.rows(f"{SCREEN} ORDER BY s.name_key")]


def screen(session: Session, screen_id: int) -> ScreenRow | None:
    row = session.row(f"{SCREEN} WHERE s.id = :id", id=screen_id)
    return ScreenRow(*row) if row else None


def first(session: Session) -> ScreenRow | None:
    """The screen whose name comes first."""
    row = session.row(f"{SCREEN} ORDER BY s.name_key LIMIT 1")
    return ScreenRow(*row) if row else None


def linked(session: Session, digest: bytes) -> ScreenRow | None:
    """The screen that a link opens; None where it opens none, or none any more."""
    row = session.row(f"{SCREEN} WHERE s.link_digest = :digest", digest=digest)
    return ScreenRow(*row) if row else None


def named(session: Session, name_key: str) -> int | None:
    """The number of the screen that is called so."""
    found: int | None = session.value("SELECT id FROM screen WHERE name_key = :name_key", name_key=name_key)
    return found


def count(session: Session) -> int:
    return int(session.value("SELECT count(*) FROM screen"))


def add(session: Session, *, name: str, name_key: str, document: str, at: int, actor_id: int) -> int:
    """The screen stands; its number."""
    found: int = session.value(
        "INSERT INTO screen (name, name_key, document, revision, created_at, updated_at, updated_by) "
        "VALUES (:name, :name_key, :document, 1, :at, :at, :actor_id) RETURNING id",
        name=name,
        name_key=name_key,
        document=document,
        at=at,
        actor_id=actor_id,
    )
    return found


def put(session: Session, screen_id: int, *, name: str, name_key: str, document: str, at: int, actor_id: int) -> None:
    """The screen stands so, by this actor, under the next revision."""
    session.run(
        "UPDATE screen SET name = :name, name_key = :name_key, document = :document, revision = revision + 1, updated_at = :at, "
        "updated_by = :actor_id WHERE id = :id",
        id=screen_id,
        name=name,
        name_key=name_key,
        document=document,
        at=at,
        actor_id=actor_id,
    )


def drop(session: Session, screen_id: int) -> None:
    """The screen is gone; whoever showed it shows the first of the others."""
    session.run("UPDATE app_user SET screen_id = NULL WHERE screen_id = :id", id=screen_id)
    session.run("DELETE FROM screen WHERE id = :id", id=screen_id)


def set_link(session: Session, screen_id: int, *, digest: bytes | None, at: int | None) -> None:
    """The link with this digest opens the screen, and no other does; None: none does."""
    session.run("UPDATE screen SET link_digest = :digest, link_made_at = :at WHERE id = :id", id=screen_id, digest=digest, at=at)


def note_seen(session: Session, seen: Mapping[int, int]) -> None:
    """The screens were last seen then, if they were not seen later. seen: moments by screen."""
    session.many(
        "UPDATE screen SET last_seen_at = :at WHERE id = :id AND coalesce(last_seen_at, 0) < :at",
        [{"id": number, "at": at} for number, at in sorted(seen.items())],
    )
