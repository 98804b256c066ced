"""A rule of a draft is tried on the last real activities: what it would give and why, and nothing is stored."""

from typing import Any

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.beginning.setting_up import initialise
from services.errors import Invalid, PlanRefused
from services.people import people
from services.plans import trying_rules
from tests.pages.living import record_one

PLAN: dict[str, Any] = {
    "name": "Plain",
    "rules": [
        {
            "key": "deal",
            "category": "outcome",
            "activity": "deal_won",
            "award": {"to": "employee", "points": 50},
            "limits": [{"per": "day", "times": 2}],
        }
    ],
}


@pytest.fixture
def acme(database: Database) -> Database:
    """Three deals of today by E1, of which the limit let two count, and one by E2."""
    initialise(database, COMMAND_LINE, name="Acme", timezone="UTC", currency="EUR", first_plan=PLAN)
    for team in ("EAST", "WEST"):
        people.put_team(database, COMMAND_LINE, team, {"name": team, "parent": None})
    staff = [{"code": "E1", "name": "Ann", "team": "EAST"}, {"code": "E2", "name": "Ben", "team": "WEST"}]
    people.put_employees(database, COMMAND_LINE, staff)
    for code in ("E1", "E1", "E1", "E2"):
        record_one(database, {"type": "deal_won", "employee": code, "amount": "120"})
    return database


def rows(database: Database) -> int:
    with database.read() as session:
        return int(session.value("SELECT COUNT(*) FROM ledger_entry"))


def changed(**change: Any) -> dict[str, Any]:
    return PLAN | {"rules": [PLAN["rules"][0] | change]}


def test_each_activity_has_its_points_and_why_the_newest_first(acme: Database) -> None:
    before = rows(acme)
    found = trying_rules.last_ones(acme, COMMAND_LINE, changed(award={"to": "employee", "points": 70}), 0, language="en")
    assert [(one.employee, one.points) for one in found] == [("Ben", 70), ("Ann", 0), ("Ann", 70), ("Ann", 70)]
    assert "limit" in found[1].why.lower() or "at most" in found[1].why.lower()
    assert rows(acme) == before


def test_a_weight_and_a_category_weight_count(acme: Database) -> None:
    draft = changed(weight="1.5") | {"category_weights": {"outcome": 2}}
    assert trying_rules.last_ones(acme, COMMAND_LINE, draft, 0, language="en")[0].points == 150


def test_a_condition_that_does_not_hold_says_so(acme: Database) -> None:
    [found, *_] = trying_rules.last_ones(acme, COMMAND_LINE, changed(when=[{"field": "amount", "op": ">", "value": 500}]), 0, language="en")
    assert found.points == 0
    assert "amount" in found.why


def test_a_manager_with_teams_sees_those_of_their_people(acme: Database) -> None:
    with acme.read() as session:
        east = int(session.value("SELECT id FROM team WHERE code = 'EAST'"))
    lead = Actor("user:lead", role=Role.MANAGER, team_ids=frozenset({east}))
    assert {one.employee for one in trying_rules.last_ones(acme, lead, PLAN, 0, language="en")} == {"Ann"}


def test_a_new_key_starts_without_use_and_other_rules_may_be_wrong(acme: Database) -> None:
    draft = PLAN | {"rules": [PLAN["rules"][0] | {"key": "another"}, {"key": "half"}]}
    assert [one.points for one in trying_rules.last_ones(acme, COMMAND_LINE, draft, 0, language="en")] == [50] * 4


def test_a_rule_that_is_wrong_or_gone_is_refused(acme: Database) -> None:
    with pytest.raises(PlanRefused):
        trying_rules.last_ones(acme, COMMAND_LINE, changed(weight=-1), 0, language="en")
    with pytest.raises(Invalid, match="not in the draft any more"):
        trying_rules.last_ones(acme, COMMAND_LINE, PLAN, 7, language="en")
