"""Pages that keep what they have drawn show at their next run whatever has happened since, whoever did it."""

from __future__ import annotations

import pytest

from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.people import customers, people
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn
from tests.pages.living import Shop
from tests.pages.test_approvals import wait


def test_what_waits(shop: Shop, visit: Visit) -> None:
    wait(shop, "E01")
    page = visit("approvals", "manager")
    assert "1 waits for a decision" in drawn(page)
    wait(shop, "E03")
    assert "2 wait for a decision" in drawn(page.run())


@pytest.mark.parametrize("user", ["ann", "manager"])
def test_entries_of_oneself_and_of_others(shop: Shop, visit: Visit, user: str) -> None:
    page = visit("entries", user, employee="E01")
    assert "5 entries" in drawn(page)
    shop.record(type="deal_won", employee="E01", customer="C0", amount="9", external_id="new")
    assert "6 entries" in drawn(page.run())
    reverse(shop.database, COMMAND_LINE, "test", "new", reason="a mistake")
    assert "a mistake" in drawn(page.run())


def test_entries_of_somebody_who_is_renamed(shop: Shop, visit: Visit) -> None:
    page = visit("entries", "ann")
    people.put_employee(shop.database, COMMAND_LINE, "E01", {"name": "Ann Other"})
    assert "<h1>Ann Other</h1>" in drawn(page.run())


def test_the_customers_whom_one_had_to_do_with(shop: Shop, visit: Visit) -> None:
    page = visit("customers", "ann")
    assert "Harbour" not in drawn(page)
    customers.put_customers(shop.database, COMMAND_LINE, [{"code": "C8", "name": "Harbour Shop", "owner": "E01"}])
    assert "Harbour Shop" in drawn(page.run())
    shop.record(type="customer_visited", employee="E01", customer="C8")
    assert drawn(page.run()).index("Harbour Shop") < drawn(page).index("Shop 0"), "the last one met stands first"
    customers.put_customers(shop.database, COMMAND_LINE, [{"code": "C8", "tags": ["new round"]}])
    assert "new round" in drawn(page.run())
    customers.put_customers(shop.database, COMMAND_LINE, [{"code": "C8", "owner": "E02"}])
    assert "Harbour Shop" not in drawn(page.run())


def test_what_the_plan_paid_for(shop: Shop, visit: Visit) -> None:
    page = visit("plan_audit", "admin", period="all")
    assert '<td class="num">16</td>' not in drawn(page)
    shop.record(type="deal_won", employee="E01", customer="C0", amount="9")
    assert '<td class="num">16</td>' in drawn(page.run())
