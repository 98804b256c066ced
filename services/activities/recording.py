"""Recording: activities come in, once and for ever, and what they earn stands in the same transaction.

A batch may hold the submissions of several senders; each keeps its own answers. Nobody's bad activity touches a neighbour's.
What a sender may not record is refused alone too: an activity of an employee out of reach, or about a customer of theirs.
"""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import polars as pl

from db import organisation
from db.engine import Database, Session
from scoring.periods import business_day, micros
from services.access import Act, Actor, require
from services.activities.arrivals import Arrivals, Columns
from services.activities.intake import INTAKE, Intake
from services.activities.outcomes import Answers, BulkAnswer, Outcome
from services.activities.seeing import points_of
from services.ledger.posting import close_books, open_books
from services.reaching import Fence, fence
from services.world import World, world


@dataclass(frozen=True, slots=True)
class Submission:
    """What one sender asks to record: activities in their normal form, as columns of `INTAKE`, and the place of each in what was sent."""

    actor: Actor
    columns: Columns

    @property
    def size(self) -> int:
        return len(self.columns["item"])


def submission(actor: Actor, intakes: Sequence[tuple[int, Intake]]) -> Submission:
    """A submission of single activities, with their places."""
    rows = [(item, *intake.row()) for item, intake in intakes]
    return Submission(actor, {name: [row[n] for row in rows] for n, name in enumerate(("item", *INTAKE))})


def bulk_submission(actor: Actor, frame: pl.DataFrame) -> Submission:
    """A submission of a whole frame: `INTAKE` and item."""
    return Submission(actor, frame.select("item", *INTAKE).to_dict(as_series=False))


def now_micros() -> int:
    return micros(dt.datetime.now(dt.UTC))


def record(
    database: Database, submissions: Sequence[Submission], *, now: int | None = None, with_points: bool = False
) -> list[dict[int, Outcome]]:
    """Every activity that is new and right is stored, scored and counted, in one transaction; the answers by submission and item.

    with_points: with what each has earned, as far as its sender may see that. Raises Forbidden where a sender may record nothing
    of anybody, NotReady without an organisation.
    """
    with _recorded(database, submissions, now) as (session, here, fences, answers):
        outcomes = [dict(answer.outcomes()) for answer in answers]
        if not with_points:
            return outcomes
        return _with_points(session, here, outcomes, [one.employees if one else None for one in fences])


def record_bulk(database: Database, one: Submission, *, now: int | None = None) -> BulkAnswer:
    """As `record`, for a chunk of an import, whose answers stay columns."""
    with _recorded(database, [one], now) as (_, _, _, answers):
        return answers[0].in_bulk()


Recorded = tuple[Session, World, list[Fence | None], list[Answers]]


@contextmanager
def _recorded(database: Database, submissions: Sequence[Submission], now: int | None) -> Iterator[Recorded]:
    for one in submissions:
        require(one.actor, Act.RECORD)
    with database.write() as session:
        head = organisation.lock(session)
        here = world(database, session, revision=head.directory_revision)
        at = now_micros() if now is None else now
        fences = [fence(here.directory, one.actor, business_day(at, here.zone)) for one in submissions]
        try:
            yield session, here, fences, _record(session, here, head, submissions, fences, at)
        except BaseException:
            here.forget_snapshots()
            raise


def _record(
    session: Session, here: World, head: organisation.Head, submissions: Sequence[Submission], fences: Sequence[Fence | None], now: int
) -> list[Answers]:
    books = open_books(session, here, head, actor=submissions[0].actor.name, now=now, today=business_day(now, here.zone))
    actors = organisation.intern(session, "actor", "name", [s.actor.name for s in submissions])
    answers = [Answers() for _ in submissions]
    Arrivals(books, here, answers, [actors[s.actor.name] for s in submissions], fences).take(_together(submissions))
    close_books(books)
    for one, answer in zip(submissions, answers, strict=True):
        detail = json.dumps(answer.counts())
        organisation.audit(session, at=now, actor_id=actors[one.actor.name], action="record", subject="activities", detail=detail)
    return answers


def _together(submissions: Sequence[Submission]) -> Columns:
    """One batch of all submissions, with `submission`, the number of each row's."""
    numbers = [n for n, one in enumerate(submissions) for _ in range(one.size)]
    columns = submissions[0].columns
    if len(submissions) > 1:
        columns = {name: [v for one in submissions for v in one.columns[name]] for name in ("item", *INTAKE)}
    return columns | {"submission": numbers}


def _with_points(
    session: Session, here: World, outcomes: list[dict[int, Outcome]], reached: Sequence[frozenset[int] | None]
) -> list[dict[int, Outcome]]:
    """The outcomes with what each activity has earned, now or when it was first sent, as far as its sender may see it."""
    earned: dict[frozenset[int] | None, dict[int, list[tuple[str, str, int]]]] = {}
    for reach in set(reached):
        mine = [answers for answers, its in zip(outcomes, reached, strict=True) if its == reach]
        wanted = {o.activity_id for answers in mine for o in answers.values() if o.activity_id is not None}
        earned[reach] = points_of(session, here, sorted(wanted), reach) if wanted else {}
    return [
        {item: replace(o, points=tuple(earned[its].get(o.activity_id or 0, ()))) for item, o in answers.items()}
        for answers, its in zip(outcomes, reached, strict=True)
    ]
