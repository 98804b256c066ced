"""Sum of a holder's entries = its balance = what remains in its lots minus its debt."""

import pytest

from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.boards.statements import points
from services.ledger.verifying import verify
from tests.promises.history import act, at, found, live, rule, send

EARNING = {
    "name": "Earning",
    "rules": [
        rule("earned", "deal", award={"to": "customer", "points": 1, "per": 1, "of": "amount"}),
        rule("charged", "call", award={"to": "customer", "points": -1, "per": 1, "of": "amount"}),
    ],
    "expiry": {"customer": {"months": 12}},
}


def deal(number: int, amount: int, hours: float = 0, kind: str = "deal") -> dict[str, object]:
    return act(number, kind, hours, customer="C1", amount=str(amount))


def held(database: Database) -> tuple[int, int, int]:
    """(balance, debt, what lots hold) of C1."""
    told = points(database, COMMAND_LINE, HolderKind.CUSTOMER, "C1", now=at(600))
    with database.read() as session:
        lots = session.value("SELECT COALESCE(SUM(remaining), 0) FROM lot l JOIN account a ON a.id = l.account_id WHERE a.code = 'C1'")
    return told["balance"], told["debt"], int(lots)


def test_the_sums_agree_for_everybody(database: Database) -> None:
    live(database)
    with database.read() as session:
        sums = dict(session.rows("SELECT account_id, SUM(balance) FROM ledger_entry GROUP BY account_id"))
        balances = dict(session.rows("SELECT account_id, balance FROM account_balance"))
        lots = session.rows("SELECT account_id, SUM(remaining), MIN(remaining) FROM lot GROUP BY account_id")
    assert {account: int(total) for account, total in sums.items()} == balances
    assert all(least > 0 and total <= max(0, balances[account]) for account, total, least in lots)
    assert min(balances.values()) < 0, "somebody is in debt"


def test_what_is_earned_and_expires_lies_in_lots(database: Database) -> None:
    found(database, EARNING)
    send(database, [deal(1, 100), deal(2, 50, 48)])
    assert held(database) == (150, 0, 150)


def test_points_that_are_spent_and_reversed_are_a_debt(database: Database) -> None:
    found(database, EARNING)
    send(database, [deal(1, 100), deal(2, 70, 1, "call")])
    assert held(database) == (30, 0, 30)
    reverse(database, COMMAND_LINE, "test", "a1", reason="returned", now=at(501))
    balance, debt, lots = held(database)
    assert (balance, lots) == (-70, 0)
    assert abs(debt) == 70
    assert verify(database, COMMAND_LINE).offence is None


def test_later_accruals_repay_the_debt_first(database: Database) -> None:
    found(database, EARNING)
    send(database, [deal(1, 80, 0, "call"), deal(2, 50, 1)])
    assert held(database) == (-30, 30, 0)
    send(database, [deal(3, 50, 2)])
    assert held(database) == (20, 0, 20)
    assert verify(database, COMMAND_LINE).offence is None


@pytest.mark.parametrize("batched", [True, False])
def test_a_refund_undoes_a_sale_exactly(database: Database, batched: bool) -> None:
    found(database, EARNING)
    sale, refund = deal(1, 77), deal(2, -77, 5)
    for batch in [[sale, refund]] if batched else [[sale], [refund]]:
        send(database, batch)
    assert held(database) == (0, 0, 0)
    assert verify(database, COMMAND_LINE).offence is None
