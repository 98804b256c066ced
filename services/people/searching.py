"""Searching: customers and employees by what somebody types, as far as their reach goes.

Any part of a code or name and the last digits of a phone are found. Where more than `FEW` customers are in reach, beginnings
and last digits are looked up in indexes, and every name is read only where they find nobody: with a million customers that
takes about a third of a second, all else a few milliseconds.
"""

import json
import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np

from db import organisation, people
from db import searching as finding
from db.engine import Database, Session
from db.searching import Scope
from scoring.directory import NO_TEAM, Directory, EmployeeFacts
from scoring.periods import business_day
from services.access import Act, Actor, require
from services.activities.activity_facts import Named
from services.activities.recording import now_micros
from services.documents import masked, page_size
from services.reaching import employees_in_reach
from services.world import World, world

FEW = 20_000
RECENT = 300
LEAST_DIGITS = 3
MOST_TYPED = 200
PHONE = re.compile(r"[0-9 +().-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class CustomerFound:
    """phone: masked."""

    code: str
    name: str
    owner: Named | None
    channel: str | None
    phone: str | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmployeeFound:
    """team: of today."""

    code: str
    name: str
    team: Named | None


def search_customers(database: Database, actor: Actor, text: str = "", *, limit: int = 20, now: int | None = None) -> list[CustomerFound]:
    """The customers in reach in whom the text is found, those first in whom it stands at the beginning.

    Without a text those whom the actor met last. Raises Forbidden, Invalid.
    """
    return _search(database, actor, Act.READ_CUSTOMERS, text, limit, now)


def customers_stand(database: Database) -> Hashable:
    """Another value after every change of a customer; it tells nothing about anybody."""
    with database.read() as session:
        return organisation.audit_stands(session)


def search_for_recording(
    database: Database, actor: Actor, text: str = "", *, limit: int = 20, now: int | None = None
) -> list[CustomerFound]:
    """As `search_customers`, of all about whom the actor may record an activity: also those who have no owner."""
    return _search(database, actor, Act.RECORD, text, limit, now)


def _search(database: Database, actor: Actor, act: Act, text: str, limit: int, now: int | None) -> list[CustomerFound]:
    most, typed = page_size(limit), text.strip()[:MOST_TYPED].replace("\x00", "")
    with database.read() as session:
        here = world(database, session)
        reached = employees_in_reach(here.directory, actor, act, business_day(now_micros() if now is None else now, here.zone))
        scope = Scope(None if reached is None else sorted(reached), with_ownerless=act is Act.RECORD)
        found = _matching(session, scope, typed, most) if typed else _met(session, scope, actor, most)
        return _customers(session, here, list(dict.fromkeys(found))[:most])


def _matching(session: Session, scope: Scope, typed: str, limit: int) -> list[int]:
    digits = _digits(typed)
    if finding.size(session, scope, most=FEW + 1) <= FEW:
        return finding.holding(session, scope, typed, digits, limit=limit)
    found = finding.beginning(session, scope, typed, limit=limit)
    if digits and len(digits) >= finding.TAIL:
        found += finding.by_last_digits(session, scope, digits, limit=limit)
    if found:
        return found
    return (
        finding.holding_anywhere(session, typed, limit=limit)
        if scope.owners is None
        else finding.holding(session, scope, typed, None, limit=limit)
    )


def _digits(typed: str) -> str | None:
    """The digits of what may be the end of a phone number."""
    digits = re.sub(r"[^0-9]", "", typed)
    return digits if PHONE.fullmatch(typed) and len(digits) >= LEAST_DIGITS else None


def _met(session: Session, scope: Scope, actor: Actor, limit: int) -> list[int]:
    """Those whom the actor met last, then those whom anybody met last, then the newest."""
    found: list[int] = []
    if actor.employee_id is not None:
        found += finding.recently_met(session, scope, actor.employee_id, among=RECENT, limit=limit)
    if len(found) < limit:
        found += finding.recently_met(session, scope, None, among=RECENT, limit=limit)
    return found if len(found) >= limit else found + finding.newest(session, scope, limit=limit)


def _customers(session: Session, here: World, accounts: Sequence[int]) -> list[CustomerFound]:
    codes = {account: code for account, (_, code, _) in people.codes_of(session, accounts).items()}
    rows = people.customers_by_code(session, list(codes.values()))
    return [_customer(here.directory, rows[codes[account]]) for account in accounts if codes.get(account) in rows]


def _customer(directory: Directory, row: people.CustomerRow) -> CustomerFound:
    owner = directory.employees.get(row.owner_id or 0)
    phone = masked({"phone": row.phone, "email": None})["phone"]
    tags = tuple(json.loads(row.tags)) if row.tags else ()
    return CustomerFound(row.code, row.name, Named(owner.code, owner.name) if owner else None, row.channel, phone, tags)


# employees ------------------------------------------------------------------------------------------------------------------------


def search_employees(
    database: Database,
    actor: Actor,
    text: str = "",
    *,
    limit: int = 20,
    active_only: bool = True,
    now: int | None = None,
) -> list[EmployeeFound]:
    """The employees whose code or name holds the text: those first in whom it stands at the beginning, then those of the actor's own team.

    Everybody who reads boards may; on them stand the same names. Raises Forbidden, Invalid.
    """
    require(actor, Act.READ_BOARDS)
    most, wanted = page_size(limit), text.strip().casefold()
    with database.read() as session:
        here = world(database, session)
    today = business_day(now_micros() if now is None else now, here.zone)
    people_found = [
        person
        for person in here.directory.employees.values()
        if (wanted in person.name.casefold() or wanted in person.code.casefold()) and (person.is_active(today) or not active_only)
    ]
    return [found for _, found in sorted(_ordered(here.directory, people_found, wanted, actor, today), key=itemgetter(0))[:most]]


def _ordered(
    directory: Directory, found: Sequence[EmployeeFacts], wanted: str, actor: Actor, today: int
) -> Iterator[tuple[tuple[bool, bool, str, str], EmployeeFound]]:
    """Each with what orders them."""
    mine = NO_TEAM if actor.employee_id is None else directory.team_on(actor.employee_id, today)
    accounts = np.array([person.id for person in found], dtype=np.int64)
    teams = directory.teams_on(accounts, np.full(len(found), today, dtype=np.int64)).tolist()
    for person, number in zip(found, teams, strict=True):
        begins = person.name.casefold().startswith(wanted) or person.code.casefold().startswith(wanted)
        team = directory.teams.get(number)
        place = (not begins, number == NO_TEAM or number != mine, person.name, person.code)
        yield place, EmployeeFound(person.code, person.name, Named(team.code, team.name) if team else None)
