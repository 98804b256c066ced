"""Chance that is the same every time: each part of the demonstration draws from a stream of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from scoring.periods import Ints

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Dice = np.random.Generator
NOBODY = -1


def dice(seed: int, part: str) -> Dice:
    """A stream for one part, so that another part's draws do not move it."""
    return np.random.default_rng([seed, crc32(part.encode())])


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """The total in whole parts, as near to the weights as whole numbers come; every part has one while there are enough."""
    spare = max(0, total - len(weights))
    exact = [spare * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_rest = sorted(range(len(weights)), key=lambda n: parts[n] - exact[n])
    for n in by_rest[: spare - sum(parts)]:
        parts[n] += 1
    return [part + (1 if n < total else 0) for n, part in enumerate(parts)]


def one_of(rolled: Dice, weights: Mapping[str, float], count: int) -> list[str]:
    """So many names, each as often as its weight says."""
    names, chances = list(weights), np.array(list(weights.values()))
    return [names[n] for n in rolled.choice(len(names), size=count, p=chances / chances.sum())]


def distinct(count: int, draw: Callable[[], str], taken: Sequence[str] = ()) -> list[str]:
    """So many texts that differ from each other and from those taken; one that comes again is drawn anew, at last with a number."""
    found: dict[str, None] = dict.fromkeys(taken)
    while len(found) < count + len(taken):
        text = next((text for text in (draw() for _ in range(200)) if text not in found), None)
        found[text or f"{draw()} {len(found)}"] = None
    return list(found)[len(taken) :]


@dataclass(frozen=True)
class Portfolio:
    """For each key some items with weights, each from a day through another. Columns of one length, sorted by key."""

    keys: Ints
    items: Ints
    weights: Floats
    since: Ints
    through: Ints

    @classmethod
    def of(cls, keys: Ints, items: Ints, weights: Floats, since: Ints, through: Ints) -> "Portfolio":
        order = np.argsort(keys, kind="stable")
        return cls(keys[order], items[order], weights[order], since[order], through[order])

    def draw(self, rolled: Dice, keys: Ints, days: Ints) -> Ints:
        """An item of each key, by weight; NOBODY where the key has none or the one drawn is not there on the day."""
        chance = rolled.random(len(keys))
        if not len(self.keys):
            return np.full(len(keys), NOBODY)
        upto = np.concatenate([[0.0], np.cumsum(self.weights)])
        first, last = np.searchsorted(self.keys, keys, side="left"), np.searchsorted(self.keys, keys, side="right")
        place = np.searchsorted(upto, upto[first] + chance * (upto[last] - upto[first]), side="right") - 1
        place = np.clip(place, 0, len(self.items) - 1)
        there = (first < last) & (self.since[place] <= days) & (days <= self.through[place])
        return np.where(there, self.items[place], NOBODY)
