"""An organisation that has lived: versions, limits of every kind, teams, approvals, reversals, late entries, debts."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from db import organisation
from db.engine import Database
from scoring.periods import business_day, day_number, micros
from services.access import COMMAND_LINE
from services.activities import catalogue
from services.activities.deciding import approve, decline
from services.activities.intake import read
from services.activities.outcomes import Outcome
from services.activities.recording import record, submission
from services.activities.reversing import reverse
from services.beginning.setting_up import initialise
from services.boards.standings import fold
from services.people import customers, people
from services.plans import planning
from services.world import world

Document = dict[str, Any]
CASE = "attributes.case"
ZONE = "Asia/Shanghai"
TYPES = ("visit", "deal", "call", "help", "win", "bonus", "referral")
BEGAN = dt.datetime(2026, 1, 5, 2, tzinfo=dt.UTC)


def rule(key: str, activity: str, category: str = "outcome", **more: Any) -> Document:
    return {"key": key, "activity": activity, "category": category, **more}


FIRST: Document = {
    "name": "First",
    "category_weights": {"behaviour": "1.5"},
    "rules": [
        rule(
            "visit",
            "visit",
            "behaviour",
            award={"to": "employee", "points": 3},
            limits=[{"per": "day", "times": 4}, {"per": "day", "times": 1, "same": ["employee", "customer"]}],
        ),
        rule("deal", "deal", award={"to": "employee", "points": 50}, limits=[{"per": "week", "points": 120}]),
        rule(
            "value",
            "deal",
            when=[{"field": "customer.tier", "op": "exists"}],
            award={"to": "customer", "points": 1, "per": "9.99", "of": "amount", "max": 500},
            limits=[{"per": "month", "points": 300}, {"per": "week", "points": 250}],
        ),
        rule("call", "call", award={"to": "employee", "points": 2}, cooldown={"hours": 4, "same": ["customer"]}),
        rule("help", "help", "team", award={"to": "collaborators", "points": 20}, limits=[{"per": "month", "times": 2}]),
        rule("win", "win", "team", award={"to": "team", "points": 10}),
        rule("led", "win", award={"to": "manager", "points": 7}),
        rule("bonus", "bonus", "challenge", award={"to": "employee", "points": 100}),
        rule("buddy", "referral", award={"to": "attributes.buddy", "points": 9}, limits=[{"per": "all", "times": 3}]),
    ],
    "campaigns": [{"key": "spring", "multiply": "1.25", "rules": ["deal"], "from": "2026-01-07", "until": "2026-01-12"}],
    "tiers": {"customer": [{"key": "bronze", "from": 0}, {"key": "gold", "from": 200}]},
    "expiry": {"customer": {"months": 12, "round_to": "month"}, "employee": {"months": 3}},
}


def second() -> Document:
    """Other weights, fields compared that were not before, a longer cooldown, no expiry for employees."""
    plan = {**FIRST, "name": "Second", "rules": [dict(r) for r in FIRST["rules"]]}
    rules = {r["key"]: r for r in plan["rules"]}
    rules["visit"]["weight"] = 2
    rules["visit"]["limits"] = [
        {"per": "week", "points": 20},
        {"per": "month", "times": 5, "same": ["attributes.case"]},
    ]
    rules["call"]["cooldown"] = {"hours": 30}
    rules["deal"]["limits"] = [{"per": "all", "times": 1, "same": ["customer"]}, {"per": "week", "times": 9}]
    plan["expiry"] = {"customer": {"months": 6}}
    return plan


def at(hours: float) -> int:
    """Microseconds, so many hours after the beginning."""
    return micros(BEGAN + dt.timedelta(hours=hours))


def iso(hours: float) -> str:
    return (BEGAN + dt.timedelta(hours=hours)).isoformat()


def found(database: Database, plan: Document | None = FIRST, *, timezone: str = ZONE) -> None:
    """The organisation, two teams below one, six employees (one leads), six customers, and the first version."""
    initialise(database, COMMAND_LINE, name="Test", timezone=timezone, currency="CNY", now=at(-100))
    for key in TYPES:
        document = {"label": key, "approval": key == "bonus"}
        catalogue.put_type(database, COMMAND_LINE, key, document, now=at(-99))
    for code, parent in (("ALL", None), ("EAST", "ALL"), ("WEST", "ALL")):
        people.put_team(database, COMMAND_LINE, code, {"name": code, "parent": parent}, now=at(-98))
    staff = [{"code": f"E{n}", "name": f"E{n}", "team": "EAST" if n < 5 else "WEST"} for n in range(1, 7)]
    people.put_employees(database, COMMAND_LINE, staff, now=at(-97))
    led = [{"code": f"E{n}", "manager": "E6"} for n in range(1, 6)]
    people.put_employees(database, COMMAND_LINE, led, now=at(-97))
    buyers = [{"code": f"C{n}", "name": f"C{n}", "owner": f"E{n}", "tags": ["vip"]} for n in range(1, 7)]
    customers.put_customers(database, COMMAND_LINE, buyers, now=at(-96))
    if plan is not None:
        planning.publish(database, COMMAND_LINE, plan, reason="first", now=at(-95))


def act(number: int, kind: str = "visit", hours: float = 0, **more: Any) -> Document:
    """An activity of the key a`number`; without an employee or customer, of E1."""
    document = {"type": kind, "source": "test", "external_id": f"a{number}", "occurred_at": iso(hours), **more}
    return document if {"employee", "customer"} & more.keys() else {**document, "employee": "E1"}


def send(database: Database, items: Sequence[Document], *, hours: float = 500) -> list[Outcome]:
    """Recorded in one batch, so many hours after the beginning; the answers in the order sent."""
    now = at(hours)
    with database.read() as session:
        zone = world(database, session).zone
    intakes = [(n, read(item, zone=zone, now=now)) for n, item in enumerate(items)]
    answers = record(database, [submission(COMMAND_LINE, intakes)], now=now, with_points=True)[0]
    return [answers[n] for n in range(len(items))]


def close_through(database: Database, day: dt.date) -> None:
    with database.write() as session:
        session.run("UPDATE organisation SET closed_through = :day WHERE id = 1", day=day_number(day))
        organisation.touch_directory(session)


def day_of(hours: float) -> int:
    from zoneinfo import ZoneInfo

    return business_day(at(hours), ZoneInfo(ZONE))


def live(database: Database) -> None:
    """Four weeks of it, in batches and one by one, under three versions."""
    found(database)
    send(database, [_mixed(n) for n in range(120)], hours=100)
    send(database, [act(900, "bonus", 20), act(901, "bonus", 21, employee="E2"), act(902, "bonus", 22)], hours=101)
    approve(database, COMMAND_LINE, "test", "a900", now=at(102))
    planning.publish(database, COMMAND_LINE, second(), reason="second", now=at(110))
    fold(database)
    send(database, [_mixed(n) for n in range(120, 200)], hours=260)
    for number in range(200, 230):
        send(database, [_mixed(number)], hours=260 + number / 100)
    decline(database, COMMAND_LINE, "test", "a901", now=at(270))
    approve(database, COMMAND_LINE, "test", "a902", now=at(271))
    early = dt.date(2026, 1, 13)
    planning.publish(database, COMMAND_LINE, FIRST, reason="third", effective_from=early, now=at(280))
    for number in (3, 5, 17, 64, 130, 210, 900):
        reverse(database, COMMAND_LINE, "test", f"a{number}", reason="test", now=at(290))
    send(
        database,
        [act(300 + n, "deal", n * 9, employee="E3", customer="C2", amount="-250") for n in range(9)],
        hours=300,
    )
    fold(database)
    close_through(database, dt.date(2026, 1, 12))
    send(database, [_mixed(n) for n in range(400, 440)], hours=310)
    reverse(database, COMMAND_LINE, "test", "a6", reason="closed", now=at(320))


def _mixed(number: int) -> Document:
    kind = ("visit", "deal", "call", "help", "win", "referral", "visit", "deal")[number % 8]
    hours = (number * 37) % (110 if number < 120 else 190 if number < 400 else 280) - 10
    more: Document = {"employee": f"E{number * 7 % 5 + 1}", "customer": f"C{number * 3 % 5 + 1}"}
    more["amount"] = f"{(number * 97 % 400) - 60}.{number % 100:02d}"
    if kind == "help":
        more["collaborators"] = [f"E{number % 5 + 1}", "E6"]
    more["attributes"] = {"case": f"c{number % 3}", "buddy": f"E{number % 7 + 1}"}
    return act(number, kind, hours, **more)
