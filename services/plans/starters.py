"""Starters: the plans that a new organisation can begin with, and the activity types that go with them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from config.settings import PROJECT
from db.engine import Session
from scoring.amounts import format_e4
from scoring.plan import Category, Plan, Rule, write_plan
from services.activities.catalogue import read_type, write_type
from services.activities.forms import Words
from services.errors import Unknown
from services.plans.planning import read_document, validated
from services.values import shown
from services.world import ActivityType

CONFIG = PROJECT / "config"
FIELD_SALES = "field_sales"


@dataclass(frozen=True, slots=True)
class StarterRule:
    """What a rule gives: points to a recipient (as `award.to` has it); per: for each such amount, quantity or attribute `of`.

    why: the reason for its weight.
    """

    key: str
    label: Words
    category: str
    to: str
    points: int
    per: str | None
    of: str | None
    why: Words


@dataclass(frozen=True, slots=True)
class StarterPlan:
    """label, description: in both languages."""

    key: str
    label: Words
    description: Words
    rules: tuple[StarterRule, ...]


@cache
def starter_plans() -> tuple[StarterPlan, ...]:
    """What a new organisation can choose from, in the order to show it."""
    return tuple(
        StarterPlan(item["key"], item["label"], item["description"], tuple(map(_summary, starter_plan(item["key"]).rules)))
        for item in _read("starters.yaml")["starters"]
    )


def _summary(rule: Rule) -> StarterRule:
    award = rule.award
    per = None if award.per_e4 is None else format_e4(award.per_e4).removesuffix(".00")
    return StarterRule(rule.key, dict(rule.label), rule.category.value, award.to, award.points, per, award.of, dict(rule.why))


def category_reasons() -> dict[Category, Words]:
    """What the weight of each category is for, and when to move it."""
    return {Category(name): words for name, words in _read("starters.yaml")["categories"].items()}


def starters_knowing(types: Collection[str]) -> tuple[StarterPlan, ...]:
    """The starters whose catalogues have some of these activity types, those with the most first."""
    known = {plan.key: len(dict(starter_types(plan.key)).keys() & set(types)) for plan in starter_plans()}
    return tuple(sorted((plan for plan in starter_plans() if known[plan.key]), key=lambda plan: -known[plan.key]))


def starter_document(key: str) -> dict[str, object]:
    """The plan of a starter as a document, for a draft. Raises Unknown."""
    return write_plan(starter_plan(key))


def starter_plan(key: str) -> Plan:
    """The plan of a starter. Raises Unknown."""
    _require_starter(key)
    return validated(_read(f"plans/{key}.yaml"))


def starter_types(key: str = FIELD_SALES) -> Iterator[tuple[str, dict[str, Any]]]:
    """Key and document of every type of a starter's catalogue, in its order. Raises Unknown."""
    _require_starter(key)
    for item in _read(f"catalogue/{key}.yaml"):
        shared = dict(starter_types(item["as"]))[item["key"]] if "as" in item else {}
        yield item["key"], shared | {name: value for name, value in item.items() if name not in ("key", "as")}


def _require_starter(key: str) -> None:
    if key not in {item["key"] for item in _read("starters.yaml")["starters"]}:
        raise Unknown(f"no starter plan is called {shown(key)}", field="plan")


def put_catalogue(session: Session, key: str = FIELD_SALES) -> None:
    """The types of a starter's catalogue stand; the caller holds the head, and lets the world be read anew."""
    for name, document in starter_types(key):
        write_type(session, read_type(name, None, document))


def types_of(key: str) -> list[ActivityType]:
    """The types that a starter's plan names, in the order of its catalogue. Raises Unknown."""
    scored = starter_plan(key).activity_types
    return [read_type(name, None, document) for name, document in starter_types(key) if name in scored]


def words_for(plan: Plan) -> list[ActivityType]:
    """The types that a plan names: as the starters' catalogues have them, in their order, else with the key for a name.

    Nothing is required and nothing waits: what other systems send decides for itself what it carries.
    """
    open_ended = {"requires": None, "approval": None}
    return [read_type(key, None, document | open_ended) for key, document in _known(plan).items()] + _nameless(plan)


def _known(plan: Plan) -> dict[str, dict[str, Any]]:
    return {key: document for starter in starter_plans() for key, document in starter_types(starter.key) if key in plan.activity_types}


def _nameless(plan: Plan) -> list[ActivityType]:
    known: Mapping[str, object] = _known(plan)
    return [ActivityType(0, key, {"en": key, "zh": key}, (), False) for key in sorted(plan.activity_types) if key not in known]


@cache
def _read(name: str) -> Any:
    return read_document((CONFIG / name).read_text(encoding="utf-8"))
