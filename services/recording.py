"""Recording: activities come in, once and for ever, and what they earn stands in the same transaction.

A batch may hold the submissions of several senders; each keeps its own answers. Nobody's bad activity touches a neighbour's.
"""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby

import polars as pl

from db import ledger, organisation, people
from db.engine import Database, Session
from scoring.periods import business_day, micros
from services.access import Act, Actor, require
from services.arrivals import Arrivals, Columns
from services.intake import INTAKE, Intake
from services.outcomes import Answers, BulkAnswer, Outcome
from services.posting import close_books, open_books
from services.world import World, world

KINDS = {people.EMPLOYEE: "employee", people.CUSTOMER: "customer"}


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

    Raises Forbidden where a sender may not record, NotReady without an organisation.
    """
    with _recorded(database, submissions, now) as (session, here, answers):
        outcomes = [dict(answer.outcomes()) for answer in answers]
        return _with_points(session, here, outcomes) if with_points else outcomes


def record_bulk(database: Database, one: Submission, *, now: int | None = None) -> BulkAnswer:
    """As `record`, for a chunk of an import, whose answers stay columns."""
    with _recorded(database, [one], now) as (_, _, answers):
        return answers[0].in_bulk()


@contextmanager
def _recorded(database: Database, submissions: Sequence[Submission], now: int | None) -> Iterator[tuple[Session, World, list[Answers]]]:
    for one in submissions:
        require(one.actor, Act.RECORD)
    with database.write() as session:
        head = organisation.lock(session)
        here = world(database, session, revision=head.directory_revision)
        try:
            yield session, here, _record(session, here, head, submissions, now_micros() if now is None else now)
        except BaseException:
            here.forget_snapshots()
            raise


def _record(session: Session, here: World, head: organisation.Head, submissions: Sequence[Submission], now: int) -> list[Answers]:
    books = open_books(session, here, head, actor=submissions[0].actor.name, now=now, today=business_day(now, here.zone))
    actors = organisation.intern(session, "actor", "name", [s.actor.name for s in submissions])
    answers = [Answers() for _ in submissions]
    Arrivals(books, here, answers, [actors[s.actor.name] for s in submissions]).take(_together(submissions))
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


def _with_points(session: Session, here: World, outcomes: list[dict[int, Outcome]]) -> list[dict[int, Outcome]]:
    """The outcomes with what each activity has earned, now or when it was first sent."""
    wanted = {o.activity_id for answers in outcomes for o in answers.values() if o.activity_id is not None}
    earned = points_of(session, here, sorted(wanted)) if wanted else {}
    return [{item: replace(o, points=tuple(earned.get(o.activity_id or 0, ()))) for item, o in answers.items()} for answers in outcomes]


def points_of(session: Session, here: World, activity_ids: Sequence[int]) -> dict[int, list[tuple[str, str, int]]]:
    """(holder, rule, points) of what activities have earned, by activity; holders as `employee:E01`."""
    return {
        activity: [(f"{KINDS[kind]}:{code}", here.rule_keys[rule], points) for _, kind, code, rule, points in group]
        for activity, group in groupby(ledger.earned_by(session, activity_ids), key=lambda row: row[0])
    }
