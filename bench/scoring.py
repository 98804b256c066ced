"""Scoring: 20 rules with limits and a campaign over a year of activities in memory, to award rows, against the floor under any such work:
polars grouping the same data by holder and day and summing it. And one activity through the same rules.
"""

import statistics
import time

import polars as pl

from bench.measuring import Figure, Options, duration, interleaved, show, timed
from bench.workload import batch, context, names, plan
from scoring.scoring import propose, resolve

RUNS, LONE_RUNS = 7, 200
TARGET = 2.0


def run(options: Options) -> None:
    count = 100_000 if options.quick else 1_000_000
    activities, rules, known, here = batch(count), plan(), names(), context()

    def score(some: pl.DataFrame) -> pl.DataFrame:
        return resolve(propose(some, rules, known, here))

    def group() -> pl.DataFrame:
        return activities.group_by("employee", "day").agg(pl.col("amount").sum())

    awards = score(activities)
    cut = awards.filter(pl.col("cut_by") >= 0).height
    seconds = interleaved({"score": timed(lambda: score(activities)), "floor": timed(group)}, RUNS)
    note = f"{awards.height / count:.2f} awards an activity, {cut / awards.height:.1%} cut; {count / seconds['score'] / 1e6:.1f} million/s"
    figure = Figure(f"{count:,} activities, {len(rules.rules)} rules", seconds["score"], seconds["floor"], TARGET, note)
    show("Scoring, against polars grouping by holder and day", [figure])
    by_type = {key: activities.filter(pl.col("type") == number).head(1) for key, number in known.types.items()}
    lone = {key: _lone(lambda one=one: score(one)) for key, one in by_type.items()}
    widest = max(lone, key=lambda key: lone[key])
    show(
        "One activity through the same rules",
        [
            Figure("median over the types", statistics.median(lone.values())),
            Figure(f"the dearest type ({widest})", lone[widest], note=f"the cheapest {duration(min(lone.values()))}"),
        ],
    )


def _lone(act) -> float:  # type: ignore[no-untyped-def]
    taken = []
    for _ in range(LONE_RUNS):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[LONE_RUNS // 10 :])
