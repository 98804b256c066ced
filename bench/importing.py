"""Importing a CSV of a year's activities, to committed, scored and counted, against a bare write of the very same rows.

The bare write is the engine's fastest durable one of the activity and ledger rows that the import made, into tables of
the same columns and keys. SQLite: the driver's executemany, in several sizes, and ADBC where its driver is installed;
PostgreSQL: COPY of text and of binary. The fastest counts. Then the same file again, all duplicates, against the first
time. Every import runs in a process of its own, whose peak of memory is told.
"""

import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import psycopg

from bench.databases import Databases, databases
from bench.measuring import Figure, Options, Work, interleaved, show
from bench.workload import CUSTOMERS, as_csv, furnish, intake
from db.engine import PRAGMAS, Database
from services.access import COMMAND_LINE
from services.imports.importing import import_activities

RUNS = 3
TARGET, AGAIN_TARGET = 2.5, 0.5
MEMORY_GB = 1.5
TABLES = ("activity", "ledger_entry")
BATCHES = (10_000, 100_000)
ROOT = Path(__file__).resolve().parent.parent


def run(options: Options) -> None:
    count = 50_000 if options.quick else 1_000_000
    with tempfile.TemporaryDirectory(prefix="laurel-bench-") as folder:
        file = as_csv(intake(count), Path(folder) / "activities.csv")
        for engine in options.engines:
            with databases(engine) as made:
                figures = measured(made, file, customers=min(count, CUSTOMERS))
            show(f"Importing {count:,} activities, {engine}", figures)


def measured(made: Databases, file: Path, *, customers: int) -> list[Figure]:
    empty, furnished = made.make(), made.make()
    database = Database.open(furnished)
    furnish(database, customers=customers)
    database.close()
    peaks: list[float] = []
    imported = [made.copy(furnished)]

    def first() -> float:
        made.drop(imported.pop())
        imported.append(made.copy(furnished))
        return again()

    def again() -> float:
        done = in_own_process(imported[0], file)
        peaks.append(done["peak_gb"])
        return done["seconds"]

    first()
    writers = bare_writers(made, empty, imported[0])
    seconds = interleaved({"first": first, "again": again, **writers}, RUNS, warm_up=False)
    fastest = min(writers, key=lambda name: seconds[name])
    rows = ", ".join(f"{name} {value:.1f} s" for name, value in seconds.items() if name in writers)
    return [
        Figure("first time", seconds["first"], seconds[fastest], TARGET, f"floor: {fastest} (of {rows})"),
        Figure("again, all duplicates", seconds["again"], seconds["first"], AGAIN_TARGET, "against the first time"),
        Figure("peak memory", max(peaks), MEMORY_GB, 1.0, "against what it may take", unit="GB"),
    ]


# the import, in a process of its own ----------------------------------------------------------------------------------


def in_own_process(url: str, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.importing", url, str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    database = Database.open(sys.argv[1])
    began = time.perf_counter()
    counts = import_activities(database, COMMAND_LINE, Path(sys.argv[2]))
    seconds = time.perf_counter() - began
    database.close()
    assert not counts.rejected
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(json.dumps({"seconds": seconds, "peak_gb": peak_gb}))


# the floor ------------------------------------------------------------------------------------------------------------


def bare_writers(made: Databases, empty: str, imported: str) -> dict[str, Work]:
    """Ways to write the rows of an imported database, just these, to tables of the same columns and keys."""
    sqlite = imported.startswith("sqlite")
    ways = dict(_sqlite_ways(imported) if sqlite else _postgresql_ways(imported))

    def work(way: Any) -> Work:
        def write() -> float:
            target = made.copy(empty)
            try:
                return float(way(target))
            finally:
                made.drop(target)

        return write

    return {name: work(way) for name, way in ways.items()}


def _sqlite_ways(imported: str) -> Iterator[tuple[str, Any]]:
    database = Database.open(imported)
    with database.read() as session:
        held = {table: session.rows(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}
    database.close()
    for size in BATCHES:
        yield f"executemany {size:,}", lambda url, size=size: _executemany(url, held, size)
    try:
        adbc = importlib.import_module("adbc_driver_sqlite.dbapi")
    except ImportError:
        return
    arrow = {table: _arrow(imported, table) for table in TABLES}
    yield "ADBC", lambda url: _ingest(adbc, url, arrow)


def _executemany(url: str, held: dict[str, list[tuple[Any, ...]]], size: int) -> float:
    database = Database.open(url)
    pooled = database.engine.raw_connection()
    driver: Any = pooled.driver_connection
    began = time.perf_counter()
    for table, rows in held.items():
        sql = f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})"
        for start in range(0, len(rows), size):
            driver.execute("BEGIN IMMEDIATE")
            driver.executemany(sql, rows[start : start + size])
            driver.execute("COMMIT")
    seconds = time.perf_counter() - began
    pooled.close()
    database.close()
    return seconds


def _arrow(imported: str, table: str) -> Any:
    database = Database.open(imported)
    with database.read() as session:
        kinds = {row[1]: pl.String if row[2] == "TEXT" else pl.Int64 for row in session.rows(f"PRAGMA table_info({table})")}
        frame = session.frame(f"SELECT * FROM {table} ORDER BY id", kinds)
    database.close()
    return frame.to_arrow()


def _ingest(adbc: Any, url: str, held: dict[str, Any]) -> float:
    with adbc.connect(url.removeprefix("sqlite:///"), autocommit=True) as connection, connection.cursor() as cursor:
        for pragma in PRAGMAS:
            cursor.execute(pragma)
            cursor.fetchall()
        began = time.perf_counter()
        for table, rows in held.items():
            cursor.adbc_ingest(table, rows, mode="append")
        return time.perf_counter() - began


def _postgresql_ways(imported: str) -> Iterator[tuple[str, Any]]:
    for form in ("text", "binary"):
        held = {table: _copied(imported, table, form) for table in TABLES}
        yield f"COPY {form}", lambda url, held=held, form=form: _copy(url, held, form)


def _copied(imported: str, table: str, form: str) -> list[bytes]:
    sql = f"COPY (SELECT * FROM {table} ORDER BY id) TO STDOUT (FORMAT {form})"
    with psycopg.connect(imported) as connection, connection.cursor() as cursor, cursor.copy(sql) as copy:
        whole = b"".join(bytes(part) for part in copy)
    size = 4_000_000
    return [whole[start : start + size] for start in range(0, len(whole), size)]


def _copy(url: str, held: dict[str, list[bytes]], form: str) -> float:
    with psycopg.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        began = time.perf_counter()
        for table, parts in held.items():
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT {form})") as copy:
                for part in parts:
                    copy.write(part)
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
