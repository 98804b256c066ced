"""A plan in plain words, in both languages: what each rule gives and how often, and what changed from one plan to another.

Everything is told from documents as `scoring.plan.write_plan` writes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from config.phrases import PHRASES
from config.plan_phrases import PLAN_PHRASES
from scoring.plan import Category, attribute_name

Document = Mapping[str, Any]
Labels = Mapping[str, Mapping[str, str]]
MINUS = "−"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who tells it: in which language, and what activity types (`types`) and rules (`rules`) are called, by key."""

    language: str
    types: Labels
    rules: Labels

    def say(self, phrase: str, **values: object) -> str:
        return PLAN_PHRASES[self.language][phrase].format(**values)

    def listed(self, names: Sequence[str]) -> str:
        return self.say("and").join(names)

    def label(self, entry: Document) -> str:
        return str(entry.get("label", {}).get(self.language) or entry["key"])

    def type_names(self, keys: str | Sequence[str]) -> str:
        return self.listed([self.types.get(key, {}).get(self.language, key) for key in ([keys] if isinstance(keys, str) else keys)])

    def rule_names(self, keys: Sequence[str]) -> str:
        return self.listed([self.rules.get(key, {}).get(self.language, key) for key in keys])

    def field(self, name: str) -> str:
        """What a field of an activity is called."""
        attribute = attribute_name(name)
        known = PHRASES[self.language]
        return self.say("attribute", name=attribute) if attribute is not None else known.get(name, name)

    def sign(self, op: str) -> str:
        """What a comparison is called."""
        return PLAN_PHRASES[self.language].get(op) or PHRASES[self.language].get(op, op)

    def window(self, per: str) -> str:
        return PHRASES[self.language].get(per, per)


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule in words. gives: `+50`; details: for every how much, recipient, conditions, limits, days; why: the reason for its weight."""

    key: str
    label: str
    gives: str
    details: tuple[str, ...]
    is_off: bool
    why: str


def rule_words(rule: Document, speak: Speaker, category_weight: object = 1) -> RuleWords:
    """The rule in words; what it gives is told with its weights, which count only in the sum where it is counted by a field."""
    weight = _exact(rule.get("weight", 1)) * _exact(category_weight)
    details = (
        *([speak.say("off")] if not weight else []),
        *_every(rule["award"], weight, speak),
        *_recipient(rule["award"], speak),
        *(condition_words(condition, speak) for condition in rule.get("when", ())),
        *_bounds(rule["award"], speak),
        *(limit_words(limit, speak) for limit in rule.get("limits", ())),
        *([cooldown_words(rule["cooldown"], speak)] if "cooldown" in rule else []),
        *([days_words(rule["active"], speak)] if "active" in rule else []),
    )
    why = rule.get("why", {}).get(speak.language, "")
    return RuleWords(rule["key"], speak.label(rule), _gives(rule["award"], weight), details, not weight, why)


def _gives(award: Document, weight: Fraction) -> str:
    return signed(award["points"] if "per" in award or not weight else rounded(award["points"] * weight))


def _every(award: Document, weight: Fraction, speak: Speaker) -> list[str]:
    """`for every 100 of amount`, and by which weight."""
    if "per" not in award:
        return []
    told = speak.say("per", per=number(award["per"]), of=speak.field(award["of"]))
    return [told] if weight in (0, 1) else [told, speak.say("weight", weight=number(weight))]


def rounded(points: Fraction) -> int:
    """Half away from zero, as points are."""
    size = int(abs(points) + Fraction(1, 2))
    return size if points >= 0 else -size


def _recipient(award: Document, speak: Speaker) -> list[str]:
    to = award["to"]
    if to == "employee":
        return []
    attribute = attribute_name(to)
    return [speak.say("for attribute", name=attribute) if attribute is not None else speak.say(f"for {to}")]


def _bounds(award: Document, speak: Speaker) -> list[str]:
    return [speak.say(bound, n=number(award[bound])) for bound in ("min", "max") if bound in award]


def condition_words(condition: Document, speak: Speaker) -> str:
    """`if amount >= 1,000`."""
    op, value, field = condition["op"], condition["value"], speak.field(condition["field"])
    if op == "exists":
        return speak.say("if exists" if value else "if absent", field=field)
    if condition["field"] == "customer.is_new":
        return speak.say("if new" if value is (op == "=") else "if not new")
    values = [_shown(one) for one in (value if isinstance(value, list) else [value])]
    return speak.say("if", field=field, op=speak.sign(op), value=speak.listed(values))


def limit_words(limit: Document, speak: Speaker) -> str:
    """`at most 10 a day for the same customer`."""
    counted = "times" if "times" in limit else "points"
    phrase = f"{counted} all" if limit["per"] == "all" else counted
    return speak.say(phrase, n=number(limit[counted]), window=speak.window(limit["per"])) + _same(limit, speak)


def cooldown_words(cooldown: Document, speak: Speaker) -> str:
    """`at least 4 hours apart`."""
    return speak.say("cooldown", hours=number(cooldown["hours"])) + _same(cooldown, speak)


def _same(entry: Document, speak: Speaker) -> str:
    return speak.say("same", fields=speak.listed([speak.field(name) for name in entry["same"]])) if entry.get("same") else ""


def days_words(days: Document, speak: Speaker) -> str:
    """`2026-03-01 to 2026-03-07`: through the last day that counts, not until the one after."""
    last = date.fromordinal(max(1, date.fromisoformat(days["until"]).toordinal() - 1)).isoformat() if "until" in days else None
    if "from" in days and last is not None:
        return speak.say("between", from_day=days["from"], to_day=last)
    return speak.say("from", day=days["from"]) if "from" in days else speak.say("through", day=last)


def campaign_words(campaign: Document, speak: Speaker) -> tuple[str, ...]:
    """What a campaign does: by how much, when, for what, at which cost at most."""
    which = [speak.rule_names(campaign.get("rules", [])), speak.type_names(campaign.get("types", []))]
    which += [speak.listed(campaign.get("teams", [])), speak.listed(campaign.get("tags", []))]
    return (
        speak.say("multiply", n=number(campaign["multiply"])),
        days_words(campaign, speak),
        *([one for one in which if one] or [speak.say("campaign all")]),
        *([speak.say("budget of", n=number(campaign["budget"]))] if "budget" in campaign else []),
    )


def expiry_words(expiry: Document, speak: Speaker) -> str:
    """`expire after 12 months, at the end of the quarter`."""
    rounding = expiry.get("round_to", "day")
    told = speak.say("expiry months", months=number(expiry["months"]))
    return told if rounding == "day" else told + speak.say(f"end of {rounding}")


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """The rules of one category. weight: empty where it is 1."""

    key: str
    label: str
    weight: str
    rules: tuple[RuleWords, ...]


def plan_words(plan: Document, speak: Speaker) -> tuple[CategoryWords, ...]:
    """The rules of a plan by their categories, those without a rule left out."""
    weights = plan.get("category_weights", {})
    found = []
    for category in Category:
        weight = weights.get(category.value, 1)
        rules = tuple(rule_words(rule, speak, weight) for rule in plan.get("rules", ()) if rule["category"] == category.value)
        told = "" if _exact(weight) == 1 else speak.say("weight", weight=number(weight))
        found.append(CategoryWords(category.value, speak.say(category.value), told, rules))
    return tuple(one for one in found if one.rules)


# numbers --------------------------------------------------------------------------------------------------------------------------


def _exact(value: object) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(str(value))


def number(value: object) -> str:
    """`1,000`, `1.5`: a number of a document without needless zeros."""
    exact = _exact(value)
    if exact.denominator == 1:
        return f"{exact.numerator:,}".replace("-", MINUS)
    return f"{float(exact):,.4f}".rstrip("0").replace("-", MINUS)


def signed(points: int) -> str:
    return f"+{number(points)}" if points > 0 else number(points)


def _shown(value: object) -> str:
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)
