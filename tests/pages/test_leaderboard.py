"""The leaderboard: empty, full, refused; each measure, days that were chosen, who is looked for, ranks over time."""

import datetime as dt
import html
import re
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE, Actor, Role
from services.beginning.setting_up import initialise
from services.people import customers, naming
from services.sign_in.users import add_user
from services.targets.lines import Scope
from services.targets.setting import Change, set_targets
from services.world import world
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import LONG, Shop, record_one

TODAY = dt.date.today().isoformat()
YESTERDAY = (dt.date.today() - dt.timedelta(days=1)).isoformat()


def options(page: AppTest) -> AppTest:
    """The page with its popover of rarer choices open."""
    page.session_state["leaderboard_choose"] = True
    return page.run()


def stand_as_a_number(database: Database, code: str) -> None:
    organising.change(database, COMMAND_LINE, {"may_be_unnamed": True})
    with database.read() as session:
        number = world(database, session).directory.employee_ids[code]
    naming.choose(database, Actor("user:x", role=Role.EMPLOYEE, employee_id=number), unnamed=True)


@pytest.fixture
def fresh(database: Database) -> Database:
    """An organisation with nobody in it."""
    initialise(database, COMMAND_LINE, name="New", timezone="UTC", currency="EUR")
    add_user(database, COMMAND_LINE, "admin", role="admin")
    return database


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ({}, "Nobody is on this board yet"),
        ({"board": "customers"}, "No customer has points in this period"),
        ({"measure": "target"}, "Nobody has a target for this period"),
        ({"period": "custom"}, "Nobody is on this board yet"),
    ],
    ids=str,
)
def test_an_empty_board_says_what_fills_it(fresh: Database, visit: Visit, address: dict[str, str], words: str) -> None:
    assert words in drawn(visit("leaderboard", "admin", **address))


def test_everybody_stands_on_the_board_of_employees(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("leaderboard", "ann", period="all"))
    assert "Ann Li" in page
    assert LONG in page
    assert "250" in page, "five deals of 50"


@pytest.mark.parametrize("user", ["admin", "manager", "ann", "loner"])
def test_whoever_signs_in_may_look(shop: Shop, visit: Visit, user: str) -> None:
    assert "Ann Li" in drawn(visit("leaderboard", user))


@pytest.mark.parametrize("user", [None, "screen"])
def test_strangers_and_screens_see_no_board(shop: Shop, visit: Visit, user: str | None) -> None:
    assert "Ann Li" not in drawn(visit("leaderboard", user))


def test_markup_in_a_name_is_text(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("leaderboard", "ann", find="script"))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_customer_who_is_given_to_somebody_else_leaves_ones_board(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E01", customer="C0", amount="10")
    page = visit("leaderboard", "ann", board="customers")
    assert "Shop 0" in drawn(page)
    customers.put_customer(shop.database, COMMAND_LINE, "C0", {"owner": "E02"})
    assert "Shop 0" not in drawn(page.run())


def test_rows_lead_only_where_the_reader_may_go(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("leaderboard", "manager", period="all"))
    assert 'href="/entries?employee=E01&amp;period=all"' in page
    assert "employee=E02" not in page, "Ben is in WEST"
    assert "employee=" not in drawn(visit("leaderboard", "loner"))


@pytest.mark.parametrize(
    ("address", "score"),
    [
        ({"period": "day"}, 52),
        ({"period": "week"}, None),
        ({}, None),
        ({"period": "custom", "from": YESTERDAY, "to": TODAY, "by": "type:deal_won"}, 100),
        ({"period": "custom", "from": YESTERDAY, "to": TODAY, "by": "category:behaviour"}, 2),
    ],
    ids=str,
)
def test_a_number_leads_to_the_entries_that_make_it_up(shop: Shop, visit: Visit, address: dict[str, str], score: int | None) -> None:
    shop.record(type="customer_visited", employee="E01", customer="C0")
    board = drawn(visit("leaderboard", "ann", **address))
    href = html.unescape(re.findall(r'href="/entries\?([^"]*)"', board)[0])
    ledger = drawn(visit("entries", "ann", **dict(parse_qsl(href))))
    total = re.findall(r'<p class="sum"><span class="num">(\d+)</span>', ledger)[0]
    assert f'num">{total}' in board
    assert score is None or int(total) == score


# what can be chosen ---------------------------------------------------------------------------------------------------------------


def test_what_is_chosen_stands_in_the_address_and_in_sight(shop: Shop, visit: Visit) -> None:
    page = options(visit("leaderboard", "admin", period="all"))
    page.selectbox(key="leaderboard_team").select("WEST").run()
    assert page.query_params["team"] == "WEST"
    assert "Ben Okafor" in drawn(page)
    assert "Ann Li" not in drawn(page)
    assert 'aria-label="Take back: West"' in drawn(page)
    page.selectbox(key="leaderboard_by").select("type:deal_won").run()
    assert page.query_params["by"] == "type:deal_won"
    assert 'aria-label="Take back: Deal won"' in drawn(page)


def test_a_board_can_count_one_category_alone(shop: Shop, visit: Visit) -> None:
    assert "250" in drawn(visit("leaderboard", "ann", period="all", by="category:outcome"))
    assert "250" not in drawn(visit("leaderboard", "ann", period="all", by="category:quality"))


def test_a_measure_takes_along_only_what_goes_with_it(shop: Shop, visit: Visit) -> None:
    page = options(visit("leaderboard", "ann", period="day", by="category:outcome"))
    page.radio(key="leaderboard_measure").set_value("target").run()
    assert {name: page.query_params.get(name) for name in ("measure", "period", "by")} == {
        "measure": "target",
        "period": None,
        "by": None,
    }
    page.radio(key="leaderboard_measure").set_value("total").run()
    assert "measure" not in page.query_params


def test_against_target_says_how_much_is_reached_and_who_has_none(shop: Shop, visit: Visit) -> None:
    changes = [Change(Scope.EMPLOYEE, "E01", 1_000), Change(Scope.EMPLOYEE, "E04", 10)]
    set_targets(shop.database, COMMAND_LINE, changes, period="year", on=dt.date.today())
    page = drawn(visit("leaderboard", "ben", measure="target", period="year"))
    assert "of 1,000" in page
    assert "%" in page
    assert "You have no target for this period" in page
    assert "3 have no target and are left out" in page


def test_improvement_is_against_ones_own_average(shop: Shop, visit: Visit) -> None:
    assert "Nobody has an average yet" in drawn(visit("leaderboard", "ann", measure="improvement", period="year"))
    record_one(shop.database, {"type": "deal_won", "employee": "E01"}, days_ago=40)
    page = drawn(visit("leaderboard", "ben", measure="improvement"))
    assert "a day, before" in page
    assert "You have no average of your own yet" in page
    assert "4 have no average yet and are left out" in page


def test_teams_are_compared_per_head_unless_chosen_otherwise(shop: Shop, visit: Visit) -> None:
    page = visit("leaderboard", "ann", board="teams", period="all")
    assert "Take back" not in drawn(page)
    assert "Take back: Total" in drawn(visit("leaderboard", "ann", board="teams", period="all", measure="total"))


def test_another_board_begins_with_its_own_measure(shop: Shop, visit: Visit) -> None:
    page = visit("leaderboard", "ann", board="teams", measure="total", find="West", by="type:deal_won")
    assert 'href="/leaderboard?board=customers"' in drawn(page)
    assert 'href="/leaderboard?board=employees&amp;by=type%3Adeal_won"' in drawn(page)
    assert not page.error


# days -----------------------------------------------------------------------------------------------------------------------------


def test_days_can_be_chosen(shop: Shop, visit: Visit) -> None:
    page = visit("leaderboard", "ann", period="custom", **{"from": TODAY, "to": TODAY})
    assert not page.error
    assert "Ann Li" in drawn(page)
    [dates] = page.date_input
    yesterday = dt.date.today() - dt.timedelta(days=1)
    dates.set_value((yesterday, dt.date.today())).run()
    assert (page.query_params["from"], page.query_params["to"]) == (yesterday.isoformat(), TODAY)


def test_without_days_it_is_the_last_thirty(shop: Shop, visit: Visit) -> None:
    [dates] = visit("leaderboard", "ann", period="custom").date_input
    assert dates.value == (dt.date.today() - dt.timedelta(days=29), dt.date.today())


@pytest.mark.parametrize(
    "address",
    [
        {"period": "custom", "from": "soon"},
        {"period": "custom", "from": "2026-02-02", "to": "2026-01-01"},
        {"period": "custom", "from": "2001-01-01", "to": "2026-01-01"},
        {"period": "custom", "from": "1960-01-01", "to": "1960-01-02"},
        {"team": "NOWHERE"},
        {"by": "type:nothing"},
        {"by": "luck"},
        {"measure": "luck"},
        {"view": "time", "team": "NOWHERE"},
        {"measure": "target", "by": "category:outcome"},
    ],
    ids=str,
)
def test_an_address_that_asks_for_no_board_is_told_in_a_sentence(shop: Shop, visit: Visit, address: dict[str, str]) -> None:
    page = visit("leaderboard", "ann", **address)
    assert len(page.error) == 1
    assert '<ol class="lr lr-board' not in drawn(page)


@pytest.mark.parametrize("address", [{"board": "dogs"}, {"period": "fortnight"}, {"on": "soon"}, {"team": ""}, {"find": "\x00%_"}], ids=str)
def test_an_address_with_a_slip_shows_the_usual_board(shop: Shop, visit: Visit, address: dict[str, str]) -> None:
    page = visit("leaderboard", "ann", **address)
    assert not page.error
    assert "Ann Li" in drawn(page)


# finding --------------------------------------------------------------------------------------------------------------------------


def test_a_name_is_found_with_those_beside_it(shop: Shop, visit: Visit) -> None:
    page = visit("leaderboard", "ann", period="all")
    page.text_input(key="leaderboard_find").input("okafor").run()
    assert page.query_params["find"] == "okafor"
    assert "“okafor”: 1 found" in drawn(page)
    page.text_input(key="leaderboard_find").input("").run()
    assert "find" not in page.query_params


def test_nobody_found_is_said(shop: Shop, visit: Visit) -> None:
    assert "Nobody on this board is called “&lt;b&gt;”" in drawn(visit("leaderboard", "ann", find="<b>"))


def test_customers_are_found_as_far_as_the_reader_may(shop: Shop, visit: Visit) -> None:
    for number in (0, 1):
        shop.record(type="deal_won", employee=f"E0{number + 1}", customer=f"C{number}", amount="10")
    assert "“Shop 1”: 1 found" in drawn(visit("leaderboard", "admin", board="customers", period="all", find="Shop 1"))
    assert "Nobody on this board is called" in drawn(visit("leaderboard", "ann", board="customers", period="all", find="Shop 1"))


# who stands as a number -----------------------------------------------------------------------------------------------------------


def test_who_stands_as_a_number_is_named_to_themself_alone(shop: Shop, visit: Visit) -> None:
    stand_as_a_number(shop.database, "E01")
    for user in ("admin", "manager", "ben"):
        page = drawn(visit("leaderboard", user, period="all", find="Ann"))
        board = page[page.index("lr-podium") :]
        assert "Ann Li" not in board
        assert "Member 1" in board
    assert "Ann Li" in drawn(visit("leaderboard", "ann", period="all"))
    assert "employee=E01" not in drawn(visit("leaderboard", "ben", period="all"))
    assert "成员1" in drawn(visit("leaderboard", "ben", period="all", lang="zh"))


# over time ------------------------------------------------------------------------------------------------------------------------


def test_ranks_over_time_are_a_chart_with_its_words(shop: Shop, visit: Visit) -> None:
    page = visit("leaderboard", "ann", view="time", period="day")
    [chart] = page.get("arrow_vega_lite_chart") or page.get("vega_lite_chart")
    assert "Ranks over the last" in chart.proto.alt
    assert "You: now" in chart.proto.alt


def test_before_the_second_period_there_is_nothing_to_compare(fresh: Database, visit: Visit) -> None:
    assert "There is nothing to compare yet" in drawn(visit("leaderboard", "admin", view="time"))


# files ----------------------------------------------------------------------------------------------------------------------------


def test_the_files_are_offered_where_they_are_asked_for(shop: Shop, visit: Visit) -> None:
    page = visit("leaderboard", "ann", period="all")
    assert not page.get("download_button")
    page.query_params["files"] = "1"
    page.run()
    assert len(page.get("download_button")) == 2


# in Chinese -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [{}, {"board": "teams"}, {"measure": "target"}, {"view": "time", "period": "day"}], ids=str)
def test_it_speaks_chinese(shop: Shop, visit: Visit, address: dict[str, str]) -> None:
    page = options(visit("leaderboard", "ann", lang="zh", **address))
    assert "排行榜" in told(page)
    assert not page.error
