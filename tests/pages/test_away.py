"""While the database is away: one sentence and no trace of an error, and what stood on a wall stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE
from services.screens import screens
from tests.pages.conftest import Visit
from tests.pages.living import Shop
from ui import data
from ui.away import told_when_away


@pytest.fixture
def away(database: Database) -> Iterator[Database]:
    """A database at an address where nobody answers."""
    nowhere = Database.open("postgresql://127.0.0.1:1/laurel")
    yield nowhere
    nowhere.close()


def said(page: AppTest) -> list[str]:
    assert not page.exception, page.exception
    return [one.value for one in page.warning]


def test_a_page_says_so_in_one_sentence_and_goes_on_afterwards(shop: Shop, visit: Visit, away: Database) -> None:
    page = visit("my_points", "ann")
    assert said(page) == []
    data.share(away)
    assert said(page.run()) == ["The database does not answer at the moment. This page goes on by itself as soon as it does."]
    data.share(shop.database)
    assert said(page.run()) == []
    assert page.get("html")


def test_a_wall_stands_as_it_stood(shop: Shop, visit: Visit, away: Database) -> None:
    secret = screens.new_link(shop.database, COMMAND_LINE, screens.add_screen(shop.database, COMMAND_LINE, "Lobby").id)
    page = visit("screen", None, link=secret)
    [stood] = page.get("bidi_component")
    data.share(away)
    assert said(page.run()) == []
    [stands] = page.get("bidi_component")
    assert stands.proto.bytes == stood.proto.bytes


def test_a_wall_that_was_opened_meanwhile_says_so(shop: Shop, visit: Visit, away: Database) -> None:
    data.share(away)
    page = visit("screen", None, link="a" * 43)
    assert (len(said(page)), page.get("bidi_component")) == (1, [])


def test_a_live_part_says_so_in_its_place(away: Database) -> None:
    def script() -> None:
        import streamlit as st

        from services import freshness
        from ui.data import database
        from ui.live import live

        st.markdown("above")
        live(lambda: print(freshness.version(database())))()
        st.markdown("beneath")

    data.share(away)
    page = AppTest.from_function(script).run()
    data.share(None)
    assert len(said(page)) == 1
    assert [one.value for one in page.markdown] == ["above", "beneath"]


def test_an_act_that_failed_by_it_says_so() -> None:
    def script() -> None:
        import sqlite3

        import streamlit as st

        from ui.away import tell

        st.markdown(str((tell(sqlite3.OperationalError("gone")), tell(LookupError("mine")))))

    page = AppTest.from_function(script).run()
    assert len(said(page)) == 1
    assert page.markdown[0].value == "(True, False)"


def test_what_is_wrong_otherwise_is_no_matter_of_the_database() -> None:
    with pytest.raises(LookupError), told_when_away():
        raise LookupError
