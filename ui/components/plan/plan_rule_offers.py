"""What the form of a rule offers: activities, fields with what they can be compared with, recipients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scoring.plan import Category, Op, Window, attribute_name
from scoring.plan_nodes import ATTRIBUTE
from scoring.plan_reading import MEASURED, OPS, RECIPIENTS, SHARED
from services.plans.telling_drafts import DraftTold, draft_list
from ui.i18n import _, label
from ui.reading import teams
from ui.reading_catalogue import every_type
from ui.sign_in import Viewer

NUMBER, DAYS, FLAG, TEXT = "number", "days", "flag", "text"
KINDS = {"amount": NUMBER, "quantity": NUMBER, "weekday": DAYS, "customer.is_new": FLAG}


@dataclass(frozen=True, slots=True)
class Field:
    """A field that a condition can look at. kind: `NUMBER`, `DAYS`, `FLAG` or `TEXT`; choices: what can be chosen, by value; none: typed."""

    name: str
    words: str
    kind: str
    choices: Mapping[str, str]

    @property
    def ops(self) -> tuple[Op, ...]:
        fitting = OPS.get(ATTRIBUTE if attribute_name(self.name) else self.name, tuple(Op))  # a file can name any field
        return tuple(op for op in fitting if self.kind in (NUMBER, DAYS) or op not in (Op.GT, Op.GE, Op.LT, Op.LE))


@dataclass(frozen=True, slots=True)
class Offer:
    """types: every activity type, by key. teams, tiers: by code and key. asked: the fields that forms of activity types ask, by type."""

    types: Mapping[str, str]
    teams: Mapping[str, str]
    tiers: Mapping[str, str]
    asked: Mapping[str, tuple[Field, ...]]

    def attributes(self, activities: Sequence[str]) -> dict[str, Field]:
        """The attributes that the forms of these types ask; of every type where none is chosen."""
        chosen = [self.asked.get(key, ()) for key in activities] if activities else list(self.asked.values())
        return {field.name: field for fields in chosen for field in fields}

    def fields(self, activities: Sequence[str], had: str = "") -> dict[str, Field]:
        """Every field that a condition can look at; and the one that it has."""
        found = {name: Field(name, words, KINDS.get(name, TEXT), self._choices(name)) for name, words in field_names().items()}
        return _with(found | self.attributes(activities), had)

    def _choices(self, name: str) -> Mapping[str, str]:
        return {"employee.team": self.teams, "customer.tier": self.tiers}.get(name, {})


def _with(fields: dict[str, Field], had: str) -> dict[str, Field]:
    return fields if not had or had in fields else fields | {had: Field(had, attribute_name(had) or had, TEXT, {})}


def offer(me: Viewer, told: DraftTold) -> Offer:
    """What the draft's rules can be made of."""
    types = every_type(me)
    ladders = told.draft.document.get("tiers")
    tiers = draft_list(ladders, "customer") if isinstance(ladders, Mapping) else []
    return Offer(
        {str(kind["key"]): label(kind["label"]) for kind in types},
        {team.code: team.name for team in teams(me)},
        {str(tier.get("key")): _tier(tier) for tier in tiers},
        {str(kind["key"]): tuple(_attribute(field) for field in kind["fields"] if attribute_name(field["name"])) for kind in types},
    )


def _tier(tier: Mapping[str, Any]) -> str:
    said = tier.get("label")
    return (label(dict(said)) if isinstance(said, Mapping) else str(said or "")) or str(tier.get("key"))


def _attribute(field: Mapping[str, Any]) -> Field:
    kind = {"number": NUMBER, "flag": FLAG}.get(field.get("kind") or "", TEXT)
    words = label(field["label"]) if field.get("label") else str(attribute_name(field["name"]))
    choices = {} if kind == NUMBER else {str(one): str(one) for one in field.get("choices") or ()}
    return Field(field["name"], words, kind, choices)


# words ----------------------------------------------------------------------------------------------------------------------------


def field_names() -> dict[str, str]:
    return {
        "amount": _("amount"),
        "quantity": _("quantity"),
        "channel": _("channel"),
        "weekday": _("day of the week"),
        "employee.team": _("team of the employee"),
        "customer.tier": _("tier of the customer"),
        "customer.tags": _("tags of the customer"),
        "customer.is_new": _("the customer is new"),
    }


def measured(attributes: Mapping[str, Field], had: str) -> dict[str, str]:
    """What points can be counted by; empty: nothing, they are the same each time."""
    plain = {name: field_names()[name] for name in MEASURED if name != ATTRIBUTE}
    numbers = {name: field.words for name, field in attributes.items() if field.kind == NUMBER}
    return _kept({"": _("each time")} | plain | numbers, had)


def recipients(attributes: Mapping[str, Field], had: str) -> dict[str, str]:
    words = {
        "employee": _("the employee"),
        "customer": _("the customer"),
        "team": _("the team, divided among its members"),
        "collaborators": _("each collaborator"),
        "manager": _("the manager"),
        "owner": _("the owner of the customer"),
    }
    plain = {name: words[name] for name in RECIPIENTS if name != ATTRIBUTE}
    texts = {name: _("the employee named in {field}").format(field=f.words) for name, f in attributes.items() if f.kind == TEXT}
    return _kept(plain | texts, had)


def shared(attributes: Mapping[str, Field], had: Sequence[str]) -> dict[str, str]:
    """What a limit can count together."""
    words = {"employee": _("employee"), "customer": _("customer"), "type": _("activity type"), **field_names()}
    plain = {name: words[name] for name in SHARED if name != ATTRIBUTE}
    found = plain | {name: field.words for name, field in attributes.items()}
    return found | {name: attribute_name(name) or name for name in had if name not in found}


def _kept(found: dict[str, str], had: str) -> dict[str, str]:
    return found if had in found else found | {had: attribute_name(had) or had}


def categories() -> dict[str, str]:
    words = [_("Behaviour"), _("Outcome"), _("Quality"), _("Team"), _("Challenge")]
    return {category.value: word for category, word in zip(Category, words, strict=True)}


def windows() -> dict[str, str]:
    words = [_("a day"), _("a week"), _("a month"), _("a quarter"), _("a year"), _("ever")]
    return {window.value: word for window, word in zip(Window, words, strict=True)}


def op_words() -> dict[str, str]:
    named = {"=": _("is"), "!=": _("is not"), ">": ">", ">=": "≥", "<": "<", "<=": "≤"}
    return named | {"in": _("is one of"), "not_in": _("is none of"), "contains": _("contains"), "exists": _("is given")}


def weekdays() -> dict[int, str]:
    names = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
    return dict(enumerate(names, start=1))
