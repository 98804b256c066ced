"""The recording form of an activity type: which fields it offers, in which order, with what words.

A field is `{"name", "label"?, "kind"?, "choices"?, "help"?}`. name: one of `OFFERED`, or `attributes.NAME`, which needs a
label. kind (of attributes; of channel text or choice): `KINDS`, text where left out. choices: what a choice chooses from, and
numbers may; an attribute of kind number is sent as a number, a flag as true or false. label, help: as `both_languages`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from services.errors import Invalid
from services.values import amount_e4, no_others, optional, shown, text, text_list

OFFERED = ("customer", "amount", "quantity", "collaborators", "channel", "note", "evidence")
ATTRIBUTE = "attributes."
ATTRIBUTE_LENGTH = 80
KINDS = ("text", "number", "choice", "flag")
KEYS = frozenset({"name", "label", "kind", "choices", "help"})
MOST_FIELDS, MOST_CHOICES, HELP_LENGTH = 30, 50, 500
Words = dict[str, str]
"""The same in each language: en and zh."""


@dataclass(frozen=True, slots=True)
class FormField:
    """label, help: None where the page has words of its own. kind: None where the field's name says it."""

    name: str
    label: Words | None
    kind: str | None
    choices: tuple[str, ...]
    help: Words | None

    def answer(self) -> dict[str, object]:
        return {"name": self.name, "label": self.label, "kind": self.kind, "choices": list(self.choices), "help": self.help}


def is_attribute(name: str) -> bool:
    return name.startswith(ATTRIBUTE) and len(ATTRIBUTE) < len(name) <= len(ATTRIBUTE) + ATTRIBUTE_LENGTH


def both_languages(value: object, field: str, *, most: int = 200) -> Words:
    """One text is meant in both languages; so is that of one language alone. Raises Invalid."""
    if not isinstance(value, Mapping):
        both = text(value, field, most=most)
        return {"en": both, "zh": both}
    no_others(value, frozenset({"en", "zh"}))
    said = {language: text(words, f"{field}.{language}", most=most) for language, words in value.items() if words is not None}
    if not said:
        raise Invalid(f"{field} must be text, or an object with en and zh", field=field)
    first = next(iter(said.values()))
    return {"en": said.get("en", first), "zh": said.get("zh", first)}


def read_form(value: object, field: str) -> tuple[FormField, ...]:
    """The fields in their order. Raises Invalid, which names the place."""
    if not isinstance(value, list) or len(value) > MOST_FIELDS:
        raise Invalid(f"{field} must be a list of at most {MOST_FIELDS} fields", field=field)
    form = tuple(_read_field(item, f"{field}[{number}]") for number, item in enumerate(value))
    for number, one in enumerate(form):
        if one.name in {earlier.name for earlier in form[:number]}:
            raise Invalid(f"{field} offers {shown(one.name)} twice: remove one of them", field=f"{field}[{number}].name")
    return form


def _read_field(item: object, at: str) -> FormField:
    if not isinstance(item, Mapping):
        raise Invalid(f"{at} must be an object with name, not {shown(item)}", field=at)
    no_others(item, KEYS)
    name = _name(item.get("name"), f"{at}.name")
    label = optional(item.get("label"), f"{at}.label", both_languages)
    if label is None and is_attribute(name):
        raise Invalid(f"{at}.label is missing: {shown(name)} needs words for people", field=f"{at}.label", code="missing")
    kind = _kind(item.get("kind"), name, bool(item.get("choices")), f"{at}.kind")
    choices = _choices(item.get("choices"), kind, f"{at}.choices")
    return FormField(name, label, kind, choices, optional(item.get("help"), f"{at}.help", both_languages, most=HELP_LENGTH))


def _name(value: object, at: str) -> str:
    name = text(value, at)
    if name not in OFFERED and not is_attribute(name):
        raise Invalid(f"{at} is the unknown field {shown(name)}: known are {', '.join(OFFERED)}, {ATTRIBUTE}NAME", field=at)
    return name


def _kind(value: object, name: str, has_choices: bool, at: str) -> str | None:
    if not is_attribute(name) and name != "channel":
        if value is not None:
            raise Invalid(f"{at} must be left out: {name} is what it is", field=at)
        return None
    kinds = KINDS if is_attribute(name) else ("text", "choice")
    if value is None:
        return "choice" if has_choices else "text"
    if value not in kinds:
        raise Invalid(f"{at} must be one of {', '.join(kinds)}, not {shown(value)}", field=at)
    return str(value)


def _choices(value: object, kind: str | None, at: str) -> tuple[str, ...]:
    choices = tuple(optional(value, at, text_list, most=MOST_CHOICES) or ())
    if kind == "choice" and not choices:
        raise Invalid(f"{at} is missing: name what can be chosen", field=at, code="missing")
    if choices and kind not in ("choice", "number"):
        raise Invalid(f"{at} must be left out: only a choice, or a number, has choices", field=at)
    if len(set(choices)) < len(choices):
        raise Invalid(f"{at} must be different from each other", field=at)
    if kind == "number":
        for number, choice in enumerate(choices):
            amount_e4(choice, f"{at}[{number}]")
    return choices


def written(form: tuple[FormField, ...]) -> str:
    """The form as JSON, as it is stored."""
    return json.dumps([one.answer() for one in form], ensure_ascii=False)


def stored(document: str) -> tuple[FormField, ...]:
    """The form that was written."""
    return tuple(FormField(one["name"], one["label"], one["kind"], tuple(one["choices"]), one["help"]) for one in json.loads(document))
