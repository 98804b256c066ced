"""The page of users: they are invited, changed, kept out and let in; no password is seen, and one administrator stays."""

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from scoring.periods import micros
from services.access import COMMAND_LINE, Role
from services.errors import Forbidden
from services.screens import screens
from services.sign_in import inviting, lock_outs, signing_in, users
from tests.pages.administration import ADMIN, STRANGE, complaints, drawn, keys, primaries, rename, toasts, user
from tests.pages.conftest import Visit
from tests.pages.living import Shop

PASSWORD = "correct horse battery"


def secret_shown(page: AppTest) -> str:
    """The secret of the invitation link on the page."""
    assert not page.exception, page.exception
    [code] = page.code
    return code.value.partition("?invite=")[2]


def test_every_user_is_listed_with_role_employee_teams_and_state(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("users", "admin"))
    assert all(name in page for name in ("admin", "manager", "manager_all", "ann", "loner", "screen"))
    assert "Ann Li" in page
    assert "East" in page
    assert "every team" in page
    assert "Invited" in page, "nobody has chosen a password"
    assert "7 users" in page


@pytest.mark.parametrize("who", ["manager", "manager_all", "ann", "loner", "screen"])
@pytest.mark.parametrize("query", [{}, {"name": "ann"}, {"add": "1"}], ids=["list", "one", "add"])
def test_nobody_but_an_administrator_sees_it(shop: Shop, visit: Visit, who: str, query: dict[str, str]) -> None:
    page = visit("users", who, **query)
    assert "This page is not for you" in drawn(page)
    assert "loner" not in drawn(page) or who == "loner"
    assert not any(key.startswith("users") for key in keys(page))


def test_a_stranger_sees_the_sign_in_form(shop: Shop, visit: Visit) -> None:
    assert "manager_all" not in drawn(visit("users", None))


def test_users_are_found_by_name_employee_and_role(shop: Shop, visit: Visit) -> None:
    page = visit("users", "admin")
    page.text_input(key="users_words").set_value("ann li").run()
    assert "1 user" in drawn(page)
    page.text_input(key="users_words").set_value("").run()
    page.get("segmented_control")[0].set_value("manager").run()
    assert "2 users" in drawn(page)
    page.text_input(key="users_words").set_value("nobody").run()
    assert "No user is found" in drawn(page)


# adding


def test_a_user_is_added_and_their_link_is_shown_once(shop: Shop, visit: Visit) -> None:
    page = visit("users", "admin", add="1", employee="E05")
    assert page.text_input(key="users_add_name").value == "欧阳", "a name to begin with"
    page.text_input(key="users_add_name").set_value("ou.yang")
    page.button(key="users_add_send").click().run()
    assert toasts(page) == ["ou.yang is added."]
    assert (user(shop.database, "ou.yang").role, user(shop.database, "ou.yang").employee) == (Role.EMPLOYEE, "E05")
    assert inviting.invited(shop.database, secret_shown(page)) == "ou.yang"
    page.button(key="users_invitation_done").click().run()
    assert not page.code, "never again"


def test_a_manager_is_given_teams(shop: Shop, visit: Visit) -> None:
    page = visit("users", "admin", add="1")
    page.radio(key="users_add_role").set_value(Role.MANAGER).run()
    page.text_input(key="users_add_name").set_value("boss")
    page.multiselect(key="users_add_teams").set_value(["WEST"])
    page.button(key="users_add_send").click().run()
    assert (user(shop.database, "boss").role, user(shop.database, "boss").teams) == (Role.MANAGER, ("WEST",))


def test_a_screen_is_asked_for_its_name_and_what_it_shows(shop: Shop, visit: Visit) -> None:
    hall = screens.add_screen(shop.database, ADMIN, "Hall")
    page = visit("users", "admin", add="1")
    page.radio(key="users_add_role").set_value(Role.SCREEN).run()
    assert [box.key for box in page.selectbox] == ["users_add_screen"]
    assert not page.multiselect
    page.text_input(key="users_add_name").set_value("wall")
    page.selectbox(key="users_add_screen").set_value(hall.id)
    page.button(key="users_add_send").click().run()
    assert user(shop.database, "wall").screen == hall.id
    page = visit("users", "admin", name="wall")
    assert page.selectbox(key="users_edit_wall_screen").value == hall.id
    page.selectbox(key="users_edit_wall_screen").select_index(0)
    page.button(key="users_edit_wall_send").click().run()
    assert user(shop.database, "wall").screen is None


@pytest.mark.parametrize(
    ("name", "employee"), [("ann", "E03"), ("", "E03"), ("new", "E01")], ids=["name is taken", "no name", "employee has a user"]
)
def test_a_user_who_cannot_be_is_refused_and_what_was_typed_stays(shop: Shop, visit: Visit, name: str, employee: str) -> None:
    page = visit("users", "admin", add="1")
    page.text_input(key="users_add_name").set_value(name)
    page.selectbox(key="users_add_employee").set_value(employee)
    page.button(key="users_add_send").click().run()
    assert len(complaints(page)) == 1
    assert page.text_input(key="users_add_name").value == name
    assert page.selectbox(key="users_add_employee").value == employee
    assert len(users.list_users(shop.database, ADMIN)) == 7


# one of them


def test_a_user_is_shown_without_any_password(shop: Shop, visit: Visit) -> None:
    secret = inviting.invite(shop.database, ADMIN, "ann")
    inviting.accept(shop.database, secret, PASSWORD)
    page = visit("users", "admin", name="ann")
    assert "Chosen" in drawn(page)
    assert "$2b$" not in drawn(page)
    assert not [field for field in page.text_input if "password" in field.label.casefold()]


def test_role_and_teams_are_changed(shop: Shop, visit: Visit) -> None:
    page = visit("users", "admin", name="ann")
    page.radio(key="users_edit_ann_role").set_value(Role.MANAGER).run()
    page.multiselect(key="users_edit_ann_teams").set_value(["EAST", "WEST"])
    page.button(key="users_edit_ann_send").click().run()
    assert toasts(page) == ["Saved."]
    changed = user(shop.database, "ann")
    assert (changed.role, changed.employee, changed.teams) == (Role.MANAGER, "E01", ("EAST", "WEST"))


def test_an_employee_who_has_a_user_is_refused_at_its_field(shop: Shop, visit: Visit) -> None:
    page = visit("users", "admin", name="loner")
    page.selectbox(key="users_edit_loner_employee").set_value("E01")
    page.button(key="users_edit_loner_send").click().run()
    [complaint] = complaints(page)
    assert "ann" in complaint
    assert user(shop.database, "loner").employee is None


def test_the_last_administrator_stays_one(shop: Shop, visit: Visit) -> None:
    page = visit("users", "admin", name="admin")
    page.radio(key="users_edit_admin_role").set_value(Role.MANAGER).run()
    page.button(key="users_edit_admin_send").click().run()
    [complaint] = complaints(page)
    assert "last administrator" in complaint
    page.button(key="users_disable_yes").click().run()
    assert any("last administrator" in said for said in complaints(page))
    assert (user(shop.database, "admin").role, user(shop.database, "admin").is_disabled) == (Role.ADMIN, False)


def test_a_user_is_disabled_after_being_asked_and_enabled_again(shop: Shop, visit: Visit) -> None:
    page = visit("users", "admin", name="ann")
    assert any("signed out everywhere" in text.value for text in page.markdown), "it is said what will happen"
    page.button(key="users_disable_yes").click().run()
    assert user(shop.database, "ann").is_disabled
    assert "users_invite" not in keys(page), "no link for whoever is disabled"
    page.button(key="users_enable").click().run()
    assert not user(shop.database, "ann").is_disabled


def test_a_new_link_ends_the_old_one(shop: Shop, visit: Visit) -> None:
    old = inviting.invite(shop.database, ADMIN, "ann")
    page = visit("users", "admin", name="ann")
    page.button(key="users_invite").click().run()
    assert inviting.invited(shop.database, secret_shown(page)) == "ann"
    assert inviting.invited(shop.database, old) is None


def test_a_link_stays_on_the_page_of_its_user(shop: Shop, visit: Visit) -> None:
    page = visit("users", "admin", name="ann")
    page.button(key="users_invite").click().run()
    page.query_params["name"] = "ben"
    assert not page.run().code
    page.query_params["name"] = "ann"
    assert not page.run().code


def test_whoever_locked_themself_out_is_let_in(shop: Shop, visit: Visit) -> None:
    now = micros(dt.datetime.now(dt.UTC))
    for attempt in range(lock_outs.FAILURES_PER_NAME):
        with pytest.raises(Forbidden):
            signing_in.sign_in(shop.database, "ann", "wrong wrong wrong", address="127.0.0.1", now=now + attempt)
    assert "Locked" in drawn(visit("users", "admin"))
    page = visit("users", "admin", name="ann")
    page.button(key="users_unlock").click().run()
    assert not user(shop.database, "ann").is_locked
    assert "users_unlock" not in keys(page)


def test_a_user_who_is_none_says_so(shop: Shop, visit: Visit) -> None:
    assert "There is no such user" in drawn(visit("users", "admin", name="nobody"))


def test_markup_in_names_is_text(shop: Shop, visit: Visit) -> None:
    users.add_user(shop.database, COMMAND_LINE, STRANGE, role="employee")
    rename(shop.database, "E01", STRANGE)
    for query in ({}, {"name": STRANGE}, {"add": "1", "employee": "E01"}):
        assert "<script>" not in drawn(visit("users", "admin", **query))
    page = visit("users", "admin", name=STRANGE)
    assert not any(":red[y]" in text.value for text in page.markdown), "the question reads Markdown"
    assert not any(":red[y]" in button.label for button in page.button)
    page.button(key="users_disable_yes").click().run()
    assert ":red[y]" not in toasts(page)[0]


def test_one_loud_button_a_page(shop: Shop, visit: Visit) -> None:
    assert primaries(visit("users", "admin")) == ["Add a user"]
    assert primaries(visit("users", "admin", add="1")) == ["Add and invite"]
    assert primaries(visit("users", "admin", name="ann")) == ["Save"]
