"""Many use cases as one: what they do to a database stands together at the end, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from db.engine import Database
from db.rehearsal import OneTransaction


@contextmanager
def together(database: Database) -> Iterator[Database]:
    """A database for any use case; nobody else sees what they do before the end, and where the block raises nobody ever does.

    Other writers wait for as long as it lasts.
    """
    with database.write() as session:
        yield OneTransaction(database, session)
