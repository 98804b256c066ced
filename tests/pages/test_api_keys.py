"""The page of keys: one is made and shown once, and revoked after being asked."""

import pytest
from streamlit.testing.v1 import AppTest

from services.access import Scope
from services.sign_in import keys as api_keys
from tests.pages.administration import ADMIN, STRANGE, complaints, drawn, keys, primaries, toasts
from tests.pages.conftest import Visit
from tests.pages.living import Shop


def make(page: AppTest, name: str, *scopes: Scope) -> AppTest:
    page.text_input(key="api_keys_add_name").set_value(name)
    for scope in scopes:
        page.checkbox(key=f"api_keys_add_{scope.value}").check()
    return page.button(key="api_keys_add_send").click().run()


def test_without_a_key_the_page_says_what_one_is_for(shop: Shop, visit: Visit) -> None:
    page = visit("api_keys", "admin")
    assert "No other system has a key yet" in drawn(page)
    assert primaries(page) == ["Make a key"]


@pytest.mark.parametrize("user", ["manager", "manager_all", "ann", "loner", "screen"])
@pytest.mark.parametrize("query", [{}, {"add": "1"}, {"revoke": "till"}], ids=["list", "add", "revoke"])
def test_nobody_but_an_administrator_sees_it(shop: Shop, visit: Visit, user: str, query: dict[str, str]) -> None:
    api_keys.add(shop.database, ADMIN, "till", ["admin"])
    page = visit("api_keys", user, **query)
    assert "This page is not for you" in drawn(page)
    assert "till" not in drawn(page)
    assert not any(key.startswith("api_keys") for key in keys(page))


def test_a_stranger_sees_the_sign_in_form(shop: Shop, visit: Visit) -> None:
    api_keys.add(shop.database, ADMIN, "till", ["admin"])
    assert "till" not in drawn(visit("api_keys", None))


def test_every_scope_says_what_it_opens(shop: Shop, visit: Visit) -> None:
    page = visit("api_keys", "admin", add="1")
    assert len(page.checkbox) == len(Scope)
    assert drawn(page).count("lra-meaning") == len(Scope)


def test_a_key_is_made_shown_once_and_works(shop: Shop, visit: Visit) -> None:
    page = make(visit("api_keys", "admin", add="1"), "CRM", Scope.POINTS_READ, Scope.ACTIVITIES_WRITE)
    assert toasts(page) == ["CRM is made."]
    [shown] = page.code
    actor = api_keys.authenticate(shop.database, shown.value)
    assert actor is not None
    assert actor.scopes == {Scope.POINTS_READ, Scope.ACTIVITIES_WRITE}
    page.button(key="api_keys_made_done").click().run()
    assert not page.code, "never again"
    assert shown.value not in drawn(page)
    assert "activities:write" in drawn(page)


def test_a_key_is_not_shown_to_whoever_comes_back(shop: Shop, visit: Visit) -> None:
    page = make(visit("api_keys", "admin", add="1"), "CRM", Scope.POINTS_READ)
    assert page.code
    assert not visit("api_keys", "admin").code


@pytest.mark.parametrize(("name", "scopes"), [("", [Scope.ADMIN]), ("CRM", [])], ids=["no name", "no scope"])
def test_what_is_missing_is_said_and_no_key_is_made(shop: Shop, visit: Visit, name: str, scopes: list[Scope]) -> None:
    page = make(visit("api_keys", "admin", add="1"), name, *scopes)
    assert len(complaints(page)) == 1
    assert page.text_input(key="api_keys_add_name").value == name
    assert api_keys.list_keys(shop.database, ADMIN) == []


def test_a_name_that_was_given_before_is_refused(shop: Shop, visit: Visit) -> None:
    api_keys.add(shop.database, ADMIN, "CRM", ["admin"])
    page = make(visit("api_keys", "admin", add="1"), "CRM", Scope.POINTS_READ)
    assert len(complaints(page)) == 1
    assert page.checkbox(key="api_keys_add_points:read").value, "what was chosen stays"


def test_a_key_is_revoked_after_being_asked(shop: Shop, visit: Visit) -> None:
    key = api_keys.add(shop.database, ADMIN, "CRM", ["admin"])
    assert 'href="/api_keys?revoke=CRM"' in drawn(visit("api_keys", "admin"))
    page = visit("api_keys", "admin", revoke="CRM")
    assert any("for ever" in text.value for text in page.markdown), "it is said what will happen"
    assert api_keys.authenticate(shop.database, key) is not None, "nothing is done yet"
    page.button(key="api_keys_revoke").click().run()
    assert toasts(page) == ["CRM is revoked."]
    assert api_keys.authenticate(shop.database, key) is None
    assert "revoked today" in drawn(page)
    assert "revoke=CRM" not in drawn(page)


@pytest.mark.parametrize("name", ["CRM", "till"], ids=["there is none", "it is revoked already"])
def test_what_cannot_be_revoked_says_so(shop: Shop, visit: Visit, name: str) -> None:
    api_keys.add(shop.database, ADMIN, "till", ["admin"])
    api_keys.revoke(shop.database, ADMIN, "till")
    page = visit("api_keys", "admin", revoke=name)
    assert "There is no such key" in drawn(page)
    assert "api_keys_revoke" not in keys(page)


def test_the_documentation_is_one_click_away(shop: Shop, visit: Visit) -> None:
    assert 'href="/api/docs"' in drawn(visit("api_keys", "admin"))


def test_markup_in_a_name_is_text(shop: Shop, visit: Visit) -> None:
    page = make(visit("api_keys", "admin", add="1"), STRANGE, Scope.POINTS_READ)
    assert "<script>" not in drawn(page)
    assert "&lt;script&gt;" in drawn(page)
    assert ":red[y]" not in toasts(page)[0]
    assert not any(":red[y]" in part.value for part in page.markdown)
    assert not any(":red[y]" in button.label for button in page.button)
