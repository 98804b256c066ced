"""Activity types: empty, full, refused; written, copied, refused at the field, drawn as the form that they make."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE
from services.activities import catalogue
from services.beginning.setting_up import initialise
from services.sign_in.users import add_user
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import NASTY, Shop

STARS: dict[str, Any] = {
    "label": {"en": "Rating", "zh": "评价"},
    "requires": ["employee", "customer", "attributes.stars"],
    "fields": [
        {"name": "customer"},
        {"name": "attributes.stars", "label": {"en": "Stars", "zh": "星级"}, "kind": "number", "choices": ["1", "2", "3"]},
        {"name": "note", "help": {"en": "In their words", "zh": "原话"}},
    ],
    "icon": "star",
    "approval": True,
}


def put(shop: Shop, key: str, document: dict[str, Any]) -> None:
    catalogue.put_type(shop.database, COMMAND_LINE, key, document)


def stands(shop: Shop, key: str) -> dict[str, Any]:
    return dict(catalogue.get_type(shop.database, COMMAND_LINE, key))


def send(page: AppTest) -> AppTest:
    return page.button(key="types_send").click().run()


def own_field(page: AppTest) -> str:
    """The beginning of the keys of the field that was added last."""
    return [str(box.key).removesuffix("_name") for box in page.text_input if str(box.key).endswith("_name")][-1]


def test_an_empty_catalogue_asks_for_the_first_type(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="UTC", currency="EUR")
    add_user(database, COMMAND_LINE, "admin", role="admin")
    assert "There is nothing to record yet" in drawn(visit("activity_types", "admin"))


def test_every_type_is_listed_with_what_it_needs_and_how_many_rules_it_has(shop: Shop, visit: Visit) -> None:
    put(shop, "rated", STARS)
    put(shop, "old", {"label": NASTY, "active": False})
    page = drawn(visit("activity_types", "admin"))
    assert "Needs Employee, Customer, Stars" in page
    assert "approval" in page
    assert "2 rules" in page, "deal_won has one for the employee and one for the customer"
    assert "not offered" in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_a_type_is_added_with_a_field_of_its_own(shop: Shop, visit: Visit) -> None:
    page = visit("activity_types", "admin", add="1")
    page.text_input(key="types_new__key").input("demo_given")
    page.text_input(key="types_new__en").input("Demo given")
    page.text_input(key="types_new__zh").input("产品演示").run()
    page.button(key="types_new__fields_add_own").click().run()
    at = own_field(page)
    page.text_input(key=f"{at}_name").input("mood")
    page.text_input(key=f"{at}_en").input("Mood").run()
    page.selectbox(key=f"{at}_kind").select("choice").run()
    page.text_area(key=f"{at}_choices").input("good\nbad").run()
    assert "<span>good</span>" in drawn(page), "the preview follows"
    page.checkbox(key="types_new__requires_attributes.mood").check()
    page.toggle(key="types_new__approval").set_value(True)
    send(page)
    assert "Demo given is saved." in told(page)
    found = stands(shop, "demo_given")
    assert found["label"] == {"en": "Demo given", "zh": "产品演示"}
    assert found["requires"] == ["employee", "customer", "attributes.mood"]
    assert found["approval"] is True
    mood = {"name": "attributes.mood", "label": {"en": "Mood", "zh": "Mood"}, "kind": "choice", "choices": ["good", "bad"], "help": None}
    assert [field["name"] for field in found["fields"]] == ["customer", "note", "evidence", "attributes.mood"]
    assert found["fields"][-1] == mood


def test_saving_what_was_not_touched_changes_nothing(shop: Shop, visit: Visit) -> None:
    put(shop, "rated", STARS)
    was = stands(shop, "rated")
    send(visit("activity_types", "admin", type="rated"))
    assert stands(shop, "rated") == was


def test_a_needed_field_that_the_form_does_not_name_stays_needed(shop: Shop, visit: Visit) -> None:
    put(shop, "bare", {"label": "Bare", "requires": ["attributes.stars", "amount"]})
    send(visit("activity_types", "admin", type="bare"))
    assert set(stands(shop, "bare")["requires"]) == {"attributes.stars", "amount"}


def test_fields_are_moved_and_removed(shop: Shop, visit: Visit) -> None:
    put(shop, "rated", STARS)
    page = visit("activity_types", "admin", type="rated")
    at = own_field(page)
    page.button(key=f"{at}_arrow_upward").click().run()
    page.button(key="types_of_rated_fields_add_amount").click().run()
    [note] = [str(b.key) for b in page.button if str(b.key).endswith("_remove")][2:3]
    page.button(key=note).click().run()
    send(page)
    assert [field["name"] for field in stands(shop, "rated")["fields"]] == ["attributes.stars", "customer", "amount"]


def test_the_preview_is_the_form_of_the_type(shop: Shop, visit: Visit) -> None:
    put(shop, "rated", STARS)
    page = drawn(visit("activity_types", "admin", type="rated"))
    assert "In their words" in page
    assert "<span>3</span>" in page
    assert "It earns points when somebody has approved it." in page


def test_a_type_is_copied(shop: Shop, visit: Visit) -> None:
    put(shop, "rated", STARS)
    page = visit("activity_types", "admin", add="1", copy="rated")
    page.text_input(key="types_new_rated_key").input("rated_again")
    send(page)
    first, second = stands(shop, "rated"), stands(shop, "rated_again")
    assert {**first, "key": ""} == {**second, "key": ""}


def test_a_key_that_is_taken_or_none_is_refused_and_what_was_typed_stays(shop: Shop, visit: Visit) -> None:
    page = visit("activity_types", "admin", add="1")
    page.text_input(key="types_new__en").input("Another").run()
    send(page)
    assert "Key must be 1 to 80 letters" in drawn(page)
    page.text_input(key="types_new__key").input("deal_won")
    send(page)
    assert "An activity type has this key already" in drawn(page)
    assert page.text_input(key="types_new__en").value == "Another"
    assert stands(shop, "deal_won")["label"]["en"] != "Another"


def test_a_type_needs_a_name(shop: Shop, visit: Visit) -> None:
    page = visit("activity_types", "admin", add="1")
    page.text_input(key="types_new__key").input("nameless")
    send(page)
    assert "Label must be text" in drawn(page)


def test_an_own_field_without_words_is_refused_at_its_place(shop: Shop, visit: Visit) -> None:
    page = visit("activity_types", "admin", type="deal_won")
    page.button(key="types_of_deal_won_fields_add_own").click().run()
    send(page)
    assert "unknown field" in drawn(page)
    page.text_input(key=f"{own_field(page)}_name").input("colour")
    send(page)
    assert "needs words for people" in drawn(page)


def test_a_symbol_is_chosen(shop: Shop, visit: Visit) -> None:
    page = visit("activity_types", "admin", type="deal_won")
    page.pills(key="types_of_deal_won_icon").select("rocket_launch").run()
    send(page)
    assert stands(shop, "deal_won")["icon"] == "rocket_launch"


def test_markup_in_names_and_choices_is_text(shop: Shop, visit: Visit) -> None:
    field = {"name": "attributes.x", "label": NASTY, "kind": "choice", "choices": [NASTY, "b"], "help": NASTY}
    put(shop, "nasty", {"label": NASTY, "fields": [field]})
    page = drawn(visit("activity_types", "admin", type="nasty"))
    assert page.count("&lt;script&gt;alert(1)") >= 4
    assert "<script>" not in page


def test_a_type_that_there_is_not_says_so(shop: Shop, visit: Visit) -> None:
    assert "There is no such activity type" in drawn(visit("activity_types", "admin", type="nothing"))


@pytest.mark.parametrize("user", ["manager", "ann", "loner", "screen"])
def test_it_is_refused_to_whom_it_is_not_for(shop: Shop, visit: Visit, user: str) -> None:
    page = drawn(visit("activity_types", user))
    assert "This page is not for you" in page
    assert "deal_won" not in page


def test_a_stranger_sees_nothing(shop: Shop, visit: Visit) -> None:
    assert "deal_won" not in told(visit("activity_types", None))
