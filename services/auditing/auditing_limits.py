"""How often the limits of rules are used up: what is left of a rule once its limit is always reached is a fixed wage.

An award that a limit refuses whole leaves no entry, so refusals are not counted. What the ledger does tell exactly is which windows are
full: a window of a limit is a holder (or the values of the fields that the limit compares) in a calendar window, and it is full
once the awards in it come to the limit. Counted are the windows in which the rule gave something on one of the days, each with all
its awards, also those before or after these days, against the limit of the newest plan.

A limit of once is left out: each award fills its window, which is what it is for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from db import auditing as stored
from scoring.limits import group_column
from scoring.periods import PeriodKind, period_of, starts
from scoring.plan import Limit, Rule, Window
from services.auditing.auditing_span import Span

ENOUGH_WINDOWS = 10
NEARLY_ALWAYS = 80
"""Per cent of a rule's windows."""


@dataclass(frozen=True, slots=True)
class FullWindows:
    """Of so many windows in which a rule gave something, how many are full; of the limit of the rule that is full most often."""

    per: Window
    windows: int
    full: int

    @property
    def is_nearly_always(self) -> bool:
        """At least `NEARLY_ALWAYS` per cent of at least `ENOUGH_WINDOWS` windows are full."""
        return self.windows >= ENOUGH_WINDOWS and 100 * self.full >= NEARLY_ALWAYS * self.windows


def full_windows(span: Span, rules: Mapping[str, Rule]) -> dict[str, FullWindows]:
    """By the key of each rule with such a limit that gave something on the days."""
    found: dict[str, FullWindows] = {}
    for rule in rules.values():
        if rule.key not in span.here.rule_ids:
            continue
        for limit in _looked_at(rule):
            counted = _counted(_used(span, span.here.rule_ids[rule.key], limit), limit, span)
            best = found.get(rule.key)
            if counted.windows and (best is None or counted.full * best.windows > best.full * counted.windows):
                found[rule.key] = counted
    return found


def _looked_at(rule: Rule) -> Iterator[Limit]:
    return (limit for limit in rule.limits if limit.times != 1)


def _days(limit: Limit, span: Span) -> dict[str, int]:
    """The days of all windows that touch those that have been."""
    kind, weekday = PeriodKind(limit.per), span.here.organisation.first_weekday
    first, last = (period_of(kind, day, first_weekday=weekday) for day in (span.start, max(span.start, span.until - 1)))
    return {"start": first.start, "end": last.end}


def _used(span: Span, rule_id: int, limit: Limit) -> pl.DataFrame:
    days = _days(limit, span)
    if limit.same:
        return stored.used_by_values(span.session, rule_id, group_column(limit.same), **days, reached=span.reached)
    return stored.used_by_holders(span.session, rule_id, **days, reached=span.reached, rescored=span.here.rescored)


def _counted(used: pl.DataFrame, limit: Limit, span: Span) -> FullWindows:
    window = starts(limit.per, pl.col("day"), first_weekday=span.here.organisation.first_weekday).alias("window")
    inside = ((pl.col("day") >= span.start) & (pl.col("day") < span.end)).any().alias("inside")
    windows = used.group_by("group", window).agg(pl.col("times", "points").sum(), inside).filter("inside")
    measure, most = ("times", limit.times) if limit.times is not None else ("points", limit.points or 0)
    return FullWindows(limit.per, windows.height, int((windows[measure] >= most).sum()))
