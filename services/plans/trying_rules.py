"""Trying a rule of a draft: what it would give for the last real activities of its types, and why. Nothing is stored.

Limits start from what the rule with the same key has really given before each of them, and the draft's campaigns count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import last_activities
from db.engine import Database, Session
from scoring.periods import business_day
from scoring.plan import Plan, PlanInvalid
from scoring.plan_reading import read_plan
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.explanations import explaining
from services.explanations.sentences import language_of, sentence
from services.plans.editing_plans import Document, rule_at
from services.plans.planning import validated
from services.plans.telling_drafts import draft_list
from services.reaching import employees_in_reach
from services.world import PlanVersion, World, world

MOST = 20


@dataclass(frozen=True, slots=True)
class Tried:
    """A real activity and what the rule would give for it, in all. occurred_at: microseconds; employee: their name, empty without one."""

    type_label: Mapping[str, str]
    occurred_at: int
    employee: str
    points: int
    why: str


def last_ones(
    database: Database, actor: Actor, document: Document, place: int, *, language: str, most: int = MOST, now: int | None = None
) -> tuple[Tried, ...]:
    """The last activities of the rule's types, the newest first; a manager with teams gets those of people in reach.

    document: a draft; place: of the rule in it, which alone must be right. Raises PlanRefused, Invalid, Forbidden.
    """
    require(actor, Act.DRAFT_PLAN)
    plan = rule_alone(document, place)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        staff = employees_in_reach(here.directory, actor, Act.READ_POINTS, today)
        types = [here.types[key].id for key in plan.activity_types if key in here.types]
        rows = last_activities.last_of_types(session, types, staff, limit=most)
        return tuple(_tried(session, here, plan, row, language_of(language)) for row in rows)


def rule_alone(document: Document, place: int) -> Plan:
    """A plan with a rule of the draft alone, under the draft's weights and campaigns as far as they are right. Raises PlanRefused, Invalid."""
    rule = rule_at(document, place)
    parts: dict[str, Any] = {"name": "-", "rules": [rule]}
    for name in ("category_weights", "campaign_overlap"):
        if _is_right({"name": "-", "rules": [], name: document.get(name)}):
            parts[name] = document.get(name)
    of_rule = (_of_rule(one, rule) for one in draft_list(document, "campaigns") if _concerns(one, rule))
    right = {str(one.get("key")): one for one in of_rule if _is_right({**parts, "campaigns": [one]})}
    return validated({**parts, "campaigns": list(right.values())})


def _concerns(campaign: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    rules = campaign.get("rules") or []
    return not rules or (isinstance(rules, list) and rule.get("key") in rules)


def _of_rule(campaign: Mapping[str, Any], rule: Mapping[str, Any]) -> dict[str, Any]:
    """The campaign without the other rules that it names."""
    return {**campaign, "rules": [rule.get("key")]} if campaign.get("rules") else dict(campaign)


def _is_right(document: Document) -> bool:
    try:
        read_plan(document)
    except PlanInvalid:
        return False
    return True


def _tried(session: Session, here: World, plan: Plan, row: Mapping[str, Any], language: str) -> Tried:
    type_key, employee = here.type_keys[row["type_id"]], here.directory.employees.get(row["employee_id"])
    trace = explaining.trace(session, here, row["id"], PlanVersion(0, plan, None), row["id"])
    found = trace.reckonings(type_key)
    return Tried(
        here.types[type_key].label,
        row["occurred_at"],
        employee.name if employee else "",
        sum(one.points for one in found),
        sentence(found[0], plan, language) if found else "",
    )
