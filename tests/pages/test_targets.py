"""Targets on their page: what holds, typed and saved, filled in, refused as a whole; empty, closed, out of reach, Chinese."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from db.engine import Database
from services.access import COMMAND_LINE
from services.beginning.setting_up import initialise
from services.people.people import put_employees
from services.sign_in import users
from services.targets.files import read_targets
from services.targets.lines import Line, Scope
from services.targets.setting import Change, set_targets
from services.targets.sheets import targets_for
from tests.pages.conftest import Visit
from tests.pages.drawing import drawn, say_to, told
from tests.pages.living import LONG, NASTY, Shop
from tests.promises.history import close_through
from ui.components.targets.table_file import file_of


def aim(shop: Shop, scope: Scope, code: str, points: int | None, was: int | None = None) -> None:
    set_targets(shop.database, COMMAND_LINE, [Change(scope, code, points, was)], period="month")


def held(shop: Shop) -> dict[tuple[str, str], int | None]:
    """What is set for each line."""
    return {(line.scope.value, line.code): line.points for line in lines(shop)}


def lines(shop: Shop) -> tuple[Line, ...]:
    return targets_for(shop.database, COMMAND_LINE, period="month").lines


def rows(page: AppTest) -> list[tuple[object, ...]]:
    """The table as it stands: who, target, given by their team, so far."""
    [table] = page.dataframe
    frame = table.value
    return [tuple(None if value != value else value for value in row[:4]) for row in frame.astype(object).itertuples(index=False)]


def write(page: AppTest, **typed: int | None) -> AppTest:
    """A browser says that these rows have these targets; then the page has run. typed: `row3=600`."""
    [table] = page.dataframe
    edited = {name.removeprefix("row"): {"target": points} for name, points in typed.items()}
    state = {"edited_rows": edited, "added_rows": [], "deleted_rows": []}
    return say_to(page, WidgetState(id=table.proto.id, string_value=json.dumps(state)))


def filling(page: AppTest) -> AppTest:
    """What the button offers to fill in stands open."""
    page.session_state["targets_fill"] = True
    return page.run()


def test_what_is_typed_is_saved_at_once(shop: Shop, visit: Visit) -> None:
    page = visit("targets", "manager_all")
    assert "Nobody has a target yet" in drawn(page)
    assert page.button(key="targets_save").disabled
    page = write(page, row1=100, row5=700)
    assert page.button(key="targets_save").label == "Save 2 changes"
    page = page.button(key="targets_save").click().run()
    assert {what: points for what, points in held(shop).items() if points} == {("member", "ALL"): 100, ("employee", "E01"): 700}
    assert "2 targets are set." in told(page)
    assert page.button(key="targets_save").disabled
    assert "of 5 people" in drawn(page)


def test_names_stand_as_they_are_typed(shop: Shop, visit: Visit) -> None:
    aim(shop, Scope.MEMBER, "ALL", 100)
    told_of = rows(visit("targets", "admin", edit="1"))
    names = [str(row[0]).strip("\u2003■ ") for row in told_of]
    assert {NASTY, LONG, "欧阳", "East", "Each member"} <= set(names)
    assert told_of[names.index(LONG)][2] == "100 · Corner Shops"


def test_what_is_set_is_read_as_a_table_until_somebody_wants_to_set_more(shop: Shop, visit: Visit) -> None:
    aim(shop, Scope.MEMBER, "ALL", 100)
    aim(shop, Scope.EMPLOYEE, "E01", 1_500)
    page = visit("targets", "manager_all", team="EAST")
    assert not page.dataframe
    assert not [button for button in page.button if button.key == "targets_save"]
    html = drawn(page)
    assert '<th scope="row" style="--in:1">Ann Li</th><td>1,500</td>' in html
    assert '<td class="given" title="From Corner Shops">100</td>' in html, "who has none of their own: whose it is"
    assert 'href="/targets?team=EAST&amp;edit=1"' in html
    assert visit("targets", "manager_all", team="EAST", edit="1").dataframe
    assert visit("targets", "manager_all", files="1").get("download_button")
    shop.record(type="deal_won", employee="E01", customer="C1", amount="10", external_id="late")
    score = {line.code: line.score for line in lines(shop) if line.scope is Scope.EMPLOYEE}["E01"]
    assert f">Ann Li</th><td>1,500</td><td>{score}</td>" in drawn(page.run())


def test_all_is_saved_or_nothing(shop: Shop, visit: Visit) -> None:
    page = write(visit("targets", "admin"), row1=100, row5=700)
    aim(shop, Scope.EMPLOYEE, "E01", 650)
    page = page.button(key="targets_save").click().run()
    assert "Ann Li now has the target 650" in page.error[0].value
    assert held(shop)["member", "ALL"] is None
    assert page.button(key="targets_save").label == "Save 2 changes"
    page = page.button(key="targets_discard").click().run()
    assert rows(page)[5][1] == 650
    page = write(page, row5=700).button(key="targets_save").click().run()
    assert held(shop)["employee", "E01"] == 700


def test_who_has_seen_what_somebody_else_set_saves_over_it_without_typing_anew(shop: Shop, visit: Visit) -> None:
    page = write(visit("targets", "admin"), row1=100, row5=700)
    aim(shop, Scope.EMPLOYEE, "E01", 650)
    aim(shop, Scope.TEAM, "EAST", 900)
    page = page.button(key="targets_save").click().run()
    assert "Ann Li now has the target 650" in page.error[0].value
    assert {str(row[0]).strip("\u2003■ "): row[1] for row in rows(page)}["East"] == 900, (
        "what somebody else set stands where nothing was typed"
    )
    page = page.button(key="targets_save").click().run()
    assert "2 targets are set." in told(page)
    assert not page.error
    assert (held(shop)["member", "ALL"], held(shop)["employee", "E01"], held(shop)["team", "EAST"]) == (100, 700, 900)


def test_what_is_typed_stays_while_points_come_in(shop: Shop, visit: Visit) -> None:
    page = write(visit("targets", "admin"), row5=700)
    shop.record(type="deal_won", employee="E01", customer="C1", amount="10", external_id="late")
    page = page.run()
    assert page.button(key="targets_save").label == "Save 1 change"


def test_points_that_came_in_and_targets_of_others_are_seen_at_the_next_look(shop: Shop, visit: Visit) -> None:
    page = visit("targets", "admin")
    names = [str(row[0]).strip("\u2003■ ") for row in rows(page)]
    was = rows(page)[names.index("Ann Li")]
    shop.record(type="deal_won", employee="E01", customer="C1", amount="10", external_id="late")
    aim(shop, Scope.EMPLOYEE, "E01", 650)
    now = rows(page.run())[names.index("Ann Li")]
    assert now[1] == 650
    assert now[3] == {line.code: line.score for line in lines(shop) if line.scope is Scope.EMPLOYEE}["E01"] != was[3]
    assert "of 5 people" in drawn(page)


def test_many_are_filled_in_and_looked_at_first(shop: Shop, visit: Visit) -> None:
    page = write(filling(visit("targets", "admin")), row1=300, row5=700)
    page = page.button(key="targets_from_team").click().run()
    assert [row[1] for row in rows(page)[4:7]] == [300, 300, 300]
    assert held(shop)["employee", "E01"] is None
    page = page.button(key="targets_save").click().run()
    assert held(shop)["employee", "E04"] == 300
    page = page.button(key="targets_none").click().run()
    page = page.button(key="targets_save").click().run()
    assert {what for what, points in held(shop).items() if points} == {("member", "ALL")}


def test_the_period_before_is_a_beginning(shop: Shop, visit: Visit) -> None:
    month = dt.date.today().replace(day=1) - dt.timedelta(days=10)
    shop.record(type="deal_won", employee="E02", customer="C1", amount="10", external_id="early", occurred_at=month.isoformat())
    before = {line.code: line.before or 0 for line in lines(shop) if line.scope is Scope.EMPLOYEE}
    page = filling(visit("targets", "admin"))
    page.slider(key="targets_more").set_value(10)
    page = page.button(key="targets_from_before").click().run()
    page.button(key="targets_save").click().run()
    assert held(shop)["employee", "E02"] == (before["E02"] * 110 + 50) // 100


def test_a_manager_sees_the_teams_given_to_them(shop: Shop, visit: Visit) -> None:
    told_of = {str(row[0]).strip("\u2003■ ") for row in rows(visit("targets", "manager"))}
    assert told_of == {"East", "Each member", "Ann Li", NASTY, "欧阳"}
    page = visit("targets", "manager", team="WEST")
    assert "outside your reach" in page.error[0].value
    assert not page.dataframe


@pytest.mark.parametrize("user", ["ann", "loner"])
def test_targets_are_for_whoever_sets_them(shop: Shop, visit: Visit, user: str) -> None:
    page = visit("targets", user)
    assert "This page is not for you" in drawn(page)
    assert not page.dataframe


def test_a_closed_period_is_shown_and_stays(shop: Shop, visit: Visit) -> None:
    before = dt.date.today().replace(day=1) - dt.timedelta(days=1)
    close_through(shop.database, before)
    page = visit("targets", "admin", on=before.isoformat())
    assert "This period is closed: its targets stay." in drawn(page)
    assert not [button for button in page.button if button.key == "targets_save"]


@pytest.mark.parametrize("query", [{"on": "2026-99-99"}, {"on": "1970-01-01"}, {"period": "day"}, {"period": "all"}])
def test_an_address_that_makes_no_sense_shows_the_running_period(shop: Shop, visit: Visit, query: dict[str, str]) -> None:
    assert "· now" in visit("targets", "admin", **query).selectbox(key="targets_on").options[3]


def test_without_people_it_says_what_is_missing(database: Database, visit: Visit) -> None:
    initialise(database, COMMAND_LINE, name="New", timezone="Europe/London", currency="GBP")
    users.add_user(database, COMMAND_LINE, "admin", role="admin")
    assert "Nobody is here yet" in drawn(visit("targets", "admin"))


def test_in_chinese(shop: Shop, visit: Visit) -> None:
    aim(shop, Scope.MEMBER, "ALL", 100)
    page = visit("targets", "admin", lang="zh", edit="1")
    assert "已达成" in drawn(page)
    assert rows(page)[1][0] == "\u2003每位成员"


def test_a_table_is_sent_back_and_looked_at_before_it_is_saved(shop: Shop, visit: Visit) -> None:
    page = filling(visit("targets", "admin"))
    page.get("file_uploader")[0].set_value(("targets.csv", b"scope,code,target\nemployee,E01,700\nteam,EAST,900\n", "text/csv"))
    page = page.run()
    assert page.button(key="targets_save").label == "Save 2 changes"
    assert held(shop)["employee", "E01"] is None
    page.button(key="targets_save").click().run()
    assert (held(shop)["employee", "E01"], held(shop)["team", "EAST"]) == (700, 900)


def test_a_table_with_a_wrong_line_fills_nothing_in(shop: Shop, visit: Visit) -> None:
    page = filling(visit("targets", "manager"))
    page.get("file_uploader")[0].set_value(("targets.csv", b"scope,code,target\nemployee,E01,700\nemployee,E02,900\n", "text/csv"))
    page = page.run()
    assert "Line 3: employee E02 is not on this sheet" in page.error[0].value.replace("\\", "")
    assert page.button(key="targets_save").disabled


def test_the_file_holds_what_the_sheet_holds(shop: Shop) -> None:
    aim(shop, Scope.MEMBER, "EAST", 100)
    made = file_of(shop.database, "month", dt.date.today(), "EAST")(COMMAND_LINE)
    assert read_targets(made, "a.xlsx", targets_for(shop.database, COMMAND_LINE, period="month")) == {
        (line.scope, line.code): line.points for line in lines(shop) if line.code in ("EAST", "E01", "E03", "E05")
    }


def test_of_very_many_the_teams_come_first(shop: Shop, visit: Visit) -> None:
    put_employees(shop.database, COMMAND_LINE, [{"code": f"N{n}", "name": f"N{n}", "team": "WEST"} for n in range(1_500)])
    page = visit("targets", "admin")
    assert "Choose a team to see its people." in drawn(page)
    assert len(rows(page)) == 6
    aim(shop, Scope.TEAM, "EAST", 900)
    aim(shop, Scope.MEMBER, "EAST", 90)
    page = visit("targets", "admin")
    assert "Choose a team to see its people." in drawn(page)
    assert '<a href="/targets?team=EAST" target="_self">East</a>' in drawn(page)
    assert "Ann Li" not in drawn(page).partition("<table")[2]
    assert len(rows(visit("targets", "admin", team="EAST", edit="1"))) == 5
