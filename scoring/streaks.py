"""Streaks: how many working days in a row somebody earned points. Free days are passed over; work on one counts all the same."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Streak:
    """days: up to the last day; longest: among the days that were counted. is_whole: it begins within them, so that no earlier day belongs to it."""

    days: int
    longest: int
    is_whole: bool


def streak(earned: Bools, free: Bools, *, is_over: bool) -> Streak:
    """The streak at the end of some days in a row. is_over: False where the last day runs still: then nothing done on it breaks nothing."""
    breaks = ~earned & ~free
    if len(breaks) and not is_over:
        breaks[-1] = False
    runs, broken = np.cumsum(earned), np.flatnonzero(breaks)
    if not len(runs):
        return Streak(0, 0, is_whole=False)
    before = np.zeros(len(runs), dtype=np.int64)  # what had been counted when the run that a day belongs to was broken off last
    before[broken] = runs[broken]
    lengths: NDArray[np.int64] = runs - np.maximum.accumulate(before)
    return Streak(int(lengths[-1]), int(lengths.max()), is_whole=len(broken) > 0)
