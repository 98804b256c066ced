"""Auditing: how the plan works in practice, rule by rule, over some days: what it pays for, whether that goes with sales, and whom it serves.

Points are net of what was taken back, and count on the day whose boards they count for; activities count on the day they happened.
Somebody who reaches less than everybody is told of the employees in their reach and of these employees' customers; what is
about rules stands in `services/auditing/auditing_rules.py`, about limits in `services/auditing/auditing_limits.py`, about people in
`services/auditing/auditing_people.py`.

With revenue: over the employees who did or earned something, the rank correlation (Spearman) of a rule's points with the sum of the
amounts of their activities. With repeat purchase: over those with a customer who bought, of a rule's points with the share of
these customers who bought from them on two days or more. It says what goes together, never what causes what.
"""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from db import auditing as stored
from db import reports
from db.engine import Database
from scoring.periods import KIND_NUMBER, PERIOD_ID_SHIFT, PERIOD_ID_STRIDE, PeriodKind, business_day, day_date, day_number
from scoring.plan import HolderKind
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.auditing import auditing_kept
from services.auditing.auditing_people import (
    Concentration,
    NewAndOld,
    OneRule,
    Present,
    TopTen,
    concentration,
    new_and_old,
    one_rule,
    top_ten,
)
from services.auditing.auditing_rules import RuleAudit, rules_of
from services.auditing.auditing_span import Span
from services.errors import Invalid
from services.reaching import employees_in_reach
from services.world import world

FIRST_DAY = dt.date(1970, 1, 1)
LEAST_POINTS = 50
"""Who has fewer points than this lives on no rule yet."""
DAY = KIND_NUMBER[PeriodKind.DAY] * PERIOD_ID_STRIDE


@dataclass(frozen=True, slots=True)
class PlanAudit:
    """The plan over the days of [from_on, until_on), as far as they have been. version: the newest plan, None without one; entries: awards.

    people: how many employees were at work. rules: those of the newest plan and those that gave something, by points, employees' first.
    """

    from_on: dt.date
    until_on: dt.date
    version: int | None
    people: int
    revenue_e4: int
    rules: tuple[RuleAudit, ...]
    one_rule: tuple[OneRule, ...]
    concentration: Concentration | None
    top_ten: TopTen | None
    new_and_old: NewAndOld | None

    @property
    def times(self) -> int:
        return sum(rule.times for rule in self.rules)


def audit(
    database: Database,
    actor: Actor,
    *,
    from_on: dt.date,
    to_on: dt.date,
    least_points: int = LEAST_POINTS,
    now: int | None = None,
) -> PlanAudit:
    """How the plan worked on the days of [from_on, to_on). least_points: who has fewer lives on no rule. Raises Invalid, Forbidden."""
    require(actor, Act.AUDIT_PLAN)
    if not FIRST_DAY <= from_on < to_on:
        raise Invalid(f"from must be a day from {FIRST_DAY} on and before to", field="from")
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        reached = employees_in_reach(here.directory, actor, Act.AUDIT_PLAN, today)
        first = reports.first_period(session, "employee_standing", DAY, DAY + PERIOD_ID_STRIDE)
        begun = today if first is None else first - DAY - PERIOD_ID_SHIFT
        start = min(max(day_number(from_on), begun), max(day_number(from_on), today))
        return _audit(Span(database, session, here, start, day_number(to_on), today, reached), least_points)


def _audit(span: Span, least_points: int) -> PlanAudit:
    here, earned, done = span.here, auditing_kept.earned(span), auditing_kept.done(span)
    scores = stored.scores(span.session, DAY + PERIOD_ID_SHIFT + span.start, DAY + PERIOD_ID_SHIFT + span.end)
    present = Present(span)
    mine = done.filter(pl.col("account_id").is_in(present.accounts))
    rules = tuple(sorted(rules_of(span, earned, mine, present), key=_order))
    return PlanAudit(
        day_date(span.start),
        day_date(max(span.until, span.start)),
        here.plans[-1].version if here.plans else None,
        len(present.accounts),
        int(mine["revenue_e4"].sum()),
        rules,
        one_rule(present, earned, least_points),
        concentration(present, scores),
        top_ten(span, scores) if span.start <= span.today < span.end else None,
        new_and_old(present, scores),
    )


def _order(rule: RuleAudit) -> tuple[bool, int, bool, str]:
    return rule.holders is not HolderKind.EMPLOYEE, -rule.points, rule.is_gone, rule.key
