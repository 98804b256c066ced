"""What changed in a plan, one sentence for each difference: `Deal won: weight 1 → 1.5`."""

from collections.abc import Mapping
from typing import Any

from services.plans.plan_words import (
    Speaker,
    campaign_words,
    condition_words,
    cooldown_words,
    days_words,
    expiry_words,
    limit_words,
    number,
    rule_words,
)

Document = Mapping[str, Any]
"""A difference, as `scoring.plan_diff.Change.document` gives it."""
PARTS = {"limits": limit_words, "when": condition_words}
TEXTS = ("why",)


def change_words(change: Document, speak: Speaker) -> str:
    """The difference as a sentence without its full stop."""
    label = _subject(change, speak)
    match change["kind"], change["field"]:
        case "moved", "":
            return speak.say("moved", label=label, before=change["from"], after=change["to"])
        case "moved", field:
            return speak.say("part order", label=label, what=_what(field, speak))
        case "added", "":
            return speak.say("added", label=label, what=_whole(change, speak))
        case "removed", "":
            return speak.say("removed", label=label)
        case _, field if field in PARTS:
            return _part(change, label, speak)
    return _value(change, label, speak)


def _subject(change: Document, speak: Speaker) -> str:
    """Whose difference it is."""
    key = change["key"]
    label = change["label"].get(speak.language) or key.rpartition(".")[2]
    match change["subject"]:
        case "plan":
            return speak.say("plan")
        case "category":
            return speak.say(key)
        case "campaign":
            return speak.say("campaign", label=label)
        case "expiry":
            return speak.say("expiry", holder=speak.say(f"holder {key}"))
    return str(label)


def _whole(change: Document, speak: Speaker) -> str:
    """What came."""
    now = change["to"]
    match change["subject"]:
        case "rule":
            told = rule_words(now, speak)
            return speak.say("then").join([told.gives, *told.details])
        case "campaign":
            return speak.say("then").join(campaign_words(now, speak))
        case "tier":
            return speak.say("tier from", n=number(now["from"]))
        case "expiry":
            return expiry_words(now, speak)
    return speak.say("weight", weight=number(now))


def _part(change: Document, label: str, speak: Speaker) -> str:
    """One limit or condition."""
    tell = PARTS[change["field"]]
    before, after = (None if part is None else tell(part, speak) for part in (change["from"], change["to"]))
    if before is None:
        return speak.say("part added", label=label, after=after)
    if after is None:
        return speak.say("part removed", label=label, before=before)
    return speak.say("change alone", label=label, before=before, after=after)


def _value(change: Document, label: str, speak: Speaker) -> str:
    field, what = change["field"], _what(change["field"], speak, change["subject"])
    if field in TEXTS:
        return speak.say("text", label=label, what=what)
    before, after = (None if change[end] is None else _told(field, change[end], speak) for end in ("from", "to"))
    if field == "cooldown" and before is None:
        return speak.say("part added", label=label, after=after)
    if before is None:
        return speak.say("change set", label=label, what=what, after=after)
    if after is None:
        return speak.say("change cleared", label=label, what=what, before=before)
    return speak.say("change", label=label, what=what, before=before, after=after)


def _what(field: str, speak: Speaker, subject: str = "rule") -> str:
    """What a field is called."""
    names = {"weight": "the weight", "multiply": "the weight", "cooldown": "cooldown name", "from": "from points"}
    if field == "from" and subject == "campaign":
        return speak.say("active")
    name = names.get(field, field)
    try:
        return speak.say(name)
    except KeyError:  # a field that a later plan has: by the name it has there
        return field


def _told(field: str, value: Any, speak: Speaker) -> str:
    """A value of a field in words."""
    match field:
        case "label":
            return str(value.get(speak.language, ""))
        case "category" | "campaign_overlap":
            return speak.say(value)
        case "activity" | "types":
            return speak.type_names(value)
        case "rules":
            return speak.rule_names(value)
        case "award.to" | "award.of":
            return speak.field(value)
        case "cooldown":
            return cooldown_words(value, speak)
        case "active":
            return days_words(value, speak)
        case "round_to":
            return speak.window(value)
        case "from" | "until":
            return str(value) if isinstance(value, str) else number(value)
    if isinstance(value, list):
        return speak.listed([str(one) for one in value])
    return _number_or_text(value)


def _number_or_text(value: Any) -> str:
    try:
        return number(value)
    except ValueError:
        return str(value)
