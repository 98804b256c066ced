"""Editing the campaigns of a document that need not be a plan."""

from typing import Any

import pytest

from scoring.plan import Overlap
from services.campaigns import editing_campaigns as editing
from services.campaigns.standing_campaigns import campaign_in, campaign_mistakes, sound_plan
from services.errors import Invalid

A: dict[str, Any] = {"key": "a", "multiply": 2, "from": "2026-01-01", "until": "2026-01-08"}
B = A | {"key": "b"}
RULE = {"key": "visit", "category": "behaviour", "activity": "visit", "award": {"to": "employee", "points": 1}}


def test_a_campaign_is_added_changed_and_removed() -> None:
    document = editing.with_campaign({"name": "P", "rules": []}, None, A)
    assert document["campaigns"] == [A]
    document = editing.with_campaign(document, None, B)
    assert editing.with_campaign(document, 0, A | {"multiply": 3}, was="a")["campaigns"] == [A | {"multiply": 3}, B]
    assert editing.without_campaign(document, 0, was="a")["campaigns"] == [B]
    assert editing.without_campaign({"campaigns": [A]}, 0, was="a") == {"name": "", "rules": []}


@pytest.mark.parametrize(("place", "was"), [(2, "b"), (0, "b"), (-1, "b")])
def test_another_campaign_than_the_one_that_was_looked_at_is_left_alone(place: int, was: str) -> None:
    with pytest.raises(Invalid, match="not in the draft any more"):
        editing.with_campaign({"campaigns": [A, B]}, place, A, was=was)
    with pytest.raises(Invalid):
        editing.without_campaign({"campaigns": [A, B]}, place, was=was)


def test_what_is_no_list_of_campaigns_is_none() -> None:
    assert editing.campaigns_of({"campaigns": "many"}) == []


def test_what_is_no_campaign_can_be_edited_and_removed() -> None:
    assert editing.with_campaign({"campaigns": [7]}, 0, A, was="")["campaigns"] == [A]
    assert "campaigns" not in editing.without_campaign({"campaigns": [7]}, 0, was="")


def test_the_default_of_the_overlap_is_left_out() -> None:
    product = editing.with_overlap({"name": "P"}, Overlap.PRODUCT)
    assert product == {"name": "P", "campaign_overlap": "product"}
    assert editing.overlap_of(product) is Overlap.PRODUCT
    assert editing.with_overlap(product, Overlap.HIGHEST) == {"name": "P"}
    assert editing.overlap_of({"campaign_overlap": "sum"}) is Overlap.HIGHEST


def test_a_key_that_any_version_had_is_not_free() -> None:
    assert editing.free_key({"campaigns": [A]}, "c") == "c"
    assert editing.free_key({"campaigns": [A]}, "a") == "a_2"
    assert editing.free_key({"campaigns": [A]}, "a", {"a_2"}) == "a_3"
    assert len(editing.free_key({"campaigns": [A | {"key": "k" * 80}]}, "k" * 80)) <= 80


def test_mistakes_of_a_campaign_are_told_within_it() -> None:
    document = {"name": "P", "rules": [], "campaigns": [A, B | {"multiply": -1, "rules": ["gone"]}]}
    assert [one.path for one in campaign_mistakes(document, 1)] == ["multiply", "rules[0]"]
    assert campaign_mistakes(document, 0) == ()


def test_what_is_right_in_a_document_is_read_without_the_rest() -> None:
    wrong = RULE | {"key": "wrong", "award": {}}
    document = {"name": "", "rules": [RULE, wrong], "campaigns": [A | {"rules": ["visit", "wrong"]}, B | {"until": "2020-01-01"}, 7]}
    plan = sound_plan(document)
    assert plan is not None
    assert [rule.key for rule in plan.rules] == ["visit"]
    assert [(one.key, one.rules) for one in plan.campaigns] == [("a", ("visit",))]
    assert campaign_in(document["campaigns"][1]) is None  # type: ignore[index]
    assert campaign_in(7) is None
