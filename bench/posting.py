"""Posting activities one at a time.

In process: one activity recorded durably, and of that what scoring took, against a bare durable insert of one row with
the raw driver. Over HTTP: 32 clients that post one activity at a time to the real server, in a process of its own,
against the same clients asking the same server for an empty route; and one client alone, for the wait it sees.
"""

import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from bench.databases import databases
from bench.measuring import Figure, Options, duration, interleaved, show, timed
from bench.workload import FIRST_DAY, as_csv, furnish, intake
from db.engine import Database
from scoring.amounts import format_e4
from scoring.periods import instant
from services.access import COMMAND_LINE
from services.activities.intake import Intake
from services.activities.recording import record, submission
from services.imports.importing import import_activities
from services.ledger import posting
from services.sign_in import keys

TARGETS = {"sqlite": 3.0, "postgresql": 5.0}
HTTP_TARGET = 3.0
LONE_SECONDS = 0.015
CLIENTS, ROUNDS = 32, 3
TURN = 50
HISTORY = 100_000
START_SECONDS = 60
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Stopwatch:
    """Adds up what some functions of a module take while it runs."""

    seconds: float = 0.0

    def watched(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **more: Any) -> Any:
            began = time.perf_counter()
            try:
                return act(*args, **more)
            finally:
                self.seconds += time.perf_counter() - began

        return timed


@contextmanager
def watching(module: Any, *names: str) -> Iterator[Stopwatch]:
    watch, plain = Stopwatch(), {name: getattr(module, name) for name in names}
    for name, act in plain.items():
        setattr(module, name, watch.watched(act))
    try:
        yield watch
    finally:
        for name, act in plain.items():
            setattr(module, name, act)


def run(options: Options) -> None:
    for engine in options.engines:
        with databases(engine) as made:
            database = Database.open(made.make())
            furnish(database)
            known = HISTORY // 10 if options.quick else HISTORY
            posts = 200 if options.quick else 1_000
            requests = 500 if options.quick else 1_500
            sent = intake(known + posts + 2 * requests * (ROUNDS + 1))
            with tempfile.TemporaryDirectory(prefix="laurel-bench-") as folder:
                import_activities(database, COMMAND_LINE, as_csv(sent[:known], Path(folder) / "history.csv"))
            show(
                f"Posting in process, {engine}",
                in_process(database, made.make(), sent[known : known + posts], TARGETS[engine]),
            )
            key = keys.add(database, COMMAND_LINE, "bench", ["activities:write"])
            database.close()
            show(f"Posting over HTTP, {engine}", over_http(database.url, key, sent[known + posts :], requests))


# in process -----------------------------------------------------------------------------------------------------------


@dataclass
class Posted:
    total: list[float] = field(default_factory=list)
    scoring: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def in_process(database: Database, other_url: str, activities: pl.DataFrame, target: float) -> list[Figure]:
    """other_url: a database for the floor alone, so that neither writer meets the other's pages."""
    found = Posted()
    with watching(posting, "propose", "resolve") as watch, bare_insert(other_url) as insert:
        for turn in activities.iter_slices(TURN):
            for row in turn.iter_rows(named=True):
                one = submission(COMMAND_LINE, [(0, Intake(**row))])
                watch.seconds = 0.0
                total = timed(lambda one=one: record(database, [one]))()
                found.total.append(total)
                found.scoring.append(watch.seconds)
                found.rest.append(total - watch.seconds)
            found.bare += [timed(insert)() for _ in range(turn.height)]
    floor = statistics.median(found.bare)
    return [
        Figure("one activity, all", statistics.median(found.total), floor, note="against a bare durable row"),
        Figure("of that, scoring", statistics.median(found.scoring), floor),
        Figure("of that, the rest", statistics.median(found.rest), floor, target),
    ]


@contextmanager
def bare_insert(url: str) -> Iterator[Callable[[], object]]:
    """Inserts one row as wide as a ledger entry with the raw driver, and commits."""
    database = Database.open(url)
    pooled = database.engine.raw_connection()
    driver: Any = pooled.driver_connection
    sqlite = database.dialect == "sqlite"
    if not sqlite:
        driver.autocommit = True
    texts = ("kind", "reason")
    columns = ["id", *(f"n{i}" for i in range(13)), *texts]
    types = ", ".join(f"{c} {'text' if c in texts else 'bigint'}" for c in columns[1:])
    driver.execute(f"CREATE TABLE bare (id {'integer' if sqlite else 'bigint'} PRIMARY KEY, {types})")
    mark = "?" if sqlite else "%s"
    sql = f"INSERT INTO bare VALUES ({', '.join([mark] * len(columns))})"
    values, numbers = [FIRST_DAY] * 13 + ["earned", "deal_won"], itertools.count(1)
    try:
        yield lambda: driver.execute(sql, [next(numbers), *values])
    finally:
        pooled.close()
        database.close()


# over HTTP ------------------------------------------------------------------------------------------------------------


def over_http(url: str, key: str, activities: pl.DataFrame, requests: int) -> list[Figure]:
    parts = iter(activities.iter_slices(requests))
    get = "GET /bench/empty HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with server(url) as port, tempfile.TemporaryDirectory(prefix="laurel-bench-") as folder:
        file = Path(folder) / "requests"
        worst: list[dict[str, float]] = []

        def post(clients: int, most: int) -> dict[str, float]:
            found = load(port, clients, [as_request(row, key) for row in next(parts)[:most].iter_rows(named=True)], file)
            if found["refused"]:
                raise SystemExit(f"{found['refused']:.0f} of {found['requests']:.0f} posts were refused")
            return found

        def crowd() -> float:
            worst.append(post(CLIENTS, requests))
            return worst[-1]["seconds"] / worst[-1]["requests"]

        def floor() -> float:
            found = load(port, CLIENTS, [get] * requests * 2, file)
            return found["seconds"] / found["requests"]

        seconds = interleaved({"post": crowd, "empty": floor}, ROUNDS)
        lone, alone = post(1, 300)["p50"], load(port, 1, [get] * 500, file)["p50"]
    p50 = statistics.median(one["p50"] for one in worst)
    rates = f"{1 / seconds['post']:.0f} posts/s, {1 / seconds['empty']:.0f} empty answers/s; p50 {duration(p50)}"
    return [
        Figure(f"{CLIENTS} clients, each post", seconds["post"], seconds["empty"], HTTP_TARGET, rates),
        Figure("one client alone, p50", lone, alone, note=f"asked for: about {LONE_SECONDS * 1e3:.0f} ms"),
    ]


def as_request(row: dict[str, Any], key: str) -> str:
    kept = {name: row[name] for name in ("source", "external_id", "type", "employee", "customer", "channel") if row[name]}
    more = {"occurred_at": instant(row["at"]).isoformat()}
    more |= {} if row["amount"] is None else {"amount": format_e4(row["amount"])}
    more |= {} if row["attributes"] is None else {"attributes": json.loads(row["attributes"])}
    body = json.dumps({"activities": [kept | more]})
    head = f"POST /api/v1/activities HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"


def load(port: int, clients: int, requests: list[str], file: Path) -> dict[str, float]:
    """The load's own figures, from a process of its own."""
    file.write_text("\n".join(map(json.dumps, requests)))
    command = [sys.executable, str(ROOT / "bench" / "load.py"), str(port), str(clients), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    found: dict[str, float] = json.loads(done.stdout)
    return found


@contextmanager
def server(url: str) -> Iterator[int]:
    """The port of the real server over a database, which answers; loopback only."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    keys = {"LAUREL_DATABASE_URL": url, "LAUREL_SECRET_KEY": "s" * 48, "LAUREL_LEDGER_KEY": "l" * 48}
    command = ["-m", "streamlit", "run", "bench/server.py", "--server.address=127.0.0.1", f"--server.port={port}"]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env={**os.environ, **keys, "LAUREL_RATE_LIMIT": "0"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            if not _answers(process, port):
                log.seek(0)
                raise SystemExit("the server did not start:\n" + log.read().decode()[-2_000:])
            yield port
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _answers(process: "subprocess.Popen[bytes]", port: int) -> bool:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/healthz", timeout=5):
                return True
        except OSError:
            time.sleep(0.2)
    return False
