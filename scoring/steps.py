"""Steps: the way from a rule to the points of one award, each step a number that a reader can check with a pencil."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from scoring.amounts import E4
from scoring.plan import Award, Campaign, Limit, Plan, Rule
from scoring.rules import MAX_AWARD, round_half_away

MOST_TOGETHER = Fraction(100)
"""Campaigns that multiply each other multiply by no more than one alone may."""


@dataclass(frozen=True, slots=True)
class Steps:
    """One award of a rule before limits.

    times: whole units, negative of a refund, 1 for fixed points; each: the points of one; campaigns: those that multiplied, and by how much
    together, at most `MOST_TOGETHER`; exact: times x each x weights x multiplier; rounded: half away from zero, at most `MAX_AWARD`; clamped: within min and max.
    """

    times: int
    each: int
    rule_weight_e4: int
    category_weight_e4: int
    campaigns: tuple[Campaign, ...]
    multiplier: Fraction
    exact: Fraction
    rounded: int
    clamped: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What a limit had before an award: used, in its times or points; most: the points that it lets through; is_cut: it kept some of them."""

    limit: Limit
    used: int
    most: int
    is_cut: bool


def steps_of(rule: Rule, plan: Plan, times: int, campaigns: tuple[Campaign, ...] = ()) -> Steps:
    """The steps of so many units. campaigns: those that multiply."""
    category_e4, multiplier = plan.category_weights_e4[rule.category], together(campaigns)
    exact = exact_points(rule, plan, times, multiplier)
    rounded = max(-MAX_AWARD, min(MAX_AWARD, round_half_away(exact)))
    return Steps(times, rule.award.points, rule.weight_e4, category_e4, campaigns, multiplier, exact, rounded, clamped(rounded, rule.award))


def together(campaigns: Iterable[Campaign]) -> Fraction:
    """By how much campaigns multiply that all count."""
    product = Fraction(1)
    for campaign in campaigns:
        product *= Fraction(campaign.multiply_e4, E4)
    return min(MOST_TOGETHER, product)


def exact_points(rule: Rule, plan: Plan, times: int, multiplier: Fraction) -> Fraction:
    weights = Fraction(rule.weight_e4, E4) * Fraction(plan.category_weights_e4[rule.category], E4)
    return times * rule.award.points * weights * multiplier


def points_of(rule: Rule, plan: Plan, times: int, multiplier: Fraction) -> int:
    """The points of so many units before limits."""
    return clamped(max(-MAX_AWARD, min(MAX_AWARD, round_half_away(exact_points(rule, plan, times, multiplier)))), rule.award)


def share_of(points: int, rank: int, among: int) -> int:
    """What one of several gets of divided points: the remainder goes one each to the first."""
    size = abs(points) // among + (rank < abs(points) % among)
    return size if points >= 0 else -size


def clamped(value: int, award: Award) -> int:
    """Within min and max; without min, max bounds the magnitude."""
    least = -award.max if award.min is None and award.max is not None else award.min
    above = value if least is None else max(value, least)
    return above if award.max is None else min(above, award.max)


def lets_through(limit: Limit, used: int, points: int) -> int:
    """What a limit of which so much was used leaves of some points."""
    if limit.times is not None:
        return points if used < limit.times else 0
    return max(0, min(points, (limit.points or 0) - used))


def measured(points: int, uses: Iterable[tuple[Limit, int]]) -> tuple[Measure, ...]:
    """What each limit in turn makes of some points. uses: with how much of each was used."""
    left, found = points, []
    for limit, used in uses:
        most = lets_through(limit, used, left) if points > 0 else points
        found.append(Measure(limit, used, most, is_cut=most < left))
        left = min(left, most)
    return tuple(found)


def decimal_text(exact: Fraction) -> str:
    """A fraction of a power of ten as a decimal without needless zeros: every product of weights is one."""
    shift = 0
    while exact.denominator != 1 and (exact * 10**shift).denominator != 1:
        shift += 1
    digits = f"{abs((exact * 10**shift).numerator):0{shift + 1}d}"
    sign = "-" if exact < 0 else ""
    return f"{sign}{digits[:-shift]}.{digits[-shift:]}" if shift else f"{sign}{digits}"
