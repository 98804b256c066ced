"""An audit keeps what it has read: it tells the same as one that reads everything, whatever has happened in between."""

import pytest

from db.engine import Database
from services.access import COMMAND_LINE, Actor
from services.activities.reversing import reverse
from services.auditing import auditing_kept
from services.auditing.auditing import PlanAudit
from services.people import customers
from tests.promises.history import act, at, send
from tests.services.auditing.audited_shop import live_in, look, manager_of


@pytest.fixture
def shop(database: Database) -> Database:
    return live_in(database)


def anew(database: Database, actor: Actor = COMMAND_LINE) -> PlanAudit:
    """An audit that has nothing to go by."""
    database.memory.pop("audited")
    return look(database, actor)


def test_what_came_since_is_in_it(shop: Database) -> None:
    before = look(shop)
    send(shop, [act(5000, "deal", 80, employee="E3", customer="C1", amount="70000"), act(5001, "visit", 81, employee="E13")])
    after = look(shop)
    assert after.revenue_e4 == before.revenue_e4 + 70_000 * 10_000
    assert after.times == before.times + 3, "two by the deal, one by the visit"
    assert after == anew(shop)


def test_what_was_taken_back_since_is_not(shop: Database) -> None:
    look(shop)
    reverse(shop, COMMAND_LINE, "test", "a4", reason="a mistake", now=at(501))
    assert look(shop) == anew(shop)


def test_where_customers_are_many_the_database_adds_up(shop: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = [look(shop), look(shop, manager_of(shop, "EAST"))]
    monkeypatch.setattr(auditing_kept, "MANY", 0)
    assert [look(shop), look(shop, manager_of(shop, "EAST"))] == seen


def test_who_owns_a_customer_now_decides_whose_it_is(shop: Database) -> None:
    manager = manager_of(shop, "EAST")
    send(shop, [act(5002, "deal", 82, employee="E1", customer="C2", amount="500")])
    look(shop, manager)
    customers.put_customers(shop, COMMAND_LINE, [{"code": "C2", "owner": "E9"}], now=at(502))
    assert look(shop, manager) == anew(shop, manager)
