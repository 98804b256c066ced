"""A small organisation that has lived for a few weeks, with users of each role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.intake import read
from services.activities.recording import now_micros, record, submission
from services.beginning.setting_up import initialise
from services.people import customers, people
from services.plans import planning
from services.sign_in import users
from services.world import world

PROJECT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "correct horse battery"
NASTY = "<script>alert(1)</script> **b** :red[x] $y$ ![i](u)"
LONG = "Maximiliana Featherstonehaugh-Cholmondel"  # 40 characters
"""Names that pages must show as typed, and in full width."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Users: admin, manager (of EAST), manager_all, ann (E01, in EAST), ben (E02, in WEST), loner (an employee of no account), screen."""

    database: Database

    def record(self, **activity: Any) -> None:
        """An activity, as another system sends it."""
        record_one(self.database, activity)


def found_shop(database: Database) -> Shop:
    """Two regions, five employees, six customers, twenty-odd activities of the last days, and somebody of each role who can sign in."""
    plan = planning.read_document((PROJECT / "config/plans/field_sales.yaml").read_text())
    initialise(database, COMMAND_LINE, name="Corner Shops", timezone="Europe/London", currency="GBP", first_plan=plan)
    for code, name, parent in [("ALL", "Corner Shops", None), ("EAST", "East", "ALL"), ("WEST", "West", "ALL")]:
        people.put_team(database, COMMAND_LINE, code, {"name": name, "parent": parent})
    staff = [
        ("E01", "Ann Li", "EAST"),
        ("E02", "Ben Okafor", "WEST"),
        ("E03", NASTY, "EAST"),
        ("E04", LONG, "WEST"),
        ("E05", "欧阳", "EAST"),
    ]
    joined = (dt.date.today() - dt.timedelta(days=400)).isoformat()
    people.put_employees(
        database, COMMAND_LINE, [{"code": code, "name": name, "team": team, "joined_on": joined} for code, name, team in staff]
    )
    shops = [(f"C{n}", f"Shop {n}", f"E0{1 + n % 5}") for n in range(5)] + [("C9", NASTY, "E01")]
    customers.put_customers(
        database,
        COMMAND_LINE,
        [{"code": c, "name": n, "owner": o, "phone": "+44 7700 900123", "email": "shop@example.com"} for c, n, o in shops],
    )
    for number, (code, _, _) in enumerate(staff):
        for day in range(5 - number):
            record_one(database, {"type": "deal_won", "employee": code, "customer": f"C{number}", "amount": "120.50"}, days_ago=day)
    _add_users(database)
    return Shop(database)


def _add_users(database: Database) -> None:
    for name, more in {
        "admin": {"role": "admin"},
        "manager": {"role": "manager", "teams": ["EAST"]},
        "manager_all": {"role": "manager"},
        "ann": {"role": "employee", "employee": "E01"},
        "ben": {"role": "employee", "employee": "E02"},
        "loner": {"role": "employee"},
        "screen": {"role": "screen"},
    }.items():
        users.add_user(database, COMMAND_LINE, name, **more)  # type: ignore[arg-type]


_numbers = iter(range(1, 10**9))


def record_one(database: Database, activity: dict[str, Any], *, days_ago: int = 0) -> None:
    now = now_micros()
    at = dt.datetime.now(dt.UTC) - dt.timedelta(days=days_ago, seconds=1)
    full = {"source": "test", "external_id": str(next(_numbers)), "occurred_at": at.isoformat(), **activity}
    with database.read() as session:
        zone = world(database, session).zone
    [outcome] = record(database, [submission(COMMAND_LINE, [(0, read(full, zone=zone, now=now))])])[0].values()
    assert outcome.error is None, outcome.error
