"""A version changes when what it stands for changes, and not otherwise."""

from __future__ import annotations

import pytest

from db import people
from db.engine import Database
from services.access import COMMAND_LINE
from services.catalogue import put_type
from services.deciding import decline
from services.freshness import Version, holder_version, version
from services.people import put_employee
from services.reversing import reverse
from tests.pages.living import Shop, found_shop, record_one

ANN, BEN = "E01", "E02"


@pytest.fixture
def shop(database: Database) -> Shop:
    found = found_shop(database)
    stands(found, ANN)  # from here on it is watched
    return found


def stands(shop: Shop, code: str) -> tuple[int, int, int]:
    with shop.database.read() as session:
        account = people.account_ids(session, people.EMPLOYEE, [code])[code]
    return holder_version(shop.database, account, version(shop.database))


def test_nothing_new_is_the_same_version(shop: Shop) -> None:
    assert version(shop.database) == version(shop.database)
    assert isinstance(version(shop.database), Version)
    assert stands(shop, ANN) == stands(shop, ANN)


def test_what_one_earns_changes_ones_own_version_only(shop: Shop) -> None:
    ann, ben = stands(shop, ANN), stands(shop, BEN)
    shop.record(type="deal_won", employee=ANN, customer="C0", amount="10")
    assert stands(shop, ANN) != ann
    assert stands(shop, BEN) == ben


def test_each_further_entry_is_a_further_version(shop: Shop) -> None:
    seen = set()
    for _number in range(3):
        shop.record(type="deal_won", employee=ANN, customer="C0", amount="10")
        seen.add(stands(shop, ANN))
    assert len(seen) == 3


def test_what_waits_and_what_is_declined_counts_though_it_earns_nothing(shop: Shop) -> None:
    put_type(shop.database, COMMAND_LINE, "deal_won", {"approval": True})
    before = stands(shop, ANN)
    record_one(shop.database, {"type": "deal_won", "employee": ANN, "customer": "C0", "amount": "10", "external_id": "waits"})
    waits = stands(shop, ANN)
    decline(shop.database, COMMAND_LINE, "test", "waits", reason="twice")
    assert len({before, waits, stands(shop, ANN)}) == 3


def test_taking_back_counts(shop: Shop) -> None:
    record_one(shop.database, {"type": "deal_won", "employee": ANN, "customer": "C0", "amount": "10", "external_id": "gone"})
    before = stands(shop, ANN)
    reverse(shop.database, COMMAND_LINE, "test", "gone", reason="returned")
    assert stands(shop, ANN) != before


def test_a_change_of_people_counts_for_everybody(shop: Shop) -> None:
    before = stands(shop, BEN)
    put_employee(shop.database, COMMAND_LINE, ANN, {"name": "Ann Lee"})
    assert stands(shop, BEN) != before
