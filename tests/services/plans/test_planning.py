"""A plan is published whole or refused whole, and no version ever changes."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.engine import Database
from scoring.periods import micros
from scoring.plan import write_plan
from scoring.plan_reading import read_plan
from services.access import COMMAND_LINE, Actor, Scope
from services.activities.catalogue import put_type
from services.activities.intake import read
from services.activities.recording import record, submission
from services.beginning.setting_up import initialise
from services.errors import Conflict, Forbidden, Invalid, NotReady, PlanRefused, Unknown
from services.ledger.verifying import verify
from services.people.people import put_customers, put_employees
from services.plans import planning
from services.plans.planning import publish, read_document
from services.world import World, world

PLANNER = Actor("key:plans", frozenset({Scope.PLANS_WRITE}))
READER = Actor("key:reader", frozenset({Scope.POINTS_READ}))
TILL = Actor("key:till", frozenset({Scope.ACTIVITIES_WRITE}))
NEW_YORK = ZoneInfo("America/New_York")
NOW = micros(dt.datetime(2026, 3, 10, 9, tzinfo=NEW_YORK))
STARTERS = sorted((Path(__file__).parents[3] / "config" / "plans").glob("*.yaml"))


def plan(**rule: object) -> dict[str, Any]:
    given = {"key": "visit", "category": "behaviour", "activity": "visit", "award": {"to": "employee", "points": 5}}
    return {"name": "Sales", "rules": [given | rule]}


@pytest.fixture
def acme(database: Database) -> Database:
    initialise(database, COMMAND_LINE, name="Acme", timezone="America/New_York", currency="USD", now=NOW)
    return database


def seen(database: Database) -> World:
    with database.read() as session:
        return world(database, session)


# documents


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{field: amount, op: =, value: 1}", {"field": "amount", "op": "=", "value": 1}),
        ("on: 2026-01-02", {"on": dt.date(2026, 1, 2)}),
        ("channel: [no, NO, yes, on, y]", {"channel": ["no", "NO", "yes", "on", "y"]}),
        ("a: true\nb: False", {"a": True, "b": False}),
        ("base: &b {x: 1}\nmore: {<<: *b, x: 2}", {"base": {"x": 1}, "more": {"x": 2}}),
        (
            '{"weight": 0.1, "label": "\\ud83d\\ude00", "path": "a\\/b"}',
            {"weight": Decimal("0.1"), "label": "😀", "path": "a/b"},
        ),
        ('\t{"a": 1}', {"a": 1}),
        ("", None),
    ],
    ids=["equals", "date", "no is text", "flags", "merge", "json", "json after a tab", "empty"],
)
def test_a_document_is_yaml_or_json(text: str, value: object) -> None:
    assert read_document(text) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: a\nrules:\n  - key: [1\n", "line 4"),
        ("name: a\nname: b\n", "line 2: the key name stands twice"),
        ("a:\n  b: 1\n  c: 2\n  'b': 3\n", "line 4: the key b stands twice"),
        ("a: 1\nfrom: 2026-02-30\n", "line 2: 2026-02-30 is no date"),
        ("a: 1\nb: !!timestamp soon\n", "line 2"),
        ("a: !!int x\n", "line 1"),
        ("when:\n- {field: amount, op: >=, value: 1}\n", 'line 2: put quotes around the sign: op: ">="'),
        ("when:\n- op: !=\n  value: 1\n", 'line 2: put quotes around the sign: op: "!="'),
        ("a: !!python/object:os.system x\n", "line 1"),
        ("a: 1\nb: \x00\n", "line 2"),
        ("a: 1\n--- \nb: 2\n", "line 2"),
        ("a: 1\n\tb: 2\n", "line 2"),
        ("a: *nobody\n", "line 1"),
        ("[" * 100_000, "nested too deeply"),
        ("a: " + "[" * 100_000, "nested too deeply"),
        ('{"a": 1, "a": 2}', "the key a stands twice"),
        ('{"a": NaN}', "NaN is no number"),
        ('{"a": ' + "1" * 5000 + "}", "too long"),
        ("a: " + "1" * 5000, "line 1"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence_with_the_line(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_document(text)
    assert said in refused.value.message
    assert "\n" not in refused.value.message
    assert len(refused.value.message) < 300


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", STARTERS, ids=lambda path: path.stem)
def test_every_starter_plan_can_be_published(acme: Database, path: Path) -> None:
    document = read_document(path.read_text(encoding="utf-8"))
    answer = publish(acme, PLANNER, document, reason="start")
    assert answer["plan"] == write_plan(read_plan(document))


# publishing


def test_the_first_version_is_in_force_since_always(acme: Database) -> None:
    answer = publish(acme, PLANNER, plan(), reason="start", now=NOW)
    assert answer == {
        "version": 1,
        "name": "Sales",
        "effective_from": None,
        "published_at": "2026-03-10T09:00:00-04:00",
        "by": "key:plans",
        "reason": "start",
        "changes": None,
        "plan": write_plan(read_plan(plan())),
    }
    assert seen(acme).plan_at(0) is not None


def test_the_first_version_refuses_a_date(acme: Database) -> None:
    with pytest.raises(Conflict) as refused:
        publish(acme, PLANNER, plan(), reason="start", effective_from=dt.date(2026, 4, 1))
    assert refused.value.field == "effective_from"
    assert seen(acme).plans == ()


def test_a_later_version_is_in_force_from_its_publishing(acme: Database) -> None:
    publish(acme, PLANNER, plan(), reason="start", now=NOW - 1)
    answer = publish(acme, PLANNER, plan(weight=2), reason="more", now=NOW)
    assert answer["effective_from"] == answer["published_at"] == "2026-03-10T09:00:00-04:00"
    versions = [seen(acme).plan_at(at) for at in (NOW - 1, NOW)]
    assert [version and version.version for version in versions] == [1, 2]


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (dt.date(2026, 3, 1), "2026-03-01T00:00:00-05:00"),
        (dt.date(2026, 3, 9), "2026-03-09T00:00:00-04:00"),
        (dt.date(2027, 1, 1), "2027-01-01T00:00:00-05:00"),
    ],
)
def test_a_dated_version_is_in_force_from_the_beginning_of_its_day(acme: Database, day: dt.date, since: str) -> None:
    publish(acme, PLANNER, plan(), reason="start", now=NOW)
    assert publish(acme, PLANNER, plan(), reason="again", effective_from=day, now=NOW)["effective_from"] == since


def test_a_version_does_not_begin_in_what_is_closed(acme: Database) -> None:
    publish(acme, PLANNER, plan(), reason="start", now=NOW)
    with acme.write() as session:
        session.run("UPDATE organisation SET closed_through = 20513")  # 2026-03-01
        session.run("UPDATE ledger_head SET directory_revision = directory_revision + 1")
    with pytest.raises(Conflict, match="2026-03-01 is closed"):
        publish(acme, PLANNER, plan(), reason="late", effective_from=dt.date(2026, 3, 1), now=NOW)
    assert publish(acme, PLANNER, plan(), reason="late", effective_from=dt.date(2026, 3, 2), now=NOW)["version"] == 2


def test_the_same_document_may_be_published_again(acme: Database) -> None:
    assert [publish(acme, PLANNER, plan(), reason="again")["version"] for _ in range(3)] == [1, 2, 3]


def test_versions_published_at_the_same_time_each_have_their_number(acme: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: publish(acme, PLANNER, plan(), reason=f"writer {n}")["version"], range(8)))
    assert sorted(made) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_bad_plan_is_refused_with_every_mistake_and_nothing_changes(acme: Database) -> None:
    document = plan(award={"to": "employee", "points": 5, "per": 0, "of": "amount"}, weight=101)
    with pytest.raises(PlanRefused) as refused:
        publish(acme, PLANNER, document, reason="start")
    assert {mistake.path for mistake in refused.value.mistakes} == {"rules[0].award.per", "rules[0].weight"}
    assert refused.value.code == "invalid_plan"
    assert seen(acme).plans == ()


@pytest.mark.parametrize("reason", ["", "x" * 501, "a\x00", None, 5])
def test_a_version_needs_a_reason(acme: Database, reason: Any) -> None:
    with pytest.raises(Invalid) as refused:
        publish(acme, PLANNER, plan(), reason=reason)
    assert refused.value.field == "reason"


def test_a_running_process_sees_a_new_version_at_once(acme: Database) -> None:
    other = Database.open(acme.url)
    assert seen(other).plans == ()
    publish(acme, PLANNER, plan(), reason="start")
    assert [version.version for version in seen(other).plans] == [1]
    assert set(seen(other).rule_ids) == {"visit"}
    other.close()


def test_versions_are_listed_newest_first_and_read_one_by_one(acme: Database) -> None:
    for weight in (1, 2, 3):
        publish(acme, PLANNER, plan(weight=weight), reason=f"weight {weight}", now=NOW + weight)
    first = planning.list_versions(acme, READER, limit=2)
    second = planning.list_versions(acme, READER, limit=2, cursor=first["next_cursor"])
    assert [(row["version"], row["reason"]) for row in first["items"] + second["items"]] == [
        (3, "weight 3"),
        (2, "weight 2"),
        (1, "weight 1"),
    ]
    assert second["next_cursor"] is None
    assert "plan" not in first["items"][0]
    assert planning.get(acme, READER, 2)["plan"] == write_plan(read_plan(plan(weight=2)))


def test_plans_are_closed_to_whom_they_do_not_concern(acme: Database) -> None:
    with pytest.raises(Forbidden):
        publish(acme, READER, plan(), reason="start")
    with pytest.raises(Forbidden):
        planning.get(acme, TILL, 1)
    with pytest.raises(Forbidden):
        planning.list_versions(acme, TILL)
    with pytest.raises(Unknown):
        planning.get(acme, READER, 1)


def test_there_is_no_plan_without_an_organisation(database: Database) -> None:
    with pytest.raises(NotReady):
        publish(database, PLANNER, plan(), reason="start")


# setting up


def test_setting_up_with_a_plan_makes_the_types_that_it_names(database: Database) -> None:
    document = read_document((STARTERS[0].parent / "field_sales.yaml").read_text(encoding="utf-8"))
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", first_plan=document)
    here = seen(database)
    assert here.plans[0].plan.activity_types == set(here.types)
    assert planning.get(database, COMMAND_LINE, 1)["reason"] == "first plan"
    assert here.organisation.money_per_1000_points_e4 == 1_000_000
    assert (here.organisation.first_weekday, here.organisation.tie_rule) == (1, "standard")


def test_with_a_bad_plan_nothing_is_set_up(database: Database) -> None:
    with pytest.raises(PlanRefused):
        initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", first_plan={"name": "x", "rule": []})
    with pytest.raises(NotReady):
        seen(database)


def test_there_is_one_organisation(acme: Database) -> None:
    with pytest.raises(Conflict, match="Acme"):
        initialise(acme, COMMAND_LINE, name="Other", timezone="Asia/Shanghai", currency="CNY")
    assert seen(acme).organisation.name == "Acme"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("timezone", zone) for zone in ("Asia", "localtime", "Asia/Nowhere", "", "../etc/passwd", "UTC+8")),
        *(("currency", code) for code in ("cny", "RMB1", "", "¥¥¥")),
        *(("locale", code) for code in ("fr", "zh_CN", "")),
        *(("name", name) for name in ("", "a\n", "x" * 201)),
    ],
)
def test_an_organisation_needs_what_a_calendar_and_a_till_understand(database: Database, field: str, value: str) -> None:
    right = {"name": "Acme", "timezone": "Asia/Shanghai", "currency": "CNY", "locale": "zh"}
    with pytest.raises(Invalid) as refused:
        initialise(database, COMMAND_LINE, **(right | {field: value}))
    assert refused.value.field == field
    with pytest.raises(NotReady):
        seen(database)


# what limits compare

SAME_CASE = {"limits": [{"per": "all", "times": 90, "same": ["attributes.case"]}]}
SAME_PAIR = {"cooldown": {"hours": "0.001", "same": ["employee", "customer"]}}
SAME_ALL = {"limits": [{"per": "day", "times": 90, "same": ["amount", "quantity", "channel", "type", "attributes.a b"]}]}


@pytest.fixture
def staffed(acme: Database) -> Database:
    put_type(acme, COMMAND_LINE, "visit", {"label": "Visit"})
    put_employees(acme, COMMAND_LINE, [{"code": code, "name": code} for code in ("E1", "E2")])
    put_customers(acme, COMMAND_LINE, [{"code": code, "name": code} for code in ("C1", "C2")])
    return acme


def visits(database: Database, start: int, count: int) -> None:
    zone = ZoneInfo("America/New_York")
    items: list[dict[str, Any]] = [
        {
            "type": "visit",
            "source": "crm",
            "external_id": str(n),
            "occurred_at": f"2026-03-{1 + n % 9:02}T10:{n % 60:02}:00-05:00",
            "employee": f"E{1 + n % 2}",
            "customer": f"C{1 + n % 2}" if n % 3 else None,
            "amount": f"{n % 4}.50" if n % 5 else None,
            "quantity": n % 2,
            "channel": "web",
            "attributes": {"case": f"case {n % 6}", "a b": n % 2 == 0} if n % 4 else {"a b": 1},
        }
        for n in range(start, start + count)
    ]
    found = [(n, read(item, zone=zone, now=NOW)) for n, item in enumerate(items)]
    record(database, [submission(TILL, found)], now=NOW)


def limit_use(database: Database) -> list[tuple[Any, ...]]:
    columns = "fields, value, occurred_on, occurred_at, points"
    with database.read() as session:
        return sorted(session.rows(f"SELECT {columns} FROM limit_use"))


@pytest.mark.parametrize("compares", [SAME_CASE, SAME_PAIR, SAME_ALL], ids=["case", "pair", "all"])
def test_what_a_version_compares_first_is_known_of_the_past_too(staffed: Database, compares: dict[str, Any]) -> None:
    """Just as it is kept of the same activities when they are recorded under that version."""
    publish(staffed, PLANNER, plan(), reason="start", now=NOW)
    visits(staffed, 0, 30)
    assert limit_use(staffed) == []
    publish(staffed, PLANNER, plan(**compares), reason="compare", effective_from=dt.date(2026, 3, 1), now=NOW)
    past = limit_use(staffed)
    assert past
    with staffed.write() as session:
        session.run("DELETE FROM limit_use")
    visits(staffed, 180, 30)
    assert limit_use(staffed) == past


def test_a_limit_that_is_new_counts_what_was_earned_before(staffed: Database) -> None:
    publish(staffed, PLANNER, plan(), reason="start", now=NOW)
    visits(staffed, 0, 30)
    once = {"limits": [{"per": "all", "times": 1, "same": ["attributes.case"]}]}
    publish(staffed, PLANNER, plan(**once), reason="compare", effective_from=dt.date(2026, 3, 1), now=NOW)
    visits(staffed, 31, 1)  # case 1, which earned before
    visits(staffed, 32, 1)  # no case
    with staffed.read() as session:
        assert session.value("SELECT COUNT(*) FROM ledger_entry") == 31
    assert verify(staffed, COMMAND_LINE).offence is None


def test_what_was_compared_before_is_not_counted_twice(staffed: Database) -> None:
    publish(staffed, PLANNER, plan(**SAME_CASE), reason="start", now=NOW)
    visits(staffed, 0, 12)
    before = limit_use(staffed)
    assert before
    publish(staffed, PLANNER, plan(), reason="drop", now=NOW + 1)
    publish(staffed, PLANNER, plan(**SAME_CASE), reason="back", now=NOW + 2)
    assert limit_use(staffed) == before
