"""What holds for any plan and any activities: the same again, nothing beyond a limit, nothing left of what was undone."""

from collections import defaultdict
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import limits
from scoring.plan import Plan
from scoring.plan_reading import read_plan
from scoring.scoring import score
from tests.scoring.reference import window
from tests.scoring.worlds import CONTEXT, NAMES, batch_of, random_activity, random_plan

Document = dict[str, Any]
SEEDS = st.integers(0, 2**32)
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True, params=[0, 32], ids=["by windows", "one by one"])
def settling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways of settling limits: looking for windows that overflow, and one award after another where they are few."""
    monkeypatch.setattr(limits, "FEW", request.param)


def scored(activities: list[Document], document: Document) -> tuple[pl.DataFrame, Plan]:
    plan = read_plan(document)
    return score(batch_of(activities), plan, NAMES, CONTEXT), plan


def totals(activities: list[Document], document: Document) -> dict[tuple[int, int], int]:
    """Points by rule and holder."""
    frame, _ = scored(activities, document)
    summed = frame.group_by("rule", "holder").agg(pl.col("points").sum()).filter(pl.col("points") != 0)
    return {(rule, holder): points for rule, holder, points in summed.iter_rows()}


def some(seed: int, *, without: tuple[str, ...] = (), size: int = 40) -> tuple[Random, Document, list[Document]]:
    random = Random(seed)
    plan = random_plan(random, rules=4)
    for rule in plan["rules"]:
        for name in without:
            rule.pop(name, None)
            rule["award"].pop(name, None)
    return random, plan, [random_activity(random) for _ in range(size)]


@FEW
@given(SEEDS)
def test_the_same_batch_scores_the_same_again(seed: int) -> None:
    _, plan, activities = some(seed)
    assert scored(activities, plan)[0].equals(scored(activities, plan)[0])


@FEW
@given(SEEDS)
def test_a_refund_undoes_a_sale_of_the_same_value(seed: int) -> None:
    _, plan, activities = some(seed, without=("limits", "cooldown", "min", "when"))
    for rule in plan["rules"]:
        rule["award"] |= {"of": "amount", "per": rule["award"].get("per", 7)}
    sales = [a for a in activities if a["amount"]]
    refunds = [a | {"amount": a["amount"][1:] if a["amount"].startswith("-") else "-" + a["amount"]} for a in sales]
    assert totals(sales + refunds, plan) == {}


@FEW
@given(SEEDS)
def test_without_limits_neither_order_nor_batches_matter(seed: int) -> None:
    random, plan, activities = some(seed, without=("limits", "cooldown"))
    whole, cut = totals(activities, plan), random.randint(0, len(activities))
    parts: dict[tuple[int, int], int] = defaultdict(int)
    for part in (activities[:cut], activities[cut:]):
        for key, points in totals(part, plan).items():
            parts[key] += points
    assert {key: points for key, points in parts.items() if points} == whole
    assert totals(random.sample(activities, len(activities)), plan) == whole


@FEW
@given(SEEDS, st.sampled_from(["day", "week", "month", "quarter", "year", "all"]))
def test_a_limit_of_points_grants_the_smaller_of_sum_and_limit_in_any_order(seed: int, per: str) -> None:
    random, plan, activities = some(seed, without=("limits", "cooldown"))
    before = defaultdict(int)
    for rule in plan["rules"]:
        rule["award"] |= {"points": abs(rule["award"]["points"]), "min": 0, "max": 40}
    frame, _ = scored(activities, plan)
    for pos, rule, holder, points in frame.select("pos", "rule", "holder", "points").iter_rows():
        before[rule, holder, window(per, activities[pos]["day"], 1)] += points
    for rule in plan["rules"]:
        rule["limits"] = [{"per": per, "points": 25}]
    expected: dict[tuple[int, int], int] = defaultdict(int)
    for (rule, holder, _), points in before.items():
        expected[rule, holder] += min(points, 25)
    assert totals(activities, plan) == expected
    assert totals(random.sample(activities, len(activities)), plan) == expected


@FEW
@given(SEEDS)
def test_no_limit_is_ever_exceeded_and_every_cut_names_one(seed: int) -> None:
    _, document, activities = some(seed, size=60)
    frame, plan = scored(activities, document)
    assert ((frame["points"] == frame["proposed"]) == (frame["cut_by"] < 0)).all()
    assert (frame["points"].abs() <= frame["proposed"].abs()).all()
    for number, rule in enumerate(plan.rules):
        mine = frame.filter((pl.col("rule") == number) & (pl.col("points") > 0))
        for limit in (limit for limit in rule.limits if not limit.same):
            used: dict[Any, list[int]] = defaultdict(list)
            for pos, holder, points in mine.select("pos", "holder", "points").iter_rows():
                used[holder, window(limit.per, activities[pos]["day"], 1)].append(points)
            for points in used.values():
                assert len(points) <= (limit.times or len(points))
                assert sum(points) <= (limit.points or sum(points))


@FEW
@given(SEEDS)
def test_negative_awards_are_never_cut(seed: int) -> None:
    _, plan, activities = some(seed)
    frame, _ = scored(activities, plan)
    assert frame.filter((pl.col("proposed") < 0) & (pl.col("cut_by") >= 0)).is_empty()


@FEW
@given(SEEDS, st.integers(-(10**6), 10**6))
def test_a_team_divides_everything_and_nobody_gets_more_than_one_more(seed: int, points: int) -> None:
    random = Random(seed)
    rule = {"key": "r", "category": "team", "activity": "deal", "award": {"to": "team", "points": points or 1}}
    activity = random_activity(random) | {"type": "deal", "employee": 1, "snapshot": 1}
    shares = scored([activity], {"name": "T", "rules": [rule]})[0]["points"].to_list()
    assert sum(shares) == (points or 1)
    assert len(shares) == min(3, abs(points or 1))
    assert shares == sorted(shares, key=abs, reverse=True)
    assert max(map(abs, shares)) - min(map(abs, shares)) <= 1


def test_an_activity_counts_once_for_a_limit_of_same_fields_however_many_it_rewards() -> None:
    limited = {"per": "all", "times": 1, "same": ["customer"]}
    rule = {"key": "r", "category": "team", "activity": "deal", "award": {"to": "collaborators", "points": 5}, "limits": [limited]}
    activity = random_activity(Random(1)) | {"type": "deal", "employee": 1, "customer": 11, "collaborators": [2, 3, 4]}
    frame, _ = scored([activity, activity, activity | {"customer": 12}], {"name": "T", "rules": [rule]})
    assert frame.select("pos", "points").rows() == [(0, 5)] * 3 + [(1, 0)] * 3 + [(2, 5)] * 3
