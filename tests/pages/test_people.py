"""The page of people: everybody is found, added, moved and let go, and what is wrong is said at its field."""

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.people import people
from services.sign_in import users
from tests.pages.administration import ADMIN, STRANGE, complaints, drawn, keys, person, primaries, rename, team_of, toasts
from tests.pages.conftest import Visit
from tests.pages.living import LONG, Shop

TODAY = dt.datetime.now(dt.UTC).date()
SOON = TODAY + dt.timedelta(days=9)


def test_everybody_who_works_here_is_listed(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("people", "admin"))
    assert all(name in page for name in ("Ann Li", "Ben Okafor", LONG, "欧阳"))
    assert "5 people" in page


def test_markup_in_a_name_is_text(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("people", "admin"))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("user", ["manager", "manager_all", "ann", "loner", "screen"])
@pytest.mark.parametrize("query", [{}, {"employee": "E01"}, {"add": "1"}], ids=["list", "one", "add"])
def test_nobody_but_an_administrator_sees_it(shop: Shop, visit: Visit, user: str, query: dict[str, str]) -> None:
    page = visit("people", user, **query)
    assert "This page is not for you" in drawn(page)
    assert "Ben Okafor" not in drawn(page)
    assert not any(key.startswith("people") for key in keys(page))


def test_a_stranger_sees_the_sign_in_form(shop: Shop, visit: Visit) -> None:
    page = visit("people", None, employee="E01")
    assert "Ann Li" not in drawn(page)


def test_an_empty_organisation_says_what_to_do(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="UTC", currency="EUR")
    users.add_user(database, COMMAND_LINE, "admin", role="admin")
    page = visit("people", "admin")
    assert "Nobody works here yet" in drawn(page)
    assert [link.label for link in page.page_link if link.label == "Import"]
    assert primaries(page) == ["Add a person"]


# the list


@pytest.mark.parametrize(("typed", "found"), [("ann", "Ann Li"), ("e02", "Ben Okafor"), ("阳", "欧阳")])
def test_people_are_found_by_name_and_code(shop: Shop, visit: Visit, typed: str, found: str) -> None:
    page = visit("people", "admin")
    page.text_input(key="people_words").set_value(typed).run()
    assert found in drawn(page)
    assert "1 person" in drawn(page)


def test_a_search_that_finds_nobody_says_so(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin")
    page.text_input(key="people_words").set_value("nobody at all").run()
    assert "Nobody is found" in drawn(page)


def test_a_team_narrows_to_those_in_it_and_below(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin")
    page.selectbox(key="people_team").set_value("EAST").run()
    assert "Ann Li" in drawn(page)
    assert "Ben Okafor" not in drawn(page)
    page.selectbox(key="people_team").set_value("ALL").run()
    assert "5 people" in drawn(page)


def test_those_who_left_are_listed_apart(shop: Shop, visit: Visit) -> None:
    people.put_employee(shop.database, ADMIN, "E02", {"left_on": (TODAY - dt.timedelta(days=3)).isoformat()})
    page = visit("people", "admin")
    assert "Ben Okafor" not in drawn(page)
    page.get("segmented_control")[0].set_value("left").run()
    assert "Ben Okafor" in drawn(page)
    assert "Ann Li" not in drawn(page)


def test_a_long_list_is_turned_page_by_page(shop: Shop, visit: Visit) -> None:
    people.put_employees(shop.database, ADMIN, [{"code": f"Z{n:03}", "name": f"Zed {n:03}"} for n in range(200)])
    page = visit("people", "admin")
    assert "Zed 199" not in drawn(page)
    page.pagination[0].set_value(5).run()
    assert "Zed 199" in drawn(page)
    page.text_input(key="people_words").set_value("zed 0").run()
    assert "Zed 000" in drawn(page), "another search begins with the first page"


# adding


def fill_new(page: AppTest, code: str, name: str) -> AppTest:
    page.text_input(key="people_add_code").set_value(code)
    page.text_input(key="people_add_name").set_value(name)
    return page


def test_a_person_is_added(shop: Shop, visit: Visit) -> None:
    page = fill_new(visit("people", "admin", add="1"), "E77", STRANGE)
    page.selectbox(key="people_add_team").set_value("WEST")
    page.selectbox(key="people_add_manager").set_value("E01")
    page.text_input(key="people_add_birthday").set_value(" 02-29 ")
    page.button(key="people_add_send").click().run()
    assert "added" in toasts(page)[0]
    assert ":red[y]" not in toasts(page)[0], "the toast reads Markdown"
    assert "&lt;script&gt;" in drawn(page), "the page of the person"
    added = people.get_employee(shop.database, ADMIN, "E77")
    assert (added["name"], added["team"], added["manager"], added["joined_on"]) == (STRANGE, "WEST", "E01", TODAY.isoformat())
    assert added["birthday"] == "02-29"


def test_a_code_that_is_taken_is_refused_and_what_was_typed_stays(shop: Shop, visit: Visit) -> None:
    page = fill_new(visit("people", "admin", add="1"), "E01", "Somebody else")
    page.button(key="people_add_send").click().run()
    [complaint] = complaints(page)
    assert "E01" in complaint
    assert page.text_input(key="people_add_name").value == "Somebody else"
    assert person(shop.database, "E01").name == "Ann Li"


@pytest.mark.parametrize(("code", "name"), [("", "Somebody"), ("E77", "")], ids=["no code", "no name"])
def test_what_is_missing_is_said(shop: Shop, visit: Visit, code: str, name: str) -> None:
    page = fill_new(visit("people", "admin", add="1"), code, name)
    page.button(key="people_add_send").click().run()
    assert len(complaints(page)) == 1
    assert not toasts(page)


# one of them


def test_a_person_has_details_team_history_and_ways_on(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E01")
    assert "Ann Li" in drawn(page)
    assert "East" in drawn(page)
    assert [link.label for link in page.page_link if link.label in ("Entries", "Signs in as ann")] == ["Entries", "Signs in as ann"]
    assert primaries(page) == ["Save"]


def test_whoever_has_no_user_is_offered_one(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E05")
    assert "Make a user for them" in [link.label for link in page.page_link]


def test_details_are_changed(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E01")
    page.text_input(key="people_edit_E01_name").set_value("Ann Li-Smith")
    page.text_input(key="people_edit_E01_email").set_value("ann@example.com")
    page.selectbox(key="people_edit_E01_manager").set_value("E02")
    page.button(key="people_edit_E01_send").click().run()
    assert toasts(page) == ["Saved."]
    changed = people.get_employee(shop.database, ADMIN, "E01")
    assert (changed["name"], changed["email"], changed["manager"]) == ("Ann Li-Smith", "ann@example.com", "E02")
    assert changed["team"] == "EAST"


def test_a_refused_change_is_said_at_its_field_and_nothing_is_lost(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E01")
    page.text_input(key="people_edit_E01_email").set_value("ann@example.com")
    page.selectbox(key="people_edit_E01_manager").set_value("E01")
    page.button(key="people_edit_E01_send").click().run()
    assert len(complaints(page)) == 1
    assert page.text_input(key="people_edit_E01_email").value == "ann@example.com"
    assert people.get_employee(shop.database, ADMIN, "E01")["email"] is None


def test_a_move_is_said_before_it_is_done(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E01")
    page.selectbox(key="people_move_E01_0").set_value("WEST").run()
    page.date_input(key="people_move_E01_0_day").set_value(SOON).run()
    assert "Ann Li moves from East to West from" in drawn(page)
    assert team_of(shop.database, "E01", SOON) == "EAST", "nothing is done yet"
    page.button(key="people_move").click().run()
    assert "moves from East to West" in toasts(page)[0]
    assert team_of(shop.database, "E01", SOON) == "WEST"
    assert team_of(shop.database, "E01", TODAY) == "EAST"
    assert "planned from" in drawn(page)


def test_a_move_to_where_one_is_cannot_be_done(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E01")
    page.selectbox(key="people_move_E01_0").set_value("EAST").run()
    assert "nothing changes" in drawn(page)
    assert page.button(key="people_move").disabled


def test_somebody_belongs_to_no_team(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E01")
    page.selectbox(key="people_move_E01_0").set_value("").run()
    assert "belongs to no team" in drawn(page)
    page.button(key="people_move").click().run()
    assert team_of(shop.database, "E01", TODAY) is None


def test_a_day_that_has_passed_is_said(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E01")
    page.selectbox(key="people_move_E01_0").set_value("WEST").run()
    page.date_input(key="people_move_E01_0_day").set_value(TODAY - dt.timedelta(days=20)).run()
    assert "That day has passed" in drawn(page)


def test_somebody_leaves_and_stays_after_all(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E01")
    page.date_input(key="people_leave_E01_day").set_value(SOON).run()
    assert "can still sign in as ann" in drawn(page)
    page.button(key="people_leave").click().run()
    assert person(shop.database, "E01").left_on == SOON
    assert "is the last day of Ann Li" in drawn(page)
    page.button(key="people_stay").click().run()
    assert person(shop.database, "E01").left_on is None


def test_a_last_day_before_the_first_is_refused(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E01")
    page.date_input(key="people_leave_E01_day").set_value(TODAY - dt.timedelta(days=4000)).run()
    page.button(key="people_leave").click().run()
    assert len(complaints(page)) == 1
    assert person(shop.database, "E01").left_on is None


def test_markup_in_a_persons_name_is_text_wherever_it_stands(shop: Shop, visit: Visit) -> None:
    rename(shop.database, "E01", STRANGE)
    people.put_team(shop.database, ADMIN, "WEST", {"name": STRANGE})
    page = visit("people", "admin", employee="E01")
    page.selectbox(key="people_move_E01_0").set_value("WEST").run()
    page.date_input(key="people_leave_E01_day").set_value(SOON).run()
    assert "<script>" not in drawn(page)
    page.button(key="people_move").click().run()
    assert ":red[y]" not in toasts(page)[0]


def test_a_code_that_is_nobodys_is_refused(shop: Shop, visit: Visit) -> None:
    page = visit("people", "admin", employee="E99")
    assert "E99" in page.error[0].value
    assert primaries(page) == []


def test_thousands_are_searched_before_they_are_offered(shop: Shop, visit: Visit) -> None:
    people.put_employees(shop.database, ADMIN, [{"code": f"Z{n:04}", "name": f"Zed {n:04}"} for n in range(1200)])
    page = visit("people", "admin", employee="E01")
    assert len(page.selectbox(key="people_edit_E01_manager").options) <= 50
    page.text_input(key="people_edit_E01_manager_find").set_value("Zed 1199").run()
    assert page.selectbox(key="people_edit_E01_manager").options == ["Zed 1199 · Z1199 · no team"]
