"""Mistakes of a draft in the reader's words: where they stand, and what is wrong there."""

import re
from collections.abc import Iterable

from scoring.plan import Mistake
from ui.i18n import _
from ui.refusals import translated

PLACE = re.compile(r"\[(\d+)\]")


def words(mistakes: Iterable[Mistake]) -> tuple[tuple[str, str], ...]:
    """Where and what, of each."""
    return tuple((where(one.path), translated(one.message)) for one in mistakes)


def where(path: str) -> str:
    """What the place is called: `rules[3].award.per` is `rule 4, for every`."""
    parts = [_part(part) for part in path.split(".") if part]
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
        "tiers": _("levels"),
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
        "why": _("reason"),
    }
