"""Rechecking: every activity is scored again and compared with what the ledger says it earned.

The facts are those frozen on the activity, the version the one it was scored by, the order the one it was scored in;
the use of limits is read from the ledger itself (`scoring.rechecking`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from db import ledger, people, verifying
from db.engine import Session
from db.verifying import Fault
from scoring.batch import BATCH
from scoring.plan import Rule
from scoring.rechecking import Given, wrong
from scoring.scoring import propose
from services.activities.seeing import KINDS
from services.ledger.posting import context_of
from services.world import World

CHUNK = 200_000
CLOCK_MICROS = 120_000_000
"""A write waits up to a minute for its turn, before or after it looks at the clock: two may seem swapped."""


# the version in force ------------------------------------------------------------------------------------------------


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


# the awards ----------------------------------------------------------------------------------------------------------


def wrong_awards(session: Session, here: World, last: int) -> Iterator[Fault]:
    """Activities that earned anything but what scoring gives, in the order of scoring.

    Each is judged by what the ledger said when it was last scored: once through for every rescore, and once for the time before all.
    """
    for epoch in range(len(here.rescores) + 1):
        rechecked = _Rechecked(session, here, epoch)
        rescored = here.rescores[epoch - 1].through_entry_id if epoch else 0
        for low, high in ledger.chunks(0, last, CHUNK):
            acts = rechecked.dated(verifying.scored(session, low, high))
            yield from rechecked.chunk(acts, verifying.given(session, low, high, rescored=rescored))


@dataclass
class _Rechecked:
    """Everything up to a place in the order of scoring, after so many rescores. seen: the newest account that an activity named by then."""

    session: Session
    here: World
    epoch: int
    uses: dict[str, Given] = field(default_factory=dict)
    seen: int = 0

    def dated(self, acts: pl.DataFrame) -> pl.DataFrame:
        """With the version that had scored each activity by this epoch, and the epoch that judges it; without what none had scored."""
        places, days, at = (acts[name].to_numpy().astype(np.int64) for name in ("order_id", "day", "at"))
        stored = acts["version"].fill_null(0).to_numpy().astype(np.int64)
        version = self.here.scored_by(places, days, at, stored, epoch=self.epoch)
        known = acts.with_columns(
            pl.Series("version", version, dtype=pl.Int32), pl.Series("epoch", self.here.epochs(places, days), dtype=pl.Int64)
        )
        return known.filter(pl.col("version") > 0)

    def chunk(self, acts: pl.DataFrame, given: pl.DataFrame) -> Iterator[Fault]:
        if acts.is_empty() and given.is_empty():
            return
        numbers = dict(acts.select("order_id", "activity_id").iter_rows()) | dict(given.select("order", "activity").iter_rows())
        judged_later = set(acts.filter(pl.col("epoch") != self.epoch)["order_id"])
        try:
            faults = sorted(self._faults(acts, given))
        except pl.exceptions.PolarsError:
            yield from _unreadable(acts)
            raise
        for order, key, holder, owed, has in faults:
            if order in judged_later:
                continue
            kind, code, _ = people.codes_of(self.session, [holder]).get(holder, (0, str(holder), ""))
            who = f"{KINDS.get(kind, 'account')}:{code}"
            yield Fault("activity", numbers[order], f"rule {key} gives {who} {owed} points, the ledger has {has}")

    def _faults(self, acts: pl.DataFrame, given: pl.DataFrame) -> Iterator[tuple[int, str, int, int, int]]:
        for key, (awards, rules) in self._by_rule(acts).items():
            mine = given.filter(pl.col("rule_id") == self.here.rule_ids[key]).select("order", "holder", "given")
            both = awards.join(mine, on=["order", "holder"], how="left", maintain_order="left")
            both = both.filter(~pl.col("is_doubtful") | pl.col("given").is_not_null()).with_columns(pl.col("given").fill_null(0))
            uses = self.uses.setdefault(key, Given(self.here.organisation.first_weekday))
            for order, holder, owed, has in wrong(both, uses.owed(both, rules)):
                yield order, key, holder, owed, has
            uses.count(both, self._everywhere(key))
            given = given.join(
                awards.select("order", "holder", rule_id=pl.lit(self.here.rule_ids[key], pl.Int32)),
                on=["order", "holder", "rule_id"],
                how="anti",
            )
        for order, holder, rule, has in given.select("order", "holder", "rule_id", "given").iter_rows():
            yield order, self.here.rule_keys.get(rule, str(rule)), holder, 0, has

    def _everywhere(self, key: str) -> dict[int, Rule]:
        """The rule in every version that has it: what one version gives counts for the limits of all."""
        return {p.version: rule for p in self.here.plans for rule in p.plan.rules if rule.key == key}

    def _by_rule(self, acts: pl.DataFrame) -> Mapping[str, tuple[pl.DataFrame, dict[int, Rule]]]:
        """What each rule would give before limits, in the order of scoring, with the rule as it was in each version."""
        frames: dict[str, list[pl.DataFrame]] = {}
        rules: dict[str, dict[int, Rule]] = {}
        seen = self._seen(acts)
        for (number,), batch in acts.with_columns(seen).group_by("version", maintain_order=True):
            version = self.here.plan_numbered(int(str(number)))
            context = context_of(self.session, self.here, batch["snapshot"].unique().to_list())
            names, weekday = self.here.names, self.here.organisation.first_weekday
            compared = self.here.compared_fields
            proposal = propose(batch.select(*BATCH), version.plan, names, context, first_weekday=weekday, compared=compared)
            for candidates in proposal.candidates:
                key = candidates.rule.key
                frames.setdefault(key, []).append(_placed(candidates.frame, candidates.rule, batch, version.version))
                rules.setdefault(key, {})[version.version] = candidates.rule
        return {k: (pl.concat(f, how="diagonal").sort("order", maintain_order=True), rules[k]) for k, f in frames.items()}

    def _seen(self, acts: pl.DataFrame) -> pl.Series:
        """The newest account that any activity up to each one names."""
        named = pl.max_horizontal("employee", "customer", "manager", "owner").fill_null(0).cum_max()
        seen = acts.select(pl.max_horizontal(named, pl.lit(self.seen)).alias("seen")).to_series()
        self.seen = int(seen[-1]) if len(seen) else self.seen
        return seen


def _placed(frame: pl.DataFrame, rule: Rule, batch: pl.DataFrame, version: int) -> pl.DataFrame:
    """Awards with their place in the order of scoring.

    is_doubtful: an attribute names a newer account than any activity so far, which may have been made only later; then
    the ledger alone knows whether the code stood for anybody.
    """
    pos = frame["pos"]
    placed = frame.drop("day", "at", strict=False).with_columns(
        batch["order_id"][pos].alias("order"),
        batch["day"][pos],
        batch["at"][pos],
        pl.lit(version, pl.Int32).alias("version"),
        batch["seen"][pos],
    )
    is_named = pl.lit(rule.award.to.startswith("attributes."))
    return placed.with_columns((is_named & (pl.col("holder") > pl.col("seen"))).alias("is_doubtful")).drop("pos", "seen")


def _unreadable(acts: pl.DataFrame) -> Iterator[Fault]:
    """Activities that hold what no service writes."""
    for column in ("collaborators", "attributes", "tags"):
        for number, text in acts.select("activity_id", column).drop_nulls().iter_rows():
            try:
                json.loads(text)
            except ValueError:
                yield Fault("activity", number, f"{column} cannot be read")
