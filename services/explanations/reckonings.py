"""Reckonings as documents: how a rule came to its points, step by step, for the API and the pages.

A reckoning is `rule`, `label`, `plan_version`, `category`, `outcome` (a `scoring.tracing.Why`); `of`, `of_label`, `per`, `value` (what is
counted, by how much, what it was), `times`, `points_each`, `rule_weight`, `category_weight`, `campaigns` (those that multiplied), `paid_by`
(the points that campaigns pay), `budgets` (of the campaigns that were for it, with what was used before), `multiplier`, `exact`, `rounded`, `min`,
`max`, `clamped`, `shared_among`, `proposed`, `limits`, `limit` (the first that cut), `cooldown_hours`, `condition` (the first that did
not hold), `points`, `holder`. Numbers that need not be whole are decimal text. Where a rule gave nothing, the steps say what it would have
come to, and `proposed` and `points` are 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from db.engine import Session
from scoring.amounts import format_e4
from scoring.plan import Campaign, Condition, Rule, attribute_name
from scoring.steps import Measure, Steps, decimal_text
from scoring.tracing import Found, Funding, Parts, Reckoning, Why
from services.activities.seeing import Sight
from services.explanations.lack_sentences import Words
from services.explanations.sentences import budget_words, limit_words
from services.world import PlanVersion, World

Document = dict[str, Any]
CUSTOMER_FIELDS = ("customer", "customer.tier", "customer.tags", "customer.is_new", "owner")


@dataclass(frozen=True, slots=True)
class Veil:
    """What is not told of an activity: its attributes to whom sees it in part, its customer to whom does not reach them either."""

    attributes: bool
    customer: bool

    def hides(self, field: str | None) -> bool:
        if field is None:
            return False
        return self.attributes if attribute_name(field) is not None else self.customer and field in CUSTOMER_FIELDS

    def hides_any_of(self, rule: Rule) -> bool:
        """Whether it would tell something of these that the rule was near."""
        fields = [c.field for c in rule.when] + [rule.award.to, rule.award.of]
        fields += [name for limit in rule.limits for name in limit.same]
        fields += rule.cooldown.same if rule.cooldown else ()
        return any(self.hides(field) for field in fields)


def veil_of(session: Session, here: World, found: Document, sight: Sight) -> Veil:
    """What a sight of an activity leaves out."""
    customer = found["customer_id"]
    is_near = sight.reached is None or (customer is not None and customer in sight.near(session, here, {customer}))
    return Veil(attributes=not sight.is_whole, customer=not (sight.is_whole and (is_near or customer is None)))


def reckoning_document(reckoning: Reckoning, parts: Parts, version: PlanVersion, holder: str | None, words: Words, veil: Veil) -> Document:
    """A reckoning in parts. holder: as `employee:E01`."""
    rule, award = reckoning.rule, reckoning.rule.award
    limits = [_measure(measure, words) for measure in parts.measures]
    return {
        "rule": rule.key,
        "label": rule.label[words.language],
        "plan_version": version.version,
        "category": rule.category.value,
        "outcome": reckoning.why.value,
        "of": award.of,
        "of_label": words.field(award.of) if award.of else None,
        "per": None if award.per_e4 is None else format_e4(award.per_e4),
        "value": None if parts.value_e4 is None or veil.hides(award.of) else format_e4(parts.value_e4),
        **_steps(rule, version, parts.steps),
        "campaigns": _campaigns(parts.steps.campaigns if parts.steps else (), words.language),
        "paid_by": _paid_by(reckoning, words.language),
        "budgets": [_budget(reckoning, one, words.language) for one in reckoning.funding if one.used is not None],
        "min": award.min,
        "max": award.max,
        "shared_among": parts.among if award.to == "team" and reckoning.holder is not None else None,
        "proposed": reckoning.proposed,
        "limits": limits,
        "limit": next((limit for limit in limits if limit["cut"]), None),
        "cooldown_hours": format_e4(rule.cooldown.micros // 360_000) if rule.cooldown else None,
        "condition": condition_document(reckoning.condition, parts.found, words, veil) if reckoning.condition else None,
        "points": reckoning.points,
        "holder": holder,
    }


def _steps(rule: Rule, version: PlanVersion, steps: Steps | None) -> Document:
    weights = {
        "points_each": rule.award.points,
        "rule_weight": format_e4(rule.weight_e4),
        "category_weight": format_e4(version.plan.category_weights_e4[rule.category]),
    }
    if steps is None:
        nothing: Document = dict.fromkeys(("times", "multiplier", "exact", "rounded", "clamped"))
        return weights | nothing
    return weights | {
        "times": steps.times,
        "multiplier": decimal_text(steps.multiplier),
        "exact": decimal_text(steps.exact),
        "rounded": steps.rounded,
        "clamped": steps.clamped,
    }


def _campaigns(campaigns: Sequence[Campaign], language: str) -> list[Document]:
    return [{"key": c.key, "label": c.label[language], "multiply": format_e4(c.multiply_e4)} for c in campaigns]


def _paid_by(reckoning: Reckoning, language: str) -> list[Document]:
    paying = (one for one in reckoning.funding if one.pays)
    return [{"key": one.campaign.key, "label": one.campaign.label[language], "points": one.pays} for one in paying]


def _budget(reckoning: Reckoning, funding: Funding, language: str) -> Document:
    campaign = funding.campaign
    return {
        "key": campaign.key,
        "label": campaign.label[language],
        "budget": campaign.budget,
        "used": funding.used,
        "pays": funding.pays,
        "cut": reckoning.why is Why.BUDGET and funding.is_used_up,
        "over": funding.is_over,
        "explanation": budget_words(funding, language),
    }


def _measure(measure: Measure, words: Words) -> Document:
    limit = measure.limit
    return {
        "per": limit.per.value,
        "times": limit.times,
        "points": limit.points,
        "same": list(limit.same),
        "explanation": limit_words(limit, words.language),
        "used": measure.used,
        "lets_through": measure.most,
        "cut": measure.is_cut,
    }


def condition_document(wanted: Condition, found: Found, words: Words, veil: Veil) -> Document:
    """A condition with what it wanted and found, in words; found is null where there was nothing, or where it is not told."""
    return {
        "field": wanted.field,
        "label": words.field(wanted.field),
        "op": wanted.op.value,
        "wanted": words.wanted(wanted),
        "found": None if veil.hides(wanted.field) or found is None else words.found(wanted.field, found),
    }
