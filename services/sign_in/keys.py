"""API keys: made once, known afterwards only by their sha256, asked for at every request."""

import hashlib
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from db import catalogue, organisation
from db.catalogue import KeyRow
from db.engine import Database
from scoring.periods import instant
from services.access import Act, Actor, Scope, require
from services.activities.recording import now_micros
from services.errors import Conflict, Invalid, Unknown
from services.values import shown, text
from services.writing import actor_number

KEY = re.compile(r"lrl_[A-Za-z0-9_-]{43}", re.ASCII)
SECRET_BYTES = 32
TRUSTED_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class _Known:
    """Whom a key is, until when that need not be asked again. until: seconds of the clock."""

    actor: Actor
    until: float


def add(database: Database, actor: Actor, name: str, scopes: Iterable[str], *, now: int | None = None) -> str:
    """A key with this name and these scopes is valid at once; it is answered here and never again.

    Raises Invalid for an unknown scope, Conflict where a key had the name, Forbidden.
    """
    require(actor, Act.ADMINISTER)
    wanted = " ".join(sorted(_scopes(scopes)))
    key = "lrl_" + secrets.token_urlsafe(SECRET_BYTES)
    at = now_micros() if now is None else now
    with database.write() as session:
        organisation.lock(session)
        if catalogue.key_named(session, text(name, "name")):
            raise Conflict(f"A key was named {shown(name)} before: choose another name", field="name", code="name_taken")
        catalogue.add_key(session, name=name, digest=_digest(key), scopes=wanted, created_at=at)
        who = actor_number(session, actor)
        organisation.audit(session, at=at, actor_id=who, action="add key", subject=f"key:{name}", detail=wanted)
    return key


def _scopes(names: Iterable[str]) -> set[Scope]:
    known = {scope.value: scope for scope in Scope}
    wanted = set()
    for name in names:
        if name not in known:
            raise Invalid(f"{shown(name)} is no scope: known are {', '.join(known)}", field="scope")
        wanted.add(known[name])
    if not wanted:
        raise Invalid(f"a key needs a scope: known are {', '.join(known)}", field="scope")
    return wanted


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def authenticate(database: Database, key: str, *, clock: Callable[[], float] = time.monotonic) -> Actor | None:
    """Whoever the key belongs to; None where it is none, or revoked two seconds ago or longer.

    Only keys that were found are remembered, so that a new one works at once. clock: seconds.
    """
    if not KEY.fullmatch(key):
        return None
    digest, remembered = _digest(key), _memory(database)
    known = remembered.get(digest)
    now = clock()
    if known is not None and now < known.until:
        return known.actor
    with database.read() as session:
        row = catalogue.key_by_digest(session, digest)
    if row is None or row.revoked_at is not None:
        remembered.pop(digest, None)
        return None
    actor = Actor(f"key:{row.name}", frozenset(Scope(scope) for scope in row.scopes.split()))
    remembered[digest] = _Known(actor, now + TRUSTED_SECONDS)
    return actor


def _memory(database: Database) -> dict[bytes, _Known]:
    found: dict[bytes, _Known] = database.memory.setdefault("keys", {})
    return found


def revoke(database: Database, actor: Actor, name: str, *, now: int | None = None) -> None:
    """The key opens nothing any more, in this process at once. Again: nothing changes. Raises Unknown, Forbidden."""
    require(actor, Act.ADMINISTER)
    at = now_micros() if now is None else now
    with database.write() as session:
        organisation.lock(session)
        row = catalogue.key_named(session, name)
        if row is None:
            raise Unknown(f"no key is named {shown(name)}", field="name")
        if row.revoked_at is None:
            catalogue.revoke_key(session, name, at=at)
            who = actor_number(session, actor)
            organisation.audit(session, at=at, actor_id=who, action="revoke key", subject=f"key:{name}")
    _memory(database).clear()


def list_keys(database: Database, actor: Actor) -> list[dict[str, Any]]:
    """Every key, the oldest first, by name: never the key itself. Raises Forbidden."""
    require(actor, Act.ADMINISTER)
    with database.read() as session:
        rows = catalogue.keys(session)
    return [_answer(row) for row in rows]


def _answer(row: KeyRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "scopes": row.scopes.split(),
        "created_at": instant(row.created_at).isoformat(),
        "revoked_at": None if row.revoked_at is None else instant(row.revoked_at).isoformat(),
    }
