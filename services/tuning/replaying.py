"""A replay's parts: what each rule gives of a period, kept by all that it depends on, and the sums that boards are made of."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from db import campaigns, replaying
from db.engine import Session
from scoring.batch import Context
from scoring.limits import sames
from scoring.plan import Plan, Rule
from scoring.sharing import shared_budgets
from scoring.simulation import Essence, Simulated, essences, reach, readable, simulate_paid, spent_beside, with_groups
from services.ledger.posting import context_of
from services.tuning.history import Days, History, acts_alone, acts_of, booked_beside, span
from services.world import World

Outside = tuple[str, Days, frozenset[tuple[str, ...]]]
"""A rule's key, the days its limits reach, the sets of fields they compare."""
MOST_ROWS = 5_000_000
"""So many rows of sums are kept of rules that were worked out: about 60 MB."""
SUMS = {"holder": pl.Int32, "points": pl.Int64}
DAILY = {"holder": pl.Int32, "day": pl.Int32, "points": pl.Int64}


@dataclass(frozen=True, slots=True)
class Given:
    """What a rule gives in a period, reversed activities apart. awards: above or below zero; cut: those that a limit or cooldown cut.

    sums: `SUMS` by holder, zeros of who had only reversed ones included. daily: `DAILY` of the employees who moved within the period.
    paid: what campaigns pay of it, by key, of reversed activities too. ended: of campaigns that may touch it the day on which the budget is used
    up; None: on other days.
    """

    awards: int
    points: int
    cut: int
    sums: pl.DataFrame
    daily: pl.DataFrame
    paid: Mapping[str, int] = field(default_factory=dict)
    ended: Mapping[str, int | None] = field(default_factory=dict)


NOTHING = Given(0, 0, 0, pl.DataFrame(schema=SUMS), pl.DataFrame(schema=DAILY))


@dataclass
class Past:
    """The activities of some days as replays see them. moved: the employees who changed teams within them; span: no activity lies outside.

    other: what was booked on these days beside what these activities earned; given: what they have given until now.
    spent: what campaigns pay of activities of other days, by key: order and points.
    """

    days: Days
    span: Days
    through: int
    entries: int
    revision: int
    made_at: float
    batch: pl.DataFrame
    reversed: pl.Series
    context: Context
    moved: pl.Series
    other: pl.DataFrame
    given: pl.DataFrame | None = None
    lifetimes: pl.DataFrame | None = None
    results: "OrderedDict[Essence, Given]" = field(default_factory=OrderedDict)
    fixed: dict[Outside, pl.DataFrame] = field(default_factory=dict)
    spent: dict[str, pl.DataFrame] = field(default_factory=dict)
    people: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=replaying.HOLDER))


def past_of(session: Session, here: World, history: History, days: Days, *, through: int, entries: int, made_at: float) -> Past:
    """The period as of this session. Raises Conflict where it holds too much."""
    history.kept.pop("past", None)
    batch, is_reversed = acts_of(session, history, days)
    context = context_of(session, here, batch["snapshot"].unique().to_list())
    directory = here.directory
    moved = [employee for employee in directory.employees if directory.has_moved_within(employee, *days)]
    other = booked_beside(session, history, days)
    return Past(
        days, span(history), through, entries, here.revision, made_at, batch, is_reversed, context, pl.Series(moved, dtype=pl.Int32), other
    )


def past_alone(session: Session, here: World, days: Days) -> Past:
    """The period read by itself, to be scored again and then forgotten: nothing is known beside it. Raises Conflict where it holds too much."""
    batch, is_reversed = acts_alone(session, days)
    context = context_of(session, here, batch["snapshot"].unique().to_list())
    other = pl.DataFrame(schema={"account_id": pl.Int32, "day": pl.Int32, "score": pl.Int64})
    return Past(days, replaying.ALWAYS, 0, 0, here.revision, 0.0, batch, is_reversed, context, pl.Series(dtype=pl.Int32), other)


def given_by(session: Session, here: World, past: Past, plans: Iterable[Plan]) -> list[Mapping[str, Given]]:
    """What each rule of each plan gives, by key; only what is not known is worked out."""
    answers: list[Mapping[str, Given]] = []
    for plan in plans:
        keys = essences(plan)
        missing = {key for key, kept in keys.items() if kept not in past.results}
        if missing:
            sharing = shared_budgets(plan)
            missing = missing.union(*(sharing[key] for key in missing if key in sharing))
            fresh = _work_out(session, here, past, plan, missing)
            past.results.update((keys[key], fresh.get(key, NOTHING)) for key in missing)
        for kept in keys.values():
            past.results.move_to_end(kept)
        answers.append({key: past.results[kept] for key, kept in keys.items()})
        _drop_oldest(past, len(keys))
    return answers


def _drop_oldest(past: Past, used: int) -> None:
    rows = sum(given.sums.height for given in past.results.values())
    while rows > MOST_ROWS and len(past.results) > used:
        _, oldest = past.results.popitem(last=False)
        rows -= oldest.sums.height


def _work_out(session: Session, here: World, past: Past, plan: Plan, missing: set[str]) -> dict[str, Given]:
    rules = [rule for rule in plan.rules if rule.key in missing]
    past.batch = readable(past.batch, rules)
    weekday = here.organisation.first_weekday
    fixed, outside = standing_outside(session, here, past, rules), spent_outside(session, here, past, _bounded(plan))
    spent = spent_beside(outside, past.batch["order"])
    found = simulate_paid(past.batch, plan, here.names, past.context, first_weekday=weekday, fixed=fixed, spent=spent, only=missing)
    return _given_each(past, plan, found, outside)


def _bounded(plan: Plan) -> dict[str, int]:
    """The campaigns that can run out, with their budgets."""
    return {campaign.key: campaign.budget or 0 for campaign in plan.campaigns if campaign.can_run_out}


def _given_each(past: Past, plan: Plan, found: Simulated, outside: Mapping[str, pl.DataFrame]) -> dict[str, Given]:
    """By rule; of each what campaigns pay, and the days on which their budgets are used up."""
    paid: dict[str, dict[str, int]] = {}
    for key, campaign, points in found.pays.group_by("key", "campaign").agg(pl.col("points").sum()).iter_rows():
        paid.setdefault(key, {})[campaign] = points
    ended: dict[str, int | None] = {}
    for campaign, most in _bounded(plan).items():
        inside = found.pays.filter(pl.col("campaign") == campaign)
        if inside.height:
            ended |= _used_up(past, inside, outside.get(campaign), campaign, most)
    return {
        key: replace(_given(past, frame), paid=paid.get(key, {}), ended={c: day for c, day in ended.items() if c in paid.get(key, {})})
        for key, frame in found.awards.items()
    }


def _used_up(past: Past, inside: pl.DataFrame, outside: pl.DataFrame | None, campaign: str, most: int) -> dict[str, int | None]:
    """The day with which so many points are paid, in the order of scoring; nothing where they are not."""
    placed = inside.select(past.batch["order"].gather(inside["pos"]), "points", past.batch["day"].gather(inside["pos"]))
    both = placed if outside is None else pl.concat([placed, outside.select("order", "points", day=pl.lit(None, pl.Int32))])
    summed = both.sort("order", maintain_order=True).with_columns(pl.col("points").cum_sum())
    reached = summed.filter(pl.col("points") >= most)
    return {campaign: reached["day"][0]} if reached.height else {}


def spent_outside(session: Session, here: World, past: Past, keys: Collection[str]) -> dict[str, pl.DataFrame]:
    """By campaign, what the ledger says it pays of activities of other days: order and points."""
    missing = {here.campaign_ids[key]: key for key in keys if key in here.campaign_ids and key not in past.spent}
    if missing:
        found = campaigns.outside(session, list(missing), past.days)
        past.spent |= {key: found.filter(pl.col("campaign_id") == number).select("order", "points") for number, key in missing.items()}
    return {key: past.spent[key] for key in keys if key in past.spent}


def standing_outside(session: Session, here: World, past: Past, chosen: Iterable[Rule]) -> dict[str, pl.DataFrame]:
    """By rule key, what the ledger says it gave outside the period, as far as its limits reach."""
    rules = [rule for rule in chosen if rule.key in here.rule_ids]
    keys = {rule.key: _kept_as(here, past, rule) for rule in rules}
    missing = [rule for rule in rules if keys[rule.key] not in past.fixed and not _is_within(keys[rule.key][1], past.days)]
    for with_facts in (False, True):
        wanted = {here.rule_ids[rule.key]: rule for rule in missing if bool(keys[rule.key][2]) is with_facts}
        if wanted:
            reaches = {number: keys[rule.key][1] for number, rule in wanted.items()}
            found = replaying.standing(session, reaches, past.days, with_facts=with_facts)
            for number, rule in wanted.items():
                past.fixed[keys[rule.key]] = with_groups(found.filter(pl.col("rule_id") == number), rule)
    return {rule.key: past.fixed[keys[rule.key]] for rule in rules if keys[rule.key] in past.fixed}


def _is_within(outside: Days, days: Days) -> bool:
    return days[0] <= outside[0] and outside[1] <= days[1]


def _kept_as(here: World, past: Past, rule: Rule) -> Outside:
    first, end = reach(rule, *past.days, first_weekday=here.organisation.first_weekday)
    outside = max(first, past.span[0]), min(end, past.span[1])
    return rule.key, outside, frozenset(same for same in sames(rule) if same)


def _given(past: Past, awards: pl.DataFrame) -> Given:
    if past.reversed.any():
        undone = past.reversed.gather(awards["pos"])
        net = awards.with_columns(points=pl.when(~undone).then("points").otherwise(0), undone=undone)
    else:
        net = awards.with_columns(undone=pl.lit(False))
    counted = net.filter(~pl.col("undone"))
    count, cut = (counted["points"] != 0).sum(), (counted["cut_by"] >= 0).sum()
    kept = net.filter(awards["points"] != 0)
    sums = kept.group_by("holder").agg(pl.col("points").sum()).select(*SUMS)
    return Given(int(count), int(counted["points"].sum()), int(cut), sums, _daily(past, kept))


def _daily(past: Past, kept: pl.DataFrame) -> pl.DataFrame:
    if not len(past.moved):
        return NOTHING.daily
    theirs = kept.filter(pl.col("holder").is_in(past.moved.implode()))
    dated = theirs.with_columns(past.batch["day"].gather(theirs["pos"]).alias("day"))
    return dated.group_by("holder", "day").agg(pl.col("points").sum()).select(*DAILY)


def summed(past: Past, given: Mapping[str, Given]) -> pl.DataFrame:
    """The score of every holder who has any award, or anything else that was booked. Columns: `SUMS`."""
    other = past.other.select(pl.col("account_id").alias("holder"), pl.col("score").alias("points"))
    return pl.concat([other, *(g.sums for g in given.values())]).group_by("holder").agg(pl.col("points").sum())


def team_sums(here: World, past: Past, given: Mapping[str, Given]) -> dict[int, int]:
    """What each team's own members scored while they belonged to it, by team; NO_TEAM left in."""
    stayed = pl.concat([pl.DataFrame(schema=SUMS), *(g.sums for g in given.values())])
    if len(past.moved):
        stayed = stayed.filter(~pl.col("holder").is_in(past.moved.implode()))
    daily = pl.concat([pl.DataFrame(schema=DAILY), *(g.daily for g in given.values())])
    other = past.other.select(pl.col("account_id").alias("holder"), "day", pl.col("score").alias("points"))
    dated = pl.concat(
        [daily, other, stayed.group_by("holder").agg(pl.col("points").sum(), day=pl.lit(past.days[0], pl.Int32)).select(*DAILY)]
    )
    staff = dated.filter(pl.col("holder").is_in(pl.Series(here.employee_accounts, dtype=pl.Int32).implode()))
    accounts, days = staff["holder"].to_numpy().astype(np.int64), staff["day"].to_numpy().astype(np.int64)
    teams = pl.Series("team", here.directory.teams_on(accounts, days))
    total = staff.with_columns(teams).group_by("team").agg(pl.col("points").sum())
    return dict(total.select("team", "points").iter_rows())
