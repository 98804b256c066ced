"""The vectorised scoring gives what the most obvious scoring gives, over random plans, batches and versions."""

from collections import defaultdict
from itertools import pairwise
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import limits
from scoring.limits import CooldownDemand, Demand, Usage, group_column
from scoring.plan import Plan
from scoring.plan_reading import read_plan
from scoring.scoring import propose, resolve, score
from tests.scoring.reference import Reference
from tests.scoring.worlds import CONTEXT, EMPLOYEES, NAMES, batch_of, random_activity, random_plan

Award = tuple[str, int, int, int]
SEEDS = st.integers(0, 2**32)
BROAD = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=False)


@pytest.fixture(autouse=True, params=[0, 32], ids=["by windows", "one by one"])
def settling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of settling limits: looking for windows that overflow, and one award after another where they are few."""
    monkeypatch.setattr(limits, "FEW", request.param)


def by_reference(plans: list[dict[str, Any]], activities: list[dict[str, Any]], first_weekday: int = 1) -> list[Award]:
    """(rule, position, holder, points), activity n scored by plans[n]."""
    reference = Reference(EMPLOYEES, first_weekday)
    return [
        (rule, pos, holder, points)
        for pos, (plan, activity) in enumerate(zip(plans, activities, strict=True))
        for rule, holder, points in reference.score(plan, pos, activity)
    ]


def awards_of(frame: pl.DataFrame, plan: Plan, start: int = 0) -> list[Award]:
    return [
        (plan.rules[rule].key, start + pos, holder, points)
        for pos, rule, holder, points in frame.select("pos", "rule", "holder", "points").iter_rows()
        if points
    ]


@BROAD
@given(SEEDS, st.integers(1, 4), st.integers(1, 60), st.sampled_from([1, 1, 7]))
def test_a_batch_scores_as_the_reference_does(seed: int, rules: int, size: int, first_weekday: int) -> None:
    random = Random(seed)
    document = random_plan(random, rules=rules)
    activities = [random_activity(random) for _ in range(size)]
    plan = read_plan(document)
    found = awards_of(score(batch_of(activities), plan, NAMES, CONTEXT, first_weekday=first_weekday), plan)
    assert sorted(found) == sorted(by_reference([document] * size, activities, first_weekday))


class Ledger:
    """What was granted so far, as the ledger would remember it: it answers the demands of a proposal."""

    def __init__(self) -> None:
        self.uses: dict[str, list[tuple[dict[str, Any], int, int, int, int]]] = defaultdict(list)

    def add(self, plan: Plan, proposal: Any, awards: pl.DataFrame, batch: pl.DataFrame, start: int) -> None:
        for candidates in proposal.candidates:
            rows = {(r["pos"], r["holder"]): r for r in candidates.frame.iter_rows(named=True)}
            mine = awards.filter((pl.col("rule") == candidates.index) & (pl.col("points") > 0))
            for pos, holder, points in mine.select("pos", "holder", "points").iter_rows():
                use = (rows[pos, holder], start + pos, batch["day"][pos], batch["at"][pos], points)
                self.uses[candidates.rule.key].append(use)

    def answer(self, demands: list[Demand], cooldowns: list[CooldownDemand]) -> Usage:
        windows = {(d.index, d.number): self.window(d) for d in demands}
        return Usage(windows, {d.index: self.moments(d) for d in cooldowns})

    def window(self, demand: Demand) -> pl.DataFrame:
        column, rows = group_column(demand.same), []
        for group, start, end in demand.groups.select("group", "start", "end").iter_rows():
            used = [u for u in self.uses[demand.rule] if u[0][column] == group and start <= u[2] < end]
            times = len({u[1] for u in used}) if demand.same else len(used)
            rows.append((group, start, times, sum(u[4] for u in used)))
        schema = {"group": demand.groups.schema["group"], "start": pl.Int32, "times": pl.Int64, "points": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def moments(self, demand: CooldownDemand) -> pl.DataFrame:
        column = group_column(demand.same)
        rows = [
            (group, use[3])
            for group, since, until in demand.groups.select("group", "since", "until").iter_rows()
            for use in self.uses[demand.rule]
            if use[0][column] == group and since < use[3] < until
        ]
        return pl.DataFrame(rows, schema={"group": demand.groups.schema["group"], "at": pl.Int64}, orient="row")


EVERY_SAME = frozenset(
    tuple(s)
    for s in (
        ["customer"],
        ["employee", "customer"],
        ["attributes.case"],
        ["channel"],
        ["type", "attributes.case"],
        ["amount"],
        ["attributes.n", "employee"],
    )
)


@BROAD
@given(SEEDS, st.integers(1, 3), st.integers(2, 50))
def test_batches_under_changing_versions_score_as_the_reference_does(seed: int, rules: int, size: int) -> None:
    random = Random(seed)
    documents = [random_plan(random, rules=rules) for _ in range(2)]
    activities = [random_activity(random) for _ in range(size)]
    cuts = sorted({0, size, *(random.randint(0, size) for _ in range(4))})
    ledger, found, used = Ledger(), [], []
    for start, end in pairwise(cuts):
        document = random.choice(documents)
        plan, batch = read_plan(document), batch_of(activities[start:end])
        compared = {rule.key: EVERY_SAME for rule in plan.rules}
        proposal = propose(batch, plan, NAMES, CONTEXT, compared=compared)
        awards = resolve(proposal, ledger.answer(proposal.demands(), proposal.cooldown_demands()))
        ledger.add(plan, proposal, awards, batch.with_columns(holder=pl.lit(None)), start)
        found += awards_of(awards, plan, start)
        used += [document] * (end - start)
    assert sorted(found) == sorted(by_reference(used, activities))
