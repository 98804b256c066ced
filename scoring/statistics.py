"""Statistics of points, exact up to the last division: rank correlation, concentration, rolling sums."""

from math import isqrt, sqrt

import numpy as np
from numpy.typing import NDArray

from scoring.periods import Ints


def doubled_ranks(values: NDArray[np.generic]) -> Ints:
    """Twice the rank of each value, from 1 upwards; those that tie share the average of their ranks, so that twice is a whole number."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    above = np.cumsum(counts)
    shared: Ints = (2 * above - counts + 1).astype(np.int64)
    return shared[place]


def spearman(first: NDArray[np.generic], second: NDArray[np.generic]) -> float | None:
    """Spearman's rank correlation of pairs, ties by average ranks, from -1 to 1; None where one side is constant or there is no pair.

    Ranks are centred and doubled, so every sum is a whole number and only the quotient is rounded.
    """
    if len(first) != len(second):
        raise ValueError("the two sides must have the same length")
    one, other = (doubled_ranks(side) - (len(side) + 1) for side in (first, second))
    together, spread = int((one * other).sum()), int((one * one).sum()) * int((other * other).sum())
    if not spread:
        return None
    root = isqrt(spread)
    return together / root if root * root == spread else max(-1.0, min(1.0, together / sqrt(spread)))


def gini(values: Ints) -> float | None:
    """How unevenly a sum is spread: 0 where all have the same, (n - 1) / n where one has all; None where there is nothing to share.

    Negative values count as 0: a share of a sum cannot be less than nothing.
    """
    ordered = np.sort(np.maximum(values, 0))
    total, n = int(ordered.sum()), len(ordered)
    if not total:
        return None
    weights = 2 * np.arange(1, n + 1, dtype=np.int64) - n - 1
    return int((weights * ordered).sum()) / (n * total)


def lorenz(values: Ints, steps: int) -> list[tuple[float, float]]:
    """(share of the holders, share of the sum that those with the least have), from (0, 0) to (1, 1) in at most so many steps.

    Negative values count as 0; empty where there is nothing to share.
    """
    ordered = np.sort(np.maximum(values, 0))
    total, n = int(ordered.sum()), len(ordered)
    if not total:
        return []
    sums = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(ordered)])
    places = sorted({round(n * step / steps) for step in range(steps + 1)})
    return [(place / n, int(sums[place]) / total) for place in places]


def best_stretch(daily: Ints, days: int) -> Ints:
    """The greatest sum of `days` consecutive columns in each row; daily: a row for each holder. Never below 0: nobody has to take part."""
    if not 1 <= days <= daily.shape[1]:
        raise ValueError("the stretch must be from one column to all of them")
    sums = np.concatenate([np.zeros((len(daily), 1), dtype=np.int64), np.cumsum(daily, axis=1)], axis=1)
    best: Ints = np.maximum((sums[:, days:] - sums[:, :-days]).max(axis=1), 0)
    return best
