"""Boards: top ten, my rank and the five behind me, in the database, against a Redis sorted set in the same run.

PostgreSQL: a board of a million customers over a ledger of ten million rows; SQLite: a hundred thousand over a million.
Redis answers members and scores; the database also names them, and orders ties by who was first.
Then the boards of one's choice (`bench/choice_boards.py`).
"""

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import redis

from bench import choice_boards
from bench.databases import databases
from bench.measuring import Figure, Options, interleaved, show
from bench.workload import SEED
from db import people, standings
from db.engine import Database, Session
from scoring.periods import Period, PeriodKind, period_of
from scoring.standings import Deltas

SIZES = {"sqlite": (100_000, 1_000_000), "postgresql": (1_000_000, 10_000_000)}
QUICK = 10
RUNS, ASKED = 5, 200
BOARD: Period = period_of(PeriodKind.ALL, 0)
DAY_MICROS, FIRST_DAY = 86_400_000_000, 20_089
START_SECONDS = 10
Person = tuple[int, str, int, int]
"""account, code, score, reached_at"""


def run(options: Options) -> None:
    for engine in options.engines:
        members, entries = (size // (QUICK if options.quick else 1) for size in SIZES[engine])
        with databases(engine) as made:
            database = Database.open(made.make())
            fill(database, members, entries)
            with redis_server() as client:
                if client is None:
                    print("There is no redis-server here: install it for the floor (Debian: apt install redis-server).")
                else:
                    fill_redis(database, client)
                figures = measured(database, client)
            database.close()
        show(f"A board of {members:,} over {entries:,} entries, {engine}", figures)
    choice_boards.run(options)


def measured(database: Database, client: "redis.Redis | None") -> list[Figure]:
    with database.read() as session:
        asked = some_members(session)
        ours: dict[str, Callable[[Person], object]] = {
            "top ten": lambda _: top(session),
            "my rank": lambda who: rank(session, who),
            "the five behind me": lambda who: neighbours(session, who),
        }
        works = {name: each(act, asked) for name, act in ours.items()}
        if client is not None:
            theirs: dict[str, Callable[[Person], object]] = {
                "top ten": lambda _: client.zrevrange("board", 0, 9, withscores=True),
                "my rank": lambda who: client.zrevrank("board", who[1]),
                "the five behind me": lambda who: redis_neighbours(client, who[1]),
            }
            works |= {f"redis {name}": each(act, asked) for name, act in theirs.items()}
            for who in asked:
                assert rank(session, who) - 1 <= int(client.zrevrank("board", who[1]))
        seconds = interleaved(works, RUNS)
    return [Figure(name, seconds[name], seconds.get(f"redis {name}"), note="" if client is None else "floor: Redis") for name in ours]


def each(act: Callable[[Person], object], asked: list[Person]) -> Callable[[], float]:
    """Seconds of one act, as the mean over all who ask."""

    def work() -> float:
        began = time.perf_counter()
        for who in asked:
            act(who)
        return (time.perf_counter() - began) / len(asked)

    return work


# what is asked --------------------------------------------------------------------------------------------------------


def top(session: Session) -> object:
    return standings.customers_after(session, BOARD.id, score=None, reached_at=0, code="", limit=10)


def rank(session: Session, who: Person) -> int:
    score, _ = standings.of_account(session, "customer_standing", who[0], [BOARD.id])[BOARD.id]
    return standings.above(session, BOARD.id, score) + 1


def neighbours(session: Session, who: Person) -> object:
    _, code, score, reached_at = who
    return standings.customers_after(session, BOARD.id, score=score, reached_at=reached_at, code=code, limit=5)


def redis_neighbours(client: "redis.Redis", code: str) -> object:
    place = int(client.zrevrank("board", code))
    return client.zrevrange("board", place + 1, place + 5, withscores=True)


def some_members(session: Session) -> list[Person]:
    draw = random.Random(SEED)
    first, last = session.row("SELECT MIN(account_id), MAX(account_id) FROM customer_standing") or (0, 0)
    chosen = draw.sample(range(first, last + 1), ASKED)
    return session.rows(
        "SELECT s.account_id, a.code, s.score, s.reached_at FROM customer_standing s "
        "JOIN account a ON a.id = s.account_id "
        f"WHERE s.period_id = :period AND {session.within('s.account_id', 'ids', 'integer')}",
        period=BOARD.id,
        ids=session.listed(chosen),
    )


# filling --------------------------------------------------------------------------------------------------------------


def fill(database: Database, members: int, entries: int) -> None:
    """Customers, the ledger that they earned, and the board folded from it."""
    numbers = "generate_series(CAST(1 AS bigint), CAST(:count AS bigint)) AS n(n)"
    if database.dialect == "sqlite":
        numbers = "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < :count) SELECT n FROM c) AS n"
    holder, points = ":first + (n * 7919) % :members", "1 + (n * 104729) % 97 + ((n * 7919) % :members) % 211"
    at = f"CAST({FIRST_DAY} + n % 365 AS bigint) * {DAY_MICROS} + (n * 15485863) % {DAY_MICROS}"
    with database.write() as session:
        session.run(
            f"INSERT INTO account (kind, code, name) SELECT {people.CUSTOMER}, 'C' || n, 'Customer ' || n FROM {numbers}",
            count=members,
        )
        session.run(f"INSERT INTO customer (account_id) SELECT id FROM account WHERE kind = {people.CUSTOMER}")
        first = session.value(f"SELECT MIN(id) FROM account WHERE kind = {people.CUSTOMER}")
        session.run(
            "INSERT INTO ledger_entry (id, account_id, kind, score, balance, activity_id, order_id, rule_id, "
            "plan_version, occurred_at, occurred_on, booked_on, recorded_at, actor_id, reason) "
            f"SELECT n, {holder}, 'earned', {points}, {points}, n, n, 1 + n % 20, 1, "
            f"{at}, {FIRST_DAY} + n % 365, {FIRST_DAY} + n % 365, {at}, 1, 'rule' FROM {numbers}",
            count=entries,
            first=first,
            members=members,
        )
        sums = session.rows(
            "SELECT account_id, CAST(SUM(score) AS bigint), MAX(occurred_at) FROM ledger_entry GROUP BY account_id ORDER BY account_id"
        )
        columns = np.array(sums, dtype=np.int64).T
        standings.fold_customers(session, Deltas(np.full(len(sums), BOARD.id), *columns))
    with database.write() as session:
        session.run("ANALYZE")


def fill_redis(database: Database, client: "redis.Redis") -> None:
    with database.read() as session:
        rows = session.rows(
            "SELECT a.code, s.score FROM customer_standing s JOIN account a ON a.id = s.account_id WHERE s.period_id = :period",
            period=BOARD.id,
        )
    for start in range(0, len(rows), 10_000):
        client.zadd("board", dict(rows[start : start + 10_000]))


@contextmanager
def redis_server() -> "Iterator[redis.Redis | None]":
    """A Redis of our own on a unix socket, with nothing kept on disk; None where it is not installed."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="laurel-bench-") as folder:
        path = Path(folder) / "redis.sock"
        command = [
            program,
            "--port",
            "0",
            "--unixsocket",
            str(path),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            folder,
        ]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
        try:
            client = redis.Redis(unix_socket_path=str(path), decode_responses=True)
            until = time.monotonic() + START_SECONDS
            while not path.exists() and time.monotonic() < until:
                time.sleep(0.05)
            client.ping()
            yield client
        finally:
            process.terminate()
            process.wait(START_SECONDS)
