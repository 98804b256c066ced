"""Drafts on the plan page: begun, listed, renamed, discarded, imported, published."""

from __future__ import annotations

import datetime as dt

import pytest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.plans import plan_drafts, planning
from services.sign_in import users
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import NASTY, Shop
from tests.pages.plan_drafting import begun, now_standing, opened


def test_without_drafts_it_says_what_one_is_and_offers_to_begin(shop: Shop, visit: Visit) -> None:
    page = visit("plan", "manager")
    assert "Nobody drafts a plan" in drawn(page)
    page.button(key="plan_change").click().run()
    [head] = plan_drafts.drafts(shop.database, COMMAND_LINE)
    assert head.based_on == 1
    assert "The same as version 1" in drawn(page)


def test_drafts_are_listed_with_who_saved_them(shop: Shop, visit: Visit) -> None:
    plan_drafts.start_empty(shop.database, COMMAND_LINE, name=NASTY)
    page = drawn(visit("plan", "manager"))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "saved by the command line, today" in page


@pytest.mark.parametrize("chosen", ["empty", "retail"])
def test_a_draft_begins_empty_or_from_a_starter(shop: Shop, visit: Visit, chosen: str) -> None:
    page = visit("plan", "manager")
    page.button(key="plan_begin_open").click().run()
    page.radio(key="plan_begin_with").set_value(chosen).run()
    page.text_input(key="plan_begin_name").input("Another").run()
    page.button(key="plan_begin_send").click().run()
    [head] = plan_drafts.drafts(shop.database, COMMAND_LINE)
    assert head.name == "Another"
    assert not page.exception
    assert ("The draft has no rule yet" in drawn(page)) == (chosen == "empty")


def test_before_the_first_plan_a_starter_begins(visit: Visit, database: Database) -> None:
    initialise(database, COMMAND_LINE, name="Acme", timezone="UTC", currency="EUR")
    users.add_user(database, COMMAND_LINE, "boss", role="manager")
    page = visit("plan", "boss")
    assert [button for button in page.button if button.key == "plan_change"] == []
    page.button(key="plan_begin_open").click().run()
    page.radio(key="plan_begin_with").set_value("field_sales").run()
    page.button(key="plan_begin_send").click().run()
    assert "Nothing is published yet" in drawn(page)
    page.button(key="plan_publish_open").click().run()
    page.text_area(key="plan_reason").input("The beginning")
    page.button(key="plan_publish_send").click().run()
    assert planning.get(database, COMMAND_LINE)["version"] == 1


def test_a_draft_is_renamed_and_discarded(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    page.button(key="plan_rename_open").click().run()
    page.text_input(key=f"plan_name_{draft.head.id}").input("Summer").run()
    page.button(key="plan_rename_send").click().run()
    assert now_standing(shop, draft).head.name == "Summer"
    page.button(key="plan_discard_open").click().run()
    page.button(key="plan_discard_send").click().run()
    assert plan_drafts.drafts(shop.database, COMMAND_LINE) == ()
    assert "Nobody drafts a plan" in drawn(page)


@pytest.mark.parametrize("asked", ["99", "x", "²", "-1"])
def test_a_draft_that_is_gone_is_told(shop: Shop, visit: Visit, asked: str) -> None:
    assert "was published or discarded" in told(visit("plan", "manager", draft=asked))


@pytest.mark.parametrize("user", ["ann", "screen", "loner"])
def test_nobody_else_sees_a_draft(shop: Shop, visit: Visit, user: str) -> None:
    page = opened(visit, begun(shop), user)
    assert "This page is not for you" in drawn(page)
    assert "Spring" not in told(page)


def test_a_file_of_ten_thousand_rules_is_refused_and_one_with_mistakes_is_shown(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    page = opened(visit, draft)
    page.button(key="plan_import_open").click().run()
    many = "name: Many\nrules:\n" + "  - {key: a}\n" * 10_000
    page.file_uploader(key=f"plan_import_file_{draft.head.id}").set_value(("many.yaml", many.encode(), "application/yaml")).run()
    page.button(key="plan_import_send").click().run()
    assert "10000 rules" in drawn(page)
    assert now_standing(shop, draft).document == draft.document
    few = b"name: Few\nrules:\n  - {key: visit}\n"
    page.file_uploader(key=f"plan_import_file_{draft.head.id}").set_value(("few.yaml", few, "application/yaml")).run()
    page.button(key="plan_import_send").click().run()
    assert "is missing" in drawn(page).lower()


def test_publishing_asks_for_a_reason_and_leads_to_the_versions(shop: Shop, visit: Visit) -> None:
    page = opened(visit, begun(shop, weight=2))
    page.button(key="plan_publish_open").click().run()
    page.button(key="plan_publish_send").click().run()
    assert len(planning.list_versions(shop.database, COMMAND_LINE)["items"]) == 1
    page.text_area(key="plan_reason").input("Deals were worth too little")
    page.button(key="plan_publish_send").click().run()
    assert not page.exception
    found = planning.get(shop.database, COMMAND_LINE)
    assert (found["version"], found["reason"]) == (2, "Deals were worth too little")
    assert plan_drafts.drafts(shop.database, COMMAND_LINE) == ()


def test_it_begins_on_a_day_that_is_chosen(shop: Shop, visit: Visit) -> None:
    page = opened(visit, begun(shop, weight=2))
    page.button(key="plan_publish_open").click().run()
    day = dt.date.today() + dt.timedelta(days=3)
    page.text_area(key="plan_reason").input("From the first on")
    page.radio(key="plan_begins").set_value("day")
    page.date_input(key="plan_day").set_value(day)
    page.button(key="plan_publish_send").click().run()
    assert planning.get(shop.database, COMMAND_LINE, 2)["effective_from"].startswith(day.isoformat())


def test_where_publishing_is_reserved_a_manager_drafts_only(shop: Shop, visit: Visit) -> None:
    organising.change(shop.database, COMMAND_LINE, {"managers_publish": False})
    page = opened(visit, begun(shop, weight=2))
    assert "reserved to administrators" in drawn(page)
    assert [button for button in page.button if button.key == "plan_publish_open"] == []


def test_the_version_history_leads_to_the_draft(shop: Shop, visit: Visit) -> None:
    draft = begun(shop)
    assert f"/plan?draft={draft.head.id}" in drawn(visit("plan_versions", "manager", show="versions"))
