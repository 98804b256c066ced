"""Overlapping: which campaigns run at the same time for the same awards, and what then counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from scoring.amounts import E4
from scoring.plan import Campaign, Overlap, Plan
from scoring.plan_nodes import MAX_WEIGHT
from scoring.rules import campaigns_of
from services.world import World

MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Rival:
    """Another campaign that can run for the same award. from_on, until_on: when both do; rules: the labels of those that both multiply.

    counts: by how much an award is multiplied then; is_stronger: it counts alone, False where the other one does, None where both do.
    """

    key: str
    label: dict[str, str]
    multiply: Fraction
    from_on: date
    until_on: date
    rules: tuple[dict[str, str], ...]
    is_every_rule: bool
    counts: Fraction
    is_stronger: bool | None


@dataclass(frozen=True, slots=True)
class Rivals:
    """The first of a campaign's rivals, and how many there are beside: of many campaigns every two can be rivals."""

    told: tuple[Rival, ...] = ()
    more: int = 0


@dataclass(frozen=True)
class Campaigns:
    """The campaigns of a plan beside each other."""

    here: World
    plan: Plan

    def rivals(self, campaign: Campaign) -> "Rivals":
        """Those of the plan's other campaigns that can run for the same award as one of them, in the order of the plan."""
        found = list(self._rivals(campaign))
        told = tuple(self._rival(campaign, other, is_first=is_first) for other, is_first in found[:MOST_TOLD])
        return Rivals(told, len(found) - len(told))

    def rules(self, campaign: Campaign) -> frozenset[str]:
        """The keys of the rules whose awards the campaign may multiply."""
        return self._rules.get(campaign.key, frozenset())

    def _rivals(self, campaign: Campaign) -> Iterator[tuple[Campaign, bool]]:
        """Each, with whether the campaign that was asked about stands before it in the plan."""
        mine, is_first = self.rules(campaign), False
        for other in self.plan.campaigns:
            if other.key == campaign.key:
                is_first = True
                continue
            begins, ends = max(campaign.from_on, other.from_on), min(campaign.until_on, other.until_on)
            if begins < ends and not mine.isdisjoint(self.rules(other)) and self._may_share_a_team(campaign, other):
                yield other, is_first

    def _rival(self, campaign: Campaign, other: Campaign, *, is_first: bool) -> Rival:
        both = self.rules(campaign) & self.rules(other)
        begins, ends = max(campaign.from_on, other.from_on), min(campaign.until_on, other.until_on)
        labels = tuple(dict(rule.label) for rule in self.plan.rules if rule.key in both)
        counts = _counting(campaign, other, self.plan.campaign_overlap, is_first=is_first)
        multiply = Fraction(other.multiply_e4, E4)
        return Rival(other.key, dict(other.label), multiply, begins, ends, labels, len(labels) == len(self.plan.rules), *counts)

    @cached_property
    def _rules(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for rule in self.plan.rules:
            for campaign in campaigns_of(self.plan, rule):
                found.setdefault(campaign.key, set()).add(rule.key)
        return {key: frozenset(rules) for key, rules in found.items()}

    @cached_property
    def _teams(self) -> dict[str, frozenset[int]]:
        """The teams of the campaigns that name some, with all below them."""
        directory = self.here.directory
        below = {code: directory.subtree(number) for code, number in directory.team_ids.items()}
        return {one.key: frozenset[int]().union(*(below.get(code, ()) for code in one.teams)) for one in self.plan.campaigns if one.teams}

    def _may_share_a_team(self, one: Campaign, other: Campaign) -> bool:
        """Somebody can belong to a team of each; tags exclude nothing, since a customer may have both."""
        return not one.teams or not other.teams or bool(self._teams[one.key] & self._teams[other.key])


def _counting(campaign: Campaign, other: Campaign, overlap: Overlap, *, is_first: bool) -> tuple[Fraction, bool | None]:
    """is_first: the campaign that was asked about stands before the other in the plan, not behind it."""
    mine, theirs = Fraction(campaign.multiply_e4, E4), Fraction(other.multiply_e4, E4)
    if overlap is Overlap.PRODUCT:
        return min(mine * theirs, Fraction(MAX_WEIGHT)), None
    is_mine = mine > theirs or (mine == theirs and is_first)
    return (mine, False) if is_mine else (theirs, True)
