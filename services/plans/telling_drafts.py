"""A draft in plain words: its rules by category, each with its mistakes, and what differs from the published plan."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.phrases import LANGUAGES
from db.engine import Database
from scoring.amounts import AmountInvalid
from scoring.periods import day_date
from scoring.plan import Category, HolderKind, Mistake, PlanInvalid, attribute_name, write_plan
from scoring.plan_nodes import exact_e4
from scoring.plan_reading import read_plan
from services.access import Act, Actor, require
from services.plans import plan_drafts
from services.plans.draft_mistakes import beneath, elsewhere, of_ladder
from services.plans.editing_plans import Document, expiry_of, ladder_of, rules_of
from services.plans.plan_change_words import change_words
from services.plans.plan_drafts import PlanDraft
from services.plans.plan_words import RuleWords, Speaker, campaign_words, expiry_words, number, rule_words
from services.world import World, world


@dataclass(frozen=True, slots=True)
class RuleTold:
    """place: in the document. weight: None where it is no number. words: None where there are none for it.

    mistakes: with paths within the rule (`award.per`).
    """

    place: int
    key: str
    label: str
    weight: float | None
    words: RuleWords | None
    mistakes: tuple[Mistake, ...]

    @property
    def is_off(self) -> bool:
        return self.weight == 0


@dataclass(frozen=True, slots=True)
class CategoryTold:
    """key: empty of the rules whose category is none."""

    key: str
    label: str
    weight: float | None
    rules: tuple[RuleTold, ...]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class LadderTold:
    """The tiers of one kind of holder, each with its points, and when points expire. mistakes: with paths as the document's."""

    kind: HolderKind
    steps: tuple[tuple[str, str], ...]
    expiry: str
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class DraftTold:
    """categories: every one. ladders: of employees, of customers. changes: a sentence each, None while there are mistakes.

    mistakes: those of no rule, no category weight and no ladder.

    campaigns: each in a sentence. unknown_types: activity types that rules name and the catalogue lacks.
    unasked: attributes that rules look at and no form of an activity type asks.
    published: the keys that rules of any version have. first_day: before it everything is closed, and no version can begin; None where nothing is.
    """

    draft: PlanDraft
    categories: tuple[CategoryTold, ...]
    ladders: tuple[LadderTold, ...]
    changes: tuple[str, ...] | None
    mistakes: tuple[Mistake, ...]
    campaigns: tuple[str, ...]
    unknown_types: tuple[str, ...]
    unasked: tuple[str, ...]
    published: frozenset[str]
    first_day: dt.date | None

    @property
    def mistaken(self) -> int:
        """How many mistakes the draft has."""
        return len(self.draft.mistakes)


def told(database: Database, actor: Actor, draft_id: int, *, language: str) -> DraftTold:
    """The draft in words. Raises Unknown, Forbidden."""
    require(actor, Act.DRAFT_PLAN)
    draft = plan_drafts.get(database, actor, draft_id)
    with database.read() as session:
        return _told(world(database, session), draft, language)


def _told(here: World, draft: PlanDraft, language: str) -> DraftTold:
    speak, document = speaker(here, draft.document, language), draft.document
    changes = None if draft.changes is None else tuple(change_words(change.document(), speak) for change in draft.changes)
    campaigns = tuple(_campaign(one, speak) for one in draft_list(document, "campaigns"))
    rules = [rule for rule in rules_of(document) if isinstance(rule, Mapping)]
    return DraftTold(
        draft,
        _categories(draft, speak),
        tuple(_ladder(kind, draft, speak) for kind in (HolderKind.EMPLOYEE, HolderKind.CUSTOMER)),
        changes,
        elsewhere(draft.mistakes),
        campaigns,
        _unknown(here, rules),
        _unasked(here, rules),
        frozenset(here.rule_ids),
        _first_day(here),
    )


def speaker(here: World, document: Document, language: str) -> Speaker:
    """Who tells a document in a language."""
    types = {key: kind.label for key, kind in here.types.items()}
    named = {str(rule.get("key")): _label(rule) for rule in draft_list(document, "rules")}
    return Speaker(language if language in LANGUAGES else "en", types, named)


def draft_list(document: Document, name: str) -> list[Mapping[str, Any]]:
    """The entries of a list that are objects; none where there is no list."""
    found = document.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _label(entry: Mapping[str, Any]) -> dict[str, str]:
    """The label in both languages, whatever stands there."""
    said = entry.get("label")
    if isinstance(said, Mapping):
        return {str(language): text for language, text in said.items() if isinstance(text, str)}
    return {"en": said, "zh": said} if isinstance(said, str) else {}


# cards ----------------------------------------------------------------------------------------------------------------------------


def _categories(draft: PlanDraft, speak: Speaker) -> tuple[CategoryTold, ...]:
    weights = draft.document.get("category_weights")
    weights = weights if isinstance(weights, Mapping) else {}
    by_category: dict[str, list[RuleTold]] = {category.value: [] for category in Category}
    for place, rule in enumerate(rules_of(draft.document)):
        known = rule if isinstance(rule, Mapping) else {}
        category = str(known.get("category"))
        card = _card(place, known, weights.get(category, 1), draft.mistakes, speak)
        by_category.setdefault(category if category in by_category else "", []).append(card)
    return tuple(_category(key, weights, tuple(cards), draft.mistakes, speak) for key, cards in by_category.items())


def _category(
    key: str, weights: Mapping[str, Any], cards: tuple[RuleTold, ...], mistakes: tuple[Mistake, ...], speak: Speaker
) -> CategoryTold:
    if not key:
        return CategoryTold("", "", None, cards, ())
    return CategoryTold(key, speak.say(key), _weight(weights.get(key)), cards, beneath(f"category_weights.{key}", mistakes))


def _card(place: int, rule: Document, category_weight: object, mistakes: tuple[Mistake, ...], speak: Speaker) -> RuleTold:
    key = str(rule.get("key") or "")
    label = _label(rule).get(speak.language) or key
    return RuleTold(
        place, key, label, _weight(rule.get("weight")), _words(rule, category_weight, speak), beneath(f"rules[{place}]", mistakes)
    )


def _words(rule: Document, category_weight: object, speak: Speaker) -> RuleWords | None:
    """The rule in words; one whose weight is wrong as if it had none."""
    for known in (rule, {**rule, "weight": 1}):
        try:
            plan = read_plan({"name": "-", "category_weights": {"behaviour": category_weight}, "rules": [known]})
        except PlanInvalid:
            continue
        return rule_words(write_plan(plan)["rules"][0], speak, category_weight)  # type: ignore[index]
    return None if category_weight == 1 else _words(rule, 1, speak)


def _weight(value: object) -> float | None:
    if value is None:
        return 1.0
    try:
        return exact_e4(value) / 10_000
    except AmountInvalid:
        return None


# what stands around them ----------------------------------------------------------------------------------------------------------


def _campaign(campaign: Document, speak: Speaker) -> str:
    label = _label(campaign).get(speak.language) or str(campaign.get("key") or "")
    try:
        plan = read_plan({"name": "-", "rules": [], "campaigns": [{**campaign, "rules": []}]})
    except PlanInvalid:
        return label
    rules = campaign.get("rules")
    named = [one for one in rules if isinstance(one, str)] if isinstance(rules, list) else []
    known = {**write_plan(plan)["campaigns"][0], "rules": named}  # type: ignore[index]
    return speak.say("then").join([label, *campaign_words(known, speak)])


def _ladder(kind: HolderKind, draft: PlanDraft, speak: Speaker) -> LadderTold:
    tiers, expiry = ladder_of(draft.document, kind), expiry_of(draft.document, kind)
    steps = tuple((_label(tier).get(speak.language) or str(tier.get("key") or ""), _from(tier, speak)) for tier in tiers)
    mistakes = of_ladder(kind, draft.mistakes)
    is_told = bool(expiry) and not any(one.path.startswith("expiry") for one in mistakes)
    return LadderTold(kind, steps, expiry_words(expiry, speak) if is_told else "", mistakes)


def _from(tier: Document, speak: Speaker) -> str:
    points = tier.get("from")
    return speak.say("tier from", n=number(points)) if isinstance(points, int) else ""


def _unknown(here: World, rules: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """The activity types that rules name and the catalogue lacks."""
    named = (rule.get("activity") for rule in rules)
    keys = (key for one in named for key in (one if isinstance(one, list) else [one]) if isinstance(key, str))
    return tuple(key for key in dict.fromkeys(keys) if key not in here.types)


def _unasked(here: World, rules: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """The attributes of conditions that no form of an activity type asks."""
    asked = {field.name for kind in here.types.values() for field in kind.form}
    looked_at = dict.fromkeys(str(one.get("field")) for rule in rules for one in draft_list(rule, "when"))
    return tuple(name for field in looked_at if field not in asked and (name := attribute_name(field)))


def _first_day(here: World) -> dt.date | None:
    """The first day on which a later version may begin."""
    closed = here.organisation.closed_through
    return day_date(closed + 1) if closed is not None and here.plans else None
