"""Every campaign that ever was, and those of a draft, with their state and what they overlap with."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.campaigns.costing import cost
from services.campaigns.tags_in_use import tags_in_use
from services.campaigns.telling_campaigns import CampaignsTold, CampaignTold, Mark, State, campaigns_told, foreseen
from services.plans import plan_drafts, planning
from tests.promises.history import act, at, found, send
from tests.services.campaigns.campaign_months import NOW, PLAN, SPRING

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
CALLS = PLAN["campaigns"][1]


def look(database: Database, document: dict[str, Any] | None = None, *, now: int = NOW) -> CampaignsTold:
    draft = plan_drafts.start(database, COMMAND_LINE, document, name="Draft", now=NOW) if document is not None else None
    return campaigns_told(database, COMMAND_LINE, draft, language="en", now=now)


def of(told: CampaignsTold, key: str) -> CampaignTold:
    [one] = [one for one in told.campaigns if one.key == key]
    return one


def test_the_latest_stands_first_with_what_it_covers_by_name(database: Database) -> None:
    found(database, PLAN)
    told = look(database)
    assert [one.key for one in told.campaigns] == ["spring", "calls"]
    spring = of(told, "spring")
    assert (spring.label, spring.multiply, spring.covers.teams) == ("Visits of the East", Fraction(3), ("EAST",))
    assert (spring.covers.rules, spring.mark, spring.place) == (("visit",), Mark.SAME, 0)


@pytest.mark.parametrize(
    ("hours", "state"), [(24 * 27, State.TO_COME), (24 * 28, State.RUNNING), (24 * 34, State.RUNNING), (24 * 35, State.OVER)]
)
def test_a_campaign_runs_from_its_first_day_through_its_last(database: Database, hours: int, state: State) -> None:
    found(database, PLAN)
    assert of(look(database, now=at(hours)), "spring").state is state


def test_a_campaign_whose_budget_is_paid_out_is_used_up(database: Database) -> None:
    found(database, PLAN | {"campaigns": [SPRING | {"budget": 25}]})
    send(database, [act(n, "visit", 24 * 29 + n) for n in range(4)], hours=24 * 30)
    spring = of(look(database, now=at(24 * 30)), "spring")
    assert (spring.paid, spring.state) == (25, State.USED_UP)


def test_a_draft_tells_what_is_new_changed_and_gone(database: Database) -> None:
    found(database, PLAN)
    told = look(database, PLAN | {"campaigns": [SPRING | {"multiply": 2}, CALLS | {"key": "more"}]})
    assert {one.key: one.mark for one in told.campaigns} == {"spring": Mark.CHANGED, "more": Mark.NEW, "calls": Mark.GONE}
    assert of(told, "calls").place is None


def test_a_draft_with_mistakes_is_told_as_far_as_it_can_be(database: Database) -> None:
    found(database, PLAN)
    told = look(database, PLAN | {"campaigns": [SPRING | {"until": "2026-01-01"}, 7, CALLS]})
    spring = of(told, "spring")
    assert (spring.state, spring.from_on, spring.label) == (None, None, "Visits of the East")
    assert [one.path for one in spring.mistakes] == ["until"]
    assert of(told, "calls").mark is Mark.SAME


def test_a_campaign_that_a_version_dropped_ended_on_that_day(database: Database) -> None:
    found(database, PLAN)
    planning.publish(database, COMMAND_LINE, PLAN | {"campaigns": []}, reason="x", now=at(24 * 30))
    told = look(database)
    assert {one.key: (one.mark, one.until_on) for one in told.campaigns} == {
        "spring": (Mark.PAST, dt.date(2026, 2, 5)),
        "calls": (Mark.PAST, dt.date(2026, 1, 22)),
    }
    assert told.keys == {"spring", "calls"}


def test_a_campaign_that_was_dropped_before_it_began_never_was(database: Database) -> None:
    found(database, PLAN)
    planning.publish(database, COMMAND_LINE, PLAN | {"campaigns": [CALLS]}, reason="x", now=at(24 * 10))
    told = look(database)
    assert [one.key for one in told.campaigns] == ["calls"]
    assert "spring" in told.keys, "its key is not free all the same"


OTHER = SPRING | {"key": "other", "multiply": 2, "teams": [], "from": "2026-02-07", "until": "2026-03-01"}


@pytest.mark.parametrize(
    ("change", "overlap", "expected"),
    [
        ({}, "highest", (Fraction(3), False)),
        ({"multiply": 4}, "highest", (Fraction(4), True)),
        ({"multiply": 3}, "highest", (Fraction(3), False)),
        ({}, "product", (Fraction(6), None)),
        ({"multiply": 50}, "product", (Fraction(100), None)),
        ({"teams": ["ALL"]}, "highest", (Fraction(3), False)),
        ({"teams": ["WEST"]}, "highest", None),
        ({"rules": ["call"]}, "highest", None),
        ({"types": ["call"], "rules": []}, "highest", None),
        ({"from": "2026-02-09"}, "highest", None),
    ],
)
def test_what_overlaps_is_told_with_what_counts(
    database: Database, change: dict[str, Any], overlap: str, expected: tuple[Fraction, bool | None] | None
) -> None:
    found(database, PLAN)
    document = PLAN | {"campaigns": [SPRING, OTHER | change], "campaign_overlap": overlap}
    coming = foreseen(database, COMMAND_LINE, document, 0, now=NOW)
    rivals = coming.rivals.told if coming else ()
    assert [(one.counts, one.is_stronger) for one in rivals] == ([expected] if expected else [])
    if rivals:
        assert (rivals[0].from_on, rivals[0].until_on) == (dt.date(2026, 2, 7), dt.date(2026, 2, 9))


def test_of_many_campaigns_that_overlap_the_first_are_told_and_the_others_counted(database: Database) -> None:
    found(database, PLAN)
    many = [OTHER | {"key": f"other{n}"} for n in range(20)]
    coming = foreseen(database, COMMAND_LINE, PLAN | {"campaigns": [SPRING, *many]}, 0, now=NOW)
    assert coming is not None
    assert ([one.key for one in coming.rivals.told], coming.rivals.more) == (["other0", "other1", "other2"], 17)


def test_what_a_campaign_names_and_there_is_none_of_is_told(database: Database) -> None:
    found(database, PLAN)
    strange = SPRING | {"types": ["call", "dance"], "teams": ["ALL", "NOWHERE"]}
    coming = foreseen(database, COMMAND_LINE, PLAN | {"campaigns": [strange]}, 0, now=NOW)
    assert coming is not None
    assert coming.unknown == ("dance", "NOWHERE")


def test_tags_are_offered_by_name(database: Database) -> None:
    found(database, PLAN)
    assert tags_in_use(database, COMMAND_LINE) == ("vip",)


def test_without_a_plan_there_is_nothing_to_multiply(database: Database) -> None:
    found(database, None)
    assert look(database) == CampaignsTold(None, None, (), look(database).overlap, frozenset())


def test_a_campaign_that_multiplies_nothing_or_is_over_is_foreseen(database: Database) -> None:
    found(database, PLAN)
    idle = SPRING | {"types": ["call"], "until": "2027-01-01"}
    coming = foreseen(database, COMMAND_LINE, PLAN | {"campaigns": [idle]}, 0, now=NOW)
    assert coming is not None
    assert (coming.is_idle, coming.is_past) == (True, False)
    coming = foreseen(database, COMMAND_LINE, PLAN | {"campaigns": [SPRING]}, 0, now=NOW)
    assert coming is not None
    assert (coming.is_idle, coming.is_past) == (False, True)
    assert foreseen(database, COMMAND_LINE, PLAN | {"campaigns": [SPRING | {"multiply": -1}]}, 0, now=NOW) is None


def test_what_campaigns_cost_before_it_was_written_down_is_not_claimed(database: Database) -> None:
    found(database, PLAN)
    send(database, [act(1, "visit", 24 * 29)], hours=24 * 29)
    with database.write() as session:
        session.run("UPDATE ledger_head SET paid_after = 1")
    assert cost(database, COMMAND_LINE, "spring", now=NOW).known_from == dt.date(2026, 2, 3)
    assert cost(database, COMMAND_LINE, "calls", now=NOW).known_from == dt.date(2026, 2, 3)
    planning.publish(database, COMMAND_LINE, PLAN | {"campaigns": [SPRING | {"key": "later", "from": "2026-02-04"}]}, reason="x", now=NOW)
    assert cost(database, COMMAND_LINE, "later", now=NOW).known_from is None
