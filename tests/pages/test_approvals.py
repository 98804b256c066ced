"""Approvals: empty, full, refused; many decided at once."""

from __future__ import annotations

import pytest

from services.access import COMMAND_LINE
from services.activities import catalogue
from services.activities.waiting import count_waiting
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, told
from tests.pages.living import NASTY, Shop


def wait(shop: Shop, *employees: str) -> None:
    """An ice-breaker of each employee waits for approval."""
    catalogue.put_type(shop.database, COMMAND_LINE, "ice_breaker_done", {"label": {"en": "Ice-breaker", "zh": "破冰"}, "approval": True})
    for employee in employees:
        shop.record(type="ice_breaker_done", employee=employee, customer="C0", note=f"{NASTY} by {employee}")


def test_nothing_waits(shop: Shop, visit: Visit) -> None:
    assert "Nothing waits for you" in drawn(visit("approvals", "manager"))


def test_what_waits_in_reach_is_shown_with_what_it_would_earn(shop: Shop, visit: Visit) -> None:
    wait(shop, "E01", "E02")
    page = drawn(visit("approvals", "manager"))
    assert "Ann Li" in page
    assert "+100" in page
    assert "Ben Okafor" not in page, "he is of another region"
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_all_that_is_shown_is_approved_at_once(shop: Shop, visit: Visit) -> None:
    wait(shop, "E01", "E02", "E03")
    page = visit("approvals", "manager_all")
    page.checkbox(key="approvals_all").check().run()
    page.button(key="approvals_approve").click().run()
    assert "3 approved" in told(page)
    assert count_waiting(shop.database, COMMAND_LINE) == 0


def test_only_what_is_chosen_is_approved(shop: Shop, visit: Visit) -> None:
    wait(shop, "E01", "E03")
    page = visit("approvals", "manager")
    box = next(b for b in page.checkbox if str(b.key).startswith("approvals_box_"))
    box.check().run()
    page.button(key="approvals_approve").click().run()
    assert count_waiting(shop.database, COMMAND_LINE) == 1


def test_declining_needs_a_reason(shop: Shop, visit: Visit) -> None:
    wait(shop, "E01")
    page = visit("approvals", "manager")
    page.checkbox(key="approvals_all").check().run()
    page.button(key="approvals_decline_open").click().run()
    page.button(key="approvals_decline_send").click().run()
    assert "Reason must not be empty" in told(page)
    assert count_waiting(shop.database, COMMAND_LINE) == 1
    page.text_area(key="approvals_reason").input("no photo")
    page.button(key="approvals_decline_send").click().run()
    assert count_waiting(shop.database, COMMAND_LINE) == 0


@pytest.mark.parametrize("user", ["ann", "loner", "screen"])
def test_it_is_refused_to_whom_it_is_not_for(shop: Shop, visit: Visit, user: str) -> None:
    wait(shop, "E01")
    page = drawn(visit("approvals", user))
    assert "This page is not for you" in page
    assert "Ice-breaker" not in page


def test_a_stranger_sees_nothing(shop: Shop, visit: Visit) -> None:
    wait(shop, "E01")
    assert "Ice-breaker" not in told(visit("approvals", None))
