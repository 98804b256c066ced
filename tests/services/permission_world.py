"""An organisation in which every role finds something of its own, something in reach, and something out of it.

EAST has E1 to E4, WEST E5 and E6; customer C1 belongs to E1 and so on, C0 to nobody. Activities and those that wait are
named after whose they are: `own` of E1, `near` of E2, `lead` of E4, `far` of E5; `helped` is of E5 with E1's help.
"""

from collections.abc import Callable
from typing import Any

from db.engine import Database
from services.access import COMMAND_LINE, Actor, Role
from services.activities.intake import read
from services.activities.outcomes import Outcome
from services.activities.recording import Submission, record, submission
from services.errors import Refusal
from services.people import customers
from services.sign_in import users
from services.world import world
from tests.promises.history import act, at, found, rule, send

NOW = at(500)
WHO = {"own": "E1", "near": "E2", "lead": "E4", "far": "E5"}
PLAN: dict[str, Any] = {
    "name": "Plain",
    "rules": [
        rule("deal", "deal", award={"to": "employee", "points": 50}),
        rule("value", "deal", award={"to": "customer", "points": 1, "per": 1, "of": "amount"}, limits=[{"per": "month", "points": 900}]),
        rule("help", ["help", "deal"], "team", award={"to": "collaborators", "points": 20}, limits=[{"per": "month", "times": 9}]),
        rule("bonus", "bonus", "challenge", award={"to": "employee", "points": 100}),
        rule("led", "bonus", "team", award={"to": "manager", "points": 7}),
        rule("win", "win", "team", award={"to": "team", "points": 10}),
        rule("buddy", ["referral", "bonus"], award={"to": "attributes.buddy", "points": 9}),
        rule("kept", "call", award={"to": "owner", "points": 3}),
    ],
}
USERS: dict[str, tuple[Role, str | None, tuple[str, ...]]] = {
    "admin": (Role.ADMIN, None, ()),
    "lead": (Role.MANAGER, "E4", ("EAST",)),
    "boss": (Role.MANAGER, None, ()),
    "clerk": (Role.EMPLOYEE, "E1", ()),
    "guest": (Role.EMPLOYEE, None, ()),
    "screen": (Role.SCREEN, None, ()),
}
"""An administrator, a manager of EAST who is E4, a manager without teams, E1, an employee who is nobody, a screen."""
Work = Callable[[Database, Actor], object]


def settle(database: Database) -> None:
    """The organisation stands."""
    found(database, PLAN)
    customers.put_customer(database, COMMAND_LINE, "C0", {"name": "C0"}, now=at(-90))
    personal = {"phone": "13812345678", "email": "someone@example.com"}
    known = [{"code": f"C{n}", **personal} for n in range(7)]
    customers.put_customers(database, COMMAND_LINE, known, now=at(-89))
    sent = [named(name, "deal", employee=e, customer=f"C{e[1:]}", amount=f"{e[1:]}0", note="spoke of it") for name, e in WHO.items()]
    sent += [named("helped", "deal", employee="E5", customer="C5", amount="500", collaborators=["E1"], note="spoke of it")]
    sent += [named("unowned", "deal", employee="E6", customer="C0", amount="7")]
    sent += [named(f"{name}-waits", "bonus", employee=e) for name, e in WHO.items()]
    assert all(outcome.error is None for outcome in send(database, sent))

    for name, (role, employee, teams) in USERS.items():
        users.add_user(database, COMMAND_LINE, name, role=role, employee=employee, teams=teams, now=at(-80))


def named(name: str, kind: str = "visit", hours: float = 0, **more: Any) -> dict[str, Any]:
    return act(0, kind, hours, **more) | {"external_id": name}


def actors(database: Database) -> dict[str, Actor]:
    """Each of the users, as they are when they have signed in."""
    with database.read() as session:
        directory = world(database, session).directory
    return {
        name: Actor(
            f"user:{name}",
            role=role,
            employee_id=directory.employee_ids[employee] if employee else None,
            team_ids=frozenset(directory.team_ids[team] for team in teams),
        )
        for name, (role, employee, teams) in USERS.items()
    }


def submitted(database: Database, actor: Actor, *items: dict[str, Any]) -> Submission:
    """Activities as an actor sends them in one batch."""
    with database.read() as session:
        zone = world(database, session).zone
    return submission(actor, [(n, read(item, zone=zone, now=NOW)) for n, item in enumerate(items)])


def sent_by(database: Database, actor: Actor, *items: dict[str, Any]) -> list[Outcome]:
    """What became of activities that an actor sent in one batch."""
    answers = record(database, [submitted(database, actor, *items)], now=NOW, with_points=True)[0]
    return [answers[n] for n in range(len(items))]


SHORT = {
    "forbidden": "no",
    "not_linked": "no",
    "out_of_reach": "out",
    "own_activity": "own",
    "own_days_off": "own",
    "not_found": "unknown",
    "already_initialised": "stands",
    "old_password_wrong": "wrong",
}


def told(work: Work, database: Database, actor: Actor) -> str:
    """How a service answered: what it gave where that is a text, else `yes`; what it refused with, `no` where it was the role."""
    try:
        given = work(database, actor)
    except Refusal as refused:
        return SHORT.get(refused.code, refused.code)
    return given if isinstance(given, str) else "yes"
