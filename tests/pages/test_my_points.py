"""My points: empty, full, refused."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from streamlit.testing.v1 import AppTest

from services import organising
from services.access import COMMAND_LINE
from services.activities import catalogue
from services.calendar import days_off
from services.people import customers, people
from services.sign_in import own_user, users
from services.sign_in.sessions import session_of
from services.targets.setting import Change, set_targets
from services.targets.sheets import Scope
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import NASTY, Shop, record_one
from tests.signing import token_of


def lead(shop: Shop) -> None:
    """Ann is first in every period, whatever day it is: one more deal than everybody else today."""
    shop.record(type="deal_won", employee="E01", customer="C0", amount="10")


def newcomer(shop: Shop) -> None:
    """Somebody who has not done anything yet signs in as `new`."""
    people.put_employee(shop.database, COMMAND_LINE, "E99", {"name": "New Here", "team": "EAST"})
    users.add_user(shop.database, COMMAND_LINE, "new", role="employee", employee="E99")


def chart_in_words(page: AppTest) -> str:
    """What is said of the one chart to whom cannot see it."""
    assert not page.exception
    [found] = page.get("vega_lite_chart")
    assert "datum.is_running" in found.proto.spec, "the running period is drawn lighter"
    return str(found.proto.alt)


def test_score_place_and_team_are_shown(shop: Shop, visit: Visit) -> None:
    lead(shop)
    page = drawn(visit("my_points", "ann"))
    assert "Ann Li" in page
    assert "East" in page
    assert "1st of 5" in page
    assert "+100 today" in page


def test_the_target_of_the_period_is_shown_with_what_is_reached(shop: Shop, visit: Visit) -> None:
    set_targets(shop.database, COMMAND_LINE, [Change(Scope.EMPLOYEE, "E01", 1_000)], period="quarter", on=dt.date.today())
    assert "of 1,000" in drawn(visit("my_points", "ann", period="quarter"))
    assert "Target" not in drawn(visit("my_points", "ann", period="week"))


def test_who_leads_is_told_by_how_much(shop: Shop, visit: Visit) -> None:
    lead(shop)
    assert re.search(r"You are first, \d+ points ahead", drawn(visit("my_points", "ann", period="week")))


def test_who_follows_is_told_what_brings_the_next_place(shop: Shop, visit: Visit) -> None:
    lead(shop)
    page = drawn(visit("my_points", "ben"))
    assert "to 1st" in page
    assert "(Ann Li)" in page
    assert "Deal won" in page


def test_the_latest_entries_say_why_and_lead_to_their_activity(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E01", customer="C9", amount="99", external_id="latest")
    page = drawn(visit("my_points", "ann"))
    assert "Deal won: 50 points under version 1 of the plan." in page
    assert 'href="/activity?source=test&amp;id=latest"' in page


def test_the_trend_is_drawn_by_week_or_by_month(shop: Shop, visit: Visit) -> None:
    assert chart_in_words(visit("my_points", "ann")).startswith("Points in the last 26 weeks: now ")
    assert chart_in_words(visit("my_points", "ann", by="month")).startswith("Points in the last 12 months: now ")


def test_the_period_comes_from_the_address_and_its_links_keep_what_else_is_there(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("my_points", "ann", period="week", by="month"))
    assert 'aria-current="true">Week<' in page
    assert 'href="/my_points?period=quarter&amp;by=month"' in page
    assert "Last 13 weeks" in drawn(visit("my_points", "ann", period="quarter"))


def test_a_period_that_there_is_not_is_the_month(shop: Shop, visit: Visit) -> None:
    assert 'aria-current="true">Month<' in drawn(visit("my_points", "ann", period="fortnight"))


def test_what_is_recorded_meanwhile_shows_at_the_next_run(shop: Shop, visit: Visit) -> None:
    page = visit("my_points", "ann")
    assert "+50 today" in drawn(page)
    lead(shop)
    assert "+100 today" in drawn(page.run())


def test_a_customer_who_is_renamed_shows_so_at_the_next_run(shop: Shop, visit: Visit) -> None:
    lead(shop)
    page = visit("my_points", "ann")
    assert "Shop 0" in drawn(page)
    customers.put_customer(shop.database, COMMAND_LINE, "C0", {"name": "Hongda Trading"})
    again = drawn(page.run())
    assert "Hongda Trading" in again
    assert "Shop 0" not in again


def test_balance_worth_and_level_stand_beside_it(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("my_points", "ann"))
    assert "≈ £25.00" in page, "250 points at 100.00 for 1000"
    assert "Starter" in page
    assert "250 to Seller" in page


def test_what_waits_for_approval_is_told(shop: Shop, visit: Visit) -> None:
    catalogue.put_type(shop.database, COMMAND_LINE, "ice_breaker_done", {"approval": True})
    shop.record(type="ice_breaker_done", employee="E01", customer="C0", note="x")
    page = drawn(visit("my_points", "ann"))
    assert "1 activity waits for approval" in page
    assert "+100" in page


def test_markup_in_the_name_of_a_customer_is_text(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E01", customer="C9", amount="99")
    page = drawn(visit("my_points", "ann"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **b** :red[x] $y$" in page
    assert "<script>alert" not in page


def test_markup_in_ones_own_name_is_text(shop: Shop, visit: Visit) -> None:
    users.add_user(shop.database, COMMAND_LINE, "nasty", role="employee", employee="E03")
    page = visit("my_points", "nasty")
    assert "&lt;script&gt;" in drawn(page)
    assert NASTY not in told(page)


def test_who_has_nothing_yet_is_told_what_will_stand_here(shop: Shop, visit: Visit) -> None:
    newcomer(shop)
    page = drawn(visit("my_points", "new"))
    assert "Nothing here yet" in page
    assert "A chart grows here with your first points." in page
    assert "nothing yet today" in page


@pytest.mark.parametrize("user", ["admin", "manager", "manager_all"])
def test_who_is_no_employee_is_told_whom_to_ask(shop: Shop, visit: Visit, user: str) -> None:
    page = drawn(visit("my_points", user))
    assert "You are not linked to an employee" in page
    assert "Ask an administrator" in page


def test_an_employee_without_an_account_is_told_whom_to_ask(shop: Shop, visit: Visit) -> None:
    assert "ask an administrator to link you" in drawn(visit("my_points", "loner"))


def test_it_is_refused_to_a_screen(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("my_points", "screen"))
    assert "This page is not for you" in page
    assert "Balance" not in page


def test_a_stranger_sees_nothing(shop: Shop, visit: Visit) -> None:
    assert "Ann Li" not in told(visit("my_points", None))


def test_it_speaks_chinese(shop: Shop, visit: Visit) -> None:
    found = session_of(shop.database, token_of(shop.database, "ann"))
    assert found is not None
    own_user.set_language(shop.database, found.actor, "zh")
    lead(shop)
    page = drawn(visit("my_points", "ann"))
    assert "第 1 名" in page
    assert "成交" in page
    assert "1st" not in page


# what changed, and what is kept ---------------------------------------------------------------------------------------------------


def last_month() -> str:
    return f"{dt.date.today().replace(day=1) - dt.timedelta(days=1):%Y-%m}"


def test_points_and_places_of_today_stand_in_the_card(shop: Shop, visit: Visit) -> None:
    for _number in range(3):
        shop.record(type="deal_won", employee="E04", customer="C3", amount="10")
    page = drawn(visit("my_points", "ben", period="quarter"))
    assert "+50 today" in page
    users.add_user(shop.database, COMMAND_LINE, "long", role="employee", employee="E04")
    page = drawn(visit("my_points", "long", period="quarter"))
    assert "+200 today" in page


def test_days_in_a_row_stand_beside_it(shop: Shop, visit: Visit) -> None:
    organising.change(shop.database, COMMAND_LINE, {"working_days": [1, 2, 3, 4, 5, 6, 7], "holidays": None})
    page = drawn(visit("my_points", "ann"))
    assert "5 days" in page
    assert "longest 5" in page


def test_a_day_off_that_is_entered_shows_at_the_next_run(shop: Shop, visit: Visit) -> None:
    organising.change(shop.database, COMMAND_LINE, {"working_days": [1, 2, 3, 4, 5, 6, 7], "holidays": None})
    record_one(shop.database, {"type": "deal_won", "employee": "E01", "customer": "C0", "amount": "9"}, days_ago=6)
    page = visit("my_points", "ann")
    assert "5 days" in drawn(page)
    missed = (dt.date.today() - dt.timedelta(days=5)).isoformat()
    days_off.add(shop.database, COMMAND_LINE, {"employee": "E01", "first": missed, "last": missed})
    assert "6 days" in drawn(page.run())


def test_a_debt_stands_in_the_place_of_the_balance(shop: Shop, visit: Visit) -> None:
    with shop.database.write() as session:  # as if all had been spent, and something taken back then
        session.run("UPDATE account_balance SET balance = -40")
    page = drawn(visit("my_points", "ann"))
    assert "Debt" in page
    assert "The next points repay it first." in page


def test_who_is_last_and_who_shares_a_place_are_told(shop: Shop, visit: Visit) -> None:
    newcomer(shop)
    people.put_employee(shop.database, COMMAND_LINE, "E98", {"name": "Also New", "team": "EAST"})
    page = drawn(visit("my_points", "new"))
    assert "6th of 7" in page
    shop.record(type="deal_won", employee="E98", customer="C0", amount="9")
    assert "7th of 7" in drawn(visit("my_points", "new"))
    users.add_user(shop.database, COMMAND_LINE, "also", role="employee", employee="E98")
    assert "shared with" in drawn(visit("my_points", "also", period="quarter"))


# reviews --------------------------------------------------------------------------------------------------------------------------


def long_ago(shop: Shop, *, points: int = 3) -> None:
    """Ann did something on the last day of the month that ended last."""
    days = dt.date.today().day
    for _number in range(points):
        record_one(shop.database, {"type": "deal_won", "employee": "E01", "customer": "C0", "amount": "9"}, days_ago=days)


def test_the_review_of_an_ended_period_is_told_in_words(shop: Shop, visit: Visit) -> None:
    long_ago(shop)
    page = drawn(visit("my_points", "ann", review=last_month(), period="week"))
    assert "in review" in page
    assert "1st of 5" in page
    assert "Best day" in page
    assert re.search(r"Deal won \d+", page)
    assert 'href="/my_points?period=week"' in page, "closing it keeps the period"
    assert f"review={last_month()[:4]}-W" in page, "the way to the weeks"


def test_who_did_nothing_then_has_a_review_all_the_same(shop: Shop, visit: Visit) -> None:
    newcomer(shop)
    page = drawn(visit("my_points", "new", review=last_month()))
    assert "in review" in page
    assert "Best day" not in page


@pytest.mark.parametrize(("key", "said"), [(f"{dt.date.today():%Y-%m}", "not over yet"), ("<script>", "quarters are reviewed")])
def test_what_has_no_review_is_told_in_a_sentence_and_the_page_stands(shop: Shop, visit: Visit, key: str, said: str) -> None:
    page = drawn(visit("my_points", "ann", review=key))
    assert said in page
    assert "Latest" in page
    assert "<script>" not in page


def test_reviews_can_be_found_from_the_page(shop: Shop, visit: Visit) -> None:
    assert f'href="/my_points?review={last_month()}"' in drawn(visit("my_points", "ann"))


def test_a_review_speaks_chinese(shop: Shop, visit: Visit) -> None:
    found = session_of(shop.database, token_of(shop.database, "ann"))
    assert found is not None
    own_user.set_language(shop.database, found.actor, "zh")
    long_ago(shop)
    page = drawn(visit("my_points", "ann", review=last_month()))
    assert "月回顾" in page
    assert "最佳一天" in page
    assert "in review" not in page
