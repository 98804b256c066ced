"""Telling campaigns: all that ever stood in a version of the plan, and those of a draft, with what they cover and how far they are."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any

from config.phrases import LANGUAGES
from db.engine import Database, Session
from scoring.amounts import E4
from scoring.periods import business_day, day_date
from scoring.plan import Campaign, Mistake, Overlap, write_plan
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.campaigns.costing import paid_by_campaign
from services.campaigns.editing_campaigns import campaigns_of, key_of, overlap_of
from services.campaigns.overlapping import Campaigns, Rivals
from services.campaigns.standing_campaigns import beneath, campaign_in, keys_ever, published, sound_plan
from services.plans.editing_plans import rules_of
from services.plans.plan_drafts import PlanDraft
from services.world import World, world

Document = Mapping[str, Any]


class State(StrEnum):
    TO_COME = "to come"
    RUNNING = "running"
    USED_UP = "used up"
    OVER = "over"


class Mark(StrEnum):
    """How a campaign stands to the newest version. GONE: the draft lacks it; PAST: only earlier versions had it."""

    SAME = "same"
    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Covers:
    """What a campaign multiplies, by name; an empty part bounds nothing."""

    rules: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CampaignTold:
    """A campaign in the reader's language. place: in the document, None where that lacks it. until_on: the day after the last.

    paid: the points that it has cost so far. unknown: activity types and teams that there are none of. What mistakes leave open is None.
    entry: as its document has it. mistakes: with paths within it.
    """

    key: str
    label: str
    place: int | None
    mark: Mark
    multiply: Fraction | None
    from_on: dt.date | None
    until_on: dt.date | None
    covers: Covers
    budget: int | None
    paid: int
    state: State | None
    entry: Document = field(hash=False, repr=False)
    unknown: tuple[str, ...] = ()
    rivals: Rivals = field(default=Rivals(), hash=False)
    mistakes: tuple[Mistake, ...] = ()

    @property
    def is_published(self) -> bool:
        return self.mark is not Mark.NEW


@dataclass(frozen=True, slots=True)
class CampaignsTold:
    """document: that of the draft, else of the newest version, None where there is neither; based_on: that version.

    campaigns: the latest first. keys: those that no new campaign may have.
    """

    document: Document | None
    based_on: int | None
    campaigns: tuple[CampaignTold, ...]
    overlap: Overlap
    keys: frozenset[str]


def campaigns_told(
    database: Database, actor: Actor, draft: PlanDraft | None = None, *, language: str, now: int | None = None
) -> CampaignsTold:
    """Every campaign that is or was published, and those of the draft where one is given. Raises Forbidden."""
    require(actor, Act.DRAFT_PLAN)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        return _Telling(here, session, draft, language if language in LANGUAGES else "en", at).told()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would come of a campaign. unknown: as of a campaign told.

    is_idle: no rule of its plan gives anything that it multiplies; is_past: its last day is over.
    """

    rivals: Rivals
    is_idle: bool
    is_past: bool
    unknown: tuple[str, ...]


def foreseen(database: Database, actor: Actor, document: Document, place: int, *, now: int | None = None) -> Foreseen | None:
    """What would come of a campaign of a document; None where it has mistakes. Raises Forbidden."""
    require(actor, Act.DRAFT_PLAN)
    with database.read() as session:
        here = world(database, session)
    plan, key = sound_plan(document), key_of(campaigns_of(document)[place])
    one = next((one for one in plan.campaigns if one.key == key), None) if plan else None
    if plan is None or one is None:
        return None
    beside, today = Campaigns(here, plan), business_day(now_micros() if now is None else now, here.zone)
    return Foreseen(beside.rivals(one), not beside.rules(one), one.until_on <= day_date(today), unknown_in(one, here))


class _Telling:
    """What is told of one moment, in one language."""

    def __init__(self, here: World, session: Session, draft: PlanDraft | None, language: str, at: int) -> None:
        self.here, self.draft, self.language = here, draft, language
        self.today = day_date(business_day(at, here.zone))
        self.newest = here.plans[-1] if here.plans else None
        self.standing = published(here)
        self.paid = paid_by_campaign(session, here)

    def told(self) -> CampaignsTold:
        document = self.document()
        if document is None:
            return CampaignsTold(None, None, (), overlap_of({}), frozenset())
        plan, names = sound_plan(document), self.names_in(document)
        beside = Campaigns(self.here, plan) if plan else None
        inside = [self.entry(place, one, beside, names) for place, one in enumerate(campaigns_of(document))]
        known = {one.key for one in inside}
        others = [self.other(key) for key in self.standing if key not in known]
        ordered = sorted([*inside, *others], key=lambda one: (one.from_on or dt.date.max, one.key), reverse=True)
        version = self.newest.version if self.newest else None
        return CampaignsTold(document, version, tuple(ordered), overlap_of(document), keys_ever(self.here))

    def document(self) -> Document | None:
        if self.draft is not None:
            return self.draft.document
        return write_plan(self.newest.plan) if self.newest else None

    def entry(self, place: int, entry: object, beside: Campaigns | None, names: dict[str, str]) -> CampaignTold:
        """A campaign of the document, whatever stands there."""
        said = entry if isinstance(entry, Mapping) else {}
        mistakes = beneath(f"campaigns[{place}]", self.draft.mistakes) if self.draft else ()
        found, key = campaign_in(said), key_of(said)
        if found is None:
            label = label_in(said, self.language) or key
            return CampaignTold(key, label, place, self.mark(key, None), None, None, None, Covers(), None, 0, None, said, mistakes=mistakes)
        told = self.campaign(found, place, self.mark(key, found), self.rule_names() | names, said)
        one = next((one for one in beside.plan.campaigns if one.key == key), None) if beside else None
        rivals = beside.rivals(one) if beside and one and told.state is not State.OVER else Rivals()
        return replace(told, rivals=rivals, mistakes=mistakes)

    def other(self, key: str) -> CampaignTold:
        """A published campaign that the document lacks."""
        found = self.standing[key]
        written = write_plan(replace(found.plan, rules=(), campaigns=(found.campaign,)))["campaigns"]
        assert isinstance(written, list)
        return self.campaign(found.campaign, None, Mark.PAST if found.is_gone else Mark.GONE, self.rule_names(), written[0])

    def mark(self, key: str, found: Campaign | None) -> Mark:
        was = next((one for one in self.newest.plan.campaigns if one.key == key), None) if self.newest else None
        if was is None:
            return Mark.NEW
        return Mark.SAME if found == was else Mark.CHANGED

    def campaign(self, one: Campaign, place: int | None, mark: Mark, names: Mapping[str, str], entry: Document) -> CampaignTold:
        paid = self.paid.get(one.key, 0)
        return CampaignTold(
            one.key,
            one.label.get(self.language) or one.key,
            place,
            mark,
            Fraction(one.multiply_e4, E4),
            one.from_on,
            one.until_on,
            self.covers(one, names),
            one.budget,
            paid,
            state_of(one, paid, self.today),
            entry,
            unknown_in(one, self.here),
        )

    def covers(self, one: Campaign, names: Mapping[str, str]) -> Covers:
        types, teams = self.here.types, self.here.directory
        return Covers(
            tuple(names.get(key, key) for key in one.rules),
            tuple(types[key].label.get(self.language, key) if key in types else key for key in one.types),
            tuple(teams.teams[teams.team_ids[code]].name if code in teams.team_ids else code for code in one.teams),
            one.tags,
        )

    def rule_names(self) -> dict[str, str]:
        """What rules are called, by the newest version that has them."""
        return {rule.key: rule.label.get(self.language) or rule.key for one in self.here.plans for rule in one.plan.rules}

    def names_in(self, document: Document) -> dict[str, str]:
        """What the rules of a document are called there."""
        entries = (rule for rule in rules_of(document) if isinstance(rule, Mapping))
        return {str(rule.get("key")): name for rule in entries if (name := label_in(rule, self.language))}


def unknown_in(campaign: Campaign, here: World) -> tuple[str, ...]:
    """The activity types and teams of a campaign that there are none of: a plan may name them before they are."""
    teams = (code for code in campaign.teams if code not in here.directory.team_ids)
    return (*(key for key in campaign.types if key not in here.types), *teams)


def label_in(entry: Document, language: str) -> str:
    """What an entry of a document is called; empty text where it does not say."""
    said = entry.get("label")
    found = said.get(language) if isinstance(said, Mapping) else said
    return found if isinstance(found, str) else ""


def state_of(campaign: Campaign, paid: int, today: dt.date) -> State:
    """How far a campaign is on a day. paid: what it has cost so far."""
    if today < campaign.from_on:
        return State.TO_COME
    if today >= campaign.until_on:
        return State.OVER
    return State.USED_UP if campaign.budget is not None and paid >= campaign.budget else State.RUNNING
