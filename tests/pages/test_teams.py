"""The page of teams: the tree is read, found in, grown and rearranged, and people move from a day."""

import datetime as dt

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.people import people, rosters
from services.sign_in import users
from tests.pages.administration import ADMIN, STRANGE, complaints, drawn, keys, primaries, team_of, toasts
from tests.pages.conftest import Visit
from tests.pages.living import LONG, Shop

TODAY = dt.datetime.now(dt.UTC).date()
SOON = TODAY + dt.timedelta(days=9)


def parent_of(database: Database, code: str) -> str | None:
    parent = people.get_team(database, ADMIN, code)["parent"]
    assert parent is None or isinstance(parent, str)
    return parent


def test_the_tree_shows_every_team_with_its_active_members(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("teams", "admin"))
    assert all(name in page for name in ("Corner Shops", "East", "West"))
    assert "5 active members" in page
    assert "3 active members" in page
    assert "3 teams" in page


@pytest.mark.parametrize("user", ["manager", "manager_all", "ann", "loner", "screen"])
@pytest.mark.parametrize("query", [{}, {"team": "EAST"}, {"add": "1"}], ids=["tree", "one", "add"])
def test_nobody_but_an_administrator_sees_it(shop: Shop, visit: Visit, user: str, query: dict[str, str]) -> None:
    page = visit("teams", user, **query)
    assert "This page is not for you" in drawn(page)
    assert "active member" not in drawn(page)
    assert not any(key.startswith("teams") for key in keys(page))


def test_a_stranger_sees_the_sign_in_form(shop: Shop, visit: Visit) -> None:
    assert "Corner Shops" not in drawn(visit("teams", None))


def test_an_organisation_without_teams_says_what_to_do(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="UTC", currency="EUR")
    users.add_user(database, COMMAND_LINE, "admin", role="admin")
    page = visit("teams", "admin")
    assert "There is no team yet" in drawn(page)
    assert primaries(page) == ["Add a team"]


def test_a_team_is_found_with_where_it_lies(shop: Shop, visit: Visit) -> None:
    page = visit("teams", "admin")
    page.text_input(key="teams_words").set_value("wes").run()
    assert "West" in drawn(page)
    assert "Corner Shops" in drawn(page)
    assert "East" not in drawn(page)
    page.text_input(key="teams_words").set_value("nowhere").run()
    assert "No team is found" in drawn(page)


def test_of_a_large_tree_the_regions_are_closed(shop: Shop, visit: Visit) -> None:
    assert drawn(visit("teams", "admin")).count("<details open>") == 1
    for number in range(40):
        people.put_team(shop.database, ADMIN, f"T{number}", {"name": f"Outlet {number}", "parent": "EAST" if number % 2 else "WEST"})
    page = drawn(visit("teams", "admin"))
    assert page.count("<details open>") == 1
    assert page.count("<details>") == 2


def test_a_team_is_added_within_another(shop: Shop, visit: Visit) -> None:
    page = visit("teams", "admin", add="1", within="EAST")
    page.text_input(key="teams_add_code").set_value("E-1")
    page.text_input(key="teams_add_name").set_value(STRANGE)
    page.button(key="teams_add_send").click().run()
    assert "added" in toasts(page)[0]
    assert ":red[y]" not in toasts(page)[0]
    assert "&lt;script&gt;" in drawn(page)
    assert parent_of(shop.database, "E-1") == "EAST"


def test_a_code_that_is_taken_is_refused_and_what_was_typed_stays(shop: Shop, visit: Visit) -> None:
    page = visit("teams", "admin", add="1")
    page.text_input(key="teams_add_code").set_value("EAST")
    page.text_input(key="teams_add_name").set_value("Another")
    page.button(key="teams_add_send").click().run()
    assert len(complaints(page)) == 1
    assert page.text_input(key="teams_add_name").value == "Another"
    assert people.get_team(shop.database, ADMIN, "EAST")["name"] == "East"


def test_a_team_is_renamed_and_put_elsewhere(shop: Shop, visit: Visit) -> None:
    page = visit("teams", "admin", team="EAST")
    page.text_input(key="teams_edit_EAST_name").set_value("Far East")
    page.selectbox(key="teams_edit_EAST_parent").set_value("WEST")
    page.button(key="teams_edit_EAST_send").click().run()
    assert toasts(page) == ["Saved."]
    assert people.get_team(shop.database, ADMIN, "EAST") == {"code": "EAST", "name": "Far East", "parent": "WEST"}
    page.selectbox(key="teams_edit_EAST_parent").set_value("")
    page.button(key="teams_edit_EAST_send").click().run()
    assert parent_of(shop.database, "EAST") is None


def test_a_loop_is_refused_at_its_field(shop: Shop, visit: Visit) -> None:
    page = visit("teams", "admin", team="ALL")
    page.text_input(key="teams_edit_ALL_name").set_value("Everybody")
    page.selectbox(key="teams_edit_ALL_parent").set_value("EAST")
    page.button(key="teams_edit_ALL_send").click().run()
    assert len(complaints(page)) == 1
    assert page.text_input(key="teams_edit_ALL_name").value == "Everybody"
    assert parent_of(shop.database, "ALL") is None


def test_a_team_shows_its_own_members_and_the_teams_within(shop: Shop, visit: Visit) -> None:
    east = drawn(visit("teams", "admin", team="EAST"))
    assert "Ann Li" in east
    assert LONG not in east
    whole = drawn(visit("teams", "admin", team="ALL"))
    assert "Nobody belongs to this team itself" in whole
    assert "Teams within" in whole


def test_several_people_move_from_a_day_and_it_is_said_before(shop: Shop, visit: Visit) -> None:
    page = visit("teams", "admin", team="WEST")
    page.multiselect(key="teams_move_WEST_0").set_value(["E01", "E05"]).run()
    page.date_input(key="teams_move_WEST_0_day").set_value(SOON).run()
    assert "Ann Li moves from East to West from" in drawn(page)
    assert "欧阳 moves from East to West from" in drawn(page)
    assert team_of(shop.database, "E01", SOON) == "EAST", "nothing is done yet"
    page.button(key="teams_move").click().run()
    assert "2 people move to West" in toasts(page)[0]
    assert {code: team_of(shop.database, code, SOON) for code in ("E01", "E05")} == {"E01": "WEST", "E05": "WEST"}
    assert team_of(shop.database, "E01", TODAY) == "EAST"


def test_only_those_elsewhere_are_offered(shop: Shop, visit: Visit) -> None:
    page = visit("teams", "admin", team="WEST")
    offered = page.multiselect(key="teams_move_WEST_0").options
    assert len(offered) == 3
    assert not any("Ben Okafor" in option for option in offered)


def test_a_team_that_is_none_says_so(shop: Shop, visit: Visit) -> None:
    assert "There is no such team" in drawn(visit("teams", "admin", team="NONE"))


def test_markup_in_a_team_is_text(shop: Shop, visit: Visit) -> None:
    people.put_team(shop.database, ADMIN, "EAST", {"name": STRANGE})
    for query in ({}, {"team": "EAST"}, {"team": "ALL"}):
        page = visit("teams", "admin", **query)
        assert "<script>" not in drawn(page)
        assert "&lt;script&gt;" in drawn(page)


def test_one_loud_button_a_page(shop: Shop, visit: Visit) -> None:
    assert primaries(visit("teams", "admin")) == ["Add a team"]
    assert primaries(visit("teams", "admin", team="EAST")) == ["Save"]
    assert primaries(visit("teams", "admin", add="1")) == ["Add"]


def test_whoever_left_is_no_member(shop: Shop, visit: Visit) -> None:
    people.put_employee(shop.database, ADMIN, "E01", {"left_on": (TODAY - dt.timedelta(days=1)).isoformat()})
    assert "Ann Li" not in drawn(visit("teams", "admin", team="EAST"))
    counts = {team.code: team.own_members for team in rosters.tree(shop.database, ADMIN)}
    assert counts["EAST"] == 2
