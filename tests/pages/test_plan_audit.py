"""The plan check: empty, full, refused."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE
from services.auditing.auditing import audit
from services.beginning.setting_up import initialise
from services.people import people
from services.plans import planning
from services.sign_in import own_user, users
from services.sign_in.sessions import session_of
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn
from tests.pages.living import NASTY, Shop
from tests.signing import token_of
from ui.components.plan.plan_audit_file import audit_file
from ui.components.plan.plan_audit_words import coefficient, decimal, percent


def charts(page: AppTest) -> list[str]:
    """What is said of each chart to whom cannot see it."""
    assert not page.exception, page.exception
    return [str(found.proto.alt) for found in page.get("vega_lite_chart")]


def visits(shop: Shop) -> None:
    """Ann visits five customers today; twice the same one counts once."""
    for number in range(6):
        shop.record(type="customer_visited", employee="E01", customer=f"C{number % 5}", external_id=f"visit {number}")


def test_findings_stand_first(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("plan_audit", "admin", period="all"))
    assert "5 rules paid nobody in this period: " in page
    for name in ("New customer file", "Customer visit", "Satisfied customer", "Helped a colleague", "Quarterly ice-breaker"):
        assert name in page
    assert "5 people live on one rule, with more than 80% of their points: Deal won 5" in page
    assert "More than half of all points come from one rule: Deal won, 100%" in page


def test_who_lives_on_one_rule_leads_to_their_entries(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("plan_audit", "admin", period="all"))
    assert 'href="/entries?employee=E01&amp;period=all"' in page
    assert "Deal won: 250 of 250 points" in page


def test_each_question_has_its_chart_which_is_said_in_words(shop: Shop, visit: Visit) -> None:
    visits(shop)
    shares, spread = charts(visit("plan_audit", "admin", period="all"))
    assert shares == "Share of all points by rule: Deal won 99%, Customer visit 1%"
    assert spread == "How the points are spread: The best tenth have 34% of the points; Gini 0.27"


def test_too_few_people_are_compared_with_nothing_and_it_says_so(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("plan_audit", "admin", period="all"))
    assert "There are too few sales or too few people to tell yet." in page
    assert "Fewer than 10 pairs: Deal won" in page


def test_enough_people_are_compared(shop: Shop, visit: Visit) -> None:
    codes = [f"N{n:02}" for n in range(12)]
    people.put_employees(shop.database, COMMAND_LINE, [{"code": code, "name": code, "team": "EAST"} for code in codes])
    for number, code in enumerate(codes):
        for deal in range(number + 1):
            shop.record(type="deal_won", employee=code, customer="C0", amount=str(10 + number), external_id=f"{code} {deal}")
    page = visit("plan_audit", "admin", period="all")
    assert "Goes most with revenue: Deal won (+0." in drawn(page)
    assert "over 17 employees" in drawn(page)
    _shares, sales, _spread = charts(page)
    assert sales.startswith("Rank correlation by rule: Deal won, Revenue +0.")
    [spec] = [json.loads(found.proto.spec) for found in page.get("vega_lite_chart") if found.proto.alt == sales]
    assert spec["layer"][1]["encoding"]["x"]["scale"]["domain"] == [-1, 1]


def test_the_running_period_says_who_can_still_win(shop: Shop, visit: Visit) -> None:
    assert "Everyone stands in it" in drawn(visit("plan_audit", "admin")), "five people, ten places"
    assert "Can still reach the top ten" not in drawn(visit("plan_audit", "admin", period="all"))


def test_newcomers_stand_beside_old_hands(shop: Shop, visit: Visit) -> None:
    joined = dt.date.today().isoformat()
    people.put_employee(shop.database, COMMAND_LINE, "E90", {"name": "Nova", "team": "EAST", "joined_on": joined})
    page = drawn(visit("plan_audit", "admin", period="all"))
    assert "median of 1 person; 0 of the 2 in the top quarter" in page
    assert "median of 5 people; 2 of the 2 in the top quarter" in page


def test_the_numbers_behind_can_be_taken_away(shop: Shop, visit: Visit) -> None:
    visits(shop)
    page = visit("plan_audit", "admin", period="all")
    assert 'href="/plan_audit?period=all&amp;files=1"' in drawn(page)
    assert not page.get("download_button")
    assert visit("plan_audit", "admin", period="all", files="1").get("download_button")
    make = audit_file(shop.database, dt.date(2020, 1, 1), dt.date(2100, 1, 1))
    header, first, *rest = make(COMMAND_LINE).decode("utf-8-sig").splitlines()
    assert header.startswith("Rule,Key,Category,Pays,Times,Points,Share,Paid,Cut by a limit,Windows of the limit,Limit used up")
    assert first == "Deal won,deal_won,outcome,employee,15,750,0.9868,5,0,,,,5,,5"
    assert "Customer visit,customer_visited,behaviour,employee,5,10,0.0132,1,0,1,0,,5,,5" in rest


def test_a_period_in_which_nothing_happened_says_so(shop: Shop, visit: Visit) -> None:
    day = (dt.date.today() - dt.timedelta(days=4)).isoformat()
    shop.record(type="deal_won", employee="E01", customer="C0", amount="1", occurred_at=f"{dt.date.today().year - 1}-01-05T09:00:00+00:00")
    page = visit("plan_audit", "admin", period="week", on=f"{dt.date.today().year - 1}-03-05")
    assert "No rule has given points in this period" in drawn(page)
    assert not charts(page)
    assert "Deal won" in drawn(visit("plan_audit", "admin", period="week", on=day))


def test_without_a_plan_it_says_what_will_stand_here(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="Europe/London", currency="GBP")
    users.add_user(database, COMMAND_LINE, "admin", role="admin")
    page = visit("plan_audit", "admin")
    assert "There is no plan yet" in drawn(page)
    assert not charts(page)


def test_what_an_earlier_version_gave_still_stands_here(shop: Shop, visit: Visit) -> None:
    plan = {"name": "Nothing", "rules": []}
    planning.publish(shop.database, COMMAND_LINE, plan, reason="start anew")
    page = drawn(visit("plan_audit", "admin", period="all"))
    assert "Deal won" in page
    assert "No longer in the plan" in page


def test_a_manager_sees_their_own_people_alone(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("plan_audit", "manager", period="all"))
    assert "3 people live on one rule" in page
    assert "Ann Li" in page
    assert "Ben Okafor" not in page
    assert "Ben Okafor" in drawn(visit("plan_audit", "manager_all", period="all"))


def test_markup_in_a_name_is_text(shop: Shop, visit: Visit) -> None:
    page = drawn(visit("plan_audit", "admin", period="all"))
    assert NASTY not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **b** :red[x] $y$" in page


@pytest.mark.parametrize("user", ["ann", "loner", "screen"])
def test_it_is_refused_to_everybody_else(shop: Shop, visit: Visit, user: str) -> None:
    page = drawn(visit("plan_audit", user))
    assert "This page is not for you" in page
    assert "Deal won" not in page


def test_a_stranger_sees_nothing(shop: Shop, visit: Visit) -> None:
    assert "Deal won" not in drawn(visit("plan_audit", None))


def test_it_speaks_chinese(shop: Shop, visit: Visit) -> None:
    visits(shop)
    signed_in = session_of(shop.database, token_of(shop.database, "admin"))
    assert signed_in is not None
    own_user.set_language(shop.database, signed_in.actor, "zh")
    page = visit("plan_audit", "admin", period="all")
    assert "5 人八成以上的积分只靠一条规则：成交 5 人" in drawn(page)
    assert charts(page)[0] == "各规则占全部积分的比例：成交 99%、拜访客户 1%"
    assert "Share" not in drawn(page)


def test_what_is_found_does_not_depend_on_who_looked_first(shop: Shop, visit: Visit) -> None:
    whole = drawn(visit("plan_audit", "admin", period="all"))
    drawn(visit("plan_audit", "manager", period="all"))
    assert drawn(visit("plan_audit", "admin", period="all")) == whole
    assert audit(shop.database, COMMAND_LINE, from_on=dt.date(2020, 1, 1), to_on=dt.date(2100, 1, 1)).people == 5


@pytest.mark.parametrize(("share", "said"), [(0.5337, "53%"), (0.001, "<1%"), (0, "0%"), (1, "100%")])
def test_shares_are_whole_per_cents(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(("value", "said"), [(0.871, "+0.87"), (-0.02, "−0.02"), (0.001, "0.00"), (-0.001, "0.00"), (1.0, "+1.00")])
def test_correlations_have_a_sign_and_two_places(value: float, said: str) -> None:
    assert coefficient(value) == said


@pytest.mark.parametrize(("value", "said"), [(10.18, "10.2"), (0.456, "0.46"), (-2.5, "−2.5"), (1234.5, "1,234.5")])
def test_small_numbers_have_more_places(value: float, said: str) -> None:
    assert decimal(value) == said
