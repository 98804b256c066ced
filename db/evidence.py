"""Photos that activities name as evidence, who uploaded them, and which of them no activity names."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from db.engine import Session


@dataclass(frozen=True, slots=True)
class FileRow:
    """A photo. named: 1 once an activity is known to name it."""

    sha256: str
    media_type: str
    width: int
    height: int
    named: int
    content: bytes


def add(session: Session, row: FileRow, *, actor_id: int, at: int) -> None:
    """The photo is kept, and the actor has uploaded it at that moment."""
    session.run(
        "INSERT INTO evidence_file (sha256, media_type, width, height, named, content) "
        "VALUES (:sha256, :media_type, :width, :height, :named, :content) ON CONFLICT (sha256) DO NOTHING",
        sha256=row.sha256,
        media_type=row.media_type,
        width=row.width,
        height=row.height,
        named=row.named,
        content=row.content,
    )
    session.run(
        "INSERT INTO evidence_upload (sha256, actor_id, uploaded_at) VALUES (:sha256, :actor, :at) "
        "ON CONFLICT (sha256, actor_id) DO UPDATE SET uploaded_at = excluded.uploaded_at",
        sha256=row.sha256,
        actor=actor_id,
        at=at,
    )


def content(session: Session, sha256: str) -> bytes | None:
    found = session.value("SELECT content FROM evidence_file WHERE sha256 = :sha256", sha256=sha256)
    return None if found is None else bytes(found)


def uploaded_by(session: Session, sha256: str, actor: str) -> bool:
    """True where an actor of this name uploaded the photo."""
    sql = "SELECT 1 FROM evidence_upload u JOIN actor a ON a.id = u.actor_id WHERE u.sha256 = :sha256 AND a.name = :actor"
    return session.value(sql, sha256=sha256, actor=actor) is not None


def renew(session: Session, digests: Collection[str], *, actor_id: int, at: int) -> set[str]:
    """These uploads of the actor count as made at that moment; which of them there are."""
    which = f"actor_id = :actor AND {session.within('sha256', 'digests', 'text')}"
    values = {"actor": actor_id, "digests": session.listed(list(digests))}
    session.run(f"UPDATE evidence_upload SET uploaded_at = :at WHERE {which}", at=at, **values)
    return {row[0] for row in session.rows(f"SELECT sha256 FROM evidence_upload WHERE {which}", **values)}


def unnamed_of(session: Session, actor_id: int) -> int:
    """How many photos an actor has uploaded that no activity is known to name."""
    return int(
        session.value(
            "SELECT COUNT(*) FROM evidence_file f JOIN evidence_upload u ON u.sha256 = f.sha256 WHERE f.named = 0 AND u.actor_id = :actor",
            actor=actor_id,
        )
    )


# which photos activities name ------------------------------------------------------------------------------------------------


def read_through(session: Session) -> int:
    """The last activity whose evidence has been read; the caller holds the head."""
    return int(session.value("SELECT through_activity_id FROM evidence_reading WHERE id = 1"))


def name_between(session: Session, after: int, through: int) -> None:
    """The photos that activities in (after, through] name are marked, and the reading has come to `through`."""
    named = {
        proof["sha256"]
        for (evidence,) in session.rows(
            "SELECT evidence FROM activity WHERE id > :after AND id <= :through AND evidence IS NOT NULL", after=after, through=through
        )
        for proof in json.loads(evidence)
    }
    if named:
        session.run(
            f"UPDATE evidence_file SET named = 1 WHERE named = 0 AND {session.within('sha256', 'digests', 'text')}",
            digests=session.listed(sorted(named)),
        )
    session.run("UPDATE evidence_reading SET through_activity_id = :through WHERE id = 1", through=through)


def drop_unnamed(session: Session, *, uploaded_before: int) -> int:
    """Photos that no activity names and nobody has uploaded since are gone; how many they were."""
    old = session.rows(
        "SELECT f.sha256 FROM evidence_file f WHERE f.named = 0 AND NOT EXISTS "
        "(SELECT 1 FROM evidence_upload u WHERE u.sha256 = f.sha256 AND u.uploaded_at >= :moment)",
        moment=uploaded_before,
    )
    digests = session.listed([row[0] for row in old])
    for table in ("evidence_upload", "evidence_file"):
        session.run(f"DELETE FROM {table} WHERE {session.within('sha256', 'digests', 'text')}", digests=digests)
    return len(old)
