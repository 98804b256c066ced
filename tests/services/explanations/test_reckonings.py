"""Reckonings: each rule's points in parts, of an activity and of an entry, and what would have earned."""

from typing import Any

import pytest

from config.phrases import LANGUAGES
from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.activities import catalogue
from services.activities.deciding import approve
from services.activities.reversing import reverse
from services.boards.statements import entries
from services.errors import Unknown
from services.explanations import explaining, explaining_entries
from tests.promises.history import act, at, found, rule, send

Document = dict[str, Any]
EMPLOYEE = {"to": "employee", "points": 5}
RULES: list[Document] = [
    rule("plain", "visit", award=EMPLOYEE),
    rule("per", "visit", weight="1.5", award={"to": "employee", "points": 1, "per": 10, "of": "amount", "max": 100}),
    rule("capped", "visit", award=EMPLOYEE, limits=[{"per": "day", "points": 7}]),
    rule("slow", "visit", award=EMPLOYEE, cooldown={"hours": 4}),
    rule("team", "visit", "team", award={"to": "team", "points": 9}),
    rule("off", "visit", award=EMPLOYEE, weight=0),
    rule("dear", "visit", award=EMPLOYEE, when=[{"field": "amount", "op": ">=", "value": "1000"}]),
    rule("starred", "visit", award=EMPLOYEE, when=[{"field": "attributes.stars", "op": ">=", "value": 4}]),
    rule("dated", "visit", award=EMPLOYEE, active={"from": "2020-01-01", "until": "2020-02-01"}),
    rule("led", "visit", award={"to": "attributes.buddy", "points": 3}),
    rule("tiny", "visit", award={"to": "employee", "points": 1, "per": 1000, "of": "amount"}),
    rule("called", "call", award={"to": "employee", "points": 6}),
    rule("gold", "deal", award=EMPLOYEE, when=[{"field": "customer.tier", "op": "=", "value": "gold"}]),
]
CAMPAIGN = {
    "key": "spring",
    "label": {"en": "Spring", "zh": "春季"},
    "multiply": "1.25",
    "rules": ["per"],
    "from": "2026-01-01",
    "until": "2026-02-01",
}


@pytest.fixture
def reckoned(database: Database) -> Database:
    """Two visits an hour apart, worth 49.9 and with three stars; the second is a2."""
    found(database, {"name": "Parts", "category_weights": {"outcome": 2}, "rules": RULES, "campaigns": [CAMPAIGN]})
    form = [{"name": "attributes.stars", "label": {"en": "Stars", "zh": "星级"}, "kind": "number"}]
    catalogue.put_type(database, COMMAND_LINE, "visit", {"fields": form}, now=at(-90))
    send(database, [act(n, hours=n, amount="49.9", attributes={"stars": 3}) for n in (1, 2)])
    return database


def line(database: Database, key: str, language: str = "en") -> Document:
    document = explaining.activity(database, COMMAND_LINE, "test", "a2", language=language)
    found_line: Document = next(r for r in document["rules"] if r["key"] == key)
    return found_line


def parts(database: Database, key: str, *names: str) -> tuple[object, ...]:
    reckoning = line(database, key)["reckoning"]
    return tuple(reckoning[name] for name in names)


def test_a_product_stands_in_its_factors(reckoned: Database) -> None:
    names = ("of", "per", "value", "times", "points_each", "rule_weight", "category_weight", "multiplier", "exact", "rounded", "clamped")
    assert parts(reckoned, "per", *names) == ("amount", "10.00", "49.90", 4, 1, "1.50", "2.00", "1.25", "15", 15, 15)
    assert parts(reckoned, "per", "campaigns") == ([{"key": "spring", "label": "Spring", "multiply": "1.25"}],)
    assert parts(reckoned, "per", "proposed", "points", "holder", "plan_version") == (15, 15, "employee:E1", 1)


def test_a_limit_says_what_was_used_and_what_it_left(reckoned: Database) -> None:
    assert parts(reckoned, "capped", "outcome", "proposed", "points") == ("limit", 10, 0)
    [limit] = parts(reckoned, "capped", "limit")
    assert limit == {
        "per": "day",
        "times": None,
        "points": 7,
        "same": [],
        "explanation": "7 points a day",
        "used": 7,
        "lets_through": 0,
        "cut": True,
    }


def test_a_team_says_among_how_many_it_divided(reckoned: Database) -> None:
    assert parts(reckoned, "team", "clamped", "shared_among", "proposed", "points") == (9, 4, 3, 3)


def test_what_did_not_hold_says_what_it_wanted_and_found(reckoned: Database) -> None:
    [condition] = parts(reckoned, "starred", "condition")
    assert condition == {"field": "attributes.stars", "label": "Stars", "op": ">=", "wanted": "at least 4", "found": "3"}
    assert parts(reckoned, "starred", "proposed", "points", "exact") == (0, 0, "10")


def test_what_is_off_or_too_soon_says_so(reckoned: Database) -> None:
    assert parts(reckoned, "off", "outcome", "rule_weight", "exact") == ("off", "0.00", "0")
    assert parts(reckoned, "slow", "outcome", "cooldown_hours", "proposed", "points") == ("cooldown", "4.00", 10, 0)


NEAR = {
    "capped": (10, "capped: nothing was left of the limit of 7 points a day, 7 used before."),
    "slow": (10, "slow: the last one was less than 4 hours away."),
    "off": (10, "off: switched off, its weight is 0."),
    "dear": (10, "dear: amount was 49.9, wanted at least 1000."),
    "starred": (10, "starred: Stars was 3, wanted at least 4."),
    "dated": (10, "dated: in force until 2020-01-31, this happened on 2026-01-05."),
    "led": (6, "led: there is no attributes.buddy to give the points to."),
    "tiny": (2, "tiny: amount was 49.9, wanted at least 1000."),
    "called": (12, "called: is for call, this was visit."),
}


def test_what_would_have_earned_lacked_one_thing_and_says_which(reckoned: Database) -> None:
    told = explaining.activity(reckoned, COMMAND_LINE, "test", "a2")["would_have_earned"]
    assert {t["key"]: (t["points"], t["explanation"]) for t in told} == NEAR
    assert told[-1]["missing"]["kind"] == "type", "other types stand last"
    assert {t["missing"]["kind"] for t in told} == {"limit", "cooldown", "weight", "condition", "dates", "recipient", "units", "type"}


IN_CHINESE = {
    "starred": "starred：星级为 3，需要至少 4。",
    "capped": "capped：上限（每天 7 分）已用完，此前已用 7。",
    "called": "called：适用于call，本次是visit。",
}


def test_what_would_have_earned_speaks_chinese(reckoned: Database) -> None:
    told = explaining.activity(reckoned, COMMAND_LINE, "test", "a2", language="zh")["would_have_earned"]
    assert {t["key"]: t["explanation"] for t in told if t["key"] in IN_CHINESE} == IN_CHINESE


WANTED: list[tuple[Document, str, str]] = [
    (
        {"field": "weekday", "op": "in", "value": [6, 7]},
        "weekday was Monday, wanted one of Saturday, Sunday",
        "星期为 周一，需要为 周六、周日 之一",
    ),
    ({"field": "employee.team", "op": "=", "value": "WEST"}, "team of the employee was EAST, wanted WEST", "员工团队为 EAST，需要为 WEST"),
    (
        {"field": "customer.tags", "op": "contains", "value": "new"},
        "tags of the customer was vip, wanted one with new",
        "客户标签为 vip，需要包含 new",
    ),
    ({"field": "customer.is_new", "op": "=", "value": False}, "only for customers who are not new", "仅限老客户"),
    ({"field": "channel", "op": "exists", "value": False}, "channel was shop, wanted none", "渠道为 shop，需要没有"),
    ({"field": "quantity", "op": "exists"}, "there was no quantity", "没有数量"),
    ({"field": "attributes.ok", "op": "=", "value": True}, "attributes.ok was no, wanted yes", "属性“ok”为 否，需要为 是"),
    ({"field": "attributes.x", "op": "!=", "value": "y"}, "there was no attributes.x, wanted anything but y", "没有属性“x”，需要不为 y"),
]


@pytest.mark.parametrize(("condition", "english", "chinese"), WANTED, ids=lambda value: value["field"] if isinstance(value, dict) else "")
def test_conditions_say_in_words_what_they_found(database: Database, condition: Document, english: str, chinese: str) -> None:
    found(database, {"name": "W", "rules": [rule("r", "visit", award=EMPLOYEE, when=[condition])]})
    send(database, [act(1, employee="E1", customer="C1", channel="shop", attributes={"ok": False})])
    said = [explaining.activity(database, COMMAND_LINE, "test", "a1", language=one)["would_have_earned"] for one in LANGUAGES]
    assert [told[0]["explanation"] for told in said] == [f"r: {english}.", f"r：{chinese}。"]


def test_what_waits_is_reckoned_as_it_would_be(database: Database) -> None:
    found(database, {"name": "P", "rules": [rule("bonus", "bonus", award=EMPLOYEE)]})
    send(database, [act(1, "bonus")])
    [line_of] = explaining.activity(database, COMMAND_LINE, "test", "a1")["rules"]
    assert (line_of["points"], line_of["reckoning"]["points"]) == (0, 5)
    approve(database, COMMAND_LINE, "test", "a1", now=at(501))
    [line_of] = explaining.activity(database, COMMAND_LINE, "test", "a1")["rules"]
    assert (line_of["points"], line_of["reckoning"]["points"]) == (5, 5)


# entries --------------------------------------------------------------------------------------------------------------------------


def rows(database: Database, code: str = "E1", kind: HolderKind = HolderKind.EMPLOYEE) -> list[Document]:
    items: list[Document] = entries(database, COMMAND_LINE, kind, code, limit=1000)["items"]
    return items


def asked(database: Database, number: int, code: str = "E1", kind: HolderKind = HolderKind.EMPLOYEE) -> Document:
    return explaining_entries.entry(database, COMMAND_LINE, kind, code, number)


def test_an_entry_is_its_row_and_its_reckoning(reckoned: Database) -> None:
    row = next(r for r in rows(reckoned) if r["rule"] == "capped")
    told = asked(reckoned, row["id"])
    assert {name: told[name] for name in row} == row
    assert (told["reckoning"]["points"], told["reckoning"]["limits"][0]["used"], told["takes_back"]) == (7, 0, None)


def test_a_reversal_says_what_it_takes_back(reckoned: Database) -> None:
    reverse(reckoned, COMMAND_LINE, "test", "a1", reason="wrong", now=at(510))
    row = next(r for r in rows(reckoned) if r["kind"] == "reversal" and r["rule"] == "per")
    told = asked(reckoned, row["id"])
    assert told["reckoning"] is None
    assert (told["takes_back"]["id"], told["takes_back"]["reckoning"]["points"]) == (row["reverses"], -row["score"])


def test_every_entry_of_a_life_is_reckoned_to_its_points(versions: Database) -> None:
    seen = 0
    for kind, code in ((HolderKind.EMPLOYEE, "E1"), (HolderKind.EMPLOYEE, "E3"), (HolderKind.CUSTOMER, "C2")):
        for row in rows(versions, code, kind)[::4]:
            told = asked(versions, row["id"], code, kind)
            if row["kind"] == "earned":
                assert told["reckoning"]["points"] == row["score"], told
                assert told["reckoning"]["plan_version"] == row["plan_version"]
                seen += 1
    assert seen > 10


@pytest.mark.parametrize("whose", ["E2", "E1"])
def test_an_entry_of_somebody_else_is_unknown(reckoned: Database, whose: str) -> None:
    number = rows(reckoned)[0]["id"] if whose == "E2" else 10**9
    with pytest.raises(Unknown):
        asked(reckoned, number, whose)
