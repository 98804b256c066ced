"""Replaying a year of activities under a draft: from memory, with one weight moved, and read from a database first.

From memory the floor is scoring the same activities once, to award rows. Read from a database it is the engine's fastest read of
the same columns: SQLite: the driver's rows, and ADBC where its driver is installed; PostgreSQL: COPY of text and of binary to the
process, row by row as the driver does it and straight from the connection, and ADBC where it is installed. The first load runs in a
process of its own, whose peak of memory is told beside that of a process that has loaded nothing.
"""

import copy
import datetime as dt
import importlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import psycopg

from bench.databases import Databases, databases
from bench.measuring import Figure, Options, interleaved, show, timed
from bench.workload import CUSTOMERS, DAYS, FIRST_DAY, PLAN, as_csv, batch, context, furnish, intake, names, plan
from db import replaying
from db.engine import Database
from scoring.periods import day_date
from scoring.plan_reading import read_plan
from scoring.scoring import score
from scoring.simulation import readable, simulate
from services.access import COMMAND_LINE
from services.imports.importing import import_activities
from services.tuning import tuning

RUNS = 5
ONCE_TARGET, LOAD_TARGET = 1.5, 2.0
MOVED_SECONDS = 0.5
MEMORY_GB = 1.5
YEAR = {"from_on": day_date(FIRST_DAY), "to_on": day_date(FIRST_DAY + DAYS)}
ROOT = Path(__file__).resolve().parent.parent


def run(options: Options) -> None:
    count = 100_000 if options.quick else 1_000_000
    show(f"Replaying {count:,} activities by {len(PLAN['rules'])} rules, in memory", pure(count))
    with tempfile.TemporaryDirectory(prefix="laurel-bench-") as folder:
        file = as_csv(intake(count), Path(folder) / "activities.csv")
        for engine in options.engines:
            with databases(engine) as made:
                figures = measured(made, file, customers=min(count, CUSTOMERS))
            show(f"Replaying {count:,} activities, {engine}", figures)


def draft(weight: str) -> dict[str, Any]:
    """The plan with one weight moved: the rule with limits of two windows."""
    document = copy.deepcopy(PLAN)
    document["rules"][3]["weight"] = weight
    return document


def bounded(weight: str) -> dict[str, Any]:
    """The same, with a campaign that doubles everything until half of what it would pay is paid: every rule shares its budget."""
    document = draft(weight)
    document["campaigns"][0] = {"key": "year", "multiply": 2, "from": "2025-01-01", "until": "2026-01-01", "budget": 4_000_000}
    return document


def pure(count: int) -> list[Figure]:
    activities, rules, known, here = batch(count), plan(), names(), context()
    ordered = readable(activities.with_columns(order=pl.int_range(pl.len(), dtype=pl.Int64)), rules.rules)
    moved, shared = read_plan(draft("1.5")), read_plan(bounded("1.5"))
    works = {
        "once": timed(lambda: score(activities, rules, known, here)),
        "all": timed(lambda: simulate(ordered, rules, known, here)),
        "one": timed(lambda: simulate(ordered, moved, known, here, only={moved.rules[3].key})),
        "shared": timed(lambda: simulate(ordered, shared, known, here)),
    }
    seconds = interleaved(works, RUNS)
    return [
        Figure("every rule", seconds["all"], seconds["once"], ONCE_TARGET, "against scoring once, to award rows"),
        Figure("one rule", seconds["one"], seconds["once"], ONCE_TARGET),
        Figure(
            "every rule, sharing a budget that is used up",
            seconds["shared"],
            seconds["once"],
            None,
            "each weight moved works all of them out",
        ),
    ]


def measured(made: Databases, file: Path, *, customers: int) -> list[Figure]:
    url = made.make()
    database = Database.open(url)
    furnish(database, customers=customers)
    import_activities(database, COMMAND_LINE, file)
    readers = bare_readers(url)
    told: list[dict[str, float]] = []

    def first() -> float:
        told.append(in_own_process(url))
        return told[-1]["first"]

    seconds = interleaved({"first": first, **{name: timed(read) for name, read in readers.items()}}, RUNS, warm_up=False)
    fastest = min(readers, key=lambda name: seconds[name])
    rows = ", ".join(f"{name} {seconds[name]:.2f} s" for name in readers)
    middle = {name: sorted(one[name] for one in told)[len(told) // 2] for name in told[0]}
    database.close()
    return [
        Figure("first load and replay", seconds["first"], seconds[fastest], LOAD_TARGET, f"floor: {fastest} (of {rows})"),
        Figure("one weight moved, boards and levels with it", middle["moved"], MOVED_SECONDS, 1.0, "against half a second"),
        Figure("one weight moved, all rules sharing a budget", middle["bounded"], MOVED_SECONDS, 1.0, "against half a second"),
        Figure("every weight moved", middle["all"], MOVED_SECONDS, 1.0, "against half a second"),
        Figure("another period", middle["quarter"], None, None, "a quarter of the year, from what is held"),
        Figure("peak memory", middle["peak_gb"], MEMORY_GB, 1.0, f"{middle['before_gb']:.2f} GB before anything was loaded", unit="GB"),
    ]


# a replay in a process of its own -------------------------------------------------------------------------------------


def in_own_process(url: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", "bench.replay", url], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    database = Database.open(sys.argv[1])
    tuning.days_or_quarter(database, COMMAND_LINE, None, None)  # a server knows its organisation
    tuning.validated(PLAN)
    before = peak_gb()
    every = draft("1.5")
    for rule in every["rules"]:
        rule["weight"] = "1.7"
    seconds = {
        "first": replayed(database, draft("1.5"), YEAR),
        "warm": replayed(database, draft("2"), YEAR),
        "moved": replayed(database, draft("2.5"), YEAR),
        "all": replayed(database, every, YEAR),
        "bound": replayed(database, bounded("2"), YEAR),
        "bounded": replayed(database, bounded("2.5"), YEAR),
        "quarter": replayed(database, every, YEAR | {"to_on": YEAR["from_on"] + dt.timedelta(90)}),
    }
    database.close()
    print(json.dumps(seconds | {"before_gb": before, "peak_gb": peak_gb()}))


def replayed(database: Database, document: object, days: dict[str, dt.date]) -> float:
    began = time.perf_counter()
    tuning.replay(database, COMMAND_LINE, document, **days)
    return time.perf_counter() - began


def peak_gb() -> float:
    """Of this process alone: what getrusage tells begins with the peak of the process that started it."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024**2


# the floor ------------------------------------------------------------------------------------------------------------

SQL = f"SELECT a.id, {replaying.FACTS} FROM activity a WHERE a.pending = 0 ORDER BY a.id"
Reader = Callable[[], object]


def bare_readers(url: str) -> dict[str, Reader]:
    """Ways to read the columns of a replay into the process, just these."""
    if url.startswith("sqlite"):
        ways: dict[str, Reader] = {"driver": lambda: _rows(url)}
        return ways | _adbc("adbc_driver_sqlite", url.removeprefix("sqlite:///"))
    ways = {f"COPY {form}": lambda form=form: _copied(url, form) for form in ("text", "binary")}
    ways |= {f"COPY {form}, straight": lambda form=form: _taken(url, form) for form in ("text", "binary")}
    return ways | _adbc("adbc_driver_postgresql", url)


def _rows(url: str) -> object:
    database = Database.open(url)
    try:
        with database.read() as session:
            return session.rows(SQL)
    finally:
        database.close()


def _copied(url: str, form: str) -> object:
    sql = f"COPY ({SQL}) TO STDOUT (FORMAT {form})"
    with psycopg.connect(url) as connection, connection.cursor() as cursor, cursor.copy(sql) as copy:
        return sum(len(part) for part in copy)


def _taken(url: str, form: str) -> object:
    with psycopg.connect(url) as connection:
        connection.pgconn.exec_(f"COPY ({SQL}) TO STDOUT (FORMAT {form})".encode())
        size = 0
        while (read := connection.pgconn.get_copy_data(0)[0]) > 0:
            size += read
        while connection.pgconn.get_result():
            pass
        return size


def _adbc(module: str, address: str) -> dict[str, Reader]:
    try:
        driver: Any = importlib.import_module(f"{module}.dbapi")
    except ImportError:
        return {}

    def read() -> object:
        with driver.connect(address) as connection, connection.cursor() as cursor:
            cursor.execute(SQL)
            return cursor.fetch_arrow_table()

    return {"ADBC": read}


if __name__ == "__main__":
    main()
