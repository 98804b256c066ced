"""What a wall is told."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from db.engine import Database
from services import organising
from services.access import COMMAND_LINE, Actor, Role
from services.activities.reversing import reverse
from services.boards.boards import Ranked, ranked
from services.errors import Forbidden
from services.feed import choices, following
from services.people import naming, people
from services.screens import scenes
from services.screens.boards import READER
from services.screens.doors import ScreenView
from services.screens.joining import qr
from services.screens.playlists import read_playlist
from services.world import world
from tests.promises.history import act, at, found, send

NOW = at(24 * 5)
"""Saturday 10 January 2026, 10:00 in Shanghai."""
MANAGER = Actor("user:ann", role=Role.MANAGER)
EVERY = [
    {"kind": "podium"},
    {"kind": "top"},
    {"kind": "race"},
    {"kind": "deals"},
    {"kind": "days"},
    {"kind": "countdown"},
    {"kind": "announcement", "text": "Lunch at 12"},
    {"kind": "join"},
]
URL = "https://laurel.example/"


def fill(database: Database) -> None:
    """E1 113 points of two deals, one within a campaign, E2 and E5 50, E3 5, in January."""
    found(database)
    deals = [act(1, "deal", 1, employee="E1"), act(2, "deal", 100, employee="E1"), act(3, "deal", 2, employee="E2")]
    send(database, [*deals, act(4, "deal", 3, employee="E5"), act(5, "visit", 4, employee="E3")], hours=110)
    days = [
        {"code": "E1", "birthday": "01-10", "joined_on": "2023-01-12"},
        {"code": "E2", "birthday": "01-18", "joined_on": "2026-01-02"},
        {"code": "E5", "birthday": "01-16"},
    ]
    people.put_employees(database, COMMAND_LINE, days, now=at(111))


@pytest.fixture(scope="module")
def lived(sqlite_databases: Any) -> Iterator[Database]:
    database = Database.open(sqlite_databases())
    fill(database)
    yield database
    database.close()


def view(database: Database, *kinds: dict[str, Any], **more: Any) -> ScreenView:
    document = {"language": "en", "measure": "total", "scenes": list(kinds) or EVERY, **more}
    with database.read() as session:
        return ScreenView(1, "Hall", 1, read_playlist(document, world(database, session).directory))


def shown(database: Database, *kinds: dict[str, Any], **more: Any) -> dict[str, Any]:
    return scenes.wall(database, MANAGER, view(database, *kinds, **more), join_url=URL, now=NOW)


def scene(database: Database, kind: str, **more: Any) -> dict[str, Any]:
    return next(one for one in shown(database, **more)["scenes"] if one["kind"] == kind)


def rows(told: dict[str, Any]) -> list[tuple[int, str, Any]]:
    return [(row["rank"], row["name"], row["score"]) for row in told["rows"]]


def test_a_wall_is_plain_json_and_says_where_and_when_it_is(lived: Database) -> None:
    told = shown(lived)
    assert json.loads(json.dumps(told)) == told
    assert (told["name"], told["organisation"], told["title"]) == ("Hall", "Test", "Test")
    assert (told["locale"], told["zone"], told["look"], told["sound"]) == ("en-GB", "Asia/Shanghai", "dark", False)
    assert told["updated_at"] == at(110) // 1_000
    first = dt.datetime(2026, 1, 31, 16, tzinfo=dt.UTC)
    assert told["period"] == {"kind": "month", "label": "January 2026", "ends_at": first.timestamp() * 1_000, "is_final": False}
    assert [one["kind"] for one in told["scenes"]] == [one["kind"] for one in EVERY]
    assert [one["id"] for one in told["scenes"]] == [f"{one['kind']}-1" for one in EVERY]


def test_the_podium_has_those_with_points_and_the_top_everybody(lived: Database) -> None:
    assert rows(scene(lived, "podium")) == [(1, "E1", 113), (2, "E2", 50), (2, "E5", 50)]
    top = scene(lived, "top")
    assert [name for _, name, _ in rows(top)] == ["E1", "E2", "E5", "E3", "E4", "E6"]
    assert (top["of"], top["title"]) == (6, "January 2026")
    assert {row["team"] for row in top["rows"]} == {"EAST", "WEST"}


def test_keys_are_no_codes(lived: Database) -> None:
    with lived.read() as session:
        directory = world(lived, session).directory
    keys = [row["key"] for row in scene(lived, "top")["rows"]]
    assert keys == [f"e:{directory.employee_ids[code]}" for code in ("E1", "E2", "E5", "E3", "E4", "E6")]


@pytest.mark.parametrize("teams", [["WEST"], ["WEST", "EAST"], ["ALL"]])
def test_a_wall_ranks_the_people_of_its_teams_among_themselves(lived: Database, teams: list[str]) -> None:
    top = scene(lived, "top", teams=teams)
    wanted = {"E5", "E6"} if teams == ["WEST"] else {f"E{n}" for n in range(1, 7)}
    assert {row["name"] for row in top["rows"]} == wanted
    assert (top["rows"][0]["rank"], top["rows"][0]["share"]) == (1, 1.0)
    assert shown(lived, teams=teams)["title"] == " · ".join(teams)


def test_several_teams_are_ranked_as_one_board_would_rank_them(lived: Database) -> None:
    ours, all_rows = (scene(lived, "top", teams=teams)["rows"] for teams in (["WEST", "EAST"], []))
    assert [row | {"change": None} for row in ours] == [row | {"change": None} for row in all_rows]
    assert ours[0]["change"] is None  # in December E1 was in neither team


def test_the_teams_that_race_are_those_chosen_or_those_right_below(lived: Database) -> None:
    assert rows(scene(lived, "race")) == [(1, "EAST", 168), (2, "WEST", 50)]  # the company races with nobody
    assert rows(scene(lived, "race", teams=["ALL"])) == [(1, "EAST", 168), (2, "WEST", 50)]
    assert rows(scene(lived, "race", teams=["WEST"])) == [(1, "EAST", 168), (2, "WEST", 50)]  # with its sisters
    assert rows(scene(lived, "race", teams=["WEST", "ALL"])) == [(1, "ALL", 218), (2, "WEST", 50)]


def test_per_head_points_of_teams_have_two_decimals(lived: Database) -> None:
    race = scene(lived, "race", measure="per_head")
    assert rows(race) == [(1, "EAST", "42.00"), (2, "WEST", "25.00")]
    assert (race["unit"], race["rows"][1]["share"]) == ("points per head", 0.5952)


def test_a_scene_may_have_a_period_of_its_own(lived: Database) -> None:
    told = shown(lived, {"kind": "top", "period": "quarter"}, {"kind": "podium", "period": "day"}, period="week")
    assert [one["title"] for one in told["scenes"]] == ["Q1 2026", "Top three · Today"]
    assert told["scenes"][1]["rows"] == []  # nobody has points today
    assert told["period"]["label"] == "Week 2"


def test_days_are_those_of_today_and_the_week_ahead_from_one_year_on(lived: Database) -> None:
    found = [(one["name"], one["what"], one["years"], one["when"], one["is_today"]) for one in scene(lived, "days")["people"]]
    assert found == [
        ("E1", "birthday", None, "today", True),
        ("E1", "anniversary", 3, "Mon 12 Jan", False),
        ("E5", "birthday", None, "Fri 16 Jan", False),
    ]
    assert [one["name"] for one in scene(lived, "days", teams=["WEST"])["people"]] == ["E5"]


def test_the_countdown_names_who_leads_and_by_how_much(lived: Database) -> None:
    told = scene(lived, "countdown")
    assert (told["title"], told["leader"]["name"], told["gap"]) == ("January ends in", "E1", 63)
    assert scene(lived, "countdown", period="day")["leader"] is None


def test_a_scene_that_is_off_is_not_told(lived: Database) -> None:
    said = [{"kind": "announcement", "text": text} for text in ("Lunch at 12", "Tea at 4")]
    told = shown(lived, {"kind": "top"}, said[0] | {"is_on": False}, said[1])
    assert [(one["id"], one.get("text")) for one in told["scenes"]] == [("top-1", None), ("announcement-2", "Tea at 4")]


def test_the_way_in_is_a_code_and_an_address(lived: Database) -> None:
    join = scene(lived, "join")
    assert (join["text"], join["qr"], join["qr_size"]) == ("laurel.example", qr(URL)["d"], 25)
    assert shown(lived)["strip"]["qr"] == qr(URL)
    assert shown(lived, join=False)["strip"]["qr"] is None
    unknown = scenes.wall(lived, MANAGER, view(lived), now=NOW)
    assert unknown["strip"]["qr"] is None
    assert unknown["scenes"][-1]["qr"] == ""


def test_a_wall_speaks_its_own_language(lived: Database) -> None:
    told = shown(lived, language="zh")
    assert (told["locale"], told["period"]["label"]) == ("zh-CN", "2026年1月")
    titles = ["1月三强", "2026年1月", "团队赛 · 1月", "最新战报", "生日与入职周年", "距1月结束还有", None, "查看自己的积分"]
    assert [one.get("title") for one in told["scenes"]] == titles


def test_another_screens_user_sees_no_wall_but_theirs(lived: Database) -> None:
    with pytest.raises(Forbidden):
        scenes.wall(lived, Actor("screen:2", role=Role.SCREEN, screen_id=2), view(lived), now=NOW)
    with pytest.raises(Forbidden):
        scenes.wall(lived, Actor("user:bob", role=Role.EMPLOYEE), view(lived), now=NOW)


def test_boards_can_be_shared_with_pages(lived: Database) -> None:
    asked = []

    def boards(**wanted: Any) -> Ranked:
        asked.append((wanted["subject"], wanted["team"]))
        return ranked(lived, READER, **wanted, now=NOW)

    told = scenes.wall(lived, MANAGER, view(lived), join_url=URL, boards=boards, now=NOW)
    assert told == shown(lived)
    assert sorted(set(asked)) == [("employees", None), ("teams", None)]
    assert len(asked) == 3  # employees once for all scenes; teams, and those of the month before


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_a_wall_depends_on_moves_with_whatever_it_shows(database: Database) -> None:
    found(database)
    hall = view(database)
    before = scenes.depends_on(database, hall, now=NOW)
    assert scenes.depends_on(database, hall, now=NOW + 3_600_000_000) == before
    assert scenes.depends_on(database, view(database, look="light"), now=NOW) != before
    assert scenes.depends_on(database, hall, now=at(24 * 6)) != before
    send(database, [act(1, "deal")])
    after = scenes.depends_on(database, hall, now=NOW)
    assert after != before
    people.put_employee(database, COMMAND_LINE, "E1", {"name": "Ann"}, now=NOW)
    assert scenes.depends_on(database, hall, now=NOW) != after


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_stands_as_a_number_stands_so_on_walls_and_has_no_days(database: Database) -> None:
    fill(database)
    organising.change(database, COMMAND_LINE, {"may_be_unnamed": True})
    with database.read() as session:
        number = world(database, session).directory.employee_ids["E1"]
    naming.choose(database, Actor("user:e1", role=Role.EMPLOYEE, employee_id=number), unnamed=True)
    for language, name in (("en", "Member 1"), ("zh", "成员1")):
        told = shown(database, language=language)
        assert told["scenes"][0]["rows"][0]["name"] == name
        assert told["scenes"][0]["rows"][0]["initials"] == "1"
        assert '"E1"' not in json.dumps(told)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_organisation_that_has_just_begun_has_a_wall(database: Database) -> None:
    found(database, None)
    told = shown(database)
    assert [one["rows"] for one in told["scenes"][:2]] == [[], []]
    assert told["strip"]["item"] is None
    assert told["celebrations"] == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_deal_is_told_and_celebrated_where_it_concerns_somebody_until_it_is_taken_back(database: Database) -> None:
    found(database)
    choices.choose(database, COMMAND_LINE, {"deals": {"deal": {}}}, revision=0, now=at(1))
    send(database, [act(1, "deal", 119, employee="E1", customer="C1", amount="7")], hours=119.99)
    hall = view(database)
    before = scenes.depends_on(database, hall, now=NOW)
    following.follow(database, now=NOW)
    assert scenes.depends_on(database, hall, now=NOW) != before, "the feed has something new, though nothing was recorded"

    told = shown(database)
    [deal] = scene(database, "deals")["items"]
    assert (deal["kind"], deal["title"], deal["name"], deal["team"], deal["points"]) == ("deal", "deal", "E1", "EAST", 63)
    assert deal["at"] == at(119.99) // 1_000
    assert told["strip"]["item"] == deal
    assert told["celebrations"] == [deal]
    assert shown(database, language="zh")["celebrations"][0]["text"] == "deal · E1 · +63"
    assert shown(database, teams=["WEST"])["celebrations"] == []
    later = scenes.wall(database, MANAGER, hall, now=NOW + 60_000_000)
    assert (later["celebrations"], later["strip"]["item"]) == ([], deal)

    reverse(database, COMMAND_LINE, "test", "a1", reason="x", now=NOW)
    following.follow(database, now=NOW)
    assert scene(database, "deals")["items"] == []
