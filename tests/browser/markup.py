"""A shop in which every text that anybody may type is a program, a picture from elsewhere, and formatting."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE
from services.activities import catalogue, deciding, reversing
from services.beginning.setting_up import initialise
from services.calendar import days_off
from services.people import customers, people
from services.plans import plan_drafts, planning
from services.screens import screens
from services.screens.playlists import SceneKind
from services.sign_in import keys, users
from tests.pages.living import record_one

MARKUP = (
    "<img src=x onerror=window.__hit=1><script>window.__hit=1</script> **b** :red[x] $y$ "
    "![i](http://x.example/y.png) [l](javascript:window.__hit=1) :smile: `c`"
)
SHORT = "<img src=x onerror=window.__hit=1> **b** :red[x] $y$"
"""Where a hundred characters are all there may be."""

EMPLOYEE, COLLEAGUE, CUSTOMER = f"E1 {SHORT}", "E2", f"C1 {SHORT}"
TEAM, TYPE, SOURCE = f"T1 {SHORT}", "shout", f"source {SHORT}"
USER, BOSS = f"user {SHORT}", f"boss {SHORT}"
STATES = ("accepted", "pending", "declined", "reversed")


def nasty(name: str) -> str:
    return f"{name} {MARKUP}"


def key_of(state: str) -> str:
    """The key of the activity of which this became."""
    return f"{state} {SHORT}"


def found(url: str) -> None:
    """The organisation stands, with people, customers, a catalogue, a plan, and an activity in each state."""
    database = Database.open(url)
    try:
        initialise(database, COMMAND_LINE, name="x", timezone="Europe/London", currency="GBP")
        organising.change(database, COMMAND_LINE, {"name": nasty("organisation")})
        _people(database)
        _scoring(database)
        for state in STATES:
            _activity(database, state)
        keys.add(database, COMMAND_LINE, nasty("key"), ["points:read"])
        _days_off(database)
        screens.add_screen(database, COMMAND_LINE, nasty("screen"), document=_screen())
    finally:
        database.close()


def _screen() -> dict[str, Any]:
    """One that shows everything."""
    scenes = [
        {"kind": kind.value, "text": nasty("shout")} if kind is SceneKind.ANNOUNCEMENT else {"kind": kind.value} for kind in SceneKind
    ]
    return {"language": "en", "teams": [TEAM], "scenes": scenes}


def _days_off(database: Database) -> None:
    """Days of everybody and of a person, soon."""
    soon = (dt.date.today() + dt.timedelta(days=9)).isoformat()
    for words, whose in (("holiday", {}), ("away", {"employee": EMPLOYEE})):
        days_off.add(database, COMMAND_LINE, {"first": soon, "last": soon, "label": nasty(words), **whose})


def _people(database: Database) -> None:
    people.put_team(database, COMMAND_LINE, "ALL", {"name": nasty("company")})
    people.put_team(database, COMMAND_LINE, TEAM, {"name": nasty("team"), "parent": "ALL"})
    staff = [(EMPLOYEE, nasty("employee")), (COLLEAGUE, nasty("colleague"))]
    people.put_employees(
        database,
        COMMAND_LINE,
        [{"code": c, "name": n, "team": TEAM, "email": "a@example.com", "joined_on": "2020-01-01"} for c, n in staff],
    )
    document = {
        **{"name": nasty("customer"), "owner": EMPLOYEE, "channel": nasty("channel"), "email": "c@example.com"},
        **{"phone": "020 7946 0123", "tags": [nasty("tag")], "attributes": {f"attribute {SHORT}": nasty("value")}},
    }
    customers.put_customer(database, COMMAND_LINE, CUSTOMER, document)
    users.add_user(database, COMMAND_LINE, USER, role="employee", employee=EMPLOYEE)
    users.add_user(database, COMMAND_LINE, BOSS, role="manager", teams=[TEAM])
    users.add_user(database, COMMAND_LINE, "admin", role="admin")


def _scoring(database: Database) -> None:
    field = {"label": {"en": nasty("field"), "zh": nasty("field")}, "help": {"en": nasty("help"), "zh": nasty("help")}}
    fields = [
        {"name": "customer"},
        {"name": "attributes.mood", "kind": "choice", "choices": [nasty("choice"), "other"], **field},
        {"name": "note", "label": {"en": nasty("words"), "zh": nasty("words")}},
        {"name": "collaborators"},
        {"name": "evidence"},
    ]
    label = {"en": nasty("type"), "zh": nasty("type")}
    catalogue.put_type(database, COMMAND_LINE, TYPE, {"label": label, "requires": ["employee", "customer"], "fields": fields})
    plan = {"name": nasty("plan"), "rules": [_rule("employee"), _rule("customer")], "tiers": {"employee": _tiers(), "customer": _tiers()}}
    plan["campaigns"] = [_campaign()]
    planning.publish(database, COMMAND_LINE, plan, reason=nasty("published"))
    bolder = {**plan, "rules": [{**_rule("employee"), "weight": 100}, _rule("customer")]}
    plan_drafts.start(database, COMMAND_LINE, bolder, name=f"draft {SHORT}")


def _rule(to: str) -> dict[str, Any]:
    label = {"en": nasty(f"rule of the {to}"), "zh": nasty("rule")}
    return {"key": f"to_{to}", "label": label, "category": "outcome", "activity": TYPE, "award": {"to": to, "points": 7}}


def _campaign() -> dict[str, Any]:
    """One that is far away, so that it multiplies nothing."""
    label = {"en": nasty("campaign"), "zh": nasty("campaign")}
    return {"key": "spring", "label": label, "multiply": 2, "tags": [nasty("tag")], "from": "2099-01-01", "until": "2099-02-01"}


def _tiers() -> list[dict[str, Any]]:
    return [{"key": f"l{points}", "label": {"en": nasty("level"), "zh": nasty("level")}, "from": points} for points in (0, 1_000)]


def _activity(database: Database, state: str) -> None:
    """An activity, and what became of it."""
    catalogue.put_type(database, COMMAND_LINE, TYPE, {"approval": state in ("pending", "declined")})
    activity = {
        **{"source": SOURCE, "external_id": key_of(state), "type": TYPE, "employee": EMPLOYEE, "customer": CUSTOMER},
        **{"channel": nasty("way"), "note": nasty("note"), "collaborators": [COLLEAGUE]},
        **{"attributes": {"mood": nasty("choice"), f"unasked {SHORT}": nasty("answer")}},
        "evidence": [{"name": nasty("photo"), "sha256": "0" * 64}],
    }
    record_one(database, activity)
    if state == "declined":
        deciding.decline(database, COMMAND_LINE, SOURCE, key_of(state), reason=nasty("declined because"))
    if state == "reversed":
        reversing.reverse(database, COMMAND_LINE, SOURCE, key_of(state), reason=nasty("reversed because"))


def file_of_nasties(folder: Path) -> Path:
    """Activities as a table, whose columns and cells are nasty too."""
    path = folder / "activities.csv"
    header = ["number", nasty("employee column"), "customer", "day", nasty("other column")]
    row = ["1", nasty("employee cell"), nasty("customer cell"), "2026-01-02", nasty("other cell")]
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in line) for line in (header, row)))
    return path
