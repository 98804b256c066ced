"""Databases to measure on: fresh and migrated, durable as in production, gone afterwards."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from db.migrations import upgrade
from tests.postgres import server_beside

MakeUrl = Callable[[], str]


@contextmanager
def databases(engine: str) -> Iterator[MakeUrl]:
    """Makes URLs of fresh, migrated databases of one engine."""
    with sqlite_databases() if engine == "sqlite" else postgresql_databases() as make:
        yield make


@contextmanager
def sqlite_databases() -> Iterator[MakeUrl]:
    numbers = itertools.count(1)
    with tempfile.TemporaryDirectory(prefix="laurel-bench-") as folder:

        def make() -> str:
            url = f"sqlite:///{Path(folder) / f'bench{next(numbers)}.db'}"
            upgrade(url)
            return url

        yield make


@contextmanager
def postgresql_databases() -> Iterator[MakeUrl]:
    numbers = itertools.count(1)
    with server_beside() as server, psycopg.connect(server, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = on")  # tests do without: what is measured here survives a power cut
        connection.execute("ALTER SYSTEM SET max_wal_size = '4GB'")
        connection.execute("SELECT pg_reload_conf()")

        def make() -> str:
            name = f"bench{next(numbers)}"
            connection.execute(f"CREATE DATABASE {name}")
            url = server.replace("/laurel?", f"/{name}?")
            upgrade(url)
            return url

        yield make
