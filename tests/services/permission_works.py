"""What every service does for whoever asks, by its name and what it is asked about: `statements.points/near`.

A work answers with a text where more than yes or no is to be told: codes, or what became of each row.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE, Actor
from services.activities import catalogue, deciding, reversing
from services.activities.gathering import Gatherer
from services.beginning import setting_up
from services.boards import standings, statements
from services.explanations import explaining
from services.imports import importing
from services.ledger import rebuilding, verifying
from services.people import customers, people
from services.plans import planning
from services.sign_in import keys
from services.tuning import tuning
from tests.promises.history import FIRST, at
from tests.services.permission_world import NOW, PLAN, SHORT, Work, named, sent_by

PEOPLE = {"own": "E1", "near": "E2", "far": "E5", "nobody": "E99"}
BUYERS = {"own": "C1", "near": "C2", "far": "C5", "unowned": "C0", "nobody": "C99"}
OPEN = "13812345678"
DAYS = {"from_on": dt.date(2026, 1, 1), "to_on": dt.date(2026, 3, 1)}


def numbers(found: Iterable[str]) -> str:
    """C0, C1, C2 as `012`; `none` where there are none."""
    return "".join(sorted(code[1:] for code in found)) or "none"


def listed(answer: Mapping[str, Any]) -> str:
    return numbers(item["code"] for item in answer["items"])


def board(subject: str, **more: Any) -> Work:
    def work(database: Database, actor: Actor) -> str:
        shown = standings.board(database, actor, subject=subject, period="all", now=NOW, **more)
        return numbers(row.code for row in shown.rows)

    return work


def each(name: str, of: Mapping[str, str], ask: Any) -> dict[str, Work]:
    """The same work about each of some holders."""
    return {f"{name}/{about}": (lambda database, actor, code=code: ask(database, actor, code)) for about, code in of.items()}


def points(database: Database, actor: Actor, code: str) -> object:
    return statements.points(database, actor, _kind(code), code, now=NOW)


def entries(database: Database, actor: Actor, code: str) -> object:
    return statements.entries(database, actor, _kind(code), code, now=NOW)


def replayed(database: Database, actor: Actor) -> str:
    """The customers who are told of, and the points of everybody."""
    found = tuning.replay(database, actor, PLAN, **DAYS, now=NOW)
    customers = found.holders.filter(kind="customer")["code"].to_list()
    return f"{numbers(customers)}/{found.totals.points_after}"


def _kind(code: str) -> HolderKind:
    return HolderKind.EMPLOYEE if code.startswith("E") else HolderKind.CUSTOMER


def activity(database: Database, actor: Actor, name: str) -> str:
    """Whether all of it is told, or a part."""
    shown = explaining.activity(database, actor, "test", name, now=NOW)
    return "whole" if shown["note"] or shown["customer"] else "part"


def customer(database: Database, actor: Actor, code: str) -> str:
    return "open" if customers.get_customer(database, actor, code, now=NOW)["phone"] == OPEN else "masked"


def added(**document: Any) -> Work:
    return lambda database, actor: str(customers.add_customer(database, actor, {"name": "New", **document}, now=NOW)["owner"])


def recorded(**more: Any) -> Work:
    def work(database: Database, actor: Actor) -> str:
        [outcome] = sent_by(database, actor, named("new", **more))
        return "yes" if outcome.error is None else SHORT.get(outcome.error.code, outcome.error.code)

    return work


def gathered(database: Database, actor: Actor) -> str:
    gatherer = Gatherer(database)
    try:
        sent = [named(f"gathered {actor.name} {code}", employee=code) for code in ("E1", "E2", "E5")]
        return "".join(str(result["status"])[0] for result in gatherer.submit(actor, sent).result(timeout=30)["results"])  # type: ignore[index]
    finally:
        gatherer.close()


def employee_email(database: Database, actor: Actor) -> str:
    people.put_employee(database, COMMAND_LINE, "E2", {"email": "someone@example.com"}, now=at(400))
    shown = people.get_employee(database, actor, "E2", now=NOW)["email"]
    assert shown == people.list_employees(database, actor, now=NOW)["items"][1]["email"]
    return "open" if shown == "someone@example.com" else "masked"


def imported_file(folder: Path) -> Path:
    """Activities of E1, E2 and E5."""
    file = folder / "activities.csv"
    rows = [f"crm,{code},visit,2026-01-06T10:00:00Z,{code}" for code in ("E1", "E2", "E5")]
    file.write_text("\n".join(["source,external_id,type,occurred_at,employee", *rows]))
    return file


def imported(folder: Path, *, mapping: bool = False) -> Work:
    """The file, with a mapping one that may make employees."""
    file, document = imported_file(folder), folder / "mapping.yaml"
    fields = {"type": "visit", "external_id": '"{external_id}"', "occurred_at": "occurred_at", "employee": "employee"}
    lines = "\n    ".join(f"{name}: {value}" for name, value in fields.items())
    document.write_text(f"source: crm\nactivities:\n  - {lines}\ncreate: [employees]\n")

    def work(database: Database, actor: Actor) -> str:
        done = importing.import_activities(database, actor, file, mapping=document if mapping else None)
        return f"{done.accepted}+{done.rejected}"

    return work


def file_of(folder: Path, name: str) -> Path:
    file = folder / f"{name}.csv"
    file.write_text("code,name\nX1,X1\n")
    return file


def works(folder: Path) -> dict[str, Work]:
    """Every work, by name. folder: where files to be imported lie."""
    staff, buyers = file_of(folder, "people"), file_of(folder, "customers")
    decided = {"own": "own-waits", "near": "near-waits", "lead": "lead-waits", "far": "far-waits", "nobody": "nosuch"}
    stood = {"own": "own", "near": "near", "lead": "lead", "far": "far", "nobody": "nosuch"}
    return {
        "standings.board/employees": board("employees"),
        "standings.board/teams": lambda database, actor: standings.board(database, actor, subject="teams", period="all", now=NOW),
        "standings.board/customers": board("customers"),
        "standings.board/customers-of-west": board("customers", team="WEST"),
        "standings.board/customers-of-all": board("customers", team="ALL"),
        **each("statements.points", {**PEOPLE, **{f"{k}-customer": v for k, v in BUYERS.items()}}, points),
        **each("statements.entries", {**PEOPLE, **{f"{k}-customer": v for k, v in BUYERS.items()}}, entries),
        **each("explaining.activity", stood | {"helped": "helped", "unowned": "unowned"}, activity),
        **each("customers.get_customer", BUYERS, customer),
        "customers.list_customers": lambda database, actor: listed(customers.list_customers(database, actor, now=NOW)),
        "customers.add_customer/plain": added(),
        "customers.add_customer/for-near": added(owner="E2"),
        "customers.add_customer/for-far": added(owner="E5"),
        "customers.add_customer/taken": added(code="C5", owner="E1"),
        "customers.put_customer": lambda database, actor: customers.put_customer(database, actor, "C1", {"name": "Other"}),
        "customers.put_customers": lambda database, actor: customers.put_customers(database, actor, [{"code": "C1"}]),
        "recording.record/own": recorded(employee="E1"),
        "recording.record/near": recorded(employee="E2"),
        "recording.record/far": recorded(employee="E5"),
        "recording.record/own-customer": recorded(employee="E1", customer="C1"),
        "recording.record/near-customer": recorded(employee="E1", customer="C2"),
        "recording.record/far-customer": recorded(employee="E1", customer="C5"),
        "recording.record/unowned-customer": recorded(employee="E1", customer="C0"),
        "recording.record/nobody-customer": recorded(employee="E1", customer="C99"),
        "recording.record/own-customer-alone": recorded(customer="C1"),
        "recording.record/far-customer-alone": recorded(customer="C5"),
        "recording.record/with-a-far-colleague": recorded(employee="E1", collaborators=["E5"]),
        "gathering.Gatherer.submit": gathered,
        **each("deciding.approve", decided, lambda database, actor, name: deciding.approve(database, actor, "test", name, now=NOW)),
        **each("deciding.decline", decided, lambda database, actor, name: deciding.decline(database, actor, "test", name, now=NOW)),
        **each(
            "reversing.reverse", stood, lambda database, actor, name: reversing.reverse(database, actor, "test", name, reason="x", now=NOW)
        ),
        "people.get_employee": employee_email,
        "people.list_employees": lambda database, actor: listed(people.list_employees(database, actor, now=NOW)),
        "people.get_team": lambda database, actor: people.get_team(database, actor, "EAST"),
        "people.list_teams": people.list_teams,
        "people.put_team": lambda database, actor: people.put_team(database, actor, "NEW", {"name": "New"}),
        "people.put_employee": lambda database, actor: people.put_employee(database, actor, "E1", {"name": "Other"}),
        "people.put_employees": lambda database, actor: people.put_employees(database, actor, [{"code": "E1"}]),
        "catalogue.put_type": lambda database, actor: catalogue.put_type(database, actor, "new", {"label": "New"}),
        "catalogue.get_type": lambda database, actor: catalogue.get_type(database, actor, "deal"),
        "catalogue.list_types": catalogue.list_types,
        "planning.publish": lambda database, actor: planning.publish(database, actor, FIRST, reason="x", now=NOW),
        "planning.get": planning.get,
        "planning.list_versions": planning.list_versions,
        "tuning.days_or_quarter": lambda database, actor: tuning.days_or_quarter(database, actor, None, None),
        "tuning.replay": replayed,
        "tuning.simulate": lambda database, actor: tuning.simulate(database, actor, PLAN, **DAYS, now=NOW),
        "importing.import_activities": imported(folder),
        "importing.import_activities/making": imported(folder, mapping=True),
        "importing.import_people": lambda database, actor: importing.import_people(database, actor, staff),
        "importing.import_customers": lambda database, actor: importing.import_customers(database, actor, buyers),
        "keys.add": lambda database, actor: len(keys.add(database, actor, "new", ["points:read"])),
        "keys.list_keys": keys.list_keys,
        "keys.revoke": lambda database, actor: keys.revoke(database, actor, "nosuch"),
        "setting_up.initialise": lambda database, actor: setting_up.initialise(
            database, actor, name="Other", timezone="UTC", currency="EUR", first_plan=PLAN
        ),
        "rebuilding.rebuild": rebuilding.rebuild,
        "verifying.verify": verifying.verify,
    }
