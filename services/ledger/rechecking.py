"""Rechecking: every activity is scored again and compared with what the ledger says it earned.

The facts are those frozen on the activity, the version the one it was scored by, the order the one it was scored in;
the use of limits is read from the ledger itself (`scoring.rechecking`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from db import campaigns, ledger, people, verifying
from db.engine import Session
from db.verifying import Fault
from scoring.batch import BATCH
from scoring.boosts import Boost
from scoring.limits import Candidates
from scoring.periods import Ints
from scoring.plan import Rule
from scoring.rechecking import Given, wrong
from scoring.rechecking_pays import ROWS, SAID, Judged, wrong_pays
from scoring.scoring import propose
from services.activities.seeing import KINDS
from services.ledger.posting import context_of
from services.world import World

CHUNK = 200_000
_Fault = tuple[int, str, int, str, int, int]
"""Order, rule, holder, campaign (empty: the award itself), what is owed, what stands."""
_ByRule = Mapping[str, tuple[pl.DataFrame, dict[int, Rule]]]


# the awards ----------------------------------------------------------------------------------------------------------


def wrong_awards(session: Session, here: World, last: int) -> Iterator[Fault]:
    """Activities that earned, or of which campaigns paid, anything but what scoring gives, in the order of scoring.

    Each is judged by what the ledger said when it was last scored: once through for every rescore, and once for the time before all.
    """
    for epoch in range(len(here.rescores) + 1):
        rechecked = _Rechecked(session, here, epoch)
        rescored = here.rescores[epoch - 1].through_entry_id if epoch else 0
        for low, high in ledger.chunks(0, last, CHUNK):
            acts = rechecked.dated(verifying.scored(session, low, high))
            yield from rechecked.chunk(acts, verifying.given(session, low, high, rescored=rescored), rechecked.said(low, high))


@dataclass
class _Rechecked:
    """Everything up to a place in the order of scoring, after so many rescores. seen: the newest account that an activity named by then."""

    session: Session
    here: World
    epoch: int
    uses: dict[str, Given] = field(default_factory=dict)
    paid: dict[str, int] = field(default_factory=dict)
    seen: int = 0

    @cached_property
    def paid_after(self) -> int:
        return campaigns.paid_after(self.session)

    @cached_property
    def beside(self) -> dict[str, tuple[Ints, Ints]]:
        """What campaigns pay, by key, of awards that stood beside the rescore of this epoch: places and points."""
        if not self.epoch or not self.here.campaign_ids:
            return {}
        row, ids = self.here.rescores[self.epoch - 1], self.here.campaign_ids
        days = (row.from_on, row.to_on)
        stood = campaigns.outside(self.session, ids.values(), days, through=row.through_activity_id, rescore=self.epoch)
        of_each = {key: stood.filter(pl.col("campaign_id") == number) for key, number in ids.items()}
        return {key: (rows["order"].to_numpy(), rows["points"].to_numpy()) for key, rows in of_each.items() if rows.height}

    def said(self, low: int, high: int) -> pl.DataFrame:
        """What the books say that campaigns pay at places of (low, high]. Columns: `SAID`."""
        ids = self.here.campaign_ids
        if not ids:
            return pl.DataFrame(schema=SAID)
        rows = campaigns.paid_at(self.session, ids.values(), low, high, rescore=self.epoch)
        keys = {number: key for key, number in ids.items()}
        return rows.with_columns(pl.col("campaign_id").replace_strict(keys, return_dtype=pl.String).alias("campaign")).select(*SAID)

    def dated(self, acts: pl.DataFrame) -> pl.DataFrame:
        """With the version that had scored each activity by this epoch, and the epoch that judges it; without what none had scored."""
        places, days, at = (acts[name].to_numpy().astype(np.int64) for name in ("order_id", "day", "at"))
        stored = acts["version"].fill_null(0).to_numpy().astype(np.int64)
        version = self.here.scored_by(places, days, at, stored, epoch=self.epoch)
        known = acts.with_columns(
            pl.Series("version", version, dtype=pl.Int32), pl.Series("epoch", self.here.epochs(places, days), dtype=pl.Int64)
        )
        return known.filter(pl.col("version") > 0)

    def chunk(self, acts: pl.DataFrame, given: pl.DataFrame, said: pl.DataFrame) -> Iterator[Fault]:
        if acts.is_empty() and given.is_empty() and said.is_empty():
            return
        numbers = dict(acts.select("order_id", "activity_id").iter_rows()) | dict(given.select("order", "activity").iter_rows())
        judged_later = set(acts.filter(pl.col("epoch") != self.epoch)["order_id"])
        try:
            faults = sorted(self._faults(acts, given, said))
        except pl.exceptions.PolarsError:
            yield from _unreadable(acts)
            raise
        for order, key, holder, campaign, owed, has in faults:
            if order in judged_later or (campaign and order <= self.paid_after):
                continue
            kind, code, _ = people.codes_of(self.session, [holder]).get(holder, (0, str(holder), ""))
            who = f"{KINDS.get(kind, 'account')}:{code}"
            says = f"rule {key} gives {who} {owed} points, the ledger has {has}"
            if campaign:
                says = f"campaign {campaign} pays {owed} points of what rule {key} gives {who}, campaign_award has {has}"
            yield Fault("activity", numbers.get(order, order), says)

    def _faults(self, acts: pl.DataFrame, given: pl.DataFrame, said: pl.DataFrame) -> Iterator[_Fault]:
        found, boosts = self._by_rule(acts)
        judged = self._judged(found, boosts, said)
        pays = [pl.DataFrame(schema=SAID)]
        for key, (proposed, rules) in found.items():
            awards = _with_points(proposed, judged)
            mine = given.filter(pl.col("rule_id") == self.here.rule_ids[key]).select("order", "holder", "given")
            both = awards.join(mine, on=["order", "holder"], how="left", maintain_order="left")
            both = both.filter(~pl.col("is_doubtful") | pl.col("given").is_not_null()).with_columns(pl.col("given").fill_null(0))
            uses = self.uses.setdefault(key, Given(self.here.organisation.first_weekday))
            left, paid = _left(both, uses.owed(both, rules), judged)
            pays += paid
            for order, holder, owed, has in wrong(both, left):
                yield order, key, holder, "", owed, has
            uses.count(both, self._everywhere(key))
            given = given.join(
                awards.select("order", "holder", rule_id=pl.lit(self.here.rule_ids[key], pl.Int32)),
                on=["order", "holder", "rule_id"],
                how="anti",
            )
        for order, holder, rule, has in given.select("order", "holder", "rule_id", "given").iter_rows():
            yield order, self.here.rule_keys.get(rule, str(rule)), holder, "", 0, has
        for order, rule, holder, campaign, owed, has in wrong_pays(pl.concat(pays), said):
            yield order, self.here.rule_keys.get(rule, str(rule)), holder, campaign, owed, has
        for campaign, points in said.group_by("campaign").agg(pl.col("points").sum()).iter_rows():
            self.paid[campaign] = self.paid.get(campaign, 0) + points

    def _judged(self, found: _ByRule, boosts: list[Boost], said: pl.DataFrame) -> Judged:
        rows = [pl.DataFrame(schema=ROWS)]
        for key, (awards, _) in found.items():
            if "part" in awards.columns:
                touched = awards.filter(pl.col("part").is_not_null())
                rows.append(touched.with_columns(pl.lit(self.here.rule_ids[key], pl.Int32).alias("rule_id")).select(*ROWS))
        return Judged(boosts, pl.concat(rows), said, self.paid, self.beside)

    def _everywhere(self, key: str) -> dict[int, Rule]:
        """The rule in every version that has it: what one version gives counts for the limits of all."""
        return {p.version: rule for p in self.here.plans for rule in p.plan.rules if rule.key == key}

    def _by_rule(self, acts: pl.DataFrame) -> tuple[_ByRule, list[Boost]]:
        """What each rule would give before limits, in the order of scoring, with the rule as it was in each version; and what campaigns may do."""
        boosts: list[Boost] = []
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
                frames.setdefault(key, []).append(_placed(candidates, batch, version.version, boosts))
                rules.setdefault(key, {})[version.version] = candidates.rule
        return {k: (pl.concat(f, how="diagonal").sort("order", maintain_order=True), rules[k]) for k, f in frames.items()}, boosts

    def _seen(self, acts: pl.DataFrame) -> pl.Series:
        """The newest account that any activity up to each one names."""
        named = pl.max_horizontal("employee", "customer", "manager", "owner").fill_null(0).cum_max()
        seen = acts.select(pl.max_horizontal(named, pl.lit(self.seen)).alias("seen")).to_series()
        self.seen = int(seen[-1]) if len(seen) else self.seen
        return seen


def _placed(candidates: Candidates, batch: pl.DataFrame, version: int, boosts: list[Boost]) -> pl.DataFrame:
    """Awards with their place in the order of scoring; those that campaigns may touch with part, row and index, as `ROWS`; boosts grows by theirs.

    is_doubtful: an attribute names a newer account than any activity so far, which may have been made only later; then
    the ledger alone knows whether the code stood for anybody.
    """
    frame, rule = candidates.frame, candidates.rule
    pos = frame["pos"]
    for rows, boost in candidates.boosts:
        part, index = pl.lit(len(boosts), pl.Int32).alias("part"), pl.lit(boost.index, pl.Int16).alias("index")
        frame = frame.with_columns(part, pl.Series("row", rows, dtype=pl.Int64), index)
        boosts.append(boost)
    placed = frame.drop("day", "at", strict=False).with_columns(
        batch["order_id"][pos].alias("order"),
        batch["day"][pos],
        batch["at"][pos],
        pl.lit(version, pl.Int32).alias("version"),
        batch["seen"][pos],
    )
    is_named = pl.lit(rule.award.to.startswith("attributes."))
    return placed.with_columns((is_named & (pl.col("holder") > pl.col("seen"))).alias("is_doubtful")).drop("pos", "seen")


def _with_points(awards: pl.DataFrame, judged: Judged) -> pl.DataFrame:
    """The awards with the campaigns that ran for them."""
    points = awards["points"].to_numpy().copy()
    for part, places, rows in _parts(awards):
        points[places] = judged.points(part)[rows]
    return awards.with_columns(pl.Series("points", points))


def _left(awards: pl.DataFrame, owed: pl.Series, judged: Judged) -> tuple[pl.Series, list[pl.DataFrame]]:
    """What budgets leave of what limits leave, and what campaigns pay of it."""
    left, pays = owed.to_numpy().copy(), []
    for part, places, rows in _parts(awards):
        of_part = np.zeros(judged.boosts[part].height, dtype=np.int64)
        of_part[rows] = left[places]
        of_part, paid = judged.left(part, of_part)
        left[places] = of_part[rows]
        pays += paid
    return pl.Series(left, dtype=pl.Int64), pays


def _parts(awards: pl.DataFrame) -> Iterator[tuple[int, Ints, Ints]]:
    """(number of the boost, places of its awards, their rows in it)."""
    if "part" not in awards.columns:
        return
    parts, rows = awards["part"].fill_null(-1).to_numpy(), awards["row"].fill_null(-1).to_numpy()
    for part in np.unique(parts[parts >= 0]).tolist():
        places = np.flatnonzero(parts == part)
        yield part, places, rows[places]


def _unreadable(acts: pl.DataFrame) -> Iterator[Fault]:
    """Activities that hold what no service writes."""
    for column in ("collaborators", "attributes", "tags"):
        for number, text in acts.select("activity_id", column).drop_nulls().iter_rows():
            try:
                json.loads(text)
            except ValueError:
                yield Fault("activity", number, f"{column} cannot be read")
