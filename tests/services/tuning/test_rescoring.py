"""A rescore gives an open period what the versions in force now give, says so in its preview to the point, and the books agree."""

import datetime as dt
import threading
from typing import Any

import pytest

from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE, Actor, Role
from services.activities.reversing import reverse
from services.boards.entry_lines import entry_lines
from services.errors import Conflict, Forbidden, Invalid
from services.explanations import explaining_entries
from services.explanations.explaining import activity
from services.ledger.rebuilding import rebuild
from services.ledger.verifying import verify
from services.plans import planning
from services.tuning import rescoring
from tests.promises.history import FIRST, act, at, close_through, found, live, rule, second, send
from tests.services.tuning.replays import NOW, VISIT, plain, replayed

Document = dict[str, Any]
JANUARY = dt.date(2026, 1, 1)
DAILY = rule("visit", "visit", award={"to": "employee", "points": 10}, limits=[{"per": "day", "points": 15}])


def again(database: Database, *, period: str = "month", on: dt.date = JANUARY, now: int = NOW, **how: Any) -> Document:
    """Rescored, after a preview that says the same."""
    kind = rescoring.PeriodKind(period)
    seen = rescoring.preview(database, COMMAND_LINE, period=kind, on=on, now=now)
    done = rescoring.rescore(database, COMMAND_LINE, period=kind, on=on, reason="fair", now=now, **how)
    assert seen == done | {"dry_run": True}
    return done


def publish(database: Database, plan: Document, on: dt.date = JANUARY, now: int = NOW) -> None:
    planning.publish(database, COMMAND_LINE, plan, reason="again", effective_from=on, now=now)


TABLES = ("account_balance", "lot", "employee_standing", "customer_standing", "limit_use")


def books(database: Database) -> dict[str, list[Any]]:
    with database.read() as session:
        return {table: sorted(session.rows(f"SELECT * FROM {table}")) for table in TABLES}


def assert_agrees(database: Database) -> None:
    assert verify(database, COMMAND_LINE).offence is None
    before = books(database)
    rebuild(database, COMMAND_LINE)
    after = books(database)
    for table in TABLES:
        if table != "customer_standing":  # folded only as far as somebody looked
            assert before[table] == after[table], table
    assert verify(database, COMMAND_LINE).offence is None


def ledger_scores(database: Database, start: str, end: str) -> dict[str, int]:
    days = [(dt.date.fromisoformat(day) - dt.date(1970, 1, 1)).days for day in (start, end)]
    with database.read() as session:
        rows = session.rows(
            "SELECT a.code, SUM(l.score) FROM ledger_entry l JOIN account a ON a.id = l.account_id "
            "WHERE l.booked_on >= :start AND l.booked_on < :end GROUP BY a.code",
            start=days[0],
            end=days[1],
        )
    return {code: int(score) for code, score in rows if score}


def entries(database: Database) -> int:
    with database.read() as session:
        return int(session.value("SELECT COUNT(*) FROM ledger_entry"))


def test_differences_are_posted_naming_both_versions(database: Database) -> None:
    found(database, plain(VISIT))
    send(database, [act(1), act(2, employee="E2")], hours=1)
    publish(database, plain(rule("visit", "visit", award={"to": "employee", "points": 8})))
    moved = [(h["kind"], h["code"], h["score_before"], h["score_after"]) for h in again(database)["holders"]]
    assert moved == [("employee", "E1", 5, 8), ("employee", "E2", 5, 8)]
    with database.read() as session:
        rows = session.rows("SELECT score, balance, was, plan_version, from_version, reason FROM ledger_entry WHERE kind = 'rescore'")
    assert rows == [(3, 3, 5, 2, 1, "fair")] * 2
    assert_agrees(database)


def test_at_once_again_it_changes_nothing(database: Database) -> None:
    found(database, plain(VISIT))
    send(database, [act(1)], hours=1)
    publish(database, plain(DAILY))
    assert again(database)["entries"] == 1
    count = entries(database)
    assert again(database)["entries"] == 0
    assert entries(database) == count


def test_an_organisation_that_has_lived_agrees_before_and_after(database: Database) -> None:
    live(database)
    assert_agrees(database)
    publish(database, second(), on=dt.date(2026, 1, 19))
    week = dt.date(2026, 1, 19)
    again(database, period="week", on=week)
    assert again(database, period="day", on=dt.date(2026, 1, 14))["dry_run"] is False
    assert_agrees(database)
    publish(database, second(), on=dt.date(2026, 1, 13), now=at(510))
    assert again(database, period="day", on=dt.date(2026, 1, 13), now=at(511))["entries"] > 0
    assert_agrees(database)
    send(database, [act(700 + n, "visit", 480, customer="C1", employee="E1") for n in range(4)], hours=512)
    assert_agrees(database)
    assert again(database, period="day", on=dt.date(2026, 1, 14), now=at(513))["entries"] > 0
    assert again(database, period="day", on=dt.date(2026, 1, 13), now=at(514))["dry_run"] is False
    assert_agrees(database)


def test_replay_then_publish_then_rescore_gives_the_replay(database: Database) -> None:
    live(database)
    days = dt.date(2026, 1, 13), dt.date(2026, 1, 14)
    for on in (dt.date(2026, 1, 13), dt.date(2026, 1, 14), dt.date(2026, 1, 15)):
        days = on, on + dt.timedelta(days=1)
        draft = second()
        promised = replayed(database, draft, days)
        publish(database, draft, on=on)
        again(database, period="day", on=on)
        wanted = {code: score for code, score in promised.holders.select("code", "score_after").iter_rows() if score}
        assert ledger_scores(database, days[0].isoformat(), days[1].isoformat()) == wanted
    assert_agrees(database)


def test_limits_afterwards_count_what_stands(database: Database) -> None:
    found(database, plain(DAILY))
    send(database, [act(1), act(2)], hours=1)
    publish(database, plain({**DAILY, "award": {"to": "employee", "points": 4}}))
    again(database)
    outcome = send(database, [act(3), act(4)], hours=510)
    assert [list(o.points or ()) for o in outcome] == [[("employee:E1", "visit", 4)], [("employee:E1", "visit", 3)]]
    assert_agrees(database)


def test_limits_of_many_at_once_count_what_stands(database: Database) -> None:
    found(database, plain(DAILY))
    send(database, [act(n, hours=24 * (n % 20), employee=f"E{n % 2 + 1}") for n in range(40)], hours=500)
    publish(database, plain({**DAILY, "award": {"to": "employee", "points": 4}}), now=at(505))
    assert again(database, now=at(506))["entries"] > 0
    outcome = send(database, [act(100 + n, hours=24 * (n % 20), employee=f"E{n // 20 + 1}") for n in range(40)], hours=510)
    assert sum(points for one in outcome for _, _, points in one.points or ()) > 0
    assert_agrees(database)


@pytest.mark.parametrize("same", [["customer"], ["attributes.case"]])
def test_an_award_taken_to_zero_frees_what_it_used_of_compared_fields(database: Database, same: list[str]) -> None:
    once = rule("visit", "visit", award={"to": "employee", "points": 10}, limits=[{"per": "month", "times": 1, "same": same}])
    dear = {**once, "when": [{"field": "amount", "op": ">=", "value": 100}]}
    about = {"employee": "E1", "customer": "C1", "attributes": {"case": "x"}}
    found(database, plain(once))
    send(database, [act(1, amount="5", **about), act(2, amount="5", **about)], hours=1)
    publish(database, plain(dear))
    assert again(database)["entries"] == 1
    outcome = send(database, [act(3, amount="100", **about), act(4, amount="100", **about)], hours=510)
    assert [len(o.points or ()) for o in outcome] == [1, 0]
    assert_agrees(database)


def test_a_cooldown_is_freed_by_an_award_that_is_gone(database: Database) -> None:
    calls = rule("call", "call", award={"to": "employee", "points": 2}, cooldown={"hours": 24})
    found(database, plain(calls))
    send(database, [act(1, "call", 0, amount="1")], hours=1)
    publish(database, plain({**calls, "when": [{"field": "amount", "op": ">=", "value": 100}]}))
    again(database)
    assert len(send(database, [act(2, "call", 1, amount="100")], hours=510)[0].points or ()) == 1
    assert_agrees(database)


def test_a_reversal_takes_back_all_that_was_earned(database: Database) -> None:
    found(database, plain(VISIT))
    send(database, [act(1)], hours=1)
    publish(database, plain(rule("visit", "visit", award={"to": "employee", "points": 8})))
    again(database)
    assert reverse(database, COMMAND_LINE, "test", "a1", reason="wrong", now=NOW)["reversed"] == 8
    assert ledger_scores(database, "2026-01-01", "2026-02-01") == {}
    publish(database, plain(DAILY), now=at(501))
    again(database, now=at(502))
    assert ledger_scores(database, "2026-01-01", "2026-02-01") == {}
    assert_agrees(database)


def test_what_was_reversed_stays_at_nothing_and_still_uses_limits(database: Database) -> None:
    found(database, plain(VISIT))
    send(database, [act(1), act(2)], hours=1)
    reverse(database, COMMAND_LINE, "test", "a1", reason="wrong", now=at(2))
    publish(database, plain(DAILY))
    assert again(database)["holders"] == []
    assert ledger_scores(database, "2026-01-01", "2026-02-01") == {"E1": 5}
    assert_agrees(database)


def test_what_was_recorded_before_there_was_a_plan_is_scored(database: Database) -> None:
    found(database, None)
    send(database, [act(1)], hours=1)
    planning.publish(database, COMMAND_LINE, plain(VISIT), reason="first", now=at(20))
    again(database)
    assert ledger_scores(database, "2026-01-01", "2026-02-01") == {"E1": 5}
    assert_agrees(database)


def test_an_entry_says_both_versions_and_the_difference(database: Database) -> None:
    found(database, plain(VISIT))
    send(database, [act(1)], hours=1)
    publish(database, plain(rule("visit", "visit", label={"en": "Visit", "zh": "拜访"}, award={"to": "employee", "points": 8})))
    again(database)
    lines = entry_lines(database, COMMAND_LINE, HolderKind.EMPLOYEE, "E1", now=NOW).items
    assert [(line.kind, line.score, line.rule_label) for line in lines] == [("rescore", 3, "Visit"), ("earned", 5, "visit")]
    assert lines[0].explanation == "Visit: scored again, +3 points: 5 under version 1 of the plan, 8 under version 2. fair"
    shown = explaining_entries.entry(database, COMMAND_LINE, HolderKind.EMPLOYEE, "E1", lines[0].id, language="zh", now=NOW)
    assert shown["explanation"] == "拜访：重新计分 +3 分，原按方案第 1 版为 5 分，现按第 2 版为 8 分。fair"
    assert (shown["plan_version"], shown["from_version"], shown["reckoning"]["points"]) == (2, 1, 8)
    first = explaining_entries.entry(database, COMMAND_LINE, HolderKind.EMPLOYEE, "E1", lines[1].id, now=NOW)
    assert (first["from_version"], first["reckoning"]["points"]) == (None, 5)
    told = activity(database, COMMAND_LINE, "test", "a1", now=NOW)
    assert (told["plan_version"], told["rules"][0]["points"]) == (2, 8)


def test_an_award_that_a_rescore_cut_is_explained_by_what_stood_then(database: Database) -> None:
    found(database, plain(VISIT))
    send(database, [act(1), act(2)], hours=1)
    publish(database, plain(DAILY))
    again(database)
    told = [activity(database, COMMAND_LINE, "test", key, now=NOW)["rules"][0]["points"] for key in ("a1", "a2")]
    assert told == [10, 5]


def test_a_period_with_a_closed_day_is_refused(database: Database) -> None:
    found(database, plain(VISIT))
    send(database, [act(1)], hours=1)
    close_through(database, dt.date(2026, 1, 5))
    for period in ("day", "month", "all"):
        with pytest.raises(Conflict, match="closed"):
            rescoring.rescore(database, COMMAND_LINE, period=rescoring.PeriodKind(period), on=dt.date(2026, 1, 5), reason="x", now=NOW)
        with pytest.raises(Conflict, match="closed"):
            rescoring.preview(database, COMMAND_LINE, period=rescoring.PeriodKind(period), on=dt.date(2026, 1, 5), now=NOW)
    assert again(database, period="day", on=dt.date(2026, 1, 6))["entries"] == 0


def test_only_whom_publishing_is_open_to_may_and_a_reason_is_needed(database: Database) -> None:
    found(database, plain(VISIT))
    ann = Actor("user:ann", role=Role.EMPLOYEE, employee_id=1)
    with pytest.raises(Forbidden):
        rescoring.preview(database, ann, period=rescoring.PeriodKind.MONTH, on=JANUARY, now=NOW)
    with pytest.raises(Forbidden):
        rescoring.rescore(database, ann, period=rescoring.PeriodKind.MONTH, on=JANUARY, reason="x", now=NOW)
    with pytest.raises(Invalid):
        rescoring.rescore(database, COMMAND_LINE, period=rescoring.PeriodKind.MONTH, on=JANUARY, reason=" ", now=NOW)


def test_what_is_recorded_meanwhile_is_neither_lost_nor_counted_twice(database: Database) -> None:
    found(database, plain(DAILY))
    send(database, [act(n, hours=n % 40, employee=f"E{n % 5 + 1}") for n in range(100)], hours=50)
    publish(database, plain({**DAILY, "award": {"to": "employee", "points": 4}}))
    month = rescoring.PeriodKind.MONTH

    def score_again() -> None:
        for _ in range(3):
            rescoring.rescore(database, COMMAND_LINE, period=month, on=JANUARY, reason="x", now=NOW)

    others = [
        threading.Thread(target=score_again),
        threading.Thread(target=lambda: [send(database, [act(200 + n, hours=n, employee=f"E{n % 5 + 1}")], hours=510) for n in range(30)]),
    ]
    for other in others:
        other.start()
    for other in others:
        other.join()
    again(database)
    with database.read() as session:
        assert session.value("SELECT COUNT(*) FROM activity") == 130
    assert_agrees(database)
    assert again(database)["entries"] == 0


def test_two_versions_in_a_period_are_scored_in_the_one_order(database: Database) -> None:
    found(database, plain({**DAILY, "limits": [{"per": "month", "points": 60}]}))
    for n in range(12):
        send(database, [act(n, hours=(n * 31) % 96)], hours=100)
    publish(
        database,
        plain({**DAILY, "limits": [{"per": "month", "times": 4}], "award": {"to": "employee", "points": 7}}),
        on=dt.date(2026, 1, 7),
    )
    assert again(database)["entries"] > 0
    assert_agrees(database)
    publish(database, FIRST, on=dt.date(2026, 1, 6), now=at(510))
    again(database, now=at(511))
    assert_agrees(database)
