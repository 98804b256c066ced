"""A founded shop behind a running server: people of each role who can sign in, with passwords, and the catalogue of field sales."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from db import users as stored
from db.engine import Database
from services.access import COMMAND_LINE
from services.activities import deciding
from services.activities.recording import now_micros
from services.activities.waiting import waiting
from services.beginning.starting import put_starter_types
from services.sign_in import passwords, users
from tests.browser.serving import Served, serve
from tests.pages.living import PASSWORD, found_shop, record_one
from tests.signing import token_of


@dataclass(frozen=True, slots=True)
class ServedShop:
    """A running server, and its database, open beside it."""

    served: Served
    database: Database

    @property
    def url(self) -> str:
        return self.served.url

    def record(self, **activity: Any) -> None:
        """An activity stands, as another system sends it."""
        record_one(self.database, activity)

    def leave_nothing_waiting(self) -> None:
        """What waits for a decision is declined."""
        for item in waiting(self.database, COMMAND_LINE).items:
            deciding.decline(self.database, COMMAND_LINE, *item.facts.key, reason="the test is over")

    def add_user(self, name: str, **more: Any) -> None:
        """A user of a test's own, who can sign in with the password of all."""
        users.add_user(self.database, COMMAND_LINE, name, **more)
        give_passwords(self.database, hash_of_all(), name)

    def token(self, user: str) -> str:
        """A session of the user, as if they had signed in."""
        return token_of(self.database, user)


@contextmanager
def serve_shop(url: str, folder: Path) -> Iterator[ServedShop]:
    """The server of a shop's database, and the database."""
    database = Database.open(url)
    try:
        with serve(url, folder) as served:
            yield ServedShop(served, database)
    finally:
        database.close()


def found(url: str) -> None:
    """The shop of the pages' tests stands in an empty database; everybody's password is `PASSWORD`, of one bcrypt."""
    database = Database.open(url)
    try:
        found_shop(database)
        put_starter_types(database, COMMAND_LINE)
        give_passwords(database, hash_of_all())
    finally:
        database.close()


@cache
def hash_of_all() -> str:
    """Of the password of all, made once: it is slow to make, as it must be."""
    return passwords.hash_of(PASSWORD)


def give_passwords(database: Database, password_hash: str, *names: str) -> None:
    """The users, all if none is named, sign in with the password of this hash."""
    with database.write() as session:
        for user in stored.users(session):
            if not names or user.name in names:
                stored.set_password(session, user.id, password_hash=password_hash, at=now_micros())
