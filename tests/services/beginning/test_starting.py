"""The first run: an organisation and its first administrator stand at once, or not at all, and once."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE, Act, Actor, Role
from services.activities import catalogue
from services.beginning import founding, setting_up, starting
from services.errors import Conflict, Invalid, Refusal, Unknown
from services.people.people import put_customer, put_employee
from services.plans import planning
from services.plans.starters import CONFIG, starter_plan, starter_types
from services.sign_in import passwords
from services.sign_in.sessions import session_of
from services.sign_in.signing_in import enter
from services.sign_in.users import list_users
from services.writing import writing
from tests.promises.history import act, send

ADMIN = Actor("user:x", role=Role.ADMIN)
ACME = {"name": "Acme", "timezone": "Asia/Shanghai", "currency": "CNY", "locale": "zh"}
ANN: dict[str, Any] = {"user": "Ann", "password": "correct horse battery"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ROUNDS", 4)


def secret(database: Database) -> str:
    return founding.open_setup(database)


def nothing_stands(database: Database) -> bool:
    tables = ("organisation", "app_user", "plan_version", "activity_type", "audit", "sign_in_ticket")
    with database.read() as session:
        return not any(session.value(f"SELECT COUNT(*) FROM {table}") for table in tables)


def test_the_starter_plan_says_in_both_languages_what_it_gives() -> None:
    starter = starting.starter_plans()[0]
    assert (starter.key, starter.label) == ("field_sales", {"en": "Field sales", "zh": "外勤销售"})
    assert starter.description.keys() == {"en", "zh"}
    points = {rule.key: (rule.category, rule.to, rule.points, rule.per, rule.of) for rule in starter.rules}
    assert points["deal_won"] == ("outcome", "employee", 50, None, None)
    assert points["customer_purchase"] == ("outcome", "customer", 1, "10", "amount")
    assert {rule.points for rule in starter.rules if rule.to != "customer"} >= {5, 10, 20, 50, 100}
    assert all(rule.label.keys() >= {"en", "zh"} for rule in starter.rules)


def test_every_type_of_the_starter_plan_has_words_a_form_and_an_icon() -> None:
    types = dict(starting.starter_types())
    assert starter_plan("field_sales").activity_types <= types.keys()
    assert all(document["label"].keys() == {"en", "zh"} and document["icon"] and document["fields"] for document in types.values())
    for document in types.values():
        offered = {field["name"] for field in document["fields"]} | {"employee"}
        assert set(document["requires"]) <= offered


def test_a_stranger_with_the_link_founds_the_organisation_and_is_let_in(database: Database) -> None:
    ticket = starting.found(database, secret(database), organisation=ACME, plan="field_sales", **ANN)
    assert starting.is_founded(database)
    assert organising.get(database, ADMIN)["name"] == "Acme"
    assert [(user.name, user.role) for user in list_users(database, COMMAND_LINE)] == [("Ann", "admin")]
    assert planning.get(database, ADMIN)["by"] == "user:Ann"
    entered = enter(database, ticket, browser="Firefox", address=None)
    assert entered is not None
    signed_in = session_of(database, entered[0])
    assert signed_in is not None
    assert signed_in.actor.role is Role.ADMIN


def test_the_types_of_the_plan_stand_with_words_requirements_and_forms(database: Database) -> None:
    starting.found(database, secret(database), organisation=ACME, plan="field_sales", **ANN)
    types = {kind["key"]: kind for kind in catalogue.list_types(database, ADMIN)["items"]}
    assert types.keys() == starter_plan("field_sales").activity_types
    assert list(types) == [key for key, _ in starter_types() if key in types]
    assert types["deal_won"]["label"] == {"en": "Deal won", "zh": "成交"}
    assert types["deal_won"]["requires"] == ["employee", "customer", "amount"]
    assert types["ice_breaker_done"]["approval"] is True
    stars = next(field for field in types["satisfaction_rated"]["fields"] if field["name"] == "attributes.stars")
    assert (stars["kind"], stars["choices"]) == ("number", ["1", "2", "3", "4", "5"])


def test_the_command_line_gives_the_types_their_words_and_requires_nothing_more(database: Database) -> None:
    """What already posts to an organisation made so goes on posting what it posts."""
    document = planning.read_document((CONFIG / "plans" / "field_sales.yaml").read_text(encoding="utf-8"))
    setting_up.initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", first_plan=document)
    deal = catalogue.get_type(database, ADMIN, "deal_won")
    assert (deal["label"], deal["requires"], deal["icon"]) == ({"en": "Deal won", "zh": "成交"}, [], "handshake")
    assert catalogue.get_type(database, ADMIN, "ice_breaker_done")["approval"] is False


def test_a_plan_of_ones_own_names_types_by_their_keys(database: Database) -> None:
    plan = {
        "name": "P",
        "rules": [{"key": "r", "category": "team", "activity": ["check_in", "deal_won"], "award": {"to": "employee", "points": 1}}],
    }
    setting_up.initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", first_plan=plan)
    labels = {kind["key"]: kind["label"]["zh"] for kind in catalogue.list_types(database, ADMIN)["items"]}
    assert labels == {"deal_won": "成交", "check_in": "check_in"}


def test_without_a_plan_the_organisation_stands_all_the_same(database: Database) -> None:
    starting.found(database, secret(database), organisation=ACME, **ANN)
    assert organising.get(database, ADMIN)["locale"] == "zh"
    with pytest.raises(Unknown):
        planning.get(database, ADMIN)


def test_an_organisation_of_the_command_line_gets_its_administrator(database: Database) -> None:
    setting_up.initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY")
    assert starting.is_founded(database)
    starting.found(database, secret(database), **ANN)
    assert [user.name for user in list_users(database, COMMAND_LINE)] == ["Ann"]


def test_an_organisation_that_stands_is_not_founded_again(database: Database) -> None:
    setting_up.initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY")
    link = secret(database)
    with pytest.raises(Conflict, match="already"):
        starting.found(database, link, organisation=ACME | {"name": "Other"}, **ANN)
    with pytest.raises(Invalid, match="publish a plan"):
        starting.found(database, link, plan="field_sales", **ANN)
    assert organising.get(database, ADMIN)["name"] == "Acme"
    assert list_users(database, COMMAND_LINE) == ()
    starting.found(database, link, **ANN)


@pytest.mark.parametrize(
    ("wrong", "kind", "field"),
    [
        ({"organisation": ACME | {"name": ""}}, Invalid, "organisation.name"),
        ({"organisation": ACME | {"timezone": "Mars"}}, Invalid, "organisation.timezone"),
        ({"organisation": ACME | {"currency": "yuan"}}, Invalid, "organisation.currency"),
        ({"organisation": ACME | {"locale": "fr"}}, Invalid, "organisation.locale"),
        ({"organisation": {"name": "Acme"}}, Invalid, "organisation.timezone"),
        ({"organisation": ACME | {"colour": "red"}}, Invalid, "organisation.colour"),
        ({"organisation": None}, Invalid, "organisation.name"),
        ({"plan": "northwind"}, Unknown, "plan"),
        ({"plan": "../settings"}, Unknown, "plan"),
        ({"user": " "}, Invalid, "name"),
        ({"password": "short"}, Invalid, "password"),
        ({"language": "fr"}, Invalid, "language"),
    ],
)
def test_what_is_refused_leaves_nothing_and_the_link_still_works(
    database: Database, wrong: dict[str, Any], kind: type[Refusal], field: str
) -> None:
    link = secret(database)
    asked: dict[str, Any] = {"organisation": ACME, **ANN, **wrong}
    with pytest.raises(kind) as refused:
        starting.found(database, link, **asked)
    assert refused.value.field == field
    assert nothing_stands(database)
    starting.found(database, link, organisation=ACME, plan="field_sales", **ANN)


def test_a_link_works_once_and_only_the_newest(database: Database) -> None:
    old, new = secret(database), secret(database)
    for link in (old, "x" * 43, ""):
        with pytest.raises(Unknown, match="start the server again"):
            starting.found(database, link, organisation=ACME, **ANN)
    assert nothing_stands(database)
    starting.found(database, new, organisation=ACME, **ANN)
    with pytest.raises(Unknown):
        starting.found(database, new, user="Eve", password="another long secret")
    assert [user.name for user in list_users(database, COMMAND_LINE)] == ["Ann"]


def test_of_two_browsers_at_once_one_founds(database: Database) -> None:
    link, ready = secret(database), Barrier(4)

    def attempt(number: int) -> str | None:
        ready.wait()
        document = ACME | {"name": f"Acme {number}"}
        try:
            return starting.found(
                database, link, organisation=document, plan="field_sales", user=f"Ann {number}", password=f"long secret {number}x"
            )
        except Unknown:
            return None

    with ThreadPoolExecutor(4) as threads:
        tickets = list(threads.map(attempt, range(4)))
    [winner] = [number for number, ticket in enumerate(tickets) if ticket]
    assert organising.get(database, ADMIN)["name"] == f"Acme {winner}"
    assert [user.name for user in list_users(database, COMMAND_LINE)] == [f"Ann {winner}"]
    with database.read() as session:
        assert session.value("SELECT COUNT(*) FROM plan_version") == 1
        actions = [row[0] for row in session.rows("SELECT action FROM audit ORDER BY action")]
    assert actions == ["first administrator", "initialise", "publish plan"]


def test_no_password_stands_in_the_audit(database: Database) -> None:
    starting.found(database, secret(database), organisation=ACME, plan="field_sales", **ANN)
    with database.read() as session:
        rows = session.rows("SELECT subject, detail FROM audit")
    assert ANN["password"] not in json.dumps(rows)


def test_the_catalogue_of_a_starter_can_be_put_whole(database: Database) -> None:
    setting_up.initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY")
    for _ in range(2):
        with writing(database, COMMAND_LINE, Act.MANAGE_CATALOGUE, now=None) as desk:
            starting.put_catalogue(desk.session)
            desk.touch_directory()
    keys = [kind["key"] for kind in catalogue.list_types(database, ADMIN)["items"]]
    assert keys == [key for key, _ in starting.starter_types()]


def test_what_the_form_of_a_new_organisation_sends_earns(database: Database) -> None:
    starting.found(database, secret(database), organisation=ACME, plan="field_sales", **ANN)
    put_employee(database, COMMAND_LINE, "E1", {"name": "Ann"})
    put_customer(database, COMMAND_LINE, "C1", {"name": "Shop"})
    both = {"employee": "E1", "customer": "C1"}
    outcomes = send(
        database,
        [
            act(1, "customer_visited", **both),
            act(2, "deal_won", amount="100.00", **both),
            act(3, "satisfaction_rated", attributes={"stars": 5}, **both),
            act(4, "deal_won", **both),
            act(5, "ice_breaker_done", note="Back again", **both),
        ],
    )
    assert [outcome.status for outcome in outcomes] == ["accepted", "accepted", "accepted", "rejected", "pending"]
    assert [sum(points for holder, _, points in outcome.points if holder == "employee:E1") for outcome in outcomes] == [2, 50, 10, 0, 0]
