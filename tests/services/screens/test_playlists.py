"""The document of a screen: what may stand in it, what stands where it is silent, and how a mistake is told."""

from typing import Any

import pytest

from scoring.directory import Directory, TeamFacts
from services.errors import Invalid
from services.screens.playlists import Playlist, Scene, SceneKind, built_in, read_playlist, stored, written

TEAMS = Directory(teams={1: TeamFacts(1, "EAST", "East"), 2: TeamFacts(2, "WEST", "West")})
TOP = {"kind": "top", "seconds": 30}


def document(*scenes: Any, **more: Any) -> dict[str, Any]:
    return {"language": "en", "scenes": list(scenes) or [TOP], **more}


def test_a_document_is_read_and_written_as_it_was() -> None:
    whole = {
        "language": "zh",
        "teams": ["WEST", "EAST"],
        "period": "week",
        "measure": "total",
        "look": "light",
        "sound": True,
        "join": False,
        "scenes": [
            {"kind": "podium", "seconds": 5, "is_on": True, "period": "quarter"},
            {"kind": "announcement", "seconds": 600, "is_on": False, "text": "周五 18:00\n聚餐"},
        ],
    }
    playlist = read_playlist(whole, TEAMS)
    assert playlist.document() == whole
    assert stored(written(playlist), TEAMS) == playlist
    assert [scene.kind for scene in playlist.shown] == [SceneKind.PODIUM]


def test_where_a_document_is_silent_a_wall_is_dark_and_quiet_and_shows_everybody() -> None:
    playlist = read_playlist(document({"kind": "race"}), TEAMS)
    assert playlist == Playlist("en", (), "month", "per_head", "dark", False, True, (Scene(SceneKind.RACE, 20),))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_built_in_is_a_screen(language: str) -> None:
    playlist = built_in(language)
    assert read_playlist(playlist.document(), TEAMS) == playlist


MISTAKES = {
    "no object": ("x", "screen", "must be an object"),
    "unknown": (document(colour="red"), "colour", "unknown field colour"),
    "language": (document(language="fr"), "language", "language must be one of en, zh, not fr"),
    "team": (document(teams=["NORTH"]), "teams", "no team has the code NORTH"),
    "period": (document(period="year"), "period", "must be one of day, week, month, quarter"),
    "measure": (document(measure="target"), "measure", "must be one of total, per_head"),
    "look": (document(look="pink"), "look", "must be one of dark, light"),
    "sound": (document(sound="yes"), "sound", "must be true or false"),
    "join": (document(join=1), "join", "must be true or false"),
    "no scene": ({"language": "en", "scenes": []}, "scenes", "needs a scene"),
    "too many scenes": (document(*[TOP] * 21), "scenes", "at most 20 scenes, not 21"),
    "all off": (document(TOP | {"is_on": False}), "scenes", "Every scene is off"),
    "scene is no object": (document(TOP, 7), "scenes[1]", "Scene 2: must be an object"),
    "unknown of a scene": (document(TOP | {"sound": True}), "scenes[0].sound", "Scene 1: unknown field sound"),
    "kind": (document(TOP, {"kind": "news"}), "scenes[1].kind", "Scene 2: kind must be one of podium, top"),
    "too short": (document(TOP | {"seconds": 4}), "scenes[0].seconds", "Scene 1: seconds must be a whole number from 5 to 600, not 4"),
    "no number": (document(TOP | {"seconds": True}), "scenes[0].seconds", "Scene 1: seconds must be a whole number"),
    "text of another": (document(TOP | {"text": "x"}), "scenes[0].text", "Scene 1: text belongs to an announcement only"),
    "no text": (document({"kind": "announcement", "text": "  "}), "scenes[0].text", "Scene 1: an announcement needs its text"),
    "long text": (
        document({"kind": "announcement", "text": "x" * 281}),
        "scenes[0].text",
        "Scene 1: text must have at most 280 characters",
    ),
    "period of another": (document({"kind": "days", "period": "week"}), "scenes[0].period", "Scene 1: only podium, top and race"),
}


@pytest.mark.parametrize(("wrong", "field", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place(wrong: object, field: str, message: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_playlist(wrong, TEAMS)
    assert refusal.value.field == field
    assert message in refusal.value.message


def test_a_team_that_is_gone_is_left_out_of_what_was_stored() -> None:
    playlist = read_playlist(document(teams=["WEST", "EAST"]), TEAMS)
    assert stored(written(playlist), Directory(teams={1: TEAMS.teams[1]})).teams == ("EAST",)
