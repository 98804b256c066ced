"""Feed: what happened, by day, with what people answered; narrowed, and never about a customer."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.beginning.setting_up import initialise
from services.feed import feed
from services.feed.following import follow
from services.feed.reacting import react
from services.sign_in import own_user, users
from services.sign_in.sessions import session_of
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import LONG, NASTY, Shop
from tests.signing import token_of
from ui.components.feed import reacting


def actor(shop: Shop, user: str) -> object:
    found = session_of(shop.database, token_of(shop.database, user))
    assert found is not None
    return found.actor


def followed(shop: Shop) -> None:
    follow(shop.database)


def items(page: AppTest) -> list[str]:
    return re.findall(r'<li class="item (\w+)">', drawn(page))


def test_what_happened_stands_by_day_with_names_as_typed(shop: Shop, visit: Visit) -> None:
    followed(shop)
    page = drawn(visit("feed", "ann"))
    assert "<h2>Today</h2>" in page
    assert "Ann Li" in page
    assert LONG in page
    assert "&lt;script&gt;" in page
    assert NASTY not in page
    assert "+50" in page


def test_no_customer_stands_in_it(shop: Shop, visit: Visit) -> None:
    followed(shop)
    for user in ("admin", "ben"):
        assert "Shop " not in re.sub(r'href="[^"]*"', "", drawn(visit("feed", user))).replace("Corner Shops", "")


def test_it_is_narrowed_by_kind_and_team(shop: Shop, visit: Visit) -> None:
    for number in range(9):
        shop.record(type="deal_won", employee="E02", customer="C1", amount=str(number + 1))
    followed(shop)
    assert set(items(visit("feed", "ann"))) == {"deal", "leader"}
    assert "Ben Okafor" in drawn(visit("feed", "ann", kind="leader"))
    assert set(items(visit("feed", "ann", kind="deal"))) == {"deal"}
    west = visit("feed", "ann", kind="deal", team="WEST")
    assert "Ben Okafor" in drawn(west)
    assert ">Ann Li</span>" not in drawn(west)
    west.selectbox(key="feed_team").select("EAST").run()
    assert west.query_params["team"] == "EAST"
    assert ">Ann Li</span>" in drawn(west)


def test_a_team_that_is_not_there_is_told(shop: Shop, visit: Visit) -> None:
    followed(shop)
    assert "No team has the code" in told(visit("feed", "ann", team="NORTH"))


def test_more_is_shown_where_it_is_asked_for(shop: Shop, visit: Visit) -> None:
    for number in range(35):
        shop.record(type="deal_won", employee="E02", customer="C1", amount=str(number + 1))
    followed(shop)
    page = visit("feed", "manager_all", kind="deal")
    assert len(items(page)) == 30
    page.button(key="feed_older").click().run()
    assert len(items(page)) > 30


def test_a_deal_leads_to_its_activity_for_those_who_may_read_it(shop: Shop, visit: Visit) -> None:
    followed(shop)
    assert 'href="/activity?source=test' in drawn(visit("feed", "manager", team="EAST"))
    assert "/activity?" not in drawn(visit("feed", "manager", team="WEST", kind="deal"))
    assert "/activity?" in drawn(visit("feed", "ben", team="WEST", kind="deal"))


def test_what_was_reversed_is_gone(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E04", customer="C1", amount="1", external_id="gone")
    followed(shop)
    before = len(items(visit("feed", "ann", kind="deal", team="WEST")))
    reverse(shop.database, COMMAND_LINE, "test", "gone", reason="fell through")
    followed(shop)
    assert len(items(visit("feed", "ann", kind="deal", team="WEST"))) == before - 1


# answering ------------------------------------------------------------------------------------------------------------------------


def test_who_answered_is_named(shop: Shop, visit: Visit) -> None:
    followed(shop)
    of_ben = next(one for one in feed.latest(shop.database, COMMAND_LINE, kinds={"deal"}) if one.code == "E02")
    react(shop.database, actor(shop, "ann"), of_ben.id, "applause")  # type: ignore[arg-type]
    react(shop.database, actor(shop, "manager"), of_ben.id, "applause")  # type: ignore[arg-type]
    pressed = f'data-react="{of_ben.id}:applause" aria-pressed="true" aria-label="Applause: you, manager"'
    assert pressed in drawn(visit("feed", "ann"))
    assert f'data-react="{of_ben.id}:applause" aria-pressed="false" aria-label="Applause: Ann Li, manager"' in drawn(visit("feed", "loner"))
    bens = drawn(visit("feed", "ben"))
    assert f'data-react="{of_ben.id}' not in bens  # one's own is for others to applaud
    assert 'aria-label="Applause: Ann Li, manager"' in bens


@pytest.mark.parametrize("clicked", ["", "1", "x:applause:1", "1:applause", "1:laughter:1", "99999:applause:1", "9" * 30 + ":applause:1"])
def test_what_a_browser_makes_up_changes_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch, clicked: str) -> None:
    followed(shop)
    monkeypatch.setattr(reacting, "database", lambda: shop.database)
    monkeypatch.setattr(reacting, "still_allowed", lambda _act: type("Me", (), {"actor": actor(shop, "ann")})())
    before = feed.version(shop.database)
    reacting.answer(clicked)
    assert feed.version(shop.database) == before


# empty, refused, Chinese ------------------------------------------------------------------------------------------------------------


def test_an_empty_feed_says_what_fills_it(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="Europe/London", currency="GBP")
    users.add_user(database, COMMAND_LINE, "admin", role="admin")
    users.add_user(database, COMMAND_LINE, "somebody", role="employee")
    page = visit("feed", "admin")
    assert "Nothing has happened yet" in drawn(page)
    assert "Nothing like this has happened yet" in drawn(visit("feed", "somebody", kind="leader"))


def test_it_is_not_for_screens(shop: Shop, visit: Visit) -> None:
    followed(shop)
    page = drawn(visit("feed", "screen"))
    assert "Ann Li" not in page


def test_it_speaks_chinese(shop: Shop, visit: Visit) -> None:
    followed(shop)
    own_user.set_language(shop.database, actor(shop, "ann"), "zh")  # type: ignore[arg-type]
    page = drawn(visit("feed", "ann"))
    assert "<h2>今天</h2>" in page
    assert "成交" in page
    assert "Deal won" not in page
