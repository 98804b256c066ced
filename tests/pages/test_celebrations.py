"""Celebrations: what managers choose, beside what the last week would have told with it."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.feed import choices
from services.feed.choices import Choices, From
from services.sign_in import own_user, users
from services.sign_in.sessions import session_of
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import Shop
from tests.signing import token_of


def standing(shop: Shop) -> Choices:
    return choices.choices(shop.database, COMMAND_LINE).choices


def choose(shop: Shop, **more: Any) -> None:
    known = choices.choices(shop.database, COMMAND_LINE)
    choices.choose(shop.database, COMMAND_LINE, known.choices.document() | more, revision=known.revision)


def save(page: AppTest) -> AppTest:
    return page.button(key="celebrations_save").click().run()


def test_what_stands_is_shown_with_what_it_would_have_told(shop: Shop, visit: Visit) -> None:
    page = visit("celebrations", "manager")
    assert page.multiselect(key="celebrations_types").value == ["deal_won"]
    assert page.button(key="celebrations_save").disabled
    html = drawn(page)
    assert "The last seven days would have told" in html
    assert '<span class="n num">12</span> <span class="quiet">results</span>' in html
    assert "data-react" not in html


def test_choices_are_tried_before_they_are_saved(shop: Shop, visit: Visit) -> None:
    page = visit("celebrations", "manager")
    page.number_input(key="celebrations_points_deal_won").set_value(60).run()
    assert '<span class="n num">0</span> <span class="quiet">results</span>' in drawn(page)
    assert standing(shop).deals == {"deal_won": From()}
    page.text_input(key="celebrations_amount_deal_won").input("1250.5").run()
    page.selectbox(key="celebrations_level").select("all").run()
    page.checkbox(key="celebrations_climbers").uncheck().run()
    page = save(page)
    assert "Saved." in [one.value for one in page.toast]
    found = standing(shop)
    assert found.deals == {"deal_won": From(12_505_000, 60)}
    assert (found.team_level, found.gained) == (None, None)
    again = visit("celebrations", "admin")
    assert again.text_input(key="celebrations_amount_deal_won").value == "1250.50"
    assert again.button(key="celebrations_save").disabled


def test_what_has_just_happened_is_told_at_the_next_look(shop: Shop, visit: Visit) -> None:
    page = visit("celebrations", "manager")
    shop.record(type="deal_won", employee="E01", customer="C1", amount="10", external_id="just")
    assert '<span class="n num">13</span> <span class="quiet">results</span>' in drawn(page.run())
    choose(shop, deals={})
    assert '<span class="n num">0</span> <span class="quiet">results</span>' in drawn(page.run())


def test_another_type_is_added(shop: Shop, visit: Visit) -> None:
    page = visit("celebrations", "manager")
    page.multiselect(key="celebrations_types").select("ice_breaker_done").run()
    save(page)
    assert set(standing(shop).deals) == {"deal_won", "ice_breaker_done"}


def test_nothing_to_tell_is_said(shop: Shop, visit: Visit) -> None:
    choose(shop, deals={}, leaders={}, gained={}, period_over=[])
    assert "would have told nothing" in drawn(visit("celebrations", "manager"))


def test_a_mistake_is_told_and_nothing_is_saved(shop: Shop, visit: Visit) -> None:
    page = visit("celebrations", "manager")
    page.text_input(key="celebrations_amount_deal_won").input("much").run()
    assert "must be a plain decimal number" in told(page)
    assert "must be a plain decimal number" in told(save(page))
    assert standing(shop).deals == {"deal_won": From()}


def test_two_who_choose_at_once_lose_nothing(shop: Shop, visit: Visit) -> None:
    page = visit("celebrations", "manager")
    page.number_input(key="celebrations_places").set_value(25).run()
    choose(shop, period_over=["month"])
    page = save(page)
    assert "Somebody else chose anew meanwhile" in told(page)
    assert page.number_input(key="celebrations_places").value == 25
    assert (standing(shop).gained, standing(shop).period_over) == (10, ("month",))
    page.button(key="celebrations_mine").click().run()
    assert (standing(shop).gained, standing(shop).period_over) == (25, ("week", "month", "quarter"))


def test_the_choice_of_the_other_can_be_taken_up(shop: Shop, visit: Visit) -> None:
    page = visit("celebrations", "manager")
    page.number_input(key="celebrations_places").set_value(25).run()
    choose(shop, gained={"places": 7})
    page.run()
    assert "Nothing of yours is lost" in told(page)
    page.button(key="celebrations_theirs").click().run()
    assert page.number_input(key="celebrations_places").value == 7
    assert "Nothing of yours is lost" not in told(page)


def test_before_anything_happened_the_form_stands(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="Europe/London", currency="GBP")
    users.add_user(database, COMMAND_LINE, "admin", role="admin")
    page = visit("celebrations", "admin")
    assert "would have told nothing" in drawn(page)
    assert page.multiselect(key="celebrations_types").value == []


def test_employees_are_refused(shop: Shop, visit: Visit) -> None:
    page = visit("celebrations", "ann")
    assert "This page is not for you" in drawn(page)
    assert not page.multiselect


def test_it_speaks_chinese(shop: Shop, visit: Visit) -> None:
    found = session_of(shop.database, token_of(shop.database, "manager"))
    assert found is not None
    own_user.set_language(shop.database, found.actor, "zh")
    page = visit("celebrations", "manager")
    assert "按此设置，过去七天会播报" in drawn(page)
    assert page.multiselect(key="celebrations_types").label == "有人凭以下活动得分时播报"
