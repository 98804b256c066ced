"""A rehearsal: everything can be done to a database and looked at, and nothing of it stays."""

from collections.abc import Iterator
from contextlib import contextmanager

from db.engine import Database, Session


class _Over(Exception):
    """Ends a rehearsal, so that its transaction is rolled back."""


class OneTransaction(Database):
    """A database of which every transaction is a part of one that is still open. What it remembers is its own."""

    def __init__(self, real: Database, session: Session) -> None:
        super().__init__(real.url, real.engine)
        self._session = session

    @contextmanager
    def read(self) -> Iterator[Session]:
        yield self._session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """As on the real one: what raises leaves nothing behind."""
        run = self._session.driver.execute
        run("SAVEPOINT act")
        try:
            yield self._session
        except BaseException:
            run("ROLLBACK TO SAVEPOINT act")
            raise
        finally:
            run("RELEASE SAVEPOINT act")


@contextmanager
def rehearsal(database: Database) -> Iterator[Database]:
    """A database for any use case; what they do to it is seen by the next, by nobody else, and gone at the end.

    Other writers wait for as long as it lasts.
    """
    try:
        with database.write() as session:
            yield OneTransaction(database, session)
            raise _Over
    except _Over:
        return
