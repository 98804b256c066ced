"""A rule of a draft is tried on an activity that nobody has recorded: what it would give, and why; nothing is stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.beginning.setting_up import initialise
from services.errors import Invalid, PlanRefused, Refusal
from services.people import customers, people
from services.plans import trying_rules, trying_samples
from services.plans.trying_samples import Sampled
from tests.pages.living import record_one

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

DEAL: dict[str, Any] = {
    "key": "deal",
    "category": "outcome",
    "activity": "deal_won",
    "award": {"to": "employee", "points": 50},
    "limits": [{"per": "day", "times": 2}],
}
PLAN: dict[str, Any] = {"name": "Plain", "rules": [DEAL]}
SAMPLE = {"type": "deal_won", "employee": "E1"}


@pytest.fixture
def acme(database: Database) -> Database:
    """E1 of the east, whose two deals of today use up the limit, and E2 of the west; K1 is E1's customer, tagged."""
    initialise(database, COMMAND_LINE, name="Acme", timezone="UTC", currency="EUR", first_plan=PLAN)
    for team in ("EAST", "WEST"):
        people.put_team(database, COMMAND_LINE, team, {"name": team, "parent": None})
    staff = [{"code": "E1", "name": "Ann", "team": "EAST", "manager": "E2"}, {"code": "E2", "name": "Ben", "team": "WEST"}]
    people.put_employees(database, COMMAND_LINE, sorted(staff, key=lambda one: -int(one["code"][1])))
    customers.put_customers(database, COMMAND_LINE, [{"code": "K1", "name": "Corner Shop", "owner": "E1", "tags": ["vip"]}])
    for _ in range(2):
        record_one(database, {"type": "deal_won", "employee": "E1", "amount": "120"})
    return database


def tried(
    database: Database, sample: dict[str, Any], actor: Actor = COMMAND_LINE, on: dt.date | None = None, **change: Any
) -> list[Sampled]:
    draft = {**PLAN, "rules": [DEAL | {"limits": []} | change]}
    return list(trying_samples.on_sample(database, actor, draft, 0, sample, on=on, language="en"))


def test_it_says_who_would_get_what_and_why_and_stores_nothing(acme: Database) -> None:
    with acme.read() as session:
        before = session.rows("SELECT COUNT(*) FROM activity"), session.rows("SELECT COUNT(*) FROM audit")
    [found] = tried(acme, SAMPLE | {"amount": "1250"}, award={"to": "employee", "points": 2, "per": 100, "of": "amount"}, weight="1.5")
    assert (found.holder, found.points) == ("Ann", 36)
    assert "12" in found.why
    assert found.reckoning["exact"] == "36"
    with acme.read() as session:
        assert (session.rows("SELECT COUNT(*) FROM activity"), session.rows("SELECT COUNT(*) FROM audit")) == before


def test_limits_have_used_what_was_really_given(acme: Database) -> None:
    [found] = tried(acme, SAMPLE, limits=DEAL["limits"])
    assert (found.points, found.reckoning["outcome"]) == (0, "limit")
    [tomorrow] = tried(acme, SAMPLE, on=dt.datetime.now(dt.UTC).date() + dt.timedelta(days=40), limits=DEAL["limits"])
    assert tomorrow.points == 50


@pytest.mark.parametrize(
    ("condition", "sample", "points"),
    [
        ({"field": "attributes.stars", "op": ">=", "value": 4}, {"attributes": {"stars": 5}}, 50),
        ({"field": "attributes.stars", "op": ">=", "value": 4}, {"attributes": {"stars": 3}}, 0),
        ({"field": "channel", "op": "=", "value": "web"}, {"channel": "web"}, 50),
        ({"field": "employee.team", "op": "=", "value": "EAST"}, {}, 50),
        ({"field": "employee.team", "op": "=", "value": "WEST"}, {}, 0),
        ({"field": "customer.tags", "op": "contains", "value": "vip"}, {"customer": "K1"}, 50),
        ({"field": "customer.is_new", "op": "=", "value": True}, {"customer": "K1"}, 50),
        ({"field": "customer.is_new", "op": "=", "value": True}, {}, 0),
    ],
)
def test_conditions_see_what_would_be_frozen(acme: Database, condition: dict[str, Any], sample: dict[str, Any], points: int) -> None:
    [found] = tried(acme, SAMPLE | sample, when=[condition])
    assert found.points == points


@pytest.mark.parametrize(
    ("to", "holders"),
    [("manager", ["Ben"]), ("team", ["Ann"]), ("collaborators", ["Ben"]), ("customer", ["Corner Shop"]), ("owner", ["Ann"])],
)
def test_whoever_the_rule_rewards_gets_them(acme: Database, to: str, holders: list[str]) -> None:
    found = tried(acme, SAMPLE | {"customer": "K1", "collaborators": ["E2"]}, award={"to": to, "points": 10})
    assert [one.holder for one in found if one.points] == holders


def test_the_campaigns_of_the_draft_count_in_samples_and_in_real_ones(acme: Database) -> None:
    today = dt.datetime.now(dt.UTC).date()
    days = {"from": str(today - dt.timedelta(days=1)), "until": str(today + dt.timedelta(days=2))}
    campaigns = [
        {"key": "mine", "multiply": 2, "rules": ["deal", "gone"], **days},
        {"key": "others", "multiply": 9, "rules": ["gone"], **days},
        {"key": "wrong", "multiply": -1, **days},
        {"key": "odd", "multiply": 9, "rules": 3, **days},
        {"key": "mine", "multiply": 2, "rules": ["deal"], **days},
    ]
    draft = {**PLAN, "rules": [DEAL | {"limits": []}], "campaigns": campaigns}
    [found] = trying_samples.on_sample(acme, COMMAND_LINE, draft, 0, SAMPLE, language="en")
    assert found.points == 100
    assert [one.points for one in trying_rules.last_ones(acme, COMMAND_LINE, draft, 0, language="en")] == [100, 100]


@pytest.mark.parametrize(
    ("sample", "field", "sentence"),
    [
        ({"type": "deal_won"}, "employee", "employee or customer must be given"),
        ({"type": "deal_won", "employee": "E9"}, "employee", "no employee has the code"),
        ({"type": "deal_won", "customer": "K9"}, "customer", "no customer has the code"),
        ({"type": "moon_landing", "employee": "E1"}, "type", "no activity type has the key"),
        (SAMPLE | {"amount": "1.23456"}, "amount", "places"),
    ],
)
def test_what_is_wrong_with_the_sample_is_told_at_its_field(acme: Database, sample: dict[str, Any], field: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        tried(acme, sample)
    assert refused.value.field == field


def test_a_rule_with_a_mistake_is_refused(acme: Database) -> None:
    with pytest.raises(PlanRefused):
        tried(acme, SAMPLE, weight=-1)


def test_a_manager_tries_with_people_in_reach_alone(acme: Database) -> None:
    with acme.read() as session:
        west = int(session.value("SELECT id FROM team WHERE code = 'WEST'"))
    lead = Actor("user:lead", role=Role.MANAGER, team_ids=frozenset({west}))
    assert tried(acme, {"type": "deal_won", "employee": "E2"}, lead)[0].points == 50
    for sample in (SAMPLE, {"type": "deal_won", "employee": "E2", "customer": "K1"}):
        with pytest.raises(Refusal, match="outside your reach"):
            tried(acme, sample, lead)


def test_a_campaign_gives_what_is_left_of_its_budget(acme: Database) -> None:
    campaign = {"key": "mine", "multiply": 2, "budget": 10, "from": "2020-01-01", "until": "2090-01-01"}
    draft = {**PLAN, "rules": [DEAL | {"limits": []}], "campaigns": [campaign]}
    [found] = trying_samples.on_sample(acme, COMMAND_LINE, draft, 0, SAMPLE, language="en")
    assert found.points == 60
