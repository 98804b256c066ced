"""Reading the feed and answering to it."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from config.feed_words import FEED_WORDS
from db.engine import Database
from services import organising
from services.access import COMMAND_LINE, Actor, Role
from services.errors import Conflict, Forbidden, Invalid, Unknown
from services.feed import feed, telling
from services.feed.feed import FeedItem
from services.feed.following import follow
from services.feed.kinds import Kind, Reaction
from services.feed.reacting import react, unreact
from services.people.naming import choose
from services.sign_in import users
from services.world import world
from tests.promises.history import act, at, close_through, day_of, send
from tests.services.feed.stories import BOSS, done, lines, open_shop, standing

sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def clerk(database: Database, code: str) -> Actor:
    with database.read() as session:
        number = world(database, session).directory.employee_ids[code]
    return Actor(f"user:{code}", role=Role.EMPLOYEE, employee_id=number)


def team(database: Database, code: str) -> int:
    with database.read() as session:
        return world(database, session).directory.team_ids[code]


def two_deals(database: Database) -> None:
    """Of E1 in EAST, then of E5 in WEST, who has fewer points."""
    open_shop(database)
    done(database, 1, "deal", "E1", 1, customer="C1", amount="700", note="Hongda Trading")
    done(database, 2, "visit", "E1", 2)
    done(database, 3, "deal", "E5", 3, customer="C5")
    follow(database, now=at(3))


def only(database: Database, actor: Actor, who: str) -> FeedItem:
    [found] = [item for item in feed.latest(database, actor) if item.code == who]
    return found


def test_it_is_narrowed_to_kinds_teams_and_moments(database: Database) -> None:
    two_deals(database)
    assert lines(database, teams={team(database, "EAST")}) == ["deal · E1 · +50"]
    assert lines(database, teams={team(database, "ALL")}) == lines(database) == ["deal · E1 · +50", "deal · E5 · +50"]
    assert lines(database, kinds={"leader"}) == []
    assert lines(database, kinds={"deal"}, after_at=at(1)) == ["deal · E5 · +50"]
    newest = feed.latest(database, BOSS, limit=1)
    assert lines(database, cursor=newest[0].cursor) == ["deal · E1 · +50"]
    assert lines(database, cursor=newest[0].cursor, kinds={"deal"}, teams={team(database, "WEST")}) == []


def test_reactions_count_once_for_each_user_and_kind_and_can_be_taken_back(database: Database) -> None:
    two_deals(database)
    item = only(database, BOSS, "E1")
    before = feed.version(database)
    for _ in range(2):
        react(database, BOSS, item.id, "applause", now=at(4))
    react(database, clerk(database, "E5"), item.id, "applause", now=at(5))
    react(database, clerk(database, "E5"), item.id, "thanks", now=at(5))
    assert feed.version(database) == before + 3
    found = only(database, BOSS, "E1").reactions
    assert {kind: (told.count, told.is_mine, told.others) for kind, told in found.items()} == {
        Reaction.APPLAUSE: (2, True, ("E5",)),
        Reaction.WELL_DONE: (0, False, ()),
        Reaction.THANKS: (1, False, ("E5",)),
    }
    unreact(database, BOSS, item.id, "applause")
    unreact(database, BOSS, item.id, "applause")
    assert only(database, BOSS, "E1").reactions[Reaction.APPLAUSE].others == ("E5",)
    assert feed.version(database) == before + 4


@sqlite
def test_nobody_reacts_to_their_own_nor_to_what_is_not_there(database: Database) -> None:
    two_deals(database)
    item, own = only(database, BOSS, "E1"), clerk(database, "E1")
    assert only(database, own, "E1").is_mine
    with pytest.raises(Conflict, match="leave the applause to others"):
        react(database, own, item.id, "applause")
    with pytest.raises(Unknown):
        react(database, BOSS, item.id + 1000, "applause")
    with pytest.raises(Invalid):
        react(database, BOSS, item.id, "laughter")
    with pytest.raises(Forbidden, match="signed in"):
        react(database, COMMAND_LINE, item.id, "applause")
    with pytest.raises(Forbidden):
        react(database, Actor("user:wall", role=Role.SCREEN), item.id, "applause")


@sqlite
def test_who_stands_as_a_number_does_so_for_everybody_else(database: Database) -> None:
    two_deals(database)
    organising.change(database, COMMAND_LINE, {"may_be_unnamed": True})
    users.add_user(database, COMMAND_LINE, "E5", role=Role.EMPLOYEE, employee="E5")
    own = clerk(database, "E5")
    choose(database, own, unnamed=True)
    react(database, own, only(database, BOSS, "E1").id, "thanks")
    assert lines(database) == ["deal · E1 · +50", "deal · Member 1 · +50"]
    assert lines(database, own)[-1] == "deal · E5 · +50"
    assert lines(database, Actor("user:wall", role=Role.SCREEN))[-1] == "deal · Member 1 · +50"
    [who] = only(database, BOSS, "E1").reactions[Reaction.THANKS].others
    assert telling.shown_name(who, "zh") == "成员1"


@sqlite
def test_what_earned_it_is_named_only_to_whom_may_see_that(database: Database) -> None:
    two_deals(database)
    lead = Actor("user:lead", role=Role.MANAGER, team_ids=frozenset({team(database, "EAST")}))
    seen = {actor.name: only(database, actor, "E1").activity for actor in (BOSS, lead, clerk(database, "E1"), clerk(database, "E5"))}
    own = ("test", "a1")
    assert seen == {"user:boss": own, "user:lead": own, "user:E1": own, "user:E5": None}
    assert only(database, lead, "E5").activity is None


@sqlite
def test_a_period_is_provisional_until_it_is_closed(database: Database) -> None:
    two_deals(database)
    follow(database, now=at(24 * 7))
    told = "E1 finished week 2 first with 53 points"
    assert lines(database, kinds={"period_over"}) == [f"{told}, provisional until it is closed"]
    close_through(database, dt.date(1970, 1, 1) + dt.timedelta(days=day_of(24 * 7)))
    assert lines(database, kinds={"period_over"}) == [told]


def test_nothing_in_the_feed_is_about_a_customer(database: Database) -> None:
    two_deals(database)
    send(database, [act(9, "deal", 5, customer="C2", amount="900", channel="Hongda")], hours=5)  # a customer who came alone
    follow(database, now=at(24 * 7))
    kept = [(row.key, row.account_id, row.document) for row in standing(database)]
    assert len(kept) > 2
    assert [word for word in ("Hongda", "C1", "C5", "customer") if word in str(kept)] == []
    with database.read() as session:
        employees = world(database, session).directory.employees
    assert {account for _, account, _ in kept} <= employees.keys()


def test_the_feed_has_every_word_in_both_languages() -> None:
    holes = {language: {key: re.findall(r"{(\w+)}", text) for key, text in words.items()} for language, words in FEED_WORDS.items()}
    assert holes["en"].keys() == holes["zh"].keys()
    assert [key for key, found in holes["en"].items() if set(found) != set(holes["zh"][key])] == []


def test_every_kind_is_told_in_both_languages() -> None:
    boards = (feed.BoardTold("2026-03"), feed.BoardTold("2026-W10", "East"), feed.BoardTold("2026-Q1"))
    now = at(24 * 60)
    deal = FeedItem(
        1, Kind.DEAL, now, 7, "E7", "Ann Li", "East", {"en": "Deal won", "zh": "成交"}, 1250, None, None, (), (), False, False, None, {}
    )
    leader = replace(deal, kind=Kind.LEADER, boards=boards, place=1)
    climbed = replace(leader, kind=Kind.GAINED, place=3, came_from=9, boards=boards[:1])
    over = replace(leader, kind=Kind.PERIOD_OVER, boards=(feed.BoardTold("2025-12"),), names=("李雷", "Bo", "Cy", "Di", "Ed"))
    assert [telling.sentence(one, "en") for one in (deal, leader, climbed, over)] == [
        "Deal won · Ann Li · +1,250",
        "Ann Li leads March and week 10 in East",
        "Ann Li is up 6 places, to place 3 in March",
        "李雷, Bo, Cy and 2 more share first place of December 2025 with 1,250 points, provisional until it is closed",
    ]
    assert [telling.sentence(one, "zh") for one in (deal, leader, climbed, replace(over, is_final=True))] == [
        "成交 · Ann Li · +1,250",
        "Ann Li 领跑3月和East第 10 周榜",
        "Ann Li 上升 6 名，来到3月榜第 3 名",
        "李雷、Bo、Cy等 5 人以 1,250 分并列2025年12月第一",
    ]
    assert [telling.title(one, "en") for one in (deal, leader, climbed, over)] == [
        "Deal won",
        "New leader",
        "Into the top three",
        "December 2025 is over",
    ]
