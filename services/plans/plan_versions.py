"""The versions of the plan for people: the one in force in plain words, who changed what when and why, any two beside each other."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.phrases import LANGUAGES
from db import catalogue
from db.catalogue import PlanRow
from db.engine import Database, Session
from scoring.periods import business_day, day_date
from scoring.plan import write_plan
from scoring.plan_diff import difference
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.errors import Unknown
from services.plans import planning
from services.plans.plan_change_words import change_words
from services.plans.plan_documents import write_yaml
from services.plans.plan_words import CategoryWords, Speaker, campaign_words, expiry_words, number, plan_words
from services.world import PlanVersion, World, world


@dataclass(frozen=True, slots=True)
class CampaignWords:
    label: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LadderWords:
    """The levels of employees, or the tiers of customers: what each is called and from how many points it begins; how points expire."""

    kind: str
    steps: tuple[tuple[str, str], ...]
    expiry: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version without its plan. Moments are microseconds; effective_from is None of the first; state: in force, to come, past."""

    version: int
    name: str
    effective_from: int | None
    published_at: int
    by: str
    reason: str
    state: str


@dataclass(frozen=True, slots=True)
class VersionTold:
    """A version in plain words."""

    line: VersionLine
    categories: tuple[CategoryWords, ...]
    campaigns: tuple[CampaignWords, ...]
    ladders: tuple[LadderWords, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A version and what it changed, a sentence each; None of the first."""

    line: VersionLine
    changes: tuple[str, ...] | None


def told(database: Database, actor: Actor, *, language: str, version: int | None = None, now: int | None = None) -> VersionTold | None:
    """A version in plain words: the one in force where none is named, without campaigns that are over; None where none is.

    Raises Unknown, Forbidden.
    """
    require(actor, Act.READ_PLAN)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        chosen = here.plan_at(at) if version is None else _numbered(here, version)
        if chosen is None:
            return None
        row = _row(session, chosen.version)
    document, speak = write_plan(chosen.plan), speaker(here, chosen, language)
    over = None if version is not None else day_date(business_day(at, here.zone)).isoformat()
    campaigns = tuple(
        CampaignWords(speak.label(one), campaign_words(one, speak))
        for one in _list(document, "campaigns")
        if not over or one["until"] > over
    )
    ladders = tuple(ladder for kind in ("employee", "customer") if (ladder := _ladder(kind, document, speak)))
    return VersionTold(_line(here, row, at), plan_words(document, speak), campaigns, ladders)


def history(database: Database, actor: Actor, *, language: str, now: int | None = None) -> tuple[Changed, ...]:
    """Every version, the newest first, with what it changed. Raises Forbidden."""
    require(actor, Act.READ_PLAN)
    at = now_micros() if now is None else now
    with database.read() as session:
        here, rows = world(database, session), catalogue.plans(session)
    return tuple(Changed(_line(here, row, at), _changes(database, here, row, language)) for row in reversed(rows))


def compared(database: Database, actor: Actor, before: int, after: int, *, language: str) -> tuple[str, ...]:
    """What turns one version into another, a sentence each. Raises Unknown, Forbidden."""
    require(actor, Act.READ_PLAN)
    with database.read() as session:
        here = world(database, session)
    return sentences(here, _numbered(here, before), _numbered(here, after), language)


def as_yaml(database: Database, actor: Actor, version: int) -> str:
    """The version as a YAML file, which publishing reads again. Raises Unknown, Forbidden."""
    require(actor, Act.READ_PLAN)
    with database.read() as session:
        return write_yaml(json.loads(_row(session, _numbered(world(database, session), version).version).document))


def sentences(here: World, before: PlanVersion, after: PlanVersion, language: str) -> tuple[str, ...]:
    """What turns one version into another, a sentence each."""
    speak = speaker(here, after, language)
    return tuple(change_words(change.document(), speak) for change in difference(before.plan, after.plan))


def speaker(here: World, version: PlanVersion, language: str) -> Speaker:
    """Who tells a version in a language."""
    types = {key: kind.label for key, kind in here.types.items()}
    return Speaker(language if language in LANGUAGES else "en", types, {rule.key: rule.label for rule in version.plan.rules})


def _changes(database: Database, here: World, row: PlanRow, language: str) -> tuple[str, ...] | None:
    found, speak = planning.changes_of(database, here, row), speaker(here, here.plan_numbered(row.version), language)
    return None if found is None else tuple(change_words(change, speak) for change in found)


def _numbered(here: World, version: int) -> PlanVersion:
    if not 1 <= version <= len(here.plans):
        raise Unknown(f"there is no version {version} of the plan", field="version")
    return here.plan_numbered(version)


def _row(session: Session, version: int) -> PlanRow:
    row = catalogue.plan(session, version)
    assert row is not None
    return row


def _line(here: World, row: PlanRow, at: int) -> VersionLine:
    in_force = here.plan_at(at)
    number_in_force = in_force.version if in_force else 0
    is_to_come = row.version > number_in_force and (row.effective_from or 0) > at
    state = "in force" if row.version == number_in_force else "to come" if is_to_come else "past"
    return VersionLine(row.version, row.name, row.effective_from, row.published_at, row.actor, row.reason, state)


def _list(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = document.get(name, [])
    return found


def _ladder(kind: str, document: Mapping[str, Any], speak: Speaker) -> LadderWords | None:
    steps = tuple((speak.label(tier), speak.say("tier from", n=number(tier["from"]))) for tier in document.get("tiers", {}).get(kind, ()))
    expiry = document.get("expiry", {}).get(kind)
    told_expiry = expiry_words(expiry, speak) if expiry else ""
    return LadderWords(kind, steps, told_expiry) if steps or expiry else None
