"""The demonstration is an organisation that could be: complete in both languages, the same every time, and true to every promise."""

import datetime as dt
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from db.engine import Database
from scoring.periods import business_day, day_number, instant, micros
from services.access import COMMAND_LINE, Actor, Role
from services.activities.bulk_intake import normalise
from services.beginning.demonstrating import PASSWORD, Demonstration, Size, fill, is_empty, sign_ins
from services.beginning.demonstration.chance import shares
from services.beginning.demonstration.happenings import UNDECIDED_DAYS
from services.beginning.demonstration.rhythm import seasons
from services.beginning.demonstration.sending import NOTED
from services.beginning.demonstration.staff import Year
from services.beginning.demonstration.story import plan_changes
from services.beginning.demonstration.words import LANGUAGES, words
from services.beginning.setting_up import initialise
from services.boards.standings import board
from services.errors import Conflict, Forbidden, Invalid
from services.feed.following import follow
from services.ledger.verifying import verify
from services.people import people
from services.plans import planning
from services.sign_in import passwords
from services.sign_in.users import disable_user
from services.targets.lines import Scope
from services.targets.sheets import targets_for
from services.world import World, world

LONDON = ZoneInfo("Europe/London")
NOW = micros(dt.datetime(2026, 3, 11, 15, 30, tzinfo=LONDON))
TODAY = day_number(dt.date(2026, 3, 11))
SMALL = Size(outlets=8, employees=40, customers=90, days=75)
ALWAYS = words("en").people.always
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Told:
    """A filled database, and what filling answered."""

    database: Database
    made: Demonstration

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.database.read() as session:
            return session.rows(sql)

    @property
    def world(self) -> World:
        with self.database.read() as session:
            return world(self.database, session)


def told_in(url: str) -> Told:
    database = Database.open(url)
    return Told(database, fill(database, COMMAND_LINE, locale="en", now=NOW, size=SMALL))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest) -> Iterator[Told]:
    """The small demonstration; nothing here changes it."""
    make: Callable[[], str] = request.getfixturevalue("sqlite_databases" if request.param == "sqlite" else "postgres_databases")
    found = told_in(make())
    yield found
    found.database.close()


def fingerprint(told: Told) -> list[list[tuple[Any, ...]]]:
    """Who there is, what happened, and what came of it."""
    return [
        told.rows("SELECT code, name FROM account ORDER BY code"),
        told.rows("SELECT t.code, m.from_on, a.code FROM membership m JOIN account a ON a.id = m.employee_id JOIN team t ON t.id = m.team_id "
                  "ORDER BY a.code, m.from_on"),
        told.rows("SELECT external_id, occurred_at, amount_e4, note FROM activity ORDER BY external_id, occurred_at"),
        told.rows("SELECT a.code, e.kind, e.plan_version, SUM(e.score), COUNT(*) FROM ledger_entry e JOIN account a ON a.id = e.account_id "
                  "GROUP BY a.code, e.kind, e.plan_version ORDER BY a.code, e.kind, e.plan_version"),
        told.rows("SELECT i.kind, i.at, a.code, i.withdrawn, COUNT(r.kind) FROM feed_item i LEFT JOIN account a ON a.id = i.account_id "
                  "LEFT JOIN feed_reaction r ON r.item_id = i.id GROUP BY i.id, i.kind, i.at, a.code, i.withdrawn ORDER BY i.at, i.kind, a.code"),
        told.rows("SELECT a.code, e.birthday FROM employee e JOIN account a ON a.id = e.account_id ORDER BY a.code"),
        told.rows("SELECT name, document FROM screen ORDER BY name"),
        told.rows("SELECT u.name, a.code FROM app_user u LEFT JOIN account a ON a.id = u.account_id ORDER BY u.name"),
    ]  # fmt: skip


def test_the_same_day_and_seed_give_the_same_organisation_on_both_engines(told: Told, sqlite_databases: Callable[[], str]) -> None:
    again = told_in(sqlite_databases())
    assert fingerprint(again) == fingerprint(told)
    again.database.close()


def test_every_promise_holds(told: Told) -> None:
    assert verify(told.database, COMMAND_LINE).offence is None


def test_it_counts_what_it_made(told: Told) -> None:
    counts = told.made.counts
    assert (counts.teams, counts.employees, counts.customers) == (1 + 4 + 8, 40, 90)
    assert told.rows("SELECT COUNT(*) FROM activity") == [(counts.activities,)]
    assert counts.activities > 1_000


def test_nothing_happens_in_the_future_and_today_has_begun(told: Told) -> None:
    moments = [at for (at,) in told.rows("SELECT occurred_at FROM activity")]
    days = Counter(business_day(at, LONDON) for at in moments)
    assert max(moments) <= NOW
    assert 0 < days[TODAY] < days[TODAY - 1]
    assert min(days) >= TODAY - SMALL.days + 1


def test_what_happened_was_recorded_soon_and_in_order(told: Told) -> None:
    rows = told.rows("SELECT occurred_at, recorded_at FROM activity ORDER BY id")
    days = [(business_day(occurred, LONDON), business_day(recorded, LONDON)) for occurred, recorded in rows]
    assert all(occurred <= recorded for occurred, recorded in rows)
    assert all(0 <= recorded - happened < 7 for happened, recorded in days)
    assert all(recorded == happened for happened, recorded in days if happened >= TODAY - 14)
    assert [recorded for _, recorded in rows] == sorted(recorded for _, recorded in rows)


def test_people_work_on_weekdays_in_working_hours(told: Told) -> None:
    moments = [instant(at).astimezone(LONDON) for (at,) in told.rows("SELECT occurred_at FROM activity")]
    weekdays = Counter(at.weekday() for at in moments)
    assert weekdays[5] + weekdays[6] < 0.06 * len(moments)
    assert min(weekdays[day] for day in range(5)) > 0.12 * len(moments)
    assert {at.hour for at in moments} <= set(range(8, 20))


def test_some_are_new_some_left_and_some_moved(told: Told) -> None:
    here = told.world.directory
    staff = here.employees.values()
    first = TODAY - SMALL.days + 1
    assert any(e.joined_on is not None and e.joined_on >= first for e in staff)
    assert any(e.left_on is not None and e.left_on < TODAY for e in staff)
    assert any(len({stay.team_id for stay in stays}) > 1 for stays in here.stays.values())
    outlets = [team for team in here.teams.values() if team.code.count("-")]
    assert all(here.members(team.id, TODAY) for team in outlets), "nobody at work in an outlet"


def test_everybody_but_the_head_answers_to_somebody_who_is_there(told: Told) -> None:
    staff = told.world.directory.employees
    heads = [e.code for e in staff.values() if e.manager_id is None]
    assert heads == ["E001"]
    assert all(staff[e.manager_id].is_active(TODAY) for e in staff.values() if e.manager_id is not None)


def test_nobody_does_anything_before_joining_or_after_leaving(told: Told) -> None:
    staff = told.world.directory.employees
    acts = told.rows("SELECT DISTINCT employee_id, occurred_on FROM activity WHERE employee_id IS NOT NULL")
    assert [(e, day) for e, day in acts if not staff[e].is_active(day)] == []


def test_nobody_helps_themself(told: Told) -> None:
    helped = told.rows("SELECT employee_id, collaborators FROM activity WHERE collaborators IS NOT NULL")
    assert helped
    assert [who for who, helpers in helped if who in json.loads(helpers)] == []


def test_the_shortest_and_the_longest_name_are_there(told: Told) -> None:
    names = [e.name for e in told.world.directory.employees.values()]
    assert {2, 40} <= {len(name) for name in names}
    assert set(ALWAYS) < set(names)
    assert len(set(names)) == len(names)


def test_some_deals_were_reversed_and_some_goods_returned(told: Told) -> None:
    kinds = dict(told.rows("SELECT kind, COUNT(*) FROM activity_event GROUP BY kind"))
    assert kinds.keys() >= {"approved"}
    assert all(reason for (reason,) in told.rows("SELECT reason FROM activity_event WHERE kind IN ('reversed', 'declined')"))


def test_the_feed_tells_of_the_last_week_and_people_answer_to_it(told: Told) -> None:
    items = told.rows("SELECT kind, at FROM feed_item WHERE withdrawn = 0")
    assert {"deal", "leader", "gained", "period_over"} == {kind for kind, _ in items}
    days = {business_day(at, LONDON) for _, at in items}
    assert min(days) >= TODAY - 8
    assert TODAY in days
    assert len({at for _, at in items}) > len(items) / 2  # each when it happened, not all in the evening
    assert told.rows("SELECT COUNT(*) FROM feed_reaction")[0][0] > 10
    assert follow(told.database, now=NOW) == 0


def test_two_screens_hang_and_the_screens_user_shows_the_first(told: Told) -> None:
    hung = told.rows("SELECT name, document LIKE '%EAST%' FROM screen ORDER BY id")
    assert [(name, bool(of_east)) for name, of_east in hung] == [("Company wall", False), ("East office", True)]
    assert told.rows("SELECT s.name FROM app_user u JOIN screen s ON s.id = u.screen_id WHERE u.name = 'screen'") == [("Company wall",)]


def test_most_people_have_a_birthday_on_any_day_of_the_year(told: Told) -> None:
    days = [day for (day,) in told.rows("SELECT birthday FROM employee")]
    assert 0.8 < sum(day is not None for day in days) / len(days) < 1
    assert {day // 100 for day in days if day} == set(range(1, 13))


def test_only_the_latest_ice_breakers_wait(told: Told) -> None:
    undecided = told.rows(
        "SELECT occurred_on FROM activity a WHERE pending = 1 AND NOT EXISTS (SELECT 1 FROM activity_event e WHERE e.activity_id = a.id)"
    )
    assert undecided
    assert min(day for (day,) in undecided) >= TODAY - UNDECIDED_DAYS


def test_types_have_names_in_both_languages(told: Told) -> None:
    types = told.world.types.values()
    assert len(types) == 9
    assert [kind.key for kind in types if kind.label["en"] == kind.key or kind.label["zh"] == kind.label["en"]] == []
    assert [kind.key for kind in types if kind.needs_approval] == ["ice_breaker_done"]


def test_activities_are_in_the_form_that_intake_gives_them(told: Told) -> None:
    """Sent again in the words of the API, each would be met as the same one."""
    columns = "source, external_id, occurred_at, amount_e4, attributes, note"
    [type_columns] = [told.rows(f"SELECT {columns} FROM activity a JOIN source s ON s.id = a.source_id".replace("source,", "s.name,"))]
    sample = type_columns[:: max(1, len(type_columns) // 400)]
    sent = pl.DataFrame(
        {
            "source": [row[0] for row in sample],
            "external_id": [row[1] for row in sample],
            "type": ["x"] * len(sample),
            "occurred_at": [instant(row[2]).isoformat() for row in sample],
            "employee": ["E001"] * len(sample),
            "amount": [None if row[3] is None else f"{row[3] // 10_000}.{row[3] % 10_000:04d}" for row in sample],
            "attributes.stars": [None if row[4] is None else str(json.loads(row[4])["stars"]) for row in sample],
            "note": [row[5] for row in sample],
            "line": list(range(len(sample))),
        },
        schema_overrides={"amount": pl.String, "attributes.stars": pl.String, "note": pl.String},
    )
    absent = [pl.lit(None, pl.String).alias(name) for name in ("customer", "quantity", "channel", "collaborators", "evidence")]
    normal = normalise(sent.with_columns(absent), zone=LONDON, now=NOW)
    assert normal.refused == []
    assert normal.frame.select("at", "amount", "note").rows() == [(row[2], row[3], row[5]) for row in sample]


# signing in


def test_one_of_each_role_signs_in_with_the_demonstrations_word(told: Told) -> None:
    assert [found.role for found in told.made.sign_ins] == list(Role)
    assert {found.password for found in told.made.sign_ins} == {PASSWORD}
    assert sign_ins(told.database) == told.made.sign_ins
    hashes = dict(told.rows("SELECT name, password_hash FROM app_user"))
    assert passwords.matches(PASSWORD, hashes["admin"])


def test_the_manager_has_the_first_region_and_the_employee_belongs_to_it(told: Told) -> None:
    here = told.world.directory
    [(manager,)] = told.rows("SELECT account_id FROM app_user WHERE name = 'manager'")
    [(employee,)] = told.rows("SELECT account_id FROM app_user WHERE name = 'employee'")
    [(team,)] = told.rows("SELECT t.code FROM user_team x JOIN team t ON t.id = x.team_id")
    assert team == "EAST"
    assert here.employees[manager].code == "E002"
    assert here.team_on(employee, TODAY) in here.subtree(here.team_ids["EAST"])


def test_the_employee_is_good_but_not_the_best_and_was_busy_this_week(told: Told) -> None:
    [(account,)] = told.rows("SELECT account_id FROM app_user WHERE name = 'employee'")
    code = told.world.directory.employees[account].code
    rows = board(told.database, COMMAND_LINE, subject="employees", period="month", team="EAST", now=NOW).rows
    places = {row.code: number for number, row in enumerate(rows)}
    assert 0 < places[code] < len(rows) - 1
    assert told.rows(f"SELECT COUNT(*) FROM activity WHERE employee_id = {account} AND occurred_on >= {TODAY - 4}") > [(0,)]


@on_sqlite
def test_sign_ins_that_open_nothing_any_more_are_not_shown(database: Database) -> None:
    assert sign_ins(database) == ()
    fill(database, COMMAND_LINE, locale="en", now=NOW, size=Size(outlets=4, employees=12, customers=30, days=40))
    disable_user(database, COMMAND_LINE, "screen")
    kept = passwords.hash_of("another word entirely")
    with database.write() as session:
        session.run("UPDATE app_user SET password_hash = :kept WHERE name = 'manager'", kept=kept)
    assert [found.name for found in sign_ins(database)] == ["admin", "employee"]


@on_sqlite
def test_an_administrator_who_stands_already_stays_the_only_one(database: Database) -> None:
    with database.write() as session:
        session.run("INSERT INTO app_user (name, name_key, role, created_at) VALUES ('Ann', 'ann', 'admin', 1)")
    made = fill(database, COMMAND_LINE, locale="zh", now=NOW, size=Size(outlets=4, employees=12, customers=30, days=40))
    assert [found.name for found in made.sign_ins] == ["manager", "employee", "screen"]


# refused


def test_a_database_that_holds_an_organisation_is_refused(database: Database) -> None:
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY")
    with pytest.raises(Conflict, match="Acme"):
        fill(database, COMMAND_LINE, locale="en", now=NOW, size=SMALL)
    with database.read() as session:
        assert session.rows("SELECT COUNT(*) FROM account") == [(0,)]


def test_what_is_interrupted_leaves_nothing_behind(database: Database) -> None:
    size = Size(outlets=4, employees=12, customers=30, days=40)

    def interrupt(done: int, _of: int) -> None:
        if done > 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(database, COMMAND_LINE, locale="zh", now=NOW, progress=interrupt, size=size)
    assert is_empty(database)
    told: list[tuple[int, int]] = []
    made = fill(database, COMMAND_LINE, locale="zh", now=NOW, progress=lambda *done: told.append(done), size=size)
    assert told[-1] == (made.counts.activities, made.counts.activities)
    assert verify(database, COMMAND_LINE).offence is None


@on_sqlite
def test_only_who_administers_may(database: Database) -> None:
    with pytest.raises(Forbidden):
        fill(database, Actor("user:ann", role=Role.MANAGER), locale="en", now=NOW, size=SMALL)
    with pytest.raises(Invalid, match="locale"):
        fill(database, COMMAND_LINE, locale="fr", now=NOW, size=SMALL)
    assert is_empty(database)


# a longer time


@pytest.fixture
def longer(database: Database) -> Told:
    size = Size(outlets=16, employees=130, customers=400, days=150)
    return Told(database, fill(database, COMMAND_LINE, locale="zh", now=NOW, size=size))


@on_sqlite
def test_a_campaign_a_changed_plan_and_a_full_desk(longer: Told) -> None:
    versions: Any = planning.list_versions(longer.database, COMMAND_LINE)["items"]
    assert [found["version"] for found in versions] == [4, 3, 2, 1]
    campaigns = {one["key"]: one for one in planning.get(longer.database, COMMAND_LINE)["plan"]["campaigns"]}
    assert campaigns.keys() == {"sprint", "satisfied", "good_start"}
    campaign = campaigns["sprint"]
    first, last = (day_number(dt.date.fromisoformat(campaign[end])) for end in ("from", "until"))
    deals = "SELECT COUNT(*) FROM activity a JOIN activity_type t ON t.id = a.type_id WHERE t.key = 'deal_won' AND occurred_on"
    [(before,)] = longer.rows(f"{deals} BETWEEN {first - 14} AND {first - 1}")
    [(during,)] = longer.rows(f"{deals} BETWEEN {first} AND {last - 1}")
    assert during > 1.25 * before
    here = longer.world.directory
    waiting = longer.rows(
        "SELECT employee_id FROM activity a WHERE pending = 1 AND NOT EXISTS (SELECT 1 FROM activity_event e WHERE e.activity_id = a.id)"
    )
    east = here.subtree(here.team_ids["EAST"])
    assert sum(here.team_on(employee, TODAY) in east for (employee,) in waiting) >= 12
    kinds = dict(longer.rows("SELECT kind, COUNT(*) FROM activity_event GROUP BY kind"))
    assert kinds["approved"] > kinds["declined"] > 0
    assert kinds["reversed"] > 0
    assert verify(longer.database, COMMAND_LINE).offence is None


# words


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_words_for_everything(language: str) -> None:
    said = words(language)
    assert said.notes.keys() == NOTED.keys()
    assert said.tries.keys() == set(Role)
    assert [region.outlets for region in said.regions] == shares(200, [region.outlets for region in said.regions])
    assert all(len(set(region.places)) == len(region.places) >= region.outlets for region in said.regions)
    places = [place for region in said.regions for place in region.places]
    assert len(set(places)) == len(places)
    assert len({region.code for region in said.regions}) == 4
    texts = [*said.reasons.reverse, *said.reasons.approve, *said.reasons.decline, *itertools.chain(*said.notes.values())]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_says_why_the_plan_changed(language: str) -> None:
    changes = plan_changes(language, TODAY - 364, TODAY)
    assert len(changes) == 5
    assert all(planning.validated(change.document) for change in changes)
    assert all((change.reason.isascii()) == (language == "en") for change in changes)


def test_a_lull_may_cross_the_turn_of_the_year() -> None:
    lulls = tuple(lull for lull in words("en").lulls if lull.since == "12-25")
    year = Year(day_number(dt.date(2025, 12, 22)), day_number(dt.date(2026, 1, 2)))
    quiet = seasons(year.days, lulls) < seasons(year.days, ()) * 0.5
    assert [str(dt.date(1970, 1, 1) + dt.timedelta(days=int(day))) for day in year.days[quiet]] == [
        *(f"2025-12-{day}" for day in range(25, 32)),
        "2026-01-01",
    ]


@pytest.mark.parametrize("day", ["2026-01-01", "2027-02-08", "2028-02-29", "2036-03-30", "2026-11-01"])
@on_sqlite
def test_it_can_be_made_on_any_day(database: Database, day: str) -> None:
    for_now = micros(dt.datetime.combine(dt.date.fromisoformat(day), dt.time(0, 5), LONDON))
    made = fill(database, COMMAND_LINE, locale="en", now=for_now, size=Size(outlets=4, employees=14, customers=40, days=40))
    assert made.counts.activities > 0
    assert len(made.sign_ins) == 4
    assert people.list_employees(database, COMMAND_LINE, now=for_now)["items"]


def test_about_half_of_each_region_reached_the_target_of_the_last_month(told: Told) -> None:
    lines = targets_for(told.database, COMMAND_LINE, period="month", on=dt.date(2026, 2, 1), now=NOW).lines
    people_of = [line for line in lines if line.scope is Scope.EMPLOYEE and line.score]
    assert all(line.holds for line in people_of)
    assert 0.3 < sum((line.percent or 0) >= 100 for line in people_of) / len(people_of) < 0.7
    assert all(line.points for line in lines if line.scope is Scope.TEAM and line.score)


def test_leave_is_entered_as_days_off_and_breaks_no_streak(told: Told) -> None:
    days = told.rows("SELECT employee_id, from_on, to_on FROM calendar_day")
    leave = [(person, first, last) for person, first, last in days if person is not None]
    assert len(days) - len(leave) == 1, "one day that everybody has off"
    assert any(first > TODAY for _person, first, _last in leave)
    taken = [one for one in leave if one[2] <= TODAY]
    assert taken
    by_themselves = (
        "SELECT a.employee_id, a.occurred_on FROM activity a JOIN activity_type t ON t.id = a.type_id WHERE t.key <> 'satisfaction_rated'"
    )
    worked = set(told.rows(by_themselves))
    assert not any((person, day) in worked for person, first, last in taken for day in range(first, last))
