"""Closing a gap: which acts, and how many of them, would earn an employee so many points before a period ends."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from scoring.boosts import counting
from scoring.periods import MICROS_PER_DAY, Period, PeriodKind, day_number, period_of
from scoring.plan import Category, Limit, Plan, Rule, Window
from scoring.rules import campaigns_of, round_half_away
from scoring.scoring import is_on
from scoring.steps import together

MOST_WAYS = 3
HABIT = 10
"""So many times are thought possible whatever somebody has done lately."""
RARE = (Window.QUARTER, Window.YEAR, Window.ALL)
E4 = 10_000


@dataclass(frozen=True, slots=True)
class Way:
    """One way to close a gap: a rule's award so many times. amount_e4: what is needed in all where the rule counts an amount, else None."""

    rule: str
    label: Mapping[str, str] = field(hash=False)
    activities: tuple[str, ...]
    times: int
    points: int
    """What one of them earns; of a rule that counts an amount, all of it."""
    amount_e4: int | None = None


@dataclass(frozen=True, slots=True)
class Lately:
    """What an employee has done. times: awards of each rule in the last months, by key; used: by (rule, number of the limit), (times, points)
    of the limit's running window."""

    times: Mapping[str, int]
    used: Mapping[tuple[str, int], tuple[int, int]]


def rules_in_question(plan: Plan, types: frozenset[str], today: int) -> Iterator[Rule]:
    """The rules by which an employee can earn today by an act of their own, again and again. types: keys of those that can be recorded."""
    for rule in plan.rules:
        award = rule.award
        gives = award.to == "employee" and award.points > 0 and award.of in (None, "amount") and is_on(rule, plan)
        if gives and types.intersection(rule.activities) and _is_active(rule, today) and not _is_rare(rule):
            yield rule


def ways(plan: Plan, types: frozenset[str], gap: int, lately: Lately, period: Period, today: int) -> tuple[Way, ...]:
    """At most three ways to earn `gap` points before the period ends: the shortest and the two most habitual, fewest times first.

    A rule with conditions counts only where the employee has met them lately, and a way only where the limits leave room for it and it asks
    no more than they have done in the last months; where nothing is left by this, the shortest. Where at least two are by rules that they have
    earned by, no others count.
    """
    if gap <= 0 or not period.start <= today < period.end:
        return ()
    rules = [r for r in rules_in_question(plan, types, today) if not r.when or lately.times.get(r.key, 0)]
    drawn = [
        (way, lately.times.get(r.key, 0)) for r in rules if (way := _way(r, plan, gap, today)) and _fits(r, way, lately, period, today)
    ]
    found = [(replace(way, activities=tuple(key for key in way.activities if key in types)), times) for way, times in drawn]
    usual = [(way, times) for way, times in found if way.times <= max(HABIT, times)]
    own = [(way, times) for way, times in usual if times]
    if not usual:
        return _chosen(found)[:1]
    return _chosen(own if len(own) > 1 else usual)


def _chosen(found: Sequence[tuple[Way, int]]) -> tuple[Way, ...]:
    """The shortest, then the most habitual; one for each set of activity types, in the order in which they are to be told.

    No way of which another asks as few times for a smaller act: who lacks two points does not hear of a deal.
    """
    shortest = sorted((f for f in found if not any(_is_easier(other, f[0]) for other, _ in found)), key=_told)
    habitual = sorted(shortest[1:], key=lambda f: -f[1])
    kept: dict[tuple[str, ...], tuple[Way, int]] = {}
    for way, times in shortest[:1] + habitual:
        kept.setdefault(way.activities, (way, times))
    chosen = sorted(list(kept.values())[:MOST_WAYS], key=_told)
    return tuple(way for way, _ in chosen)


def _is_easier(one: Way, other: Way) -> bool:
    return one.amount_e4 is None and other.amount_e4 is None and one.times <= other.times and one.points < other.points


def _told(found: tuple[Way, int]) -> tuple[int, bool, int]:
    """Fewest times first; what is counted before what is measured; what is done more often before the rest."""
    way, times = found
    return way.times, way.amount_e4 is not None, -times


def _way(rule: Rule, plan: Plan, gap: int, today: int) -> Way | None:
    worth = _worth(rule, plan, today)
    if rule.award.per_e4 is None:
        each = _bounded(rule, round_half_away(worth))
        return Way(rule.key, rule.label, rule.activities, -(-gap // each), each) if each > 0 else None
    units = _units(worth, gap)
    most = rule.award.max
    times = 1 if most is None else -(-gap // most) if most > 0 else 0
    return Way(rule.key, rule.label, rule.activities, times, gap, units * rule.award.per_e4) if times else None


def _worth(rule: Rule, plan: Plan, today: int) -> Fraction:
    """The points of one award, or of one unit, with the campaigns that run for everybody."""
    weight = Fraction(rule.weight_e4, E4) * Fraction(plan.category_weights_e4[rule.category], E4)
    running = [
        c
        for c in campaigns_of(plan, rule)
        if not c.teams
        and not c.tags
        and day_number(c.from_on) <= today < day_number(c.until_on)
        and (not c.types or set(rule.activities) <= set(c.types))
    ]
    return weight * rule.award.points * together(counting(tuple(running), plan.campaign_overlap))


def _units(worth: Fraction, gap: int) -> int:
    """The fewest whole units whose points, rounded once, come to the gap."""
    wanted = (gap - Fraction(1, 2)) / worth
    return -(-wanted.numerator // wanted.denominator)


def _bounded(rule: Rule, points: int) -> int:
    """Within the award's min and max; without min, max bounds the magnitude."""
    least, most = rule.award.min, rule.award.max
    points = points if most is None else min(points, most)
    return points if least is None else max(points, least)


# room -----------------------------------------------------------------------------------------------------------------------------


def _is_active(rule: Rule, today: int) -> bool:
    start, end = rule.active.from_on, rule.active.until_on
    return (start is None or day_number(start) <= today) and (end is None or today < day_number(end))


def _is_rare(rule: Rule) -> bool:
    """A challenge, or at most once in a quarter or longer."""
    return rule.category is Category.CHALLENGE or any(limit.times == 1 and limit.per in RARE and not limit.same for limit in rule.limits)


def _fits(rule: Rule, way: Way, lately: Lately, period: Period, today: int) -> bool:
    """The limits and the cooldown of the same holder leave room for so much before the period and the rule end."""
    until = period.end if rule.active.until_on is None else min(period.end, day_number(rule.active.until_on))
    if rule.cooldown and not rule.cooldown.same and way.times > (until - today) * MICROS_PER_DAY // rule.cooldown.micros + 1:
        return False
    return all(
        _room(limit, lately.used.get((rule.key, number), (0, 0)), today, until, period.first_weekday) >= _need(limit, way)
        for number, limit in enumerate(rule.limits)
        if not limit.same
    )


def _need(limit: Limit, way: Way) -> int:
    if limit.times is not None:
        return way.times
    return way.points if way.amount_e4 is not None else way.times * way.points


def _room(limit: Limit, used: tuple[int, int], today: int, until: int, first_weekday: int) -> int:
    """What a limit leaves from today until before a day: the rest of the running window, and the windows to come."""
    most, before = (limit.times, used[0]) if limit.times is not None else (limit.points or 0, used[1])
    window = running_window(limit, today, first_weekday)
    room, day = max(0, most - before), window.end
    while day < until:
        room, day = room + most, period_of(window.kind, day, first_weekday=first_weekday).end
    return room


def running_window(limit: Limit, today: int, first_weekday: int) -> Period:
    return period_of(PeriodKind(limit.per), today, first_weekday=first_weekday)
