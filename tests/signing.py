"""People who sign in, for tests: an organisation with two teams, and the token of whoever is needed, without a bcrypt on the way.

token = signed_in(database, "ann", role="employee", employee="E01")
AppTest: at.session_state[SESSION_KEY] = token        a browser: the cookie `laurel_session`
"""

from db import users as rows
from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.recording import now_micros
from services.beginning import setting_up
from services.people import people
from services.sign_in import sessions, users
from services.sign_in.user_names import name_key

PASSWORD = "correct horse battery"
PEOPLE = {"E01": ("Ann Li", "T1"), "E02": ("Wang Fang", "T1"), "E03": ("Li Wei", "T2")}


def organisation(database: Database) -> None:
    """Acme stands, with teams T1 and, below it, T2, and employees E01, E02 (T1) and E03 (T2)."""
    setting_up.initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY")
    people.put_team(database, COMMAND_LINE, "T1", {"name": "East"})
    people.put_team(database, COMMAND_LINE, "T2", {"name": "East 2", "parent": "T1"})
    for code, (name, team) in PEOPLE.items():
        people.put_employee(database, COMMAND_LINE, code, {"name": name, "team": team})


def signed_in(
    database: Database,
    name: str,
    *,
    role: str = "employee",
    employee: str | None = None,
    teams: tuple[str, ...] = (),
    now: int | None = None,
) -> str:
    """The token of a new session of the user, who is made with this role if there is none."""
    with database.read() as session:
        is_new = rows.user_known_as(session, name_key(name)) is None
    if is_new:
        users.add_user(database, COMMAND_LINE, name, role=role, employee=employee, teams=teams)
    return token_of(database, name, now=now)


def token_of(database: Database, name: str, *, now: int | None = None) -> str:
    """The token of a new session of a user who is there, as if they had signed in."""
    with database.write() as session:
        found = rows.user_known_as(session, name_key(name))
        assert found is not None, name
        at = now_micros() if now is None else now
        return sessions.open_session(session, found.id, browser="a browser", address="10.0.0.9", at=at)
