"""Versions of the plan for people: in plain words, with what each changed, and the news of it for whom it concerns."""

from datetime import date
from typing import Any

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.beginning.setting_up import initialise
from services.errors import Forbidden, Unknown
from services.people.people import put_employee
from services.plans import plan_news, plan_versions, planning
from services.plans.plan_documents import read_yaml
from services.sign_in import users
from tests.promises.history import at

ANN = Actor("user:ann", role=Role.EMPLOYEE, employee_id=1)
BEN = Actor("user:ben", role=Role.EMPLOYEE, employee_id=2)
DAY = 24
LIMITS = [{"per": "day", "times": 10}]


def rule(key: str, **more: Any) -> dict[str, Any]:
    given = {"key": key, "category": "outcome", "activity": key, "award": {"to": "employee", "points": 50}}
    return given | more


def plan(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "Plain", "rules": list(rules) or [rule("deal", limits=LIMITS)], **more}


@pytest.fixture
def acme(database: Database) -> Database:
    """An organisation with one version of the plan and two employees who sign in."""
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", first_plan=plan(), now=at(0))
    for code, name in (("E1", "ann"), ("E2", "ben")):
        put_employee(database, COMMAND_LINE, code, {"name": name.title()})
        users.add_user(database, COMMAND_LINE, name, role="employee", employee=code)
    return database


def publish(database: Database, document: dict[str, Any], *, hours: float = 1, **more: Any) -> dict[str, Any]:
    return planning.publish(database, COMMAND_LINE, document, reason=more.pop("reason", "because"), now=at(hours), **more)


def test_each_version_carries_what_it_changed(acme: Database) -> None:
    answer = publish(acme, plan(rule("deal", limits=LIMITS, weight="1.5")))
    change = {
        "kind": "changed",
        "subject": "rule",
        "key": "deal",
        "label": {"en": "deal", "zh": "deal"},
        "field": "weight",
        "from": 1,
        "to": "1.50",
    }
    assert answer["changes"] == [change]
    assert planning.get(acme, COMMAND_LINE)["changes"] == [change]
    assert [item["changes"] for item in planning.list_versions(acme, COMMAND_LINE)["items"]] == [[change], None]
    assert planning.get(acme, COMMAND_LINE, 1)["changes"] is None


def test_the_history_tells_who_when_why_and_what(acme: Database) -> None:
    publish(acme, plan(rule("deal", limits=[{"per": "day", "times": 8}], weight="1.5")), reason="more care")
    [newest, first] = plan_versions.history(acme, ANN, language="en", now=at(2))
    assert newest.changes == ("deal: weight 1 → 1.5", "deal: at most 10 a day → at most 8 a day")
    assert (newest.line.by, newest.line.reason, newest.line.published_at, newest.line.state) == ("cli:", "more care", at(1), "in force")
    assert (first.changes, first.line.state, first.line.effective_from) == (None, "past", None)
    [chinese, _] = plan_versions.history(acme, ANN, language="zh", now=at(2))
    assert chinese.changes == ("deal：权重 1 → 1.5", "deal：每天最多 10 次 → 每天最多 8 次")


def test_a_version_to_come_is_told_as_such_and_not_in_force_yet(acme: Database) -> None:
    publish(acme, plan(rule("deal", weight=2)), effective_from=date(2026, 2, 1))
    [newest, first] = plan_versions.history(acme, ANN, language="en", now=at(2))
    assert (newest.line.state, first.line.state) == ("to come", "in force")
    in_force = plan_versions.told(acme, ANN, language="en", now=at(2))
    later = plan_versions.told(acme, ANN, language="en", now=at(60 * DAY))
    assert in_force is not None
    assert later is not None
    assert [told.categories[0].rules[0].gives for told in (in_force, later)] == ["+50", "+100"]


def test_any_two_versions_are_compared_either_way(acme: Database) -> None:
    publish(acme, plan(rule("deal", limits=LIMITS, weight=2)))
    publish(acme, plan(rule("deal", limits=LIMITS, weight=3)), hours=2)
    assert plan_versions.compared(acme, ANN, 1, 3, language="en") == ("deal: weight 1 → 3",)
    assert plan_versions.compared(acme, ANN, 3, 1, language="en") == ("deal: weight 3 → 1",)
    assert plan_versions.compared(acme, ANN, 2, 2, language="en") == ()
    for number in (0, 4, -1):
        with pytest.raises(Unknown, match="there is no version"):
            plan_versions.compared(acme, ANN, 1, number, language="en")


def test_a_version_as_a_file_is_the_plan_that_was_published(acme: Database) -> None:
    publish(acme, plan(rule("deal", label={"en": "Deal", "zh": "成交"}, weight="1.5")))
    assert read_yaml(plan_versions.as_yaml(acme, ANN, 2)) == planning.get(acme, ANN, 2)["plan"]


def test_campaigns_that_are_over_are_not_told_of_the_plan_in_force(acme: Database) -> None:
    spring = {"key": "spring", "multiply": 2, "from": "2026-01-06", "until": "2026-01-08"}
    publish(acme, plan(campaigns=[spring]))
    running, over = (plan_versions.told(acme, ANN, language="en", now=at(hours)) for hours in (DAY, 10 * DAY))
    kept = plan_versions.told(acme, ANN, language="en", version=2, now=at(10 * DAY))
    assert running is not None
    assert over is not None
    assert kept is not None
    assert running.campaigns[0].details == ("× 2", "2026-01-06 to 2026-01-07", "everything")
    assert (over.campaigns, kept.campaigns) == ((), running.campaigns)


# news


def test_news_stands_for_a_week_from_when_it_takes_effect(acme: Database) -> None:
    assert plan_news.news(acme, ANN, language="en", now=at(1)) is None
    publish(acme, plan(rule("deal", limits=LIMITS, weight=2)), hours=1, reason="more", effective_from=date(2026, 1, 10))
    begins = at(0) + 5 * DAY * 3_600_000_000
    told = plan_news.news(acme, ANN, language="en", now=at(2))
    assert told is not None
    assert (told.version, told.reason, told.changes) == (2, "more", ("deal: weight 1 → 2",))
    assert plan_news.news(acme, ANN, language="en", now=begins + 6 * DAY * 3_600_000_000) is not None
    assert plan_news.news(acme, ANN, language="en", now=begins + 8 * DAY * 3_600_000_000) is None


def test_what_concerns_customers_alone_or_nobody_is_no_news(acme: Database) -> None:
    bought = rule("bought", award={"to": "customer", "points": 1, "per": 10, "of": "amount"})
    expiry = {"expiry": {"customer": {"months": 6}}}
    publish(acme, plan(rule("deal", limits=LIMITS, label="Deal", why="because"), bought, **expiry))
    assert plan_news.news(acme, ANN, language="en", now=at(2)) is None
    publish(acme, plan(bought, rule("deal", limits=LIMITS, weight=3)), hours=2)
    told = plan_news.news(acme, ANN, language="en", now=at(3))
    assert told is not None
    assert told.changes == ("deal: weight 1 → 3",)


def test_each_puts_news_away_for_themself_until_the_next(acme: Database) -> None:
    publish(acme, plan(rule("deal", weight=2)))
    plan_news.put_away(acme, ANN, 2)
    assert plan_news.is_put_away(acme, ANN, 2)
    assert not plan_news.is_put_away(acme, BEN, 2)
    assert not plan_news.is_put_away(acme, ANN, 3)
    plan_news.put_away(acme, ANN, 1)
    assert plan_news.is_put_away(acme, ANN, 2)
    with pytest.raises(Unknown):
        plan_news.put_away(acme, ANN, 3)
    for nobody in (COMMAND_LINE, Actor("user:gone", role=Role.EMPLOYEE)):
        with pytest.raises(Forbidden):
            plan_news.put_away(acme, nobody, 2)
