"""Mistakes of a draft in the reader's words: where they stand, and what is wrong there."""

import re
from collections.abc import Iterable

from scoring.plan import Mistake
from ui.i18n import _
from ui.refusals import translated

PLACE = re.compile(r"\[(\d+)\]")
OF_HOLDER = re.compile(r"^(tiers|expiry)\.(?:employee|customer)")
NAMED = re.compile(r"\b(rules|campaigns|tiers\.(?:employee|customer))\[\d+\]")


def words(mistakes: Iterable[Mistake]) -> tuple[tuple[str, str], ...]:
    """Where and what, of each."""
    return tuple((where(one.path), said(one.message)) for one in mistakes)


def said(message: str) -> str:
    """What is wrong, in the reader's language; another place that it names by what that is called."""
    return NAMED.sub(lambda found: where(found[0]), translated(message))


def where(path: str) -> str:
    """What the place is called: `rules[3].award.per` is `rule 4, for every`."""
    parts = [_part(part) for part in OF_HOLDER.sub(r"\1", path).split(".") if part]
    return _(", ").join(part for part in parts if part)


def _part(part: str) -> str:
    name, places = PLACE.sub("", part), PLACE.findall(part)
    called = field_words().get(name, name)
    return " ".join([called, *(str(int(place) + 1) for place in places)])


def field_words() -> dict[str, str]:
    """What the fields of a plan are called."""
    return {
        "rules": _("rule"),
        "campaigns": _("campaign"),
        "tiers": _("level"),
        "expiry": _("expiry"),
        "name": _("name"),
        "key": _("key"),
        "label": _("name"),
        "category": _("category"),
        "category_weights": _("weight of the category"),
        "activity": _("activities"),
        "award": "",
        "to": _("recipient"),
        "points": _("points"),
        "per": _("for every"),
        "of": _("counted by"),
        "min": _("at least"),
        "max": _("at most"),
        "weight": _("weight"),
        "when": _("condition"),
        "limits": _("limit"),
        "cooldown": _("pause"),
        "hours": _("hours"),
        "same": _("the same"),
        "active": _("dates"),
        "from": _("from"),
        "until": _("until"),
        "field": _("field"),
        "op": _("comparison"),
        "value": _("value"),
        "times": _("times"),
        "months": _("months"),
        "round_to": _("rounding"),
        "why": _("reason"),
        "multiply": _("multiplier"),
        "types": _("activities"),
        "teams": _("teams"),
        "tags": _("customers’ tags"),
        "budget": _("budget"),
    }
