"""Reading campaigns where they stand: in a document that need not be a plan, and in the versions that were published."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from scoring.periods import business_day, day_date
from scoring.plan import Campaign, Mistake, Plan, PlanInvalid
from scoring.plan_reading import read_plan
from services.campaigns.editing_campaigns import OVERLAP, campaigns_of, overlap_of
from services.plans.editing_plans import rules_of
from services.world import PlanVersion, World

Document = Mapping[str, Any]
ENTRY = re.compile(r"(?:rules|campaigns)\[\d+\]")


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign as the last version has it that names its key. plan: that of the version; is_gone: the newest version lacks it.

    Of one that is gone, until_on is the day on which the version without it took effect, where that came before its end.
    """

    campaign: Campaign
    plan: Plan
    is_gone: bool


def campaign_in(entry: object) -> Campaign | None:
    """The campaign that an entry of a document says, whatever rules it names; None where it says none."""
    if not isinstance(entry, Mapping):
        return None
    named = entry.get("rules")
    try:
        plan = read_plan({"name": "-", "rules": [], "campaigns": [{**entry, "rules": []}]})
    except PlanInvalid:
        return None
    rules = tuple(one for one in named if isinstance(one, str)) if isinstance(named, list) else ()
    return replace(plan.campaigns[0], rules=rules)


def sound_plan(document: Document) -> Plan | None:
    """The plan of a document without the rules and campaigns in which there are mistakes; None where nothing can be made of it."""
    try:
        return read_plan(document)
    except PlanInvalid as wrong:
        mistaken = {found[0] for one in wrong.mistakes if (found := ENTRY.match(one.path))}
    rules = [one for place, one in enumerate(rules_of(document)) if f"rules[{place}]" not in mistaken]
    known = {one.get("key") for one in rules}
    campaigns = [
        {**one, "rules": [key for key in one.get("rules") or [] if key in known]}
        for place, one in enumerate(campaigns_of(document))
        if f"campaigns[{place}]" not in mistaken
    ]
    try:
        return read_plan({"name": "-", "rules": rules, "campaigns": campaigns, OVERLAP: overlap_of(document).value})
    except PlanInvalid:
        return None


def beneath(path: str, mistakes: tuple[Mistake, ...]) -> tuple[Mistake, ...]:
    """The mistakes there, with their paths from there on."""
    found = (one for one in mistakes if one.path == path or one.path.startswith((f"{path}.", f"{path}[")))
    return tuple(Mistake(one.path.removeprefix(path).removeprefix("."), one.message) for one in found)


def campaign_mistakes(document: Document, place: int) -> tuple[Mistake, ...]:
    """What is wrong with a campaign of the document, with paths within it; of the campaigns as a whole under an empty path."""
    try:
        read_plan(document)
    except PlanInvalid as wrong:
        whole = (Mistake("", one.message) for one in wrong.mistakes if one.path == "campaigns")
        return (*beneath(f"campaigns[{place}]", wrong.mistakes), *whole)
    return ()


def published(here: World) -> dict[str, Standing]:
    """Every campaign that a version ever had and that could have run, by its key: as the last version that names it has it."""
    found: dict[str, Standing] = {}
    for version in here.plans:
        found = {key: _ended(here, one, version) for key, one in found.items()}
        found |= {one.key: Standing(one, version.plan, is_gone=False) for one in version.plan.campaigns}
    return {key: one for key, one in found.items() if one.campaign.from_on < one.campaign.until_on}


def _ended(here: World, standing: Standing, after: PlanVersion) -> Standing:
    """A campaign that the next version may lack: then it ended when that took effect."""
    if standing.is_gone or after.effective_from is None or any(one.key == standing.campaign.key for one in after.plan.campaigns):
        return standing
    ended = day_date(business_day(after.effective_from - 1, here.zone) + 1)
    campaign = standing.campaign
    until = min(campaign.until_on, max(ended, campaign.from_on))
    return Standing(replace(campaign, until_on=until), standing.plan, is_gone=True)


def keys_ever(here: World) -> frozenset[str]:
    """The keys that campaigns of any version have: what was paid under one belongs to it for ever."""
    return frozenset(one.key for version in here.plans for one in version.plan.campaigns)
