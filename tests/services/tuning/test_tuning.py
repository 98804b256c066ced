"""A replay changes nothing where nothing changes, tells what a draft would change, and stores nothing."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest

from db import ledger, replaying
from db.engine import Database
from scoring.simulation import simulate, with_groups
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.beginning.demonstrating import fill
from services.boards.standings import board
from services.errors import Conflict, Forbidden, Invalid, PlanRefused
from services.imports.importing import import_activities
from services.ledger.posting import context_of
from services.people import people
from services.plans import planning
from services.world import world
from tests.promises.history import act, at, found, rule, send
from tests.services.beginning.test_demonstrating import NOW as DEMONSTRATED
from tests.services.beginning.test_demonstrating import SMALL
from tests.services.imports.test_importing import BASKETS, COUPONS, NORTHWIND, mapping, plan, real_data
from tests.services.imports.test_importing import found as found_empty
from tests.services.tuning.replays import (
    EVER,
    NOW,
    PERIODS,
    START,
    VISIT,
    WEEK,
    Document,
    assert_nothing_changes,
    counted,
    plain,
    published,
    replayed,
    scores,
)

# nothing changes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", PERIODS, ids=["ever", "a week", "a day", "across months"])
def test_the_published_plan_against_itself_changes_nothing_whatever_was_in_force(versions: Database, days: tuple[dt.date, dt.date]) -> None:
    assert_nothing_changes(replayed(versions, published(versions), days))


def test_the_demonstration_against_its_own_plan_does_not_change(database: Database) -> None:
    fill(database, COMMAND_LINE, locale="en", now=DEMONSTRATED, size=SMALL)
    for days in [EVER, (dt.date(2026, 2, 1), dt.date(2026, 3, 1)), (dt.date(2026, 1, 1), dt.date(2026, 4, 1))]:
        assert_nothing_changes(replayed(database, published(database), days, now=DEMONSTRATED))


@real_data
def test_northwind_replayed_gives_the_boards_and_against_itself_changes_nothing(database: Database) -> None:
    found_empty(database, plan("northwind"), "America/Los_Angeles")
    import_activities(database, COMMAND_LINE, NORTHWIND, mapping=mapping("northwind"))
    assert_nothing_changes(whole := replayed(database, published(database)))
    for subject in ("employees", "customers"):
        shown = board(database, COMMAND_LINE, subject=subject, period="all", limit=1_000)
        mine = whole.holders.filter(pl.col("kind") == subject.removesuffix("s")).select("rank_after", "code", "score_after").rows()
        assert sorted((row.rank, row.code, row.score) for row in shown.rows) == sorted(mine)
    for month in range(1, 13):
        days = dt.date(1997, month, 1), dt.date(1997 + month // 12, month % 12 + 1, 1)
        month_ = replayed(database, published(database), days)
        assert_nothing_changes(month_)
        shown = board(database, COMMAND_LINE, subject="employees", period="month", on=days[0])
        mine = {code: score for code, score in scores(month_).items() if code.isdigit()}
        assert mine == {row.code: row.score for row in shown.rows if row.score}


@real_data
def test_complete_journey_against_itself_changes_nothing(database: Database) -> None:
    found_empty(database, plan("complete_journey"), "America/New_York")
    import_activities(database, COMMAND_LINE, BASKETS, mapping=mapping("complete_journey"))
    import_activities(database, COMMAND_LINE, COUPONS, mapping=mapping("complete_journey_redemptions"))
    for days in [EVER, (dt.date(2017, 3, 3), dt.date(2017, 5, 18))]:  # coupons are limited by the week, which begins before and ends after
        found_ = replayed(database, published(database), days)
        assert_nothing_changes(found_)
        with database.read() as session:
            start, end = ((day - dt.date(1970, 1, 1)).days for day in days)
            sql = "SELECT SUM(score) FROM ledger_entry WHERE occurred_on >= :start AND occurred_on < :end"
            assert found_.totals.points_after == session.value(sql, start=start, end=end)


def test_a_replay_of_each_version_where_it_was_in_force_gives_the_ledger(versions: Database) -> None:
    with versions.read() as session:
        here, last = world(versions, session), 10**6
        acts = replaying.acts(session, 0, last)
        scored_by = "SELECT id, plan_version FROM {} WHERE plan_version IS NOT NULL"
        scored_with = dict(session.rows(scored_by.format("activity")) + session.rows(scored_by.format("activity_event")))
        acts = acts.with_columns(version=pl.col("order").replace_strict(scored_with, return_dtype=pl.Int32))
        given = ledger.entries_after(session, 0, through=last, columns=["kind", "order_id", "account_id", "rule_id", "score"])
        given = given.filter(pl.col("kind") == "earned").select(
            order="order_id",
            holder="account_id",
            points="score",
            rule=pl.col("rule_id").replace_strict(here.rule_keys, return_dtype=pl.String),
        )
        context = context_of(session, here, acts["snapshot"].unique().to_list())
        for version in here.plans:
            mine, others = acts.filter(pl.col("version") == version.version), acts.filter(pl.col("version") != version.version)
            assert mine.height
            fixed = {r.key: with_groups(_of_others(given, others, r.key), r) for r in version.plan.rules}
            awards = simulate(mine, version.plan, here.names, context, fixed=fixed)
            for key, frame in awards.items():
                replayed_ = frame.with_columns(mine["order"].gather(frame["pos"]).alias("order")).filter(pl.col("points") != 0)
                stood = given.filter(pl.col("rule") == key).join(mine.select("order"), on="order", how="semi")
                assert sorted(replayed_.select("order", "holder", "points").rows()) == sorted(
                    stood.select("order", "holder", "points").rows()
                )


def _of_others(given: pl.DataFrame, others: pl.DataFrame, key: str) -> pl.DataFrame:
    return given.filter((pl.col("rule") == key) & (pl.col("points") > 0)).join(others, on="order", how="inner").sort("order")


def test_a_replay_writes_nothing(database: Database) -> None:
    found(database, plain())
    send(database, [act(1)])
    with database.read() as session:
        tables = ["activity", "ledger_entry", "audit", "plan_version", "rule", "employee_standing", "limit_use", "team_snapshot"]
        before = [session.value(f"SELECT COUNT(*) FROM {table}") for table in tables]
    replayed(database, plain(rule("new", "visit", award={"to": "employee", "points": 1})))
    with database.read() as session:
        assert [session.value(f"SELECT COUNT(*) FROM {table}") for table in tables] == before


# what a draft changes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draft", "expected", "counts"),
    [
        (plain(VISIT | {"weight": 3}), {"E1": 60, "E2": 15}, (5, 25, 0, 5, 75, 0)),
        (plain(VISIT | {"weight": 0}), {}, (5, 25, 0, 0, 0, 0)),
        (plain(category_weights={"outcome": "0.5"}), {"E1": 12, "E2": 3}, (5, 25, 0, 5, 15, 0)),
        (plain(rule("other", "visit", award={"to": "employee", "points": 1})), {"E1": 4, "E2": 1}, (5, 25, 0, 0, 0, 0)),
        (plain(VISIT | {"limits": [{"per": "week", "times": 3}]}), {"E1": 15, "E2": 5}, (5, 25, 0, 4, 20, 1)),
        (
            plain(campaigns=[{"key": "c", "multiply": 2, "teams": ["EAST"], "from": "2026-01-06", "until": "2026-01-08"}]),
            {"E1": 30, "E2": 5},
            (5, 25, 0, 5, 35, 0),
        ),
    ],
    ids=["weight", "weight 0", "category", "another rule", "a limit", "a campaign"],
)
def test_a_draft_tells_what_it_would_change(visits: Database, draft: Document, expected: dict[str, int], counts: tuple[int, ...]) -> None:
    found_ = replayed(visits, draft)
    assert scores(found_, "before") == {"E1": 20, "E2": 5}
    assert scores(found_) == expected
    assert counted(found_, "visit") == counts


def test_ranks_are_those_of_boards_and_everybody_active_is_on_them(visits: Database) -> None:
    found_ = replayed(
        visits, plain(rule("late", "visit", award={"to": "employee", "points": 1}, when=[{"field": "weekday", "op": "=", "value": 2}]))
    )
    rows = found_.holders.select("code", "rank_before", "rank_after").rows()
    assert sorted(rows) == [("E1", 1, 1), ("E2", 2, 2), *((f"E{n}", 3, 2) for n in range(3, 7))]


def test_who_left_has_points_and_no_rank(visits: Database) -> None:
    people.put_employee(visits, COMMAND_LINE, "E2", {"name": "E2", "left_on": "2026-01-20"}, now=NOW)
    rows = replayed(visits, published(visits)).holders.filter(pl.col("code") == "E2").select("score_after", "rank_after").rows()
    assert rows == [(5, None)]
    assert replayed(visits, published(visits), (START, START + WEEK)).holders.filter(pl.col("code") == "E2")["rank_after"].to_list() == [2]


def test_totals_are_the_sums_of_the_rules_in_points_and_in_money(visits: Database) -> None:
    totals = replayed(visits, plain(VISIT | {"weight": 3})).totals
    assert (totals.points_before, totals.points_after) == (25, 75)
    assert (totals.money_before, totals.money_after) == (Decimal("2.50"), Decimal("7.50"))


def test_levels_that_would_be_others_are_told(visits: Database) -> None:
    tiers = {"employee": [{"key": "l1", "from": 0}, {"key": "l2", "from": 30}]}
    planning.publish(visits, COMMAND_LINE, plain(tiers=tiers), reason="levels", now=at(400))
    double = replayed(visits, plain(VISIT | {"weight": 2}, tiers=tiers)).levels
    assert double.select("kind", "code", "level_before", "level_after").rows() == [("employee", "E1", "l1", "l2")]
    lower = {"employee": [{"key": "l1", "from": 0}, {"key": "l2", "from": 20}]}
    assert replayed(visits, plain(tiers=lower)).levels.select("code", "level_after").rows() == [("E1", "l2")]


def test_teams_have_the_sums_of_their_members_while_they_belonged_to_them(visits: Database) -> None:
    people.put_employee(visits, COMMAND_LINE, "E1", {"name": "E1", "team": "WEST", "team_from": "2026-01-07"}, now=NOW)
    found_ = replayed(visits, plain(VISIT | {"weight": 2}))
    rows = {row[0]: row[1:] for row in found_.teams.select("code", "score_before", "score_after").iter_rows()}
    assert rows == {"ALL": (25, 50), "EAST": (15, 30), "WEST": (10, 20)}
    shown = board(visits, COMMAND_LINE, subject="teams", period="all", now=NOW)
    assert {row.code: row.score for row in shown.rows} == {code: before for code, (before, _) in rows.items()}


# refusals, and who may -----------------------------------------------------------------------------------------------


def test_every_mistake_of_a_draft_is_told(visits: Database) -> None:
    with pytest.raises(PlanRefused) as refused:
        replayed(visits, {"name": "x", "rules": [VISIT | {"weight": -1}, rule("b", "visit")]})
    assert len(refused.value.mistakes) >= 2


@pytest.mark.parametrize("days", [(START, START), (START + WEEK, START), (dt.date(1969, 1, 1), START), (START, dt.date(2201, 1, 1))])
def test_days_that_are_no_period_are_refused(visits: Database, days: tuple[dt.date, dt.date]) -> None:
    with pytest.raises(Invalid) as refused:
        replayed(visits, plain(), days)
    assert refused.value.field in ("from", "to")


def test_without_a_published_plan_there_is_nothing_to_compare_with(database: Database) -> None:
    found(database, None)
    with pytest.raises(Conflict) as refused:
        replayed(database, plain())
    assert refused.value.code == "no_plan"


@pytest.mark.parametrize("actor", [Actor("user:x", role=Role.EMPLOYEE, employee_id=1), Actor("key:x", frozenset({Scope.POINTS_READ}))])
def test_who_may_not_replay_is_refused(visits: Database, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        replayed(visits, plain(), actor=actor)


def test_a_key_that_may_write_plans_may_replay_and_sees_everybody(visits: Database) -> None:
    found_ = replayed(
        visits, plain(VISIT | {"award": {"to": "customer", "points": 1}}), actor=Actor("key:x", frozenset({Scope.PLANS_WRITE}))
    )
    assert found_.activities == 5


def test_a_manager_with_teams_sees_the_customers_in_reach_and_the_totals_of_all(database: Database) -> None:
    paid = rule("paid", "deal", award={"to": "customer", "points": 1})
    found(database, plain(paid, tiers={"customer": [{"key": "bronze", "from": 0}, {"key": "gold", "from": 2}]}))
    send(database, [act(n, "deal", n, employee="E1", customer=f"C{n}") for n in range(1, 7)])
    with database.read() as session:
        west = world(database, session).directory.team_ids["WEST"]
    manager = Actor("user:m", role=Role.MANAGER, team_ids=frozenset({west}))
    draft = plain(paid | {"weight": 2}, tiers={"customer": [{"key": "bronze", "from": 0}, {"key": "gold", "from": 2}]})
    found_ = replayed(database, draft, actor=manager)
    assert scores(found_) == {"C5": 2, "C6": 2}
    assert found_.levels["code"].to_list() == ["C5", "C6"]
    assert found_.totals.points_after == 12
