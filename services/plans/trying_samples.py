"""Trying a rule of a draft on an activity that nobody has recorded: what it would give, and the reckoning in words. Nothing is stored.

The activity stands behind all that were recorded: limits and campaigns have used what they really have.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from db import ledger, people
from db.engine import Database, Session
from db.people import CustomerFacts
from scoring.batch import BATCH, Context
from scoring.directory import NO_TEAM
from scoring.periods import business_day, instant, noon
from scoring.plan import HolderKind
from scoring.tracing import Trace
from services.access import Act, Actor, require
from services.activities import intake
from services.activities.intake import Intake
from services.activities.recording import now_micros
from services.errors import Invalid
from services.explanations import explaining
from services.explanations.lack_sentences import Words
from services.explanations.reckonings import Veil, reckoning_document
from services.explanations.sentences import language_of, sentence
from services.lookups import employee_number
from services.plans.editing_plans import Document
from services.plans.trying_rules import rule_alone
from services.reaching import Fence, fence
from services.values import shown
from services.world import PlanVersion, World, world

SAMPLE = {"source": "sample", "external_id": "sample"}
OPEN = Veil(attributes=False, customer=False)
TEAM = 0
"""The number of the only snapshot that a sample refers to."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """What a holder would get. holder: their name, empty where nobody gets anything; reckoning: as `reckonings.py` makes it."""

    holder: str
    points: int
    why: str
    reckoning: Mapping[str, Any]


def on_sample(
    database: Database,
    actor: Actor,
    document: Document,
    place: int,
    sample: Mapping[str, object],
    *,
    on: dt.date | None = None,
    language: str,
    now: int | None = None,
) -> tuple[Sampled, ...]:
    """What a rule of the draft makes of the sample, a line for each holder; one line that says why where it is nobody.

    sample: as the API takes an activity, without key and moment. on: its day, today where none is named, or a day to come.
    Raises PlanRefused, Invalid, Refusal for people who are unknown or out of reach, Forbidden.
    """
    require(actor, Act.DRAFT_PLAN)
    plan = rule_alone(document, place)
    with database.read() as session:
        here = world(database, session)
        today = now_micros() if now is None else now
        at = _moment(here, on, today)
        one = intake.read({**sample, **SAMPLE, "occurred_at": instant(at).isoformat()}, zone=here.zone, now=at)
        if one.type not in here.types:
            raise Invalid(
                f"no activity type has the key {shown(one.type)}: add it to the catalogue first", field="type", code="unknown_type"
            )
        guard = fence(here.directory, actor, business_day(today, here.zone))
        batch, context = _as_recorded(session, here, guard, one)
        version = PlanVersion(0, plan, None)
        found = explaining.trace_of(session, here, batch, context, version, ledger.NEVER)
        return _told(session, here, version, found, one.type, language_of(language))


def _moment(here: World, on: dt.date | None, now: int) -> int:
    """The moment itself, or the noon of another day."""
    if on is None or on == instant(now).astimezone(here.zone).date():
        return now
    return noon(on, here.zone)


def _as_recorded(session: Session, here: World, guard: Fence | None, one: Intake) -> tuple[pl.DataFrame, Context]:
    """The sample as a batch, with all that is frozen when an activity is recorded. Raises Refusal for people who are unknown or out of reach."""
    day = business_day(one.at, here.zone)
    employee = None if one.employee is None else employee_number(here.directory, one.employee, "employee")
    customer = _customer(session, guard, one, employee)
    team = here.directory.team_on(employee, day) if employee else NO_TEAM
    snapshots = {TEAM: here.directory.snapshot(team, day)} if team != NO_TEAM else {}
    manager = int(here.directory.managers_of(np.array([employee or 0]))[0])
    row = {
        "type": here.names.types[one.type],
        "at": one.at,
        "day": day,
        "employee": employee,
        "amount": one.amount,
        "quantity": one.quantity,
        "channel": one.channel,
        "collaborators": _collaborators(here, one),
        "attributes": one.attributes,
        "snapshot": TEAM if snapshots else None,
        "manager": manager if manager and manager != employee else None,
        **_facts(here, customer),
    }
    return pl.DataFrame([row], schema=BATCH), Context(snapshots, here.directory.employee_ids)


def _customer(session: Session, guard: Fence | None, one: Intake, employee: int | None) -> CustomerFacts | None:
    """What is known of the sample's customer; whom somebody may not record they may not try either."""
    found = people.customers(session, [one.customer]) if one.customer is not None else []
    refusal = guard.wrong(employee, one.customer, {fact.code: fact.owner_id for fact in found}) if guard else None
    if refusal is not None:
        raise refusal
    if one.customer is not None and not found:
        raise Invalid(f"no customer has the code {shown(one.customer)}: add them first", field="customer", code="unknown_customer")
    return found[0] if found else None


def _facts(here: World, customer: CustomerFacts | None) -> dict[str, Any]:
    if customer is None:
        return dict.fromkeys(("customer", "owner", "tier", "tags", "is_new"))
    return {
        "customer": customer.id,
        "owner": customer.owner_id,
        "tier": here.tier(HolderKind.CUSTOMER, max(0, customer.lifetime)),
        "tags": customer.tags,
        "is_new": customer.first_activity_id is None,
    }


def _collaborators(here: World, one: Intake) -> str | None:
    codes = json.loads(one.collaborators) if one.collaborators else []
    found = [employee_number(here.directory, code, "collaborators") for code in codes]
    return json.dumps(found) if found else None


def _told(session: Session, here: World, version: PlanVersion, found: Trace, type_key: str, language: str) -> tuple[Sampled, ...]:
    reckonings = found.reckonings(type_key)
    names = {holder: name for holder, (_, _, name) in people.codes_of(session, [r.holder for r in reckonings if r.holder]).items()}
    words = Words(language, here, version.plan, type_key)
    return tuple(
        Sampled(
            names.get(one.holder or 0, ""),
            one.points,
            sentence(one, version.plan, language),
            reckoning_document(one, parts, version, None, words, OPEN),
        )
        for one, parts in zip(reckonings, found.in_parts(reckonings), strict=True)
    )
