"""Every rule that concerns an activity says what it gave and why, in both languages."""

from typing import Any

import pytest

from config.phrases import PHRASES
from db.engine import Database
from scoring.plan import HolderKind
from services.access import COMMAND_LINE
from services.boards.statements import entries
from services.errors import Unknown
from services.explanations import explaining
from tests.promises.history import act, found, rule, send

EMPLOYEE = {"to": "employee", "points": 5}
RULES: dict[str, dict[str, Any]] = {
    "given": {},
    "weighted": {"weight": "1.5"},
    "off": {"weight": 0},
    "dated": {"active": {"from": "2020-01-01", "until": "2020-02-01"}},
    "dear": {"when": [{"field": "amount", "op": ">=", "value": "1000"}]},
    "phoned": {"when": [{"field": "channel", "op": "exists"}]},
    "led": {"award": {"to": "attributes.buddy", "points": 3}},
    "tiny": {"award": {"to": "employee", "points": 1, "per": 1000, "of": "amount"}},
    "per": {"award": {"to": "employee", "points": 2, "per": 10, "of": "amount"}},
    "capped": {"limits": [{"per": "day", "points": 7}]},
    "once": {"limits": [{"per": "month", "times": 1, "same": ["attributes.case"]}]},
    "slow": {"cooldown": {"hours": 4}},
    "team": {"award": {"to": "team", "points": 9}},
}
SAID = {
    "given": (5, "given: 5 points."),
    "weighted": (8, "weighted: 8 points (weight 1.5)."),
    "off": (0, "off: switched off, its weight is 0."),
    "dated": (0, "dated: not in force on that day."),
    "dear": (0, "dear: needs amount >= 1000."),
    "phoned": (0, "phoned: needs channel."),
    "led": (0, "led: there is no attributes.buddy to give the points to."),
    "tiny": (0, "tiny: comes to 0 points."),
    "per": (8, "per: 2 for every 10 of amount, 4 times, comes to 8 points."),
    "capped": (2, "capped: 5 points, cut to 2 by the limit of 7 points a day: 5 used before."),
    "once": (0, "once: 5 points, but nothing is left of the limit of 1 times a month for the same attributes.case: 1 used before."),
    "slow": (0, "slow: 5 points, but the last one was less than 4 hours away."),
    "team": (3, "team: 3 points (divided among the team)."),
}


@pytest.fixture
def explained(database: Database) -> Database:
    rules = [rule(key, "visit", **{"award": EMPLOYEE, **more}) for key, more in RULES.items()]
    found(database, {"name": "Reasons", "rules": rules})
    send(database, [act(n, hours=n, amount="49.9", attributes={"case": "x"}) for n in (1, 2)])
    return database


@pytest.mark.parametrize("key", RULES)
def test_each_rule_says_what_it_gave_and_why(explained: Database, key: str) -> None:
    told = [r for r in explaining.activity(explained, COMMAND_LINE, "test", "a2")["rules"] if r["key"] == key]
    assert (told[0]["points"], told[0]["explanation"]) == SAID[key]


IN_CHINESE = {
    "weighted": "weighted：8 分（权重 1.5）。",
    "dear": "dear：需要金额 ≥ 1000。",
    "phoned": "phoned：需要有渠道。",
    "led": "led：没有可得分的属性“buddy”。",
    "capped": "capped：5 分，因上限（每天 7 分）减为 2 分：此前已用 5。",
    "once": "once：5 分，但上限（每月 1 次，同一属性“case”）已用完：此前已用 1。",
}


@pytest.mark.parametrize("key", IN_CHINESE)
def test_in_chinese_fields_have_names_and_marks_are_chinese(explained: Database, key: str) -> None:
    told = [r for r in explaining.activity(explained, COMMAND_LINE, "test", "a2", language="zh")["rules"] if r["key"] == key]
    assert told[0]["explanation"] == IN_CHINESE[key]


def test_what_is_told_later_is_what_was_told_first(explained: Database) -> None:
    first = explaining.activity(explained, COMMAND_LINE, "test", "a1")
    send(explained, [act(n, hours=n / 10, amount="49.9", attributes={"case": "x"}) for n in range(20, 40)])
    assert explaining.activity(explained, COMMAND_LINE, "test", "a1") == first


@pytest.mark.parametrize("language", PHRASES)
def test_the_rules_of_an_activity_add_up_to_its_entries(versions: Database, language: str) -> None:
    for number in (*range(0, 60), *range(121, 160), 300, 303, 410):
        document = explaining.activity(versions, COMMAND_LINE, "test", f"a{number}", language=language)
        told = sorted((r["holder"], r["key"], r["points"]) for r in document["rules"] if r["points"])
        assert told == sorted(_earned(versions, document)), document
        assert all(r["explanation"] for r in document["rules"])


def _earned(database: Database, document: dict[str, Any]) -> list[tuple[str, str, int]]:
    """What the statements of all holders say of the activity."""
    found_entries = []
    for kind, codes in ((HolderKind.EMPLOYEE, "E"), (HolderKind.CUSTOMER, "C")):
        for n in range(1, 7):
            items = entries(database, COMMAND_LINE, kind, f"{codes}{n}", limit=1000)["items"]
            mine = [e for e in items if e["kind"] == "earned" and e["activity"]["external_id"] == document["external_id"]]
            found_entries += [(f"{kind.value}:{codes}{n}", e["rule"], e["score"]) for e in mine]
    return found_entries


def test_both_languages_have_every_phrase_with_the_same_places() -> None:
    import string

    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert PHRASES["en"].keys() == PHRASES["zh"].keys()
    assert {k for k in PHRASES["en"] if places(PHRASES["en"][k]) != places(PHRASES["zh"][k])} == set()


def test_without_a_plan_the_activity_says_so(database: Database) -> None:
    found(database, None)
    send(database, [act(1)])
    document = explaining.activity(database, COMMAND_LINE, "test", "a1", language="zh")
    assert (document["plan_version"], document["rules"], document["explanation"]) == (None, [], PHRASES["zh"]["no_plan"])


def test_the_activity_comes_back_as_it_was_sent(database: Database) -> None:
    found(database)
    sent = act(1, "deal", customer="C1", amount="1234.5678", quantity="-2.5", channel="门店 7", note="a\nb", employee="E1")
    sent |= {"attributes": {"n": 12, "t": "0012", "b": True, "none": None, "empty": ""}, "collaborators": ["E3", "E2", "E3"]}
    sent["evidence"] = [{"name": "照片.jpg", "sha256": "A" * 64}]
    send(database, [sent])
    document = explaining.activity(database, COMMAND_LINE, "test", "a1")
    assert document["attributes"] == {"n": 12, "t": "0012", "b": True}
    assert (document["amount"], document["quantity"], document["channel"], document["note"]) == ("1234.5678", "-2.50", "门店 7", "a\nb")
    assert (document["collaborators"], document["evidence"]) == (["E2", "E3"], [{"name": "照片.jpg", "sha256": "a" * 64}])
    assert (document["employee"], document["customer"], document["business_day"]) == ("E1", "C1", "2026-01-05")


def test_an_unknown_activity_is_unknown(database: Database) -> None:
    found(database)
    with pytest.raises(Unknown):
        explaining.activity(database, COMMAND_LINE, "test", "nosuch")
