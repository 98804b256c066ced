"""A period scored again, each activity under the version in force for it now, beside what the ledger says of it (docs/decisions/0019)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from db import campaigns, rescoring
from db.engine import Session
from scoring.periods import Period
from scoring.plan import Plan
from scoring.simulation import Simulated, spent_beside
from scoring.simulation_versions import in_versions, simulate_versions, widest
from services.tuning.replaying import Past, past_alone, spent_outside, standing_outside
from services.world import World

GIVES = {"rule_id": pl.Int32, "pos": pl.UInt32, "holder": pl.Int32, "points": pl.Int64}
PAYS = {"campaign_id": pl.Int32, "rule_id": pl.Int32, "pos": pl.UInt32, "holder": pl.Int32, "points": pl.Int64}


@dataclass(frozen=True, slots=True)
class Again:
    """A period scored again. places: order, activity_id, at, day, from_version, version (0: none), is_reversed, by row of the batch.

    changes: rule_id, holder, pos (row of the batch), was, points, entry_id (which says what was; null where nothing), in the order of scoring.
    pays: campaign_id, rule_id, holder, pos, was, points of what campaigns pay, where it differs, in the order of scoring.
    before, after: what the rules give in all.
    """

    past: Past
    places: pl.DataFrame
    changes: pl.DataFrame
    pays: pl.DataFrame
    before: int
    after: int

    @property
    def changes_anything(self) -> bool:
        is_same = self.places["version"].equals(self.places["from_version"], check_names=False)
        return bool(self.changes.height or self.pays.height) or not is_same


def score_again(session: Session, here: World, period: Period) -> Again:
    """What the versions in force now give of the period's activities. Raises Conflict where it holds too many."""
    past = past_alone(session, here, (period.start, period.end))
    places = _places(session, here, past)
    found, stand = _simulated(session, here, past, places), _stands(session, here, past)
    both = _gives(here, found).join(stand, on=["rule_id", "pos", "holder"], how="full", coalesce=True)
    both = both.with_columns(pl.col("points", "was").fill_null(0)).sort("pos", "rule_id", "holder")
    counted = both.filter(~places["is_reversed"].gather(both["pos"]))
    totals = int(counted["was"].sum()), int(counted["points"].sum())
    return Again(past, places, both.filter(pl.col("points") != pl.col("was")), _pays(session, here, past, found), *totals)


def _places(session: Session, here: World, past: Past) -> pl.DataFrame:
    known = rescoring.places(session, past.days)
    rows = past.batch.select("order", "at", "day").join(known, on="order", how="left", maintain_order="left")
    order, day, at = (rows[name].to_numpy().astype(np.int64) for name in ("order", "day", "at"))
    stored = rows["stored"].fill_null(0).to_numpy().astype(np.int64)
    return rows.drop("stored").with_columns(
        pl.Series("from_version", here.scored_by(order, day, at, stored), dtype=pl.Int32),
        pl.Series("version", here.versions_at(at), dtype=pl.Int32),
        past.reversed.alias("is_reversed"),
    )


def _simulated(session: Session, here: World, past: Past, places: pl.DataFrame) -> Simulated:
    plans = {number: here.plan_numbered(number).plan for number in places["version"].unique(maintain_order=True) if number}
    rules = [widest(list(by.values())) for by in in_versions(plans).values()]
    return simulate_versions(
        past.batch,
        places["version"],
        plans,
        here.names,
        past.context,
        first_weekday=here.organisation.first_weekday,
        fixed=standing_outside(session, here, past, rules),
        spent=spent_beside(spent_outside(session, here, past, _bounded(plans)), past.batch["order"]),
    )


def _bounded(plans: Mapping[int, Plan]) -> set[str]:
    """The campaigns that can run out, of any of the versions."""
    return {campaign.key for plan in plans.values() for campaign in plan.campaigns if campaign.can_run_out}


def _gives(here: World, found: Simulated) -> pl.DataFrame:
    """What the versions in force now give, but for zeros. Columns: `GIVES`."""
    frames = [
        frame.with_columns(pl.lit(here.rule_ids[key], pl.Int32).alias("rule_id")).select(*GIVES) for key, frame in found.awards.items()
    ]
    return pl.concat([pl.DataFrame(schema=GIVES), *frames]).filter(pl.col("points") != 0)


def _stands(session: Session, here: World, past: Past) -> pl.DataFrame:
    """What the ledger says of these activities: rule_id, holder, was, entry_id, pos."""
    rows = past.batch.select("order").with_row_index("pos")
    return rescoring.awards(session, past.days, rescored=here.rescored).join(rows, on="order", how="inner").drop("order")


def _pays(session: Session, here: World, past: Past, found: Simulated) -> pl.DataFrame:
    """Where campaigns pay something else of an award than the ledger says."""
    rows = past.batch.select("order").with_row_index("pos")
    stand = campaigns.standing(session, past.days).join(rows, on="order", how="inner").drop("order").rename({"points": "was"})
    pays = _numbered(here, found.pays).with_row_index("turn")
    both = pays.join(stand, on=["campaign_id", "rule_id", "pos", "holder"], how="full", coalesce=True)
    both = both.with_columns(pl.col("points", "was").fill_null(0)).filter(pl.col("points") != pl.col("was"))
    return both.sort("pos", "turn", "rule_id", "holder", "campaign_id", nulls_last=True).drop("turn")


def _numbered(here: World, pays: pl.DataFrame) -> pl.DataFrame:
    """What campaigns pay, by their numbers and those of rules. Columns: `PAYS`."""
    if pays.is_empty():
        return pl.DataFrame(schema=PAYS)
    rule = pays["key"].replace_strict(here.rule_ids, return_dtype=pl.Int32)
    return pays.with_columns(campaigns.named(pays, here.campaign_ids).alias("campaign_id"), rule.alias("rule_id")).select(*PAYS)
