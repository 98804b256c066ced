"""What a screen shows, and in which order: reading its document, and what it is where a document is silent.

A mistake names the scene by its place: `scenes[2].seconds`. What is not known is refused, not passed over.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scoring.directory import Directory
from services.boards.standings import Measure
from services.errors import Invalid
from services.organising import LOCALES
from services.values import no_others, shown, text, text_list

MOST_SCENES = 20
MOST_TEAMS = 50
MOST_TEXT = 280
SHORTEST, LONGEST = 5, 600
LOOKS = ("dark", "light")
PERIODS = ("day", "week", "month", "quarter")
MEASURES = (Measure.TOTAL.value, Measure.PER_HEAD.value)


class SceneKind(StrEnum):
    PODIUM = "podium"
    TOP = "top"
    RACE = "race"
    DEALS = "deals"
    DAYS = "days"
    COUNTDOWN = "countdown"
    ANNOUNCEMENT = "announcement"
    JOIN = "join"


SECONDS = {
    SceneKind.PODIUM: 20,
    SceneKind.TOP: 30,
    SceneKind.RACE: 20,
    SceneKind.DEALS: 20,
    SceneKind.DAYS: 15,
    SceneKind.COUNTDOWN: 10,
    SceneKind.ANNOUNCEMENT: 15,
    SceneKind.JOIN: 15,
}
"""How long a scene stands where nobody says."""

OF_A_PERIOD = frozenset({SceneKind.PODIUM, SceneKind.TOP, SceneKind.RACE})
"""Scenes that may have a period of their own."""


@dataclass(frozen=True, slots=True)
class Scene:
    """text: of an announcement only. period: its own, None: the screen's."""

    kind: SceneKind
    seconds: int
    is_on: bool = True
    text: str | None = None
    period: str | None = None

    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = {"kind": self.kind.value, "seconds": self.seconds, "is_on": self.is_on}
        if self.text is not None:
            found["text"] = self.text
        if self.period is not None:
            found["period"] = self.period
        return found


@dataclass(frozen=True, slots=True)
class Playlist:
    """teams: codes, none: everybody. measure: how teams are compared. join: whether the way in is shown beneath every scene."""

    language: str
    teams: tuple[str, ...] = ()
    period: str = "month"
    measure: str = Measure.PER_HEAD.value
    look: str = "dark"
    sound: bool = False
    join: bool = True
    scenes: tuple[Scene, ...] = ()

    def document(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "teams": list(self.teams),
            "period": self.period,
            "measure": self.measure,
            "look": self.look,
            "sound": self.sound,
            "join": self.join,
            "scenes": [scene.document() for scene in self.scenes],
        }

    @property
    def shown(self) -> tuple[Scene, ...]:
        """The scenes that are on."""
        return tuple(scene for scene in self.scenes if scene.is_on)


def scene(kind: SceneKind) -> Scene:
    """A scene as it begins."""
    return Scene(kind, SECONDS[kind], text="" if kind is SceneKind.ANNOUNCEMENT else None)


def built_in(language: str) -> Playlist:
    """What stands on a wall where nobody has made a screen, and what a new screen begins as: everybody, this month."""
    kinds = (SceneKind.PODIUM, SceneKind.TOP, SceneKind.RACE, SceneKind.DEALS, SceneKind.DAYS, SceneKind.COUNTDOWN)
    return Playlist(language, scenes=tuple(map(scene, kinds)))


# reading --------------------------------------------------------------------------------------------------------------------------

FIELDS = frozenset({"language", "teams", "period", "measure", "look", "sound", "join", "scenes"})
OF_A_SCENE = frozenset({"kind", "seconds", "is_on", "text", "period"})


def read_playlist(document: object, directory: Directory) -> Playlist:
    """The playlist that a document tells; language and scenes must be there, the rest has a beginning. Raises Invalid."""
    if not isinstance(document, Mapping):
        raise Invalid(f"a screen must be an object of names and values, not {shown(document)}", field="screen")
    no_others(document, FIELDS)
    start = Playlist(one_of(document.get("language"), "language", LOCALES))
    return Playlist(
        start.language,
        _teams(document.get("teams", []), directory),
        one_of(document.get("period", start.period), "period", PERIODS),
        one_of(document.get("measure", start.measure), "measure", MEASURES),
        one_of(document.get("look", start.look), "look", LOOKS),
        yes_or_no(document.get("sound", start.sound), "sound"),
        yes_or_no(document.get("join", start.join), "join"),
        _scenes(document.get("scenes")),
    )


def written(playlist: Playlist) -> str:
    """The playlist as it is stored."""
    return json.dumps(playlist.document(), ensure_ascii=False, separators=(",", ":"))


def stored(document: str, directory: Directory) -> Playlist:
    """The playlist that was stored, without the teams that there are no more."""
    found = json.loads(document)
    return read_playlist(found | {"teams": [code for code in found["teams"] if code in directory.team_ids]}, directory)


def one_of(value: object, field: str, known: tuple[str, ...]) -> str:
    if isinstance(value, str) and value in known:
        return value
    raise Invalid(f"{field} must be one of {', '.join(known)}, not {shown(value)}", field=field)


def yes_or_no(value: object, field: str) -> bool:
    if isinstance(value, bool):
        return value
    raise Invalid(f"{field} must be true or false, not {shown(value)}", field=field)


def _teams(value: object, directory: Directory) -> tuple[str, ...]:
    codes = dict.fromkeys(text_list(value, "teams", most=MOST_TEAMS))
    for code in codes:
        if code not in directory.team_ids:
            raise Invalid(f"no team has the code {shown(code)}: add it first", field="teams", code="unknown_team")
    return tuple(codes)


def _scenes(value: object) -> tuple[Scene, ...]:
    if not isinstance(value, list) or not value:
        raise Invalid("A screen needs a scene: add one", field="scenes")
    if len(value) > MOST_SCENES:
        raise Invalid(f"A screen can have at most {MOST_SCENES} scenes, not {len(value)}: remove some", field="scenes")
    found = tuple(_scene(number, item) for number, item in enumerate(value))
    if not any(one.is_on for one in found):
        raise Invalid("Every scene is off: switch one on", field="scenes")
    return found


def _scene(number: int, value: object) -> Scene:
    with _at(number):
        if not isinstance(value, Mapping):
            raise Invalid(f"must be an object of names and values, not {shown(value)}")
        no_others(value, OF_A_SCENE)
        kind = SceneKind(one_of(value.get("kind"), "kind", tuple(SceneKind)))
        return Scene(
            kind,
            _seconds(value.get("seconds", SECONDS[kind])),
            yes_or_no(value.get("is_on", True), "is_on"),
            _text(kind, value),
            _period(kind, value),
        )


@contextmanager
def _at(number: int) -> Iterator[None]:
    """What is invalid inside names the scene by its place, which people count from 1."""
    try:
        yield
    except Invalid as wrong:
        place = f"scenes[{number}]"
        raise Invalid(f"Scene {number + 1}: {wrong.message}", field=f"{place}.{wrong.field}" if wrong.field else place) from wrong


def _seconds(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and SHORTEST <= value <= LONGEST:
        return value
    raise Invalid(f"seconds must be a whole number from {SHORTEST} to {LONGEST}, not {shown(value)}", field="seconds")


def _text(kind: SceneKind, value: Mapping[str, object]) -> str | None:
    if kind is not SceneKind.ANNOUNCEMENT:
        if "text" in value:
            raise Invalid("text belongs to an announcement only", field="text")
        return None
    written = value.get("text")
    if not isinstance(written, str) or not written.strip():
        raise Invalid("an announcement needs its text: write it, or remove the scene", field="text")
    return text(written.strip(), "text", most=MOST_TEXT, lines=True)


def _period(kind: SceneKind, value: Mapping[str, object]) -> str | None:
    if value.get("period") is None:
        return None
    if kind not in OF_A_PERIOD:
        raise Invalid("only podium, top and race have a period of their own", field="period")
    return one_of(value["period"], "period", PERIODS)
