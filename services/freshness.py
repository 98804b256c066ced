"""Where the ledger and the people stand: what was worked out at one version is still right while it is the same."""

import threading
from dataclasses import dataclass, field
from typing import NamedTuple

from db import organisation, reports
from db.engine import Database, Session


class Version(NamedTuple):
    """directory_revision: of people, catalogue and plans, and of the names and owners of customers. written_at: microseconds of the latest write
    to the ledger.
    """

    last_entry_id: int
    directory_revision: int
    written_at: int
    last_activity_id: int


def version(database: Database) -> Version:
    """The version of this moment; it tells nothing about anybody."""
    with database.read() as session:
        return version_in(session)


def version_in(session: Session) -> Version:
    """The version of this transaction."""
    head = organisation.head(session)
    return Version(head.last_entry_id, head.directory_revision, head.written_at, head.last_activity_id)


@dataclass(slots=True)
class _Movements:
    """How far ledger and activities were read, and the entry up to which they stood when an account was last among what was new."""

    entry_id: int
    activity_id: int
    moved: dict[int, tuple[int, int]] = field(default_factory=dict)


_lock = threading.Lock()


def holder_version(database: Database, account: int, at: Version) -> tuple[int, int, int]:
    """Changes with the directory, and whenever something was booked for this account or recorded about it, and not for others.

    at: the version of this moment. What is new since the last question is read once for all accounts of the process.
    """
    with _lock:
        known = database.memory.setdefault("movements", _Movements(at.last_entry_id, at.last_activity_id))
        if (at.last_entry_id, at.last_activity_id) > (known.entry_id, known.activity_id):
            with database.read() as session:
                moved = reports.accounts_moved(session, entries_after=known.entry_id, activities_after=known.activity_id)
            known.moved.update(dict.fromkeys(moved, (at.last_entry_id, at.last_activity_id)))
            known.entry_id, known.activity_id = at.last_entry_id, at.last_activity_id
        return (at.directory_revision, *known.moved.get(account, (0, 0)))
