"""Who asks: the key in the Authorization header, and how often it may."""

import time
from dataclasses import dataclass, field
from typing import Annotated, NoReturn, cast

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request
from fastapi.security.utils import get_authorization_scheme_param

from api.errors import TooFast, Unauthorised
from db.engine import Database
from services.access import Actor
from services.sign_in import keys

MINUTE = 60


@dataclass(slots=True)
class Pace:
    """Counts the requests of each key in the running minute. most: per minute, 0 for no limit. Of this process only."""

    most: int
    minute: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def step(self, name: str, now: float) -> None:
        """One more request at `now` (seconds). Raises TooFast, which says when the next may come."""
        if not self.most:
            return
        minute = int(now // MINUTE)
        if minute != self.minute:
            self.minute, self.counts = minute, {}
        count = self.counts[name] = self.counts.get(name, 0) + 1
        if count > self.most:
            wait = MINUTE - int(now % MINUTE)
            message = f"this key may ask {self.most} times a minute: go on in {wait} seconds"
            raise TooFast(message, headers={"Retry-After": str(wait)})


class _Asked(Exception):
    """Only the database itself could tell."""


class _Memory:
    """What this process remembers of a database. Asked for more it raises, at once, and waits for nothing."""

    def __init__(self, database: Database) -> None:
        self.memory = database.memory

    def read(self) -> NoReturn:
        raise _Asked


async def authenticate(database: Database, key: str, threads: CapacityLimiter) -> Actor | None:
    """Whoever the key belongs to. A thread, which costs more than many a call, only where the key is not remembered."""
    try:
        return keys.authenticate(cast(Database, _Memory(database)), key)
    except _Asked:
        return await to_thread.run_sync(keys.authenticate, database, key, limiter=threads)


async def caller(request: Request) -> Actor:
    """The actor behind the request's key, who is not too fast and asks nothing that the call does not know.

    Raises Unauthorised, TooFast, Invalid.
    """
    scheme, key = get_authorization_scheme_param(request.headers.get("Authorization"))
    if scheme.lower() != "bearer" or not key:
        raise Unauthorised("send a key: Authorization: Bearer KEY", headers={"WWW-Authenticate": "Bearer"})
    now = time.monotonic()
    state = request.app.state
    actor = await authenticate(state.database, key, state.threads)
    if actor is None:
        raise Unauthorised("this key is not known or no longer valid", headers={"WWW-Authenticate": "Bearer"})
    state.pace.step(actor.name, now)
    request.scope["route"].refuse_other_queries(request)
    return actor


Caller = Annotated[Actor, Depends(caller)]
