"""Drafts of the plan: begun from anything, kept with their mistakes, never overwritten unnoticed, published whole."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.engine import Database
from scoring.plan import write_plan
from scoring.plan_reading import read_plan
from services import organising
from services.access import COMMAND_LINE, Actor, Role
from services.beginning.setting_up import initialise
from services.errors import Conflict, Forbidden, Invalid, PlanRefused, Refusal, Unknown
from services.plans import plan_drafts, planning
from services.plans.plan_documents import bounded, read_yaml, write_yaml
from services.plans.starters import starter_plan
from tests.promises.history import at
from tests.scoring.worlds import random_plan

ANN = Actor("user:ann", role=Role.MANAGER)
BEN = Actor("user:ben", role=Role.MANAGER)
PLAN: dict[str, Any] = {
    "name": "Plain",
    "rules": [{"key": "deal", "category": "outcome", "activity": "deal", "award": {"to": "employee", "points": 50}}],
}


def worth(points: int) -> dict[str, Any]:
    """The plan with a deal worth so much."""
    [rule] = PLAN["rules"]
    return PLAN | {"rules": [rule | {"award": rule["award"] | {"points": points}}]}


@pytest.fixture
def acme(database: Database) -> Database:
    """An organisation with one version of the plan."""
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", first_plan=PLAN, now=at(0))
    return database


def audited(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(a, s) for a, s in session.rows("SELECT action, subject FROM audit ORDER BY id") if "draft" in a]


def test_a_draft_begins_as_a_version_a_starter_a_file_or_nothing(acme: Database) -> None:
    planning.publish(acme, COMMAND_LINE, worth(60), reason="more", now=at(1))
    newest = plan_drafts.start_from_version(acme, ANN, name="a", now=at(2))
    older = plan_drafts.start_from_version(acme, ANN, name="b", version=1, now=at(3))
    starter = plan_drafts.start_from_starter(acme, ANN, "field_sales", name="c", now=at(4))
    file = plan_drafts.start_from_yaml(acme, ANN, write_yaml(worth(70)), name="d", now=at(5))
    empty = plan_drafts.start_empty(acme, BEN, name="e", now=at(6))
    assert (newest.head.based_on, newest.changes, newest.compared_with) == (2, (), 2)
    assert older.head.based_on == 1
    assert older.changes is not None
    assert [c.document()["to"] for c in older.changes] == [50]
    assert starter.document == write_plan(starter_plan("field_sales"))
    assert file.document == worth(70)
    assert empty.mistakes == ()
    assert [head.name for head in plan_drafts.drafts(acme, ANN)] == ["e", "d", "c", "b", "a"]


def test_a_draft_that_is_no_plan_is_kept_with_the_place_of_each_mistake(acme: Database) -> None:
    wrong = {"name": "", "rules": [{"key": "deal", "weight": -1, "award": {"to": "employee"}}, {"key": "deal"}], "more": True}
    draft = plan_drafts.start(acme, ANN, wrong, name="half done", now=at(1))
    found = plan_drafts.get(acme, BEN, draft.head.id)
    assert found.document == wrong
    assert found.changes is None
    assert {"name", "more", "rules[0].weight", "rules[0].award.points", "rules[1].key"} <= {m.path for m in found.mistakes}


def test_whoever_saves_over_somebody_else_is_told_who_and_when(acme: Database) -> None:
    draft = plan_drafts.start_from_version(acme, ANN, name="x", now=at(1)).head
    plan_drafts.save(acme, BEN, draft.id, worth(70), revision=draft.revision, now=at(2))
    with pytest.raises(Conflict, match=r"ben saved this draft at 20\d\d-\d\d-\d\d \d\d:\d\d") as refused:
        plan_drafts.save(acme, ANN, draft.id, worth(80), revision=draft.revision, now=at(3))
    assert refused.value.code == "draft_changed"
    stands = plan_drafts.get(acme, ANN, draft.id)
    assert (stands.document, stands.head.revision, stands.head.updated_by) == (worth(70), 2, "user:ben")


def test_of_many_who_save_at_once_one_succeeds(acme: Database) -> None:
    draft = plan_drafts.start_from_version(acme, ANN, name="x").head

    def save(points: int) -> int | None:
        try:
            plan_drafts.save(acme, ANN, draft.id, worth(points), revision=draft.revision)
        except Conflict:
            return None
        return points

    with ThreadPoolExecutor(4) as hands:
        saved = [points for points in hands.map(save, range(60, 68)) if points is not None]
    stands = plan_drafts.get(acme, ANN, draft.id)
    assert [worth(points) for points in saved] == [stands.document]
    assert stands.head.revision == 2


def test_saving_what_stands_and_renaming_disturb_nobody(acme: Database) -> None:
    draft = plan_drafts.start_from_version(acme, ANN, name="x", now=at(1)).head
    saved = plan_drafts.get(acme, ANN, draft.id).document
    assert plan_drafts.save(acme, BEN, draft.id, saved, revision=1, now=at(2)).head == draft
    plan_drafts.rename(acme, BEN, draft.id, "  Spring  ", now=at(3))
    after = plan_drafts.save(acme, ANN, draft.id, worth(55), revision=1, now=at(4)).head
    assert (after.name, after.revision) == ("Spring", 2)
    with pytest.raises(Invalid, match="must not be blank"):
        plan_drafts.rename(acme, ANN, draft.id, "   ")


def test_a_published_draft_is_a_version_and_no_draft(acme: Database) -> None:
    draft = plan_drafts.start_from_version(acme, ANN, name="x", now=at(1)).head
    read = plan_drafts.save(acme, ANN, draft.id, worth(60), revision=1, now=at(2))
    answer = plan_drafts.publish(acme, BEN, draft.id, revision=2, compared_with=1, reason="more for deals", now=at(3))
    assert read.changes is not None
    assert answer["changes"] == [change.document() for change in read.changes]
    assert (answer["version"], answer["by"], answer["reason"]) == (2, "user:ben", "more for deals")
    assert planning.get(acme, ANN)["plan"] == write_plan(read_plan(worth(60)))
    with pytest.raises(Unknown, match="published or discarded"):
        plan_drafts.get(acme, ANN, draft.id)
    subject = f"plan_draft:{draft.id}"
    assert audited(acme) == [("start plan draft", subject), ("save plan draft", subject), ("publish plan draft", subject)]


def test_nothing_is_published_that_was_not_seen(acme: Database) -> None:
    draft = plan_drafts.start(acme, ANN, worth(60), name="x", now=at(1)).head
    with pytest.raises(Conflict, match="opened it"):
        plan_drafts.publish(acme, ANN, draft.id, revision=2, compared_with=1, reason="x", now=at(2))
    planning.publish(acme, BEN, worth(70), reason="first", now=at(3))
    with pytest.raises(Conflict, match="Version 2 was published") as refused:
        plan_drafts.publish(acme, ANN, draft.id, revision=1, compared_with=1, reason="x", now=at(4))
    assert refused.value.code == "newer_version"
    assert plan_drafts.get(acme, ANN, draft.id).compared_with == 2
    assert plan_drafts.publish(acme, ANN, draft.id, revision=1, compared_with=2, reason="x", now=at(5))["version"] == 3


def test_a_draft_that_is_refused_stands_as_it_was(acme: Database) -> None:
    draft = plan_drafts.start(acme, ANN, {"name": "x", "rules": [{"key": "a"}]}, name="x", now=at(1)).head
    for reason, expected in (("why", PlanRefused), ("", Invalid)):
        with pytest.raises(expected):
            plan_drafts.publish(acme, ANN, draft.id, revision=1, compared_with=1, reason=reason, now=at(2))
    assert plan_drafts.get(acme, ANN, draft.id).head == draft
    assert len(planning.list_versions(acme, ANN)["items"]) == 1


def test_a_draft_is_published_for_a_day_to_come(acme: Database) -> None:
    draft = plan_drafts.start(acme, ANN, worth(60), name="x", now=at(1)).head
    answer = plan_drafts.publish(acme, ANN, draft.id, revision=1, compared_with=1, reason="x", effective_from=date(2030, 1, 1), now=at(2))
    assert answer["effective_from"] == "2030-01-01T00:00:00+08:00"


def test_publishing_can_be_reserved_to_administrators(acme: Database) -> None:
    draft = plan_drafts.start(acme, ANN, worth(60), name="x", now=at(1)).head
    assert planning.may_publish(acme, ANN)
    organising.change(acme, COMMAND_LINE, {"managers_publish": False})
    assert not planning.may_publish(acme, ANN)
    for publish in (
        lambda: plan_drafts.publish(acme, ANN, draft.id, revision=1, compared_with=1, reason="x", now=at(2)),
        lambda: planning.publish(acme, ANN, worth(60), reason="x", now=at(2)),
    ):
        with pytest.raises(Forbidden, match="reserved to administrators") as refused:
            publish()
        assert refused.value.code == "reserved"
    boss = Actor("user:boss", role=Role.ADMIN)
    assert planning.may_publish(acme, boss)
    assert plan_drafts.publish(acme, boss, draft.id, revision=1, compared_with=1, reason="x", now=at(3))["version"] == 2


def test_a_discarded_draft_is_gone(acme: Database) -> None:
    draft = plan_drafts.start_empty(acme, ANN, name="x", now=at(1)).head
    plan_drafts.discard(acme, BEN, draft.id, now=at(2))
    assert plan_drafts.drafts(acme, ANN) == ()
    for number in (draft.id, 0, -1, 2**40):
        with pytest.raises(Unknown):
            plan_drafts.save(acme, ANN, number, PLAN, revision=1)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        pytest.param(f"name: {'x' * 1_000_000}", "larger than 1 MB", id="a megabyte"),
        pytest.param(json.dumps({"name": "x", "rules": [{}] * 10_000}), "10000 rules and at most 500", id="ten thousand rules"),
        pytest.param(BOMB, "larger than 1 MB", id="a few lines that become gigabytes"),
        pytest.param("- a\n- b", "must be an object", id="a list"),
        pytest.param("name: [", "cannot be read at line", id="no YAML"),
        pytest.param("a: " + "[" * 50 + "]" * 50, "nested too deeply", id="nested"),
        pytest.param('name: "\\ud800"', "cannot be", id="half a character"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_cannot_be_worked_on_is_refused(acme: Database, written: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        plan_drafts.start_from_yaml(acme, ANN, written, name="x")
    assert plan_drafts.drafts(acme, ANN) == ()


def test_five_hundred_rules_are_saved(acme: Database) -> None:
    draft = plan_drafts.start_empty(acme, ANN, name="x").head
    document = random_plan(Random(1), rules=500)
    saved = plan_drafts.save(acme, ANN, draft.id, document, revision=1)
    assert saved.mistakes == ()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_a_plan_comes_back_from_its_file_and_from_its_draft_as_it_was(seed: int) -> None:
    document = random_plan(Random(seed), rules=3)
    plan = read_plan(document)
    assert read_plan(bounded(document)) == plan
    assert read_plan(read_yaml(write_yaml(write_plan(plan)))) == plan


@pytest.mark.parametrize("text", ["012", "yes", "2026-03-01", "a: b", " x ", "#", "=", "1e3", "汉字", "null", "~", "", "- x"])
def test_texts_that_yaml_could_mistake_come_back_as_texts(text: str) -> None:
    assert read_yaml(write_yaml({"name": text, "rules": [{"label": {text: text}}]})) == {"name": text, "rules": [{"label": {text: text}}]}
