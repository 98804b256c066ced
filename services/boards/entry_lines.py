"""Entry lines: the ledger of one holder as a page reads it, "+50 Deal won · Hongda Trading 10:42", each line with its provenance."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db import ledger, reports
from db.engine import Database
from scoring.periods import FOREVER_FROM, FOREVER_UNTIL, business_day, day_date, day_number
from scoring.plan import HolderKind
from services import cursors
from services.access import Act, Actor, require
from services.activities.activity_facts import Named, customer_named, employee_named, moment
from services.activities.recording import now_micros
from services.boards.narrowing import narrowed, read_by
from services.boards.standings import account_of
from services.boards.statements import KIND
from services.documents import page_size
from services.errors import Invalid, Unknown
from services.explanations.sentences import explain_entry
from services.page import Page
from services.reaching import require_holder
from services.values import shown
from services.world import World, world


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A row of the ledger. label: what it was for, the rule's label, else the activity type's, else the kind of entry, in the reader's language.

    employee, customer: who did it and about whom, None where the reader may not see the whole activity. booked_on: the day whose boards it
    counts for; reverses: the id of the entry that it takes back.
    """

    id: int
    kind: str
    score: int
    balance: int
    label: str
    rule: str | None
    rule_label: str | None
    type: str | None
    type_label: str | None
    source: str | None
    external_id: str | None
    employee: Named | None
    customer: Named | None
    plan_version: int | None
    actor: str
    reason: str
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    booked_on: dt.date
    reverses: int | None
    explanation: str


def entry_lines(
    database: Database,
    actor: Actor,
    holder_kind: HolderKind,
    code: str,
    *,
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    rule: str | None = None,
    kind: str | None = None,
    by: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
    language: str = "en",
    now: int | None = None,
) -> Page[EntryLine]:
    """The holder's ledger rows booked on days of [from_on, to_on), newest first; of one rule, of one kind.

    by: those that a board adds up which is narrowed to it (`services.boards.narrowing`). Raises as `statements.entries`, and what `read_by` raises.
    """
    require(actor, Act.READ_POINTS)
    most, before = page_size(limit), cursors.read_number(cursor, first=ledger.NEVER)
    start, end = stretch(from_on, to_on)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        reached = require_holder(session, here.directory, actor, Act.READ_POINTS, holder_kind, code, today)
        account = account_of(session, KIND[holder_kind], code)
        number, of = rule_number(here, rule), narrowed(here, read_by(here, by))
        rows = reports.lines(session, account, start=start, end=end, before=before, limit=most + 1, rule_id=number, kind=kind, narrowed=of)
        lines = tuple(_line(here, row, language, reached) for row in rows[:most])
    return Page(lines, cursors.write([rows[most - 1]["id"]]) if len(rows) > most else None)


def latest_entries(
    database: Database,
    actor: Actor,
    holder_kind: HolderKind,
    code: str,
    *,
    limit: int = 10,
    language: str = "en",
    now: int | None = None,
) -> tuple[EntryLine, ...]:
    """The newest lines of a holder. Raises as `entry_lines`."""
    return entry_lines(database, actor, holder_kind, code, limit=limit, language=language, now=now).items


def stretch(from_on: dt.date | None, to_on: dt.date | None) -> tuple[int, int]:
    """The day numbers of [from_on, to_on). Raises Invalid."""
    start = FOREVER_FROM if from_on is None else day_number(from_on)
    end = FOREVER_UNTIL if to_on is None else day_number(to_on)
    if end < start:
        raise Invalid("to must not be before from", field="to")
    return start, end


def rule_number(here: World, key: str | None) -> int | None:
    """The number of a rule of any version. Raises Unknown."""
    if key is None:
        return None
    if key not in here.rule_ids:
        raise Unknown(f"no plan ever had a rule with the key {shown(key)}", field="rule")
    return here.rule_ids[key]


def _line(here: World, row: Mapping[str, Any], language: str, reached: frozenset[int] | None) -> EntryLine:
    in_words = "zh" if language == "zh" else "en"
    rule, kind = here.rule_keys.get(row["rule_id"]), here.type_keys.get(row["type_id"])
    rule_label, type_label = _rule_label(here, row, in_words), here.types[kind].label[in_words] if kind else None
    seen = reached is None or row["employee_id"] in reached or row["owner_id"] in reached
    return EntryLine(
        row["id"],
        row["kind"],
        row["score"],
        row["balance"],
        rule_label or type_label or row["kind"],
        rule,
        rule_label,
        kind,
        type_label,
        row["source"],
        row["external_id"],
        employee_named(here, row["employee_id"]),
        customer_named(row) if seen else None,
        row["plan_version"],
        row["actor"],
        row["reason"],
        moment(here, row["occurred_at"]),
        moment(here, row["recorded_at"]),
        day_date(row["booked_on"]),
        row["reverses_id"],
        explain_entry(here, dict(row), language),
    )


def _rule_label(here: World, row: Mapping[str, Any], language: str) -> str | None:
    """What the rule was called in the version that scored."""
    key = here.rule_keys.get(row["rule_id"])
    if key is None or row["plan_version"] is None:
        return key
    rules = here.plan_numbered(row["plan_version"]).plan.rules
    return next((rule.label[language] for rule in rules if rule.key == key), key)
