"""Scoring a period again on its page: what it would change, the question, what was posted; empty, closed, reserved, Chinese."""

from __future__ import annotations

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.beginning.setting_up import initialise
from services.plans import planning
from services.sign_in import users
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import NASTY, Shop

EVER = {"period": "all"}


def deals_are_worth(shop: Shop, points: int) -> None:
    """A version that is in force since a year ago, when nothing had been recorded yet."""
    plan = planning.get(shop.database, COMMAND_LINE)["plan"]
    next(rule for rule in plan["rules"] if rule["key"] == "deal_won")["award"]["points"] = points
    since = dt.date.today() - dt.timedelta(days=300)
    planning.publish(shop.database, COMMAND_LINE, plan, reason="Deals were worth too little", effective_from=since)


def post(page: AppTest, reason: str) -> AppTest:
    """The question is opened and answered."""
    page.button(key="rescore_open").click().run()
    page.text_area(key="rescore_reason").set_value(reason)
    return page.button(key="rescore_send").click().run()


def test_what_would_change_is_what_is_posted(shop: Shop, visit: Visit) -> None:
    deals_are_worth(shop, 60)
    page = visit("rescore", "admin", **EVER)
    seen = drawn(page)
    assert "+150 points" in seen
    assert "5 employees get another score" in seen
    assert "250 → 300" in seen
    assert "15 activities scored again" in seen
    page.button(key="rescore_open").click().run()
    assert "5 employees get another score, " in told(page)
    page.text_area(key="rescore_reason").set_value("**Fair** <b>deals</b>")
    after = drawn(page.button(key="rescore_send").click().run())
    assert "15 differences are posted: +150 points" in after
    assert "250 → 300" in after
    assert 'href="/leaderboard?period=all"' in after
    assert 'href="/entries?employee=E01&amp;period=all"' in after
    assert "15 entries" in after
    assert "**Fair** &lt;b&gt;deals&lt;/b&gt;" in after
    again = visit("rescore", "admin", **EVER)
    assert "Nothing would change" in drawn(again)
    assert not [button for button in again.button if button.key == "rescore_open"]
    assert "300" in drawn(visit("leaderboard", "ann", period="all"))


def test_a_reason_is_asked_for_and_nothing_posted_without(shop: Shop, visit: Visit) -> None:
    deals_are_worth(shop, 60)
    page = post(visit("rescore", "manager_all", **EVER), "  ")
    assert "lra-complaint" in drawn(page)
    assert "No period was scored again yet." in drawn(page)


def test_names_stand_as_they_are_typed(shop: Shop, visit: Visit) -> None:
    deals_are_worth(shop, 60)
    page = drawn(visit("rescore", "admin", **EVER))
    assert NASTY not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **b**" in page


def test_what_was_reversed_is_posted_and_moves_nobody(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E05", customer="C1", amount="10", external_id="undone")
    reverse(shop.database, COMMAND_LINE, "test", "undone", reason="a mistake")
    deals_are_worth(shop, 60)
    page = drawn(visit("rescore", "admin", **EVER))
    assert "16 activities scored again" in page
    assert "+150 points" in page


def test_what_campaigns_pay_more_or_less_is_told(shop: Shop, visit: Visit) -> None:
    plan = planning.get(shop.database, COMMAND_LINE)["plan"]
    spring = {
        "key": "spring",
        "label": {"en": "Spring", "zh": "春季"},
        "multiply": 2,
        "from": "2020-01-01",
        "until": "2100-01-01",
        "budget": 120,
    }
    since = dt.date.today() - dt.timedelta(days=300)
    planning.publish(shop.database, COMMAND_LINE, plan | {"campaigns": [spring]}, reason="Spring", effective_from=since)
    page = visit("rescore", "admin", **EVER)
    assert "+120 points" in drawn(page)
    assert "What campaigns pay: Spring +120" in drawn(page)
    assert "What campaigns pay: Spring +120" in drawn(post(page, "Fair"))
    renamed = plan | {"campaigns": [spring | {"key": "other", "label": {"en": "Other", "zh": "另一个"}}]}
    planning.publish(shop.database, COMMAND_LINE, renamed, reason="Other", effective_from=since)
    page = visit("rescore", "admin", **EVER)
    assert "What campaigns pay: Other +120, Spring −120" in drawn(page)
    assert "Nobody’s score changes" in drawn(page)
    assert "0 differences are posted" in drawn(post(page, "Fair"))
    assert "Nothing would change" in drawn(visit("rescore", "admin", **EVER))


def test_where_nothing_differs_it_says_so(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("rescore", "admin", **EVER))
    assert "Nothing would change" in page
    assert "All time: all 15 activities have what the versions in force for them give." in page
    assert "No period was scored again yet." in page


def test_days_without_activities_are_told(shop: Shop, visit: Visit) -> None:
    shop.record(type="deal_won", employee="E01", occurred_at=(dt.datetime.now(dt.UTC) - dt.timedelta(days=60)).isoformat())
    on = (dt.date.today() - dt.timedelta(days=40)).isoformat()
    assert "Nothing was recorded on these days" in drawn(visit("rescore", "admin", period="day", on=on))


def test_without_a_plan_there_is_nothing_to_score_by(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="Europe/London", currency="GBP")
    users.add_user(database, COMMAND_LINE, "boss", role="admin")
    assert "There is no plan yet" in drawn(visit("rescore", "boss"))


def test_a_closed_period_refuses_in_a_sentence(shop: Shop, visit: Visit) -> None:
    deals_are_worth(shop, 60)
    closed = (dt.date.today() - dt.date(1970, 1, 1)).days
    with shop.database.write() as session:
        session.run("UPDATE organisation SET closed_through = :day", day=closed)
        session.run("UPDATE ledger_head SET directory_revision = directory_revision + 1")
    page = drawn(visit("rescore", "admin"))
    assert "This period is closed" in page
    assert "is closed: only a period that begins later can be scored again." in page


def test_where_publishing_is_reserved_managers_see_only_what_was(shop: Shop, visit: Visit) -> None:
    deals_are_worth(shop, 60)
    organising.change(shop.database, COMMAND_LINE, {"managers_publish": False})
    page = visit("rescore", "manager_all", **EVER)
    assert "This is reserved to administrators" in drawn(page)
    assert "No period was scored again yet." in drawn(page)
    assert "+150" not in drawn(page)


@pytest.mark.parametrize("user", ["ann", "loner", "screen"])
def test_it_is_not_for_employees_and_screens(shop: Shop, visit: Visit, user: str) -> None:
    assert "This page is not for you" in drawn(visit("rescore", user))


def test_a_version_for_earlier_days_leads_here(shop: Shop, visit: Visit) -> None:
    assert 'href="/rescore"' in drawn(visit("plan_versions", "manager", show="versions"))
    deals_are_worth(shop, 60)
    waiting = drawn(visit("plan_versions", "manager", show="versions"))
    assert "Version 2 was published for earlier days" in waiting
    assert 'href="/rescore?period=month&amp;on=' in waiting
    assert "/rescore" not in drawn(visit("plan_versions", "ann", show="versions"))
    post(visit("rescore", "admin", **EVER), "Fair")
    assert "was published for earlier days" not in drawn(visit("plan_versions", "manager", show="versions"))


def test_in_chinese(shop: Shop, visit: Visit) -> None:
    deals_are_worth(shop, 60)
    page = visit("rescore", "admin", lang="zh", **EVER)
    assert "5 名员工得分有变" in drawn(page)
    done = drawn(post(page, "更公平"))
    assert "已入账 15 条差额：+150 分" in done
    assert "更公平" in done
    assert "全部与现行有效版本一致" in drawn(visit("rescore", "admin", lang="zh", **EVER))
