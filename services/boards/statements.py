"""Statements: where a holder stands, and the ledger rows that make it up.

They are read of whoever is in the reader's reach: a manager's teams, an employee's own account and own customers. Out of
reach and unknown are refused alike where not everybody is in reach. A customer's ranks are those of the reader's board.
"""

import datetime as dt
from typing import Any

from db import activities, ledger, people, standings
from db.engine import Database, Session
from scoring.periods import (
    FOREVER_FROM,
    FOREVER_UNTIL,
    PeriodKind,
    business_day,
    day_date,
    day_number,
    instant,
    period_of,
)
from scoring.plan import HolderKind
from scoring.ranking import TieRule, rank
from services import cursors
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.standings import account_of, employees_on, fold, place_among_customers
from services.errors import Invalid
from services.explanations.explaining import earned_if_approved
from services.explanations.sentences import explain_entry
from services.reaching import require_holder
from services.world import World, world

KIND = {HolderKind.EMPLOYEE: people.EMPLOYEE, HolderKind.CUSTOMER: people.CUSTOMER}
TABLE = {HolderKind.EMPLOYEE: "employee_standing", HolderKind.CUSTOMER: "customer_standing"}
LIMIT = 1000


def points(database: Database, actor: Actor, kind: HolderKind, code: str, *, now: int | None = None) -> dict[str, Any]:
    """The holder's scores and ranks in the running periods, balance, debt, lifetime, level or tier, and what expires when.

    Raises Unknown, Forbidden.
    """
    require(actor, Act.READ_POINTS)
    if kind is HolderKind.CUSTOMER:
        fold(database)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        reached = require_holder(session, here.directory, actor, Act.READ_POINTS, kind, code, today)
        account = account_of(session, KIND[kind], code)
        balance, lifetime = ledger.balances(session, [account]).get(account, (0, 0))
        scores, ranks = _scores(session, here, kind, account, today, reached)
        return {
            "code": code,
            "name": people.codes_of(session, [account])[account][2],
            "score": scores,
            "rank": ranks,
            "balance": balance,
            "pending": earned_if_approved(session, here, activities.waiting(session, account), account),
            "debt": max(0, -balance),
            "lifetime": lifetime,
            "level" if kind is HolderKind.EMPLOYEE else "tier": here.tier(kind, max(0, lifetime)),
            "expiring": _expiring(session, account),
        }


def _scores(
    session: Session, here: World, kind: HolderKind, account: int, today: int, reached: frozenset[int] | None
) -> tuple[dict[str, int], dict[str, int | None]]:
    periods = {p: period_of(p, today, first_weekday=here.organisation.first_weekday) for p in PeriodKind}
    found = standings.of_account(session, TABLE[kind], account, [p.id for p in periods.values()])
    scores = {name.value: found.get(period.id, (0, 0))[0] for name, period in periods.items()}
    ranks: dict[str, int | None] = {}
    for name, period in periods.items():
        if kind is HolderKind.CUSTOMER:
            on_board = period.id in found
            ranks[name.value] = place_among_customers(session, here, period, scores[name.value], reached) if on_board else None
        else:
            frame = rank(employees_on(session, here, period, today), tie_rule=TieRule(here.organisation.tie_rule))
            own = frame.filter(frame["account_id"] == account)
            ranks[name.value] = int(own["rank"][0]) if own.height else None
    return scores, ranks


def _expiring(session: Session, account: int) -> list[dict[str, Any]]:
    lots = ledger.lots(session, [account]).get(account, {})
    return [{"on": day_date(day).isoformat(), "points": left} for day, left in sorted(lots.items()) if left]


def entries(
    database: Database,
    actor: Actor,
    kind: HolderKind,
    code: str,
    *,
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    limit: int = 100,
    cursor: str | None = None,
    language: str = "en",
    now: int | None = None,
) -> dict[str, Any]:
    """The holder's ledger rows booked on days of [from_on, to_on), newest first. Raises Unknown, Invalid, Forbidden."""
    require(actor, Act.READ_POINTS)
    if not 1 <= limit <= LIMIT:
        raise Invalid(f"limit must be from 1 to {LIMIT}, not {limit}", field="limit")
    start = FOREVER_FROM if from_on is None else day_number(from_on)
    end = FOREVER_UNTIL if to_on is None else day_number(to_on)
    if end < start:
        raise Invalid("to must not be before from", field="to")
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        require_holder(session, here.directory, actor, Act.READ_POINTS, kind, code, today)
        account = account_of(session, KIND[kind], code)
        before = cursors.read_number(cursor, first=ledger.NEVER)
        rows = ledger.statement(session, account, start=start, end=end, before=before, limit=limit + 1)
        items = [entry_document(here, row, language) for row in rows[:limit]]
        return {"items": items, "next_cursor": cursors.write([rows[limit - 1]["id"]]) if len(rows) > limit else None}


def entry_document(here: World, row: dict[str, Any], language: str) -> dict[str, Any]:
    """A ledger row as the API and the pages show it."""
    named = {"type": here.type_keys.get(row["type_id"]), "source": row["source"], "external_id": row["external_id"]}
    return {
        "id": row["id"],
        "kind": row["kind"],
        "score": row["score"],
        "balance": row["balance"],
        "rule": here.rule_keys.get(row["rule_id"]),
        "plan_version": row["plan_version"],
        "from_version": row["from_version"],
        "activity": named if row["activity_id"] is not None else None,
        "actor": row["actor"],
        "reason": row["reason"],
        "occurred_at": instant(row["occurred_at"]).astimezone(here.zone).isoformat(),
        "recorded_at": instant(row["recorded_at"]).astimezone(here.zone).isoformat(),
        "booked_on": day_date(row["booked_on"]).isoformat(),
        "reverses": row["reverses_id"],
        "explanation": explain_entry(here, row, language),
    }
