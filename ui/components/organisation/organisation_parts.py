"""The organisation's settings as they stand: each with what it means, and each part with the way to change it."""

from collections.abc import Mapping
from typing import Any

from babel.dates import get_day_names

from services.organising import SETTLED
from ui import formats
from ui.components import links
from ui.components.organisation.organisation_fields import LANGUAGES, country_words, currency_words, weekdays_words, zone_words
from ui.formats import DATES
from ui.i18n import _, language
from ui.refusals import translated
from ui.rendering import rendered


def titles() -> dict[str, str]:
    """What each part is about."""
    return {"who": _("Who it is"), "time": _("Its time"), "points": _("Its points"), "boards": _("Its boards"), "plan": _("Its plan")}


def tie_rules() -> dict[str, str]:
    return {"standard": _("1, 2, 2, 4: who shares a place leaves the next one empty"), "dense": _("1, 2, 2, 3: no place stays empty")}


def meaning(field: str, now: Mapping[str, Any]) -> str:
    """What a setting means; of one that cannot change any more, why."""
    return translated(SETTLED[field]) if field in now["settled"] else _meanings()[field]


def _meanings() -> dict[str, str]:
    return {
        "name": _("As the people in it call it."),
        "locale": _("For whoever has chosen none and whose browser speaks neither English nor Chinese."),
        "timezone": _("Its midnight ends the business day. It cannot be changed once something is recorded."),
        "first_weekday": _("Boards and limits of a week begin with it. It cannot be changed once something is recorded."),
        "working_days": _("All other days break no streak."),
        "holidays": _("They break no streak either. Days of your own, and those of each person, stand on the page Working days."),
        "points_to_money": _("Shows beside balances what points come to in money; scores and ranks do not depend on it."),
        "tie_rule": _("Equal scores always share a place. The boards of closed periods keep the places they had."),
        "may_be_unnamed": _("Each chooses on the page of their account. Switched off, everybody stands by name again."),
        "managers_publish": _("Otherwise managers draft it and try it out, and administrators publish."),
    }


def shown(now: Mapping[str, Any]) -> str:
    """Every part as HTML, a card each."""
    values = _values(now)
    parts = [
        (title, links.to("organisation", change=part), [(label, value, meaning(field, now)) for field, label, value in values[part]])
        for part, title in titles().items()
    ]
    return rendered("organisation.html", parts=parts)


def _values(now: Mapping[str, Any]) -> dict[str, list[tuple[str, str, str]]]:
    """Of each part its settings: the name of the field, what it is called, what it is."""
    said = {True: _("yes").capitalize(), False: _("no").capitalize()}
    weekday = get_day_names("wide", locale=DATES[language()])[now["first_weekday"] - 1]
    worth = formats.money(now["points_to_money"], now["currency"])
    return {
        "who": [
            ("name", _("Name of the organisation"), now["name"]),
            ("locale", _("Language of the organisation"), LANGUAGES[now["locale"]]),
        ],
        "time": [
            ("timezone", _("Time zone"), zone_words(now["timezone"])),
            ("first_weekday", _("First day of the week"), weekday),
            ("working_days", _("Working days"), weekdays_words(now["working_days"])),
            ("holidays", _("Public holidays"), country_words(now["holidays"]) if now["holidays"] else _("None")),
        ],
        "points": [
            ("points_to_money", _("1,000 points are worth"), f"{worth} · {currency_words(now['currency'])}"),
            ("tie_rule", _("When scores are equal"), tie_rules()[now["tie_rule"]]),
        ],
        "boards": [("may_be_unnamed", _("Employees may stand on boards as a number"), said[now["may_be_unnamed"]])],
        "plan": [("managers_publish", _("Managers may publish the plan"), said[now["managers_publish"]])],
    }
