"""How points are earned: the plan in words, its versions, copying one into a draft; the announcement on my points."""

from __future__ import annotations

import pytest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.plans import plan_drafts, planning
from services.sign_in import users
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import Shop


def published(shop: Shop, points: int = 60, reason: str = "Deals were worth too little") -> int:
    """A version in which a deal is worth so much; its number."""
    plan = planning.get(shop.database, COMMAND_LINE)["plan"]
    deal = next(rule for rule in plan["rules"] if rule["key"] == "deal_won")
    deal["award"]["points"] = points
    return int(planning.publish(shop.database, COMMAND_LINE, plan, reason=reason)["version"])


@pytest.mark.parametrize("user", ["admin", "manager", "ann"])
def test_the_plan_in_force_is_told_in_plain_words(shop: Shop, visit: Visit, user: str) -> None:
    published(shop)
    page = drawn(visit("plan_versions", user))
    assert "+60" in page
    assert "Deal won" in page
    assert "Version 2" in page
    assert "in force since today" in page


def test_an_older_version_is_told_where_the_address_names_it(shop: Shop, visit: Visit) -> None:
    published(shop)
    page = drawn(visit("plan_versions", "ann", version="1"))
    assert "+50" in page
    assert "not any more" in page
    assert "there is no version 99" in told(visit("plan_versions", "ann", version="99")).lower()


def test_the_history_says_who_when_why_and_what(shop: Shop, visit: Visit) -> None:
    published(shop, reason="**Deals** <script>count</script>")
    page = drawn(visit("plan_versions", "ann", show="versions"))
    assert "Version 2" in page
    assert "**Deals** &lt;script&gt;count&lt;/script&gt;" in page
    assert "Deal won: points 50 → 60" in page
    assert "the command line, today" in page
    assert "The first version" in page


def test_any_two_versions_are_compared(shop: Shop, visit: Visit) -> None:
    published(shop)
    published(shop, points=70)
    page = visit("plan_versions", "manager", show="versions")
    assert "Deal won: points 60 → 70" in drawn(page)
    page.selectbox(key="plan_versions_before_3").select(1).run()
    assert "1 difference from version 1 to version 3" in drawn(page)
    assert "Deal won: points 50 → 70" in drawn(page)


def test_a_manager_copies_an_old_version_into_a_draft(shop: Shop, visit: Visit) -> None:
    published(shop)
    page = visit("plan_versions", "manager", show="versions")
    page.selectbox(key="plan_versions_after").select(1).run()
    page.button(key="plan_versions_copy").click().run()
    assert not page.exception
    [draft] = plan_drafts.drafts(shop.database, COMMAND_LINE)
    assert (draft.name, draft.based_on, draft.updated_by) == ("As version 1", 1, "user:manager")
    assert "As version 1" in drawn(page)


def test_an_employee_reads_and_drafts_nothing(shop: Shop, visit: Visit) -> None:
    plan_drafts.start_empty(shop.database, COMMAND_LINE, name="A secret idea")
    page = visit("plan_versions", "ann", show="versions")
    assert "A secret idea" not in told(page)
    assert [button for button in page.button if button.key == "plan_versions_copy"] == []


def test_a_screen_and_a_stranger_are_refused(shop: Shop, visit: Visit) -> None:
    assert "This page is not for you" in drawn(visit("plan_versions", "screen"))
    assert "Deal won" not in told(visit("plan_versions", None))


def test_it_is_told_in_chinese(shop: Shop, visit: Visit) -> None:
    published(shop)
    page = drawn(visit("plan_versions", "ann", show="versions", lang="zh"))
    assert "第 2 版" in page
    assert "分值 50 → 60" in page


def test_the_announcement_stands_on_my_points_until_it_is_put_away(shop: Shop, visit: Visit) -> None:
    version = published(shop, reason="Deals were worth too little")
    page = drawn(visit("my_points", "ann"))
    assert "How points are earned has changed" in page
    assert "Deals were worth too little" in page
    assert "Deal won: points 50 → 60" in page
    assert "has changed" not in drawn(visit("my_points", "ann", seen=str(version)))
    assert "has changed" not in drawn(visit("my_points", "ann"))
    assert "has changed" in drawn(visit("my_points", "ben"))
    published(shop, points=80)
    assert "Deal won: points 60 → 80" in drawn(visit("my_points", "ann"))


@pytest.mark.parametrize("made_up", ["99", "x", "-1", "²"])
def test_an_address_that_somebody_made_up_puts_nothing_away(shop: Shop, visit: Visit, made_up: str) -> None:
    published(shop)
    page = visit("my_points", "ann", seen=made_up)
    assert not page.exception
    assert "has changed" in drawn(page)


def test_without_a_plan_the_page_says_what_will_stand_there(visit: Visit, database: Database) -> None:
    initialise(database, COMMAND_LINE, name="Acme", timezone="UTC", currency="EUR")
    users.add_user(database, COMMAND_LINE, "boss", role="manager")
    assert "No plan is in force yet" in drawn(visit("plan_versions", "boss"))
    assert "No plan has been published yet" in drawn(visit("plan_versions", "boss", show="versions"))


def test_publishing_can_be_reserved_on_the_organisation_page(shop: Shop, visit: Visit) -> None:
    page = visit("organisation", "admin", change="plan")
    page.checkbox(key="organisation_managers_publish").uncheck()
    page.button(key="organisation_send").click().run()
    assert organising.get(shop.database, COMMAND_LINE)["managers_publish"] is False
