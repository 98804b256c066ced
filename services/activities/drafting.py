"""Drafting: what somebody has typed on a page survives a reload, a dropped connection, another device. Each sees only their own.

Keystrokes are nobody's business: drafts are not audited, and one that is not touched for thirty days is dropped.
"""

import json

from db import drafts
from db.engine import Database
from scoring.periods import MICROS_PER_DAY
from services.access import Actor
from services.activities.recording import now_micros
from services.documents import Answer, Document
from services.errors import Forbidden, Invalid
from services.values import text

MOST_BYTES = 64 * 1024
KEPT = 30 * MICROS_PER_DAY
PAGE_LENGTH = 80


def keep(database: Database, actor: Actor, page: str, document: Document, *, now: int | None = None) -> None:
    """The document is the actor's draft of the page, instead of the one before. Raises Invalid where it is too large, Forbidden."""
    _require_person(actor)
    name, written = text(page, "page", most=PAGE_LENGTH), _written(document)
    with database.write() as session:
        drafts.put(session, owner=actor.name, page=name, document=written, at=now_micros() if now is None else now)


def _written(document: Document) -> str:
    try:
        written = json.dumps(dict(document), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        size = len(written.encode())
    except (TypeError, ValueError):  # a value that JSON does not have; half of a character pair
        raise Invalid("The draft holds a value that cannot be kept: remove unusual characters", field="document") from None
    if size > MOST_BYTES:
        raise Invalid(f"The draft has {size // 1024} kB and at most {MOST_BYTES // 1024} are kept: shorten the text", field="document")
    return written


def kept(database: Database, actor: Actor, page: str) -> Answer | None:
    """The actor's draft of the page, None where there is none. Raises Forbidden."""
    _require_person(actor)
    with database.read() as session:
        written = drafts.document(session, owner=actor.name, page=page)
    if written is None:
        return None
    found: Answer = json.loads(written)
    return found


def drop(database: Database, actor: Actor, page: str) -> None:
    """The actor has no draft of the page. Raises Forbidden."""
    _require_person(actor)
    with database.write() as session:
        drafts.drop(session, owner=actor.name, page=page)


def drop_old(database: Database, *, now: int | None = None) -> int:
    """Drafts that were not touched for thirty days are gone; how many they were."""
    at = now_micros() if now is None else now
    with database.write() as session:
        return drafts.drop_older(session, before=at - KEPT)


def _require_person(actor: Actor) -> None:
    """Drafts are for whoever types: users, and the command line, not for keys."""
    if actor.role is None and not actor.is_operator:
        raise Forbidden("A key has no drafts: sign in as a user")
