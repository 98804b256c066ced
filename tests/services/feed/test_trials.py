"""A trial of choices follows the ledger: what it tells after each step is what one that is worked out anew would tell."""

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.feed import trying
from services.feed.kinds import Kind
from services.feed.trials import MOST_TRIALS, Trials
from services.feed.trying import Tried
from services.people import people
from tests.promises.history import act, at, found, send
from tests.services.feed.stories import BOSS, PLAN, done

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
DAY = 24
WANTED = {
    "deals": {"deal": {}},
    "leaders": {"periods": ["week", "month"], "company": True, "teams": "all"},
    "gained": {"places": 1},
    "period_over": ["week"],
}


@pytest.fixture
def shop(database: Database) -> Database:
    found(database, PLAN)
    for number, who in enumerate(("E1", "E2", "E2", "E3"), 1):
        done(database, number, "deal", who, number * DAY)
    return database


def tried(database: Database, hours: float, *, anew: bool = False) -> Tried:
    """anew: as a process tells that has just begun."""
    if anew:
        database.memory.pop("trials", None)
    return trying.tried(database, BOSS, WANTED, now=at(hours))


def test_it_goes_on_with_what_was_recorded_since(shop: Database) -> None:
    first = tried(shop, 4 * DAY + 1)
    for number, who in ((5, "E3"), (6, "E3"), (7, "E1")):
        done(shop, number, "deal", who, 4 * DAY + number / 10)
    second = tried(shop, 4 * DAY + 1)
    assert second.counts[Kind.DEAL] == first.counts[Kind.DEAL] + 3
    assert second == tried(shop, 4 * DAY + 1, anew=True)


def test_what_is_older_than_a_week_falls_away(shop: Database) -> None:
    hours = 8 * DAY - 1  # the first deal is a week old in an hour, on the same day
    assert tried(shop, hours).counts[Kind.DEAL] == 4
    [kept] = shop.memory["trials"].places.values()
    later = tried(shop, hours + 2)
    assert later.counts[Kind.DEAL] == 3
    assert [kept] == list(shop.memory["trials"].places.values())
    assert later == tried(shop, hours + 2, anew=True)


def test_what_is_booked_on_a_day_that_is_over_changes_its_end_within_a_minute(shop: Database) -> None:
    hours = 4 * DAY + 1
    before = tried(shop, hours)
    late = [act(9, "visit", DAY, employee="E4"), act(10, "deal", 2 * DAY, employee="E4"), act(11, "deal", 2 * DAY, employee="E4")]
    send(shop, late, hours=hours)
    soon = tried(shop, hours)
    assert soon.counts[Kind.GAINED] == before.counts[Kind.GAINED]
    later = tried(shop, hours + 0.02)
    assert later.counts[Kind.GAINED] > before.counts[Kind.GAINED]
    assert later == tried(shop, hours + 0.02, anew=True)


def test_people_who_have_changed_are_seen_at_once(shop: Database) -> None:
    tried(shop, 4 * DAY + 1)
    people.put_employee(shop, COMMAND_LINE, "E3", {"name": "Erin"}, now=at(4 * DAY))
    assert "Erin" in {item.name for item in tried(shop, 4 * DAY + 1).examples}


def test_few_choices_are_followed_at_once(shop: Database) -> None:
    for points in range(1, MOST_TRIALS + 4):
        trying.tried(shop, BOSS, WANTED | {"deals": {"deal": {"from_points": points}}}, now=at(4 * DAY + 1))
    kept: Trials = shop.memory["trials"]
    assert len(kept.places) == MOST_TRIALS
