"""Rebuilt from the ledger, standings and balances are the very same, row for row."""

import random

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.boards.standings import fold
from services.ledger.rebuilding import rebuild
from services.ledger.verifying import verify
from tests.promises.history import act, at, found, send
from tests.promises.test_promise_03 import everything

LEFT_ALONE = {"audit", "actor"}


def some(random_: random.Random, number: int) -> dict[str, object]:
    kind = random_.choice(["visit", "deal", "call", "win", "help"])
    more: dict[str, object] = {"employee": f"E{random_.randint(1, 6)}", "customer": f"C{random_.randint(1, 6)}"}
    if kind == "help":
        more["collaborators"] = [f"E{random_.randint(1, 6)}"]
    return act(number, kind, random_.randint(-2000, 500), amount=f"{random_.randint(-90, 200)}.5", **more)


@pytest.mark.parametrize("seed", range(2))
def test_a_random_history_is_rebuilt_row_for_row(database: Database, seed: int) -> None:
    found(database)
    choices = random.Random(seed)
    for number in range(0, 120, 12):
        send(database, [some(choices, number + n) for n in range(12)])
        if choices.random() < 0.5:
            reverse(database, COMMAND_LINE, "test", f"a{choices.randint(0, number)}", reason="test", now=at(510))
        if choices.random() < 0.5:
            fold(database)
    fold(database)
    before = {table: rows for table, rows in everything(database).items() if table not in LEFT_ALONE}
    rebuild(database, COMMAND_LINE)
    assert {table: rows for table, rows in everything(database).items() if table not in LEFT_ALONE} == before
    assert verify(database, COMMAND_LINE).offence is None
