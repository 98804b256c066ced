"""Every call answers as the contract promises."""

from typing import Any

import pytest

from api.schemas import ExplainedEntry
from api.schemas.reckonings import Reckoning, WouldHaveEarned
from tests.api.conftest import PLAN, Client, activity, refused


def post(api: Client, *activities: object) -> dict[str, Any]:
    answer = api.post("/v1/activities", {"activities": list(activities)})
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def test_a_team_is_put_read_and_listed(api: Client) -> None:
    east = {"code": "EAST", "name": "East", "parent": None}
    assert api.put("/v1/teams/EAST", {"name": "East"}).json() == east
    api.put("/v1/teams/EAST-1", {"name": "East one", "parent": "EAST"})
    assert api.get("/v1/teams/EAST").json() == east
    first = api.get("/v1/teams?limit=1").json()
    second = api.get(f"/v1/teams?limit=1&cursor={first['next_cursor']}").json()
    assert [team["code"] for team in first["items"] + second["items"]] == ["EAST", "EAST-1"]
    assert second["next_cursor"] is None
    refused(api.get("/v1/teams/WEST"), 404, "not_found")


def test_an_employee_is_put_read_and_listed(api: Client) -> None:
    put = api.put("/v1/employees/E%203", {"name": "王芳", "joined_on": "2020-01-01", "email": "w@example.com"}).json()
    assert (put["code"], put["name"], put["joined_on"]) == ("E 3", "王芳", "2020-01-01")
    assert api.get("/v1/employees/E%203").json() == put
    assert put in api.get("/v1/employees").json()["items"]


def test_a_batch_of_people_is_put_whole_or_not_at_all(api: Client) -> None:
    for kind in ("employees", "customers"):
        good = [{"code": f"new {number}", "name": "x"} for number in range(3)]
        assert [one["code"] for one in api.post(f"/v1/{kind}:batch", {"items": good}).json()["items"]] == [
            "new 0",
            "new 1",
            "new 2",
        ]
        bad = [{"code": "other 1", "name": "x"}, {"code": "other 2", "name": ""}]
        assert refused(api.post(f"/v1/{kind}:batch", {"items": bad}), 422)["field"] == "items[1].name"
        refused(api.get(f"/v1/{kind}/other%201"), 404)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("body", [{}, {"items": None}, {"items": {}}, {"items": "x"}, {"items": [], "more": 1}, {"items": [{}] * 5_001}])
def test_a_batch_that_is_none_is_refused(api: Client, body: object) -> None:
    refused(api.post("/v1/employees:batch", body), 422)
    refused(api.post("/v1/customers:batch", body), 422)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("item", [None, 3, "x", [], {}, {"code": "a"}, {"name": "a"}, {"code": 3, "name": "a"}])
def test_an_item_that_is_none_is_refused(api: Client, item: object) -> None:
    for kind in ("employees", "customers"):
        assert refused(api.post(f"/v1/{kind}:batch", {"items": [item]}), 422)["field"].startswith("items[0]")


def test_an_activity_type_is_put_read_and_listed(api: Client) -> None:
    call = {"label": {"en": "Call", "zh": "电话"}, "requires": ["amount"], "approval": False}
    stands = {"key": "call", **call, "fields": [], "active": True, "icon": None}
    assert api.put("/v1/activity-types/call", call).json() == stands
    assert api.get("/v1/activity-types/call").json() == stands
    form = {"fields": [{"name": "attributes.stars", "label": "Stars", "kind": "number", "choices": ["1", "2"]}], "icon": "star"}
    changed = api.put("/v1/activity-types/call", {**form, "active": False}).json()
    assert (changed["active"], changed["icon"], changed["requires"]) == (False, "star", ["amount"])
    assert changed["fields"][0]["label"] == {"en": "Stars", "zh": "Stars"}
    assert "call" in [one["key"] for one in api.get("/v1/activity-types").json()["items"]]
    refused(api.get("/v1/activity-types/nosuch"), 404)


def test_activities_are_answered_one_by_one_in_the_order_sent(api: Client) -> None:
    deal = activity(4, "deal_won", amount="1234.5678", customer="C/1", collaborators=["E2"])
    answer = post(api, activity(1), activity(2), activity(3), deal, activity(5, "nosuch"), activity(6, employee="nobody"), 7)
    assert [answer[name] for name in ("accepted", "duplicates", "rejected")] == [4, 0, 3]
    assert [one["status"] for one in answer["results"]] == ["accepted"] * 4 + ["rejected"] * 3
    assert {(a["holder"], a["rule"], a["points"]) for a in answer["results"][3]["points"]} == {
        ("employee:E1", "deal", 50),
        ("customer:C/1", "value", 123),
        ("employee:E2", "help", 20),
    }
    assert [one["error"]["field"] for one in answer["results"][4:]] == ["type", "employee", "activities"]
    assert "error" not in answer["results"][0]


def test_the_same_again_is_a_duplicate_and_another_content_a_conflict(api: Client) -> None:
    first = post(api, activity(1, "deal_won", amount="100"))["results"][0]
    again = post(api, activity(1, "deal_won", amount=100), activity(1, "deal_won", amount="101"))
    assert [again[name] for name in ("accepted", "duplicates", "rejected")] == [0, 1, 1]
    assert again["results"][0] == first | {"status": "duplicate"}
    assert again["results"][1]["status"] == "conflict"
    assert again["results"][1]["error"]["field"] == "external_id"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "activities"),
        ({"activities": None}, "activities"),
        ({"activities": {}}, "activities"),
        ({"activities": "x"}, "activities"),
        ({"activities": [], "nosuch": 1}, "nosuch"),
        ({"activities": [{}] * 5_001}, "activities"),
    ],
)
def test_an_envelope_that_is_none_is_refused_whole(api: Client, body: object, field: str) -> None:
    assert refused(api.post("/v1/activities", body), 422)["field"] == field


def test_no_activities_are_no_mistake(api: Client) -> None:
    assert post(api) == {"accepted": 0, "duplicates": 0, "rejected": 0, "results": []}


def test_five_thousand_activities_go_at_once(api: Client) -> None:
    answer = post(api, *(activity(number, note="x" * 20) for number in range(5_000)))
    assert (answer["accepted"], len(answer["results"])) == (5_000, 5_000)
    assert sum(award["points"] for one in answer["results"] for award in one["points"]) == 10


def test_a_pending_activity_scores_when_it_is_approved(api: Client) -> None:
    answer = post(api, activity(1, "audit"), activity(2, "audit"))
    assert [one["status"] for one in answer["results"]] == ["pending", "pending"]
    assert answer["accepted"] == 2
    api.post("/v1/activities/approve", {"source": "crm", "external_id": "1"})
    api.post("/v1/activities/decline", {"source": "crm", "external_id": "2", "reason": "no proof"})
    assert api.get("/v1/activities/crm/1").json()["status"] == "accepted"
    assert api.get("/v1/activities/crm/2").json()["status"] == "declined"
    refused(api.post("/v1/activities/approve", {"source": "crm", "external_id": "2"}), 409)
    refused(api.post("/v1/activities/approve", {"source": "crm", "external_id": "3"}), 404)


def test_a_reversal_takes_back_both_sides_once(api: Client) -> None:
    post(api, activity(1, "deal_won", amount="1000", customer="C/1"))
    reverse = {"source": "crm", "external_id": "1", "reason": "returned"}
    first = api.post("/v1/activities/reverse", reverse).json()
    assert api.post("/v1/activities/reverse", reverse).json() == first
    assert api.get("/v1/customers/C%2F1/points").json()["score"]["all"] == 0
    assert api.get("/v1/employees/E1/points").json()["balance"] == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("call", ["approve", "decline", "reverse"])
def test_a_decision_that_names_nothing_is_refused_by_name(api: Client, call: str) -> None:
    whole = {"source": "crm", "external_id": "1", "reason": "x"}
    path = f"/v1/activities/{call}"
    for name in ("source", "external_id"):
        for wrong in (None, 3, "", [], {}, "x" * 201, "a\0b", "\ud800"):
            assert refused(api.post(path, content=dumped(whole | {name: wrong})), 422)["field"] == name
    for wrong in (3, [], {}, "x" * 5_000, "a\0b"):
        assert refused(api.post(path, whole | {"reason": wrong}), 422)["field"] == "reason"
    assert refused(api.post(path, whole | {"more": 1}), 422)["field"] == "more"


def dumped(value: object) -> bytes:
    import json

    return json.dumps(value).encode()


def test_an_activity_is_explained_in_the_language_that_is_asked_for(api: Client) -> None:
    post(api, *(activity(number) for number in range(3)))
    english = api.get("/v1/activities/crm/2").json()["rules"]
    chinese = api.get("/v1/activities/crm/2", headers={"Accept-Language": "zh-CN"}).json()["rules"]
    assert [(rule["key"], rule["points"]) for rule in english] == [("visit", 0)]
    assert english[0]["explanation"].isascii()
    assert chinese[0]["explanation"] != english[0]["explanation"]


@pytest.mark.parametrize("subject", ["employees", "teams", "customers"])
def test_a_board_is_as_promised(api: Client, subject: str) -> None:
    api.put("/v1/teams/EAST", {"name": "East"})
    api.put("/v1/employees/E1", {"team": "EAST", "team_from": "2020-01-01"})
    post(api, activity(1, "deal_won", amount="1000", customer="C/1"))
    board = api.get(f"/v1/leaderboards/{subject}?period=month&on=2026-03-15&limit=10").json()
    assert set(board) >= {"board", "period", "updated_at", "rows", "next_cursor"}
    assert board["board"] == subject
    assert board["period"] == {
        "kind": "month",
        "key": "2026-03",
        "start": "2026-03-01",
        "end": "2026-04-01",
        "final": False,
    }
    assert set(board["rows"][0]) == {"rank", "code", "name", "score", "change"}
    assert board["rows"][0]["rank"] == 1


def test_a_rule_comes_with_its_reckoning_and_what_lacked_one_thing_with_its_reason(api: Client) -> None:
    post(api, activity(1, "deal_won", amount="50", customer="C/1"))
    document = api.get("/v1/activities/crm/1").json()
    value = next(rule for rule in document["rules"] if rule["key"] == "value")
    assert list(value) == ["key", "holder", "points", "explanation", "reckoning"]
    assert set(value["reckoning"]) == set(Reckoning.model_fields)
    assert (value["reckoning"]["times"], value["reckoning"]["exact"], value["reckoning"]["points"]) == (5, "5", 5)
    near = {one["key"]: one for one in document["would_have_earned"]}
    assert near["deal"]["explanation"] == "deal: Value of the deal was 50, wanted at least 100."
    assert (near["deal"]["points"], near["deal"]["missing"]["condition"]["wanted"]) == (50, "at least 100")
    assert near["visit"]["missing"] == {"kind": "type", "types": ["visit"], "condition": None, "limit": None}
    assert WouldHaveEarned.model_validate(near["visit"])


def test_an_entry_is_asked_for_with_its_reckoning(api: Client) -> None:
    post(api, activity(1, "deal_won", amount="1000", customer="C/1"))
    entry = api.get("/v1/customers/C%2F1/entries").json()["items"][0]
    told = api.get(f"/v1/customers/C%2F1/entries/{entry['id']}", headers={"Accept-Language": "zh"}).json()
    assert (told["reckoning"]["points"], told["reckoning"]["of_label"], told["takes_back"]) == (100, "成交金额", None)
    assert {name: told[name] for name in entry if name != "explanation"} == {name: entry[name] for name in entry if name != "explanation"}
    assert ExplainedEntry.model_validate(told)
    mine = api.get("/v1/employees/E1/entries").json()["items"][0]["id"]
    for path in (
        f"customers/C2/entries/{entry['id']}",
        "customers/C%2F1/entries/x",
        f"employees/E1/entries/{'9' * 19}",
        f"employees/E2/entries/{mine}",
    ):
        assert refused(api.get(f"/v1/{path}"), 404)["field"] == "id"


def test_points_and_entries_are_as_promised(api: Client) -> None:
    post(api, activity(1, "deal_won", amount="1000", customer="C/1"))
    points = api.get("/v1/employees/E1/points").json()
    assert " ".join(points) == "code name score rank balance pending debt lifetime level expiring"
    assert set(points["score"]) == set(points["rank"]) == {"day", "week", "month", "quarter", "year", "all"}
    assert (points["score"]["all"], points["balance"]) == (50, 50)
    assert "tier" in api.get("/v1/customers/C%2F1/points").json()
    entry = api.get("/v1/employees/E1/entries?from=2026-03-02&to=2026-03-03&limit=10").json()["items"][0]
    assert entry["activity"] == {"type": "deal_won", "source": "crm", "external_id": "1"}
    assert (entry["rule"], entry["plan_version"], entry["score"]) == ("deal", 1, 50)
    assert api.get("/v1/employees/E1/entries?to=2026-03-02").json()["items"] == []
    refused(api.get("/v1/employees/nobody/points"), 404)
    refused(api.get("/v1/customers/nobody/entries"), 404)


def test_a_plan_is_published_listed_and_read(api: Client) -> None:
    published = api.post("/v1/plans", {"plan": PLAN | {"name": "Second"}, "reason": "more"}).json()
    assert published["version"] == 2
    assert [one["version"] for one in api.get("/v1/plans").json()["items"]] == [2, 1]
    assert api.get("/v1/plans/2").json()["plan"]["name"] == "Second"
    for version in ("3", "0", "-1", "x", "1.0", "1e3", "٣", "9" * 40):
        refused(api.get(f"/v1/plans/{version}"), 404)


def test_a_plan_that_does_not_validate_is_refused_with_the_path_of_every_mistake(api: Client) -> None:
    wrong = {"name": "x", "rules": [PLAN["rules"][0] | {"category": "nosuch", "weight": 1_000}]}
    error = refused(api.post("/v1/plans", {"plan": wrong, "reason": "x"}), 422, "invalid_plan")
    assert "rules[0].category" in error["message"]
    assert "rules[0].weight" in error["message"]
    assert len(api.get("/v1/plans").json()["items"]) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"plan": None}, "plan"),
        ({"plan": []}, "plan"),
        ({"reason": None}, "reason"),
        ({"reason": ""}, "reason"),
        ({"effective_from": "tomorrow"}, "effective_from"),
        ({"effective_from": 3}, "effective_from"),
        ({"nosuch": 1}, "nosuch"),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_publication_that_is_none_is_refused_by_name(api: Client, more: dict[str, object], field: str) -> None:
    assert refused(api.post("/v1/plans", {"plan": PLAN, "reason": "x"} | more), 422)["field"] == field


def test_a_draft_is_replayed_and_nothing_is_stored(api: Client) -> None:
    post(api, activity(1), activity(2), activity(3), activity(4, "deal_won", amount="1234.50", customer="C/1"))
    draft = PLAN | {"rules": [PLAN["rules"][0] | {"weight": 2}, *PLAN["rules"][2:]]}
    found = api.post("/v1/plans/simulate", {"plan": draft, "from": "2026-03-01", "to": "2026-04-01"}).json()
    assert found["period"] == {"from": "2026-03-01", "to": "2026-04-01"}
    assert found["totals"] == {"points_before": 183, "points_after": 143, "money_before": "18.30", "money_after": "14.30"}
    assert found["rules"] == [
        {"key": "visit", "awards_before": 2, "awards_after": 2, "points_before": 10, "points_after": 20},
        {"key": "value", "awards_before": 1, "awards_after": 1, "points_before": 123, "points_after": 123},
        {"key": "help", "awards_before": 0, "awards_after": 0, "points_before": 0, "points_after": 0},
        {"key": "deal", "awards_before": 1, "awards_after": 0, "points_before": 50, "points_after": 0},
    ]
    first = found["holders"][0]
    assert first == {"kind": "employee", "code": "E1", "score_before": 60, "score_after": 20, "rank_before": 1, "rank_after": 1}
    assert len(api.get("/v1/plans").json()["items"]) == 1
    assert api.get("/v1/employees/E1/points").json()["score"]["all"] == 60


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"plan": None}, "plan"),
        ({"plan": {"name": "x", "rules": [{}]}}, "plan.rules[0].key"),
        ({"from": None}, "from"),
        ({"from": "1969-12-31"}, "from"),
        ({"to": "tomorrow"}, "to"),
        ({"to": "2026-03-01"}, "to"),
        ({"to": "2026-02-01"}, "to"),
        ({"reason": "x"}, "reason"),
    ],
)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_replay_that_is_none_is_refused_by_name(api: Client, more: dict[str, object], field: str) -> None:
    asked = {"plan": PLAN, "from": "2026-03-01", "to": "2026-04-01"}
    assert refused(api.post("/v1/plans/simulate", asked | more), 422)["field"] == field


def test_health_needs_no_key_and_says_when_the_database_is_away(api: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert api.get("/healthz", key="").json() == {"status": "ok"}
    assert api.call("HEAD", "/healthz", key="").status_code == 200

    def fail() -> None:
        raise OSError("gone")

    monkeypatch.setattr(api.database, "read", fail)
    refused(api.get("/healthz"), 503, "unavailable")
