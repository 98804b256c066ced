"""Measuring: works take turns, so that other load on the machine burdens all alike; each is told beside its floor."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.table import Table

Work = Callable[[], float]
"""Does the work once and says how many seconds of it count: its own preparations do not."""


@dataclass(frozen=True, slots=True)
class Options:
    """engines: sqlite, postgresql. quick: small sizes, for trying the programs out."""

    engines: tuple[str, ...]
    quick: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table. floor: seconds of what it is compared with; target: the ratio that is asked for at most."""

    what: str
    seconds: float
    floor: float | None = None
    target: float | None = None
    note: str = ""
    unit: str = "s"

    def shown(self, value: float) -> str:
        return duration(value) if self.unit == "s" else f"{value:.2f} {self.unit}"

    @property
    def ratio(self) -> float | None:
        return self.seconds / self.floor if self.floor else None


def timed(act: Callable[[], object]) -> Work:
    """All of an act counts."""

    def work() -> float:
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    return work


def interleaved(works: Mapping[str, Work], runs: int, *, warm_up: bool = True) -> dict[str, float]:
    """The median seconds of each work. They take turns; every round begins with another one."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    names = list(works)
    for run in range(-1 if warm_up else 0, runs):
        start = run % len(names)
        for name in names[start:] + names[:start]:
            gc.collect()
            taken = works[name]()
            if run >= 0:
                seconds[name].append(taken)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def duration(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"


def show(title: str, figures: Sequence[Figure]) -> None:
    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    table.add_column("what")
    for name in ("time", "floor", "ratio", "target"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("note")
    for one in figures:
        table.add_row(
            one.what,
            one.shown(one.seconds),
            "" if one.floor is None else one.shown(one.floor),
            "" if one.ratio is None else f"{one.ratio:.2f}",
            "" if one.target is None else f"<= {one.target:g}",
            one.note,
        )
    Console(width=130).print(table)
