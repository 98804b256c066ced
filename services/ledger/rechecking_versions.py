"""Rechecking versions: every activity was scored by the version in force when it occurred, as far as that was published."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from db import ledger, verifying
from db.engine import Session
from db.verifying import Fault
from services.world import World

CHUNK = 200_000
CLOCK_MICROS = 120_000_000
"""A write waits up to a minute for its turn, before or after it looks at the clock: two may seem swapped."""


def wrong_versions(session: Session, here: World, published_at: list[int], last: int) -> Iterator[Fault]:
    """Activities and approvals whose plan version was not in force when they occurred, as far as it was published."""
    versions = _Versions(here, np.array(published_at, dtype=np.int64))
    for low, high in ledger.chunks(0, last, CHUNK):
        acts = verifying.moments(session, low, high)
        yield from versions.wrong("activity", acts.filter(pl.col("pending") == 0))
        early = acts.filter((pl.col("pending") == 1) & pl.col("plan_version").is_not_null())
        for number, version in early.select("id", "plan_version").iter_rows():
            yield Fault("activity", number, f"it waits for approval, and has the plan version {version} already")
        yield from versions.wrong("activity_event", verifying.approvals(session, low, high))


@dataclass(frozen=True, slots=True)
class _Versions:
    here: World
    published_at: np.ndarray[tuple[int], np.dtype[np.int64]]

    def wrong(self, table: str, acts: pl.DataFrame) -> Iterator[Fault]:
        if acts.is_empty():
            return
        at, recorded = acts["occurred_at"].to_numpy(), acts["recorded_at"].to_numpy()
        stored = acts["plan_version"].fill_null(0).to_numpy()
        fewest = (self.published_at[:, None] <= recorded - CLOCK_MICROS).sum(axis=0)
        most = (self.published_at[:, None] <= recorded + CLOCK_MICROS).sum(axis=0)
        right = np.zeros(len(at), dtype=bool)
        for known in range(int(fewest.min()), int(most.max()) + 1):
            right |= (fewest <= known) & (known <= most) & (stored == self.here.versions_at(at, known))
        for place in np.flatnonzero(~right).tolist():
            wanted = self.here.versions_at(at[place : place + 1], int(most[place]))[0]
            says = f"plan_version is {stored[place] or 'null'}, in force for it was {wanted or 'none'}"
            yield Fault(table, acts["id"][place], says)
