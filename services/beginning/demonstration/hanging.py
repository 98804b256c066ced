"""The screens of the demonstration: one of the whole company, one of its first region with a playlist of its own."""

from typing import Any

from db.engine import Database
from services.access import Actor
from services.beginning.demonstration.words import Words
from services.screens.playlists import SceneKind, built_in
from services.screens.screens import add_screen


def hang(database: Database, actor: Actor, words: Words, locale: str, *, now: int) -> int:
    """Both stand; the number of the company's."""
    said = words.screens
    company = built_in(locale).document()
    company["scenes"] += [{"kind": SceneKind.JOIN.value, "seconds": 15}]
    region = words.regions[0]
    found = add_screen(database, actor, said.company, document=company, now=now).id
    add_screen(
        database, actor, said.region.format(region=region.name), document=_of_region(region.code, locale, said.announcement), now=now
    )
    return found


def _of_region(code: str, locale: str, announcement: str) -> dict[str, Any]:
    """What runs where its people come by several times a day: the week, and the day in it."""
    scenes: list[dict[str, Any]] = [
        {"kind": SceneKind.TOP.value, "seconds": 40},
        {"kind": SceneKind.PODIUM.value, "seconds": 15, "period": "day"},
        {"kind": SceneKind.DEALS.value, "seconds": 25},
        {"kind": SceneKind.RACE.value, "seconds": 20, "period": "month"},
        {"kind": SceneKind.ANNOUNCEMENT.value, "seconds": 15, "text": announcement},
        {"kind": SceneKind.DAYS.value, "seconds": 15},
        {"kind": SceneKind.COUNTDOWN.value, "seconds": 10},
    ]
    return {"language": locale, "teams": [code], "period": "week", "measure": "total", "look": "light", "sound": True, "scenes": scenes}
