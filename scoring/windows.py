"""Counting what falls into the windows of a limit, by integers alone."""

import numpy as np
from numpy.typing import NDArray

from scoring.periods import MONTHS, Ints, PeriodKind, month_numbers

DENSE_CELLS = 1 << 22
WINDOW_BITS = 24
Use = tuple[Ints, Ints, Ints]
"""Earlier use: group, window, and how many times or points."""


def window_numbers(kind: PeriodKind, days: Ints, first_weekday: int) -> Ints:
    """A number for the window of a kind that holds each day; neighbours differ by one."""
    if kind is PeriodKind.DAY:
        return days
    if kind is PeriodKind.WEEK:
        return (days + (4 - first_weekday)) // 7
    if kind is PeriodKind.ALL:
        return np.zeros_like(days)
    return month_numbers(days) // MONTHS[kind]


def exceeding(groups: Ints, windows: Ints, worth: Ints | None, most: int, before: Use | None) -> NDArray[np.bool_]:
    """Which rows belong to a group and window whose sum, of `worth` or of ones, with what was before, exceeds `most`."""
    if not len(groups):
        return np.zeros(0, dtype=np.bool_)
    first_group, first_window = groups.min(), windows.min()
    wide, high = int(groups.max() - first_group) + 1, int(windows.max() - first_window) + 1
    if wide * high <= DENSE_CELLS:
        cells = (groups - first_group) * high + (windows - first_window)
        totals = _totals(cells, worth, wide * high)
    else:
        known, cells = np.unique((groups << WINDOW_BITS) | windows, return_inverse=True)
        totals = _totals(cells, worth, len(known))
    if before is not None:
        used, count = _cells_of(before, groups, windows, cells)
        np.add.at(totals, used, count)
    over: NDArray[np.bool_] = totals[cells] > most
    return over


def _totals(cells: Ints, worth: Ints | None, size: int) -> Ints:
    if worth is None:
        return np.bincount(cells, minlength=size).astype(np.int64, copy=False)
    totals = np.zeros(size, dtype=np.int64)
    np.add.at(totals, cells, worth)
    return totals


def _cells_of(before: Use, groups: Ints, windows: Ints, cells: Ints) -> tuple[Ints, Ints]:
    """The cells of earlier uses that the rows touch, and how much each was used."""
    keys, places = np.unique((groups << WINDOW_BITS) | windows, return_index=True)
    wanted = (before[0] << WINDOW_BITS) | before[1]
    found = np.clip(np.searchsorted(keys, wanted), 0, len(keys) - 1)
    hit = keys[found] == wanted
    return cells[places[found[hit]]], before[2][hit]
