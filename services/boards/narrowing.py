"""Narrowing: a board of the points of one category of rules, or of one activity type, alone.

A point belongs to the category that its rule has in the version that scored it last, and to the type of its activity. An adjustment has neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl

from db.engine import Database
from db.narrowed import NO_TYPE, VERSIONS, Narrowed
from db.tallying import Scored
from scoring.plan import Category
from services.access import Act, Actor, require
from services.errors import Invalid, Unknown
from services.values import shown
from services.world import World, world

OF_ITS_RULE = 0
"""The type of a cell whose rule pays one type only, so that the rule says which."""


class Narrowing(StrEnum):
    CATEGORY = "category"
    TYPE = "type"


@dataclass(frozen=True, slots=True)
class By:
    """What alone counts: a category, or an activity type."""

    kind: Narrowing
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """label: by language."""

    key: str
    label: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Choices:
    """What boards can be narrowed to, in the plan's order of categories and the catalogue's of types."""

    categories: tuple[str, ...]
    types: tuple[TypeChoice, ...]


def offered(database: Database, actor: Actor) -> Choices:
    """The categories and the types that any version of the plan rewards employees for. Raises Forbidden."""
    require(actor, Act.READ_BOARDS)
    with database.read() as session:
        here = world(database, session)
    rules = [rule for version in here.plans for rule in version.plan.rules if rule.award.to != "customer"]
    categories, paid = {rule.category for rule in rules}, {key for rule in rules for key in rule.activities}
    return Choices(
        tuple(category.value for category in Category if category in categories),
        tuple(TypeChoice(kind.key, kind.label) for kind in here.types.values() if kind.key in paid),
    )


def read_by(here: World, asked: str | None) -> By | None:
    """What `category:outcome` or `type:visit` asks for; None without it. Raises Invalid, Unknown."""
    if asked is None:
        return None
    kind, colon, key = asked.partition(":")
    if not colon or kind not in set(Narrowing):
        raise Invalid(f"by must be category:NAME or type:KEY, not {shown(asked)}", field="by")
    if kind == Narrowing.CATEGORY and key not in set(Category):
        raise Invalid(f"category must be one of {', '.join(Category)}, not {shown(key)}", field="by")
    if kind == Narrowing.TYPE and key not in here.types:
        raise Unknown(f"no activity type has the key {shown(key)}", field="by")
    return By(Narrowing(kind), key)


def several_types(here: World) -> tuple[int, ...]:
    """The rules that pay more than one activity type in any version: of their entries the rule does not say the type."""
    found = {here.rule_ids[rule.key] for version in here.plans for rule in version.plan.rules if len(rule.activities) > 1}
    return tuple(sorted(found))


def concerned(here: World, by: By) -> pl.Expr:
    """True for the cells (`db.tallying.CELL`) whose points count."""
    several = set(several_types(here))
    of_rule, of_activity = _rules(here, by, several)
    place = pl.col("rule_id").cast(pl.Int64) * VERSIONS + pl.col("version").cast(pl.Int64)
    counts = place.is_in(of_rule)
    if by.kind is Narrowing.TYPE:
        counts |= pl.col("rule_id").is_in(of_activity) & (pl.col("type_id") == here.types[by.key].id)
    return counts


def narrowed(here: World, by: By | None) -> Narrowed | None:
    """The same for the rows of the ledger: what a number of a narrowed board is made of; None where everything counts."""
    if by is None:
        return None
    several = set(several_types(here))
    of_rule, of_activity = _rules(here, by, several)
    is_of_type = by.kind is Narrowing.TYPE
    return Narrowed(of_rule, of_activity if is_of_type else (), here.types[by.key].id if is_of_type else NO_TYPE, scored(here))


def scored(here: World) -> tuple[Scored, ...]:
    """The rescores as the ledger's reader needs them."""
    begins = [(plan.effective_from or 0, plan.version) for plan in here.plans]
    return tuple(Scored(row.from_on, row.to_on, row.through_activity_id, tuple(begins[: row.versions])) for row in here.rescores)


def _rules(here: World, by: By, several: set[int]) -> tuple[list[int], list[int]]:
    """Rules with their version whose every point counts, and rules of which the activity decides."""
    whole: list[int] = []
    for version in here.plans:
        for rule in version.plan.rules:
            number = here.rule_ids[rule.key]
            alone = rule.category == by.key if by.kind is Narrowing.CATEGORY else number not in several and by.key in rule.activities
            if alone:
                whole.append(number * VERSIONS + version.version)
    return whole, sorted(several)
