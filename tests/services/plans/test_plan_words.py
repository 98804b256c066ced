"""Plans and their changes in plain words: every phrase in both languages, every kind of rule and difference told."""

from fractions import Fraction
from random import Random
from string import Formatter
from typing import Any

import pytest

from config.plan_phrases import PLAN_PHRASES
from scoring.plan import write_plan
from scoring.plan_diff import difference
from scoring.plan_reading import read_plan
from services.plans.plan_change_words import change_words
from services.plans.plan_words import Speaker, plan_words, rounded, rule_words
from tests.scoring.worlds import random_plan

EN, ZH = (Speaker(language, {"deal": {"en": "Deal won", "zh": "成交"}}, {}) for language in ("en", "zh"))


def told(speak: Speaker, **more: Any) -> str:
    """What is told of a rule, without its label."""
    given = {"key": "r", "category": "outcome", "activity": "deal", "award": {"to": "employee", "points": 50}}
    [rule] = write_plan(read_plan({"name": "x", "rules": [given | more]}))["rules"]  # type: ignore[misc, has-type]
    words = rule_words(rule, speak)
    return " | ".join([words.gives, *words.details])


@pytest.mark.parametrize(
    ("more", "english", "chinese"),
    [
        ({}, "+50", "+50"),
        ({"weight": "1.25"}, "+63", "+63"),
        ({"weight": 0}, "+50 | switched off", "+50 | 已停用"),
        ({"award": {"to": "customer", "points": 1, "per": 100, "of": "amount", "max": 500}},
         "+1 | for every 100 of amount | for the customer | at most 500 each time", "+1 | 金额每满 100 | 归客户 | 每次最多 500"),
        ({"award": {"to": "attributes.buddy", "points": -9}}, "−9 | for the employee named in buddy", "−9 | 归“buddy”所填员工"),
        ({"limits": [{"per": "day", "times": 10}, {"per": "all", "times": 1, "same": ["attributes.case"]}, {"per": "week", "points": 1200}]},
         "+50 | at most 10 a day | at most 1 ever for the same case | at most 1,200 points a week",
         "+50 | 每天最多 10 次 | 总共最多 1 次（同一“case”） | 每周最多 1,200 分"),
        ({"cooldown": {"hours": "0.5", "same": ["customer"]}}, "+50 | at least 0.5 hours apart for the same customer", "+50 | 两次至少间隔 0.5 小时（同一客户）"),
        ({"when": [{"field": "amount", "op": ">=", "value": "1000"}, {"field": "customer.is_new", "op": "=", "value": True}]},
         "+50 | if amount ≥ 1,000 | if the customer is new", "+50 | 金额 ≥ 1,000 时 | 仅限新客户"),
        ({"when": [{"field": "customer.is_new", "op": "!=", "value": True}, {"field": "channel", "op": "exists"}]},
         "+50 | if the customer is not new | if channel is given", "+50 | 仅限老客户 | 有渠道时"),
        ({"active": {"from": "2026-01-01", "until": "2026-04-01"}}, "+50 | 2026-01-01 to 2026-03-31", "+50 | 2026-01-01 至 2026-03-31"),
        ({"active": {"until": "2026-04-01"}}, "+50 | through 2026-03-31", "+50 | 至 2026-03-31"),
    ],
)  # fmt: skip
def test_a_rule_is_told_in_plain_words(more: dict[str, Any], english: str, chinese: str) -> None:
    assert told(EN, **more) == english
    assert told(ZH, **more) == chinese


def test_both_languages_have_every_phrase_with_the_same_holes() -> None:
    holes = {lang: {k: {h for _, h, _, _ in Formatter().parse(t) if h} for k, t in said.items()} for lang, said in PLAN_PHRASES.items()}
    assert holes["en"] == holes["zh"]


@pytest.mark.parametrize("seed", range(40))
def test_every_plan_and_every_difference_can_be_told(seed: int) -> None:
    random = Random(seed)
    one, other = (read_plan(random_plan(random, rules=4)) for _ in range(2))
    for speak in (EN, ZH):
        assert sum(len(category.rules) for category in plan_words(write_plan(one), speak)) == 4
        sentences = [change_words(change.document(), speak) for change in difference(one, other)]
        assert all(sentences)
        assert not any("{" in sentence or "None" in sentence for sentence in sentences)


def test_points_are_rounded_as_scoring_rounds_them() -> None:
    assert [rounded(Fraction(n, 2)) for n in (5, -5, 1, -1, 4)] == [3, -3, 1, -1, 2]
