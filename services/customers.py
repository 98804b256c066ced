"""Customers are created, changed and read; a batch as a whole or not at all. Fields: `CUSTOMER`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from db import people
from db.engine import Database, Session
from db.people import CustomerRow
from scoring.directory import Directory
from services import cursors
from services.access import Act, Actor, require
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
from services.errors import Unknown
from services.lookups import employee_code, employee_number
from services.values import day_no, flat, no_others, shown, text, text_list
from services.world import World, world
from services.writing import Writing, writing

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
    return [_customer(desk.world.directory, row) for row in rows]


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


def get_customer(database: Database, actor: Actor, code: str) -> Answer:
    """The customer; phone and email are masked for whom they are not needed by."""
    require(actor, Act.READ_CUSTOMERS)
    with database.read() as session:
        answers = _customers(session, world(database, session), actor, [code])
    if not answers:
        raise Unknown(f"no customer has the code {shown(code)}", field="code")
    return answers[0]


def list_customers(database: Database, actor: Actor, *, limit: int = 100, cursor: str | None = None) -> Answer:
    """Customers in the order of their making."""
    require(actor, Act.READ_CUSTOMERS)
    most, after = page_size(limit), cursors.read_number(cursor)
    with database.read() as session:
        found = people.page(session, people.CUSTOMER, after=after, limit=most + 1)
        answers = _customers(session, world(database, session), actor, [code for _, code in found[:most]])
    return page_of([number for number, _ in found], answers)


def _customers(session: Session, here: World, actor: Actor, codes: list[str]) -> list[Answer]:
    rows = people.customers_by_code(session, codes)
    answers = [_customer(here.directory, rows[code]) for code in codes if code in rows]
    return answers if actor.may(Act.MANAGE_PEOPLE) else [masked(answer) for answer in answers]


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
