"""An office at work: 200 people with a page open and 20 screens on walls, while activities arrive at 20 a second.

Each person does something every ten seconds and the live parts of their page run by themselves, as in a browser. Told are how long a run of a
page takes, how soon an accepted activity is on the walls, and how much memory the server holds after three minutes and at the end (ten). The floor
is the same office of people whose page is empty, in the minute before.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.company import ROOT, Company, empty_page, post, prepare
from bench.databases import databases
from bench.measuring import Figure, Options, show
from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.boards import statements
from tests.browser.serving import Served, serve

PEOPLE, SCREENS = 200, 20
PAGES = ("my_points", "my_points", "leaderboard", "leaderboard", "feed", "entries")
"""What people look at: each act is one of these."""
EVERY_SECONDS = 10.0
ARRIVING = 20
"""Activities a second."""
MINUTE = 60.0
FLOOR_SECONDS, SECONDS, EARLY = MINUTE, 10 * MINUTE, 3 * MINUTE
QUICK = 10
LATE = 0.95
KIB = 1024


def run(options: Options) -> None:
    share = QUICK if options.quick else 1
    for engine in options.engines:
        with tempfile.TemporaryDirectory() as folder, databases(engine) as made:
            path, url = Path(folder), made.make()
            company = prepare(url, PEOPLE, quick=options.quick)
            with empty_page(path) as empty:
                floor = visited(empty, path, [_person("", ("",))] * PEOPLE, FLOOR_SECONDS / share)
            with serve(url, path) as laurel:
                _tell(engine, floor, *_office(laurel, company, path, SECONDS / share, EARLY / share))


def _person(cookie: str, pages: tuple[str, ...]) -> dict[str, Any]:
    return {"group": "people", "cookie": cookie, "query": "", "pages": pages, "every": EVERY_SECONDS}


def _office(laurel: Served, company: Company, path: Path, seconds: float, early: float) -> tuple[dict[str, Any], list[int]]:
    """What the visitors tell, and the memory in MB early and at the end."""
    wall = {"group": "screens", "cookie": company.tokens["screen"], "query": "", "pages": ("screen",), "every": 0}
    plans = [_person(cookie, PAGES) for cookie in company.employees] + [wall] * SCREENS
    memory: list[int] = []
    late = threading.Timer(early, lambda: memory.append(_megabytes(laurel)))
    late.start()
    with Arriving(laurel, company, path / "watched"):
        told = visited(laurel.url.removeprefix("http://"), path, plans, seconds)
    late.join()
    memory.append(_megabytes(laurel))
    return told, memory


def visited(address: str, path: Path, plans: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    (path / "plans").write_text(json.dumps(plans))
    command = [
        sys.executable,
        "bench/visitors.py",
        f"ws://{address}/_stcore/stream",
        str(seconds),
        str(path / "plans"),
        str(path / "watched"),
    ]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def _megabytes(laurel: Served) -> int:
    """What the server's process holds in memory."""
    pages = int(Path(f"/proc/{laurel.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // KIB**2


class Arriving:
    """Activities are posted evenly, one a second of them for who leads the month, whose new score is written where the screens look."""

    def __init__(self, laurel: Served, company: Company, watched: Path) -> None:
        self.laurel, self.company, self.watched = laurel, company, watched
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._evenly, args=(1.0, self._leader))]
        self.threads += [threading.Thread(target=self._evenly, args=(4 / (ARRIVING - 1), self._others(number))) for number in range(4)]

    def __enter__(self) -> None:
        self.watched.write_text("")
        self.database = Database.open(self.laurel.database_url)
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()
        self.database.close()

    def _evenly(self, every: float, act: Callable[[], None]) -> None:
        due = time.monotonic()
        while not self.stopped.wait(max(0.0, due - time.monotonic())):
            due = max(due + every, time.monotonic())
            act()

    def _leader(self) -> None:
        post(self.laurel, self.company.key, self.company.leader)
        at = time.time()
        score = statements.points(self.database, COMMAND_LINE, HolderKind.EMPLOYEE, self.company.leader)["score"]["month"]
        with self.watched.open("a") as file:
            file.write(f"{at} {score}\n")

    def _others(self, number: int) -> Callable[[], None]:
        codes = iter(self.company.codes[1 + number :: 4] * 10_000)
        return lambda: post(self.laurel, self.company.key, next(codes))


def _tell(engine: str, floor: dict[str, Any], told: dict[str, Any], memory: list[int]) -> None:
    people, walls, empty = told["groups"]["people"], told["groups"]["screens"], floor["groups"]["people"]
    seen, early, end = sorted(told["seen"]), *memory
    figures = [
        Figure(
            "a run of a page, p95", _late(people["acts"]), _late(empty["acts"]), note=f"{len(people['acts'])} acts; about 1 s is asked for"
        ),
        Figure("its live part, p95", _late(people["beats"]), note=f"{len(people['beats'])} beats"),
        Figure("a screen's beat, p95", _late(walls["beats"]), note=f"{len(walls['beats'])} beats"),
        Figure(
            "from an accepted POST to the walls, p95", _late(seen), 5.0, 1, note=f"{len(seen)} numbers on walls; slowest {seen[-1]:.1f} s"
        ),
        Figure("memory at the end, and after three minutes", end, early, 1, unit="MB"),
    ]
    show(f"{PEOPLE} people, {SCREENS} screens, {ARRIVING} activities a second, {engine}", figures)


def _late(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[int(len(ordered) * LATE)] if ordered else float("nan")
