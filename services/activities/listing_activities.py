"""Listing activities: what an employee did, or what was done about a customer, newest first, with what became of it."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from db import ledger, reports
from db.engine import Database, Session
from scoring.periods import business_day
from scoring.plan import HolderKind
from services import cursors
from services.access import Act, Actor, require
from services.activities.activity_facts import Facts, facts_of
from services.activities.recording import now_micros
from services.boards.entry_lines import stretch
from services.boards.standings import account_of
from services.boards.statements import KIND
from services.documents import page_size
from services.errors import Unknown
from services.page import Page
from services.reaching import require_holder
from services.values import shown
from services.world import World, world

COLUMN = {HolderKind.EMPLOYEE: "employee_id", HolderKind.CUSTOMER: "customer_id"}
ACT = {HolderKind.EMPLOYEE: Act.READ_POINTS, HolderKind.CUSTOMER: Act.READ_CUSTOMERS}


class State(StrEnum):
    ACCEPTED = "accepted"
    PENDING = "pending"
    DECLINED = "declined"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity and what became of it. points: what the holder who was asked about has of it, net of what was taken back."""

    facts: Facts
    status: State
    points: int


def activities_of(
    database: Database,
    actor: Actor,
    holder_kind: HolderKind,
    code: str,
    *,
    type: str | None = None,
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    limit: int = 50,
    cursor: str | None = None,
    now: int | None = None,
) -> Page[ActivityLine]:
    """What an employee did, or what was done about a customer, on business days of [from_on, to_on), of one type where asked; newest first.

    Raises Unknown, Invalid, Forbidden.
    """
    act = ACT[holder_kind]
    require(actor, act)
    most, before = page_size(limit), _place(cursor)
    start, end = stretch(from_on, to_on)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        require_holder(session, here.directory, actor, act, holder_kind, code, today)
        account = account_of(session, KIND[holder_kind], code)
        kind = None if type is None else type_number(here, type)
        column = COLUMN[holder_kind]
        rows = reports.activities_of(session, column, account, type_id=kind, start=start, end=end, before=before, limit=most + 1)
        lines = _lines(session, here, account, rows[:most])
    last = rows[most - 1] if len(rows) > most else None
    return Page(lines, cursors.write([last["occurred_at"], last["id"]]) if last else None)


def _place(cursor: str | None) -> tuple[int, int]:
    place = cursors.read(cursor, parts=2)
    return (ledger.NEVER, ledger.NEVER) if place is None else (int(place[0]), int(place[1]))


def type_number(here: World, key: str) -> int:
    """The number of an activity type. Raises Unknown."""
    if key not in here.types:
        raise Unknown(f"no activity type has the key {shown(key)}", field="type")
    return here.types[key].id


def _lines(session: Session, here: World, account: int, rows: Collection[Mapping[str, Any]]) -> tuple[ActivityLine, ...]:
    ids = [row["id"] for row in rows]
    events, points = reports.events_of(session, ids), reports.earned_from(session, account, ids)
    return tuple(ActivityLine(facts_of(here, row), _state(row, events.get(row["id"], set())), points.get(row["id"], 0)) for row in rows)


def _state(row: Mapping[str, Any], events: Collection[str]) -> State:
    if "reversed" in events:
        return State.REVERSED
    if "declined" in events:
        return State.DECLINED
    return State.PENDING if row["pending"] and "approved" not in events else State.ACCEPTED
