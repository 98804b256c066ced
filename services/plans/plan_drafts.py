"""Drafting a plan: what managers work on before it is published. Several drafts may stand; a draft need not be a plan yet.

Who saves says which revision they have read: where another stands by then, they are refused, with who saved it and when. Drafts are
audited but for what is in them, which becomes public only with a version.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import plan_drafts as rows
from db.engine import Database, Session
from db.plan_drafts import DraftRow
from scoring.periods import instant
from scoring.plan import Mistake, PlanInvalid, write_plan
from scoring.plan_diff import Change, difference
from scoring.plan_reading import read_plan
from services.access import Act, Actor, require
from services.documents import Answer
from services.errors import Conflict, Invalid, Unknown
from services.plans import planning
from services.plans.plan_documents import EMPTY, bounded, read_yaml, write_json, write_yaml
from services.plans.starters import starter_plan
from services.values import text
from services.world import World, world
from services.writing import Writing, writing

NAME_LENGTH = 200
MOST_DRAFTS = 100
MOST_MISTAKES = 1_000
"""So many of a draft are told: a file can have one in every few letters."""


@dataclass(frozen=True, slots=True)
class DraftHead:
    """A draft without what is in it. based_on: the version it began as. Moments are microseconds; created_by, updated_by: as in the audit."""

    id: int
    name: str
    based_on: int | None
    revision: int
    created_at: int
    created_by: str
    updated_at: int
    updated_by: str


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """A draft as it stands. mistakes: why its document is no plan yet, none where it is one.

    changes: what differs from the newest published version, None while there are mistakes. compared_with: that version, None where
    nothing was published yet.
    """

    head: DraftHead
    document: Mapping[str, Any]
    mistakes: tuple[Mistake, ...]
    changes: tuple[Change, ...] | None
    compared_with: int | None


# reading --------------------------------------------------------------------------------------------------------------------------


def drafts(database: Database, actor: Actor) -> tuple[DraftHead, ...]:
    """Every draft, the one that was saved last first. Raises Forbidden."""
    require(actor, Act.DRAFT_PLAN)
    with database.read() as session:
        return tuple(map(_head, rows.drafts(session)))


def get(database: Database, actor: Actor, draft_id: int) -> PlanDraft:
    """The draft, with its mistakes or what it would change. Raises Unknown, Forbidden."""
    require(actor, Act.DRAFT_PLAN)
    with database.read() as session:
        return _read(world(database, session), _standing(session, draft_id))


def as_yaml(database: Database, actor: Actor, draft_id: int) -> str:
    """The draft as a YAML file. Raises Unknown, Forbidden."""
    return write_yaml(get(database, actor, draft_id).document)


def _head(row: DraftRow) -> DraftHead:
    return DraftHead(row.id, row.name, row.based_on, row.revision, row.created_at, row.created_by, row.updated_at, row.updated_by)


def _read(here: World, row: DraftRow) -> PlanDraft:
    document: Mapping[str, Any] = json.loads(row.document)
    newest = here.plans[-1] if here.plans else None
    version = newest.version if newest else None
    try:
        plan = read_plan(document)
    except PlanInvalid as wrong:
        return PlanDraft(_head(row), document, wrong.mistakes[:MOST_MISTAKES], None, version)
    return PlanDraft(_head(row), document, (), difference(newest.plan if newest else None, plan), version)


def _standing(session: Session, draft_id: int) -> DraftRow:
    row = rows.draft(session, draft_id) if 0 < draft_id < 2**31 else None
    if row is None:
        raise Unknown("This draft was published or discarded: choose another one", field="draft")
    return row


# beginning ------------------------------------------------------------------------------------------------------------------------


def start(
    database: Database, actor: Actor, document: object, *, name: str, based_on: int | None = None, now: int | None = None
) -> PlanDraft:
    """A draft with this document stands, plan or not. Raises Invalid, Forbidden; Conflict where there are too many."""
    called, written = _name(name), write_json(bounded(document))
    with writing(database, actor, Act.DRAFT_PLAN, now=now) as desk:
        if rows.count(desk.session) >= MOST_DRAFTS:
            raise Conflict(f"There are {MOST_DRAFTS} drafts: discard one that nobody needs", code="too_many_drafts")
        number = rows.add(desk.session, name=called, document=written, based_on=based_on, at=desk.now, actor_id=desk.actor_id)
        desk.audit("start plan draft", _subject(number), {"name": called, "based_on": based_on})
        return _read(desk.world, _standing(desk.session, number))


def start_empty(database: Database, actor: Actor, *, name: str, now: int | None = None) -> PlanDraft:
    """A draft without a rule stands. Raises as `start` does."""
    return start(database, actor, {**EMPTY, "name": name}, name=name, now=now)


def start_from_version(database: Database, actor: Actor, *, name: str, version: int | None = None, now: int | None = None) -> PlanDraft:
    """A draft stands that begins as a published version, the newest where none is named. Raises Unknown, and as `start` does."""
    found = planning.get(database, actor, version)
    return start(database, actor, found["plan"], name=name, based_on=found["version"], now=now)


def start_from_starter(database: Database, actor: Actor, key: str, *, name: str, now: int | None = None) -> PlanDraft:
    """A draft stands that begins as a starter plan. Raises Unknown, and as `start` does."""
    return start(database, actor, write_plan(starter_plan(key)), name=name, now=now)


def start_from_yaml(database: Database, actor: Actor, written: str, *, name: str, now: int | None = None) -> PlanDraft:
    """A draft stands that begins as a YAML file says, with its mistakes. Raises Invalid where it cannot be read, and as `start` does."""
    require(actor, Act.DRAFT_PLAN)
    return start(database, actor, read_yaml(written), name=name, now=now)


# working ---------------------------------------------------------------------------------------------------------------------------


def save(database: Database, actor: Actor, draft_id: int, document: object, *, revision: int, now: int | None = None) -> PlanDraft:
    """The document is the draft's, under the next revision; one that says nothing new changes nothing.

    revision: the one that was read. Raises Conflict where another stands, Invalid, Unknown, Forbidden.
    """
    written = write_json(bounded(document))
    with writing(database, actor, Act.DRAFT_PLAN, now=now) as desk:
        row = _unchanged(desk, draft_id, revision)
        if row.document != written:
            rows.put(desk.session, draft_id, document=written, at=desk.now, actor_id=desk.actor_id)
            desk.audit("save plan draft", _subject(draft_id), {"revision": revision + 1})
        return _read(desk.world, _standing(desk.session, draft_id))


def import_yaml(database: Database, actor: Actor, draft_id: int, written: str, *, revision: int, now: int | None = None) -> PlanDraft:
    """The YAML file is the draft's document, with its mistakes. Raises Invalid where it cannot be read, and as `save` does."""
    require(actor, Act.DRAFT_PLAN)
    return save(database, actor, draft_id, read_yaml(written), revision=revision, now=now)


def rename(database: Database, actor: Actor, draft_id: int, name: str, *, now: int | None = None) -> None:
    """The draft is called so; whoever works on it is not disturbed. Raises Invalid, Unknown, Forbidden."""
    called = _name(name)
    with writing(database, actor, Act.DRAFT_PLAN, now=now) as desk:
        row = _standing(desk.session, draft_id)
        if row.name != called:
            rows.rename(desk.session, draft_id, called)
            desk.audit("rename plan draft", _subject(draft_id), {"name": {"from": row.name, "to": called}})


def discard(database: Database, actor: Actor, draft_id: int, *, now: int | None = None) -> None:
    """The draft is gone. Raises Unknown, Forbidden."""
    with writing(database, actor, Act.DRAFT_PLAN, now=now) as desk:
        row = _standing(desk.session, draft_id)
        rows.drop(desk.session, draft_id)
        desk.audit("discard plan draft", _subject(draft_id), {"name": row.name, "revision": row.revision})


def publish(
    database: Database,
    actor: Actor,
    draft_id: int,
    *,
    revision: int,
    compared_with: int | None,
    reason: str,
    effective_from: dt.date | None = None,
    now: int | None = None,
) -> Answer:
    """The draft is the newest version, as `planning.publish` answers it, and no draft any more.

    revision: the one that was read; compared_with: the version it was compared with. Raises Conflict where either is another by now,
    and what `planning.publish` raises.
    """
    why = text(reason, "reason", most=planning.REASON_LENGTH, lines=True)
    with writing(database, actor, Act.PUBLISH, now=now) as desk:
        row = _unchanged(desk, draft_id, revision)
        _require_newest(desk, compared_with)
        answer = planning.enact(desk, actor, planning.validated(json.loads(row.document)), reason=why, effective_from=effective_from)
        rows.drop(desk.session, draft_id)
        desk.audit("publish plan draft", _subject(draft_id), {"name": row.name, "version": answer["version"]})
        return answer


def _unchanged(desk: Writing, draft_id: int, revision: int) -> DraftRow:
    row = _standing(desk.session, draft_id)
    if row.revision != revision:
        at = instant(row.updated_at).astimezone(desk.world.zone)
        who = row.updated_by.removeprefix("user:").replace("cli:", "The command line")
        raise Conflict(
            f"{who} saved this draft at {at:%Y-%m-%d %H:%M}, after you opened it: open it anew and make your change there",
            code="draft_changed",
        )
    return row


def _require_newest(desk: Writing, compared_with: int | None) -> None:
    newest = desk.world.plans[-1].version if desk.world.plans else None
    if newest != compared_with:
        message = f"Version {newest} was published after you opened this draft: look again at what it would change, then publish"
        raise Conflict(message, code="newer_version")


def _name(value: object) -> str:
    called = text(value, "name", most=NAME_LENGTH)
    if not called.strip():
        raise Invalid("name must not be blank", field="name")
    return called.strip()


def _subject(draft_id: int) -> str:
    return f"plan_draft:{draft_id}"
