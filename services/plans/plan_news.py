"""Telling whom it concerns that the plan has changed: for a week after it was published or takes effect, until each has put it away."""

from dataclasses import dataclass

from db import catalogue
from db import plan_drafts as rows
from db.engine import Database, Session
from scoring.periods import MICROS_PER_DAY
from scoring.plan import HolderKind
from scoring.plan_diff import Change, Kind, Subject, difference
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.errors import Unknown
from services.plans.plan_change_words import change_words
from services.plans.plan_versions import speaker
from services.sign_in.own_user import user_asking
from services.world import World, world

TOLD_FOR = 7 * MICROS_PER_DAY
UNHEARD = ("name", "label", "why")
"""Fields that change nothing for anybody."""


@dataclass(frozen=True, slots=True)
class News:
    """A version whose differences concern employees. Moments are microseconds; effective_from: None of the first; changes: a sentence each."""

    version: int
    effective_from: int | None
    published_at: int
    reason: str
    changes: tuple[str, ...]


def news(database: Database, actor: Actor, *, language: str, now: int | None = None) -> News | None:
    """What the newest version changed for employees, for a week from when it was published or takes effect, whichever is later; else None.

    It is the same for everybody: ask `is_put_away` for one. Raises Forbidden.
    """
    require(actor, Act.READ_PLAN)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        row = catalogue.plan(session, len(here.plans)) if len(here.plans) > 1 else None
    if row is None or not at - row.published_at >= 0 or at >= max(row.published_at, row.effective_from or 0) + TOLD_FOR:
        return None
    changes = _of_employees(here, language)
    return News(row.version, row.effective_from, row.published_at, row.reason, changes) if changes else None


def is_put_away(database: Database, actor: Actor, version: int) -> bool:
    """Whether the user who asks has put away the announcement of a version. Raises Forbidden."""
    require(actor, Act.READ_PLAN)
    with database.read() as session:
        return rows.seen(session, user_asking(session, actor).name_key) >= version


def put_away(database: Database, actor: Actor, version: int) -> None:
    """The user who asks is told no more of this version. Raises Unknown, Forbidden."""
    require(actor, Act.READ_PLAN)
    with database.write() as session:
        _require_version(database, session, version)
        rows.put_away(session, user_asking(session, actor).name_key, version)


def _require_version(database: Database, session: Session, version: int) -> None:
    if not 1 <= version <= len(world(database, session).plans):
        raise Unknown(f"there is no version {version} of the plan", field="version")


def _of_employees(here: World, language: str) -> tuple[str, ...]:
    before, after = here.plans[-2], here.plans[-1]
    speak = speaker(here, after, language)
    earned_by_employees = {rule.key for one in (before, after) for rule in one.plan.rules if rule.award.to != HolderKind.CUSTOMER.value}
    found = [change for change in difference(before.plan, after.plan) if _concerns_employees(change, earned_by_employees)]
    return tuple(change_words(change.document(), speak) for change in found)


def _concerns_employees(change: Change, earned_by_employees: set[str]) -> bool:
    if change.kind is Kind.MOVED or change.field in UNHEARD:
        return False
    match change.subject:
        case Subject.RULE:
            return change.key in earned_by_employees
        case Subject.TIER | Subject.EXPIRY:
            return change.key.partition(".")[0] == HolderKind.EMPLOYEE.value
    return True
