"""Whatever a field holds, the answer is never a failure, names the field, and nothing is half written."""

import json
from collections.abc import Iterator

import pytest

from db.engine import Database
from tests.api.conftest import PLAN, Client, activity

DEEP = "[" * 20 + "]" * 20
BAD = {
    "null": "null",
    "true": "true",
    "a number": "12",
    "a fraction": "1.5",
    "40 digits": "9" * 40,
    "40 digits, text": json.dumps("9" * 40),
    "minus": "-1",
    "1e309": "1e309",
    "1e-309": "1e-309",
    "1e1000000": "1e1000000",
    "NaN, text": '"NaN"',
    "Infinity, text": '"Infinity"',
    "a list": "[]",
    "a list of null": "[null]",
    "an object": "{}",
    "an object with an object": '{"a": {"b": 1}}',
    "nested": DEEP,
    "empty": '""',
    "a space": '" "',
    "emoji": '"🦊"',
    "汉字": '"汉字"',
    "SQL": json.dumps("'; drop table activity; --"),
    "a null byte": '"a\\u0000b"',
    "a newline": '"a\\nb"',
    "half a character": '"\\ud800"',
    "half a name": '{"\\ud800": 1}',
    "a null byte as a name": '{"a\\u0000b": 1}',
    "right to left": '"\\u202egnp"',
    "1899": '"1899-12-31"',
    "1899, with a time": '"1899-12-31T23:59:59Z"',
    "year 0": '"0000-00-00"',
    "year 1, east": '"0001-01-01T00:00:00+23:59"',
    "year 9999": '"9999-12-31T23:59:59-23:59"',
    "30 February": '"2026-02-30"',
    "an impossible offset": '"2026-03-02T10:00:00+99:99"',
    "a skipped hour": '"2026-03-02T24:00:00"',
    "other digits": '"٢٠٢٦-٠٣-٠٢"',
    "an unknown code": '"nosuch"',
    "201 characters": json.dumps("x" * 201),
    "100 KB": json.dumps("x" * 100_000),
}
ALWAYS_REFUSED = ("nested", "a null byte", "half a character", "half a name", "100 KB", "1e309", "1e1000000")
ACTIVITY_FIELDS = [
    "type",
    "source",
    "external_id",
    "occurred_at",
    "employee",
    "customer",
    "amount",
    "quantity",
    "channel",
    "collaborators",
    "attributes",
    "attributes.x",
    "note",
    "evidence",
    "evidence.name",
    "evidence.sha256",
    "collaborators.0",
]
PEOPLE_FIELDS = {
    "teams": ["name", "parent"],
    "employees": ["name", "team", "team_from", "joined_on", "left_on", "email", "manager"],
    "customers": ["name", "owner", "phone", "email", "birthday", "tags", "channel", "attributes", "attributes.x"],
}


def with_value(document: dict[str, object], field: str, raw: str) -> str:
    """The document as JSON, with the raw JSON text as the value of the field (`attributes.x`: inside it)."""
    marks = {"attributes.x": {"x": "@"}, "evidence.name": [{"name": "@", "sha256": "0" * 64}], "collaborators.0": ["@"]}
    marks["evidence.sha256"] = [{"name": "x", "sha256": "@"}]
    return json.dumps(document | {field.partition(".")[0]: marks.get(field, "@")}).replace('"@"', raw, 1)


def between_good_ones(number: int, field: str, raw: str) -> list[str]:
    """Three activities as JSON, of which that in the middle has the raw value."""
    left, right = (json.dumps(activity(f"{side} {number}")) for side in ("left", "right"))
    return [left, with_value(activity(f"bad {number}"), field, raw), right]


def rows(database: Database, table: str) -> int:
    with database.read() as session:
        return int(session.value(f"SELECT COUNT(*) FROM {table}"))


@pytest.mark.parametrize("field", ACTIVITY_FIELDS)
def test_a_bad_activity_is_rejected_by_name_and_spoils_no_neighbour(api: Client, engine: str, field: str) -> None:
    """Each between two good ones: alone with them on SQLite, all in one batch on PostgreSQL."""
    accepted = 0
    batches = [[bad] for bad in enumerate(BAD)] if engine == "sqlite" else [list(enumerate(BAD))]
    for batch in batches:
        sent = [text for number, what in batch for text in between_good_ones(number, field, BAD[what])]
        answer = api.post("/v1/activities", content=f'{{"activities": [{", ".join(sent)}]}}'.encode())
        assert answer.status_code == 200, (batch, answer.text)
        results = answer.json()["results"]
        assert len(results) == 3 * len(batch)
        for (_, what), left, middle, right in zip(batch, results[::3], results[1::3], results[2::3], strict=True):
            assert (left["status"], right["status"]) == ("accepted", "accepted"), what
            assert middle["status"] in ("accepted", "rejected"), what
            accepted += 2 + (middle["status"] == "accepted")
            if middle["status"] == "rejected":
                assert middle["error"]["field"].startswith(field.partition(".")[0]), (what, middle)
                assert len(middle["error"]["message"]) < 400, what
            assert not (what in ALWAYS_REFUSED and middle["status"] == "accepted" and field not in ("note",)), what
    assert rows(api.database, "activity") == accepted


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ["nosuch", "", "Type", "amount ", "\ud800", "a\0b", "x" * 100_000, "'; drop table activity; --"])
def test_a_field_that_is_not_known_is_refused(api: Client, name: str) -> None:
    (result,) = api.post("/v1/activities", content=json.dumps({"activities": [activity(1) | {name: 1}]}).encode()).json()["results"]
    assert result["status"] == "rejected"
    for path in ("/v1/employees/E9", "/v1/customers/C9", "/v1/teams/T9", "/v1/activity-types/t9"):
        body = json.dumps({"name": "x", "label": "x", name: 1} if "types" not in path else {"label": "x", name: 1})
        assert api.put(path, content=body.encode()).status_code == 422


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, fields in PEOPLE_FIELDS.items() for field in fields])
def test_bad_people_are_refused_by_name_and_not_half_written(api: Client, kind: str, field: str) -> None:
    for number, (what, raw) in enumerate(BAD.items()):
        path = f"/v1/{kind}/new%20{number}"
        answer = api.put(path, content=with_value({"name": "x"}, field, raw).encode())
        assert answer.status_code in (200, 422), (what, answer.text)
        assert api.get(path).status_code == (200 if answer.status_code == 200 else 404), what
        if answer.status_code == 422:
            assert answer.json()["error"]["field"].startswith(field.partition(".")[0]), (what, answer.text)
        assert not (what in ALWAYS_REFUSED and answer.status_code == 200), what


@pytest.mark.parametrize("field", ["label", "requires", "approval"])
def test_a_bad_activity_type_is_refused_by_name(api: Client, field: str) -> None:
    for number, (what, raw) in enumerate(BAD.items()):
        answer = api.put(f"/v1/activity-types/t{number}", content=with_value({"label": "x"}, field, raw).encode())
        assert answer.status_code in (200, 422), (what, answer.text)
        if answer.status_code == 422 and "unknown field" not in answer.text:
            assert answer.json()["error"]["field"].startswith(field), (what, answer.text)


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a document where a value stands."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


RICH_PLAN = {
    "name": "Rich",
    "category_weights": {"outcome": "1.5"},
    "rules": [
        PLAN["rules"][2]
        | {
            "label": {"en": "x", "zh": "y"},
            "weight": 1,
            "cooldown": {"hours": 4, "same": ["customer"]},
            "active": {"from": "2026-01-01", "until": "2026-04-01"},
            "limits": [{"per": "day", "times": 1, "same": ["attributes.case"]}, {"per": "week", "points": 200}],
            "when": [{"field": "amount", "op": ">=", "value": "100"}, {"field": "channel", "op": "in", "value": ["a"]}],
        }
    ],
    "campaigns": [{"key": "c", "multiply": 2, "rules": ["value"], "from": "2026-03-01", "until": "2026-03-08"}],
    "tiers": {"customer": [{"key": "bronze", "from": 0}]},
    "expiry": {"customer": {"months": 12, "round_to": "month"}},
}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_rich_plan_itself_can_be_published(api: Client) -> None:
    assert api.post("/v1/plans", {"plan": RICH_PLAN, "reason": "x"}).status_code == 200


@pytest.mark.parametrize("place", list(places(RICH_PLAN)), ids=lambda place: ".".join(map(str, place)))
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_bad_value_in_a_plan_is_no_failure(api: Client, place: tuple[str | int, ...]) -> None:
    for what, raw in BAD.items():
        document = json.loads(json.dumps(RICH_PLAN))
        inner = document
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = "@"
        body = json.dumps({"plan": document, "reason": "x"}).replace('"@"', raw, 1)
        answer = api.post("/v1/plans", content=body.encode())
        assert answer.status_code in (200, 422), (what, answer.text)
        if answer.status_code == 422:
            assert answer.json()["error"]["field"].startswith("plan"), (what, answer.text)


def test_ten_megabytes_in_one_field_are_refused_by_name(api: Client) -> None:
    long = "x" * 10_000_000
    (result,) = api.post("/v1/activities", {"activities": [activity(1, note=long)]}).json()["results"]
    assert (result["status"], result["error"]["field"]) == ("rejected", "note")
    answer = api.put("/v1/customers/C9", {"name": long})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "name")
