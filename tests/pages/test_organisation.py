"""The organisation's settings: shown with what they mean, kept when they are right, settled once something is recorded."""

from __future__ import annotations

import pytest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.sign_in.users import add_user
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import NASTY, Shop


@pytest.fixture
def fresh(database: Database) -> Database:
    """An organisation in which nothing is recorded yet."""
    initialise(database, COMMAND_LINE, name="New", timezone="UTC", currency="EUR")
    add_user(database, COMMAND_LINE, "admin", role="admin")
    return database


def test_before_anything_is_recorded_everything_can_change(fresh: Database, visit: Visit) -> None:
    page = visit("organisation", "admin")
    page.text_input(key="organisation_name").input(NASTY)
    page.selectbox(key="organisation_timezone").select("Asia/Shanghai")
    page.selectbox(key="organisation_first_weekday").select(7)
    page.selectbox(key="organisation_currency").select("CNY")
    page.selectbox(key="organisation_locale").select("zh")
    page.text_input(key="organisation_points_to_money").input("50")
    page.radio(key="organisation_tie_rule").set_value("dense")
    page.button(key="organisation_send").click().run()
    assert "Saved." in told(page)
    found = organising.get(fresh, COMMAND_LINE)
    assert found == {
        "name": NASTY,
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "locale": "zh",
        "first_weekday": 7,
        "tie_rule": "dense",
        "points_to_money": "50.00",
        "managers_publish": True,
        "settled": [],
    }


def test_what_is_settled_is_shown_with_the_reason(shop: Shop, visit: Visit) -> None:
    page = visit("organisation", "admin")
    assert page.selectbox(key="organisation_timezone").disabled
    assert page.selectbox(key="organisation_first_weekday").disabled
    assert "The time zone stays as it is" in drawn(page)
    page.text_input(key="organisation_name").input("Other Shops")
    page.button(key="organisation_send").click().run()
    assert organising.get(shop.database, COMMAND_LINE)["name"] == "Other Shops"


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [("name", "  ", "Name must not be empty"), ("points_to_money", "-1", "must not be negative"), ("points_to_money", "much", "orth")],
)
def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(fresh: Database, visit: Visit, field: str, typed: str, why: str) -> None:
    was = organising.get(fresh, COMMAND_LINE)
    page = visit("organisation", "admin")
    page.text_input(key=f"organisation_{field}").input(typed)
    page.button(key="organisation_send").click().run()
    assert why in drawn(page)
    assert page.text_input(key=f"organisation_{field}").value == typed
    assert organising.get(fresh, COMMAND_LINE) == was


@pytest.mark.parametrize("user", ["manager", "manager_all", "ann", "loner", "screen"])
def test_it_is_refused_to_whom_it_is_not_for(shop: Shop, visit: Visit, user: str) -> None:
    page = visit("organisation", user)
    assert "This page is not for you" in drawn(page)
    assert not page.text_input


def test_a_stranger_sees_nothing(shop: Shop, visit: Visit) -> None:
    assert "Corner Shops" not in told(visit("organisation", None))
