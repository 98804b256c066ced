"""Near misses: the rules of which all conditions but one held for an activity, that one, and what they would have given.

`near_misses` finds the rules that lack one thing of themselves; `suppose` is the activity and the plan as if it had held, to be scored like
any other, for then a limit or a missing recipient may still say no. `used_up` finds those that lacked only that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import polars as pl

from scoring.amounts import E4
from scoring.plan import Active, Condition, Limit, Op, Plan, Rule
from scoring.rules import active, condition
from scoring.steps import clamped, steps_of
from scoring.tracing import Found, Reckoning, Trace, Why

BOUNDED_BELOW = (Op.EQ, Op.GE, Op.GT)
USED_UP = {Why.LIMIT, Why.COOLDOWN}


class Lack(StrEnum):
    """The one thing that was missing."""

    TYPE = "type"
    WEIGHT = "weight"
    DATES = "dates"
    CONDITION = "condition"
    UNITS = "units"  # the field that is counted is not there, or holds not one whole unit
    RECIPIENT = "recipient"
    LIMIT = "limit"
    COOLDOWN = "cooldown"


@dataclass(frozen=True, slots=True)
class NearMiss:
    """A rule that lacked one thing. condition, limit: that one; found: what the activity held where it was looked for; used: of the limit."""

    rule: Rule
    lack: Lack
    condition: Condition | None = None
    found: Found = None
    limit: Limit | None = None
    used: int = 0


def near_misses(trace: Trace, type_key: str) -> list[NearMiss]:
    """The rules of the plan that lack one thing of themselves, in its order; whether they would have given something is still to be seen."""
    near = [(rule, lacks) for rule in trace.plan.rules if len(lacks := _plain_lacks(trace, rule, type_key)) <= 1]
    held = _conditions_held(trace, [rule for rule, _ in near])
    misses = []
    for rule, lacks in near:
        found = [NearMiss(rule, lack) for lack in lacks]
        found += [NearMiss(rule, Lack.CONDITION, c, trace.holds(c.field)) for c in rule.when if not held[c]]
        if len(found) <= 1:
            found += _too_few_units(trace, rule, found)
        misses += found if len(found) == 1 else []
    return misses


def _plain_lacks(trace: Trace, rule: Rule, type_key: str) -> list[Lack]:
    lacks = [] if type_key in rule.activities else [Lack.TYPE]
    lacks += [Lack.WEIGHT] * [rule.weight_e4, trace.plan.category_weights_e4[rule.category]].count(0)
    dates = active(rule)
    if dates is not None and not trace.batch.select(dates).item():
        lacks.append(Lack.DATES)
    return lacks


def _conditions_held(trace: Trace, rules: Sequence[Rule]) -> dict[Condition, bool]:
    """Whether each condition of some rules holds, asked at once."""
    wanted = list(dict.fromkeys(c for rule in rules for c in rule.when))
    if not wanted:
        return {}
    answers = trace.batch.select(condition(c, trace.reader).alias(str(n)) for n, c in enumerate(wanted)).row(0)
    return dict(zip(wanted, answers, strict=True))


def _too_few_units(trace: Trace, rule: Rule, lacking: Sequence[NearMiss]) -> Iterator[NearMiss]:
    """The rule counts a field that holds not one whole unit; not where a condition on the very field has said so."""
    award = rule.award
    if award.per_e4 is None or any(miss.condition and miss.condition.field == award.of for miss in lacking):
        return
    times = trace.units_of(award)
    if times is None or (times == 0 and clamped(0, award) == 0):
        yield NearMiss(rule, Lack.UNITS, found=trace.counted(award))


# as if it had held ----------------------------------------------------------------------------------------------------------------


def suppose(trace: Trace, misses: Sequence[NearMiss]) -> tuple[pl.DataFrame, Plan]:
    """The activity, followed by the same of other types, and the plan whose rule n is that of misses[n] as if nothing had been missing."""
    others = {_other_type(trace, miss.rule): None for miss in misses if miss.lack is Lack.TYPE}
    rows = [trace.batch.with_columns(pl.lit(number, pl.Int32).alias("type")) for number in others if number is not None]
    return pl.concat([trace.batch, *rows]), _supposed(trace.plan, tuple(replace(miss, found=None) for miss in misses))


def _other_type(trace: Trace, rule: Rule) -> int | None:
    return next((trace.names.types[key] for key in rule.activities if key in trace.names.types), None)


@lru_cache(maxsize=256)
def _supposed(plan: Plan, misses: tuple[NearMiss, ...]) -> Plan:
    """Kept, because what the scoring compiles it keeps by the plan."""
    weights = {category: weight_e4 or E4 for category, weight_e4 in plan.category_weights_e4.items()}
    return replace(plan, rules=tuple(_as_if_held(miss) for miss in misses), category_weights_e4=weights)


def _as_if_held(miss: NearMiss) -> Rule:
    rule, wanted = miss.rule, miss.condition
    match miss.lack:
        case Lack.WEIGHT:
            return replace(rule, weight_e4=rule.weight_e4 or E4)
        case Lack.DATES:
            return replace(rule, active=Active())
        case Lack.UNITS:
            return _counting(rule, 1)
        case Lack.CONDITION if wanted is not None:
            eased = replace(rule, when=tuple(c for c in rule.when if c != wanted))
            return eased if wanted.field != rule.award.of else _counting(eased, _units_wanted(rule, wanted))
    return rule


def _counting(rule: Rule, times: int | None) -> Rule:
    """The rule with a fixed number of units; as it is where none is known."""
    if times is None:
        return rule
    return replace(rule, award=replace(rule.award, points=rule.award.points * times, per_e4=None, of=None))


def _units_wanted(rule: Rule, wanted: Condition) -> int | None:
    """The units at the value that a condition on the counted field asks for."""
    per, numbers = rule.award.per_e4, wanted.numbers_e4
    if per is None or not numbers or wanted.op not in BOUNDED_BELOW:
        return None
    return abs(numbers[0]) // per * (1 if numbers[0] >= 0 else -1)


def supposed_points(awards: pl.DataFrame, count: int) -> list[dict[int, int]]:
    """By miss, what each holder would have got, nothing left out but zeros. awards: `scoring.AWARDS` of what `suppose` gave, of `count` misses.

    A rule may concern several of the supposed types: only the first of them counts.
    """
    first = awards.filter(pl.col("pos") == pl.col("pos").min().over("rule"))
    found: list[dict[int, int]] = [{} for _ in range(count)]
    for rule, holder, points in first.select("rule", "holder", "points").iter_rows():
        if points:
            found[rule][holder] = found[rule].get(holder, 0) + points
    return found


# what lacked nothing of itself ----------------------------------------------------------------------------------------------------


def used_up(trace: Trace, reckonings: Sequence[Reckoning]) -> list[tuple[NearMiss, dict[int, int]]]:
    """The rules that had nobody to give to (no holders), or whose limits gave none of them anything, with the points before limits."""
    found: list[tuple[NearMiss, dict[int, int]]] = []
    for key in dict.fromkeys(r.rule.key for r in reckonings):
        of_rule = [r for r in reckonings if r.rule.key == key]
        first = of_rule[0]
        if first.why is Why.NO_RECIPIENT:
            found.append((NearMiss(first.rule, Lack.RECIPIENT), {}))
        elif all(r.why in USED_UP for r in of_rule):
            lack = Lack.COOLDOWN if first.why is Why.COOLDOWN else Lack.LIMIT
            holders = {r.holder: r.proposed for r in of_rule if r.holder is not None}
            found.append((NearMiss(first.rule, lack, limit=first.limit, used=first.used), holders))
    return found


def whole_points(trace: Trace, rule: Rule) -> int:
    """The points of the rule's award for the activity, whoever it would go to."""
    times = trace.units_of(rule.award)
    return 0 if times is None else steps_of(rule, trace.plan, times, trace.multiplied_by(rule)).clamped
