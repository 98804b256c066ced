"""Rescores for people: which there were and what each posted; whether a version waits for one."""

import datetime as dt
from dataclasses import dataclass

from db import catalogue, rescoring
from db.engine import Database, Session
from db.rescoring import RescoreTold
from scoring.periods import business_day, day_date
from services.access import Act, Actor, require
from services.world import World, world


@dataclass(frozen=True, slots=True)
class PastRescore:
    """Business days [from_on, to_on) were scored again at `at` (microseconds). entries: how many differences were posted."""

    from_on: dt.date
    to_on: dt.date
    at: int
    by: str
    reason: str
    entries: int


@dataclass(frozen=True, slots=True)
class Awaited:
    """A version is in force for days before it was published: what was recorded of them until then has the points of an older one.

    since: the first of these days that is open.
    """

    version: int
    since: dt.date


def rescores(database: Database, actor: Actor) -> tuple[PastRescore, ...]:
    """Every rescore that changed anything, the newest first. Raises Forbidden."""
    require(actor, Act.PUBLISH)
    with database.read() as session:
        return tuple(_past(database, session, row) for row in rescoring.told(session))


def _past(database: Database, session: Session, row: RescoreTold) -> PastRescore:
    """What a rescore has posted never changes: it is counted once."""
    counted: dict[int, int] = database.memory.setdefault("entries of rescores", {})
    if row.id not in counted:
        counted[row.id] = rescoring.posted(session, row.before, row.through_entry_id)
    return PastRescore(day_date(row.from_on), day_date(row.to_on), row.recorded_at, row.actor, row.reason, counted[row.id])


def awaited(database: Database, actor: Actor) -> Awaited | None:
    """The newest version that is in force for open days before its publishing, none of which was scored again since. Raises Forbidden."""
    require(actor, Act.PUBLISH)
    with database.read() as session:
        here = world(database, session)
        for version in reversed(here.plans):
            row = catalogue.plan(session, version.version)
            if version.effective_from is None or row is None or version.effective_from >= row.published_at:
                continue
            days = business_day(version.effective_from, here.zone), business_day(row.published_at, here.zone) + 1
            return _awaited(here, version.version, days)
    return None


def _awaited(here: World, version: int, days: tuple[int, int]) -> Awaited | None:
    closed = here.organisation.closed_through
    first = days[0] if closed is None else max(days[0], closed + 1)
    is_done = any(row.versions >= version and row.from_on < days[1] and row.to_on > first for row in here.rescores)
    return None if is_done or first >= days[1] else Awaited(version, day_date(first))
