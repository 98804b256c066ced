"""Approvals: empty, full, refused; many decided at once."""

from __future__ import annotations

import pytest

from services.access import COMMAND_LINE
from services.activities import catalogue
from services.activities.waiting import count_waiting
from services.people import people
from services.sign_in import users
from tests.pages.conftest import Visit
from tests.pages.drawing import choose, drawn, keys, say, told
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
    choose(page, "approvals", *keys(page))
    page.button(key="approvals_approve").click().run()
    assert "3 approved" in told(page)
    assert count_waiting(shop.database, COMMAND_LINE) == 0


def test_only_what_is_chosen_is_approved(shop: Shop, visit: Visit) -> None:
    wait(shop, "E01", "E03")
    page = visit("approvals", "manager")
    choose(page, "approvals", keys(page)[0])
    page.button(key="approvals_approve").click().run()
    assert count_waiting(shop.database, COMMAND_LINE) == 1


def test_what_was_decided_is_chosen_no_more(shop: Shop, visit: Visit) -> None:
    wait(shop, "E01", "E03")
    page = visit("approvals", "manager")
    choose(page, "approvals", keys(page)[0])
    page.button(key="approvals_approve").click().run()
    assert page.button(key="approvals_approve").disabled
    assert len(keys(page)) == 1


def test_what_was_not_offered_cannot_be_chosen(shop: Shop, visit: Visit) -> None:
    wait(shop, "E02", "E01")
    other, *_ = keys(visit("approvals", "manager_all"))
    page = visit("approvals", "manager")
    choose(page, "approvals", other, "nonsense")
    assert page.button(key="approvals_approve").disabled


@pytest.mark.parametrize("said", ['{"chosen": 3}', '{"chosen": {"turn": null, "keys": ["a"]}}', "[]", '{"chosen": {"keys": [{}]}}'])
def test_nonsense_of_a_browser_chooses_nothing(shop: Shop, visit: Visit, said: str) -> None:
    wait(shop, "E01")
    page = say(visit("approvals", "manager"), "approvals", said)
    assert "Ann Li" in drawn(page)
    assert page.button(key="approvals_approve").disabled


def test_ones_own_has_a_box_that_cannot_be_checked(shop: Shop, visit: Visit) -> None:
    people.put_employee(shop.database, COMMAND_LINE, "E77", {"name": "Selling Manager", "team": "EAST"})
    users.add_user(shop.database, COMMAND_LINE, "selling", role="manager", teams=["EAST"], employee="E77")
    wait(shop, "E77")
    page = visit("approvals", "selling")
    assert "Your own: somebody else decides" in drawn(page)
    assert keys(page) == []


def test_declining_needs_a_reason(shop: Shop, visit: Visit) -> None:
    wait(shop, "E01")
    page = visit("approvals", "manager")
    choose(page, "approvals", *keys(page))
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
