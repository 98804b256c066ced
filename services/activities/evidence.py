"""Evidence: photos that show what happened. An activity names them by sha256; what no activity names is dropped after two days.

Recording does not look here: an hourly job reads the evidence of the activities that are new since it last looked, each
once, and marks what they name. So the hot path pays nothing, and the job costs one range of the activity table.
"""

import hashlib
from collections.abc import Sequence
from pathlib import PurePath

from db import evidence, organisation
from db.engine import Database, Session
from db.evidence import FileRow
from scoring.periods import MICROS_PER_DAY
from services.access import Act, Actor, require
from services.activities.photos import MEDIA_TYPE, plain_photo
from services.activities.recording import now_micros
from services.documents import Answer
from services.errors import Conflict, Unknown
from services.explanations import explaining
from services.values import CONTROL
from services.writing import writing

KEPT_UNNAMED = 2 * MICROS_PER_DAY
MOST_UNNAMED = 200
CHUNK = 50_000
NAME_LENGTH = 120


def store(database: Database, actor: Actor, name: str, content: bytes, *, now: int | None = None) -> Answer:
    """The photo is kept as a plain JPEG without metadata: name, sha256, width, height, bytes.

    name, sha256: as an activity's `evidence` wants them. Stored again it is the same one, and lives two more days.
    Raises Invalid where it is no photo or too large, Conflict where the actor has too many that nothing names, Forbidden.
    """
    require(actor, Act.RECORD)
    photo = plain_photo(content)
    digest = hashlib.sha256(photo.content).hexdigest()
    with writing(database, actor, Act.RECORD, now=now) as desk:
        if evidence.unnamed_of(desk.session, desk.actor_id) >= MOST_UNNAMED:
            raise Conflict("You have uploaded many photos without recording anything: record what they show first", code="too_many_photos")
        row = FileRow(digest, MEDIA_TYPE, photo.width, photo.height, 0, photo.content)
        evidence.add(desk.session, row, actor_id=desk.actor_id, at=desk.now)
    return {"name": _name(name), "sha256": digest, "width": photo.width, "height": photo.height, "bytes": len(photo.content)}


def _name(name: str) -> str:
    """The file's name without folders, with the ending that is now true."""
    stem = CONTROL.sub("", PurePath(name.replace("\\", "/")).stem).strip()
    return f"{stem[:NAME_LENGTH] or 'photo'}.jpg"


def claim(database: Database, actor: Actor, digests: Sequence[str], *, now: int | None = None) -> None:
    """The actor's own uploads live for two more days, so that what is about to name them finds them.

    Raises Unknown where one is gone, or was never the actor's, Forbidden.
    """
    with writing(database, actor, Act.RECORD, now=now) as desk:
        found = evidence.renew(desk.session, digests, actor_id=desk.actor_id, at=desk.now)
        if set(digests) - found:
            raise Unknown("A photo is not kept any more: remove it and take it again", field="evidence")


def photo(database: Database, actor: Actor, sha256: str, source: str | None = None, external_id: str | None = None) -> bytes:
    """The photo that an activity names, for whom may see the activity; without an activity, for whom uploaded it. JPEG.

    Raises Unknown, Forbidden.
    """
    if source is not None and external_id is not None:
        shown = explaining.activity(database, actor, source, external_id)["evidence"]
        if sha256 not in {proof["sha256"] for proof in shown}:
            raise Unknown("The activity names no such photo", field="sha256")
        with database.read() as session:
            return _content(session, sha256)
    require(actor, Act.RECORD)
    with database.read() as session:
        if not evidence.uploaded_by(session, sha256, actor.name):
            raise Unknown("You have uploaded no such photo", field="sha256")
        return _content(session, sha256)


def _content(session: Session, sha256: str) -> bytes:
    content = evidence.content(session, sha256)
    if content is None:
        raise Unknown("The photo is not kept here: the system that recorded the activity has it", field="sha256")
    return content


def drop_unused(database: Database, *, now: int | None = None) -> int:
    """Photos uploaded more than two days ago that no activity names are gone; how many they were.

    May run twice, late, or in two processes: each holds the head while it reads, so that nobody records beside it.
    """
    at = now_micros() if now is None else now
    while True:
        with database.write() as session:
            last = organisation.lock(session).last_activity_id
            start = evidence.read_through(session)
            through = min(start + CHUNK, last)
            evidence.name_between(session, start, through)
            if through >= last:
                return evidence.drop_unnamed(session, uploaded_before=at - KEPT_UNNAMED)
