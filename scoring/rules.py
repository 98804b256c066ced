"""A rule becomes polars expressions: does it concern the activity, does each condition hold, how many points for whom.

Every expression is exact: amounts are integers of 1/10000, weights are fractions of integers, and a product is rounded once, half away
from zero. Where an intermediate product could pass 64 bits it is computed in 128.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from scoring.batch import Context, Names
from scoring.periods import day_number
from scoring.plan import Award, Campaign, Condition, Op, Plan, Rule

MAX_AWARD = 10**12
ONCE = Fraction(1)
SIMPLE_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
NUMBER_E4 = r"^[+-]?[0-9]{1,12}(\.[0-9]{1,4}0*)?$"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads a batch for the rules of one plan. columns: those the batch carries."""

    names: Names
    context: Context
    columns: frozenset[str]

    def attribute(self, name: str) -> pl.Expr:
        """An attribute as text (String): numbers as written, true and false; null where absent."""
        if f"attributes.{name}" in self.columns:
            return pl.col(f"attributes.{name}")
        if not set(name) <= SIMPLE_NAME:
            return pl.col("attributes").map_elements(lambda text: _member(text, name), return_dtype=pl.String)
        text = pl.col("attributes")
        as_written = text.str.extract(f'[{{,]"{name}":(-?[0-9.]+|true|false)', 1)
        return pl.coalesce(as_written, text.str.json_path_match(f"$.{name}"))

    def attribute_e4(self, name: str) -> pl.Expr:
        """An attribute as a number of 1/10000 (Int64); null where absent, no number, or finer than four decimals."""
        return decimal_e4(self.attribute(name))

    def field(self, name: str) -> pl.Expr:
        """A field of the activity as text, for limits that compare `same` values; null where absent."""
        if name.startswith("attributes."):
            return self.attribute(name.removeprefix("attributes."))
        return pl.col(name).cast(pl.String)

    def in_teams(self, codes: tuple[str, ...]) -> pl.Expr:
        """True where the employee's team is one of `codes` or lies below one; null without a team."""
        wanted = {self.names.teams[code] for code in codes if code in self.names.teams}
        matching = [number for number, snapshot in self.context.snapshots.items() if wanted & set(snapshot.path)]
        return pl.col("snapshot").is_in(pl.Series(matching, dtype=pl.Int32).implode())

    def tags(self) -> pl.Expr:
        return pl.col("tags").str.json_decode(pl.List(pl.String))


def _member(text: str | None, name: str) -> str | None:
    value = json.loads(text, parse_float=str, parse_int=str).get(name) if text else None
    return str(value).lower() if isinstance(value, bool) else value


def with_attributes(batch: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """The batch with a column `attributes.NAME` for each of the names, read once from the JSON, by its different texts where they are few."""
    missing = sorted(name for name in names if f"attributes.{name}" not in batch.columns)
    if not missing:
        return batch
    texts = batch["attributes"]
    if texts.null_count() == batch.height:
        return batch.with_columns(pl.lit(None, pl.String).alias(f"attributes.{name}") for name in missing)
    reader = Reader(Names({}, {}), Context(), frozenset(batch.columns))
    read = [reader.attribute(name).alias(f"attributes.{name}") for name in missing]
    different = texts.unique()
    if len(different) * 2 > batch.height:
        return batch.with_columns(read)
    return batch.join(different.to_frame().with_columns(read), on="attributes", how="left", nulls_equal=True, maintain_order="left")


def decimal_e4(text: pl.Expr) -> pl.Expr:
    """Text that is a plain decimal with up to four places, as Int64 of 1/10000; null for anything else."""
    plain = pl.when(text.str.contains(NUMBER_E4)).then(text)
    whole = plain.str.extract(r"^[+-]?([0-9]+)", 1).cast(pl.Int64)
    part = plain.str.extract(r"\.([0-9]{1,4})", 1).str.pad_end(4, "0").cast(pl.Int64).fill_null(0)
    size = whole * 10_000 + part
    return pl.when(plain.str.starts_with("-")).then(-size).otherwise(size)


# conditions -----------------------------------------------------------------------------------------------------------------------


def condition(wanted: Condition, reader: Reader) -> pl.Expr:
    """Boolean: the condition holds. A field that the activity lacks makes it false, except for `exists: false`."""
    if wanted.op is Op.EXISTS:
        present = _value(wanted, reader).is_not_null()
        return present if wanted.flag is not False else ~present
    return _holds(wanted, reader).fill_null(False)


def _value(wanted: Condition, reader: Reader) -> pl.Expr:
    match wanted.field:
        case "amount" | "quantity" | "channel":
            return pl.col(wanted.field)
        case "weekday":
            return ((pl.col("day") + 3) % 7 + 1).cast(pl.Int64)
        case "employee.team":
            return pl.col("snapshot")
        case "customer.tier":
            return pl.col("tier")
        case "customer.tags":
            return reader.tags()
        case "customer.is_new":
            return pl.col("is_new")
    name = wanted.field.removeprefix("attributes.")
    return reader.attribute(name) if wanted.numbers_e4 is None or wanted.op is Op.EXISTS else reader.attribute_e4(name)


def _holds(wanted: Condition, reader: Reader) -> pl.Expr:
    match wanted.field:
        case "employee.team":
            inside = reader.in_teams(wanted.texts)
            return ~inside if wanted.op in (Op.NE, Op.NOT_IN) else inside
        case "customer.tags":
            any_of = pl.any_horizontal([reader.tags().list.contains(tag) for tag in wanted.texts])
            return ~any_of if wanted.op in (Op.NE, Op.NOT_IN) else any_of
        case "customer.is_new":
            return pl.col("is_new") != wanted.flag if wanted.op is Op.NE else pl.col("is_new") == wanted.flag
    value = _value(wanted, reader)
    if wanted.op is Op.CONTAINS:
        return value.cast(pl.String).str.contains(wanted.texts[0], literal=True)
    operands = pl.Series(wanted.numbers_e4, dtype=pl.Int64) if wanted.numbers_e4 is not None else pl.Series(wanted.texts, dtype=pl.String)
    held = _compare(value, wanted.op, operands)
    if wanted.numbers_e4 is not None and wanted.op in (Op.NE, Op.NOT_IN) and wanted.field.startswith("attributes."):
        return held.fill_null(reader.field(wanted.field).is_not_null())
    return held


def _compare(value: pl.Expr, op: Op, operands: pl.Series) -> pl.Expr:
    first = pl.lit(operands[0])
    match op:
        case Op.EQ:
            return value == first
        case Op.NE:
            return value != first
        case Op.GT:
            return value > first
        case Op.GE:
            return value >= first
        case Op.LT:
            return value < first
        case Op.LE:
            return value <= first
        case Op.NOT_IN:
            return ~value.is_in(operands.implode())
    return value.is_in(operands.implode())


def one_of(column: str, numbers: list[int]) -> pl.Expr:
    """Boolean: the column holds one of the numbers; for a single one a comparison, several times faster."""
    if len(numbers) == 1:
        return pl.col(column) == pl.lit(numbers[0], pl.Int32)
    return pl.col(column).is_in(pl.Series(numbers, dtype=pl.Int32).implode())


def active(rule: Rule) -> pl.Expr | None:
    """Boolean: the business day lies in the rule's active dates; None where it is always active."""
    start, end = rule.active.from_on, rule.active.until_on
    return _between(None if start is None else day_number(start), None if end is None else day_number(end))


def _between(start: int | None, end: int | None) -> pl.Expr | None:
    bounds = []
    if start is not None:
        bounds.append(pl.col("day") >= start)
    if end is not None:
        bounds.append(pl.col("day") < end)
    return pl.all_horizontal(bounds) if bounds else None


# points ---------------------------------------------------------------------------------------------------------------------------


def units(award: Award, reader: Reader) -> pl.Expr:
    """Int64: how often the award's points are earned; whole `per`s of the magnitude, with the sign of the field."""
    if award.per_e4 is None or award.of is None:
        return pl.lit(1, pl.Int64)
    value = pl.col(award.of) if award.of in ("amount", "quantity") else reader.attribute_e4(award.of.removeprefix("attributes."))
    return (value.abs() // award.per_e4) * value.sign()


def points(rule: Rule, plan: Plan, reader: Reader) -> pl.Expr:
    """Int64: the points of one award before limits and campaigns: units x points x weights, rounded once, then clamped."""
    return worth(units(rule.award, reader), rule, plan)


def worth(count: pl.Expr, rule: Rule, plan: Plan, multiplier: Fraction = ONCE) -> pl.Expr:
    """Int64: the points of so many units, multiplied, rounded once, then clamped."""
    weight = Fraction(rule.weight_e4, 10_000) * Fraction(plan.category_weights_e4[rule.category], 10_000)
    return _clamped(_scaled(count, weight * rule.award.points * multiplier, rule), rule.award)


def campaigns_of(plan: Plan, rule: Rule) -> Iterator[Campaign]:
    """The campaigns that may touch a rule's awards, in the plan's order."""
    for campaign in plan.campaigns:
        if campaign.rules and rule.key not in campaign.rules:
            continue
        if campaign.types and not set(campaign.types) & set(rule.activities):
            continue
        yield campaign


def runs(campaign: Campaign, rule: Rule, reader: Reader) -> pl.Expr:
    """Boolean: the campaign is for this activity's award."""
    holds = [_between(day_number(campaign.from_on), day_number(campaign.until_on))]
    if campaign.types and not set(rule.activities) <= set(campaign.types):
        known = [reader.names.types[t] for t in campaign.types if t in reader.names.types]
        holds.append(pl.col("type").is_in(pl.Series(known, dtype=pl.Int32).implode()))
    if campaign.teams:
        holds.append(reader.in_teams(campaign.teams))
    if campaign.tags:
        holds.append(pl.any_horizontal([reader.tags().list.contains(tag) for tag in campaign.tags]))
    return pl.all_horizontal([h for h in holds if h is not None]).fill_null(False)


def round_half_away(value: Fraction) -> int:
    """The nearest integer; a half goes away from zero."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value >= 0 else -size


def _scaled(count: pl.Expr, factor: Fraction, rule: Rule) -> pl.Expr:
    """round(count x factor), at most MAX_AWARD in magnitude; a constant where the rule's points are fixed."""
    if rule.award.per_e4 is None:
        exact = round_half_away(factor)
        return pl.lit(max(-MAX_AWARD, min(MAX_AWARD, exact)), pl.Int64)
    if factor == 0:
        return count * 0
    over, under = abs(factor.numerator), factor.denominator
    enough = MAX_AWARD * under // over + 1
    if factor < 0:
        count = -count
    if enough < 10**16:
        count = count.clip(-enough, enough)
    if 2 * min(enough, 10**16) * over + under >= 2**63:
        count = count.cast(pl.Int128)
    size = (count.abs() * over * 2 + under) // (2 * under) if under > 1 else count.abs() * over
    return (size.clip(upper_bound=MAX_AWARD).cast(pl.Int64)) * count.sign().cast(pl.Int64)


def _clamped(value: pl.Expr, award: Award) -> pl.Expr:
    """Within min and max; without min, max bounds the magnitude."""
    if award.min is None and award.max is None:
        return value
    if award.min is None and award.max is not None:
        return value.clip(-award.max, award.max)
    return value.clip(award.min, award.max)
