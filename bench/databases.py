"""Databases to measure on: fresh and migrated, durable as in production, gone afterwards."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from db.migrations import upgrade
from tests.postgres import server_beside


class Databases(Protocol):
    def make(self) -> str:
        """The URL of a new database with every table and not a row."""

    def copy(self, url: str) -> str:
        """The URL of a new database that holds what another holds, to which nobody is connected."""

    def drop(self, url: str) -> None:
        """The database is gone, and its room is free."""


def databases(engine: str) -> AbstractContextManager[Databases]:
    return sqlite_files() if engine == "sqlite" else postgresql_server()


class _Files:
    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, itertools.count(1)

    def make(self) -> str:
        url = self._url()
        upgrade(url)
        return url

    def copy(self, url: str) -> str:
        new = self._url()
        for file in self._files(url):
            shutil.copy(file, str(file).replace(self._path(url).name, self._path(new).name))
        return new

    def drop(self, url: str) -> None:
        for file in self._files(url):
            file.unlink()

    def _url(self) -> str:
        return f"sqlite:///{self.folder / f'bench-{next(self.numbers)}.db'}"

    def _path(self, url: str) -> Path:
        return Path(url.removeprefix("sqlite:///"))

    def _files(self, url: str) -> list[Path]:
        return list(self.folder.glob(f"{self._path(url).name}*"))


class _Server:
    def __init__(self, server: str, connection: "psycopg.Connection[tuple[str]]") -> None:
        self.server, self.connection, self.numbers = server, connection, itertools.count(1)

    def make(self) -> str:
        url = self._create()
        upgrade(url)
        return url

    def copy(self, url: str) -> str:
        return self._create(f"TEMPLATE {self._name(url)} STRATEGY file_copy")

    def drop(self, url: str) -> None:
        self.connection.execute(f"DROP DATABASE {self._name(url)} WITH (FORCE)")

    def _create(self, options: str = "") -> str:
        name = f"bench{next(self.numbers)}"
        self.connection.execute(f"CREATE DATABASE {name} {options}")
        return self.server.replace("/laurel?", f"/{name}?")

    def _name(self, url: str) -> str:
        return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def sqlite_files() -> Iterator[Databases]:
    with tempfile.TemporaryDirectory(prefix="laurel-bench-") as folder:
        yield _Files(Path(folder))


@contextmanager
def postgresql_server() -> Iterator[Databases]:
    with server_beside() as server, psycopg.connect(server, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = on")  # tests do without: what is measured here survives a power cut
        connection.execute("ALTER SYSTEM SET max_wal_size = '4GB'")
        connection.execute("SELECT pg_reload_conf()")
        yield _Server(server, connection)
