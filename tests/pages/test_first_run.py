"""The first run: one link, one form, one administrator; what is wrong is told at its field and costs nothing that was typed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE
from services.activities import catalogue
from services.beginning import demonstrating, founding, founding_demonstration, starting
from services.beginning.demonstrating import Size
from services.beginning.setting_up import initialise
from services.plans import planning
from services.sign_in import passwords, signing_in
from services.sign_in.sessions import session_of
from services.sign_in.users import add_user
from tests.pages.conftest import PROJECT
from tests.pages.drawing import drawn, told
from tests.pages.living import PASSWORD
from ui import data, shared

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 4)


@pytest.fixture
def opened(database: Database) -> Iterator[Open]:
    """Opens the link of the first run; secret: None for one that has just been printed."""
    data.share(database)
    shared.forget()

    def open_link(secret: str | None = None, **query: str) -> AppTest:
        page = AppTest.from_file(str(PROJECT / "ui/shell.py"), default_timeout=60)
        page.query_params["setup"] = secret or founding.open_setup(database)
        for name, value in query.items():
            page.query_params[name] = value
        return page.run()

    yield open_link
    data.share(None)
    shared.forget()


def fill(page: AppTest, *, name: str = "Ann", password: str = PASSWORD, again: str | None = None) -> None:
    page.text_input(key="first_run_name").input(name)
    [first, second] = [box for box in page.text_input if str(box.key).startswith(("first_run_password_", "first_run_again_"))]
    first.input(password)
    second.input(password if again is None else again)


def fill_organisation(page: AppTest) -> None:
    page.text_input(key="first_run_organisation_name").input("Corner <b>Shops</b>")
    page.selectbox(key="first_run_zone").select("Europe/London")
    page.selectbox(key="first_run_currency").select("GBP")


def send(page: AppTest) -> AppTest:
    return page.button(key="first_run_send").click().run()


def entered(database: Database, page: AppTest) -> tuple[str, str]:
    """Who is let in by the ticket that the browser is sent away with, and where to."""
    assert not page.exception, page.exception
    [going] = [part for part in page.get("bidi_component") if "/auth/enter" in part.proto.json]
    ticket = json.loads(going.proto.json)["address"].removeprefix("/auth/enter?ticket=")
    found = signing_in.enter(database, ticket, browser="", address=None)
    assert found is not None
    who = session_of(database, found[0])
    assert who is not None
    return who.user, found[1]


def test_an_organisation_is_founded_with_the_starter_plan(database: Database, opened: Open) -> None:
    page = opened()
    assert "Deal won" in drawn(page)
    assert "for every 10 of the amount" in drawn(page)
    fill(page)
    fill_organisation(page)
    send(page)
    assert entered(database, page) == ("Ann", "/imports")
    here = organising.get(database, COMMAND_LINE)
    assert (here["name"], here["timezone"], here["currency"], here["locale"]) == ("Corner <b>Shops</b>", "Europe/London", "GBP", "en")
    assert planning.get(database, COMMAND_LINE)["version"] == 1


@pytest.mark.parametrize("key", [plan.key for plan in starting.starter_plans()])
def test_every_starter_is_shown_with_its_reasons_and_founds_an_organisation(database: Database, opened: Open, key: str) -> None:
    page = opened()
    assert len(page.radio(key="first_run_plan").options) == len(starting.starter_plans()) + 2
    page.radio(key="first_run_plan").set_value(key).run()
    seen = unescape(drawn(page))
    plan = next(plan for plan in starting.starter_plans() if plan.key == key)
    assert plan.description["en"] in seen
    assert all(rule.label["en"] in seen and rule.why["en"] in seen for rule in plan.rules)
    fill(page)
    fill_organisation(page)
    send(page)
    assert entered(database, page) == ("Ann", "/imports")
    assert planning.get(database, COMMAND_LINE)["plan"] == starting.starter_document(key)
    assert len(catalogue.list_types(database, COMMAND_LINE)["items"]) > 5


def test_the_reasons_are_told_in_the_language_that_is_chosen(opened: Open) -> None:
    page = opened()
    page.segmented_control(key="first_run_spoken").select("zh").run()
    page.radio(key="first_run_plan").set_value("retail").run()
    assert "全方案的标尺" in drawn(page)
    assert "yardstick" not in drawn(page)


def test_an_organisation_is_founded_without_a_plan(database: Database, opened: Open) -> None:
    page = opened()
    page.radio(key="first_run_plan").set_value("").run()
    assert "Deal won" not in drawn(page)
    fill(page)
    fill_organisation(page)
    send(page)
    assert entered(database, page)[0] == "Ann"
    assert planning.list_versions(database, COMMAND_LINE)["items"] == []


def test_the_demonstration_needs_no_organisation_and_leads_to_the_leaderboard(
    database: Database, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Size(outlets=2, employees=8, customers=20, days=40)
    monkeypatch.setitem(founding_demonstration.found_demonstration.__kwdefaults__, "size", small)
    page = opened()
    page.radio(key="first_run_plan").set_value("demonstration").run()
    assert "invented" in told(page)
    assert not any(str(box.key) == "first_run_organisation_name" for box in page.text_input)
    fill(page)
    send(page)
    assert entered(database, page) == ("Ann", "/leaderboard")
    assert {person.name for person in demonstrating.sign_ins(database)} == {"manager", "employee", "screen"}, "nobody else administers"


def test_where_an_organisation_stands_only_the_administrator_is_asked_for(database: Database, opened: Open) -> None:
    initialise(database, COMMAND_LINE, name="Made before", timezone="UTC", currency="EUR")
    page = opened()
    assert "Who runs Laurel here?" in drawn(page)
    assert not page.selectbox
    fill(page)
    send(page)
    assert entered(database, page)[0] == "Ann"
    assert organising.get(database, COMMAND_LINE)["name"] == "Made before"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": ""}, "Name"),
        ({"password": "short", "again": "short"}, "at least 10 characters"),
        ({"password": "密" * 25}, "at most 72 bytes"),
        ({"again": "another one altogether"}, "The two passwords differ."),
    ],
    ids=["no name", "short password", "long password", "passwords differ"],
)
def test_what_is_wrong_is_told_and_only_the_passwords_are_forgotten(
    database: Database, opened: Open, typed: dict[str, str], why: str
) -> None:
    page = opened()
    fill(page, **typed)
    fill_organisation(page)
    send(page)
    assert why in drawn(page)
    assert not starting.is_founded(database)
    assert page.text_input(key="first_run_organisation_name").value == "Corner <b>Shops</b>"
    assert page.selectbox(key="first_run_zone").value == "Europe/London"
    assert [box.value for box in page.text_input if "password" in str(box.key)] == [""]
    fill(page)
    send(page)
    assert entered(database, page)[0] == "Ann", "the link still works"


def test_zone_and_currency_are_asked_for(database: Database, opened: Open) -> None:
    page = opened()
    fill(page)
    page.text_input(key="first_run_organisation_name").input("Acme")
    send(page)
    assert "Choose the time zone." in drawn(page)
    page.selectbox(key="first_run_zone").select("Asia/Shanghai")
    fill(page)
    send(page)
    assert "Choose the currency." in drawn(page)
    assert not starting.is_founded(database)


def test_it_speaks_the_language_that_is_chosen(opened: Open) -> None:
    page = opened()
    page.segmented_control(key="first_run_spoken").select("zh").run()
    assert "外勤销售" in str(page.radio(key="first_run_plan").options)


def test_a_link_that_is_used_up_leads_to_signing_in(database: Database, opened: Open) -> None:
    initialise(database, COMMAND_LINE, name="Acme", timezone="UTC", currency="EUR")
    secret = founding.open_setup(database)
    add_user(database, COMMAND_LINE, "root", role="admin", password=PASSWORD)
    assert "there is an administrator" in opened(secret).info[0].value


def test_a_link_that_is_too_old_says_how_to_get_another(opened: Open) -> None:
    page = opened("no such secret")
    assert "Start the server again" in page.info[0].value
    assert not any(str(box.key).startswith("first_run") for box in page.text_input)


def test_a_link_that_is_used_meanwhile_founds_nothing_twice(database: Database, opened: Open) -> None:
    secret = founding.open_setup(database)
    page = opened(secret)
    fill(page, name="Late")
    fill_organisation(page)
    starting.found(
        database,
        secret,
        user="First",
        password=PASSWORD,
        organisation={"name": "First", "timezone": "UTC", "currency": "EUR", "locale": "en"},
    )
    send(page)
    assert organising.get(database, COMMAND_LINE)["name"] == "First"
    assert "there is an administrator" in page.info[0].value
