"""Sessions of browsers, the tickets and links that lead into them, and the failures that lock somebody out.

Of every secret (session, ticket, link) only the sha256 is stored: `digest`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from db.engine import Session

FIRST_ADMIN, SET_PASSWORD = "first_admin", "set_password"
"""What invitations are for."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session that is not revoked, of a user who is not disabled, with what a page needs to know of them."""

    id: int
    user_id: int
    created_at: int
    last_seen_at: int
    expires_at: int
    user: str
    role: str
    account_id: int | None
    employee_code: str | None
    employee_name: str | None
    language: str | None
    screen_id: int | None


def session_by_digest(session: Session, digest: bytes) -> SessionRow | None:
    row = session.row(
        "SELECT s.id, s.user_id, s.created_at, s.last_seen_at, s.expires_at, u.name, u.role, u.account_id, a.code, a.name, u.language, u.screen_id "
        "FROM sign_in_session s JOIN app_user u ON u.id = s.user_id LEFT JOIN account a ON a.id = u.account_id "
        "WHERE s.digest = :digest AND s.revoked_at IS NULL AND u.disabled_at IS NULL",
        digest=digest,
    )
    return SessionRow(*row) if row else None


def add_session(session: Session, *, digest: bytes, user_id: int, at: int, expires_at: int, browser: str, address: str) -> int:
    """The session stands; its number."""
    found: int = session.value(
        "INSERT INTO sign_in_session (digest, user_id, created_at, last_seen_at, expires_at, browser, address) "
        "VALUES (:digest, :user_id, :at, :at, :expires_at, :browser, :address) RETURNING id",
        digest=digest,
        user_id=user_id,
        at=at,
        expires_at=expires_at,
        browser=browser,
        address=address,
    )
    return found


@dataclass(frozen=True, slots=True)
class OpenSession:
    id: int
    created_at: int
    last_seen_at: int
    browser: str
    address: str


def open_sessions(session: Session, user_id: int, *, now: int, seen_after: int) -> list[OpenSession]:
    """The user's sessions that still open something, the latest seen first."""
    rows = session.rows(
        "SELECT id, created_at, last_seen_at, browser, address FROM sign_in_session WHERE user_id = :user_id AND revoked_at IS NULL "
        "AND expires_at > :now AND last_seen_at > :seen_after ORDER BY last_seen_at DESC, id DESC",
        user_id=user_id,
        now=now,
        seen_after=seen_after,
    )
    return [OpenSession(*row) for row in rows]


def note_seen(session: Session, seen: Mapping[int, int], *, role: str, lasts: int) -> None:
    """The sessions were last seen then, if they were not seen later; those of users of a role last so many microseconds from then on.

    seen: moments by session.
    """
    session.many(
        "UPDATE sign_in_session SET last_seen_at = :at, expires_at = CASE WHEN (SELECT u.role FROM app_user u WHERE u.id = user_id) = :role "
        "THEN :until ELSE expires_at END WHERE id = :id AND last_seen_at < :at AND revoked_at IS NULL",
        [{"id": number, "at": at, "until": at + lasts, "role": role} for number, at in sorted(seen.items())],
    )


def revoke_digest(session: Session, digest: bytes, at: int) -> int | None:
    """The session with this digest opens nothing any more; its user, None where none was open."""
    found: int | None = session.value(
        "UPDATE sign_in_session SET revoked_at = :at WHERE digest = :digest AND revoked_at IS NULL RETURNING user_id", digest=digest, at=at
    )
    return found


def revoke_sessions(session: Session, user_id: int, *, at: int, but: int = 0) -> int:
    """None of the user's sessions opens anything any more, but for one if it is named; how many were open."""
    changed: int = session.run(
        "UPDATE sign_in_session SET revoked_at = :at WHERE user_id = :user_id AND revoked_at IS NULL AND id <> :but",
        user_id=user_id,
        at=at,
        but=but,
    ).rowcount
    return changed


def revoke_session(session: Session, user_id: int, number: int, at: int) -> bool:
    """The user's session with this number opens nothing any more; False where it was not open or not theirs."""
    found = session.value(
        "UPDATE sign_in_session SET revoked_at = :at WHERE id = :id AND user_id = :user_id AND revoked_at IS NULL RETURNING id",
        id=number,
        user_id=user_id,
        at=at,
    )
    return found is not None


def add_ticket(session: Session, *, digest: bytes, user_id: int, following: str, expires_at: int) -> None:
    session.run(
        "INSERT INTO sign_in_ticket (digest, user_id, next, expires_at) VALUES (:digest, :user_id, :following, :expires_at)",
        digest=digest,
        user_id=user_id,
        following=following,
        expires_at=expires_at,
    )


def use_ticket(session: Session, digest: bytes, at: int) -> tuple[int, str] | None:
    """(user, next) for whoever is the first to use the ticket in its time; None for everybody else."""
    row = session.row(
        "UPDATE sign_in_ticket SET used_at = :at WHERE digest = :digest AND used_at IS NULL AND expires_at > :at RETURNING user_id, next",
        digest=digest,
        at=at,
    )
    return (row[0], row[1]) if row else None


def drop_tickets(session: Session, user_id: int) -> None:
    """No ticket of the user leads in any more."""
    session.run("DELETE FROM sign_in_ticket WHERE user_id = :user_id", user_id=user_id)


def add_invitation(session: Session, *, digest: bytes, purpose: str, user_id: int | None, expires_at: int) -> None:
    session.run(
        "INSERT INTO invitation (digest, purpose, user_id, expires_at) VALUES (:digest, :purpose, :user_id, :expires_at)",
        digest=digest,
        purpose=purpose,
        user_id=user_id,
        expires_at=expires_at,
    )


def invitation(session: Session, digest: bytes, *, purpose: str, now: int) -> tuple[int | None] | None:
    """(user or null) of a link that still works; None where it does not."""
    row = session.row(
        "SELECT user_id FROM invitation WHERE digest = :digest AND purpose = :purpose AND used_at IS NULL AND expires_at > :now",
        digest=digest,
        purpose=purpose,
        now=now,
    )
    return (row[0],) if row else None


def use_invitation(session: Session, digest: bytes, *, purpose: str, at: int) -> tuple[int | None] | None:
    """(user or null) for whoever is the first to use the link in its time; None for everybody else."""
    row = session.row(
        "UPDATE invitation SET used_at = :at WHERE digest = :digest AND purpose = :purpose AND used_at IS NULL AND expires_at > :at "
        "RETURNING user_id",
        digest=digest,
        purpose=purpose,
        at=at,
    )
    return (row[0],) if row else None


def drop_invitations(session: Session, *, purpose: str, user_id: int | None) -> None:
    """No earlier link with this purpose, for this user, works any more."""
    session.run(
        "DELETE FROM invitation WHERE purpose = :purpose AND COALESCE(user_id, 0) = :user_id", purpose=purpose, user_id=user_id or 0
    )


def hold(session: Session, *subjects: bytes) -> None:
    """Nobody else counts or adds failures of these names and addresses until the transaction ends."""
    if session.sqlite:
        return  # a writer is alone there
    numbers = {int.from_bytes(hashlib.sha256(subject).digest()[:8], "big", signed=True) for subject in subjects}
    for number in sorted(numbers):
        session.run("SELECT pg_advisory_xact_lock(:number)", number=number)


def failures_of_name(session: Session, name_key: bytes, *, after: int) -> list[int]:
    """When, in their order."""
    sql = "SELECT at FROM sign_in_failure WHERE name_key = :name_key AND at > :after ORDER BY at"
    return [row[0] for row in session.rows(sql, name_key=name_key, after=after)]


def failures_of_names(session: Session, *, after: int) -> list[tuple[bytes, int]]:
    """(name_key, when) of every failure, in the order of time."""
    return [
        (bytes(key), at) for key, at in session.rows("SELECT name_key, at FROM sign_in_failure WHERE at > :after ORDER BY at", after=after)
    ]


def failures_of_address(session: Session, address: str, *, after: int) -> list[int]:
    """When, in their order."""
    sql = "SELECT at FROM sign_in_failure WHERE address = :address AND at > :after ORDER BY at"
    return [row[0] for row in session.rows(sql, address=address, after=after)]


def add_failure(session: Session, *, name_key: bytes, address: str, at: int) -> None:
    session.run(
        "INSERT INTO sign_in_failure (name_key, address, at) VALUES (:name_key, :address, :at)", name_key=name_key, address=address, at=at
    )


def forgive(session: Session, name_key: bytes) -> int:
    """The name has no failures any more; how many it had."""
    removed: int = session.run("DELETE FROM sign_in_failure WHERE name_key = :name_key", name_key=name_key).rowcount
    return removed


def clear(session: Session, *, failures_before: int, ended_before: int, seen_before: int) -> None:
    """Failures, tickets, links and sessions that ended before those moments are gone."""
    session.run("DELETE FROM sign_in_failure WHERE at < :before", before=failures_before)
    session.run("DELETE FROM sign_in_ticket WHERE expires_at < :before", before=failures_before)
    session.run("DELETE FROM invitation WHERE expires_at < :before", before=ended_before)
    session.run(
        "DELETE FROM sign_in_session WHERE revoked_at < :before OR expires_at < :before OR last_seen_at < :seen_before",
        before=ended_before,
        seen_before=seen_before,
    )
