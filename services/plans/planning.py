"""Plans are published, once and for ever, and read. A version that stands is never changed.

A document is answered as version, name, effective_from, published_at, by, reason, changes and, alone, plan. `changes` is what differs from
the version before, null for the first. It is worked out on reading: both documents stand for ever, so it cannot come to disagree with them,
and of versions that were published long ago it is known as well.
"""

import datetime as dt
import json

import polars as pl

from db import activities, catalogue, ledger, organisation
from db.catalogue import PlanRow
from db.engine import Database, Session
from scoring.limits import group_column, sames
from scoring.periods import day_date, day_number, instant, micros
from scoring.plan import Plan, PlanInvalid, write_plan
from scoring.plan_diff import difference
from scoring.plan_reading import read_plan
from scoring.scoring import compared_values
from services import cursors
from services.access import Act, Actor, Role, require
from services.documents import Answer, page_of, page_size
from services.errors import Conflict, Forbidden, PlanRefused, Unknown
from services.values import text
from services.world import World, world
from services.writing import Writing, actor_number, writing
from services.yaml_reading import read_document

__all__ = [
    "add_version",
    "changes_of",
    "enact",
    "get",
    "list_versions",
    "may_publish",
    "publish",
    "read_document",
    "require_publisher",
    "tier_labels",
    "validated",
]

REASON_LENGTH = 500
BACKFILL_ENTRIES = 100_000


def validated(document: object) -> Plan:
    """The plan of a document. Raises PlanRefused with every mistake."""
    try:
        return read_plan(document)
    except PlanInvalid as wrong:
        raise PlanRefused(wrong.mistakes) from None


def publish(
    database: Database,
    actor: Actor,
    document: object,
    *,
    reason: str,
    effective_from: dt.date | None = None,
    now: int | None = None,
) -> Answer:
    """The document is the newest version of the plan.

    The first is in force since always; later ones from now, or from the beginning of a day in the
    organisation's zone.
    Raises PlanRefused, Invalid, Forbidden; Conflict for a day where there is none to choose, or a closed one.
    """
    require(actor, Act.PUBLISH)
    plan, why = validated(document), text(reason, "reason", most=REASON_LENGTH, lines=True)
    with writing(database, actor, Act.PUBLISH, now=now) as desk:
        return enact(desk, actor, plan, reason=why, effective_from=effective_from)


def enact(desk: Writing, actor: Actor, plan: Plan, *, reason: str, effective_from: dt.date | None) -> Answer:
    """The plan is the newest version; the caller's transaction decides whether it stays. Raises as `publish` does."""
    require_publisher(desk.world, actor)
    begins = _effective_from(desk, effective_from)
    version = len(desk.world.plans) + 1
    row = add_version(desk.session, plan, version=version, effective_from=begins, reason=reason, actor=actor, at=desk.now)
    _backfill_limit_use(desk, plan)
    desk.touch_directory()
    changes = _documents(desk.world.plans[-1].plan if desk.world.plans else None, plan)
    return _answer(desk.world, row) | {"changes": changes, "plan": json.loads(row.document)}


def require_publisher(here: World, actor: Actor) -> None:
    """Returns where the actor may publish, rescore or run campaigns; raises Forbidden."""
    require(actor, Act.PUBLISH)
    if actor.role is Role.MANAGER and not here.organisation.managers_publish:
        raise Forbidden("Publishing is reserved to administrators: ask one to publish your draft", code="reserved")


def may_publish(database: Database, actor: Actor) -> bool:
    """Whether the actor may publish, rescore or run campaigns. Raises NotReady."""
    with database.read() as session:
        here = world(database, session)
    try:
        require_publisher(here, actor)
    except Forbidden:
        return False
    return True


def _effective_from(desk: Writing, since: dt.date | None) -> int | None:
    if not desk.world.plans:
        if since is not None:
            message = "The first plan is in force since always: publish it without a date"
            raise Conflict(message, field="effective_from", code="first_version")
        return None
    if since is None:
        return desk.now
    closed = desk.world.organisation.closed_through
    if closed is not None and day_number(since) <= closed:
        message = f"Everything through {day_date(closed)} is closed: let the plan begin on a later day"
        raise Conflict(message, field="effective_from", code="period_closed")
    return micros(dt.datetime.combine(since, dt.time(), desk.world.zone))


def add_version(session: Session, plan: Plan, *, version: int, effective_from: int | None, reason: str, actor: Actor, at: int) -> PlanRow:
    """The plan stands under this version, and its rules have numbers; the caller holds the head."""
    document = json.dumps(write_plan(plan), ensure_ascii=False, separators=(",", ":"))
    row = PlanRow(version, plan.name, document, effective_from, at, actor.name, reason)
    who = actor_number(session, actor)
    catalogue.add_plan(session, row, actor_id=who)
    organisation.intern(session, "rule", "key", [rule.key for rule in plan.rules])
    organisation.intern(session, "campaign", "key", [campaign.key for campaign in plan.campaigns])
    organisation.audit(session, at=at, actor_id=who, action="publish plan", subject=f"plan:{version}", detail=reason)
    return row


def _backfill_limit_use(desk: Writing, plan: Plan) -> None:
    """What limits compare from now on is known of the past too, as if it had been compared since ever."""
    wanted = {
        desk.world.rule_ids[rule.key]: sets
        for rule in plan.rules
        if rule.key in desk.world.rule_ids and (sets := sames(rule) - {()} - desk.world.compared_fields.get(rule.key, frozenset()))
    }
    if not wanted:
        return
    for low, high in ledger.chunks(0, desk.head.last_entry_id, BACKFILL_ENTRIES):
        earned = catalogue.earned_by_rules(desk.session, list(wanted), after=low, through=high, rescored=desk.world.rescored)
        for rule_id, sets in wanted.items():
            _add_limit_use(desk.session, earned.filter(pl.col("rule_id") == rule_id), sets)


def _add_limit_use(session: Session, entries: pl.DataFrame, sets: set[tuple[str, ...]]) -> None:
    if entries.is_empty():
        return
    acts = activities.batch_of(session, entries["activity_id"].unique().to_list())
    values = pl.concat([acts.select("activity_id"), compared_values(acts, sets)], how="horizontal")
    joined = entries.join(values, on="activity_id", how="inner", maintain_order="left")
    for same in sorted(sets):
        column = group_column(same)
        use = joined.drop_nulls(column).with_columns(pl.lit(column).alias("fields"), pl.col(column).alias("value"))
        ledger.add_limit_use(session, use)


def get(database: Database, actor: Actor, version: int | None = None) -> Answer:
    """The version, the newest where none is named, with its plan. Raises Unknown, Forbidden."""
    require(actor, Act.READ_PLAN)
    with database.read() as session:
        here = world(database, session)
        row = catalogue.plan(session, len(here.plans) if version is None else version)
    if row is None and version is None:
        raise Unknown("No plan has been published yet", field="version")
    if row is None:
        raise Unknown(f"there is no version {version} of the plan", field="version")
    return _answer(here, row) | {"changes": changes_of(database, here, row), "plan": json.loads(row.document)}


def changes_of(database: Database, here: World, row: PlanRow) -> list[Answer] | None:
    """What differs from the version before, worked out once per process; None for the first."""
    known: dict[tuple[int, int], list[Answer] | None] = database.memory.setdefault("plan changes", {})
    place = row.version, row.published_at
    if place not in known:
        before = here.plan_numbered(row.version - 1).plan if row.version > 1 else None
        known[place] = _documents(before, here.plan_numbered(row.version).plan)
    return known[place]


def _documents(before: Plan | None, after: Plan) -> list[Answer] | None:
    return None if before is None else [change.document() for change in difference(before, after)]


def tier_labels(database: Database) -> dict[str, dict[str, str]]:
    """What the newest plan calls its levels and tiers, in both languages, by key; they are no secret."""
    with database.read() as session:
        here = world(database, session)
    return {tier.key: dict(tier.label) for tiers in here.plans[-1].plan.tiers.values() for tier in tiers} if here.plans else {}


def list_versions(database: Database, actor: Actor, *, limit: int = 100, cursor: str | None = None) -> Answer:
    """The versions, the newest first, without their plans."""
    require(actor, Act.READ_PLAN)
    most, before = page_size(limit), cursors.read_number(cursor, first=2**31)
    with database.read() as session:
        here, rows = world(database, session), catalogue.plans(session)
    found = [row for row in reversed(rows) if row.version < before][: most + 1]
    return page_of(
        [row.version for row in found], [_answer(here, row) | {"changes": changes_of(database, here, row)} for row in found[:most]]
    )


def _answer(here: World, row: PlanRow) -> Answer:
    return {
        "version": row.version,
        "name": row.name,
        "effective_from": None if row.effective_from is None else _iso(here, row.effective_from),
        "published_at": _iso(here, row.published_at),
        "by": row.actor,
        "reason": row.reason,
    }


def _iso(here: World, at: int) -> str:
    return instant(at).astimezone(here.zone).isoformat()
