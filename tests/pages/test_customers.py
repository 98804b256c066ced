"""Customers, and one customer: empty, full, refused."""

from __future__ import annotations

import pytest

from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.people import customers
from services.sign_in.users import add_user
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import Shop


def test_an_employee_sees_their_own(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("customers", "ann"))
    assert "Shop 0" in page
    assert "Shop 1" not in page
    assert "<script>" not in page


def test_searching_finds_by_a_part_of_the_name(shop: Shop, visit: Visit) -> None:
    page = visit("customers", "admin")
    page.text_input(key="customers_search").input("hop 3").run()
    assert "Shop 3" in drawn(page)
    assert "Shop 2" not in drawn(page)
    page.text_input(key="customers_search").input("nobody at all").run()
    assert "Nobody is found" in drawn(page)


def test_the_first_customer_is_asked_for(database, visit: Visit) -> None:  # type: ignore[no-untyped-def]
    initialise(database, COMMAND_LINE, name="New", timezone="UTC", currency="EUR")
    add_user(database, COMMAND_LINE, "admin", role="admin")
    assert "No customers yet" in drawn(visit("customers", "admin"))


def test_an_employee_adds_a_customer_of_their_own(shop: Shop, visit: Visit) -> None:
    page = visit("customers", "ann")
    page.button(key="customers_add_open").click().run()
    page.button(key="customers_new_send").click().run()
    assert "Name is missing" in told(page)
    page.text_input(key="customers_new_name").input("Harbour Café")
    page.text_input(key="customers_new_code").input("NEW-1")
    page.button(key="customers_new_send").click().run()
    assert customers.get_customer(shop.database, COMMAND_LINE, "NEW-1")["owner"] == "E01"


def test_one_customer_with_points_profile_and_what_was_done(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("customer", "ann", code="C0"))
    assert "Shop 0" in page
    assert "+44 7700 900123" in page, "the owner needs the phone"
    assert "Deal won" in page
    assert "60" in page, "five purchases of 120.50, one point for every 10"


def test_a_manager_sees_the_phone_masked(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("customer", "manager", code="C0"))
    assert "0123" in page
    assert "+44 7700" not in page


@pytest.mark.parametrize(("user", "code"), [("ann", "C1"), ("ann", "no such"), ("manager", "C1"), ("loner", "C0")])
def test_a_customer_out_of_reach_is_refused(shop: Shop, visit: Visit, user: str, code: str) -> None:
    page = drawn(visit("customer", user, code=code))
    assert "This page is not for you" in page
    assert "Shop" not in page.replace("Corner Shops", "")


@pytest.mark.parametrize("address", ["customers", "customer"])
def test_a_screen_never_sees_customers(shop: Shop, visit: Visit, address: str) -> None:
    page = drawn(visit(address, "screen", code="C0"))
    assert "This page is not for you" in page
    assert "Shop 0" not in page


@pytest.mark.parametrize("address", ["customers", "customer"])
def test_a_stranger_sees_nothing(shop: Shop, visit: Visit, address: str) -> None:
    assert "Shop 0" not in told(visit(address, None, code="C0"))


def test_without_a_code_a_customer_is_asked_for(shop: Shop, visit: Visit) -> None:
    assert "No customer is chosen" in drawn(visit("customer", "ann"))


def test_an_administrator_changes_a_customer(shop: Shop, visit: Visit) -> None:
    page = visit("customer", "admin", code="C0")
    page.button(key="customer_edit_open").click().run()
    page.text_input(key="customer_name").input("Shop Zero")
    page.button(key="customer_send").click().run()
    assert customers.get_customer(shop.database, COMMAND_LINE, "C0")["name"] == "Shop Zero"
