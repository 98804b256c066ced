"""Where the ledger and the people stand: what was worked out at one version is still right while it is the same."""

from typing import NamedTuple

from db import organisation
from db.engine import Database


class Version(NamedTuple):
    """written_at: microseconds of the latest write to the ledger."""

    last_entry_id: int
    directory_revision: int
    written_at: int


def version(database: Database) -> Version:
    """The version of this moment; it tells nothing about anybody."""
    with database.read() as session:
        head = organisation.head(session)
    return Version(head.last_entry_id, head.directory_revision, head.written_at)
