"""Users: who can sign in, with which role, as which employee, for which teams."""

from collections.abc import Iterable
from dataclasses import dataclass

from db.engine import Session


@dataclass(frozen=True, slots=True)
class UserRow:
    """name_key: the name as it is looked up. password_hash: null until a password was chosen. employee_code, employee_name: of account_id.

    Moments are microseconds; disabled_at is null while the user may sign in.
    """

    id: int
    name: str
    name_key: str
    role: str
    account_id: int | None
    employee_code: str | None
    employee_name: str | None
    password_hash: str | None
    language: str | None
    created_at: int
    password_changed_at: int | None
    last_sign_in_at: int | None
    disabled_at: int | None
    screen_id: int | None = None


USER = (
    "SELECT u.id, u.name, u.name_key, u.role, u.account_id, a.code, a.name, u.password_hash, u.language, u.created_at, "
    "u.password_changed_at, u.last_sign_in_at, u.disabled_at, u.screen_id FROM app_user u LEFT JOIN account a ON a.id = u.account_id"
)


def user_known_as(session: Session, name_key: str) -> UserRow | None:
    row = session.row(f"{USER} WHERE u.name_key = :name_key", name_key=name_key)
    return UserRow(*row) if row else None


def user(session: Session, user_id: int) -> UserRow | None:
    row = session.row(f"{USER} WHERE u.id = :id", id=user_id)
    return UserRow(*row) if row else None


def hold_user(session: Session, user_id: int) -> UserRow | None:
    """The user, whom nobody else changes until the transaction ends."""
    row = session.row(f"{USER} WHERE u.id = :id{'' if session.sqlite else ' FOR UPDATE OF u'}", id=user_id)
    return UserRow(*row) if row else None


def user_of(session: Session, account_id: int) -> UserRow | None:
    """The user who is this employee."""
    row = session.row(f"{USER} WHERE u.account_id = :account", account=account_id)
    return UserRow(*row) if row else None


def users(session: Session) -> list[UserRow]:
    """Every user, in the order of their names."""
    return [UserRow(*row) for row in session.rows(f"{USER} ORDER BY u.name_key")]


def add_user(
    session: Session,
    *,
    name: str,
    name_key: str,
    role: str,
    account_id: int | None,
    password_hash: str | None,
    language: str | None,
    at: int,
    screen_id: int | None = None,
) -> int:
    """The user stands; their number."""
    found: int = session.value(
        "INSERT INTO app_user (name, name_key, role, account_id, password_hash, language, created_at, password_changed_at, screen_id) "
        "VALUES (:name, :name_key, :role, :account_id, :password_hash, :language, :at, :changed_at, :screen_id) RETURNING id",
        name=name,
        name_key=name_key,
        role=role,
        account_id=account_id,
        password_hash=password_hash,
        language=language,
        at=at,
        changed_at=at if password_hash else None,
        screen_id=screen_id,
    )
    return found


def change_user(session: Session, user_id: int, *, role: str, account_id: int | None, screen_id: int | None = None) -> None:
    session.run(
        "UPDATE app_user SET role = :role, account_id = :account_id, screen_id = :screen_id WHERE id = :id",
        id=user_id,
        role=role,
        account_id=account_id,
        screen_id=screen_id,
    )


def set_password(session: Session, user_id: int, *, password_hash: str, at: int) -> None:
    session.run(
        "UPDATE app_user SET password_hash = :password_hash, password_changed_at = :at WHERE id = :id",
        id=user_id,
        password_hash=password_hash,
        at=at,
    )


def set_language(session: Session, user_id: int, language: str | None) -> None:
    session.run("UPDATE app_user SET language = :language WHERE id = :id", id=user_id, language=language)


def set_disabled(session: Session, user_id: int, at: int | None) -> None:
    """The user is disabled since `at`; None: may sign in."""
    session.run("UPDATE app_user SET disabled_at = :at WHERE id = :id", id=user_id, at=at)


def signed_in(session: Session, user_id: int, at: int) -> None:
    session.run("UPDATE app_user SET last_sign_in_at = :at WHERE id = :id", id=user_id, at=at)


def has_other_admin(session: Session, user_id: int) -> bool:
    """True where an administrator other than this user can sign in; user_id 0: any."""
    return bool(
        session.value(
            "SELECT 1 FROM app_user WHERE role = 'admin' AND disabled_at IS NULL AND password_hash IS NOT NULL AND id <> :id LIMIT 1",
            id=user_id,
        )
    )


def teams_of(session: Session, user_id: int) -> frozenset[int]:
    return frozenset(row[0] for row in session.rows("SELECT team_id FROM user_team WHERE user_id = :id", id=user_id))


def team_codes(session: Session) -> list[tuple[int, str]]:
    """(user, team's code) of every team that was given, in the order of codes."""
    return session.rows("SELECT g.user_id, t.code FROM user_team g JOIN team t ON t.id = g.team_id ORDER BY g.user_id, t.code")


def set_teams(session: Session, user_id: int, team_ids: Iterable[int]) -> None:
    session.run("DELETE FROM user_team WHERE user_id = :id", id=user_id)
    session.many(
        "INSERT INTO user_team (user_id, team_id) VALUES (:user_id, :team_id)",
        [{"user_id": user_id, "team_id": team} for team in sorted(team_ids)],
    )
