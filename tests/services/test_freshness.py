"""A version changes when what it stands for changes, and not otherwise."""

from __future__ import annotations

import pytest

from db import people
from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.catalogue import put_type
from services.activities.deciding import decline
from services.activities.reversing import reverse
from services.freshness import Version, holder_version, version
from services.people.customers import put_customer
from services.people.people import put_employee
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


@pytest.mark.parametrize("change", [{"name": "Renamed"}, {"owner": ANN}, {"owner": None}], ids=["a name", "an owner", "no owner"])
def test_what_pages_show_of_a_customer_counts_for_everybody(shop: Shop, change: dict[str, str | None]) -> None:
    before = version(shop.database), stands(shop, BEN)
    put_customer(shop.database, COMMAND_LINE, "C1", change)
    assert version(shop.database) != before[0]
    assert stands(shop, BEN) != before[1]


@pytest.mark.parametrize(
    ("code", "change"),
    [("C1", {"name": "Shop 1", "owner": "E02"}), ("C1", {"phone": "+44 7700 900999"}), ("C77", {"name": "New"})],
    ids=["as it was", "a number", "a new customer"],
)
def test_what_pages_do_not_keep_of_customers_is_no_new_version(shop: Shop, code: str, change: dict[str, str]) -> None:
    before = version(shop.database)
    put_customer(shop.database, COMMAND_LINE, code, change)
    assert version(shop.database) == before
