"""Closing gaps: what an employee could do to reach the next place before the period ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from db import campaigns, reports
from db.engine import Database, Session
from scoring.amounts import E4
from scoring.gaps import Lately, Way, rules_in_question, running_window, ways
from scoring.periods import Period, business_day
from scoring.plan import HolderKind, Plan
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.standings import account_of
from services.boards.statements import KIND
from services.reaching import require_holder
from services.world import World, world

LATELY_DAYS = 90


@dataclass(frozen=True, slots=True)
class Step:
    """One way to close a gap. label, type_labels: by language; types: keys of the activity types, any of which will do.

    times: how often; points: what each earns. amount: of a rule that counts an amount, how much of it is needed in all, and then `points` are
    those of all of it; None of others.
    """

    rule: str
    label: Mapping[str, str] = field(hash=False)
    types: tuple[str, ...]
    type_labels: tuple[Mapping[str, str], ...] = field(hash=False)
    times: int
    points: int
    amount: Decimal | None = None

    @property
    def kind(self) -> str:
        return "times" if self.amount is None else "amount"


def closing(database: Database, actor: Actor, code: str, gap: int, period: Period, *, now: int | None = None) -> tuple[Step, ...]:
    """At most three ways in which an employee could earn `gap` points before the period ends; none where it has ended, or without a plan.

    Raises Unknown, Forbidden.
    """
    require(actor, Act.READ_PLAN)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        today = business_day(at, here.zone)
        require_holder(session, here.directory, actor, Act.READ_POINTS, HolderKind.EMPLOYEE, code, today)
        account = account_of(session, KIND[HolderKind.EMPLOYEE], code)
        version = here.plan_at(at)
        if version is None or gap <= 0 or not period.start <= today < period.end:
            return ()
        plan = _without_what_runs_out(session, here, version.plan, gap)
        lately = _lately(session, here, plan, account, today)
        return tuple(_step(here, way) for way in ways(plan, open_types(here), gap, lately, period, today))


def _without_what_runs_out(session: Session, here: World, plan: Plan, gap: int) -> Plan:
    """The plan without campaigns that have not the gap left: nothing is promised that they could not pay."""
    ids = {c.key: here.campaign_ids[c.key] for c in plan.campaigns if c.can_run_out}
    paid = campaigns.used(session, ids.values()) if ids else {}
    kept = (c for c in plan.campaigns if c.key not in ids or (c.budget or 0) - paid[ids[c.key]] >= gap)
    return replace(plan, campaigns=tuple(kept)) if ids else plan


def _lately(session: Session, here: World, plan: Plan, account: int, today: int) -> Lately:
    counted = reports.times_earned(session, account, since=today - LATELY_DAYS, rescored=here.rescored)
    times = {here.rule_keys[number]: count for number, count in counted.items()}
    used = {}
    for rule in rules_in_question(plan, open_types(here), today):
        for number, limit in enumerate(rule.limits):
            if not limit.same and rule.key in here.rule_ids:
                window = running_window(limit, today, here.organisation.first_weekday)
                used[rule.key, number] = reports.earned_between(
                    session, account, here.rule_ids[rule.key], window.start, window.end, rescored=here.rescored
                )
    return Lately(times, used)


def open_types(here: World) -> frozenset[str]:
    """The activity types that can be recorded."""
    return frozenset(key for key, kind in here.types.items() if kind.is_active)


def _step(here: World, way: Way) -> Step:
    labels = tuple(here.types[key].label for key in way.activities if key in here.types)
    amount = None if way.amount_e4 is None else Decimal(way.amount_e4) / E4
    return Step(way.rule, way.label, way.activities, labels, way.times, way.points, amount)
