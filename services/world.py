"""What every use case needs to know of the organisation, read once per revision and shared by all threads of the process."""

import json
import threading
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np

from db import catalogue, organisation, people, rescoring
from db.engine import Database, Session
from db.organisation import OrganisationRow
from db.rescoring import RescoreRow
from scoring.batch import Names, Snapshot
from scoring.directory import Directory
from scoring.periods import Ints
from scoring.plan import HolderKind, Plan
from scoring.plan_reading import read_plan
from services.activities.forms import FormField, stored
from services.errors import NotReady


@dataclass(frozen=True, slots=True)
class ActivityType:
    """An entry of the catalogue. form: what the recording form offers; is_active: it is offered there; icon: a Material symbol."""

    id: int
    key: str
    label: dict[str, str]
    requires: tuple[str, ...]
    needs_approval: bool
    form: tuple[FormField, ...] = ()
    is_active: bool = True
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A published plan. effective_from: an instant in microseconds, None for the first."""

    version: int
    plan: Plan
    effective_from: int | None


@dataclass(frozen=True)
class World:
    """One revision of organisation, people, catalogue and plans; immutable but for the snapshots it has met."""

    revision: int
    organisation: OrganisationRow
    directory: Directory
    types: dict[str, ActivityType]
    plans: tuple[PlanVersion, ...]
    rule_ids: dict[str, int]
    rescores: tuple[RescoreRow, ...] = ()
    campaign_ids: dict[str, int] = field(default_factory=dict)
    snapshot_ids: dict[tuple[int, int], int] = field(default_factory=dict)
    snapshots: dict[int, Snapshot] = field(default_factory=dict)

    def forget_snapshots(self) -> None:
        """After a rollback: their numbers may not stand."""
        self.snapshot_ids.clear()
        self.snapshots.clear()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.organisation.timezone)

    @cached_property
    def names(self) -> Names:
        return Names({t.key: t.id for t in self.types.values()}, self.directory.team_ids)

    @cached_property
    def employee_accounts(self) -> Ints:
        return np.array(sorted(self.directory.employees), dtype=np.int64)

    @cached_property
    def type_keys(self) -> dict[int, str]:
        return {t.id: t.key for t in self.types.values()}

    @cached_property
    def rule_keys(self) -> dict[int, str]:
        return {number: key for key, number in self.rule_ids.items()}

    def plan_at(self, at: int) -> PlanVersion | None:
        """The version in force at an instant: the newest that had begun by then; None where there is no plan."""
        return next((p for p in reversed(self.plans) if p.effective_from is None or p.effective_from <= at), None)

    def plan_numbered(self, version: int) -> PlanVersion:
        return self.plans[version - 1]

    def versions_at(self, at: Ints, known: int | None = None) -> Ints:
        """The version in force at each instant, of all or as when the first `known` were published; 0 where there is none."""
        version = np.zeros(len(at), dtype=np.int64)
        for plan in self.plans[:known]:
            begun = plan.effective_from is None or at >= plan.effective_from
            version = np.where(begun, plan.version, version)
        return version

    @property
    def rescored(self) -> int:
        """The last entry of the last rescore, 0 where there was none."""
        return self.rescores[-1].through_entry_id if self.rescores else 0

    def epochs(self, places: Ints, days: Ints) -> Ints:
        """After how many rescores each place in the order of scoring was last scored. days: of the activities there."""
        epoch = np.zeros(len(places), dtype=np.int64)
        for number, row in enumerate(self.rescores, 1):
            inside = (days >= row.from_on) & (days < row.to_on)
            epoch = np.where((places > row.through_activity_id) | inside, number, epoch)
        return epoch

    def scored_by(self, places: Ints, days: Ints, at: Ints, stored: Ints, *, epoch: int | None = None) -> Ints:
        """The version that last scored each place in the order of scoring, as of an epoch or now; 0 where none did. stored: the first."""
        version = stored
        for row in self.rescores[:epoch]:
            inside = (places <= row.through_activity_id) & (days >= row.from_on) & (days < row.to_on)
            version = np.where(inside, self.versions_at(at, row.versions), version)
        return version

    def rescored_for(self, place: int, day: int) -> int:
        """The last entry of the last rescore that an activity of a day was scored after, at its place in the order of scoring; 0 for none."""
        number = int(self.epochs(np.array([place], dtype=np.int64), np.array([day], dtype=np.int64))[0])
        return self.rescores[number - 1].through_entry_id if number else 0

    def rescored_when_made(self, entry_id: int, *, is_rescore: bool) -> int:
        """The same of an entry: the rescore that made it, else the last one before it."""
        if is_rescore:
            return next(row.through_entry_id for row in self.rescores if entry_id <= row.through_entry_id)
        return max((row.through_entry_id for row in self.rescores if row.through_entry_id < entry_id), default=0)

    @cached_property
    def compared_fields(self) -> dict[str, frozenset[tuple[str, ...]]]:
        """By rule key, the sets of fields that limits and cooldowns of any version compare: their use is kept for every award."""
        found: dict[str, frozenset[tuple[str, ...]]] = {}
        for version in self.plans:
            for rule in version.plan.rules:
                sets = {limit.same for limit in rule.limits if limit.same}
                if rule.cooldown and rule.cooldown.same:
                    sets.add(rule.cooldown.same)
                found[rule.key] = found.get(rule.key, frozenset()) | sets
        return found

    def tier(self, kind: HolderKind, lifetime: int) -> str | None:
        """The tier or level that a lifetime of points has reached under the newest plan."""
        if not self.plans:
            return None
        reached = [t.key for t in self.plans[-1].plan.tiers[kind] if t.from_points <= lifetime]
        return reached[-1] if reached else None

    @cached_property
    def has_expiry(self) -> bool:
        return any(p.plan.expiry for p in self.plans)


_lock = threading.Lock()


def world(database: Database, session: Session, *, revision: int | None = None) -> World:
    """The world as this session sees it; read from the database only where its revision is new. Raises NotReady."""
    now = organisation.head(session).directory_revision if revision is None else revision
    known = database.memory.get("world")
    if isinstance(known, World) and known.revision == now:
        return known
    fresh = _read(session, now)
    with _lock:
        database.memory["world"] = fresh
    return fresh


def _read(session: Session, revision: int) -> World:
    found = organisation.organisation(session)
    if found is None:
        raise NotReady("There is no organisation yet: run `manage.py init --name NAME --timezone ZONE --currency CODE` first")
    types = {t.key: _type(t) for t in catalogue.types(session)}
    plans = tuple(PlanVersion(p.version, read_plan(json.loads(p.document)), p.effective_from) for p in catalogue.plans(session))
    rules = organisation.names(session, "rule", "key")
    campaigns = organisation.names(session, "campaign", "key")
    return World(revision, found, people.directory(session), types, plans, rules, rescoring.rescores(session), campaigns)


def _type(row: catalogue.TypeRow) -> ActivityType:
    label, requires = {"en": row.label_en, "zh": row.label_zh}, tuple(json.loads(row.requires))
    return ActivityType(row.id, row.key, label, requires, bool(row.approval), stored(row.form), bool(row.active), row.icon)
