"""Scoring a year of activities in memory, by 20 rules with limits and a campaign, to award rows; and one activity.

The floor is what any such work must do: polars grouping by holder and day and summing. Two are told: of the activities
by employee, and of the award rows by their holders, employees and customers.
"""

import statistics
from collections.abc import Callable
from functools import partial

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

    awards = score(activities)
    dated = awards.with_columns(activities["day"][awards["pos"]])
    works = {
        "score": timed(lambda: score(activities)),
        "activities": timed(lambda: activities.group_by("employee", "day").agg(pl.col("amount").sum())),
        "awards": timed(lambda: dated.group_by("holder", "day").agg(pl.col("points").sum())),
    }
    seconds = interleaved(works, RUNS)
    cut = awards.filter(pl.col("cut_by") >= 0).height / awards.height
    each = f"{awards.height / count:.2f} awards an activity, {cut:.1%} cut; {count / seconds['score'] / 1e6:.1f} million/s"
    figures = [
        Figure("against its activities by employee and day", seconds["score"], seconds["activities"], TARGET, each),
        Figure("against its awards by holder and day", seconds["score"], seconds["awards"], TARGET),
    ]
    show(f"Scoring {count:,} activities by {len(rules.rules)} rules", figures)
    by_type = {key: activities.filter(pl.col("type") == number).head(1) for key, number in known.types.items()}
    lone = {key: _lone(partial(score, one)) for key, one in by_type.items()}
    dearest = max(lone, key=lambda key: lone[key])
    note = f"the cheapest {duration(min(lone.values()))}"
    figures = [
        Figure("median over the types", statistics.median(lone.values())),
        Figure(f"the dearest type ({dearest})", lone[dearest], note=note),
    ]
    show("One activity by the same rules", figures)


def _lone(act: Callable[[], object]) -> float:
    work = timed(act)
    return statistics.median([work() for _ in range(LONE_RUNS)][LONE_RUNS // 10 :])
