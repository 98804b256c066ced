"""What was given, limits leave again; whatever else the ledger says is found, at its place."""

from itertools import pairwise
from random import Random
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.plan import Plan, Rule
from scoring.plan_reading import read_plan
from scoring.rechecking import Given, wrong
from scoring.scoring import propose
from tests.scoring.test_reference import EVERY_SAME, by_reference
from tests.scoring.worlds import CONTEXT, NAMES, batch_of, random_activity, random_plan

BROAD = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
Document = dict[str, Any]


def awards_of(activities: list[Document], versions: list[int], plans: list[Plan], key: str, given_: list[Any]) -> pl.DataFrame:
    """What the rule would give before limits, under all versions, beside what was given."""
    frames = []
    for version, plan in enumerate(plans):
        orders = [n for n, v in enumerate(versions) if v == version]
        batch = batch_of([activities[n] for n in orders]).with_columns(order=pl.Series(orders, dtype=pl.Int64))
        if batch.is_empty():
            continue
        proposal = propose(batch, plan, NAMES, CONTEXT, compared={rule.key: EVERY_SAME for rule in plan.rules})
        for candidates in (c for c in proposal.candidates if c.rule.key == key):
            pos = candidates.frame["pos"]
            placed = candidates.frame.with_columns(batch["order"][pos], version=pl.lit(version, pl.Int32))
            frames.append(placed)
    if not frames:
        return pl.DataFrame()
    rows = [(order, holder, points) for rule, order, holder, points in given_ if rule == key]
    known = pl.DataFrame(rows, schema={"order": pl.Int64, "holder": pl.Int32, "given": pl.Int64}, orient="row")
    ordered = pl.concat(frames, how="diagonal").sort("order", maintain_order=True)
    joined = ordered.join(known, on=["order", "holder"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("given").fill_null(0))


def faults(awards: pl.DataFrame, rules: dict[int, Rule], cuts: list[int]) -> list[tuple[int, int, int, int]]:
    uses, found = Given(1), []
    for start, end in pairwise(cuts):
        part = awards.filter((pl.col("order") >= start) & (pl.col("order") < end))
        found += list(wrong(part, uses.owed(part, rules)))
        uses.count(part, rules)
    return found


@BROAD
@given(st.integers(0, 2**32))
def test_a_right_ledger_has_no_fault_and_the_first_fault_of_a_wrong_one_is_found(seed: int) -> None:
    random = Random(seed)
    documents = [random_plan(random, rules=2) for _ in range(2)]
    activities = [random_activity(random) for _ in range(50)]
    versions = [random.randint(0, 1) for _ in activities]
    given_ = by_reference([documents[v] for v in versions], activities)
    plans = [read_plan(d) for d in documents]
    cuts = sorted({0, 50, *(random.randint(0, 50) for _ in range(3))})
    for key in ("r0", "r1"):
        awards = awards_of(activities, versions, plans, key, given_)
        if awards.is_empty():
            continue
        rules = {version: plan.rule(key) for version, plan in enumerate(plans)}
        assert faults(awards, rules, cuts) == []
        place = random.randrange(awards.height)
        order, holder, was = awards.select("order", "holder", "given").row(place)
        more = was + random.choice([1, 5, -1])
        tampered = awards.with_columns(pl.when(pl.int_range(pl.len()) == place).then(more).otherwise(pl.col("given")).alias("given"))
        assert faults(tampered, rules, cuts)[0] == (order, holder, was, more)
