"""Tracing says of one activity what every rule that concerns its type made of it, and why: the reckoning behind each award and each zero."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from scoring.batch import Context, Names
from scoring.boosts import Running, counting, outlasting
from scoring.budgets import NOTHING_SPENT, Spent
from scoring.limits import BUDGET, COOLDOWN, Candidates, Usage, group_column
from scoring.plan import Award, Campaign, Condition, Limit, Plan, Rule, attribute_name
from scoring.rules import Reader, active, campaigns_of, condition, runs, units
from scoring.scoring import Proposal, concerning, is_on, lively_campaigns, resolve_paid
from scoring.steps import Measure, Steps, measured, steps_of

Found = int | str | bool | tuple[int, ...] | tuple[str, ...] | None
"""What an activity holds in a field: 1/10000 of an amount or a quantity, the numbers of teams, the tags of a customer; None where nothing."""


class Why(StrEnum):
    GIVEN = "given"
    CUT = "cut"  # a limit kept a part
    BUDGET = "budget"  # a campaign had too little left
    OFF = "off"  # a weight of 0
    NOT_ACTIVE = "not_active"  # outside its dates
    CONDITION = "condition"  # one did not hold
    NO_RECIPIENT = "no_recipient"
    NO_POINTS = "no_points"  # they come to 0
    LIMIT = "limit"
    COOLDOWN = "cooldown"


WHYS = {-1: Why.GIVEN, COOLDOWN: Why.COOLDOWN, BUDGET: Why.BUDGET}


@dataclass(frozen=True, slots=True)
class Funding:
    """A campaign that was for an award. counts: it multiplied; pays: so many points; used: of its budget before the award, None without one.

    One that does not count and pays does so because another had too little left.
    """

    campaign: Campaign
    counts: bool
    pays: int = 0
    used: int | None = None

    @property
    def is_over(self) -> bool:
        """Its budget was used up before."""
        return self.used is not None and self.used >= (self.campaign.budget or 0)

    @property
    def is_used_up(self) -> bool:
        """Its budget was used up by the award itself."""
        return self.used is not None and not self.is_over and self.used + self.pays >= (self.campaign.budget or 0)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What one rule made of one activity for one holder (None where it gave nobody anything).

    times: whole units (1 for fixed points); proposed: points before limits; funding: the campaigns that were for it; condition: the first that
    did not hold; limit: the one that cut, and how much of it was used before.
    """

    rule: Rule
    holder: int | None
    points: int
    why: Why
    times: int = 1
    proposed: int = 0
    funding: tuple[Funding, ...] = ()
    condition: Condition | None = None
    limit: Limit | None = None
    used: int = 0


@dataclass(frozen=True, slots=True)
class Parts:
    """A reckoning in parts: what it would have come to, too, where the rule gave nothing.

    value_e4: what the field held that the rule counts; steps: None where the activity lacks that field; among: so many divided the points;
    measures: each limit that the award met, in turn; found: what the condition that did not hold looked at.
    """

    value_e4: int | None = None
    steps: Steps | None = None
    among: int = 1
    measures: tuple[Measure, ...] = ()
    found: Found = None


@dataclass(frozen=True, slots=True)
class Trace:
    """One activity as the rules of a plan version saw it. batch: one row of `BATCH`; spent: what campaigns had paid before it."""

    batch: pl.DataFrame
    plan: Plan
    names: Names
    context: Context
    proposal: Proposal
    usage: Usage
    spent: Spent = NOTHING_SPENT

    def reckonings(self, type_key: str) -> list[Reckoning]:
        """Every rule that concerns the type, in the plan's order; one for each holder it gave something."""
        awards, pays = resolve_paid(self.proposal, self.usage, self.spent)
        paid: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
        for rule, holder, campaign, points in pays.select("rule", "holder", "campaign", "points").iter_rows():
            paid[rule, holder][campaign] = points
        given: dict[int, list[Reckoning]] = defaultdict(list)
        here: dict[str, int] = defaultdict(int)
        for row in awards.iter_rows(named=True):
            index = row["rule"]
            mine = paid[index, row["holder"]]
            running = self._running(index, len(given[index]))
            funding = tuple(self._funded(running, mine, here, is_above=row["proposed"] > 0))
            given[index].append(self._award(self.plan.rules[index], index, row, funding))
            for campaign, points in mine.items():
                here[campaign] += points
        return [r for index, rule in concerning(self.plan, type_key) for r in given[index] or [self._nothing(rule)]]

    def _running(self, index: int, row: int) -> Running:
        """The campaigns that are for one award of a rule, budgets apart."""
        boosts = next(c.boosts for c in self.proposal.candidates if c.index == index)
        return boosts[0][1].sets[int(boosts[0][1].which[row])] if boosts else ()

    def _funded(self, running: Running, paid: Mapping[str, int], here: Mapping[str, int], *, is_above: bool) -> Iterator[Funding]:
        """What campaigns did for one award. here: what they paid of the activity by then; is_above: the award is above zero."""
        used = {c: self._spent(c, is_above=is_above) + here.get(c.key, 0) for c in running if c.can_run_out}
        left = tuple(c for c in running if c not in used or used[c] < (c.budget or 0))
        counts = counting(left if left == running else outlasting(left, self.plan.campaign_overlap), self.plan.campaign_overlap)
        for campaign in running:
            yield Funding(campaign, campaign in counts, paid.get(campaign.key, 0), used.get(campaign))

    def _spent(self, campaign: Campaign, *, is_above: bool) -> int:
        return self.spent.in_all(campaign.key) if is_above else self.spent.before.get(campaign.key, 0)

    def _value(self, expression: pl.Expr) -> object:
        return self.batch.select(expression).item()

    @property
    def reader(self) -> Reader:
        """Reads the activity for its rules."""
        return Reader(self.names, self.context, frozenset(self.batch.columns))

    def _nothing(self, rule: Rule) -> Reckoning:
        if not is_on(rule, self.plan):
            return Reckoning(rule, None, 0, Why.OFF)
        dates = active(rule)
        if dates is not None and not self._value(dates):
            return Reckoning(rule, None, 0, Why.NOT_ACTIVE)
        for wanted in rule.when:
            if not self._value(condition(wanted, self.reader)):
                return Reckoning(rule, None, 0, Why.CONDITION, condition=wanted)
        times = self.units_of(rule.award)
        worth = 0 if times is None else steps_of(rule, self.plan, times, self.multiplied_by(rule)).clamped
        return Reckoning(rule, None, 0, Why.NO_RECIPIENT if worth else Why.NO_POINTS, times=times or 0)

    def units_of(self, award: Award) -> int | None:
        """How often an award's points are earned; None where the activity lacks the field that it counts."""
        if award.per_e4 is None:
            return 1
        found = self._value(units(award, self.reader))
        return int(str(found)) if found is not None else None

    def multiplied_by(self, rule: Rule) -> tuple[Campaign, ...]:
        """The campaigns that multiply the rule's awards for this activity, were there one."""
        chosen = lively_campaigns(self.batch, self.plan)
        running = tuple(c for c in campaigns_of(self.plan, rule) if c in chosen and self._value(runs(c, rule, self.reader)))
        return tuple(one.campaign for one in self._funded(running, {}, {}, is_above=True) if one.counts)

    def _award(self, rule: Rule, index: int, row: Mapping[str, int], funding: tuple[Funding, ...]) -> Reckoning:
        cut_by, left = row["cut_by"], row["points"]
        limit = rule.limits[cut_by] if 0 <= cut_by < COOLDOWN else None
        why = WHYS.get(cut_by) or (Why.CUT if left else Why.LIMIT)
        used = self._used(index, cut_by, row["holder"]) if limit else 0
        return Reckoning(rule, row["holder"], left, why, self.units_of(rule.award) or 0, row["proposed"], funding, None, limit, used)

    def _used(self, index: int, number: int, holder: int) -> int:
        """How much of the limit that cut was used before this activity."""
        frame, limit = self.usage.windows.get((index, number)), self.plan.rules[index].limits[number]
        if frame is None or frame.is_empty():
            return 0
        own = frame if limit.same else frame.filter(pl.col("group") == holder)
        return int(own["times" if limit.times is not None else "points"].sum())

    # in parts ---------------------------------------------------------------------------------------------------------------------

    def in_parts(self, reckonings: Sequence[Reckoning]) -> list[Parts]:
        """Each reckoning in parts. reckonings: all of those of each rule, in the order in which they were given."""
        given: dict[str, list[Reckoning]] = defaultdict(list)
        found = []
        for reckoning in reckonings:
            before = given[reckoning.rule.key]
            found.append(self._in_parts(reckoning, before))
            before.append(reckoning)
        return found

    def _in_parts(self, reckoning: Reckoning, before: Sequence[Reckoning]) -> Parts:
        rule, wanted = reckoning.rule, reckoning.condition
        times = self.units_of(rule.award)
        campaigns = self.multiplied_by(rule) if reckoning.holder is None else tuple(one.campaign for one in reckoning.funding if one.counts)
        return Parts(
            self.counted(rule.award),
            None if times is None else steps_of(rule, self.plan, times, campaigns),
            self._sharing(rule) if reckoning.holder is not None else 1,
            self._measures(reckoning, before),
            self.holds(wanted.field) if wanted else None,
        )

    def counted(self, award: Award) -> int | None:
        """What the field holds that an award counts, as 1/10000; None where it counts none, or the activity lacks it."""
        if award.of is None:
            return None
        attribute = attribute_name(award.of)
        value = self._value(pl.col(award.of) if attribute is None else self.reader.attribute_e4(attribute))
        return int(str(value)) if value is not None else None

    def _sharing(self, rule: Rule) -> int:
        snapshot = self.context.snapshots.get(self.batch["snapshot"][0]) if rule.award.to == "team" else None
        return len(snapshot.members) if snapshot else 1

    def _measures(self, reckoning: Reckoning, before: Sequence[Reckoning]) -> tuple[Measure, ...]:
        """What each limit made of the award. before: what the rule made of the activity for those whose turn was earlier."""
        if reckoning.holder is None or reckoning.proposed <= 0 or reckoning.why is Why.COOLDOWN:
            return ()
        [candidates] = [c for c in self.proposal.candidates if c.rule.key == reckoning.rule.key]
        row = candidates.frame.row(len(before), named=True)
        met = [(n, limit) for n, limit in enumerate(reckoning.rule.limits) if row[group_column(limit.same)] is not None]
        return measured(reckoning.proposed, [(limit, self._used_by_now(candidates, n, reckoning.holder, before)) for n, limit in met])

    def _used_by_now(self, candidates: Candidates, number: int, holder: int, before: Sequence[Reckoning]) -> int:
        """What was used of a limit before the activity, and of its points what the activity itself has used by this holder's turn."""
        limit = candidates.rule.limits[number]
        own = before if limit.same else [r for r in before if r.holder == holder]
        here = sum(max(0, r.points) for r in own) if limit.points is not None else 0
        return self._used(candidates.index, number, holder) + here

    def holds(self, field: str) -> Found:
        """What the activity holds in a field that conditions ask for."""
        attribute, row = attribute_name(field), self.batch.row(0, named=True)
        if attribute is not None:
            found = self._value(self.reader.attribute(attribute))
            return None if found is None else str(found)
        match field:
            case "weekday":
                return int((row["day"] + 3) % 7 + 1)
            case "employee.team":
                snapshot = self.context.snapshots.get(row["snapshot"])
                return snapshot.path if snapshot else None
            case "customer.tags":
                return tuple(json.loads(row["tags"])) if row["tags"] else None
        known: Found = row[field.removeprefix("customer.")]
        return known
