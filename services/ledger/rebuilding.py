"""Rebuilding: everything that follows from the ledger and the activities is made again from them, in one transaction.

Until it commits, readers see what stood before. What it makes is what posting made, row for row; `verify` compares
the two by the same functions. A bucket of the histogram that nobody is in counts as absent.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from db import derived, ledger, standings
from db.engine import Database, Session
from scoring.batch import BATCH
from scoring.limits import group_column
from scoring.lots import settle_lots
from scoring.scoring import compared_values
from scoring.standings import fold
from services.access import Act, Actor
from services.ledger.posting import EARNING, Posted, movements_of
from services.world import World
from services.writing import writing

CHUNK = 250_000
PASSES = 3
Progress = Callable[[int, int], None]
Done = Callable[[int], None]


def rebuild(database: Database, actor: Actor, progress: Progress = lambda done, total: None) -> None:
    """Standings, balances, lots, the use of limits and customers' first activities follow from the ledger.

    progress: told how many entries are done and how many there are, each counted once a pass. Raises Forbidden,
    NotReady.
    """
    with writing(database, actor, Act.ADMINISTER, now=None) as desk:
        session, here, last = desk.session, desk.world, desk.head.last_entry_id
        standings.lock_fold(session)
        steps = _Steps(progress, last * PASSES)
        sums = summed(session, here, last, last, steps.done)
        _rebuild_balances(session, sums)
        _rebuild_standings(session, here, sums)
        standings.set_folded(session, last)
        _rebuild_lots(session, here, steps.done)
        _rebuild_limit_use(session, here, last, steps.done)
        derived.set_first_activities(session)
        desk.audit("rebuild", "standings and balances", {"entries": last})
        progress(steps.total, steps.total)


@dataclass
class _Steps:
    progress: Progress
    total: int
    count: int = 0

    def done(self, entries: int) -> None:
        self.count += entries
        self.progress(self.count, self.total)


def _quietly(_: int) -> None:
    """Progress that nobody watches."""


# what entries come to ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sums:
    """What entries come to.

    balances: account_id, balance, lifetime. employees, customers: account_id, booked_on, score, occurred_at (the
    latest), of what counts for a rank. Each ordered by account.
    """

    balances: pl.DataFrame
    employees: pl.DataFrame
    customers: pl.DataFrame


def summed(session: Session, here: World, last: int, folded: int, done: Done = _quietly) -> Sums:
    """The sums of all entries through `last`; of customers' scores, through `folded`. Never holds all entries."""
    balances, employees, customers = (
        _Sum("account_id"),
        _Sum("account_id", "booked_on"),
        _Sum("account_id", "booked_on"),
    )
    staff = pl.col("account_id").is_in(pl.Series(here.employee_accounts, dtype=pl.Int32).implode())
    lifetime = pl.when(pl.col("kind").is_in(EARNING)).then(pl.col("balance")).otherwise(0).alias("lifetime")
    wanted = ["id", "account_id", "kind", "score", "balance", "booked_on", "occurred_at"]
    for low, high in ledger.chunks(0, last, CHUNK):
        entries = ledger.entries_after(session, low, through=high, columns=wanted)
        balances.add(entries.select("account_id", "balance", lifetime))
        scored = entries.filter(pl.col("score") != 0)
        employees.add(scored.filter(staff).select(*SCORED))
        customers.add(scored.filter(~staff & (pl.col("id") <= folded)).select(*SCORED))
        done(high - low)
    return Sums(balances.total(derived.BALANCE), employees.total(SCORED), customers.total(SCORED))


SCORED = {"account_id": pl.Int32, "booked_on": pl.Int32, "score": pl.Int64, "occurred_at": pl.Int64}


class _Sum:
    """A sum that grows with its groups, not with what is added: every column is added up, of occurred_at the latest."""

    def __init__(self, *by: str) -> None:
        self.by = by
        self.parts: list[pl.DataFrame] = []
        self.waiting, self.patience = 0, CHUNK

    def add(self, frame: pl.DataFrame) -> None:
        self.parts.append(self._together([frame]))
        self.waiting += self.parts[-1].height
        if self.waiting > self.patience:
            self.parts = [self._together(self.parts)]
            self.waiting, self.patience = 0, max(CHUNK, self.parts[0].height)

    def _together(self, parts: list[pl.DataFrame]) -> pl.DataFrame:
        values = [name for name in parts[0].columns if name not in self.by]
        latest = [pl.col(name).max() if name == "occurred_at" else pl.col(name).sum() for name in values]
        return pl.concat(parts).group_by(self.by).agg(latest)

    def total(self, schema: derived.Schema) -> pl.DataFrame:
        if not self.parts:
            return pl.DataFrame(schema=dict(schema))
        self.parts = [self._together(self.parts)]
        return self.parts.pop().sort(self.by)


def _rebuild_balances(session: Session, sums: Sums) -> None:
    derived.empty(session, "account_balance")
    derived.fill(session, "account_balance", sums.balances)


# standings -----------------------------------------------------------------------------------------------------------


def standing_ranges(daily: pl.DataFrame, here: World) -> Iterator[tuple[int, int, pl.DataFrame]]:
    """(low, high, standings) of one range (low, high] of accounts after another, up to the last there may be.

    daily: columns of `SCORED`, ordered by account; standings: `derived.STANDING`, ordered by period and account.
    """
    low, start = derived.NO_ACCOUNT, 0
    accounts = daily["account_id"]
    while start < daily.height:
        end = int(accounts.search_sorted(accounts[min(start + CHUNK, daily.height) - 1], side="right"))
        high = derived.LAST_ACCOUNT if end == daily.height else int(accounts[end - 1])
        yield low, high, standings_of(daily[start:end], here)
        low, start = high, end
    if low != derived.LAST_ACCOUNT:
        yield low, derived.LAST_ACCOUNT, pl.DataFrame(schema=derived.STANDING)


def standings_of(daily: pl.DataFrame, here: World) -> pl.DataFrame:
    columns = [daily[name].to_numpy().astype(np.int64) for name in ("account_id", "score", "booked_on", "occurred_at")]
    deltas = fold(*columns, first_weekday=here.organisation.first_weekday)
    return pl.DataFrame([pl.Series(name, getattr(deltas, name)).cast(dtype) for name, dtype in derived.STANDING.items()])


def histogram_of(standing: pl.DataFrame) -> pl.DataFrame:
    """Where the customers of some standings stand. Columns: `derived.HISTOGRAM`."""
    return standings.histogram(standing.select("period_id", "score", pl.lit(1, pl.Int32).alias("holders")))


class Histogram:
    """The histogram of standings that come range by range."""

    def __init__(self) -> None:
        self._sum = _Sum("period_id", "shift", "bucket")

    def add(self, standing: pl.DataFrame) -> None:
        self._sum.add(histogram_of(standing))

    def total(self) -> pl.DataFrame:
        return self._sum.total(derived.HISTOGRAM)


def _rebuild_standings(session: Session, here: World, sums: Sums) -> None:
    standings.clear(session)
    for _, _, standing in standing_ranges(sums.employees, here):
        derived.fill(session, "employee_standing", standing)
    histogram = Histogram()
    for _, _, standing in standing_ranges(sums.customers, here):
        derived.fill(session, "customer_standing", standing)
        histogram.add(standing)
    derived.fill(session, "customer_histogram", histogram.total())


# lots ----------------------------------------------------------------------------------------------------------------


def _rebuild_lots(session: Session, here: World, done: Done) -> None:
    derived.empty(session, "lot")
    for low, high, entries in account_ranges(session) if here.has_expiry else ():
        derived.fill(session, "lot", lots(session, here, low, high))
        done(entries)


def account_ranges(session: Session) -> Iterator[tuple[int, int, int]]:
    """(low, high, entries): ranges (low, high] of accounts with about a chunk of entries, up to the last there is."""
    low, entries, account = derived.NO_ACCOUNT, 0, derived.NO_ACCOUNT
    for account, count in derived.entry_counts(session):
        entries += count
        if entries >= CHUNK:
            yield low, account, entries
            low, entries = account, 0
    yield low, derived.LAST_ACCOUNT, entries


def lots(session: Session, here: World, low: int, high: int) -> pl.DataFrame:
    """What remains in the lots of accounts of (low, high]. Columns: `derived.LOT`, ordered by account and day."""
    moved = derived.moved(session, low, high)
    account, balance, day = (moved[n].to_numpy().astype(np.int64) for n in ("account_id", "balance", "occurred_on"))
    posted = Posted(account, balance, balance, True, moved["plan_version"].to_list(), day, day, day)
    rows = [
        (number, expires_on, remaining)
        for number, movements in movements_of(here, [posted]).items()
        for expires_on, remaining in sorted(settle_lots({}, 0, movements).items())
    ]
    return pl.DataFrame(rows, schema=derived.LOT, orient="row")


# the use of limits ---------------------------------------------------------------------------------------------------


def _rebuild_limit_use(session: Session, here: World, last: int, done: Done) -> None:
    derived.empty(session, "limit_use")
    for low, high in ledger.chunks(0, last, CHUNK):
        derived.fill(session, "limit_use", limit_use(session, here, low, high))
        done(high - low)


def limit_use(session: Session, here: World, low: int, high: int) -> pl.DataFrame:
    """What limits and cooldowns that compare fields have used, by entries with an id in (low, high].

    Columns: `derived.LIMIT_USE`. The fields that any version compares are kept for every award of a rule.
    """
    found = [pl.DataFrame(schema=derived.LIMIT_USE)]
    sets = {here.rule_ids[k]: fields for k, fields in here.compared_fields.items() if fields and k in here.rule_ids}
    if sets:
        earned = derived.earned(session, list(sets), low, high, rescored=here.rescored)
        for (rule_id,), entries in earned.group_by("rule_id", maintain_order=True):
            found += _uses(entries, sets[int(str(rule_id))])
    return pl.concat(found)


def _uses(entries: pl.DataFrame, sets: frozenset[tuple[str, ...]]) -> Iterator[pl.DataFrame]:
    """The rows of one rule's entries, one set of compared fields after another."""
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in BATCH.items() if name not in entries.columns]
    values = compared_values(entries.with_columns(absent), sets)
    for same in sorted(sets):
        column = group_column(same)
        named = entries.with_columns(pl.lit(column).alias("fields"), values[column].alias("value"))
        yield named.drop_nulls("value").select(*derived.LIMIT_USE)
