"""A company to load: the demonstration with 500 people at work and a year behind them, and sessions of its users for every role."""

import json
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import STDOUT, Popen

from db.engine import Database
from db.migrations import upgrade
from services.access import COMMAND_LINE
from services.beginning import demonstrating
from services.boards.boards import page_board
from services.sign_in import keys, users
from services.world import world
from tests.browser.serving import Served, free_port
from tests.signing import token_of

ROOT = Path(__file__).resolve().parent.parent
EMPLOYEES = 545
"""Of whom some 500 are still at work at the end of the year."""
EMPTY = "import streamlit as st\n\nst.write('')\n"


@dataclass(frozen=True, slots=True)
class Company:
    """key: of the API. leader: the code of who leads the month. employees: a session for each of some people at work, the leader's first.

    tokens: a session of the demonstration's own user of each role.
    """

    key: str
    leader: str
    codes: tuple[str, ...]
    employees: tuple[str, ...]
    tokens: dict[str, str]


def prepare(url: str, sessions: int, *, quick: bool = False) -> Company:
    """The demonstration, with sessions for so many of its employees."""
    upgrade(url)
    database = Database.open(url)
    size = demonstrating.FULL if quick else replace(demonstrating.FULL, employees=EMPLOYEES)
    demonstrating.fill(database, COMMAND_LINE, locale="en", size=size)
    with database.read() as session:
        here = world(database, session)
    leader = page_board(database, COMMAND_LINE, subject="employees", period="month").rows[0].code
    others = sorted(e.code for e in here.directory.employees.values() if e.left_on is None and e.code != leader)
    codes = (leader, *others)
    employees = tuple(_session(database, code) for code in codes[:sessions])
    tokens = {role: token_of(database, role) for role in ("admin", "manager", "employee", "screen")}
    key = keys.add(database, COMMAND_LINE, "bench", ["activities:write", "points:read"])
    database.close()
    return Company(key, leader, codes, employees, tokens)


def _session(database: Database, employee: str) -> str:
    """A session of an employee, who is made a user where they are none."""
    known = {user.employee: user.name for user in users.list_users(database, COMMAND_LINE)}
    if employee not in known:
        users.add_user(database, COMMAND_LINE, f"bench-{employee}", role="employee", employee=employee)
    return token_of(database, known.get(employee, f"bench-{employee}").casefold())


@contextmanager
def empty_page(path: Path) -> Iterator[str]:
    """A server of an empty Streamlit page with the same settings; its host and port."""
    script, log, port = path / "empty.py", path / "empty.log", free_port()
    script.write_text(EMPTY)
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.address", "127.0.0.1"]
    with log.open("wb") as out:
        process = Popen(command, cwd=ROOT, stdout=out, stderr=STDOUT)
    try:
        yield _answering(f"127.0.0.1:{port}", log)
    finally:
        process.terminate()
        process.wait()


def _answering(address: str, log: Path) -> str:
    """The address, once it answers."""
    for _try in range(200):
        try:
            with urllib.request.urlopen(f"http://{address}/_stcore/health", timeout=1):
                return address
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(log.read_text())


def post(laurel: Served, key: str, employee: str, *, kind: str = "satisfaction_rated") -> None:
    """An activity of an employee arrives, a moment ago, worth points by the demonstration's plan."""
    now = time.time()
    activity = {
        "type": kind,
        "source": "bench",
        "external_id": f"{employee}-{now}",
        "occurred_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - 1)),
        "employee": employee,
    }
    body = json.dumps({"activities": [activity | {"customer": "C0001", "attributes": {"stars": 5}}]}).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{laurel.url}/api/v1/activities", body, headers), timeout=30) as answer:
        document = json.load(answer)
    if document["accepted"] != 1:
        raise RuntimeError(f"not accepted: {document}")
