"""The replay of a draft: how it begins, what it tells, where it has nothing to tell."""

from __future__ import annotations

import copy
import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.plans import plan_drafts, planning
from services.sign_in import own_user, users
from services.sign_in.sessions import session_of
from services.tuning import history
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn
from tests.pages.living import NASTY, Shop
from tests.signing import token_of
from ui.components.tuning.replay_days import ReplayDays, preset
from ui.components.tuning.replay_file import replay_file
from ui.components.tuning.replay_words import per_cent, signed_money

Document = dict[str, Any]


class Holding:
    """Settings under which a replay holds so many activities."""

    def __init__(self, most: int) -> None:
        self.replay_activities = most


TODAY = dt.date(2026, 3, 15)


def published(shop: Shop) -> Document:
    document: Document = copy.deepcopy(planning.get(shop.database, COMMAND_LINE)["plan"])
    return document


def rule(document: Document, key: str) -> Document:
    return next(one for one in document["rules"] if one["key"] == key)


def deals_count_double_and_visits_not_at_all(shop: Shop) -> Document:
    document = published(shop)
    rule(document, "deal_won")["weight"] = 2
    document["rules"].remove(rule(document, "customer_visited"))
    return document


def draft(shop: Shop, document: object, name: str = "Bolder") -> str:
    return str(plan_drafts.start(shop.database, COMMAND_LINE, document, name=name).head.id)


def charts(page: AppTest) -> list[Any]:
    assert not page.exception, page.exception
    return list(page.get("vega_lite_chart"))


def visits(shop: Shop, employee: str, count: int) -> None:
    for number in range(count):
        shop.record(type="customer_visited", employee=employee, customer=f"C{number}", external_id=f"visit {employee} {number}")


def test_without_a_draft_it_says_how_to_begin(shop: Shop, visit: Visit) -> None:
    page = visit("replay", "admin")
    assert "There is no draft yet" in drawn(page)
    assert not charts(page)


def test_it_begins_with_the_choice_of_a_draft(shop: Shop, visit: Visit) -> None:
    number = draft(shop, published(shop), NASTY)
    page = drawn(visit("replay", "admin"))
    assert f'href="/replay?draft={number}"' in page
    assert NASTY not in page


def test_the_versions_lead_to_the_replay_of_each_draft(shop: Shop, visit: Visit) -> None:
    number = draft(shop, published(shop))
    assert f'href="/replay?draft={number}"' in drawn(visit("plan_versions", "manager", show="versions"))


def test_it_tells_points_money_and_who_gains(shop: Shop, visit: Visit) -> None:
    number = draft(shop, deals_count_double_and_visits_not_at_all(shop))
    page = drawn(visit("replay", "admin", draft=number, days="own", **{"from": "2020-01-01", "to": "2100-01-01"}))
    assert "+750 points" in page
    assert "+81%, +£75.00" in page
    assert "before: 930" in page
    assert "Nobody’s rank changes" in page
    assert "250 → 500" in page
    assert "15 activities, compared with version 1" in page


def test_who_moves_stands_in_a_chart_and_for_a_phone_in_a_list(shop: Shop, visit: Visit) -> None:
    visits(shop, "E04", 3)
    document = deals_count_double_and_visits_not_at_all(shop)
    rule(document, "deal_won")["award"]["points"] = 1
    rule(document, "deal_won")["weight"] = 1
    document["rules"].append({**copy.deepcopy(rule(published(shop), "customer_visited")), "key": "visits", "weight": 100})
    page = visit("replay", "admin", draft=draft(shop, document), days="own", **{"from": "2020-01-01", "to": "2100-01-01"})
    assert "1 person moves up, 3 down" in drawn(page)
    [chart] = charts(page)
    assert chart.proto.alt.startswith("Ranks before and after: ")
    spec = json.loads(chart.proto.spec)
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == ["Published", "Draft"]
    assert 'class="lr lrp-narrow"' in drawn(page)
    assert "4 → 1" in drawn(page)


def test_new_and_removed_rules_are_marked(shop: Shop, visit: Visit) -> None:
    visits(shop, "E01", 2)
    document = deals_count_double_and_visits_not_at_all(shop)
    document["rules"].append({**copy.deepcopy(rule(document, "deal_won")), "key": "again", "label": {"en": "Deal again", "zh": "再计成交"}})
    page = drawn(visit("replay", "admin", draft=draft(shop, document), days="year"))
    assert '<span class="tag good">new rule</span>' in page
    assert '<span class="tag bad">removed</span>' in page
    assert "Deal again" in page
    assert "2 → 0 times" in page


def test_rules_that_are_switched_off_or_on_are_marked(shop: Shop, visit: Visit) -> None:
    document = published(shop)
    rule(document, "deal_won")["weight"] = 0
    page = drawn(visit("replay", "admin", draft=draft(shop, document), days="year"))
    assert '<span class="tag bad">switched off</span>' in page
    planning.publish(shop.database, COMMAND_LINE, document, reason="Less")
    rule(document, "deal_won")["weight"] = 1
    page = drawn(visit("replay", "admin", draft=draft(shop, document), days="year"))
    assert '<span class="tag good">switched on</span>' in page


def test_it_tells_how_far_budgets_go(shop: Shop, visit: Visit) -> None:
    document = published(shop)
    spring = {"key": "spring", "label": {"en": "Spring **x**", "zh": "春季"}, "multiply": 2, "from": "2020-01-01", "until": "2100-01-01"}
    document["campaigns"] = [{**spring, "budget": 120}, {**spring, "key": "wide", "label": {"en": "Wide", "zh": "宽"}, "multiply": "1.5"}]
    asked = {"draft": draft(shop, document), "days": "own", "from": "2020-01-01", "to": "2100-01-01"}
    page = drawn(visit("replay", "admin", **asked))
    assert "Spring **x**" in page
    assert "120 of 120" in page
    assert "used up on" in page
    assert "without a budget</span>" in page
    assert '<strong class="num">+120</strong>' in page
    document["campaigns"][0]["budget"] = 100_000
    page = drawn(visit("replay", "admin", **asked | {"draft": draft(shop, document, "Wider")}))
    assert "left" in page
    assert "of 100,000" in page


def test_levels_that_would_change_are_named_by_the_draft(shop: Shop, visit: Visit) -> None:
    document = published(shop)
    document["tiers"] = {"employee": [{"key": "new", "label": {"en": "Fresh", "zh": "新秀"}, "from": 0}]}
    page = drawn(visit("replay", "admin", draft=draft(shop, document), days="own", **{"from": "2020-01-01", "to": "2100-01-01"}))
    assert "As many points" in page
    assert "→ Fresh" in page
    assert "levels or tiers change" in page


@pytest.mark.parametrize(("board", "name"), [("employees", "Ann Li"), ("teams", "East")])
def test_boards_can_be_switched(shop: Shop, visit: Visit, board: str, name: str) -> None:
    number = draft(shop, deals_count_double_and_visits_not_at_all(shop))
    page = drawn(visit("replay", "admin", draft=number, who=board, days="own", **{"from": "2020-01-01", "to": "2100-01-01"}))
    assert name in page


def test_customers_of_other_teams_are_not_shown_to_a_manager(shop: Shop, visit: Visit) -> None:
    document = published(shop)
    document["rules"].append({**copy.deepcopy(rule(document, "deal_won")), "key": "buys", "award": {"to": "customer", "points": 3}})
    asked = {"draft": draft(shop, document), "who": "customers", "days": "own", "from": "2020-01-01", "to": "2100-01-01"}
    theirs = drawn(visit("replay", "manager", **asked))
    assert "Shop 0" in theirs
    assert "Shop 1" not in theirs
    assert "Customers are those of your teams" in theirs
    assert "Shop 1" in drawn(visit("replay", "manager_all", **asked))


def test_the_published_plan_would_change_nothing_and_it_says_so(shop: Shop, visit: Visit) -> None:
    page = visit("replay", "admin", draft=draft(shop, published(shop)), days="own", **{"from": "2020-01-01", "to": "2100-01-01"})
    assert "Nothing would change" in drawn(page)
    assert not charts(page)


def test_days_without_activities_say_so(shop: Shop, visit: Visit) -> None:
    number = draft(shop, deals_count_double_and_visits_not_at_all(shop))
    page = drawn(visit("replay", "admin", draft=number, days="own", **{"from": "2020-01-01", "to": "2020-02-01"}))
    assert "Nothing was recorded on these days" in page


def test_days_that_are_none_are_those_of_the_running_quarter(shop: Shop, visit: Visit) -> None:
    number = draft(shop, deals_count_double_and_visits_not_at_all(shop))
    page = visit("replay", "admin", draft=number, **{"from": "2020-02-31", "to": "soon"})
    assert page.segmented_control(key="replay_days").value == "quarter"


def test_days_that_hold_too_much_say_so(shop: Shop, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    number = draft(shop, deals_count_double_and_visits_not_at_all(shop))
    monkeypatch.setattr(history, "settings", lambda: Holding(3))
    page = drawn(visit("replay", "admin", draft=number, days="own", **{"from": "2020-01-01", "to": "2100-01-01"}))
    assert "These days hold too much" in page
    assert "choose fewer days" in page


def test_a_draft_that_is_no_plan_says_so(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("replay", "admin", draft=draft(shop, {"name": "x", "rules": [{"key": "x"}]})))
    assert "This draft is no plan yet" in page


def test_without_a_plan_there_is_nothing_to_compare(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="Europe/London", currency="GBP")
    users.add_user(database, COMMAND_LINE, "admin", role="admin")
    number = plan_drafts.start_from_starter(database, COMMAND_LINE, "field_sales", name="First").head.id
    assert "There is no plan yet" in drawn(visit("replay", "admin", draft=str(number)))


def test_a_draft_that_is_gone_says_so(shop: Shop, visit: Visit) -> None:
    assert "This draft is not here" in drawn(visit("replay", "admin", draft="999999999"))


def test_a_changed_draft_is_replayed_anew(shop: Shop, visit: Visit) -> None:
    document = deals_count_double_and_visits_not_at_all(shop)
    number = draft(shop, document)
    asked = {"draft": number, "days": "own", "from": "2020-01-01", "to": "2100-01-01"}
    assert "+750 points" in drawn(visit("replay", "admin", **asked))
    rule(document, "deal_won")["weight"] = 3
    plan_drafts.save(shop.database, COMMAND_LINE, int(number), document, revision=1)
    assert "+1,500 points" in drawn(visit("replay", "admin", **asked))


def test_everybody_can_be_taken_away_as_a_table(shop: Shop, visit: Visit) -> None:
    document = deals_count_double_and_visits_not_at_all(shop)
    make = replay_file(shop.database, document, ReplayDays(dt.date(2020, 1, 1), dt.date(2100, 1, 1)))
    header, first, *rest = make(COMMAND_LINE).decode("utf-8-sig").splitlines()
    assert header == "Whose points,Code,Name,Team,Points before,Points after,Difference,Place before,Place after"
    assert first == "Employee,E01,Ann Li,EAST,250,500,250,1,1"
    assert len(rest) >= 4


@pytest.mark.parametrize("user", ["ann", "loner", "screen"])
def test_it_is_refused_to_everybody_else(shop: Shop, visit: Visit, user: str) -> None:
    page = drawn(visit("replay", user, draft=draft(shop, deals_count_double_and_visits_not_at_all(shop))))
    assert "This page is not for you" in page
    assert "+750" not in page
    assert "Points by rule" not in page


def test_markup_in_a_name_is_text(shop: Shop, visit: Visit) -> None:
    number = draft(shop, deals_count_double_and_visits_not_at_all(shop))
    page = drawn(visit("replay", "admin", draft=number, days="own", **{"from": "2020-01-01", "to": "2100-01-01"}))
    assert NASTY not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **b** :red[x] $y$" in page


def test_it_speaks_chinese(shop: Shop, visit: Visit) -> None:
    signed_in = session_of(shop.database, token_of(shop.database, "admin"))
    assert signed_in is not None
    own_user.set_language(shop.database, signed_in.actor, "zh")
    number = draft(shop, deals_count_double_and_visits_not_at_all(shop))
    page = drawn(visit("replay", "admin", draft=number, days="own", **{"from": "2020-01-01", "to": "2100-01-01"}))
    assert "+750 分" in page
    assert "各规则积分" in page
    assert "Gain most" not in page


@pytest.mark.parametrize(
    ("name", "first", "end"),
    [
        ("month", dt.date(2026, 2, 1), dt.date(2026, 3, 1)),
        ("quarter", dt.date(2026, 1, 1), dt.date(2026, 3, 16)),
        ("last_quarter", dt.date(2025, 10, 1), dt.date(2026, 1, 1)),
        ("year", dt.date(2026, 1, 1), dt.date(2026, 3, 16)),
    ],
)
def test_running_periods_end_with_today(name: str, first: dt.date, end: dt.date) -> None:
    assert preset(name, TODAY) == ReplayDays(first, end)


@pytest.mark.parametrize(("gained", "before", "said"), [(40, 1000, "+4%"), (-4, 1000, "−0.4%"), (300, 1000, "+30%"), (1, 10**6, "")])
def test_shares_have_a_place_where_they_are_small(gained: int, before: int, said: str) -> None:
    assert per_cent(gained, before) == said


@pytest.mark.parametrize(("value", "said"), [("1230", "+£1,230.00"), ("-5", "−£5.00")])
def test_money_has_its_sign_before_the_currency(value: str, said: str) -> None:
    assert signed_money(Decimal(value), "GBP") == said
