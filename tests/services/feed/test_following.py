"""The feed follows the ledger: each thing is told once, whoever follows and however late."""

import datetime as dt
import threading

import pytest

from db.engine import Database
from services.access import COMMAND_LINE
from services.activities.deciding import approve
from services.activities.reversing import reverse
from services.boards.standings import fold
from services.feed import choices, feed, telling
from services.feed.following import follow
from services.feed.reacting import react
from services.ledger.rebuilding import rebuild
from services.people import people
from tests.promises.history import act, at, close_through, day_of, send
from tests.services.feed.stories import BOSS, done, lines, open_shop, standing

sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
ONLY_COMPANY = {"deals": {"deal": {}}, "leaders": {"periods": ["month"]}, "gained": {}, "period_over": []}


def choose(database: Database, **more: object) -> None:
    known = choices.choices(database, BOSS)
    choices.choose(database, BOSS, ONLY_COMPANY | more, revision=known.revision, now=at(-1))


def test_a_week_is_told_as_it_happened(database: Database) -> None:
    open_shop(database)
    done(database, 1, "deal", "E1", 1, customer="C1", amount="700")
    follow(database, now=at(1))
    done(database, 2, "visit", "E2", 2)
    done(database, 3, "deal", "E2", 3, customer="C2")
    follow(database, now=at(3))
    reverse(database, COMMAND_LINE, "test", "a1", reason="fell through", now=at(4))
    follow(database, now=at(24 * 8))
    assert lines(database) == [
        "deal · E2 · +50",
        "E2 leads Q1 and January",
        "E2 finished week 2 first with 53 points, provisional until it is closed",
    ]


@sqlite
def test_followed_late_it_tells_the_same(database: Database) -> None:
    open_shop(database)
    _race(database)
    follow(database, now=at(80))
    late = standing(database)
    with database.write() as session:
        for table in ("feed_item", "feed_state"):
            session.run(f"DELETE FROM {table}")
        session.run("UPDATE fold SET through_entry_id = 0 WHERE name = 'feed'")
    database.memory.clear()
    for hours in range(81):
        follow(database, now=at(hours))
        if hours % 7 == 0:
            database.memory.clear()  # another process goes on
    assert [(row.key, row.at, row.document) for row in standing(database)] == [(row.key, row.at, row.document) for row in late]
    assert {row.kind for row in late} == {"deal", "leader", "gained"}


def _race(database: Database) -> None:
    """Three days on which the lead changes hands, by single posts and in batches."""
    for number in range(60):
        done(database, number, ("visit", "deal", "visit")[number % 3], f"E{number * 5 % 6 + 1}", number)
    send(database, [act(100 + n, "deal", 60 - n / 10, employee=f"E{n % 3 + 1}") for n in range(30)], hours=61)


@sqlite
def test_a_second_look_tells_nothing_new(database: Database) -> None:
    open_shop(database)
    _race(database)
    assert follow(database, now=at(80)) == len(standing(database)) > 20
    revision = feed.version(database)
    assert follow(database, now=at(80)) == 0
    assert feed.version(database) == revision


@sqlite
def test_two_followers_at_once_tell_each_thing_once(database: Database, database_url: str) -> None:
    open_shop(database)
    _race(database)
    others = [Database.open(database_url) for _ in range(3)]
    barrier, told = threading.Barrier(3), []

    def one(mine: Database) -> None:
        barrier.wait()
        told.append(follow(mine, now=at(80)))

    threads = [threading.Thread(target=one, args=[mine]) for mine in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for mine in others:
        mine.close()
    assert sum(told) == len(standing(database))
    assert sorted(told)[:2] == [0, 0]


@sqlite
def test_what_happened_long_before_it_was_recorded_is_no_news(database: Database) -> None:
    open_shop(database)
    send(database, [act(1, "deal", 0), act(2, "deal", 90)], hours=100)
    follow(database, now=at(100))
    assert [row.key for row in standing(database) if row.kind == "deal"] == ["deal:2"]


@sqlite
def test_what_the_feed_missed_for_a_week_is_no_news(database: Database) -> None:
    open_shop(database)
    done(database, 1, "deal", "E1", 1)
    done(database, 2, "deal", "E2", 24 * 9)
    follow(database, now=at(24 * 9))
    assert [row.key for row in standing(database) if row.kind == "deal"] == ["deal:2"]


@sqlite
def test_of_a_large_batch_the_twenty_best_deals_are_told(database: Database) -> None:
    open_shop(database)
    send(database, [act(n, "deal", n / 100, employee=f"E{n % 6 + 1}") for n in range(300)], hours=5)
    follow(database, now=at(5))
    assert [row.kind for row in standing(database)].count("deal") == 20


@sqlite
def test_of_a_crowd_of_batches_no_more_is_told_than_one_can_follow(database: Database) -> None:
    open_shop(database)
    for batch in range(6):
        send(database, [act(batch * 100 + n, "deal", 4, employee=f"E{n % 6 + 1}") for n in range(30)], hours=5 + batch / 3600)
        follow(database, now=at(5 + batch / 3600))
    assert [row.kind for row in standing(database)].count("deal") == 60
    done(database, 1000, "deal", "E1", 5.1)
    follow(database, now=at(5.1))
    assert [row.kind for row in standing(database)].count("deal") == 61


@sqlite
def test_an_approved_activity_is_told_when_it_counts(database: Database) -> None:
    open_shop(database)
    choose(database, deals={"bonus": {}})
    send(database, [act(1, "bonus", 1)], hours=1)
    follow(database, now=at(1))
    assert standing(database) == []
    approve(database, COMMAND_LINE, "test", "a1", now=at(3))
    follow(database, now=at(3))
    assert [(row.kind, row.at) for row in standing(database)] == [("deal", at(3))]


@sqlite
def test_a_deal_below_what_was_chosen_is_not_told(database: Database) -> None:
    open_shop(database)
    choose(database, deals={"deal": {"from_amount": "1000"}, "visit": {"from_points": 4}})
    for number, amount in enumerate(("999.99", "1000", None), 1):
        done(database, number, "deal", "E1", number, customer="C1", **({"amount": amount} if amount else {}))
    done(database, 9, "visit", "E1", 9)
    follow(database, now=at(10))
    assert [row.key for row in standing(database)] == ["deal:2"]


# leaders --------------------------------------------------------------------------------------------------------------------------


@sqlite
def test_the_first_to_score_in_a_period_overtook_nobody(database: Database) -> None:
    open_shop(database)
    choose(database, deals={})
    done(database, 1, "deal", "E1", 1)
    follow(database, now=at(1))
    assert standing(database) == []


@sqlite
def test_a_shared_first_place_has_no_new_leader_until_somebody_is_ahead(database: Database) -> None:
    open_shop(database)
    choose(database, deals={})
    done(database, 1, "deal", "E1", 1)
    done(database, 2, "deal", "E2", 2)
    follow(database, now=at(2))
    assert lines(database) == []
    done(database, 3, "visit", "E1", 3)
    follow(database, now=at(3))
    assert lines(database) == []  # ahead as before
    done(database, 4, "deal", "E2", 4)
    follow(database, now=at(4))
    assert lines(database) == ["E2 leads January"]


@sqlite
def test_whoever_leads_because_another_fell_is_not_told(database: Database) -> None:
    open_shop(database)
    choose(database, deals={})
    done(database, 1, "visit", "E1", 1)
    done(database, 2, "deal", "E2", 2)
    follow(database, now=at(2))
    reverse(database, COMMAND_LINE, "test", "a2", reason="fell through", now=at(3))
    follow(database, now=at(3))
    assert lines(database) == []  # E2's lead is withdrawn with what gave it
    done(database, 3, "deal", "E2", 4)
    follow(database, now=at(4))
    assert lines(database) == ["E2 leads January"]


@sqlite
def test_teams_have_leaders_of_their_own(database: Database) -> None:
    open_shop(database)
    choose(database, deals={}, leaders={"periods": ["week"], "company": False, "teams": 2})
    for number, who in enumerate(("E5", "E1", "E6", "E6", "E2", "E2"), 1):
        done(database, number, "deal", who, number)
    follow(database, now=at(10))
    assert lines(database) == ["E6 leads week 2 in WEST", "E2 leads week 2 in EAST"]
    assert [item.team for item in feed.latest(database, BOSS)] == ["EAST", "WEST"]


@sqlite
def test_the_team_that_is_the_whole_organisation_has_no_board_beside_it(database: Database) -> None:
    open_shop(database)
    choose(database, deals={}, leaders={"periods": ["week"], "teams": "all"})
    for number, who in enumerate(("E1", "E2", "E2"), 1):
        done(database, number, "deal", who, number)
    follow(database, now=at(10))
    assert lines(database) == ["E2 leads week 2 and week 2 in EAST"]


@sqlite
def test_a_new_period_begins_without_a_leader(database: Database) -> None:
    open_shop(database)
    choose(database, deals={}, leaders={"periods": ["week"]})
    done(database, 1, "visit", "E1", 1)
    done(database, 2, "deal", "E2", 2)
    follow(database, now=at(2))
    assert lines(database) == ["E2 leads week 2"]
    done(database, 3, "visit", "E1", 24 * 7)
    follow(database, now=at(24 * 7))
    done(database, 4, "deal", "E2", 24 * 7 + 1)
    follow(database, now=at(24 * 7 + 1))
    assert lines(database) == ["E2 leads week 2", "E2 leads week 3"]


@sqlite
def test_whoever_has_left_leads_no_board(database: Database) -> None:
    open_shop(database)
    choose(database, deals={})
    done(database, 1, "deal", "E1", 1)
    done(database, 2, "visit", "E3", 2)
    people.put_employees(database, COMMAND_LINE, [{"code": "E1", "left_on": "2026-01-05"}], now=at(3))
    done(database, 3, "visit", "E2", 24)
    done(database, 4, "visit", "E2", 25)
    follow(database, now=at(26))
    assert lines(database) == ["E2 leads January"]


# the end of a day -----------------------------------------------------------------------------------------------------------------


@sqlite
def test_who_came_into_the_first_three_is_told_when_the_day_has_ended(database: Database) -> None:
    open_shop(database)
    choose(database, deals={}, leaders={}, gained={"places": 2})
    for number in range(1, 6):
        send(database, [act(number * 10 + n, "visit", n / 60, employee=f"E{number}") for n in range(10 - number)], hours=1)
    follow(database, now=at(1))
    done(database, 1, "deal", "E5", 24)
    done(database, 2, "visit", "E6", 24)  # had no points the evening before
    follow(database, now=at(25))
    assert lines(database) == []
    follow(database, now=at(48))
    assert lines(database) == ["E5 is up 4 places, to place 1 in January"]


@sqlite
def test_several_may_share_the_first_place_of_a_period(database: Database) -> None:
    open_shop(database)
    choose(database, deals={}, leaders={}, period_over=["week"])
    for number, who in enumerate(("E1", "E2", "E5"), 1):
        done(database, number, "deal" if number < 3 else "visit", who, number)
    follow(database, now=at(24 * 7))
    assert lines(database) == ["E1 and E2 share first place of week 2 with 50 points, provisional until it is closed"]


def test_what_comes_late_for_an_open_period_puts_right_who_finished_first(database: Database) -> None:
    open_shop(database)
    choose(database, deals={}, leaders={}, period_over=["week"])
    done(database, 1, "deal", "E1", 1)
    follow(database, now=at(24 * 7))
    [item] = feed.latest(database, BOSS)
    react(database, BOSS, item.id, "applause")

    def later(number: int, kind: str, who: str, hours: float = 24.0) -> tuple[str, int, bool]:
        """Recorded when the week was over: what the feed says then, how many answers stand, and whether it says something else."""
        send(database, [act(number, kind, hours, employee=who)], hours=24 * 7 + number)
        before = feed.version(database)
        assert follow(database, now=at(24 * 7 + number)) == 0
        [stands] = feed.latest(database, BOSS)
        assert stands.id == item.id
        said = telling.sentence(stands, "en").removesuffix(", provisional until it is closed")
        return said, sum(answers.count for answers in stands.reactions.values()), feed.version(database) > before

    assert later(2, "visit", "E1") == ("E1 finished week 2 first with 53 points", 1, True)
    assert later(3, "visit", "E2", 24 * 7) == ("E1 finished week 2 first with 53 points", 1, False)
    assert later(4, "deal", "E2") == ("E1 finished week 2 first with 53 points", 1, False)
    assert later(5, "visit", "E2") == ("E1 and E2 share first place of week 2 with 53 points", 0, True)
    for number in (1, 2, 4, 5):
        reverse(database, COMMAND_LINE, "test", f"a{number}", reason="fell through", now=at(24 * 7 + 5))
    follow(database, now=at(24 * 7 + 5))
    assert lines(database) == []
    assert later(6, "deal", "E5") == ("E5 finished week 2 first with 50 points", 0, True)
    close_through(database, dt.date(1970, 1, 1) + dt.timedelta(days=day_of(24 * 7)))
    assert lines(database) == ["E5 finished week 2 first with 50 points"]


@sqlite
def test_rebuilding_standings_tells_nothing_again(database: Database) -> None:
    open_shop(database)
    _race(database)
    follow(database, now=at(80))
    before = standing(database)
    fold(database)
    rebuild(database, COMMAND_LINE)
    assert follow(database, now=at(80)) == 0
    assert standing(database) == before


@sqlite
def test_without_an_organisation_there_is_nothing_to_tell(database: Database) -> None:
    assert follow(database) == 0
