"""The ledger of a holder as a page reads it: each line with what it was for, about whom, when."""

import datetime as dt
from typing import Any

import pytest

from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE, Actor, Role, Scope
from services.activities.activity_facts import Named
from services.activities.reversing import reverse
from services.boards.entry_lines import EntryLine, entry_lines, latest_entries
from services.boards.statements import entries
from services.errors import Forbidden, Invalid, Unknown
from services.page import Page
from services.plans import planning
from services.world import world
from tests.promises.history import act, at, found, rule, send

NOW = at(600)
PLAN: dict[str, Any] = {
    "name": "Lines",
    "rules": [
        rule("won", "deal", label={"en": "Deal won", "zh": "成交"}, award={"to": "employee", "points": 50}),
        rule("visited", "visit", award={"to": "employee", "points": 5}),
        rule("helped", "help", award={"to": "collaborators", "points": 20}),
        rule("spent", "deal", award={"to": "customer", "points": 1, "per": 10, "of": "amount"}),
    ],
}


def look(database: Database, code: str = "E1", actor: Actor = COMMAND_LINE, **more: Any) -> Page[EntryLine]:
    kind = HolderKind.CUSTOMER if code.startswith("C") else HolderKind.EMPLOYEE
    return entry_lines(database, actor, kind, code, now=NOW, **more)


@pytest.fixture
def office(database: Database) -> Database:
    found(database, PLAN)
    sent = [act(1, "deal", 1, employee="E1", customer="C1", amount="100"), act(2, "visit", 26, employee="E1", customer="C2")]
    send(database, [*sent, act(3, "help", 50, employee="E5", customer="C5", collaborators=["E1"])])
    return database


def test_a_line_reads_by_itself(office: Database) -> None:
    helped, _, won = look(office).items
    assert (won.score, won.label, won.customer, won.employee) == (50, "Deal won", Named("C1", "C1"), Named("E1", "E1"))
    assert (won.type, won.type_label, won.source, won.external_id) == ("deal", "deal", "test", "a1")
    assert (won.occurred_at.isoformat(), won.booked_on) == ("2026-01-05T11:00:00+08:00", dt.date(2026, 1, 5))
    assert (helped.score, helped.label, helped.employee) == (20, "helped", Named("E5", "E5"))
    assert look(office, language="zh").items[2].label == "成交"
    assert look(office, "C1").items[0].employee == Named("E1", "E1")


def test_a_rule_is_called_as_it_was_when_it_scored(office: Database) -> None:
    renamed = {**PLAN, "rules": [{**PLAN["rules"][0], "label": {"en": "Sold", "zh": "售出"}}]}
    planning.publish(office, COMMAND_LINE, renamed, reason="new name", now=at(550))
    send(office, [act(9, "deal", 560)], hours=561)
    assert [line.label for line in look(office, rule="won").items] == ["Sold", "Deal won"]


def test_a_reversal_names_what_it_takes_back(office: Database) -> None:
    reverse(office, COMMAND_LINE, "test", "a1", reason="returned", now=NOW)
    newest, oldest = look(office, rule="won").items
    assert (newest.kind, newest.score, newest.label, newest.reverses, newest.reason) == ("reversal", -50, "Deal won", oldest.id, "returned")


def test_rules_kinds_and_days_narrow_the_list(office: Database) -> None:
    reverse(office, COMMAND_LINE, "test", "a1", reason="returned", now=NOW)
    assert [line.external_id for line in look(office, rule="visited").items] == ["a2"]
    assert [line.kind for line in look(office, kind="reversal").items] == ["reversal"]
    assert [line.external_id for line in look(office, from_on=dt.date(2026, 1, 6), to_on=dt.date(2026, 1, 7)).items] == ["a2"]


@pytest.mark.parametrize("code", ["E1", "C2"])
def test_lines_are_the_entries_of_the_statement(versions: Database, code: str) -> None:
    kind = HolderKind.CUSTOMER if code == "C2" else HolderKind.EMPLOYEE
    for language in ("en", "zh"):
        whole = entries(versions, COMMAND_LINE, kind, code, limit=1000, language=language)["items"]
        lines = look(versions, code, limit=1000, language=language).items
        same = ("id", "kind", "score", "balance", "rule", "plan_version", "actor", "reason", "reverses", "explanation")
        assert [{name: getattr(line, name) for name in same} for line in lines] == [{name: e[name] for name in same} for e in whole]
    first = look(versions, code, limit=7, language="zh")
    assert [*first.items, *look(versions, code, limit=1000, cursor=first.next_cursor, language="zh").items] == list(lines)
    assert latest_entries(versions, COMMAND_LINE, kind, code, limit=7, language="zh", now=NOW) == lines[:7]


def test_the_customer_of_somebody_elses_activity_is_not_told(office: Database) -> None:
    with office.read() as session:
        number = world(office, session).directory.employee_ids["E1"]
    own = Actor("user:e", role=Role.EMPLOYEE, employee_id=number)
    helped, visited, won = look(office, actor=own).items
    assert (helped.customer, visited.customer, won.customer) == (None, Named("C2", "C2"), Named("C1", "C1"))
    assert look(office).items[0].customer == Named("C5", "C5")
    for code, actor in (("E2", own), ("C2", own), ("E1", Actor("key:x", frozenset({Scope.ACTIVITIES_WRITE})))):
        with pytest.raises(Forbidden):
            look(office, code, actor)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"code": "nobody"}, Unknown),
        ({"rule": "nothing"}, Unknown),
        ({"limit": 0}, Invalid),
        ({"cursor": "nonsense"}, Invalid),
        ({"from_on": dt.date(2026, 2, 1), "to_on": dt.date(2026, 1, 1)}, Invalid),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(office: Database, wrong: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        look(office, **wrong)
