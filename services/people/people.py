"""Teams, employees and customers are created, changed and read; a batch as a whole or not at all.

A field that a document leaves out stays as it is, null clears it. Fields: `TEAM`, `EMPLOYEE`, `CUSTOMER`; an answer
carries all of them and `code`. Every put raises Invalid and Forbidden, every get Unknown and Forbidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from db import people
from db.engine import Database, Session
from db.people import EmployeeRow
from scoring.directory import NO_TEAM, Directory
from scoring.periods import business_day
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
from services.lookups import employee_code, employee_number, team_code, team_number
from services.people.customers import CUSTOMER, get_customer, list_customers, put_customer, put_customers
from services.people.memberships import Stays, joined_earlier, moved, moves, stay_to_show, stays_of
from services.people.personal_days import birthday_text, read_birthday
from services.values import day_no, no_others, optional, shown, text
from services.world import World, world
from services.writing import Writing, writing

__all__ = [
    "CUSTOMER",
    "EMPLOYEE",
    "TEAM",
    "add_employee",
    "add_team",
    "get_customer",
    "get_employee",
    "get_team",
    "list_customers",
    "list_employees",
    "list_teams",
    "put_customer",
    "put_customers",
    "put_employee",
    "put_employees",
    "put_team",
    "write_employees",
]

TEAM = frozenset({"name", "parent"})
EMPLOYEE = frozenset({"name", "team", "team_from", "joined_on", "left_on", "email", "manager", "birthday"})


def put_team(database: Database, actor: Actor, code: str, document: Document, *, now: int | None = None) -> Answer:
    """The team stands so. Its parent must exist, and must not lie below it."""
    with writing(database, actor, Act.MANAGE_PEOPLE, now=now) as desk:
        no_others(document, TEAM)
        directory = desk.world.directory
        was = directory.teams.get(directory.team_ids.get(text(code, "code"), NO_TEAM))
        name = name_of(document, was.name if was else None)
        parent = was.parent_id if was else None
        if "parent" in document:
            parent = _parent(directory, code, optional(document["parent"], "parent", text))
        if was is None or (name, parent) != (was.name, was.parent_id):
            people.put_team(desk.session, code=code, name=name, parent_id=parent)
            desk.touch_directory()
        desk.audit("put team", f"team:{code}", sorted(document))
        return {"code": code, "name": name, "parent": team_code(directory, parent)}


def _parent(directory: Directory, code: str, parent: str | None) -> int | None:
    if parent is None:
        return None
    number, team = directory.team_ids.get(parent), directory.team_ids.get(code)
    if parent == code or (team is not None and number in directory.subtree(team)):
        raise Invalid(f"parent must not be the team itself or below it, as {shown(parent)} is", field="parent")
    return team_number(directory, parent, "parent")


def add_team(database: Database, actor: Actor, code: str, document: Document, *, now: int | None = None) -> Answer:
    """A team that was not there before stands so. Raises Invalid, Forbidden, and Conflict (code_taken) where a team has the code."""
    with writing(database, actor, Act.MANAGE_PEOPLE, now=now) as desk:
        no_others(document, TEAM)
        wanted, directory = text(code, "code"), desk.world.directory
        if wanted in directory.team_ids:
            name = directory.teams[directory.team_ids[wanted]].name
            raise Conflict(f"{shown(name)} has the code {shown(wanted)} already: choose another code", field="code", code="code_taken")
        name, parent = name_of(document, None), optional(document.get("parent"), "parent", text)
        above = None if parent is None else team_number(directory, parent, "parent")
        people.put_team(desk.session, code=wanted, name=name, parent_id=above)
        desk.touch_directory()
        desk.audit("add team", f"team:{wanted}", sorted(document))
        return {"code": wanted, "name": name, "parent": parent}


def get_team(database: Database, actor: Actor, code: str) -> Answer:
    _require_reading(actor)
    with database.read() as session:
        directory = world(database, session).directory
    if code not in directory.team_ids:
        raise Unknown(f"no team has the code {shown(code)}", field="code")
    return _team(directory, directory.team_ids[code])


def list_teams(database: Database, actor: Actor, *, limit: int = 100, cursor: str | None = None) -> Answer:
    """Teams in the order of their making."""
    _require_reading(actor)
    most, after = page_size(limit), cursors.read_number(cursor)
    with database.read() as session:
        directory = world(database, session).directory
    found = [number for number in sorted(directory.teams) if number > after][: most + 1]
    return page_of(found, [_team(directory, number) for number in found[:most]])


def _team(directory: Directory, number: int) -> Answer:
    team = directory.teams[number]
    return {"code": team.code, "name": team.name, "parent": team_code(directory, team.parent_id)}


def put_employee(database: Database, actor: Actor, code: str, document: Document, *, now: int | None = None) -> Answer:
    """The employee stands so."""
    with writing(database, actor, Act.MANAGE_PEOPLE, now=now) as desk:
        [answer] = write_employees(desk, {text(code, "code"): document}, alone)
        desk.audit("put employee", f"employee:{code}", sorted(document))
        return answer


def add_employee(database: Database, actor: Actor, code: str, document: Document, *, now: int | None = None) -> Answer:
    """An employee who was not there before stands so. Raises Invalid, Forbidden, and Conflict (code_taken) where somebody has the code."""
    with writing(database, actor, Act.MANAGE_PEOPLE, now=now) as desk:
        wanted, staff = text(code, "code"), desk.world.directory
        if wanted in staff.employee_ids:
            name = staff.employees[staff.employee_ids[wanted]].name
            raise Conflict(f"{shown(name)} has the code {shown(wanted)} already: choose another code", field="code", code="code_taken")
        [answer] = write_employees(desk, {wanted: document}, alone)
        desk.audit("add employee", f"employee:{wanted}", sorted(document))
        return answer


def put_employees(database: Database, actor: Actor, items: Sequence[Mapping[str, object]], *, now: int | None = None) -> list[Answer]:
    """All of the employees stand so, or none: then the field of what is raised is such as `items[3].team`."""
    with writing(database, actor, Act.MANAGE_PEOPLE, now=now) as desk:
        documents = by_code(items)
        answers = write_employees(desk, documents, at_item)
        desk.audit("put employees", "employees", list(documents))
        return answers


def write_employees(desk: Writing, documents: Mapping[str, Document], at: At) -> list[Answer]:
    directory = desk.world.directory
    stored = people.employees_by_code(desk.session, list(documents))
    drafts: list[tuple[EmployeeRow, str | None, Stays]] = []
    for number, (code, document) in enumerate(documents.items()):
        with at(number):
            drafts.append(_employee_draft(desk, stored.get(code), code, document, documents))
    ids = people.put_accounts(desk.session, people.EMPLOYEE, [(row.code, row.name) for row, _, _ in drafts])
    staff = {**directory.employee_ids, **ids}
    rows = [replace(r, account_id=ids[r.code], manager_id=staff[m] if m else None) for r, m, _ in drafts]
    changed = [row for row in rows if row != stored.get(row.code)]
    steps = [
        step
        for row, (_, _, stays) in zip(rows, drafts, strict=True)
        for step in moves(row.account_id, stays_of(directory, row.account_id), stays)
    ]
    people.put_employees(desk.session, [columns(row, people.EMPLOYEE_ROWS) for row in changed])
    people.move(desk.session, steps)
    if changed or steps:
        desk.touch_directory()
    return [_employee(directory, row, stays, manager, desk.today) for row, (_, manager, stays) in zip(rows, drafts, strict=True)]


def _employee_draft(
    desk: Writing, stored: EmployeeRow | None, code: str, document: Document, batch: Mapping[str, Document]
) -> tuple[EmployeeRow, str | None, Stays]:
    """What becomes of an employee; beside the row the code of the manager, who may be new too, and the teams."""
    no_others(document, EMPLOYEE)
    was = stored or EmployeeRow(0, code, "", None, None, None, None)
    row = replace(
        was,
        name=name_of(document, was.name if stored else None),
        joined_on=given(document, "joined_on", was.joined_on, day_no),
        left_on=given(document, "left_on", was.left_on, day_no),
        email=given(document, "email", was.email, text),
        birthday=given(document, "birthday", was.birthday, read_birthday),
    )
    if row.joined_on is not None and row.left_on is not None and row.left_on < row.joined_on:
        raise Invalid("left_on must not be before joined_on", field="left_on")
    staff = desk.world.directory
    manager = given(document, "manager", employee_code(staff, was.manager_id), text)
    if manager == code:
        raise Invalid("manager must be somebody else", field="manager")
    if manager is not None and manager not in batch:
        employee_number(staff, manager, "manager")
    return row, manager, _stays(desk, was, row, document)


def _stays(desk: Writing, was: EmployeeRow, row: EmployeeRow, document: Document) -> Stays:
    directory = desk.world.directory
    stays = joined_earlier(stays_of(directory, was.account_id), was.joined_on, row.joined_on)
    from_on = given(document, "team_from", None, day_no)
    if "team" in document:
        code = optional(document["team"], "team", text)
        team = team_number(directory, code, "team") if code else NO_TEAM
        return moved(stays, team, joined_on=row.joined_on, from_on=from_on, today=desk.today)
    if from_on is not None:
        raise Invalid("team_from needs team: say which team it is from that day on", field="team_from")
    return stays


def get_employee(database: Database, actor: Actor, code: str, *, now: int | None = None) -> Answer:
    """The employee, with the team of today, or of the first day of somebody who is still to come."""
    _require_reading(actor)
    with database.read() as session:
        here = world(database, session)
        answers = _employees(session, here, actor, [code], now)
    if not answers:
        raise Unknown(f"no employee has the code {shown(code)}", field="code")
    return answers[0]


def list_employees(database: Database, actor: Actor, *, limit: int = 100, cursor: str | None = None, now: int | None = None) -> Answer:
    """Employees in the order of their making, with those who left."""
    _require_reading(actor)
    most, after = page_size(limit), cursors.read_number(cursor)
    with database.read() as session:
        here = world(database, session)
        found = people.page(session, people.EMPLOYEE, after=after, limit=most + 1)
        answers = _employees(session, here, actor, [code for _, code in found[:most]], now)
    return page_of([number for number, _ in found], answers)


def _employees(session: Session, here: World, actor: Actor, codes: list[str], now: int | None) -> list[Answer]:
    directory, rows = here.directory, people.employees_by_code(session, codes)
    today = business_day(now_micros() if now is None else now, here.zone)
    found = [rows[code] for code in codes if code in rows]
    answers = [
        _employee(directory, row, stays_of(directory, row.account_id), employee_code(directory, row.manager_id), today) for row in found
    ]
    return answers if actor.may(Act.MANAGE_PEOPLE) else [masked(answer) | {"birthday": None} for answer in answers]


def _employee(directory: Directory, row: EmployeeRow, stays: Stays, manager: str | None, today: int) -> Answer:
    begun, team = stay_to_show(stays, row.joined_on, today)
    return {
        "code": row.code,
        "name": row.name,
        "team": team_code(directory, team),
        "team_from": iso_day(begun or None),
        "joined_on": iso_day(row.joined_on),
        "left_on": iso_day(row.left_on),
        "email": row.email,
        "manager": manager,
        "birthday": birthday_text(row.birthday),
    }


def _require_reading(actor: Actor) -> None:
    if not actor.may(Act.MANAGE_PEOPLE):
        require(actor, Act.READ_BOARDS)
