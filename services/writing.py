"""A write to organisation, people, catalogue or plans: the head is held first, one writer at a time."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from db import organisation
from db.engine import Database, Session
from db.organisation import Head
from scoring.periods import business_day
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.world import World, world


@dataclass(frozen=True, slots=True)
class Writing:
    """An open transaction, and what stood when it began. now: microseconds."""

    session: Session
    head: Head
    world: World
    actor_id: int
    now: int

    @property
    def today(self) -> int:
        return business_day(self.now, self.world.zone)

    def audit(self, action: str, subject: str, detail: object = None) -> None:
        text = None if detail is None else json.dumps(detail, ensure_ascii=False)
        organisation.audit(self.session, at=self.now, actor_id=self.actor_id, action=action, subject=subject, detail=text)

    def touch_directory(self) -> None:
        """Every process reads the world anew. The world of this transaction stays the one it began with."""
        organisation.touch_directory(self.session)


@contextmanager
def writing(database: Database, actor: Actor, act: Act, *, now: int | None) -> Iterator[Writing]:
    """A transaction of an actor who may do the act, committed at the end. Raises Forbidden, NotReady."""
    require(actor, act)
    with database.write() as session:
        head = organisation.lock(session)
        at = now_micros() if now is None else now  # after the wait, so that moments are in the order of the writers
        here = world(database, session, revision=head.directory_revision)
        yield Writing(session, head, here, actor_number(session, actor), at)


def actor_number(session: Session, actor: Actor) -> int:
    return organisation.intern(session, "actor", "name", [actor.name])[actor.name]
