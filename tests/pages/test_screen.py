"""The office screen in process: empty, full, refused, in both languages, and by its link."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.beginning.setting_up import initialise
from services.screens import doors, screens
from services.screens.boards import READER
from services.sign_in import users
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn
from tests.pages.living import Shop
from ui.reading import ranked, ranked_for
from ui.sign_in import Viewer

EVERYTHING = ["podium", "top", "race", "deals", "days", "countdown", "join"]


def message(page: AppTest) -> dict[str, Any]:
    """What the wall hears."""
    assert not page.exception, page.exception
    [wall] = [part for part in page.get("bidi_component") if part.proto.component_name == "laurel_wall"]
    head, words, written = wall.proto.bytes.decode().split("\n")
    found: dict[str, Any] = json.loads(head) | {"words": json.loads(words)}
    return found | ({"wall": written} if written else {})


def told(page: AppTest) -> dict[str, Any]:
    """What stands on the wall."""
    found: dict[str, Any] = json.loads(message(page)["wall"])
    return found


def document(language: str = "en") -> dict[str, Any]:
    scenes: list[dict[str, Any]] = [{"kind": kind} for kind in EVERYTHING]
    return {"language": language, "scenes": [*scenes, {"kind": "announcement", "text": "Cake at four"}]}


@pytest.fixture
def linked(shop: Shop) -> Callable[[str], tuple[int, str]]:
    """Makes a screen in a language; its number and the secret of its link."""

    def make(language: str) -> tuple[int, str]:
        number = screens.add_screen(shop.database, COMMAND_LINE, f"Lobby {language}", document=document(language)).id
        return number, screens.new_link(shop.database, COMMAND_LINE, number)

    return make


@pytest.mark.parametrize(("language", "words"), [("en", "{time} left"), ("zh", "还剩 {time}")])
def test_the_link_shows_the_wall_in_the_screens_language(
    visit: Visit, linked: Callable[[str], tuple[int, str]], language: str, words: str
) -> None:
    page = visit("screen", None, link=linked(language)[1])
    assert message(page)["state"] == "shown"
    assert message(page)["words"]["left"] == words
    wall = told(page)
    assert [scene["kind"] for scene in wall["scenes"]] == [*EVERYTHING, "announcement"]
    assert wall["scenes"][1]["rows"][0]["name"] == "Ann Li"
    assert not [word for word in ("Shop 0", "7700", "shop@example.com", "E01") if word in json.dumps(wall)]


def test_nothing_stands_around_the_wall(visit: Visit, linked: Callable[[str], tuple[int, str]]) -> None:
    for page in (visit("screen", None, link=linked("en")[1]), visit("screen", "screen")):
        assert drawn(page).strip() == ""
        assert not page.sidebar.children
        assert len(page.get("bidi_component")) == 1


def test_a_link_that_was_revoked_tells_nothing_and_says_so_in_both_languages(
    shop: Shop, visit: Visit, linked: Callable[[str], tuple[int, str]]
) -> None:
    number, secret = linked("en")
    page = visit("screen", None, link=secret)
    assert "wall" in message(page)
    screens.revoke_link(shop.database, COMMAND_LINE, number)
    gone = message(page.run())
    assert {"state", "words"} <= gone.keys()
    assert (gone["state"], "wall" in gone, sorted(gone["words"])) == ("gone", False, ["gone_en", "gone_zh"])
    assert "Ann Li" not in json.dumps(gone)


def test_the_user_of_a_screen_sees_the_first_of_them_or_the_one_that_is_theirs(
    shop: Shop, visit: Visit, linked: Callable[[str], tuple[int, str]]
) -> None:
    assert told(visit("screen", "screen"))["name"] == "Corner Shops", "nobody has made one"
    linked("en")
    assert told(visit("screen", "screen"))["name"] == "Lobby en"


def test_a_manager_looks_at_any_screen_and_is_not_taken_for_a_wall(
    shop: Shop, visit: Visit, linked: Callable[[str], tuple[int, str]]
) -> None:
    linked("en")
    number, secret = linked("zh")
    assert told(visit("screen", "manager", show=str(number)))["name"] == "Lobby zh"
    assert doors.last_seen(shop.database, number, None) is None
    visit("screen", None, link=secret)
    assert doors.last_seen(shop.database, number, None) is not None


def test_an_employee_a_stranger_and_who_asks_for_a_screen_that_is_gone_are_turned_away(shop: Shop, visit: Visit) -> None:
    for page in (visit("screen", "ann"), visit("screen", "manager", show="12345"), visit("screen", "screen", show="12345")):
        assert "This page is not for you" in drawn(page)
    for page in (visit("screen", "ann"), visit("screen", None)):
        assert not [part for part in page.get("bidi_component") if part.proto.component_name == "laurel_wall"]
    assert visit("screen", None).text_input


def test_a_wall_of_an_organisation_without_anything_is_drawn_all_the_same(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="Asia/Shanghai", currency="CNY")
    users.add_user(database, COMMAND_LINE, "screen", role="screen")
    wall = told(visit("screen", "screen"))
    assert wall["title"] == "New"
    assert [scene["rows"] for scene in wall["scenes"] if "rows" in scene] == [[], [], []]


def test_a_wall_and_the_pages_share_the_boards_that_they_all_see(shop: Shop, visit: Visit) -> None:
    """Worked out for each of them, the boards of a busy hour would be made twice at every change."""
    visit("leaderboard", "ann")
    ann = Actor("user:ann", role=Role.EMPLOYEE, employee_id=1)
    today = dt.date.today()
    asked: dict[str, Any] = {"subject": "employees", "period": "month", "on": today, "measure": "total", "team": None}
    on_a_page = ranked(Viewer("ann", "Ann Li", Role.EMPLOYEE, ann, "E01", None, 1), today, **asked)
    assert ranked_for(READER, today, **asked) is on_a_page
