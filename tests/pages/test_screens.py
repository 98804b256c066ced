"""The page of screens: their list, one of them with its scenes, its preview and its link; and two managers at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from services.access import Actor, Role
from services.people import people
from services.screens import doors, screens
from services.screens.playlists import SceneKind, scene
from services.screens.screens import Screen
from tests.pages.administration import ADMIN, STRANGE, complaints, drawn, primaries, toasts
from tests.pages.conftest import Visit
from tests.pages.living import Shop
from ui.components.screens import working

OTHER = Actor("user:manager_all", role=Role.MANAGER)


def hall(shop: Shop, **more: Any) -> Screen:
    made = screens.add_screen(shop.database, ADMIN, "Hall")
    return changed(shop, made, **more) if more else made


def changed(shop: Shop, screen: Screen, **more: Any) -> Screen:
    """As another manager changes it."""
    document = screen.playlist.document() | more
    return screens.change_screen(shop.database, OTHER, screen.id, name=screen.name, document=document, revision=screen.revision)


def opened(visit: Visit, screen: Screen, user: str = "manager", **more: str) -> AppTest:
    return visit("screens", user, screen=str(screen.id), **more)


def field(page: AppTest, kind: str, name: str) -> Any:
    """The widget of a screen's page whose key ends so."""
    [found] = [widget for widget in page.get(kind) if (widget.key or "").endswith(f"_{name}")]
    return found


def now(shop: Shop, screen: Screen) -> Screen:
    return screens.get(shop.database, ADMIN, screen.id)


def walls(page: AppTest) -> list[dict[str, Any]]:
    """What the previews are told."""
    assert not page.exception, page.exception
    told = [part.proto.bytes.decode() for part in page.get("bidi_component") if part.proto.component_name.endswith("laurel_wall")]
    return [json.loads(one.split("\n", 2)[2]) for one in told]


# the list -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("user", ["admin", "manager", "manager_all"])
def test_where_there_is_none_it_is_told_what_a_wall_shows(shop: Shop, visit: Visit, user: str) -> None:
    page = visit("screens", user)
    assert "No screen yet" in drawn(page)
    assert primaries(page) == ["Add a screen"]


@pytest.mark.parametrize("user", ["ann", "loner", "screen"])
def test_it_is_not_for_employees_and_screens(shop: Shop, visit: Visit, user: str) -> None:
    made = hall(shop)
    for page in (visit("screens", user), opened(visit, made, user)):
        assert "This page is not for you" in drawn(page)
        assert "Hall" not in drawn(page)


def test_each_screen_stands_with_what_it_shows_and_when_it_was_seen(shop: Shop, visit: Visit) -> None:
    one = hall(shop, teams=["EAST"], language="zh")
    other = screens.add_screen(shop.database, ADMIN, STRANGE)
    screens.new_link(shop.database, ADMIN, other.id)
    doors.seen(shop.database, other.id)
    page = drawn(visit("screens", "manager"))
    assert "中文 · 6 scenes · East" in page
    assert "never seen" in page
    assert "No link" in page
    assert "English · 6 scenes · everybody" in page
    assert "Showing now" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert f"/screens?screen={one.id}" in page


def test_the_list_speaks_chinese(shop: Shop, visit: Visit) -> None:
    hall(shop)
    assert "6 个画面 · 所有人" in drawn(visit("screens", "manager", lang="zh"))


def test_a_screen_is_added_by_its_name(shop: Shop, visit: Visit) -> None:
    page = visit("screens", "manager")
    page.button(key="screens_add_open").click().run()
    page.text_input(key="screens_add_name").set_value("Hall")
    page.button(key="screens_add_send").click().run()
    [made] = screens.list_screens(shop.database, ADMIN)
    assert made.name == "Hall"
    assert page.query_params["screen"] in (str(made.id), [str(made.id)])


# one of them ----------------------------------------------------------------------------------------------------------------------


def test_what_is_changed_shows_in_the_preview_and_stands_once_it_is_saved(shop: Shop, visit: Visit) -> None:
    made = hall(shop)
    page = opened(visit, made)
    assert [wall["look"] for wall in walls(page)] == ["dark", "dark"]
    assert field(page, "button", "save").disabled
    field(page, "button_group", "look").set_value("light")
    field(page, "text_input", "name").set_value("Lobby")
    field(page, "multiselect", "teams").set_value(["WEST"])
    field(page, "number_input", "seconds_0").set_value(45)
    page.run()
    assert [(wall["look"], wall["title"], wall["scenes"][0]["seconds"]) for wall in walls(page)] == [("light", "West", 45)] * 2
    assert now(shop, made) == made, "nothing is saved yet"
    page.button(key="screens_save").click().run()
    assert toasts(page) == ["Saved. Walls show it within seconds."]
    saved = now(shop, made)
    assert (saved.name, saved.playlist.look, saved.playlist.teams, saved.playlist.scenes[0].seconds) == ("Lobby", "light", ("WEST",), 45)
    assert field(page, "button", "save").disabled


def test_scenes_are_moved_added_switched_off_and_removed(shop: Shop, visit: Visit) -> None:
    made = hall(shop)
    page = opened(visit, made)
    field(page, "button", "down_0").click().run()
    field(page, "button", "away_3").click().run()
    field(page, "toggle", "on_5").set_value(False).run()
    field(page, "menu_button", "add").click(SceneKind.ANNOUNCEMENT).run()
    page.text_area[0].set_value("Lunch at 12").run()
    page.button(key="screens_save").click().run()
    scenes = now(shop, made).playlist.scenes
    assert [one.kind for one in scenes] == ["top", "podium", "race", "days", "countdown", "announcement"]
    assert [one.is_on for one in scenes] == [True, True, True, True, False, True]
    assert scenes[-1].text == "Lunch at 12"


def test_a_mistake_stands_at_its_scene_and_where_one_saves_and_nothing_is_saved(shop: Shop, visit: Visit) -> None:
    made = hall(shop)
    page = opened(visit, made)
    field(page, "menu_button", "add").click(SceneKind.ANNOUNCEMENT).run()
    assert "It waits. Scene 7: an announcement needs its text" in drawn(page)
    assert len(walls(page)) == 2, "the last that could be a screen"
    page.button(key="screens_save").click().run()
    assert len(complaints(page)) == 2
    assert "Scene 7: an announcement needs its text" in complaints(page)[0]
    assert now(shop, made) == made


@pytest.mark.parametrize("seconds", [0, 601, -5])
def test_seconds_that_no_scene_can_have_are_refused_and_stay_in_their_field(shop: Shop, visit: Visit, seconds: int) -> None:
    made = hall(shop)
    page = opened(visit, made)
    field(page, "number_input", "seconds_1").set_value(seconds).run()
    page.button(key="screens_save").click().run()
    assert all(f"Scene 2: seconds must be a whole number from 5 to 600, not {seconds}<" in said for said in complaints(page))
    assert len(complaints(page)) == 2, "at the scene and where one saves"
    assert field(page, "number_input", "seconds_1").value == seconds
    assert now(shop, made) == made


def test_an_announcement_that_is_too_long_is_told_and_stays(shop: Shop, visit: Visit) -> None:
    made = hall(shop)
    page = opened(visit, made)
    field(page, "menu_button", "add").click(SceneKind.ANNOUNCEMENT).run()
    page.text_area[0].set_value("x" * 281).run()
    page.button(key="screens_save").click().run()
    assert "Scene 7: text must have at most 280 characters, not 281" in complaints(page)[0]
    assert len(page.text_area[0].value) == 281
    assert now(shop, made) == made


def test_a_scene_that_is_removed_twice_is_removed_once(shop: Shop) -> None:
    work = working.Working(hall(shop), 1, [working.Card(n, kind, scene(kind)) for n, kind in enumerate(SceneKind)])
    work.remove(2)
    work.remove(2)
    work.move(2, 1)
    assert [card.number for card in work.cards] == [0, 1, 3, 4, 5, 6, 7]


def test_changes_can_be_given_up(shop: Shop, visit: Visit) -> None:
    page = opened(visit, hall(shop))
    field(page, "button_group", "look").set_value("light").run()
    page.button(key="screens_give_up").click().run()
    assert field(page, "button_group", "look").value == "dark"
    assert [wall["look"] for wall in walls(page)] == ["dark", "dark"]


def test_what_is_not_saved_stays_while_one_looks_at_the_list(shop: Shop, visit: Visit) -> None:
    made = hall(shop)
    page = opened(visit, made)
    field(page, "button_group", "look").set_value("light")
    field(page, "number_input", "seconds_1").set_value(45).run()
    field(page, "button", "down_0").click().run()
    del page.query_params["screen"]
    assert "Hall" in drawn(page.run())
    page.query_params["screen"] = str(made.id)
    page.run()
    assert (walls(page)[0]["look"], walls(page)[0]["scenes"][0]["seconds"]) == ("light", 45)
    assert field(page, "button_group", "look").value == "light"
    page.button(key="screens_save").click().run()
    assert [one.seconds for one in now(shop, made).playlist.scenes][:2] == [45, 20]


@pytest.mark.parametrize("choice", ["screens_theirs", "screens_mine"])
def test_of_two_who_save_the_second_is_told_and_loses_nothing(shop: Shop, visit: Visit, choice: str) -> None:
    made = hall(shop)
    page = opened(visit, made)
    field(page, "button_group", "look").set_value("light").run()
    changed(shop, made, period="week")
    page.button(key="screens_save").click().run()
    page.run()
    assert "manager\\_all saved this screen today" in page.warning[0].value
    assert field(page, "button_group", "look").value == "light", "mine is still here"
    assert now(shop, made).playlist.period == "week", "theirs stands"
    page.button(key=choice).click().run()
    found = now(shop, made).playlist
    assert (found.look, found.period) == (("dark", "week") if choice == "screens_theirs" else ("light", "month"))
    assert not page.warning
    assert field(page, "button_group", "look").value == found.look


def test_a_link_is_shown_once_renewed_and_revoked(shop: Shop, visit: Visit) -> None:
    made = hall(shop)
    page = opened(visit, made)
    page.button(key="screens_link_make").click().run()
    secret = page.code[0].value.rpartition("?link=")[2]
    assert doors.by_link(shop.database, secret)
    assert "QR code of the link" in drawn(page)
    page.button(key="screens_link_done").click().run()
    assert not page.code
    assert secret not in drawn(page)

    page.button(key="screens_renew_open").click().run()
    assert "The old link stops within seconds" in drawn(page)
    page.button(key="screens_renew_yes").click().run()
    renewed = page.code[0].value.rpartition("?link=")[2]
    assert doors.by_link(shop.database, secret) is None
    assert doors.by_link(shop.database, renewed)
    page.button(key="screens_link_done").click().run()

    page.button(key="screens_revoke_open").click().run()
    page.button(key="screens_revoke_yes").click().run()
    assert doors.by_link(shop.database, renewed) is None
    assert page.button(key="screens_link_make")


def test_a_screen_is_removed_once_it_was_asked(shop: Shop, visit: Visit) -> None:
    page = opened(visit, hall(shop))
    page.button(key="screens_remove_yes").click().run()
    assert toasts(page) == ["Hall is removed."]
    assert screens.list_screens(shop.database, ADMIN) == ()
    assert "No screen yet" in drawn(page)


@pytest.mark.parametrize("number", ["x", "9" * 30, "٣"])
def test_a_screen_that_is_none_is_told(shop: Shop, visit: Visit, number: str) -> None:
    page = visit("screens", "manager", screen=number)
    assert "This screen was removed" in page.error[0].value


def test_one_screen_speaks_chinese(shop: Shop, visit: Visit) -> None:
    people.put_team(shop.database, ADMIN, "NORTH", {"name": "北区", "parent": "ALL"})
    page = opened(visit, hall(shop, teams=["NORTH"], language="zh"), lang="zh")
    assert [toggle.label for toggle in page.toggle][2:4] == ["1. 领奖台", "2. 前十名"]
    assert [wall["title"] for wall in walls(page)] == ["北区", "北区"]
