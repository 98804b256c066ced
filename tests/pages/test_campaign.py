"""A campaign's result: what it moved beside what it did not cover, and what it cost."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from services.access import COMMAND_LINE
from services.activities.intake import read
from services.activities.recording import now_micros, record, submission
from services.campaigns.measuring import measured
from services.plans import planning
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn
from tests.pages.living import NASTY, Shop
from ui.components.campaigns import campaign_moved
from ui.components.campaigns.campaign_file import campaign_file
from ui.components.campaigns.campaign_moved import percent

TODAY = dt.date.today()


def day(number: int) -> str:
    return (TODAY + dt.timedelta(days=number)).isoformat()


def publish(shop: Shop, begins: int, ends: int, **more: Any) -> None:
    label = {"en": f"Spring {NASTY}", "zh": "春季冲刺"}
    spring = {"key": "spring", "label": label, "multiply": 2, "rules": ["deal_won"], "from": day(begins), "until": day(ends)} | more
    plan = planning.get(shop.database, COMMAND_LINE)["plan"]
    planning.publish(shop.database, COMMAND_LINE, plan | {"campaigns": [spring]}, reason="Spring", effective_from=TODAY)


def lived(shop: Shop) -> None:
    """For five weeks two deals a day, four in the last, and five visits."""
    now, kinds = (
        now_micros(),
        {"deal_won": {"employee": "E01", "customer": "C0", "amount": "10"}, "customer_visited": {"employee": "E02", "customer": "C1"}},
    )
    sent = [
        (f"{kind}{ago}-{number}", kind, ago)
        for ago in range(1, 36)
        for kind, count in (("deal_won", 4 if ago <= 7 else 2), ("customer_visited", 5))
        for number in range(count)
    ]
    items = [
        {"type": kind, "source": "test", "external_id": key, "occurred_at": f"{day(-ago)}T12:00:00Z", **kinds[kind]}
        for key, kind, ago in sent
    ]
    read_items = [(number, read(item, zone=ZoneInfo("UTC"), now=now)) for number, item in enumerate(items)]
    [answers] = record(shop.database, [submission(COMMAND_LINE, read_items)])
    assert all(outcome.error is None for outcome in answers.values())


def test_the_finding_comes_first_then_the_numbers_beside_those_not_covered(shop: Shop, visit: Visit) -> None:
    lived(shop)
    publish(shop, -7, 3, budget=1000)
    page = visit("campaign", "manager_all", key="spring")
    text = drawn(page)
    assert "Deal won a working day, against the weeks before" in text
    assert "Other activities meanwhile: " in text
    assert text.index("against the weeks before") < text.index("The numbers behind")
    assert "Not covered: other activities" in text
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text


def test_it_tells_what_it_cost_and_how_much_of_the_budget(shop: Shop, visit: Visit) -> None:
    publish(shop, -3, 3, budget=200)
    shop.record(type="deal_won", employee="E01", customer="C0", amount="10")
    text = drawn(visit("campaign", "admin", key="spring"))
    assert "25% of the budget of 200 points is used, 150 are left" in text
    assert "£5.00" in text
    assert "East" in text
    shop.record(type="deal_won", employee="E02", customer="C0", amount="10")
    shop.record(type="deal_won", employee="E02", customer="C0", amount="10")
    shop.record(type="deal_won", employee="E02", customer="C0", amount="10")
    assert "The budget of 200 points was used up on" in drawn(visit("campaign", "admin", key="spring"))


def test_a_manager_is_told_of_their_teams_and_of_the_whole_budget(shop: Shop, visit: Visit) -> None:
    publish(shop, -3, 3, budget=200)
    shop.record(type="deal_won", employee="E02", customer="C1", amount="10")
    text = drawn(visit("campaign", "manager", key="spring"))
    assert "In all teams together it cost 50 points" in text
    assert "West" not in text


def test_of_a_few_days_nothing_is_claimed(shop: Shop, visit: Visit) -> None:
    publish(shop, -2, 3)
    assert "Too little to tell yet" in drawn(visit("campaign", "manager_all", key="spring"))


def test_before_it_begins_it_says_so(shop: Shop, visit: Visit) -> None:
    publish(shop, 2, 5)
    assert "It has not begun yet" in drawn(visit("campaign", "manager", key="spring"))


@pytest.mark.parametrize("key", ["", "autumn", "<b>"])
def test_without_a_campaign_it_leads_to_the_calendar(shop: Shop, visit: Visit, key: str) -> None:
    assert "Which campaign?" in drawn(visit("campaign", "manager", key=key))


@pytest.mark.parametrize("user", ["ann", "screen", "loner"])
def test_nobody_else_sees_a_result(shop: Shop, visit: Visit, user: str) -> None:
    publish(shop, -2, 3)
    page = drawn(visit("campaign", user, key="spring"))
    assert "This page is not for you" in page
    assert "Spring" not in page


def test_it_is_told_in_chinese(shop: Shop, visit: Visit) -> None:
    publish(shop, -2, 3, budget=100)
    text = drawn(visit("campaign", "manager_all", key="spring", lang="zh"))
    assert "春季冲刺" in text
    assert "带来了什么变化" in text
    assert "花费了多少" in text


def test_the_file_has_a_line_for_each_day(shop: Shop) -> None:
    publish(shop, -2, 3)
    days = measured(shop.database, COMMAND_LINE, "spring").daily.height
    lines = campaign_file(shop.database, "spring")(COMMAND_LINE).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + days
    assert lines[0].startswith("Day,Part,Working day")


@pytest.mark.parametrize(
    ("before", "after", "said"), [(10, 13.8, "+38%"), (10, 9.6, "−4%"), (10, 10, "0%"), (0, 5, "–"), (1, 15.4, "+1,440%")]
)
def test_a_change_is_told_in_per_cent(before: float, after: float, said: str) -> None:
    assert percent(before, after) == said


def test_a_long_campaign_is_drawn_week_by_week() -> None:
    days = pl.DataFrame({"day": range(20_000, 20_600)}).filter((pl.col("day") + 3) % 7 < 5)
    working = days.with_columns(pl.lit("during").alias("part"), pl.lit(7).alias("activities"))
    drawn_days, drawn_weeks = campaign_moved.steps(working.head(100), TODAY), campaign_moved.steps(working, TODAY)
    assert (drawn_days.height, drawn_weeks.height) == (100, 87)
    assert drawn_weeks["label"].n_unique() == 87, "each with its year"
    assert set(drawn_weeks["value"]) == {7}
