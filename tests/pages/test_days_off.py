"""Working days: the free days of everybody and of each person, entered, changed and removed by whoever may."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from services import organising
from services.access import COMMAND_LINE
from services.calendar import days_off
from services.sign_in import own_user, users
from services.sign_in.sessions import session_of
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import NASTY, Shop
from tests.signing import token_of

TODAY = dt.date.today()
SOON = (TODAY + dt.timedelta(days=40)).isoformat()


def entered(shop: Shop, **more: str) -> int:
    """Days that stand, by their number."""
    days_off.add(shop.database, COMMAND_LINE, {"first": SOON, "last": SOON, **more})
    return max(one.id or 0 for one in standing(shop))


def standing(shop: Shop) -> list[days_off.DaysOff]:
    year = dt.timedelta(days=365)
    found = days_off.days_off(shop.database, COMMAND_LINE, first=TODAY - year, last=TODAY + year)
    return [one for one in found if one.id is not None]


def send(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


def test_public_holidays_stand_by_month_and_the_week_is_told(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("days_off", "admin"))
    assert "Christmas Day" in page
    assert "Mon–Fri are worked · public holidays: United Kingdom" in page
    assert "Christmas Day" in drawn(visit("days_off", "admin", days_of="past"))


def test_where_nothing_is_free_it_is_told_what_will_stand_here(shop: Shop, visit: Visit) -> None:
    organising.change(shop.database, COMMAND_LINE, {"holidays": None, "working_days": [1, 3, 4, 5]})
    page = drawn(visit("days_off", "admin"))
    assert "No day off is entered" in page
    assert "Mon, Wed–Fri are worked" in page


def test_an_administrator_enters_a_day_for_everybody(shop: Shop, visit: Visit) -> None:
    page = visit("days_off", "admin", add="1")
    page.text_input(key="days_off_add_label").input(NASTY)
    page = send(page, "days_off_add_send")
    assert "The days are entered." in told(page)
    assert "&lt;script&gt;" in drawn(page)
    assert NASTY not in drawn(page)
    [one] = standing(shop)
    assert (one.source, one.first, one.last) == (days_off.Source.ORGANISATION, TODAY, TODAY)


def test_what_is_refused_stands_at_its_field(shop: Shop, visit: Visit) -> None:
    page = send(visit("days_off", "admin", add="1"), "days_off_add_send")
    assert "Say what the day is" in drawn(page)
    assert standing(shop) == []


def test_a_manager_enters_the_days_of_their_people_and_no_others(shop: Shop, visit: Visit) -> None:
    entered(shop, label="Company day")
    entered(shop, employee="E02", label="Away")
    page = visit("days_off", "manager")
    assert "Company day" in drawn(page)
    assert "Ben Okafor" not in drawn(page)
    page = visit("days_off", "manager", add="1")
    whose = page.selectbox(key="days_off_add_person_0")
    assert [option.split(" · ")[1] for option in whose.options if "Everybody" not in option] == ["E03", "E01", "E05"]
    whose.select("E01").run()
    send(page, "days_off_add_send")
    assert next(one.code for one in standing(shop)) == "E01"


def test_a_manager_sees_their_own_days_and_cannot_change_them(shop: Shop, visit: Visit) -> None:
    users.add_user(shop.database, COMMAND_LINE, "boss", role="manager", employee="E05", teams=["EAST"])
    number = entered(shop, employee="E05")
    page = drawn(visit("days_off", "boss"))
    assert "欧阳" in page
    assert f"days={number}" not in page
    assert "not in the calendar any more" in told(visit("days_off", "boss", days=str(number)))
    whose = visit("days_off", "boss", add="1").selectbox(key="days_off_add_person_0")
    assert not any("E05" in option for option in whose.options)


def test_days_are_changed_and_removed(shop: Shop, visit: Visit) -> None:
    number = entered(shop, employee="E01")
    page = visit("days_off", "manager", days=str(number))
    page.text_input(key=f"days_off_edit_{number}_label").input("Moving house")
    page = send(page, f"days_off_edit_{number}_send")
    assert "Moving house" in drawn(page)
    page = send(visit("days_off", "manager", days=str(number)), "days_off_remove_yes")
    assert "The days are removed." in told(page)
    assert standing(shop) == []


@pytest.mark.parametrize("user", ["manager", "admin"])
def test_days_that_are_not_the_readers_or_gone_are_refused_in_a_sentence(shop: Shop, visit: Visit, user: str) -> None:
    number = entered(shop, label="Company day") if user == "manager" else 99
    assert "not in the calendar any more" in told(visit("days_off", user, days=str(number)))


@pytest.mark.parametrize("user", ["ann", "loner"])
def test_it_is_refused_to_whom_it_is_not_for(shop: Shop, visit: Visit, user: str) -> None:
    page = drawn(visit("days_off", user))
    assert "This page is not for you" in page
    assert "Christmas" not in page


def test_it_speaks_chinese(shop: Shop, visit: Visit) -> None:
    organising.change(shop.database, COMMAND_LINE, {"holidays": "CN"})
    found = session_of(shop.database, token_of(shop.database, "admin"))
    assert found is not None
    own_user.set_language(shop.database, found.actor, "zh")
    page = drawn(visit("days_off", "admin"))
    assert "周一至周五" in page
    assert "国庆节" in page
    assert "Public holiday" not in page
