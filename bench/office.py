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
from pathlib import Path
from statistics import median
from typing import Any

from bench.arriving import Arriving
from bench.company import ROOT, Company, empty_page, prepare
from bench.databases import databases
from bench.measuring import Figure, Options, show
from tests.browser.serving import Served, serve

PEOPLE, SCREENS = 200, 20
PAGES = ("my_points", "my_points", "leaderboard", "leaderboard", "feed", "entries")
"""What people look at: each act is one of these."""
EVERY_SECONDS = 10.0
ARRIVING = 20
"""Activities a second."""
MINUTE, MINUTES = 60.0, 10
FLOOR_SECONDS, SECONDS, EARLY = MINUTE, MINUTES * MINUTE, 3 * MINUTE
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


def _office(laurel: Served, company: Company, path: Path, seconds: float, early: float) -> tuple[dict[str, Any], list[float]]:
    """What the visitors tell, and the memory in MB in the minute around `early` and in the last one."""
    wall = {"group": "screens", "cookie": company.tokens["screen"], "query": "", "pages": ("screen",), "every": 0}
    plans = [_person(cookie, PAGES) for cookie in company.employees] + [wall] * SCREENS
    with Arriving(laurel, company, path / "watched", others=ARRIVING - 1), Memory(laurel) as memory:
        told = visited(laurel.url.removeprefix("http://"), path, plans, seconds)
    around = seconds / MINUTES / 2
    return told, [memory.between(early - around, early + around), memory.between(seconds - 2 * around, seconds)]


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


class Memory:
    """What the server's process holds, looked at every second: what it takes and gives back within one would drown a single reading."""

    def __init__(self, laurel: Served) -> None:
        self.statm, self.page = Path(f"/proc/{laurel.process.pid}/statm"), os.sysconf("SC_PAGE_SIZE")
        self.readings: list[tuple[float, float]] = []
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Memory":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join()

    def _look(self) -> None:
        began = time.monotonic()
        while not self.stopped.wait(1.0):
            held = int(self.statm.read_text().split()[1]) * self.page
            self.readings.append((time.monotonic() - began, held / KIB**2))

    def between(self, first: float, last: float) -> float:
        """The median of a stretch, MB; both in seconds since the beginning."""
        return median(held for at, held in self.readings if first <= at <= last)


def _tell(engine: str, floor: dict[str, Any], told: dict[str, Any], memory: list[float]) -> None:
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
        Figure("memory in the last minute, and around the third", end, early, 1, unit="MB"),
    ]
    show(f"{PEOPLE} people, {SCREENS} screens, {ARRIVING} activities a second, {engine}", figures)


def _late(times: list[float]) -> float:
    ordered = sorted(times)
    return ordered[int(len(ordered) * LATE)] if ordered else float("nan")
