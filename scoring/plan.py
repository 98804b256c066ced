"""The scoring plan: what earns, for whom, how much and how often. Values only; `scoring.plan_reading` makes them.

Weights, multipliers and amounts are integer counts of 1/10000 (`_e4`); days are business days, `from` included and
`until` not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from scoring.amounts import E4, format_e4

MICROS_PER_HOUR = 3_600_000_000
ATTRIBUTE_PREFIX = "attributes."


class Category(StrEnum):
    BEHAVIOUR = "behaviour"
    OUTCOME = "outcome"
    QUALITY = "quality"
    TEAM = "team"
    CHALLENGE = "challenge"


class Op(StrEnum):
    EQ = "="
    NE = "!="
    GT = ">"
    GE = ">="
    LT = "<"
    LE = "<="
    IN = "in"
    NOT_IN = "not_in"
    CONTAINS = "contains"
    EXISTS = "exists"


class Window(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL = "all"


class HolderKind(StrEnum):
    EMPLOYEE = "employee"
    CUSTOMER = "customer"


class Overlap(StrEnum):
    """What counts where several campaigns run for an award."""

    HIGHEST = "highest"  # the highest multiplier alone
    PRODUCT = "product"  # they multiply each other


class RoundTo(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def attribute_name(field_name: str) -> str | None:
    """NAME of `attributes.NAME`; None for every other field."""
    return field_name.removeprefix(ATTRIBUTE_PREFIX) if field_name.startswith(ATTRIBUTE_PREFIX) else None


@dataclass(frozen=True, slots=True)
class Condition:
    """What an activity's field must be; a single value is a tuple of one.

    | field                                           | texts | numbers_e4                            | flag |
    |-------------------------------------------------|-------|---------------------------------------|------|
    | any, with `exists`                              | ()    | None                                  | bool |
    | amount, quantity                                | ()    | the values x 10000                    | None |
    | weekday                                         | ()    | the days as they are: 1 Monday .. 7   | None |
    | channel, employee.team, customer.tier and .tags | yes   | None                                  | None |
    | customer.is_new                                 | ()    | None                                  | bool |
    | attributes.NAME                                 | yes   | the values x 10000 if each is numeric | None |

    `>`, `>=`, `<` and `<=` always have numbers_e4; `contains` has one text and no number. True and false as values of
    an attribute are the texts "true" and "false".
    """

    field: str
    op: Op
    texts: tuple[str, ...] = ()
    numbers_e4: tuple[int, ...] | None = None
    flag: bool | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """`points` for `to`; with `per_e4`, as many times as the field `of` holds it whole."""

    to: str
    points: int
    per_e4: int | None = None
    of: str | None = None
    min: int | None = None
    max: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` awards, or `points` points, in a window; exactly one of the two is given."""

    per: Window
    times: int | None = None
    points: int | None = None
    same: tuple[str, ...] = ()
    """The fields whose values count together; empty: the same holder."""


@dataclass(frozen=True, slots=True)
class Cooldown:
    """No second award within `micros` microseconds, for the same holder or the same values of `same`."""

    micros: int
    same: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Active:
    from_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    key: str
    label: Mapping[str, str] = field(hash=False)
    category: Category
    activities: tuple[str, ...]
    when: tuple[Condition, ...]
    award: Award
    weight_e4: int
    limits: tuple[Limit, ...]
    cooldown: Cooldown | None
    active: Active
    why: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The reason for its weight, in both languages; empty where none is given. It scores nothing."""

    @property
    def attributes(self) -> frozenset[str]:
        """The names of the attributes that decide this rule's awards."""
        fields = [c.field for c in self.when] + [self.award.to, self.award.of or ""]
        fields += [name for limit in self.limits for name in limit.same]
        fields += self.cooldown.same if self.cooldown else ()
        return frozenset(name for name in map(attribute_name, fields) if name is not None)


@dataclass(frozen=True, slots=True)
class Campaign:
    """Multiplies awards from `from_on` until before `until_on`; an empty tuple sets no bound.

    budget: so many points it may cost in all versions of the plan together; None: without bound (docs/decisions/0020).
    """

    key: str
    label: Mapping[str, str] = field(hash=False)
    multiply_e4: int
    rules: tuple[str, ...]
    types: tuple[str, ...]
    teams: tuple[str, ...]
    tags: tuple[str, ...]
    from_on: date
    until_on: date
    budget: int | None = None

    @property
    def can_run_out(self) -> bool:
        """Only what gives more than there would be without it costs anything."""
        return self.budget is not None and self.multiply_e4 > E4


@dataclass(frozen=True, slots=True)
class Tier:
    key: str
    label: Mapping[str, str] = field(hash=False)
    from_points: int


@dataclass(frozen=True, slots=True)
class Expiry:
    months: int
    round_to: RoundTo = RoundTo.DAY


@dataclass(frozen=True, slots=True)
class Plan:
    name: str
    category_weights_e4: Mapping[Category, int] = field(hash=False)
    """Holds every category."""
    rules: tuple[Rule, ...]
    campaigns: tuple[Campaign, ...]
    tiers: Mapping[HolderKind, tuple[Tier, ...]] = field(hash=False)
    """Holds both kinds; ascending, the first from 0; empty where the plan has none."""
    expiry: Mapping[HolderKind, Expiry] = field(hash=False)
    """Holds the kinds whose points expire."""
    campaign_overlap: Overlap = Overlap.HIGHEST

    def rule(self, key: str) -> Rule:
        """The rule with this key. Raises KeyError."""
        for rule in self.rules:
            if rule.key == key:
                return rule
        raise KeyError(key)

    def rules_for(self, activity_type: str) -> tuple[Rule, ...]:
        """The rules that concern an activity type, in the plan's order."""
        return tuple(rule for rule in self.rules if activity_type in rule.activities)

    def category_weight_e4(self, rule: Rule) -> int:
        return self.category_weights_e4[rule.category]

    @property
    def activity_types(self) -> frozenset[str]:
        """The activity types that earn by any rule."""
        return frozenset(key for rule in self.rules for key in rule.activities)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of the attributes that any rule reads, sorted."""
        return tuple(sorted(frozenset[str]().union(*(rule.attributes for rule in self.rules))))


@dataclass(frozen=True, slots=True)
class Mistake:
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path or 'plan'}: {self.message}"


class PlanInvalid(ValueError):
    """The document is no plan; `mistakes` holds every reason."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.mistakes)

    def __str__(self) -> str:
        return "\n".join(map(str, self.mistakes))


def write_plan(plan: Plan) -> dict[str, object]:
    """The plan as its canonical document, fit for JSON and YAML; reading it gives an equal plan."""
    return _without_nothing(
        {
            "name": plan.name,
            "category_weights": {c.value: _number(plan.category_weights_e4[c]) for c in Category},
            "rules": [_rule(rule) for rule in plan.rules],
            "campaigns": [_campaign(campaign) for campaign in plan.campaigns],
            "campaign_overlap": None if plan.campaign_overlap is Overlap.HIGHEST else plan.campaign_overlap.value,
            "tiers": {kind.value: [_tier(t) for t in tiers] for kind, tiers in plan.tiers.items() if tiers},
            "expiry": {k.value: {"months": e.months, "round_to": e.round_to.value} for k, e in plan.expiry.items()},
        }
    ) | ({} if plan.rules else {"rules": []})


def _rule(rule: Rule) -> dict[str, object]:
    return _without_nothing(
        {
            "key": rule.key,
            "label": dict(rule.label),
            "category": rule.category.value,
            "activity": rule.activities[0] if len(rule.activities) == 1 else list(rule.activities),
            "when": [_condition(condition) for condition in rule.when],
            "award": _award(rule.award),
            "weight": _number(rule.weight_e4),
            "limits": [_limit(limit) for limit in rule.limits],
            "cooldown": _cooldown(rule.cooldown) if rule.cooldown else None,
            "active": _days(rule.active.from_on, rule.active.until_on),
            "why": dict(rule.why),
        }
    )


def _condition(condition: Condition) -> dict[str, object]:
    return {"field": condition.field, "op": condition.op.value, "value": _value(condition)}


def _value(condition: Condition) -> object:
    if condition.flag is not None:
        return condition.flag
    # An attribute's texts say more than its numbers: "007" is another text than "7".
    values = list(condition.texts) or _numbers(condition)
    return values if condition.op in (Op.IN, Op.NOT_IN) else values[0]


def _numbers(condition: Condition) -> list[int | str]:
    numbers = condition.numbers_e4 or ()
    return list(numbers) if condition.field == "weekday" else [_number(number_e4) for number_e4 in numbers]


def _award(award: Award) -> dict[str, object]:
    return _without_nothing(
        {
            "to": award.to,
            "points": award.points,
            "per": None if award.per_e4 is None else _number(award.per_e4),
            "of": award.of,
            "min": award.min,
            "max": award.max,
        }
    )


def _limit(limit: Limit) -> dict[str, object]:
    return _without_nothing({"per": limit.per.value, "times": limit.times, "points": limit.points, "same": list(limit.same)})


def _cooldown(cooldown: Cooldown) -> dict[str, object]:
    hours_e4 = cooldown.micros * E4 // MICROS_PER_HOUR
    return _without_nothing({"hours": _number(hours_e4), "same": list(cooldown.same)})


def _campaign(campaign: Campaign) -> dict[str, object]:
    return _without_nothing(
        {
            "key": campaign.key,
            "label": dict(campaign.label),
            "multiply": _number(campaign.multiply_e4),
            "rules": list(campaign.rules),
            "types": list(campaign.types),
            "teams": list(campaign.teams),
            "tags": list(campaign.tags),
        }
        | _days(campaign.from_on, campaign.until_on)
        | {"budget": campaign.budget}
    )


def _tier(tier: Tier) -> dict[str, object]:
    return {"key": tier.key, "label": dict(tier.label), "from": tier.from_points}


def _days(from_on: date | None, until_on: date | None) -> dict[str, object]:
    return _without_nothing({"from": from_on and from_on.isoformat(), "until": until_on and until_on.isoformat()})


def _number(number_e4: int) -> int | str:
    """A whole number as it is, any other as its decimal text."""
    whole, rest = divmod(number_e4, E4)
    return format_e4(number_e4) if rest else whole


def _without_nothing(document: dict[str, object]) -> dict[str, object]:
    """The document without what it leaves out: None, empty lists and empty mappings."""
    return {key: value for key, value in document.items() if value is not None and value != [] and value != {}}
