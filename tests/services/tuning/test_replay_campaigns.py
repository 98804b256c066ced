"""Campaigns with budgets in replays and rescores: what each pays, when its budget is used up, and what is posted."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from db import campaigns
from db.engine import Database
from scoring.periods import PeriodKind
from services.access import COMMAND_LINE
from services.ledger.verifying import verify
from services.plans import planning
from services.tuning import rescoring
from services.tuning.tuning import Replay
from services.world import world
from tests.promises.history import act, at, found, rule, send
from tests.services.tuning.replays import START, WEEK, assert_nothing_changes, counted, plain, published, replayed, scores

Document = dict[str, Any]
VISIT = rule("visit", "visit", award={"to": "employee", "points": 10})
DEAL = rule("deal", "deal", award={"to": "employee", "points": 10})
SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def spring(budget: int | None = None, **more: Any) -> Document:
    """Doubles everything in January."""
    campaign = {"key": "spring", "label": {"en": "Spring", "zh": "春季"}, "multiply": 2, "from": "2026-01-01", "until": "2026-02-01"} | more
    return campaign | ({} if budget is None else {"budget": budget})


def plan(*campaigns_: Document, **more: Any) -> Document:
    return plain(VISIT, DEAL, campaigns=list(campaigns_), **more)


def visits(database: Database, count: int, hours: float = 0, *, first: int = 0) -> None:
    """One a day, the first so many hours after the beginning of history."""
    send(database, [act(first + n, "visit", hours + 24 * n) for n in range(count)], hours=hours + 24 * count)


def of(found_: Replay, key: str = "spring") -> Document:
    row: Document = found_.campaigns.row(by_predicate=pl.col("key") == key, named=True)
    return row


def paid(database: Database) -> dict[str, int]:
    with database.read() as session:
        used, ids = campaigns.totals(session), world(database, session).campaign_ids
    return {key: used[number] for key, number in ids.items() if number in used}


@SQLITE
def test_a_budget_is_told_with_what_it_pays_and_when_it_is_used_up(database: Database) -> None:
    found(database, plan(spring()))
    visits(database, 5)
    seen = replayed(database, plan(spring(25)), now=at(500))
    row = of(seen)
    assert (row["paid_before"], row["paid_after"]) == (50, 25)
    assert (row["budget_before"], row["budget_after"]) == (None, 25)
    assert (row["used_before"], row["used_after"]) == (None, 25)
    assert (row["ended_before"], row["ended_after"]) == (None, dt.date(2026, 1, 7))
    assert (row["label_en"], row["label_zh"]) == ("Spring", "春季")
    assert scores(seen) == {"E1": 75}
    assert counted(seen, "visit") == (5, 100, 0, 5, 75, 1)


@SQLITE
def test_a_budget_that_is_not_used_up_has_no_last_day(database: Database) -> None:
    found(database, plan(spring(1_000)))
    visits(database, 3)
    row = of(replayed(database, plan(spring(500)), now=at(500)))
    assert (row["used_before"], row["used_after"], row["ended_before"], row["ended_after"]) == (30, 30, None, None)


@SQLITE
def test_what_other_days_have_paid_is_taken_from_the_budget(database: Database) -> None:
    found(database, plan(spring(100)))
    visits(database, 5)
    visits(database, 2, 24 * 8, first=50)
    days = START + dt.timedelta(3), START + WEEK
    seen = replayed(database, plan(spring(65)), days, now=at(500))
    row = of(seen)
    assert (row["paid_before"], row["paid_after"]) == (20, 15)
    assert (row["used_before"], row["used_after"]) == (70, 65)
    assert row["ended_after"] is None, "it is used up on a day beside these"
    assert scores(seen) == {"E1": 35}


@SQLITE
def test_a_weight_moved_leaves_less_for_the_rules_that_share_the_budget(database: Database) -> None:
    found(database, plan(spring(40)))
    send(database, [act(n, ("visit", "deal")[n % 2], n) for n in range(6)], hours=50)
    heavier = plan(spring(40))
    heavier["rules"][0] = VISIT | {"weight": 2}
    for draft in (heavier, plan(spring(40)), heavier):
        seen = replayed(database, draft, now=at(500))
    assert counted(seen, "visit") == (3, 50, 0, 3, 90, 1)
    assert counted(seen, "deal") == (3, 50, 0, 3, 40, 0)
    assert of(seen)["used_after"] == 40


@SQLITE
@pytest.mark.parametrize("overlap", [{}, {"campaign_overlap": "product"}], ids=["highest", "product"])
def test_the_published_plan_against_itself_changes_nothing(database: Database, overlap: Document) -> None:
    found(database, plan(spring(35), spring(15, key="extra", multiply=3), **overlap))
    visits(database, 8)
    for days in ((START, START + WEEK), (START + dt.timedelta(1), START + dt.timedelta(4))):
        seen = replayed(database, published(database), days, now=at(500))
        assert_nothing_changes(seen)
        for row in seen.campaigns.iter_rows(named=True):
            assert all(row[f"{what}_before"] == row[f"{what}_after"] for what in ("paid", "budget", "used", "ended"))
    everything = replayed(database, published(database), now=at(500)).campaigns
    assert dict(everything.select("key", "paid_after").iter_rows()) == paid(database)


def test_a_rescore_posts_what_campaigns_pay_more_or_less(database: Database) -> None:
    found(database, plan(spring(25)))
    visits(database, 4)
    assert paid(database) == {"spring": 25}
    draft = plan(spring(15), spring(12, key="extra", multiply=3))
    promised = replayed(database, draft, (START - dt.timedelta(4), dt.date(2026, 2, 1)), now=at(500))
    planning.publish(database, COMMAND_LINE, draft, reason="x", effective_from=dt.date(2026, 1, 1), now=at(500))
    done = rescoring.rescore(database, COMMAND_LINE, period=PeriodKind.MONTH, on=START, reason="fair", now=at(501))
    assert {one["key"]: one["points"] for one in done["campaigns"]} == {"extra": 12, "spring": -10}
    assert paid(database) == {"spring": 15, "extra": 12} == dict(promised.campaigns.select("key", "used_after").iter_rows())
    assert verify(database, COMMAND_LINE).offence is None
    again = rescoring.preview(database, COMMAND_LINE, period=PeriodKind.MONTH, on=START, now=at(502))
    assert (again["entries"], again["campaigns"]) == (0, [])
    send(database, [act(70, "visit", 24 * 9)], hours=600)
    assert paid(database) == {"spring": 15, "extra": 12}
    assert verify(database, COMMAND_LINE).offence is None


@SQLITE
def test_where_only_who_pays_changes_no_entry_is_posted(database: Database) -> None:
    found(database, plan(spring()))
    visits(database, 2)
    planning.publish(database, COMMAND_LINE, plan(spring(key="other")), reason="x", effective_from=dt.date(2026, 1, 1), now=at(500))
    done = rescoring.rescore(database, COMMAND_LINE, period=PeriodKind.MONTH, on=START, reason="x", now=at(501))
    assert (done["entries"], paid(database)) == (0, {"other": 20})
    assert verify(database, COMMAND_LINE).offence is None
