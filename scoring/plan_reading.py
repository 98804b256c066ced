"""A scoring plan is read whole or refused whole, with the path of every mistake.

Any value that YAML or JSON can hold may be given. A reader gets a node, or None where the document holds nothing;
it answers None for nothing and, having noted the mistake, for what it cannot read. So an answer of None in a plan
without mistakes always means "left out".
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from scoring.amounts import E4, AmountInvalid, format_e4, parse_e4
from scoring.plan import (
    ATTRIBUTE_PREFIX,
    MICROS_PER_HOUR,
    Active,
    Award,
    Campaign,
    Category,
    Condition,
    Cooldown,
    Expiry,
    HolderKind,
    Limit,
    Mistake,
    Op,
    Plan,
    PlanInvalid,
    RoundTo,
    Rule,
    Tier,
    Window,
    attribute_name,
)

MAX_RULES = 500
MAX_CAMPAIGNS = 500
MAX_CONDITIONS = 20
MAX_LIMITS = 20
MAX_TIERS = 100
MAX_NAMES = 1_000
MAX_TEXT = 200
MAX_ATTRIBUTE_NAME = 80
MAX_POINTS = 1_000_000
MAX_COUNT = 10**12
MAX_HOURS = 87_600
MAX_MONTHS = 1_200
MAX_WEIGHT = 100

ATTRIBUTE = f"{ATTRIBUTE_PREFIX}NAME"
RECIPIENTS = ("employee", "customer", "team", "collaborators", "manager", "owner", ATTRIBUTE)
MEASURED = ("amount", "quantity", ATTRIBUTE)
SHARED = ("employee", "customer", "type", "channel", "amount", "quantity", ATTRIBUTE)

_COMPARABLE = (Op.EQ, Op.NE, Op.GT, Op.GE, Op.LT, Op.LE, Op.IN, Op.NOT_IN, Op.EXISTS)
_NAMED = (Op.EQ, Op.NE, Op.IN, Op.NOT_IN, Op.EXISTS)
OPS: Mapping[str, tuple[Op, ...]] = {
    "amount": _COMPARABLE,
    "quantity": _COMPARABLE,
    "channel": (*_NAMED, Op.CONTAINS),
    "weekday": _COMPARABLE,
    "employee.team": _NAMED,
    "customer.tier": _NAMED,
    "customer.tags": (*_NAMED, Op.CONTAINS),
    "customer.is_new": (Op.EQ, Op.NE, Op.EXISTS),
    ATTRIBUTE: tuple(Op),
}
_LISTED = (Op.IN, Op.NOT_IN)
_ORDERED = (Op.GT, Op.GE, Op.LT, Op.LE)

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NAMED = {name: day for day, full in enumerate(_WEEKDAYS, start=1) for name in (full, full[:3], str(day))}

_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,79}")
_TYPE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Choice = TypeVar("Choice", bound=StrEnum)
Read = TypeVar("Read")


def read_plan(document: object) -> Plan:
    """The plan that a document describes; keys with null count as left out. Raises PlanInvalid with every mistake."""
    mistakes: list[Mistake] = []
    plan = _plan(Node("", document, mistakes))
    if plan is None or mistakes:
        raise PlanInvalid(mistakes)
    return plan


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document, where it stands, and the mistakes found in the document so far."""

    path: str
    value: object
    mistakes: list[Mistake]

    def refuse(self, message: str) -> None:
        self.mistakes.append(Mistake(self.path, message))

    def fields(self, *known: str) -> "Fields | None":
        """The keys that hold something; any but the known ones are refused."""
        if not isinstance(self.value, Mapping):
            self.refuse(f"must be a mapping with {', '.join(known)}")
            return None
        found = Fields(self)
        for key, value in self.value.items():
            node = self.under(key, value)
            if key not in known:
                node.refuse(f"unknown key: must be one of {', '.join(known)}")
            elif value is not None:
                found.present[key] = node
        return found

    def items(self, at_most: int, at_least: int = 0) -> "list[Node]":
        """The nodes of a list; empty, and refused, where this is no list."""
        if not isinstance(self.value, list | tuple):
            self.refuse("must be a list")
            return []
        if not at_least <= len(self.value) <= at_most:
            self.refuse("must not be empty" if len(self.value) < at_least else f"must have at most {at_most} entries")
        return [Node(f"{self.path}[{i}]", value, self.mistakes) for i, value in enumerate(self.value)]

    def under(self, key: object, value: object) -> "Node":
        name = key if isinstance(key, str) and key.isprintable() and len(key) <= MAX_TEXT else _shown(key)
        return Node(f"{self.path}.{name}" if self.path else name, value, self.mistakes)


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys of one mapping that hold something."""

    node: Node
    present: dict[str, Node] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        return key in self.present

    def get(self, key: str) -> Node | None:
        return self.present.get(key)

    def need(self, key: str) -> Node | None:
        if key not in self.present:
            self.refuse(key, "is missing")
        return self.get(key)

    def entries(self, key: str, at_most: int) -> list[Node]:
        """The nodes of a list that may be left out."""
        return self.present[key].items(at_most) if key in self.present else []

    def refuse(self, key: str, message: str) -> None:
        self.node.under(key, None).refuse(message)


def _plan(node: Node) -> Plan | None:
    fields = node.fields("name", "category_weights", "rules", "campaigns", "tiers", "expiry")
    if fields is None:
        return None
    name = _words(fields.need("name"))
    weights = _category_weights(fields.get("category_weights"))
    rule_nodes = fields.entries("rules", MAX_RULES)
    rules = _each(rule_nodes, _rule)
    _refuse_repeated_keys(rule_nodes)
    campaign_nodes = fields.entries("campaigns", MAX_CAMPAIGNS)
    campaigns = _each(campaign_nodes, _campaign)
    _refuse_repeated_keys(campaign_nodes)
    _refuse_unknown_rules(campaign_nodes, known=set(_keys(rule_nodes)))
    tiers = _tiers(fields.get("tiers"))
    expiry = _expiries(fields.get("expiry"))
    return None if name is None else Plan(name, weights, rules, campaigns, tiers, expiry)


def _category_weights(node: Node | None) -> dict[Category, int]:
    fields = node.fields(*Category) if node else None
    given = {category: _weight(fields.get(category)) if fields else None for category in Category}
    return {category: E4 if weight_e4 is None else weight_e4 for category, weight_e4 in given.items()}


def _rule(node: Node) -> Rule | None:
    fields = node.fields("key", "label", "category", "activity", "when", "award", "weight", "limits", "cooldown", "active")
    if fields is None:
        return None
    key = _matching(fields.need("key"), _KEY)
    label = _label(fields.get("label"), key)
    category = _choice(fields.need("category"), Category, "category")
    activities = _activities(fields.need("activity"))
    when = _each(fields.entries("when", MAX_CONDITIONS), _condition)
    award = _award(fields.need("award"))
    weight_e4 = _weight(fields.get("weight"))
    limits = _each(fields.entries("limits", MAX_LIMITS), _limit)
    cooldown = _cooldown(fields.get("cooldown"))
    active = _active(fields.get("active"))
    if key is None or category is None or award is None:
        return None
    weight_e4 = E4 if weight_e4 is None else weight_e4
    return Rule(key, label, category, activities, when, award, weight_e4, limits, cooldown, active)


def _activities(node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    nodes = node.items(MAX_NAMES, at_least=1) if isinstance(node.value, list | tuple) else [node]
    return _distinct(nodes, _type_key)


def _condition(node: Node) -> Condition | None:
    fields = node.fields("field", "op", "value")
    if fields is None:
        return None
    name = _field(fields.need("field"), tuple(OPS), "field")
    op = _choice(fields.need("op"), Op, "op")
    if name is None or op is None:
        return None
    fitting = OPS[ATTRIBUTE if attribute_name(name) else name]
    if op not in fitting:
        fields.refuse("op", f"{op.value!r} does not fit {name}: must be one of {', '.join(fitting)}")
        return None
    if op is Op.EXISTS:
        return Condition(name, op, flag=_flag(fields.get("value")) is not False)
    return _comparison(name, op, fields.need("value"))


def _comparison(name: str, op: Op, value: Node | None) -> Condition | None:
    if value is None:
        return None
    if name == "customer.is_new":
        return Condition(name, op, flag=_flag(value))
    nodes = value.items(MAX_NAMES, at_least=1) if op in _LISTED else [value]
    if name in ("amount", "quantity"):
        return Condition(name, op, numbers_e4=_each(nodes, _number_e4))
    if name == "weekday":
        return Condition(name, op, numbers_e4=_each(nodes, _weekday))
    if attribute_name(name) is None:
        return Condition(name, op, texts=_each(nodes, _text))
    if op in _ORDERED and not _each(nodes, _number_e4):
        return None
    texts = _each(nodes, _attribute_text)
    return Condition(name, op, texts, None if op is Op.CONTAINS else _numbers_of(nodes))


def _attribute_text(node: Node) -> str | None:
    """A value as the text of an attribute: a number without useless zeros, true and false as in JSON."""
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    if not isinstance(node.value, int | float | Decimal):
        return _text(node)
    number_e4 = _number_e4(node)
    return None if number_e4 is None else format_e4(number_e4).rstrip("0").rstrip(".")


def _numbers_of(nodes: Iterable[Node]) -> tuple[int, ...] | None:
    """The values as numbers if each is one, and None, without a mistake, if any is not."""
    try:
        return tuple(_exact_e4(node.value) for node in nodes)
    except AmountInvalid:
        return None


def _award(node: Node | None) -> Award | None:
    fields = node.fields("to", "points", "per", "of", "min", "max") if node else None
    if fields is None:
        return None
    to = _field(fields.need("to"), RECIPIENTS, "recipient")
    points = _integer(fields.need("points"), -MAX_POINTS, MAX_POINTS)
    per_e4 = _number_e4(fields.get("per"))
    of = _field(fields.get("of"), MEASURED, "field")
    least = _integer(fields.get("min"), -MAX_COUNT, MAX_COUNT)
    most = _integer(fields.get("max"), -MAX_COUNT, MAX_COUNT)
    if points == 0:
        fields.refuse("points", "must not be zero")
    if per_e4 is not None and per_e4 <= 0:
        fields.refuse("per", "must be positive")
    for one, other in (("per", "of"), ("of", "per")):
        if one in fields and other not in fields:
            fields.refuse(other, f"must be given together with {one}")
    if least is not None and most is not None and least > most:
        fields.refuse("min", "must not be more than max")
    if most is not None and most < 0 and "min" not in fields:
        fields.refuse("max", "must not be negative without min")
    return None if to is None or points is None else Award(to, points, per_e4, of, least, most)


def _limit(node: Node) -> Limit | None:
    fields = node.fields("per", "times", "points", "same")
    if fields is None:
        return None
    per = _choice(fields.need("per"), Window, "window")
    times, points = _positive(fields.get("times")), _positive(fields.get("points"))
    same = _same(fields)
    if ("times" in fields) == ("points" in fields):
        node.refuse("must have either times or points" + (", not both" if "times" in fields else ""))
    return None if per is None else Limit(per, times, points, same)


def _cooldown(node: Node | None) -> Cooldown | None:
    fields = node.fields("hours", "same") if node else None
    if fields is None:
        return None
    hours_e4 = _number_e4(fields.need("hours"))
    same = _same(fields)
    if hours_e4 is None:
        return None
    if not 0 < hours_e4 <= MAX_HOURS * E4:
        fields.refuse("hours", f"must be positive and at most {MAX_HOURS}")
    return Cooldown(hours_e4 * (MICROS_PER_HOUR // E4), same)


def _same(fields: Fields) -> tuple[str, ...]:
    return _distinct(fields.entries("same", MAX_NAMES), lambda node: _field(node, SHARED, "field"))


def _active(node: Node | None) -> Active:
    fields = node.fields("from", "until") if node else None
    return Active() if fields is None else Active(*_days(fields, fields.get("from"), fields.get("until")))


def _days(fields: Fields, from_: Node | None, until: Node | None) -> tuple[date | None, date | None]:
    from_on, until_on = _date(from_), _date(until)
    if from_on is not None and until_on is not None and until_on <= from_on:
        fields.refuse("until", "must be after from")
    return from_on, until_on


def _campaign(node: Node) -> Campaign | None:
    fields = node.fields("key", "label", "multiply", "rules", "types", "teams", "tags", "from", "until")
    if fields is None:
        return None
    key = _matching(fields.need("key"), _KEY)
    label = _label(fields.get("label"), key)
    multiply_e4 = _weight(fields.need("multiply"))
    rules = _distinct(fields.entries("rules", MAX_RULES), _text)
    types = _distinct(fields.entries("types", MAX_NAMES), _type_key)
    teams = _distinct(fields.entries("teams", MAX_NAMES), _text)
    tags = _distinct(fields.entries("tags", MAX_NAMES), _text)
    from_on, until_on = _days(fields, fields.need("from"), fields.need("until"))
    if key is None or multiply_e4 is None or from_on is None or until_on is None:
        return None
    return Campaign(key, label, multiply_e4, rules, types, teams, tags, from_on, until_on)


def _refuse_unknown_rules(campaigns: Iterable[Node], known: set[str]) -> None:
    for campaign in campaigns:
        named = campaign.value.get("rules") if isinstance(campaign.value, Mapping) else None
        for i, key in enumerate(named if isinstance(named, list | tuple) else ()):
            if isinstance(key, str) and key not in known:
                where = f"{campaign.path}.rules[{i}]"
                Node(where, key, campaign.mistakes).refuse(f"unknown rule {_shown(key)}: must be the key of a rule")


def _tiers(node: Node | None) -> dict[HolderKind, tuple[Tier, ...]]:
    fields = node.fields(*HolderKind) if node else None
    return {kind: _ladder(fields.entries(kind, MAX_TIERS)) if fields else () for kind in HolderKind}


def _ladder(nodes: list[Node]) -> tuple[Tier, ...]:
    """The tiers of one kind of holder, strictly ascending from 0."""
    tiers = [_tier(node) for node in nodes]
    _refuse_repeated_keys(nodes)
    before = -1
    for node, tier in zip(nodes, tiers, strict=True):
        if tier is None:
            continue
        at = Node(f"{node.path}.from", tier.from_points, node.mistakes)
        if node is nodes[0] and tier.from_points > 0:
            at.refuse("must be 0 for the first tier")
        if tier.from_points <= before:
            at.refuse("must be more than the tier before")
        before = tier.from_points
    return tuple(tier for tier in tiers if tier is not None)


def _tier(node: Node) -> Tier | None:
    fields = node.fields("key", "label", "from")
    if fields is None:
        return None
    key = _matching(fields.need("key"), _KEY)
    label = _label(fields.get("label"), key)
    from_points = _integer(fields.need("from"), 0, MAX_COUNT)
    # A tier with a wrong key still has its place on the ladder.
    return None if from_points is None else Tier(key or "", label, from_points)


def _expiries(node: Node | None) -> dict[HolderKind, Expiry]:
    fields = node.fields(*HolderKind) if node else None
    read = {kind: _expiry(fields.get(kind)) if fields else None for kind in HolderKind}
    return {kind: expiry for kind, expiry in read.items() if expiry is not None}


def _expiry(node: Node | None) -> Expiry | None:
    fields = node.fields("months", "round_to") if node else None
    if fields is None:
        return None
    months = _integer(fields.need("months"), 1, MAX_MONTHS)
    round_to = _choice(fields.get("round_to"), RoundTo, "rounding")
    return None if months is None else Expiry(months, round_to or RoundTo.DAY)


def _keys(nodes: Iterable[Node]) -> list[str]:
    """The keys that the mappings say, sound or not; so one mistake does not cause others elsewhere."""
    keys = (node.value.get("key") for node in nodes if isinstance(node.value, Mapping))
    return [key for key in keys if isinstance(key, str)]


def _refuse_repeated_keys(nodes: Iterable[Node]) -> None:
    first: dict[str, str] = {}
    for node in nodes:
        for key in _keys([node]):
            if first.setdefault(key, node.path) != node.path:
                Node(f"{node.path}.key", key, node.mistakes).refuse(f"must differ from the key of {first[key]}")


def _each(nodes: Iterable[Node], read: Callable[[Node], Read | None]) -> tuple[Read, ...]:
    return tuple(value for value in map(read, nodes) if value is not None)


def _distinct(nodes: Iterable[Node], read: Callable[[Node], str | None]) -> tuple[str, ...]:
    values: dict[str, None] = {}
    for node in nodes:
        value = read(node)
        if value is not None and value in values:
            node.refuse("must not be repeated")
        if value is not None:
            values[value] = None
    return tuple(values)


def _label(node: Node | None, key: str | None) -> dict[str, str]:
    """The label in both languages: one text counts for both, and without any the key does."""
    if node is not None and isinstance(node.value, Mapping):
        fields = node.fields("en", "zh")
        en, zh = (_words(fields.get("en")), _words(fields.get("zh"))) if fields else (None, None)
    elif node is not None and not isinstance(node.value, str):
        node.refuse("must be text, or a mapping with en, zh")
        en = zh = None
    else:
        en = zh = _words(node)
    return {"en": en or zh or key or "", "zh": zh or en or key or ""}


def _words(node: Node | None) -> str | None:
    """Text that a person can read: not blank."""
    text = None if node is None else _text(node)
    if node is not None and text is not None and not text.strip():
        node.refuse("must not be blank")
    return text


def _text(node: Node) -> str | None:
    """Text of 1 to 200 characters, none of them a control character, kept as it is."""
    if not isinstance(node.value, str):
        node.refuse("must be text: put quotes around it" if _is_scalar(node.value) else "must be text")
    elif not node.value:
        node.refuse("must not be empty")
    elif len(node.value) > MAX_TEXT:
        node.refuse(f"must have at most {MAX_TEXT} characters")
    elif not _is_clean(node.value):
        node.refuse("must not contain control characters")
    else:
        return node.value
    return None


def _matching(node: Node | None, pattern: re.Pattern[str]) -> str | None:
    if node is None:
        return None
    if isinstance(node.value, str) and pattern.fullmatch(node.value):
        return node.value
    letters = "lower-case letters" if pattern is _KEY else "letters"
    node.refuse(f"must be text of 1 to 80 {letters}, digits, '_', '.' or '-', beginning with a letter or a digit")
    return None


def _type_key(node: Node) -> str | None:
    return _matching(node, _TYPE_KEY)


def _field(node: Node | None, known: tuple[str, ...], word: str) -> str | None:
    """One of the known names, where `attributes.NAME` stands for any attribute."""
    if node is None:
        return None
    name = attribute_name(node.value) if isinstance(node.value, str) else None
    if name is not None and not (0 < len(name) <= MAX_ATTRIBUTE_NAME and _is_clean(name)):
        node.refuse(f"must name an attribute in 1 to {MAX_ATTRIBUTE_NAME} characters, none a control character")
        return None
    if isinstance(node.value, str) and (name is not None or node.value in known):
        return node.value
    node.refuse(f"unknown {word} {_shown(node.value)}: must be one of {', '.join(known)}")
    return None


def _choice(node: Node | None, choices: type[Choice], word: str) -> Choice | None:
    if node is None:
        return None
    for choice in choices:
        if isinstance(node.value, str) and choice.value == node.value:
            return choice
    node.refuse(f"unknown {word} {_shown(node.value)}: must be one of {', '.join(choices)}")
    return None


def _flag(node: Node | None) -> bool | None:
    if node is None or isinstance(node.value, bool):
        return None if node is None else bool(node.value)
    node.refuse("must be true or false")
    return None


def _integer(node: Node | None, least: int, most: int) -> int | None:
    if node is None:
        return None
    if isinstance(node.value, bool) or not isinstance(node.value, int):
        node.refuse("must be a whole number")
        return None
    if not least <= node.value <= most:
        node.refuse(f"must be from {least} to {most}")
        return None
    return node.value


def _positive(node: Node | None) -> int | None:
    if node is not None and isinstance(node.value, int) and not isinstance(node.value, bool) and node.value <= 0:
        node.refuse("must be positive")
        return None
    return _integer(node, 1, MAX_COUNT)


def _weight(node: Node | None) -> int | None:
    weight_e4 = _number_e4(node)
    if node is not None and weight_e4 is not None and not 0 <= weight_e4 <= MAX_WEIGHT * E4:
        node.refuse(f"must be from 0 to {MAX_WEIGHT}")
        return None
    return weight_e4


def _number_e4(node: Node | None) -> int | None:
    if node is None:
        return None
    try:
        return _exact_e4(node.value)
    except AmountInvalid as reason:
        node.refuse(str(reason))
        return None


def _exact_e4(value: object) -> int:
    """The value x 10000. A float is taken as the decimal that it was written as. Raises AmountInvalid."""
    if isinstance(value, float):
        return parse_e4(Decimal(repr(value)))
    # What is no number at all is refused there, like text that is none.
    return parse_e4(value if isinstance(value, str | int | Decimal) else "")


def _weekday(node: Node) -> int | None:
    named = node.value if isinstance(node.value, str) else _shown(node.value)
    if named.lower() in _DAY_NAMED:
        return _DAY_NAMED[named.lower()]
    node.refuse("must be a day of the week: 1 (Monday) to 7, or mon to sun")
    return None


def _date(node: Node | None) -> date | None:
    if node is None:
        return None
    if isinstance(node.value, date) and not isinstance(node.value, datetime):
        return node.value
    if isinstance(node.value, str) and _DATE.fullmatch(node.value):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            node.refuse("must be a day that the calendar has")
            return None
    node.refuse("must be a date written YYYY-MM-DD")
    return None


def _is_clean(text: str) -> bool:
    """Neither control characters nor halves of surrogate pairs, which no database stores."""
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def _is_scalar(value: object) -> bool:
    return isinstance(value, int | float | Decimal | date)


def _shown(value: object) -> str:
    """A value as a message can quote it: short, printable, and safe for a value of any depth or size."""
    if isinstance(value, str):
        return ascii(value[:40]) if not value[:40].isprintable() else repr(value[:40])
    if value is None or isinstance(value, float | date) or (isinstance(value, int) and abs(value) < MAX_COUNT):
        return str(value)
    return f"of type {type(value).__name__}"
