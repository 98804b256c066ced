"""The organisation's settings: shown with what they mean, kept when they are right, settled once something is recorded."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

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


def send(page: AppTest) -> AppTest:
    return page.button(key="organisation_send").click().run()


def test_every_setting_stands_with_what_it_means_and_each_part_leads_to_its_form(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("organisation", "admin"))
    for words in ("Corner Shops", "English", "London", "Monday", "Mon–Fri", "1, 2, 2, 4", "£", "As the people in it call it."):
        assert words in page
    assert re.findall(r"/organisation\?change=(\w+)", page) == ["who", "time", "points", "boards", "plan"]


def test_the_page_says_what_a_setting_has_become(shop: Shop, visit: Visit) -> None:
    page = visit("organisation", "admin")
    organising.change(shop.database, COMMAND_LINE, {"name": NASTY, "locale": "zh"})
    assert "Corner Shops" not in drawn(page.run())
    assert "&lt;script&gt;" in drawn(page)
    assert "中文" in drawn(page)


def test_in_chinese_it_is_in_chinese(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("organisation", "admin", lang="zh"))
    assert "周一至周五" in page
    assert "得分相同时" in page


def test_a_part_that_there_is_not_says_so(shop: Shop, visit: Visit) -> None:
    assert "There is no such setting" in drawn(visit("organisation", "admin", change="nothing"))


def test_before_anything_is_recorded_everything_can_change(fresh: Database, visit: Visit) -> None:
    page = visit("organisation", "admin", change="who")
    page.text_input(key="organisation_name").input(NASTY)
    page.selectbox(key="organisation_locale").select("zh")
    assert "Saved." in told(send(page))
    page = visit("organisation", "admin", change="time", lang="en")
    page.selectbox(key="organisation_timezone").select("Asia/Shanghai")
    page.selectbox(key="organisation_first_weekday").select(7)
    page.pills(key="organisation_working_days").set_value([1, 2, 3, 4, 6])
    page.selectbox(key="organisation_holidays").select("GB-ENG")
    send(page)
    page = visit("organisation", "admin", change="points", lang="en")
    page.selectbox(key="organisation_currency").select("CNY")
    page.text_input(key="organisation_points_to_money").input("50")
    page.radio(key="organisation_tie_rule").set_value("dense")
    send(page)
    page = visit("organisation", "admin", change="boards", lang="en")
    page.checkbox(key="organisation_may_be_unnamed").check()
    send(page)
    page = visit("organisation", "admin", change="plan", lang="en")
    page.checkbox(key="organisation_managers_publish").uncheck()
    page = send(page)
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
        "managers_publish": False,
        "may_be_unnamed": True,
        "working_days": [1, 2, 3, 4, 6],
        "holidays": "GB-ENG",
        "settled": [],
    }


def test_what_is_settled_is_shown_with_the_reason(shop: Shop, visit: Visit) -> None:
    assert "The time zone stays as it is" in drawn(visit("organisation", "admin"))
    page = visit("organisation", "admin", change="time")
    assert page.selectbox(key="organisation_timezone").disabled
    assert page.selectbox(key="organisation_first_weekday").disabled
    assert "The time zone stays as it is" in drawn(page)
    page = visit("organisation", "admin", change="who")
    page.text_input(key="organisation_name").input("Other Shops")
    send(page)
    assert organising.get(shop.database, COMMAND_LINE)["name"] == "Other Shops"


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [("name", "  ", "Name must not be empty"), ("points_to_money", "-1", "must not be negative"), ("points_to_money", "much", "orth")],
)
def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(fresh: Database, visit: Visit, field: str, typed: str, why: str) -> None:
    was = organising.get(fresh, COMMAND_LINE)
    page = visit("organisation", "admin", change="who" if field == "name" else "points")
    page.text_input(key=f"organisation_{field}").input(typed)
    send(page)
    assert why in drawn(page)
    assert page.text_input(key=f"organisation_{field}").value == typed
    assert organising.get(fresh, COMMAND_LINE) == was


@pytest.mark.parametrize("user", ["manager", "manager_all", "ann", "loner", "screen"])
@pytest.mark.parametrize("query", [{}, {"change": "who"}], ids=["all", "a part"])
def test_it_is_refused_to_whom_it_is_not_for(shop: Shop, visit: Visit, user: str, query: dict[str, str]) -> None:
    page = visit("organisation", user, **query)
    assert "This page is not for you" in drawn(page)
    assert not page.text_input


def test_a_stranger_sees_nothing(shop: Shop, visit: Visit) -> None:
    assert "Corner Shops" not in told(visit("organisation", None))
