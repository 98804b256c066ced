"""The leaderboard: empty, full, refused."""

import pytest

from services.access import COMMAND_LINE
from services.people import customers
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn
from tests.pages.living import LONG, Shop


def test_everybody_stands_on_the_board_of_employees(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("leaderboard", "ann", period="all"))
    assert "Ann Li" in page
    assert LONG in page
    assert "250" in page, "five deals of 50"


@pytest.mark.parametrize("user", ["admin", "manager", "ann", "screen"])
def test_every_role_may_look(shop: Shop, visit: Visit, user: str) -> None:
    assert "Ann Li" in drawn(visit("leaderboard", user))


def test_markup_in_a_name_is_text(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("leaderboard", "ann"))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_stranger_sees_no_board(shop: Shop, visit: Visit) -> None:
    assert "Ann Li" not in drawn(visit("leaderboard", None))


def test_a_screen_is_offered_no_customers(shop: Shop, visit: Visit) -> None:
    page = visit("leaderboard", "screen", board="customers")
    assert "Shop 0" not in drawn(page)
    assert "Ann Li" in drawn(page), "the board of employees instead"


def test_a_customer_who_is_given_to_somebody_else_leaves_ones_board(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E01", customer="C0", amount="10")
    page = visit("leaderboard", "ann", board="customers")
    assert "Shop 0" in drawn(page)
    customers.put_customer(shop.database, COMMAND_LINE, "C0", {"owner": "E02"})
    assert "Shop 0" not in drawn(page.run())
