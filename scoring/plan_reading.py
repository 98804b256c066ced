"""A scoring plan is read whole or refused whole, with the path of every mistake.

Any value that YAML or JSON can hold may be given. A reader gets a node, or None where the document holds nothing;
it answers None for nothing and, having noted the mistake, for what it cannot read. So an answer of None in a plan
without mistakes always means "left out".
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from scoring.amounts import E4, AmountInvalid, format_e4
from scoring.plan import (
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
    Overlap,
    Plan,
    PlanInvalid,
    RoundTo,
    Rule,
    Tier,
    Window,
    attribute_name,
)
from scoring.plan_nodes import (
    ATTRIBUTE,
    KEY,
    MAX_COUNT,
    MAX_NAMES,
    Fields,
    Node,
    distinct,
    each,
    exact_e4,
    keys_of,
    read_choice,
    read_date,
    read_field,
    read_flag,
    read_integer,
    read_label,
    read_matching,
    read_number_e4,
    read_positive,
    read_text,
    read_type_key,
    read_weekday,
    read_weight,
    read_words,
    refuse_repeated_keys,
    shown,
)

MAX_RULES = 500
MAX_CAMPAIGNS = 500
MAX_CONDITIONS = 20
MAX_LIMITS = 20
MAX_TIERS = 100
MAX_POINTS = 1_000_000
MAX_HOURS = 87_600
MAX_MONTHS = 1_200

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


def read_plan(document: object) -> Plan:
    """The plan that a document describes; keys with null count as left out. Raises PlanInvalid with every mistake."""
    mistakes: list[Mistake] = []
    plan = _plan(Node("", document, mistakes))
    if plan is None or mistakes:
        raise PlanInvalid(mistakes)
    return plan


def _plan(node: Node) -> Plan | None:
    fields = node.fields("name", "category_weights", "rules", "campaigns", "campaign_overlap", "tiers", "expiry")
    if fields is None:
        return None
    name = read_words(fields.need("name"))
    weights = _category_weights(fields.get("category_weights"))
    rule_nodes = fields.entries("rules", MAX_RULES)
    rules = each(rule_nodes, _rule)
    refuse_repeated_keys(rule_nodes)
    campaign_nodes = fields.entries("campaigns", MAX_CAMPAIGNS)
    campaigns = each(campaign_nodes, _campaign)
    refuse_repeated_keys(campaign_nodes)
    _refuse_unknown_rules(campaign_nodes, known=set(keys_of(rule_nodes)))
    overlap = read_choice(fields.get("campaign_overlap"), Overlap, "overlap") or Overlap.HIGHEST
    tiers = _tiers(fields.get("tiers"))
    expiry = _expiries(fields.get("expiry"))
    return None if name is None else Plan(name, weights, rules, campaigns, tiers, expiry, overlap)


def _category_weights(node: Node | None) -> dict[Category, int]:
    fields = node.fields(*Category) if node else None
    given = {category: read_weight(fields.get(category)) if fields else None for category in Category}
    return {category: E4 if weight_e4 is None else weight_e4 for category, weight_e4 in given.items()}


def _rule(node: Node) -> Rule | None:
    fields = node.fields("key", "label", "category", "activity", "when", "award", "weight", "limits", "cooldown", "active", "why")
    if fields is None:
        return None
    key = read_matching(fields.need("key"), KEY)
    label = read_label(fields.get("label"), key)
    category = read_choice(fields.need("category"), Category, "category")
    activities = _activities(fields.need("activity"))
    when = each(fields.entries("when", MAX_CONDITIONS), _condition)
    award = _award(fields.need("award"))
    weight_e4 = read_weight(fields.get("weight"))
    limits = each(fields.entries("limits", MAX_LIMITS), _limit)
    cooldown = _cooldown(fields.get("cooldown"))
    active = _active(fields.get("active"))
    why = _why(fields.get("why"))
    if key is None or category is None or award is None:
        return None
    weight_e4 = E4 if weight_e4 is None else weight_e4
    return Rule(key, label, category, activities, when, award, weight_e4, limits, cooldown, active, why)


def _why(node: Node | None) -> dict[str, str]:
    texts = read_label(node, None) if node else {}
    return texts if any(texts.values()) else {}


def _activities(node: Node | None) -> tuple[str, ...]:
    if node is None:
        return ()
    nodes = node.items(MAX_NAMES, at_least=1) if isinstance(node.value, list | tuple) else [node]
    return distinct(nodes, read_type_key)


def _condition(node: Node) -> Condition | None:
    fields = node.fields("field", "op", "value")
    if fields is None:
        return None
    name = read_field(fields.need("field"), tuple(OPS), "field")
    op = read_choice(fields.need("op"), Op, "op")
    if name is None or op is None:
        return None
    fitting = OPS[ATTRIBUTE if attribute_name(name) else name]
    if op not in fitting:
        fields.refuse("op", f"{op.value!r} does not fit {name}: must be one of {', '.join(fitting)}")
        return None
    if op is Op.EXISTS:
        return Condition(name, op, flag=read_flag(fields.get("value")) is not False)
    return _comparison(name, op, fields.need("value"))


def _comparison(name: str, op: Op, value: Node | None) -> Condition | None:
    if value is None:
        return None
    if name == "customer.is_new":
        return Condition(name, op, flag=read_flag(value))
    nodes = value.items(MAX_NAMES, at_least=1) if op in _LISTED else [value]
    if name in ("amount", "quantity"):
        return Condition(name, op, numbers_e4=each(nodes, read_number_e4))
    if name == "weekday":
        return Condition(name, op, numbers_e4=each(nodes, read_weekday))
    if attribute_name(name) is None:
        return Condition(name, op, texts=each(nodes, read_text))
    if op in _ORDERED and not each(nodes, read_number_e4):
        return None
    texts = each(nodes, _attribute_text)
    return Condition(name, op, texts, None if op is Op.CONTAINS else _numbers_of(nodes))


def _attribute_text(node: Node) -> str | None:
    """A value as the text of an attribute: a number without useless zeros, true and false as in JSON."""
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    if not isinstance(node.value, int | float | Decimal):
        return read_text(node)
    number_e4 = read_number_e4(node)
    return None if number_e4 is None else format_e4(number_e4).rstrip("0").rstrip(".")


def _numbers_of(nodes: Iterable[Node]) -> tuple[int, ...] | None:
    """The values as numbers if each is one, and None, without a mistake, if any is not."""
    try:
        return tuple(exact_e4(node.value) for node in nodes)
    except AmountInvalid:
        return None


def _award(node: Node | None) -> Award | None:
    fields = node.fields("to", "points", "per", "of", "min", "max") if node else None
    if fields is None:
        return None
    to = read_field(fields.need("to"), RECIPIENTS, "recipient")
    points = read_integer(fields.need("points"), -MAX_POINTS, MAX_POINTS)
    per_e4 = read_number_e4(fields.get("per"))
    of = read_field(fields.get("of"), MEASURED, "field")
    least = read_integer(fields.get("min"), -MAX_COUNT, MAX_COUNT)
    most = read_integer(fields.get("max"), -MAX_COUNT, MAX_COUNT)
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
    per = read_choice(fields.need("per"), Window, "window")
    times, points = read_positive(fields.get("times")), read_positive(fields.get("points"))
    same = _same(fields)
    if ("times" in fields) == ("points" in fields):
        node.refuse("must have either times or points" + (", not both" if "times" in fields else ""))
    return None if per is None else Limit(per, times, points, same)


def _cooldown(node: Node | None) -> Cooldown | None:
    fields = node.fields("hours", "same") if node else None
    if fields is None:
        return None
    hours_e4 = read_number_e4(fields.need("hours"))
    same = _same(fields)
    if hours_e4 is None:
        return None
    if not 0 < hours_e4 <= MAX_HOURS * E4:
        fields.refuse("hours", f"must be positive and at most {MAX_HOURS}")
    return Cooldown(hours_e4 * (MICROS_PER_HOUR // E4), same)


def _same(fields: Fields) -> tuple[str, ...]:
    return distinct(fields.entries("same", MAX_NAMES), lambda node: read_field(node, SHARED, "field"))


def _active(node: Node | None) -> Active:
    fields = node.fields("from", "until") if node else None
    return Active() if fields is None else Active(*_days(fields, fields.get("from"), fields.get("until")))


def _days(fields: Fields, from_: Node | None, until: Node | None) -> tuple[date | None, date | None]:
    from_on, until_on = read_date(from_), read_date(until)
    if from_on is not None and until_on is not None and until_on <= from_on:
        fields.refuse("until", "must be after from")
    return from_on, until_on


def _campaign(node: Node) -> Campaign | None:
    fields = node.fields("key", "label", "multiply", "rules", "types", "teams", "tags", "from", "until", "budget")
    if fields is None:
        return None
    key = read_matching(fields.need("key"), KEY)
    label = read_label(fields.get("label"), key)
    multiply_e4 = read_weight(fields.need("multiply"))
    rules = distinct(fields.entries("rules", MAX_RULES), read_text)
    types = distinct(fields.entries("types", MAX_NAMES), read_type_key)
    teams = distinct(fields.entries("teams", MAX_NAMES), read_text)
    tags = distinct(fields.entries("tags", MAX_NAMES), read_text)
    from_on, until_on = _days(fields, fields.need("from"), fields.need("until"))
    budget = read_positive(fields.get("budget"))
    if key is None or multiply_e4 is None or from_on is None or until_on is None:
        return None
    return Campaign(key, label, multiply_e4, rules, types, teams, tags, from_on, until_on, budget)


def _refuse_unknown_rules(campaigns: Iterable[Node], known: set[str]) -> None:
    for campaign in campaigns:
        named = campaign.value.get("rules") if isinstance(campaign.value, Mapping) else None
        for i, key in enumerate(named if isinstance(named, list | tuple) else ()):
            if isinstance(key, str) and key not in known:
                where = f"{campaign.path}.rules[{i}]"
                Node(where, key, campaign.mistakes).refuse(f"unknown rule {shown(key)}: must be the key of a rule")


def _tiers(node: Node | None) -> dict[HolderKind, tuple[Tier, ...]]:
    fields = node.fields(*HolderKind) if node else None
    return {kind: _ladder(fields.entries(kind, MAX_TIERS)) if fields else () for kind in HolderKind}


def _ladder(nodes: list[Node]) -> tuple[Tier, ...]:
    """The tiers of one kind of holder, strictly ascending from 0."""
    tiers = [_tier(node) for node in nodes]
    refuse_repeated_keys(nodes)
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
    key = read_matching(fields.need("key"), KEY)
    label = read_label(fields.get("label"), key)
    from_points = read_integer(fields.need("from"), 0, MAX_COUNT)
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
    months = read_integer(fields.need("months"), 1, MAX_MONTHS)
    round_to = read_choice(fields.get("round_to"), RoundTo, "rounding")
    return None if months is None else Expiry(months, round_to or RoundTo.DAY)
