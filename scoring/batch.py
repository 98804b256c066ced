"""A batch is what the scoring sees of activities: one row each, in the order in which they are to be scored.

Everything that a condition may ask is a column here, frozen when the activity was recorded, so that a replay sees the same.
Holders, teams and types are the integers of the tables; the plan speaks of codes and keys, and `Names` joins the two.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

BATCH: dict[str, pl.DataType] = {
    "type": pl.Int32(),  # activity type
    "at": pl.Int64(),  # occurred_at, microseconds since 1970 UTC
    "day": pl.Int32(),  # business day of occurred_at, days since 1970
    "employee": pl.Int32(),  # account, null where nobody acted
    "customer": pl.Int32(),
    "amount": pl.Int64(),  # 1/10000 of the currency
    "quantity": pl.Int64(),  # 1/10000 of a unit
    "channel": pl.String(),
    "collaborators": pl.String(),  # JSON list of accounts, in the order of their codes
    "attributes": pl.String(),  # JSON object, flat
    "snapshot": pl.Int32(),  # the employee's team as it was: a key of Context.snapshots
    "manager": pl.Int32(),  # the employee's manager then
    "owner": pl.Int32(),  # the customer's owner then
    "tier": pl.String(),  # the customer's tier then
    "tags": pl.String(),  # JSON list of the customer's tags then
    "is_new": pl.Boolean(),  # first activity of this customer
}
"""The columns of a batch; it may also carry `attributes.NAME` (String) columns, read instead of the JSON where present."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A team as it was on a day: itself and the teams above it, and the members active that day in the order of their codes."""

    path: tuple[int, ...]
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys and codes of a plan stand for in the tables."""

    types: Mapping[str, int]
    teams: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Context:
    """What a batch refers to: snapshots by their number, and the accounts of employee codes that attributes hold."""

    snapshots: Mapping[int, Snapshot] = field(default_factory=dict)
    employees: Mapping[str, int] = field(default_factory=dict)
