"""A campaign's budget in the ledger: exact whoever writes at once, over versions, approvals and batches; told of and verified."""

import datetime as dt
import re
from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db import campaigns
from db.engine import Database
from db.migrations import upgrade
from scoring.periods import PeriodKind
from services.access import COMMAND_LINE
from services.activities.deciding import approve
from services.activities.reversing import reverse
from services.activities.waiting import would_earn
from services.explanations import explaining
from services.ledger.rebuilding import rebuild
from services.ledger.verifying import verify
from services.plans import planning
from services.tuning.rescoring import rescore
from services.world import world
from tests.promises.history import act, at, found, rule, send
from tests.promises.test_promise_02 import by_gathering, by_recording, thrice
from tests.services.ledger.test_verifying import offence_after

Document = dict[str, Any]
ONE_ENGINE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
EMPLOYEE = {"to": "employee", "points": 10}


def campaign(key: str, multiply: Any, budget: int | None = None, **more: Any) -> Document:
    return {"key": key, "label": key.title(), "multiply": multiply, "from": "2026-01-01", "until": "2026-03-01", "budget": budget, **more}


def plan(*campaigns_: Document, rules: list[Document] | None = None, **more: Any) -> Document:
    return {"name": "Plan", "rules": rules or [rule("visit", "visit", award=EMPLOYEE)], "campaigns": list(campaigns_), **more}


def paid(database: Database) -> dict[str, int]:
    with database.read() as session:
        here = world(database, session)
        return {key: points for key, number in here.campaign_ids.items() if (points := campaigns.used(session, [number])[number])}


def points(database: Database) -> list[int]:
    with database.read() as session:
        return [row[0] for row in session.rows("SELECT score FROM ledger_entry WHERE kind = 'earned' ORDER BY order_id, id")]


def assert_sound(database: Database) -> None:
    assert verify(database, COMMAND_LINE).offence is None


@pytest.mark.parametrize("sender", [by_recording, by_gathering])
def test_many_writers_at_once_use_a_budget_up_to_the_point(database: Database, sender: Any) -> None:
    rules = [rule("visit", "visit", award={"to": "employee", "points": 7}), rule("rest", "visit", award={"to": "customer", "points": 3})]
    found(database, plan(campaign("spring", 3, 500), campaign("summer", 2, 333), rules=rules))
    sender(database, thrice(range(90), 3))
    assert paid(database) == {"spring": 500, "summer": 333}
    assert sum(points(database)) == 90 * 10 + 833
    assert_sound(database)


@ONE_ENGINE
def test_what_is_sent_again_pays_nothing_again(database: Database) -> None:
    found(database, plan(campaign("spring", 2, 25)))
    for _ in range(2):
        send(database, [act(n, hours=n) for n in range(2)])
    assert (points(database), paid(database)) == ([20, 20], {"spring": 20})


@ONE_ENGINE
def test_a_reversal_gives_nothing_back(database: Database) -> None:
    found(database, plan(campaign("spring", 2, 15)))
    send(database, [act(1)])
    reverse(database, COMMAND_LINE, "test", "a1", reason="wrong", now=at(501))
    send(database, [act(2), act(3)], hours=502)
    assert (points(database), paid(database)) == ([20, 15, 10], {"spring": 15})
    assert_sound(database)


@ONE_ENGINE
def test_what_waits_has_what_is_left_when_it_is_approved(database: Database) -> None:
    rules = [rule("visit", "visit", award=EMPLOYEE), rule("bonus", "bonus", award=EMPLOYEE)]
    found(database, plan(campaign("spring", 2, 15), rules=rules))
    send(database, [act(1, "bonus"), act(2, "bonus")])
    assert_would_earn(database, [20, 20])
    send(database, [act(3)], hours=501)
    assert_would_earn(database, [15, 15])
    approve(database, COMMAND_LINE, "test", "a1", now=at(502))
    assert_would_earn(database, [10])
    approve(database, COMMAND_LINE, "test", "a2", now=at(503))
    assert (points(database), paid(database)) == ([20, 15, 10], {"spring": 15})
    assert_sound(database)


def assert_would_earn(database: Database, expected: list[int]) -> None:
    with database.read() as session:
        waiting = [
            number
            for (number,) in session.rows(
                "SELECT id FROM activity WHERE pending = 1 AND id NOT IN (SELECT activity_id FROM activity_event)"
            )
        ]
        earning = would_earn(session, world(database, session), waiting)
    assert [one.points for ones in earning.values() for one in ones] == expected


@ONE_ENGINE
def test_versions_share_what_was_paid_and_each_has_its_own_budget(database: Database) -> None:
    found(database, plan(campaign("spring", 2, 15)))
    send(database, [act(n, hours=n) for n in range(3)])
    planning.publish(
        database, COMMAND_LINE, plan(campaign("spring", 3, 40)), reason="more", effective_from=dt.date(2026, 1, 6), now=at(501)
    )
    send(database, [act(n, hours=30 + n) for n in range(3, 6)], hours=502)
    send(database, [act(9, hours=5)], hours=503)
    assert points(database) == [20, 15, 10, 30, 15, 10, 10]
    assert paid(database) == {"spring": 40}
    assert_sound(database)


@ONE_ENGINE
def test_members_of_a_team_use_a_budget_one_after_another(database: Database) -> None:
    found(database, plan(campaign("spring", 2, 7), rules=[rule("win", "win", award={"to": "team", "points": 10})]))
    send(database, [act(1, "win")])
    assert points(database) == [5, 5, 5, 2]
    assert_sound(database)


@ONE_ENGINE
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_whatever_the_plans_and_batches_the_books_are_sound(seed: int, sqlite_databases: Any, engine: str) -> None:
    random, database = Random(seed), Database.open(sqlite_databases())
    found(database, random_plan(random))
    for batch in range(5):
        send(database, [random_act(random, batch * 100 + n) for n in range(random.choice([1, 1, 5, 40]))], hours=400 + batch)
        if random.random() < 0.4:
            since = dt.date(2026, 1, random.randint(6, 14))
            planning.publish(database, COMMAND_LINE, random_plan(random), reason="x", effective_from=since, now=at(400 + batch))
        if random.random() < 0.3:
            period, on = random.choice([PeriodKind.DAY, PeriodKind.WEEK]), dt.date(2026, 1, random.randint(5, 16))
            rescore(database, COMMAND_LINE, period=period, on=on, reason="x", now=at(400.5 + batch))
    assert_sound(database)
    assert_told_as_it_stands(database, random)
    database.close()


def assert_told_as_it_stands(database: Database, random: Random) -> None:
    """What explanations reckon anew is what the books say, of points and of pays."""
    points, pays = stands(database)
    for key in random.sample(sorted({key for key, *_ in points}), min(8, len({key for key, *_ in points}))):
        lines = [line for line in explaining.activity(database, COMMAND_LINE, "test", key)["rules"] if line["holder"]]
        reckoned = [(line["key"], line["holder"].removeprefix("employee:"), line) for line in lines]
        told = {(key, rule_, code): line["points"] for rule_, code, line in reckoned if line["points"]}
        assert told == {place: given for place, given in points.items() if place[0] == key and given}
        campaigns_ = [(rule_, code, c) for rule_, code, line in reckoned for c in line["reckoning"]["paid_by"]]
        paid_ = {(key, rule_, code, c["key"]): c["points"] for rule_, code, c in campaigns_}
        assert paid_ == {place: given for place, given in pays.items() if place[0] == key and given}


def stands(database: Database) -> tuple[Counter[Any], Counter[Any]]:
    """Points by activity, rule and employee; pays by campaign too."""
    with database.read() as session:
        joined = "JOIN activity a ON a.id = x.activity_id JOIN rule r ON r.id = x.rule_id JOIN account c ON c.id = x.account_id"
        given_ = session.rows(
            f"SELECT a.external_id, r.key, c.code, SUM(x.score) FROM ledger_entry x {joined} WHERE x.kind <> 'reversal' GROUP BY 1, 2, 3"
        )
        paid_ = session.rows(
            f"SELECT a.external_id, r.key, c.code, k.key, SUM(x.points) FROM campaign_award x {joined} "
            "JOIN campaign k ON k.id = x.campaign_id GROUP BY 1, 2, 3, 4"
        )
    return Counter({row[:-1]: row[-1] for row in given_}), Counter({row[:-1]: row[-1] for row in paid_})


def random_plan(random: Random) -> Document:
    rules = [
        rule("visit", "visit", award={"to": "employee", "points": 3}, limits=[{"per": "day", "points": 20}]),
        rule("deal", "deal", award={"to": "employee", "points": 1, "per": "10", "of": "amount", "max": 50}),
        rule("win", "win", award={"to": "team", "points": 10}),
        rule("penalty", "call", award={"to": "employee", "points": -4}),
    ]
    random.shuffle(rules)
    keys = random.sample(["a", "b", "c", "d"], random.randint(1, 4))
    running = [campaign(key, random.choice([2, 3, "1.5", "0.5"]), random.choice([None, 5, 17, 60, 300])) for key in keys]
    return plan(*running, rules=rules, campaign_overlap=random.choice(["highest", "product"]))


def random_act(random: Random, number: int) -> Document:
    kind, amount = random.choice(["visit", "deal", "win", "call"]), str(random.randint(-50, 300))
    return act(number, kind, hours=random.randint(0, 300), employee=f"E{random.randint(1, 6)}", amount=amount)


# told and verified -----------------------------------------------------------------------------------------------------------------


@ONE_ENGINE
def test_an_explanation_names_who_paid_and_the_budget_that_was_short(database: Database) -> None:
    found(database, plan(campaign("spring", 2, 15)))
    send(database, [act(n, hours=n) for n in range(3)])
    told = [explained(database, f"a{n}") for n in range(3)]
    assert [(one["points"], one["explanation"]) for one in told] == [
        (20, "visit: 20 points (campaign Spring multiplies by 2)."),
        (15, "visit: 20 points (campaign Spring multiplies by 2), cut to 15: campaign “Spring”: 10 of its 15 points were used before."),
        (10, "visit: 10 points (campaign “Spring”: 15 of its 15 points were used before)."),
    ]
    assert explained(database, "a1", "zh")["explanation"] == (
        "visit：20 分（加分活动“Spring”乘以 2），减为 15 分：加分活动“Spring”的 15 分预算此前已用 10 分。"
    )
    reckonings = [one["reckoning"] for one in told]
    assert [[c["points"] for c in one["paid_by"]] for one in reckonings] == [[10], [5], []]
    assert [[(b["used"], b["pays"], b["cut"], b["over"]) for b in one["budgets"]] for one in reckonings] == [
        [(0, 10, False, False)],
        [(10, 5, True, False)],
        [(15, 0, False, True)],
    ]
    assert [one["outcome"] for one in reckonings] == ["given", "budget", "given"]


@ONE_ENGINE
def test_an_explanation_names_who_pays_the_rest(database: Database) -> None:
    found(database, plan(campaign("spring", 3, 12), campaign("summer", "2.5")))
    send(database, [act(1)])
    assert explained(database, "a1")["explanation"] == (
        "visit: 30 points (campaign Spring multiplies by 3, campaign Summer pays the rest), cut to 25: "
        "campaign “Spring”: 0 of its 12 points were used before."
    )


def explained(database: Database, key: str, language: str = "en") -> Document:
    [line] = explaining.activity(database, COMMAND_LINE, "test", key, language=language)["rules"]
    return dict(line)


@ONE_ENGINE
def test_an_entry_says_what_cut_it(database: Database) -> None:
    found(database, plan(campaign("spring", 2, 5)))
    send(database, [act(1)])
    with database.read() as session:
        assert session.value("SELECT reason FROM ledger_entry") == "visit: 20 cut to 15 by budget"


@ONE_ENGINE
def test_a_rebuild_leaves_what_was_paid(database: Database) -> None:
    found(database, plan(campaign("spring", 2, 15)))
    send(database, [act(n, hours=n) for n in range(3)])
    rebuild(database, COMMAND_LINE)
    assert paid(database) == {"spring": 15}
    assert_sound(database)


PAY = "(SELECT MIN(id) FROM campaign_award)"
TAMPERED = {
    "other points": (
        f"UPDATE campaign_award SET points = points - 1 WHERE id = {PAY}",
        r"campaign_award 1: total is 10, the rows up to it sum to 9",
    ),
    "other points that add up": (
        "UPDATE campaign_award SET points = points - 1, total = total - id WHERE campaign_id = 1",
        r"activity \d+: campaign spring pays 10 points of what rule visit gives employee:E1, campaign_award has 9",
    ),
    "a row less": (f"DELETE FROM campaign_award WHERE id = {PAY}", r"campaign_award 1: it is missing"),
    "another campaign": (
        f"UPDATE campaign_award SET campaign_id = 2, total = 10 WHERE id = {PAY}",
        r"campaign_award 2: total is 15, the rows up to it sum to 5",
    ),
    "another day": (
        f"UPDATE campaign_award SET occurred_on = occurred_on + 1 WHERE id = {PAY}",
        r"campaign_award 1: occurred_on is not that",
    ),
    "nobody's": (f"UPDATE campaign_award SET account_id = 99 WHERE id = {PAY}", r"campaign_award 1: account_id is 99"),
    "an award that forgot its budget": (
        "UPDATE ledger_entry SET score = 20, balance = 20 WHERE id = 2; "
        "UPDATE account_balance SET balance = balance + 5, lifetime = lifetime + 5; UPDATE employee_standing SET score = score + 5",
        r"activity 2: rule visit gives employee:E1 15 points, the ledger has 20",
    ),
}


@ONE_ENGINE
@pytest.mark.parametrize(("statements", "offence"), TAMPERED.values(), ids=TAMPERED.keys())
def test_what_was_paid_cannot_be_changed_unnoticed(database: Database, statements: str, offence: str) -> None:
    found(database, plan(campaign("spring", 2, 15), campaign("summer", "1.5", 500)))
    send(database, [act(1)])
    send(database, [act(2), act(3)], hours=501)
    told = offence_after(database, *statements.split("; "))
    assert told is not None
    assert re.match(offence, told), told


@ONE_ENGINE
def test_a_budget_counts_from_the_upgrade_where_nobody_wrote_down_what_was_paid(database: Database, database_url: str) -> None:
    found(database, plan(campaign("spring", 2)))
    send(database, [act(1)])
    with database.write() as session:
        newest = session.value("SELECT version_num FROM alembic_version")
        for statement in BEFORE_0007:
            session.run(statement)
    upgrade(database_url, to="0007")
    with database.write() as session:
        session.run("UPDATE alembic_version SET version_num = :newest", newest=newest)
    assert_sound(database)
    bounded = plan(campaign("spring", 2, 15))
    planning.publish(database, COMMAND_LINE, bounded, reason="bounded", effective_from=dt.date(2026, 1, 5), now=at(501))
    send(database, [act(n, hours=n) for n in (2, 3)], hours=502)
    assert (points(database), paid(database)) == ([20, 20, 15], {"spring": 15})
    assert_sound(database)


BEFORE_0007 = (
    "DROP TABLE campaign_award",
    "DROP TABLE campaign",
    "ALTER TABLE ledger_head DROP COLUMN paid_after",
    "UPDATE alembic_version SET version_num = '0006'",
)
