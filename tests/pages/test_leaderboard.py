"""The leaderboard: empty, full, refused."""

import pytest

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
