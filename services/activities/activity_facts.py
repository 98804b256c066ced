"""Activities as pages list them: what was sent, with the names of whom it concerns."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scoring.amounts import E4
from scoring.periods import instant
from services.world import World


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, or something, by code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """An activity as it was sent. type_label: by language; evidence: (name, sha256); instants are in the organisation's zone."""

    source: str
    external_id: str
    type: str
    type_label: Mapping[str, str] = field(hash=False)
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    employee: Named | None
    customer: Named | None
    amount: Decimal | None
    quantity: Decimal | None
    channel: str | None
    note: str | None
    attributes: Mapping[str, Any] = field(hash=False)
    evidence: tuple[tuple[str, str], ...]
    collaborators: tuple[Named, ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.external_id


def facts_of(here: World, row: Mapping[str, Any], *, customer_is_seen: bool = True) -> Facts:
    """The facts of a row of `db.reports.activities`. Without its customer in sight also without what was noted and attached."""
    others = json.loads(row["collaborators"]) if row["collaborators"] else []
    seen = row if customer_is_seen else {**row, "customer_id": None, "note": None, "attributes": None, "evidence": None}
    return Facts(
        row["source"],
        row["external_id"],
        here.type_keys[row["type_id"]],
        here.types[here.type_keys[row["type_id"]]].label,
        moment(here, row["occurred_at"]),
        moment(here, row["recorded_at"]),
        employee_named(here, row["employee_id"]),
        customer_named(seen),
        _decimal(row["amount_e4"]),
        _decimal(row["quantity_e4"]),
        row["channel"],
        seen["note"],
        json.loads(seen["attributes"]) if seen["attributes"] else {},
        tuple((one["name"], one["sha256"]) for one in json.loads(seen["evidence"])) if seen["evidence"] else (),
        tuple(named for number in others if (named := employee_named(here, number))),
    )


def moment(here: World, at: int) -> dt.datetime:
    return instant(at).astimezone(here.zone)


def employee_named(here: World, account: int | None) -> Named | None:
    facts = here.directory.employees.get(account or 0)
    return Named(facts.code, facts.name) if facts else None


def customer_named(row: Mapping[str, Any]) -> Named | None:
    """The customer of a row of `db.reports`."""
    return None if row["customer_id"] is None else Named(row["customer"], row["customer_name"])


def _decimal(amount_e4: int | None) -> Decimal | None:
    return None if amount_e4 is None else Decimal(amount_e4) / E4
