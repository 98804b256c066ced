"""Users: administrators add them, change them, let them in and keep them out.

A name is never given to somebody else and never changes: it stands in the ledger. What is changed acts at once (`services/sign_in/sessions.py`).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from db import organisation, screens, sign_ins, users
from db.engine import Database, Session
from db.users import UserRow
from scoring.directory import Directory
from services.access import Act, Actor, Role, require
from services.activities.recording import now_micros
from services.errors import Conflict, Invalid, Unknown
from services.lookups import employee_number, team_number
from services.sign_in import lock_outs, passwords
from services.sign_in.lock_outs import key_of
from services.sign_in.own_user import audit, close_doors, spoken_language
from services.sign_in.user_names import actor_name, can_be_name, name_key, user_name
from services.values import shown
from services.writing import Writing, writing

ROLES = tuple(role.value for role in Role)
LAST_ADMIN = "This is the last administrator who can sign in: make somebody else one first"


@dataclass(frozen=True, slots=True)
class User:
    """A user as administrators see them. employee: a code; teams: codes; screen: the number of the one they show. Moments are microseconds.

    has_password: they have chosen one. is_locked: too many passwords were wrong just now.
    """

    name: str
    role: Role
    employee: str | None
    employee_name: str | None
    teams: tuple[str, ...]
    language: str | None
    created_at: int
    last_sign_in_at: int | None
    has_password: bool
    is_disabled: bool
    is_locked: bool
    screen: int | None = None


def add_user(
    database: Database,
    actor: Actor,
    name: str,
    *,
    role: str,
    employee: str | None = None,
    teams: Iterable[str] = (),
    password: str | None = None,
    language: str | None = None,
    screen: int | None = None,
    now: int | None = None,
) -> None:
    """The user stands. employee: the code of whom they are; teams: codes, for a manager; without a password they need an invitation.
    screen: the number of the one that a screen shows, None: the first by name.

    Raises Invalid, Conflict where the name or the employee has a user, Forbidden.
    """
    require(actor, Act.ADMINISTER)
    known = user_name(name)
    kept = None if password is None else passwords.hash_of(passwords.require_good(password, name=known))
    spoken = spoken_language(language)
    with writing(database, actor, Act.ADMINISTER, now=now) as desk:
        if users.user_known_as(desk.session, name_key(known)):
            raise Conflict(f"A user is named {shown(known)} already: choose another name", field="name", code="name_taken")
        placed = _place(desk, role, employee, teams, screen, was=None)
        number = users.add_user(
            desk.session,
            name=known,
            name_key=name_key(known),
            role=placed.role,
            account_id=placed.account_id,
            password_hash=kept,
            language=spoken,
            at=desk.now,
            screen_id=placed.screen_id,
        )
        users.set_teams(desk.session, number, placed.team_ids)
        desk.audit("add user", actor_name(known), placed.detail())


def change_user(
    database: Database,
    actor: Actor,
    name: str,
    *,
    role: str,
    employee: str | None = None,
    teams: Iterable[str] = (),
    screen: int | None = None,
    now: int | None = None,
) -> None:
    """The user has this role, is this employee (or none) and, as a manager, has these teams (none: all), from their next step on.
    screen: as in `add_user`.

    Raises Unknown, Invalid, Conflict for the last administrator or an employee who has a user, Forbidden.
    """
    with writing(database, actor, Act.ADMINISTER, now=now) as desk:
        row = user_named(desk.session, name)
        placed = _place(desk, role, employee, teams, screen, was=row)
        if row.role == Role.ADMIN and placed.role != Role.ADMIN:
            _require_other_admin(desk.session, row)
        users.change_user(desk.session, row.id, role=placed.role, account_id=placed.account_id, screen_id=placed.screen_id)
        users.set_teams(desk.session, row.id, placed.team_ids)
        desk.audit("change user", actor_name(row.name), placed.detail())


@dataclass(frozen=True, slots=True)
class _Placed:
    """What a user is in the organisation, by number and, for the audit, by code."""

    role: Role
    account_id: int | None
    employee: str | None
    team_ids: frozenset[int]
    teams: tuple[str, ...]
    screen_id: int | None

    def detail(self) -> dict[str, object]:
        found: dict[str, object] = {"role": self.role, "employee": self.employee, "teams": list(self.teams)}
        return found if self.screen_id is None else found | {"screen": self.screen_id}


def _place(desk: Writing, role: str, employee: str | None, teams: Iterable[str], screen: int | None, *, was: UserRow | None) -> _Placed:
    directory = desk.world.directory
    wanted, codes = _role(role), tuple(sorted(set(teams)))
    if wanted is Role.SCREEN and employee:
        raise Invalid("A screen is nobody: it takes no employee", field="employee")
    if codes and wanted is not Role.MANAGER:
        raise Invalid("Teams are given to managers only", field="teams")
    if screen is not None and wanted is not Role.SCREEN:
        raise Invalid("Only a screen shows a screen", field="screen")
    if screen is not None and screens.screen(desk.session, screen) is None:
        raise Invalid("This screen was removed: choose another one", field="screen")
    account = employee_number(directory, employee, "employee") if employee else None
    other = None if account is None else users.user_of(desk.session, account)
    if other is not None and (was is None or other.id != was.id):
        raise Conflict(f"{shown(employee)} signs in as {shown(other.name)} already", field="employee", code="employee_taken")
    return _Placed(wanted, account, employee or None, _team_numbers(directory, codes), codes, screen)


def _role(role: str) -> Role:
    if role not in ROLES:
        raise Invalid(f"role must be one of {', '.join(ROLES)}, not {shown(role)}", field="role")
    return Role(role)


def _team_numbers(directory: Directory, codes: Iterable[str]) -> frozenset[int]:
    return frozenset(team_number(directory, code, "team") for code in codes)


def user_named(session: Session, name: str) -> UserRow:
    """The user with a name, in whatever case. Raises Unknown."""
    found = users.user_known_as(session, name_key(name)) if can_be_name(name) else None
    if found is None:
        raise Unknown(f"no user is named {shown(name)}", field="name")
    return found


def _require_other_admin(session: Session, user: UserRow) -> None:
    if not users.has_other_admin(session, user.id):
        raise Conflict(LAST_ADMIN, field="name", code="last_admin")


def disable_user(database: Database, actor: Actor, name: str, *, now: int | None = None) -> None:
    """The user is signed out everywhere and cannot sign in. Again: nothing changes.

    Raises Unknown, Conflict for the last administrator, Forbidden.
    """
    require(actor, Act.ADMINISTER)
    at = now_micros() if now is None else now
    with database.write() as session:
        organisation.lock(session)
        row = user_named(session, name)
        if row.disabled_at is not None:
            return
        if row.role == Role.ADMIN:
            _require_other_admin(session, row)
        users.set_disabled(session, row.id, at)
        close_doors(session, row.id, at)
        sign_ins.drop_invitations(session, purpose=sign_ins.SET_PASSWORD, user_id=row.id)
        audit(session, actor, "disable user", row, at)


def enable_user(database: Database, actor: Actor, name: str, *, now: int | None = None) -> None:
    """The user can sign in again, with the password they had. Again: nothing changes. Raises Unknown, Forbidden."""
    require(actor, Act.ADMINISTER)
    at = now_micros() if now is None else now
    with database.write() as session:
        row = user_named(session, name)
        if row.disabled_at is not None:
            users.set_disabled(session, row.id, None)
            audit(session, actor, "enable user", row, at)


def unlock_user(database: Database, actor: Actor, name: str, *, now: int | None = None) -> None:
    """Wrong passwords of before do not keep the user out. Raises Unknown, Forbidden."""
    require(actor, Act.ADMINISTER)
    at = now_micros() if now is None else now
    with database.write() as session:
        row = user_named(session, name)
        lock_outs.forgive(session, key_of(row.name_key))
        audit(session, actor, "unlock user", row, at)


def list_users(database: Database, actor: Actor, *, now: int | None = None) -> tuple[User, ...]:
    """Every user, in the order of their names. Raises Forbidden."""
    require(actor, Act.ADMINISTER)
    at = now_micros() if now is None else now
    with database.read() as session:
        rows = users.users(session)
        locked = lock_outs.locked_names(session, at)
        teams: dict[int, list[str]] = defaultdict(list)
        for user_id, code in users.team_codes(session):
            teams[user_id].append(code)
    return tuple(_user(row, tuple(teams[row.id]), is_locked=key_of(row.name_key) in locked) for row in rows)


def version(database: Database, actor: Actor, *, now: int | None = None) -> Hashable:
    """Another value whenever `list_users` would tell something else, but for the languages users choose and for what the directory says of employees
    and teams. Raises Forbidden.
    """
    require(actor, Act.ADMINISTER)
    at = now_micros() if now is None else now
    with database.read() as session:
        return organisation.audit_stands(session), lock_outs.locked_names(session, at)


def _user(row: UserRow, teams: tuple[str, ...], *, is_locked: bool) -> User:
    return User(
        name=row.name,
        role=Role(row.role),
        employee=row.employee_code,
        employee_name=row.employee_name,
        teams=teams,
        language=row.language,
        created_at=row.created_at,
        last_sign_in_at=row.last_sign_in_at,
        has_password=row.password_hash is not None,
        is_disabled=row.disabled_at is not None,
        is_locked=is_locked,
        screen=row.screen_id,
    )
