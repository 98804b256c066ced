"""Editing a plan's document: each function answers the document with one thing changed, and leaves the one that it was given.

A document that somebody works on need not be a plan: what is not understood is kept as it is. Rules are named by their place in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from scoring.plan import Category, HolderKind
from services.errors import Invalid
from services.plans.plan_documents import EMPTY

Document = Mapping[str, Any]
GONE = "This rule is not in the draft any more: open the draft anew"
BEYOND = 1e18


def rules_of(document: Document) -> list[Any]:
    """The rules as the document has them; none where it has no list of them."""
    rules = document.get("rules")
    return list(rules) if isinstance(rules, list) else []


def rule_at(document: Document, place: int) -> dict[str, Any]:
    """A rule. Raises Invalid where none stands there."""
    rules = rules_of(document)
    if not 0 <= place < len(rules) or not isinstance(rules[place], Mapping):
        raise Invalid(GONE, field="plan.rules")
    return dict(rules[place])


def with_rule(document: Document, place: int | None, rule: Document) -> dict[str, Any]:
    """The rule stands there, whatever stood there; None: at the end. Raises Invalid where nothing did."""
    rules = rules_of(document)
    if place is None:
        return _with(document, [*rules, dict(rule)])
    _require(rules, place)
    return _with(document, [*rules[:place], dict(rule), *rules[place + 1 :]])


def _require(rules: Sequence[Any], place: int) -> None:
    if not 0 <= place < len(rules):
        raise Invalid(GONE, field="plan.rules")


def with_rules(document: Document, rules: Iterable[Document]) -> dict[str, Any]:
    """These rules stand behind the others, under keys of their own."""
    changed = dict(document)
    for rule in rules:
        changed = with_rule(changed, None, {**rule, "key": free_key(changed, str(rule.get("key", "rule")))})
    return changed


def without_rule(document: Document, place: int) -> dict[str, Any]:
    """What stands there is gone, rule or not. Raises Invalid."""
    rules = rules_of(document)
    _require(rules, place)
    return _with(document, rules[:place] + rules[place + 1 :])


def with_copy(document: Document, place: int) -> dict[str, Any]:
    """The same rule stands once more, behind it, under a key of its own. Raises Invalid."""
    rule, rules = rule_at(document, place), rules_of(document)
    copy = rule | {"key": free_key(document, str(rule.get("key", "rule")))}
    return _with(document, [*rules[: place + 1], copy, *rules[place + 1 :]])


def moved(document: Document, place: int, by: int) -> dict[str, Any]:
    """The rule stands before (by: -1) or behind (1) the next one of its category; at the end of it all stays. Raises Invalid."""
    category, rules = rule_at(document, place).get("category"), rules_of(document)
    peers = [n for n, rule in enumerate(rules) if isinstance(rule, Mapping) and rule.get("category") == category]
    other = peers.index(place) + by
    if 0 <= other < len(peers):
        rules[place], rules[peers[other]] = rules[peers[other]], rules[place]
    return _with(document, rules)


def with_rule_weight(document: Document, place: int, weight: float) -> dict[str, Any]:
    """The rule has the weight. Raises Invalid."""
    return with_rule(document, place, rule_at(document, place) | {"weight": as_written(weight)})


def with_category_weight(document: Document, category: Category, weight: float) -> dict[str, Any]:
    """The category has the weight."""
    known = document.get("category_weights")
    weights = dict(known) if isinstance(known, Mapping) else {}
    return {**document, "category_weights": weights | {category.value: as_written(weight)}}


def ladder_of(document: Document, kind: HolderKind) -> list[dict[str, Any]]:
    """The tiers of one kind of holder as the document has them, without what is no tier at all."""
    ladders = document.get("tiers")
    found = ladders.get(kind.value) if isinstance(ladders, Mapping) else None
    return [dict(tier) for tier in found if isinstance(tier, Mapping)] if isinstance(found, list) else []


def expiry_of(document: Document, kind: HolderKind) -> dict[str, Any]:
    """When the points of one kind of holder expire; empty: never."""
    expiries = document.get("expiry")
    found = expiries.get(kind.value) if isinstance(expiries, Mapping) else None
    return dict(found) if isinstance(found, Mapping) else {}


def with_ladder(document: Document, kind: HolderKind, tiers: Sequence[Document], expiry: Document) -> dict[str, Any]:
    """The kind of holder has these tiers, in their order, and its points expire so; empty: never."""
    named = {"tiers": list(map(dict, tiers)), "expiry": dict(expiry)}
    changed = {**EMPTY, **document}
    for name, value in named.items():
        known = document.get(name)
        parts = {**known, kind.value: value} if isinstance(known, Mapping) else {kind.value: value}
        changed[name] = {part: one for part, one in parts.items() if one}
    return {name: value for name, value in changed.items() if value or name not in named}


def free_key(document: Document, wanted: str) -> str:
    """The key, with a number behind it where a rule has it already."""
    taken = {str(rule.get("key")) for rule in rules_of(document) if isinstance(rule, Mapping)}
    stem, number = wanted[:74], 2
    if wanted and wanted not in taken:
        return wanted
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def as_written(weight: float) -> int | str:
    """A number as plans write it: whole, or a text with four decimals at most. One beyond all bounds is nearer to them, and refused there."""
    exact = Decimal(repr(max(-BEYOND, min(BEYOND, weight)))).quantize(Decimal("0.0001"))
    return int(exact) if exact == exact.to_integral_value() else format(exact.normalize(), "f")


def _with(document: Document, rules: list[Any]) -> dict[str, Any]:
    return {**EMPTY, **document, "rules": rules}
