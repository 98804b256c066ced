"""One database, two engines: sessions over the raw driver, so that a hot statement costs what the engine costs.

SQLite: WAL, synchronous=FULL, and BEGIN IMMEDIATE for writers (a deferred BEGIN loses work to "database is locked").
PostgreSQL: read committed; whoever writes the ledger locks the row of `ledger_head` first, so that ids are in commit order.
SQL is written once, with `:name` parameters that both drivers bind.
"""

import io
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import PoolProxiedConnection

BUSY_TIMEOUT_MS = 60_000
COPY_FROM_ROWS = 200
WAITS = {"connect_timeout": 5, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds to PostgreSQL: so soon it is known that nobody answers there. The database's address may say otherwise."""
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA cache_size=-262144",
    "PRAGMA mmap_size=268435456",
    "PRAGMA wal_autocheckpoint=4000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA recursive_triggers=ON",  # so that INSERT OR REPLACE meets the triggers that refuse DELETE
)
Columns = Mapping[str, Sequence[Any] | np.ndarray[Any, Any]]
NAMED = re.compile(r"(?<!:):([a-z_][a-z0-9_]*)")


class DatabaseUrlInvalid(ValueError):
    """The address names no database that Laurel can use."""


def driver_url(url: str) -> str:
    """The address with the driver that Laurel uses. Raises DatabaseUrlInvalid."""
    scheme = url.split(":", 1)[0]
    if scheme == "sqlite":
        return url
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return "postgresql+psycopg:" + url.split(":", 1)[1]
    raise DatabaseUrlInvalid(f"The database address begins with '{scheme}': use sqlite:///FILE or postgresql://HOST/NAME")


def make_engine(url: str) -> Engine:
    """A pool of connections set up as the house needs them."""
    address = make_url(driver_url(url))
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            address,
            connect_args={"isolation_level": None, "check_same_thread": False, "cached_statements": 512},
            pool_size=16,
            max_overflow=64,
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        return engine
    waits = {key: value for key, value in WAITS.items() if key not in address.query}
    return create_engine(address, pool_size=16, max_overflow=64, pool_pre_ping=False, connect_args={"prepare_threshold": 2, **waits})


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(pragma)


@lru_cache(maxsize=1024)
def _psycopg_sql(sql: str) -> str:
    return NAMED.sub(r"%(\1)s", sql.replace("%", "%%"))


class Session:
    """One transaction. Every value is bound; lists are bound by `session.listed(...)` and named in SQL by `session.among(...)`."""

    def __init__(self, driver: Any, dialect: str, names: dict[tuple[str, str], int]) -> None:
        self.driver = driver
        self.dialect = dialect
        self._names = names
        self._new_names: set[tuple[str, str]] = set()

    @property
    def sqlite(self) -> bool:
        return self.dialect == "sqlite"

    @property
    def key_taken(self) -> type[Exception]:
        """What the driver raises where a unique key stands already."""
        return sqlite3.IntegrityError if self.sqlite else psycopg.errors.UniqueViolation

    def run(self, sql: str, **values: Any) -> Any:
        """Executes one statement; the driver's cursor (rowcount, rows)."""
        if self.sqlite:
            return self.driver.execute(sql, values)
        return self.driver.execute(_psycopg_sql(sql), values)

    def rows(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return self.run(sql, **values).fetchall()

    def row(self, sql: str, **values: Any) -> tuple[Any, ...] | None:
        return self.run(sql, **values).fetchone()

    def value(self, sql: str, **values: Any) -> Any:
        """The first column of the first row, None where there is no row."""
        found = self.row(sql, **values)
        return found[0] if found else None

    def records(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        cursor = self.run(sql, **values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def frame(self, sql: str, schema: Mapping[str, Any], **values: Any) -> pl.DataFrame:
        """The rows as a frame with the given columns, by position."""
        rows = self.rows(sql, **values)
        return pl.DataFrame(rows, schema=dict(schema), orient="row") if rows else pl.DataFrame(schema=dict(schema))

    def many(self, sql: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Executes one statement for each of the mappings."""
        if self.sqlite:
            self.driver.executemany(sql, rows)
        else:
            with self.driver.cursor() as cursor:
                cursor.executemany(_psycopg_sql(sql), list(rows))

    def insert_columns(self, table: str, columns: Columns) -> None:
        """The rows stand in the table. columns: lists or integer arrays of one length, by the table's names."""
        if not self.sqlite and len(next(iter(columns.values()))) >= COPY_FROM_ROWS:
            self._copy(table, ", ".join(columns), pl.DataFrame(columns))
            return
        marks = ", ".join(["?" if self.sqlite else "%s"] * len(columns))
        self._execute_rows(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", columns)

    def _execute_rows(self, sql: str, columns: Columns) -> None:
        rows = zip(*(v.tolist() if isinstance(v, np.ndarray) else v for v in columns.values()), strict=True)
        if self.sqlite:
            self.driver.executemany(sql, rows)
        else:
            with self.driver.cursor() as cursor:
                cursor.executemany(sql, list(rows))

    def upsert_columns(self, table: str, columns: Columns, *, key: Sequence[str], update: str) -> None:
        """As `insert_columns`; where the key stands already, `update` says what becomes of it (`score = t.score + excluded.score`).

        On PostgreSQL for columns of integers.
        """
        names, target = ", ".join(columns), ", ".join(key)
        if self.sqlite:
            marks = ", ".join("?" * len(columns))
            sql = f"INSERT INTO {table} AS t ({names}) VALUES ({marks}) ON CONFLICT ({target}) DO UPDATE SET {update}"
            self._execute_rows(sql, columns)
            return
        arrays = ", ".join(["CAST(%s AS bigint[])"] * len(columns))
        sql = f"INSERT INTO {table} AS t ({names}) SELECT * FROM unnest({arrays}) ON CONFLICT ({target}) DO UPDATE SET {update}"
        self.driver.execute(sql, ["{" + ",".join(map(str, v.tolist() if isinstance(v, np.ndarray) else v)) + "}" for v in columns.values()])

    def insert(self, table: str, frame: pl.DataFrame) -> None:
        """The frame's rows stand in the table; its column names are the table's."""
        if frame.is_empty():
            return
        columns = ", ".join(frame.columns)
        if self.sqlite:
            marks = ", ".join("?" * frame.width)
            self.driver.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", frame.rows())
        elif frame.height < COPY_FROM_ROWS:
            marks = ", ".join(["%s"] * frame.width)
            with self.driver.cursor() as cursor:
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", frame.rows())
        else:
            self._copy(table, columns, frame)

    def _copy(self, table: str, columns: str, frame: pl.DataFrame) -> None:
        text = io.BytesIO()
        frame.write_csv(text, include_header=False, quote_style="non_numeric", null_value="")
        with self.driver.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(text.getbuffer())

    def upsert(self, table: str, frame: pl.DataFrame, *, key: Sequence[str], update: str) -> None:
        """Inserts the rows; where the key stands already, `update` says what becomes of it (`score = t.score + excluded.score`)."""
        if frame.is_empty():
            return
        columns, target = ", ".join(frame.columns), ", ".join(key)
        if self.sqlite:
            marks = ", ".join("?" * frame.width)
            sql = f"INSERT INTO {table} AS t ({columns}) VALUES ({marks}) ON CONFLICT ({target}) DO UPDATE SET {update}"
            self.driver.executemany(sql, frame.rows())
            return
        arrays = ", ".join(f"CAST(%s AS {_pg_type(dtype)}[])" for dtype in frame.dtypes)
        sql = f"INSERT INTO {table} AS t ({columns}) SELECT * FROM unnest({arrays}) ON CONFLICT ({target}) DO UPDATE SET {update}"
        self.driver.execute(sql, [column.to_list() for column in frame])

    def interned(self, table: str, column: str, names: Iterable[str]) -> dict[str, int]:
        """The numbers of names in a table of names (actor.name, source.name, rule.key), made where they are new.

        Names that stood before this transaction are remembered: they never change.
        """
        wanted = set(names)
        found = {name: self._names[table, name] for name in wanted if (table, name) in self._names}
        missing = sorted(wanted - found.keys())
        if not missing:
            return found
        stood = self._numbers(table, column, missing)
        self._names.update({(table, name): n for name, n in stood.items() if (table, name) not in self._new_names})
        new = [name for name in missing if name not in stood]
        if new:
            self._new_names.update((table, name) for name in new)
            self.many(
                f"INSERT INTO {table} ({column}) VALUES (:name) ON CONFLICT ({column}) DO NOTHING",
                [{"name": n} for n in new],
            )
        return found | stood | (self._numbers(table, column, new) if new else {})

    def _numbers(self, table: str, column: str, names: Sequence[str]) -> dict[str, int]:
        sql = f"SELECT {column}, id FROM {table} WHERE {self.within(column, 'names', 'text')}"
        return dict(self.rows(sql, names=self.listed(names)))

    def listed(self, values: Sequence[Any]) -> Any:
        """A list as one parameter, for `among`."""
        return json.dumps(list(values), ensure_ascii=False) if self.sqlite else list(values)

    def among(self, name: str, type_name: str = "bigint") -> str:
        """SQL for a list parameter as a right-hand side of `=`: `code = {session.among("codes", "text")}`."""
        if self.sqlite:
            return f"(SELECT value FROM json_each(:{name}))"
        return f"ANY(CAST(:{name} AS {type_name}[]))"

    def within(self, column: str, name: str, type_name: str = "bigint") -> str:
        """SQL: the column holds one of the values of the list parameter."""
        return f"{column} {'IN' if self.sqlite else '='} {self.among(name, type_name)}"

    @contextmanager
    def temporary(self, name: str, frame: pl.DataFrame) -> Iterator[str]:
        """A table of this session with the frame's rows, for joins with thousands of keys; gone afterwards."""
        types = ", ".join(f'"{column}" {_sqlite_type(dtype) if self.sqlite else _pg_type(dtype)}' for column, dtype in frame.schema.items())
        self.driver.execute(f"CREATE TEMPORARY TABLE {name} ({types})")
        try:
            self.insert(name, frame)
            if not self.sqlite:
                self.driver.execute(f"ANALYZE {name}")
            yield name
        finally:
            self.driver.execute(f"DROP TABLE {name}")


def _pg_type(dtype: pl.DataType) -> str:
    if dtype == pl.String:
        return "text"
    if dtype == pl.Binary:
        return "bytea"
    return "bigint" if dtype in (pl.Int64, pl.UInt32, pl.UInt64) else "smallint" if dtype in (pl.Int8, pl.Int16) else "integer"


def _sqlite_type(dtype: pl.DataType) -> str:
    return "TEXT" if dtype == pl.String else "BLOB" if dtype == pl.Binary else "INTEGER"


class Database:
    """An opened database. `read()` and `write()` give one transaction each; only the entry of a use case opens one."""

    def __init__(self, url: str, engine: Engine) -> None:
        self.url, self.engine = url, engine
        self.dialect = engine.dialect.name
        self.memory: dict[str, Any] = {}
        self._names: dict[tuple[str, str], int] = {}

    @classmethod
    def open(cls, url: str) -> "Database":
        return cls(url, make_engine(url))

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view of the database; nothing can be written."""
        begin = "BEGIN" if self.dialect == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        with self._transaction(begin) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at the end of the block and leaves nothing behind where the block raises."""
        begin = "BEGIN IMMEDIATE" if self.dialect == "sqlite" else "BEGIN"
        with self._transaction(begin) as session:
            yield session

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Session]:
        pooled, driver = self._begun(begin)
        try:
            try:
                yield Session(driver, self.dialect, self._names)
            except BaseException:
                if not self._is_dropped(driver):  # else the server has undone it already
                    driver.execute("ROLLBACK")
                raise
            driver.execute("COMMIT")
        finally:
            self._give_back(pooled, driver)

    def _begun(self, begin: str, *, is_second_try: bool = False) -> tuple[PoolProxiedConnection, Any]:
        """A connection on which a transaction has begun. After a restart of PostgreSQL those that wait in the pool are dead: they are all replaced."""
        pooled = self.engine.raw_connection()
        driver: Any = pooled.driver_connection
        try:
            if self.dialect != "sqlite":
                driver.autocommit = True
            driver.execute(begin)
        except BaseException:
            self._give_back(pooled, driver)
            if is_second_try or not self._is_dropped(driver):
                raise
        else:
            return pooled, driver
        self.engine.dispose()
        return self._begun(begin, is_second_try=True)

    def _give_back(self, pooled: PoolProxiedConnection, driver: Any) -> None:
        if self._is_dropped(driver):
            pooled.invalidate()
        pooled.close()

    def _is_dropped(self, driver: Any) -> bool:
        """The connection has ended, whoever ended it."""
        return self.dialect != "sqlite" and bool(driver.closed)
