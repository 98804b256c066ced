"""Activities that arrive while a bench looks at something else."""

import threading
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from bench.company import Company, post
from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.boards import statements
from tests.browser.serving import Served

POSTING = 4
"""Programs that post for the others, side by side."""


def as_read(score: int) -> str:
    """A score as pages write it in English."""
    return f"{score:,}"


class Arriving:
    """Each second an activity is accepted for who leads the month, whose new score then stands where visitors look; and `others` more, spread evenly.

    watched: a file of lines `TIME SCORE`: when the activity was accepted (seconds of the system's clock), and the score as `written` puts it.
    """

    def __init__(self, laurel: Served, company: Company, watched: Path, *, others: int = 0, written: Callable[[int], str] = str) -> None:
        self.laurel, self.company, self.watched, self.written = laurel, company, watched, written
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self._evenly, args=(1.0, self._leader))]
        if others:
            self.threads += [
                threading.Thread(target=self._evenly, args=(POSTING / others, self._other(number))) for number in range(POSTING)
            ]

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
        due = time.monotonic() + every
        while not self.stopped.wait(max(0.0, due - time.monotonic())):
            due = max(due + every, time.monotonic())
            act()

    def _leader(self) -> None:
        post(self.laurel, self.company.key, self.company.leader)
        at = time.time()
        score = statements.points(self.database, COMMAND_LINE, HolderKind.EMPLOYEE, self.company.leader)["score"]["month"]
        with self.watched.open("a") as file:
            file.write(f"{at} {self.written(score)}\n")

    def _other(self, number: int) -> Callable[[], None]:
        codes = cycle(self.company.codes[1 + number :: POSTING])
        return lambda: post(self.laurel, self.company.key, next(codes))
