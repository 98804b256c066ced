"""Intake reads one activity as it was sent and gives it its normal form, or says what is wrong with it.

The normal form is what duplicates are compared by: amounts as 1/10000, the instant in UTC, absent = null = empty, attributes and
collaborators sorted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from zoneinfo import ZoneInfo

import polars as pl

from scoring.periods import MICROS_PER_DAY
from services.errors import Invalid
from services.values import amount_e4, flat, instant, no_others, optional, quoted, shown, text, text_list

INTAKE: dict[str, pl.DataType] = {
    "source": pl.String(),
    "external_id": pl.String(),
    "type": pl.String(),
    "at": pl.Int64(),
    "employee": pl.String(),
    "customer": pl.String(),
    "amount": pl.Int64(),
    "quantity": pl.Int64(),
    "channel": pl.String(),
    "collaborators": pl.String(),
    "attributes": pl.String(),
    "note": pl.String(),
    "evidence": pl.String(),
}
"""An activity in its normal form, with codes as they were sent. collaborators: JSON list of codes; evidence: JSON list of objects."""

KNOWN = frozenset(
    [
        "type",
        "source",
        "external_id",
        "occurred_at",
        "employee",
        "customer",
        "amount",
        "quantity",
        "channel",
        "collaborators",
        "attributes",
        "note",
        "evidence",
    ]
)
SHA256 = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Intake:
    """One activity in its normal form: a row of `INTAKE`."""

    source: str
    external_id: str
    type: str
    at: int
    employee: str | None
    customer: str | None
    amount: int | None
    quantity: int | None
    channel: str | None
    collaborators: str | None
    attributes: str | None
    note: str | None
    evidence: str | None

    def row(self) -> tuple[str | int | None, ...]:
        return tuple(getattr(self, name) for name in COLUMNS)


COLUMNS = tuple(f.name for f in fields(Intake))


def read(item: object, *, zone: ZoneInfo, now: int) -> Intake:
    """The activity in its normal form. now: microseconds. Raises Invalid, which names the field."""
    if not isinstance(item, Mapping):
        raise Invalid(f"an activity must be an object, not {shown(item)}", field="activities")
    no_others(item, KNOWN)
    employee = optional(item.get("employee"), "employee", text)
    customer = optional(item.get("customer"), "customer", text)
    if employee is None and customer is None:
        raise Invalid("employee or customer must be given", field="employee")
    return Intake(
        source=text(required(item, "source"), "source"),
        external_id=text(required(item, "external_id"), "external_id"),
        type=text(required(item, "type"), "type"),
        at=within_bounds(instant(required(item, "occurred_at"), "occurred_at", zone=zone), now),
        employee=employee,
        customer=customer,
        amount=optional(item.get("amount"), "amount", amount_e4),
        quantity=optional(item.get("quantity"), "quantity", amount_e4),
        channel=optional(item.get("channel"), "channel", text),
        collaborators=optional(item.get("collaborators"), "collaborators", _collaborators),
        attributes=optional(item.get("attributes"), "attributes", flat),
        note=optional(item.get("note"), "note", text, most=4000, lines=True),
        evidence=optional(item.get("evidence"), "evidence", _evidence),
    )


def required(item: Mapping[str, object], field: str) -> object:
    value = item.get(field)
    if value is None or value == "":
        raise Invalid(f"{field} is missing", field=field)
    return value


def within_bounds(at: int, now: int) -> int:
    """The instant itself, from 1970 to a day ahead."""
    if at < 0:
        raise Invalid("occurred_at must not be before 1970", field="occurred_at")
    if at > now + MICROS_PER_DAY:
        raise Invalid("occurred_at must not be more than a day ahead", field="occurred_at")
    return at


def _collaborators(value: object, field: str) -> str | None:
    codes = sorted(set(text_list(value, field)))
    return "[" + ",".join(map(quoted, codes)) + "]" if codes else None


def _evidence(value: object, field: str) -> str | None:
    if not isinstance(value, list) or len(value) > 20:
        raise Invalid(f"{field} must be a list of at most 20 objects with name and sha256", field=field)
    return "[" + ",".join(_proof(proof, f"{field}[{number}]") for number, proof in enumerate(value)) + "]" if value else None


def _proof(value: object, field: str) -> str:
    if not isinstance(value, Mapping):
        raise Invalid(f"{field} must be an object with name and sha256, not {shown(value)}", field=field)
    no_others(value, frozenset({"name", "sha256"}))
    digest = text(value.get("sha256"), f"{field}.sha256")
    if not SHA256.fullmatch(digest):
        raise Invalid(f"{field}.sha256 must be 64 hexadecimal digits", field=f"{field}.sha256")
    return f'{{"name":{quoted(text(value.get("name"), f"{field}.name"))},"sha256":"{digest.lower()}"}}'
