"""Scoring turns a batch of activities into awards: propose what each rule would give, learn what its limits have used, settle.

There is one path for one activity and for a million. It is pure: the two steps stand apart so that the caller can look up, between them,
what the ledger says of the limits concerned.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import polars as pl

from scoring.batch import Context, Names
from scoring.boosts import Boost, sets_of
from scoring.budgets import NOTHING_SPENT, Spent, settle_together
from scoring.limits import (
    NOTHING_USED,
    Candidates,
    CooldownDemand,
    Demand,
    Usage,
    cooldown_demand,
    demands,
    group_column,
    sames,
    settle,
)
from scoring.periods import Ints, day_number
from scoring.plan import Campaign, Plan, Rule, attribute_name
from scoring.rules import Reader, active, campaigns_of, condition, one_of, points, runs, units, with_attributes

AWARDS: dict[str, pl.DataType] = {
    "pos": pl.UInt32(),
    "rule": pl.Int16(),
    "holder": pl.Int32(),
    "points": pl.Int64(),
    "proposed": pl.Int64(),
    "cut_by": pl.Int8(),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a batch would earn before limits, rule by rule."""

    candidates: tuple[Candidates, ...]
    first_weekday: int

    def demands(self) -> list[Demand]:
        """The limit windows whose use the ledger must tell before the batch can be settled."""
        return [d for c in self.candidates for d in demands(c, first_weekday=self.first_weekday) if d.groups.height]

    def cooldown_demands(self) -> list[CooldownDemand]:
        found = (cooldown_demand(c) for c in self.candidates)
        return [d for d in found if d is not None and d.groups.height]

    def budgets(self) -> frozenset[str]:
        """The campaigns whose use of their budget the ledger must tell: those that run for an award and can run out."""
        found = (campaign for c in self.candidates for _, boost in c.boosts for campaign in boost.campaigns)
        return frozenset(campaign.key for campaign in found if campaign.can_run_out)


class Resolved(NamedTuple):
    """awards: `AWARDS`. pays: `budgets.PAYS`: what campaigns pay of them, in the order of scoring."""

    awards: pl.DataFrame
    pays: pl.DataFrame


AS_WRITTEN, IMPROVED = pl.QueryOptFlags.none(), pl.QueryOptFlags()
WORTH_OPTIMISING = 2_000
"""Below so many activities it takes longer to improve a query than to run it as it is written."""

Compared = Mapping[str, frozenset[tuple[str, ...]]]
NOTHING_COMPARED: Compared = {}


def propose(
    batch: pl.DataFrame,
    plan: Plan,
    names: Names,
    context: Context,
    *,
    first_weekday: int = 1,
    compared: Compared = NOTHING_COMPARED,
) -> Proposal:
    """Every rule's awards before limits. batch: columns of `BATCH`, rows in scoring order.

    compared: by rule key, sets of fields whose values the frames carry beside those that the rule's own limits compare.
    """
    present = set(batch["type"].unique())
    chosen = [(i, r) for i, r in enumerate(plan.rules) if is_on(r, plan) and present & type_numbers(r, names)]
    fields = {r.key: frozenset(sames(r) | compared.get(r.key, frozenset())) for _, r in chosen}
    batch = with_attributes(batch, read_attributes([r for _, r in chosen], fields))
    reader = Reader(names, context, frozenset(batch.columns))
    numbered, lively = batch.with_row_index("pos").lazy(), lively_campaigns(batch, plan)
    recipes = [_recipe(rule, plan, reader, fields[rule.key], lively) for _, rule in chosen]
    lazy = [_awards(numbered, rule, recipe, reader) for (_, rule), recipe in zip(chosen, recipes, strict=True)]
    frames = pl.collect_all(lazy, optimizations=AS_WRITTEN if batch.height < WORTH_OPTIMISING else IMPROVED)
    proposed = [
        _boosted(Candidates(i, r, frame), plan, recipe.campaigns) if recipe.campaigns else Candidates(i, r, frame)
        for (i, r), recipe, frame in zip(chosen, recipes, frames, strict=True)
    ]
    return Proposal(tuple(proposed), first_weekday)


def lively_campaigns(batch: pl.DataFrame, plan: Plan) -> tuple[Campaign, ...]:
    """The campaigns that run on any day of the batch: of the others nothing is asked."""
    if not plan.campaigns or not batch.height:
        return ()
    days = batch["day"].to_numpy()
    first, last = int(days.min()), int(days.max())
    return tuple(c for c in plan.campaigns if day_number(c.from_on) <= last and first < day_number(c.until_on))


def read_attributes(rules: Sequence[Rule], fields: Compared) -> set[str]:
    """The attributes that any of the rules reads."""
    compared = {name for sets in fields.values() for same in sets for name in same}
    return {n for r in rules for n in r.attributes} | {n for n in map(attribute_name, compared) if n is not None}


def resolve(proposal: Proposal, usage: Usage = NOTHING_USED, spent: Spent = NOTHING_SPENT) -> pl.DataFrame:
    """The awards, with what limits and budgets left of them. Returns `AWARDS`, zero points included, ordered by rule, then by pos."""
    return resolve_paid(proposal, usage, spent).awards


def resolve_paid(proposal: Proposal, usage: Usage = NOTHING_USED, spent: Spent = NOTHING_SPENT) -> Resolved:
    """The awards as `resolve` gives them, and what campaigns pay of them."""
    some = [c for c in proposal.candidates if c.frame.height]
    settled, pays = settle_together(some, lambda c: settle(c, usage, first_weekday=proposal.first_weekday), spent)
    return Resolved(pl.concat(settled) if settled else pl.DataFrame(schema=AWARDS), pays)


def score(
    batch: pl.DataFrame,
    plan: Plan,
    names: Names,
    context: Context,
    usage: Usage = NOTHING_USED,
    *,
    first_weekday: int = 1,
) -> pl.DataFrame:
    """`propose` and `resolve` at once, for a batch whose earlier use is known or nothing."""
    return resolve(propose(batch, plan, names, context, first_weekday=first_weekday), usage)


def is_on(rule: Rule, plan: Plan) -> bool:
    """A weight of 0, of the rule or of its category, switches a rule off."""
    return bool(rule.weight_e4 and plan.category_weights_e4[rule.category])


def type_numbers(rule: Rule, names: Names) -> set[int]:
    return {names.types[key] for key in rule.activities if key in names.types}


@dataclass(frozen=True, slots=True)
class _Recipe:
    """A rule as expressions: which activities, what they are worth with the groups of its limits, which columns remain.

    campaigns: those that may touch its awards; then what they are worth is reckoned afterwards.
    """

    matches: pl.Expr
    values: tuple[pl.Expr, ...]
    kept: tuple[str, ...]
    campaigns: tuple[Campaign, ...]


_recipes: dict[tuple[object, ...], tuple[Plan, _Recipe]] = {}
MOST_RECIPES = 10_000


def _recipe(rule: Rule, plan: Plan, reader: Reader, fields: frozenset[tuple[str, ...]], lively: tuple[Campaign, ...]) -> _Recipe:
    """The rule's expressions, kept where they depend on the plan and the columns alone: to write them costs more than to run them once."""
    if any(c.field == "employee.team" for c in rule.when) or any(c.teams for c in lively):
        return _write_recipe(rule, plan, reader, fields, lively)
    attributes = frozenset(name for name in reader.columns if name.startswith("attributes."))
    key = (id(plan), rule.key, fields, attributes, frozenset(type_numbers(rule, reader.names)), tuple(c.key for c in lively))
    known = _recipes.get(key)
    if known is None or known[0] is not plan:
        if len(_recipes) >= MOST_RECIPES:
            _recipes.clear()
        known = _recipes[key] = (plan, _write_recipe(rule, plan, reader, fields, lively))
    return known[1]


def _write_recipe(rule: Rule, plan: Plan, reader: Reader, fields: frozenset[tuple[str, ...]], lively: tuple[Campaign, ...]) -> _Recipe:
    masks = [one_of("type", sorted(type_numbers(rule, reader.names)))]
    masks += [mask for mask in [active(rule)] if mask is not None]
    masks += [condition(c, reader) for c in rule.when]
    groups = [_group(same, reader) for same in sorted(fields) if same]
    campaigns = tuple(c for c in campaigns_of(plan, rule) if c in lively)
    kept = ["pos", "holder", *(["day", "at"] if fields else []), *(group_column(s) for s in sorted(fields) if s)]
    if not campaigns:
        kept.insert(2, "points")
        return _Recipe(pl.all_horizontal(masks), (points(rule, plan, reader).alias("points"), *groups), tuple(kept), ())
    times = [units(rule.award, reader).alias("units")] if rule.award.per_e4 is not None else []
    flags = [runs(campaign, rule, reader).alias(f"runs:{n}") for n, campaign in enumerate(campaigns)]
    boosts = [*(["units"] if times else []), *(f"runs:{n}" for n in range(len(campaigns)))]
    boosts += ["rank", "among"] if rule.award.to == "team" else []
    return _Recipe(pl.all_horizontal(masks), (*times, *flags, *groups), (*kept, *boosts), campaigns)


def _awards(batch: pl.LazyFrame, rule: Rule, recipe: _Recipe, reader: Reader) -> pl.LazyFrame:
    matching = batch.filter(recipe.matches).with_columns(recipe.values)
    given = pl.col("holder").is_not_null()
    if not recipe.campaigns:
        given &= pl.col("points") != 0
    elif rule.award.per_e4 is not None:
        given &= pl.col("units").is_not_null()
    shared = to_recipients(matching, rule.award.to, reader)
    if rule.award.to == "team" and not recipe.campaigns:
        shared = shared.with_columns(_share())
    return shared.filter(given).select(recipe.kept)


def _boosted(candidates: Candidates, plan: Plan, campaigns: tuple[Campaign, ...]) -> Candidates:
    """The awards with every campaign running, and what is needed to reckon them with others."""
    frame, flags = candidates.frame, [f"runs:{n}" for n in range(len(campaigns))]
    runs_ = np.column_stack([frame[flag].to_numpy() for flag in flags])
    sets, which = sets_of(runs_, campaigns) if frame.height else ((), np.zeros(0, dtype=np.int64))
    units_, rank, among = (_numbers(frame, name) for name in ("units", "rank", "among"))
    boost = Boost(candidates.index, candidates.rule, plan, sets, which, units_, rank, among)
    worth = boost.points(sets, which)
    columns = [column for column in frame.get_columns() if column.name not in (*flags, "units", "rank", "among")]
    columns.insert(2, pl.Series("points", worth, dtype=pl.Int64))
    found = replace(candidates, frame=pl.DataFrame(columns), boosts=((np.arange(len(worth)), boost),))
    return found if worth.all() else found.at(np.flatnonzero(worth))


def _numbers(frame: pl.DataFrame, name: str) -> Ints | None:
    return frame[name].to_numpy().astype(np.int64) if name in frame.columns else None


def _group(same: tuple[str, ...], reader: Reader) -> pl.Expr:
    """The values of the named fields as one text; null where any is absent, for then there is nothing to be the same."""
    values = [reader.field(name) for name in same]
    lengths = [v.str.len_bytes().cast(pl.String) + ":" + v for v in values]
    return pl.concat_str(lengths, separator=",").alias(group_column(same))


def to_recipients(matching: pl.LazyFrame, to: str, reader: Reader) -> pl.LazyFrame:
    """One row per recipient, with `holder` (Int32, null where there is none); for a team, with `rank` and `among`: which of how many it is."""
    match to:
        case "employee" | "customer" | "manager" | "owner":
            return matching.with_columns(pl.col(to).alias("holder"))
        case "collaborators":
            each = pl.col("collaborators").str.json_decode(pl.List(pl.Int32)).alias("holder")
            return matching.with_columns(each).explode("holder").filter(pl.col("holder").ne_missing(pl.col("employee")))
        case "team":
            return _divided(matching, reader)
    codes = reader.context.employees
    named = reader.attribute(to.removeprefix("attributes."))
    return matching.with_columns(
        named.replace_strict(codes, default=None, return_dtype=pl.Int32).alias("holder")
        if codes
        else pl.lit(None, pl.Int32).alias("holder")
    )


def _divided(matching: pl.LazyFrame, reader: Reader) -> pl.LazyFrame:
    """A row for each member of the team, in the order of their codes."""
    snapshots = reader.context.snapshots
    members = [(n, m, rank, len(s.members)) for n, s in snapshots.items() for rank, m in enumerate(s.members)]
    schema = {"snapshot": pl.Int32, "holder": pl.Int32, "rank": pl.Int64, "among": pl.Int64}
    shares = pl.LazyFrame(members, schema=schema, orient="row")
    return matching.join(shares, on="snapshot", how="inner", maintain_order="left_right")


def _share() -> pl.Expr:
    """The points divided, the remainder one each in the order of the codes."""
    size = pl.col("points").abs()
    return (size // pl.col("among") + (pl.col("rank") < size % pl.col("among")).cast(pl.Int64)) * pl.col("points").sign()


def concerning(plan: Plan, type_key: str) -> Iterator[tuple[int, Rule]]:
    """The rules of a plan that concern an activity type, with their place in it."""
    return ((i, r) for i, r in enumerate(plan.rules) if type_key in r.activities)


def compared_values(batch: pl.DataFrame, sets: Collection[tuple[str, ...]]) -> pl.DataFrame:
    """What each set of fields holds, as limits compare it: a String column each, named by `group_column`.

    Null where a field is absent. batch: columns of `BATCH`; the answer has a row for each, in the same order.
    """
    reader = Reader(Names({}, {}), Context(), frozenset(batch.columns))
    return batch.select(_group(same, reader) for same in sorted(sets))
