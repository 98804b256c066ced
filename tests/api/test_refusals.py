"""Who may ask, how often, and how everything that is refused is answered."""

import pytest

from api.answering import language_of
from api.app import create_api
from api.errors import TooFast
from api.security import Pace
from config.settings import Settings
from db.away import is_database_away
from db.engine import Database
from services.access import COMMAND_LINE, Scope
from services.people import people
from services.sign_in import keys
from tests.api.conftest import PLAN, Client, activity, found, key_for, refused

READ, WRITE, PEOPLE, PLANS = Scope.POINTS_READ, Scope.ACTIVITIES_WRITE, Scope.PEOPLE_WRITE, Scope.PLANS_WRITE
CALLS = [
    ("GET", "/v1/teams", None, {READ, PEOPLE}),
    ("PUT", "/v1/teams/EAST", {"name": "East"}, {PEOPLE}),
    ("PUT", "/v1/employees/E9", {"name": "Ann"}, {PEOPLE}),
    ("POST", "/v1/employees:batch", {"items": []}, {PEOPLE}),
    ("PUT", "/v1/customers/C9", {"name": "Shop"}, {PEOPLE}),
    ("GET", "/v1/customers/C2", None, {READ, PEOPLE}),
    ("GET", "/v1/employees/E1/points", None, {READ}),
    ("GET", "/v1/employees/E1/entries", None, {READ}),
    ("GET", "/v1/leaderboards/employees", None, {READ}),
    ("GET", "/v1/leaderboards/customers", None, {READ, PEOPLE}),
    ("POST", "/v1/activities", {"activities": [activity(1)]}, {WRITE}),
    ("GET", "/v1/plans", None, {READ, PLANS}),
    ("POST", "/v1/plans/simulate", {"plan": PLAN, "from": "2026-01-01", "to": "2027-01-01"}, {PLANS}),
    ("PUT", "/v1/activity-types/call", {"label": {"en": "Call", "zh": "电话"}}, {PEOPLE, PLANS}),
]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_key_may_what_its_scopes_say_and_nothing_else(api: Client) -> None:
    by_scope = {scope: key_for(api.database, scope) for scope in (READ, WRITE, PEOPLE, PLANS, Scope.REWARDS_WRITE)}
    for method, path, body, allowed in CALLS:
        for scope, key in by_scope.items():
            answer = api.call(method, path, body, key=key)
            assert (answer.status_code == 200) == (scope in allowed), (method, path, scope, answer.text)
            if scope not in allowed:
                refused(answer, 403, "forbidden")


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic abc", "Bearer nonsense", "Bearer lrl_" + "x" * 43, "Bearer 汉字", "bearer\tx"],
)
def test_without_a_known_key_every_call_answers_401(api: Client, header: str) -> None:
    for method, path, body, _ in CALLS:
        answer = api.call(method, path, body, headers={"Authorization": header.encode()})
        refused(answer, 401, "unauthorised")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_who_asks_is_asked_before_what(api: Client) -> None:
    refused(api.get("/v1/teams?nosuch=1", key="nonsense"), 401)
    refused(api.post("/v1/activities", content=b"{", key="nonsense"), 401)


def test_a_new_key_works_at_once_and_a_revoked_one_never_again(api: Client) -> None:
    key = key_for(api.database, READ)
    assert api.get("/v1/teams", key=key).status_code == 200
    keys.revoke(api.database, COMMAND_LINE, READ)
    refused(api.get("/v1/teams", key=key), 401)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_key_that_is_too_fast_is_told_when_to_go_on(database: Database, settings: Settings) -> None:
    found(database)
    api = Client(create_api(database, settings.model_copy(update={"rate_limit": 3})), key_for(database, READ))
    other = key_for(database, WRITE)
    answers = [api.get("/v1/teams") for _ in range(8)]
    late = [answer for answer in answers if answer.status_code == 429]
    assert len(late) >= 2, "three in each of at most two minutes"
    refused(late[0], 429, "too_fast")
    assert 1 <= int(late[0].headers["Retry-After"]) <= 60
    assert api.post("/v1/activities", {"activities": []}, key=other).status_code == 200
    assert api.get("/healthz").status_code == 200
    api.close()


def test_a_pace_begins_anew_with_the_minute() -> None:
    pace = Pace(2)
    pace.step("a", 0)
    pace.step("a", 59.9)
    with pytest.raises(TooFast) as late:
        pace.step("a", 59.95)
    assert late.value.headers == {"Retry-After": "1"}
    pace.step("b", 59.95)
    pace.step("a", 60)


def test_a_pace_of_0_is_none() -> None:
    pace = Pace(0)
    for _ in range(10_000):
        pace.step("a", 0)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=x", "limit"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=-1", "limit"),
        ("limit=1.5", "limit"),
        ("limit=", "limit"),
        ("limit=" + "9" * 40, "limit"),
        ("limit=1&limit=1", "limit"),
        ("cursor=a&cursor=b", "cursor"),
        ("nosuch=1", "nosuch"),
        ("LIMIT=1", "LIMIT"),
        ("cursor=nonsense", "cursor"),
        ("cursor=" + "W" * 1_200, "cursor"),
        ("cursor=" + "x" * 5_000, "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=🦊", "cursor"),
        ("cursor=W251bGxd", "cursor"),
        ("cursor=W3RydWVd", "cursor"),
        ("cursor=WzFlMzA5XQ", "cursor"),
    ],
)
def test_a_query_that_is_not_as_documented_is_refused_by_name(api: Client, query: str, field: str) -> None:
    for path in ("/v1/teams", "/v1/employees", "/v1/customers", "/v1/activity-types", "/v1/plans"):
        assert refused(api.get(f"{path}?{query}"), 422)["field"] == field
    for path in ("/v1/employees/E1/entries", "/v1/leaderboards/employees", "/v1/leaderboards/customers"):
        assert refused(api.get(f"{path}?{query}"), 422)["field"] == field


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("period=fortnight", "period"),
        ("period=", "period"),
        ("period=day&period=week", "period"),
        ("measure=median", "measure"),
        ("on=yesterday", "on"),
        ("on=2026-02-30", "on"),
        ("on=2026-3-2", "on"),
        ("on=20260302", "on"),
        ("on=9999-12-31", "on"),
        ("on=%F0%9F%A6%8A", "on"),
        ("board=x", "board"),
    ],
)
def test_a_board_that_is_none_is_refused_by_name(api: Client, query: str, field: str) -> None:
    for subject in ("employees", "teams", "customers"):
        assert refused(api.get(f"/v1/leaderboards/{subject}?{query}"), 422)["field"] == field


@pytest.mark.parametrize("query", ["on=1899-12-31", "on=0001-01-01", "on=1970-01-01", "on=2199-12-31"])
@pytest.mark.parametrize("period", ["day", "week", "month", "quarter", "year", "all"])
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_day_far_away_is_no_failure(api: Client, query: str, period: str) -> None:
    for subject in ("employees", "teams", "customers"):
        assert api.get(f"/v1/leaderboards/{subject}?period={period}&{query}").status_code in (200, 422)


def test_a_team_that_is_unknown_is_no_failure(api: Client) -> None:
    for team in ("nosuch", "%00", "x" * 200, "';drop table team;--", "🦊"):
        assert api.get(f"/v1/leaderboards/employees?team={team}").status_code in (404, 422)


@pytest.mark.parametrize("query", ["from=x", "to=2026-13-01", "from=2026-03-02&from=2026-03-02", "from=2026-03-02&to=2026-03-01"])
def test_a_stretch_that_is_none_is_refused(api: Client, query: str) -> None:
    refused(api.get(f"/v1/employees/E1/entries?{query}"), 422)


def test_an_empty_installation_says_what_is_missing(empty_api: Client) -> None:
    for method, path, body, _ in CALLS:
        refused(empty_api.call(method, path, body), 409, "not_initialised")
    assert empty_api.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_failure_of_ours_tells_nothing_but_goes_to_the_log(
    api: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(people, "list_teams", fail)
    answer = api.get("/v1/teams")
    refused(answer, 500, "internal")
    assert "secret" not in answer.text
    assert "secret detail" in caplog.text


def test_a_database_that_is_away_is_unavailable(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    away = gone(api.database)
    assert is_database_away(away)

    def fail(*_: object, **__: object) -> None:
        raise away

    monkeypatch.setattr(people, "list_teams", fail)
    answer = api.get("/v1/teams")
    refused(answer, 503, "unavailable")
    assert answer.headers["Retry-After"]


def gone(database: Database) -> Exception:
    """What the driver raises where the database cannot be reached."""
    url = "sqlite:////nowhere/at/all.db" if database.dialect == "sqlite" else "postgresql://127.0.0.1:1/x?connect_timeout=1"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pathlib.Path.mkdir", lambda *_, **__: None)
        absent = Database.open(url)
    try:
        with absent.read():
            pass
    except Exception as error:
        return error
    raise AssertionError("it was reached")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr,de;q=0.5", "en"),
        ("zh;q=0", "en"),
        ("ZH-Hans", "zh"),
        (";;;q=,,zh;q=x", "en"),
        ("x" * 100_000, "en"),
    ],
)
def test_the_language_is_the_one_that_is_liked_better(header: str | None, language: str) -> None:
    assert language_of(header) == language
