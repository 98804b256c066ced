"""Scoring turns a batch of activities into awards: propose what each rule would give, learn what its limits have used, settle.

There is one path for one activity and for a million. It is pure: the two steps stand apart so that the caller can look up, between them,
what the ledger says of the limits concerned.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from scoring.batch import Context, Names
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
from scoring.plan import Plan, Rule, attribute_name
from scoring.rules import Reader, active, condition, one_of, points, with_attributes

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
    numbered = batch.with_row_index("pos").lazy()
    lazy = [_awards(numbered, rule, plan, reader, fields[rule.key]) for _, rule in chosen]
    frames = pl.collect_all(lazy, optimizations=AS_WRITTEN if batch.height < WORTH_OPTIMISING else IMPROVED)
    return Proposal(tuple(Candidates(i, r, frame) for (i, r), frame in zip(chosen, frames, strict=True)), first_weekday)


def read_attributes(rules: Sequence[Rule], fields: Compared) -> set[str]:
    """The attributes that any of the rules reads."""
    compared = {name for sets in fields.values() for same in sets for name in same}
    return {n for r in rules for n in r.attributes} | {n for n in map(attribute_name, compared) if n is not None}


def resolve(proposal: Proposal, usage: Usage = NOTHING_USED) -> pl.DataFrame:
    """The awards, with what limits left of them. Returns `AWARDS`, zero points included, ordered by rule, then by pos."""
    settled = [settle(c, usage, first_weekday=proposal.first_weekday) for c in proposal.candidates if c.frame.height]
    return pl.concat(settled) if settled else pl.DataFrame(schema=AWARDS)


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
    """A rule as expressions: which activities, what they are worth with the groups of its limits, which columns remain."""

    matches: pl.Expr
    values: tuple[pl.Expr, ...]
    kept: tuple[str, ...]


_recipes: dict[tuple[object, ...], tuple[Plan, _Recipe]] = {}
MOST_RECIPES = 10_000


def _recipe(rule: Rule, plan: Plan, reader: Reader, fields: frozenset[tuple[str, ...]]) -> _Recipe:
    """The rule's expressions, kept where they depend on the plan and the columns alone: to write them costs more than to run them once."""
    if any(c.field == "employee.team" for c in rule.when) or any(c.teams for c in plan.campaigns):
        return _write_recipe(rule, plan, reader, fields)
    attributes = frozenset(name for name in reader.columns if name.startswith("attributes."))
    key = (id(plan), rule.key, fields, attributes, frozenset(type_numbers(rule, reader.names)))
    known = _recipes.get(key)
    if known is None or known[0] is not plan:
        if len(_recipes) >= MOST_RECIPES:
            _recipes.clear()
        known = _recipes[key] = (plan, _write_recipe(rule, plan, reader, fields))
    return known[1]


def _write_recipe(rule: Rule, plan: Plan, reader: Reader, fields: frozenset[tuple[str, ...]]) -> _Recipe:
    masks = [one_of("type", sorted(type_numbers(rule, reader.names)))]
    masks += [mask for mask in [active(rule)] if mask is not None]
    masks += [condition(c, reader) for c in rule.when]
    groups = [_group(same, reader) for same in sorted(fields) if same]
    kept = ["pos", "holder", "points", *(["day", "at"] if fields else []), *(group_column(s) for s in sorted(fields) if s)]
    return _Recipe(pl.all_horizontal(masks), (points(rule, plan, reader).alias("points"), *groups), tuple(kept))


def _awards(batch: pl.LazyFrame, rule: Rule, plan: Plan, reader: Reader, fields: frozenset[tuple[str, ...]]) -> pl.LazyFrame:
    recipe = _recipe(rule, plan, reader, fields)
    matching = batch.filter(recipe.matches).with_columns(recipe.values)
    given = pl.col("holder").is_not_null() & (pl.col("points") != 0)
    return to_recipients(matching, rule.award.to, reader).filter(given).select(recipe.kept)


def _group(same: tuple[str, ...], reader: Reader) -> pl.Expr:
    """The values of the named fields as one text; null where any is absent, for then there is nothing to be the same."""
    values = [reader.field(name) for name in same]
    lengths = [v.str.len_bytes().cast(pl.String) + ":" + v for v in values]
    return pl.concat_str(lengths, separator=",").alias(group_column(same))


def to_recipients(matching: pl.LazyFrame, to: str, reader: Reader) -> pl.LazyFrame:
    """One row per recipient, with `holder` (Int32, null where there is none) and, for a team, its share of the points."""
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
    """The points divided among the members of the team, the remainder one each in the order of their codes."""
    snapshots = reader.context.snapshots
    members = [(n, m, rank, len(s.members)) for n, s in snapshots.items() for rank, m in enumerate(s.members)]
    schema = {"snapshot": pl.Int32, "holder": pl.Int32, "rank": pl.Int64, "among": pl.Int64}
    shares = pl.LazyFrame(members, schema=schema, orient="row")
    size = pl.col("points").abs()
    share = size // pl.col("among") + (pl.col("rank") < size % pl.col("among")).cast(pl.Int64)
    return matching.join(shares, on="snapshot", how="inner", maintain_order="left_right").with_columns(share * pl.col("points").sign())


def concerning(plan: Plan, type_key: str) -> Iterator[tuple[int, Rule]]:
    """The rules of a plan that concern an activity type, with their place in it."""
    return ((i, r) for i, r in enumerate(plan.rules) if type_key in r.activities)


def compared_values(batch: pl.DataFrame, sets: Collection[tuple[str, ...]]) -> pl.DataFrame:
    """What each set of fields holds, as limits compare it: a String column each, named by `group_column`.

    Null where a field is absent. batch: columns of `BATCH`; the answer has a row for each, in the same order.
    """
    reader = Reader(Names({}, {}), Context(), frozenset(batch.columns))
    return batch.select(_group(same, reader) for same in sorted(sets))
