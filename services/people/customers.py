"""Customers are created, changed and read; a batch as a whole or not at all. Fields: `CUSTOMER`.

Customers are read by whom their owner is in reach of; one out of reach is refused in the words for a code that is nobody's,
but for whoever reaches everybody. Phone and email are masked but for whoever manages people, and for the owner.
"""

import base64
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from db import people
from db.engine import Database, Session
from db.people import CustomerRow
from scoring.directory import Directory
from scoring.periods import business_day
from scoring.plan import HolderKind
from services import cursors
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.documents import (
    Answer,
    At,
    Document,
    alone,
    at_item,
    by_code,
    columns,
    given,
    iso_day,
    masked,
    name_of,
    page_of,
    page_size,
)
from services.errors import Conflict, Invalid, Unknown
from services.lookups import employee_code, employee_number
from services.reaching import employees_in_reach, out_of_reach, require_holder
from services.values import day_no, flat, no_others, optional, shown, text, text_list
from services.world import World, world
from services.writing import Writing, writing

CODE_BYTES = 5
CUSTOMER = frozenset({"name", "owner", "phone", "email", "birthday", "tags", "channel", "attributes"})


def put_customer(database: Database, actor: Actor, code: str, document: Document, *, now: int | None = None) -> Answer:
    """The customer stands so."""
    with writing(database, actor, Act.MANAGE_PEOPLE, now=now) as desk:
        [answer] = _put_customers(desk, {text(code, "code"): document}, alone)
        desk.audit("put customer", f"customer:{code}", sorted(document))
        return answer


def put_customers(database: Database, actor: Actor, items: Sequence[Mapping[str, object]], *, now: int | None = None) -> list[Answer]:
    """All of the customers stand so, or none: then the field of what is raised is such as `items[3].owner`."""
    with writing(database, actor, Act.MANAGE_PEOPLE, now=now) as desk:
        documents = by_code(items)
        answers = _put_customers(desk, documents, at_item)
        desk.audit("put customers", "customers", list(documents))
        return answers


def _put_customers(desk: Writing, documents: Mapping[str, Document], at: At) -> list[Answer]:
    stored = people.customers_by_code(desk.session, list(documents))
    drafts = []
    for number, (code, document) in enumerate(documents.items()):
        with at(number):
            drafts.append(_customer_draft(desk.world.directory, stored.get(code), code, document))
    ids = people.put_accounts(desk.session, people.CUSTOMER, [(row.code, row.name) for row in drafts])
    rows = [replace(row, account_id=ids[row.code]) for row in drafts]
    changed = [row for row in rows if row != stored.get(row.code)]
    people.put_customers(desk.session, [columns(row, people.CUSTOMER_ROWS) for row in changed])
    if any(_shows_elsewhere(stored[row.code], row) for row in changed if row.code in stored):
        desk.touch_directory()
    return [_customer(desk.world.directory, row) for row in rows]


def _shows_elsewhere(was: CustomerRow, row: CustomerRow) -> bool:
    """Whether boards and entries, which are kept for as long as nothing moves, name the customer otherwise now, or to others."""
    return (was.name, was.owner_id) != (row.name, row.owner_id)


def _customer_draft(staff: Directory, stored: CustomerRow | None, code: str, document: Document) -> CustomerRow:
    no_others(document, CUSTOMER)
    was = stored or CustomerRow(0, code, "", None, None, None, None, None, None, None)
    return replace(
        was,
        name=name_of(document, was.name if stored else None),
        owner_id=given(document, "owner", was.owner_id, lambda owner, field: employee_number(staff, owner, field)),
        phone=given(document, "phone", was.phone, text),
        email=given(document, "email", was.email, text),
        birthday=given(document, "birthday", was.birthday, day_no),
        channel=given(document, "channel", was.channel, text),
        tags=given(document, "tags", was.tags, _tags),
        attributes=given(document, "attributes", was.attributes, flat),
    )


def _tags(value: object, field: str) -> str | None:
    tags = list(dict.fromkeys(text_list(value, field)))
    return json.dumps(tags, ensure_ascii=False) if tags else None


def add_customer(database: Database, actor: Actor, document: Document, *, now: int | None = None) -> Answer:
    """A customer who was not there before stands so. document: `CUSTOMER` and code; without a code one is made: `N-` and 8 characters.

    The owner of an employee's customer is the employee; that of a manager's must be in reach, and is the manager where none is
    named. Raises Invalid, Forbidden, and Conflict (code_taken) where there is a customer with the code, whosoever it is.
    """
    with writing(database, actor, Act.ADD_CUSTOMER, now=now) as desk:
        owned = _owned(desk, actor, {field: value for field, value in document.items() if field != "code"})
        code = optional(document.get("code"), "code", text) or _free_code(desk.session)
        if people.account_ids(desk.session, people.CUSTOMER, [code]):
            message = f"There is a customer with the code {shown(code)} already: choose another code, or leave it out"
            raise Conflict(message, field="code", code="code_taken")
        _put_customers(desk, {code: owned}, alone)
        desk.audit("add customer", f"customer:{code}", sorted(document))
        return _customers(desk.session, desk.world, actor, [code])[0]


def _free_code(session: Session) -> str:
    """A code that is nobody's, and tells nothing."""
    while True:
        code = f"N-{base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()}"
        if not people.account_ids(session, people.CUSTOMER, [code]):
            return code


def _owned(desk: Writing, actor: Actor, document: Document) -> Document:
    """The document with an owner whom the actor may give a customer to."""
    staff = desk.world.directory
    reached = employees_in_reach(staff, actor, Act.ADD_CUSTOMER, desk.today)
    if reached is None:
        return document
    owner = optional(document.get("owner"), "owner", text) or employee_code(staff, actor.employee_id)
    if owner is None:
        raise Invalid("owner is missing: say which employee of your teams the customer belongs to", field="owner", code="missing")
    if staff.employee_ids.get(owner) not in reached:
        raise out_of_reach(actor, Act.ADD_CUSTOMER)
    return {**document, "owner": owner}


def get_customer(database: Database, actor: Actor, code: str, *, now: int | None = None) -> Answer:
    """The customer; phone and email are masked for whom they are not needed by."""
    require(actor, Act.READ_CUSTOMERS)
    with database.read() as session:
        here = world(database, session)
        require_holder(session, here.directory, actor, Act.READ_CUSTOMERS, HolderKind.CUSTOMER, code, _today(here, now))
        answers = _customers(session, here, actor, [code])
    if not answers:
        raise Unknown(f"no customer has the code {shown(code)}", field="code")
    return answers[0]


def list_customers(database: Database, actor: Actor, *, limit: int = 100, cursor: str | None = None, now: int | None = None) -> Answer:
    """Customers in reach, in the order of their making."""
    require(actor, Act.READ_CUSTOMERS)
    most, after = page_size(limit), cursors.read_number(cursor)
    with database.read() as session:
        here = world(database, session)
        reached = employees_in_reach(here.directory, actor, Act.READ_CUSTOMERS, _today(here, now))
        if reached is None:
            found = people.page(session, people.CUSTOMER, after=after, limit=most + 1)
        else:
            found = people.page_of_owners(session, sorted(reached), after=after, limit=most + 1)
        answers = _customers(session, here, actor, [code for _, code in found[:most]])
    return page_of([number for number, _ in found], answers)


def _today(here: World, now: int | None) -> int:
    return business_day(now_micros() if now is None else now, here.zone)


def _customers(session: Session, here: World, actor: Actor, codes: list[str]) -> list[Answer]:
    stored = people.customers_by_code(session, codes)
    rows = [stored[code] for code in codes if code in stored]
    return [_shown(actor, row, _customer(here.directory, row)) for row in rows]


def _shown(actor: Actor, row: CustomerRow, answer: Answer) -> Answer:
    """The customer's answer, masked but for whoever manages people, and for the owner."""
    is_owner = actor.employee_id is not None and actor.employee_id == row.owner_id
    return answer if is_owner or actor.may(Act.MANAGE_PEOPLE) else masked(answer)


def _customer(directory: Directory, row: CustomerRow) -> Answer:
    return {
        "code": row.code,
        "name": row.name,
        "owner": employee_code(directory, row.owner_id),
        "phone": row.phone,
        "email": row.email,
        "birthday": iso_day(row.birthday),
        "tags": json.loads(row.tags) if row.tags else [],
        "channel": row.channel,
        "attributes": json.loads(row.attributes) if row.attributes else {},
    }
