"""Whatever the plans and the history: what a replay promises for a period, publishing and rescoring it gives, to the point."""

import datetime as dt
from collections.abc import Callable
from random import Random
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import campaigns
from db.engine import Database
from scoring.periods import PeriodKind, day_date, day_number, period_of
from services.access import COMMAND_LINE
from services.activities.reversing import reverse
from services.plans import planning
from services.tuning import rescoring
from services.tuning.tuning import Replay
from services.world import world
from tests.promises.history import TYPES, act, at, found, rule, send
from tests.services.tuning.replays import assert_nothing_changes, plain, published, replayed
from tests.services.tuning.test_rescoring import assert_agrees, ledger_scores

Document = dict[str, Any]
DAYS = [dt.date(2026, 1, 5) + dt.timedelta(days=n) for n in range(20)]


def random_plan(random: Random) -> Document:
    rules = [_random_rule(random, key) for key in random.sample(["r1", "r2", "r3", "r4"], random.randint(1, 4))]
    campaigns = [_random_campaign(random, key, [one["key"] for one in rules]) for key in random.sample("abc", random.randint(0, 3))]
    overlap = random.choice([{}, {"campaign_overlap": "product"}])
    return plain(*rules, category_weights={"outcome": random.choice([1, 1, "0.5", 2])}, campaigns=campaigns, **overlap)


def _random_campaign(random: Random, key: str, rules: list[str]) -> Document:
    """Most have a budget that some of the activities use up."""
    campaign: Document = {"key": key, "multiply": random.choice([2, 3, "1.5", "0.5"]), "from": random.choice(DAYS[:8]).isoformat()}
    campaign |= {"until": random.choice(DAYS[8:]).isoformat(), "rules": random.choice([[], [random.choice(rules)]])}
    return campaign | random.choice([{}, {"budget": random.randint(1, 40)}, {"budget": random.randint(1, 15)}])


def _random_rule(random: Random, key: str) -> Document:
    to = random.choice(["employee", "employee", "customer", "collaborators", "team", "attributes.buddy"])
    award: Document = {"to": to, "points": random.choice([-3, 1, 4, 10])}
    if random.random() < 0.3:
        award |= {"per": "10", "of": "amount"}
    more: Document = {"award": award, "weight": random.choice([0, 1, 1, 1, "1.5"])}
    if random.random() < 0.7:
        more["limits"] = [_random_limit(random) for _ in range(random.randint(1, 2))]
    if random.random() < 0.2:
        more["cooldown"] = {"hours": random.choice([3, 30]), **({"same": ["customer"]} if random.random() < 0.5 else {})}
    if random.random() < 0.3:
        more["when"] = [{"field": "amount", "op": ">=", "value": random.choice([10, 50])}]
    kinds = random.sample(TYPES[:3], random.randint(1, 2))
    return rule(key, kinds[0], **more) if len(kinds) == 1 else {**rule(key, kinds[0], **more), "activity": kinds}


def _random_limit(random: Random) -> Document:
    limit: Document = {"per": random.choice(["day", "week", "month", "all"])}
    limit |= random.choice([{"times": random.randint(1, 4)}, {"points": random.randint(3, 40)}])
    return limit | random.choice([{}, {}, {"same": ["customer"]}, {"same": ["attributes.case"]}])


def _random_act(random: Random, number: int) -> Document:
    more: Document = {
        "employee": f"E{random.randint(1, 3)}",
        "customer": f"C{random.randint(1, 3)}",
        "amount": str(random.randint(-20, 90)),
    }
    more |= {
        "collaborators": [f"E{random.randint(1, 4)}"],
        "attributes": {"case": random.choice("xy"), "buddy": f"E{random.randint(1, 4)}"},
    }
    return act(number, random.choice(TYPES[:3]), random.randint(0, 400), **more)


def lived(database: Database, random: Random) -> None:
    """Two versions, forty activities in some batches, some of them reversed."""
    found(database, random_plan(random))
    for first in (0, 15, 25, 26, 27):
        send(database, [_random_act(random, first + n) for n in range({0: 15, 15: 10}.get(first, 1))], hours=410 + first)
    planning.publish(database, COMMAND_LINE, random_plan(random), reason="x", effective_from=random.choice(DAYS), now=at(450))
    send(database, [_random_act(random, 100 + n) for n in range(12)], hours=460)
    for number in random.sample([*range(28), *range(100, 112)], 4):
        reverse(database, COMMAND_LINE, "test", f"a{number}", reason="x", now=at(470))


def assert_campaigns_paid(database: Database, promised: Replay) -> None:
    """Of the period what the replay said, and of budgets too."""
    start, end = (day_number(day) for day in (promised.from_on, promised.to_on))
    with database.read() as session:
        numbers = world(database, session).campaign_ids
        stand = campaigns.standing(session, (start, end))
        used = campaigns.used(session, list(numbers.values()))
    for row in promised.campaigns.iter_rows(named=True):
        mine = stand.filter(pl.col("campaign_id") == numbers[row["key"]])
        assert int(mine["points"].sum()) == row["paid_after"]
        if row["used_after"] is not None:
            assert used[numbers[row["key"]]] == row["used_after"]
            assert row["used_after"] <= row["budget_after"] or row["paid_after"] == 0


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_replay_then_publish_then_rescore_gives_what_the_replay_promised(sqlite_databases: Callable[[], str], seed: int) -> None:
    random, database = Random(seed), Database.open(sqlite_databases())
    lived(database, random)
    for hours in (500, 520):
        kind, on = random.choice(list(PeriodKind)[:4]), random.choice(DAYS)
        chosen = period_of(kind, day_number(on))
        days = day_date(chosen.start), day_date(chosen.end)
        draft = random_plan(random)
        assert_nothing_changes(replayed(database, published(database), days, now=at(hours)))
        promised = replayed(database, draft, days, now=at(hours))
        planning.publish(database, COMMAND_LINE, draft, reason="x", effective_from=days[0], now=at(hours))
        seen = rescoring.preview(database, COMMAND_LINE, period=kind, on=on, now=at(hours + 1))
        done = rescoring.rescore(database, COMMAND_LINE, period=kind, on=on, reason="x", now=at(hours + 1))
        assert seen | {"dry_run": False} == done
        wanted = {code: score for code, score in promised.holders.select("code", "score_after").iter_rows() if score}
        assert ledger_scores(database, *(day.isoformat() for day in days)) == wanted
        assert (done["totals"]["points_after"], done["totals"]["money_after"]) == (
            promised.totals.points_after,
            str(promised.totals.money_after),
        )
        assert_campaigns_paid(database, promised)
        send(database, [_random_act(random, hours * 10 + n) for n in range(3)], hours=hours + 5)
        assert_agrees(database)
        again = rescoring.rescore(database, COMMAND_LINE, period=kind, on=on, reason="x", now=at(hours + 6))
        assert_agrees(database)
        assert again["dry_run"] is False
    database.close()
