"""A code in an address is decoded once, whatever it holds."""

from typing import Any
from urllib.parse import quote

import pytest
from starlette.types import Scope

from api.errors import Malformed
from api.routing import decoded, segments
from tests.api.conftest import Client, activity, refused

ODD = [
    "C/1",
    "a b",
    "店 №1",
    "100%",
    "%2F",
    "x/points",
    "points",
    "a?b#c",
    ".",
    "..",
    "é",
    "🦊",
    "entries/points",
    "+",
    "a+b",
]


def sent(path: str, *, root: str = "") -> Scope:
    return {"raw_path": path.encode(), "path": path, "root_path": root}


@pytest.mark.parametrize("code", ODD)
def test_a_code_comes_out_of_an_address_as_it_went_in(code: str) -> None:
    assert segments(sent(f"/api/v1/customers/{quote(code, safe='')}/points", root="/api"))[2] == code


def test_an_address_is_split_before_it_is_decoded() -> None:
    assert segments(sent("/v1/activities/a%2Fb/c%2Fd")) == ("v1", "activities", "a/b", "c/d")


@pytest.mark.parametrize("raw", [b"%", b"%2", b"%zz", b"a%G1", b"%ff", b"%c3%28", b"%ed%a0%80", b"\xff"])
def test_an_address_that_cannot_be_decoded_is_malformed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        decoded(raw)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("raw", [b"/api/v1/teams/%", b"/api/v1/teams/%ff", b"/api/%zz/teams/x", b"/api/v1/teams/%c3"])
def test_a_malformed_address_answers_400(api: Client, raw: bytes) -> None:
    answers: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        answers.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": raw.decode("latin-1"),
        "raw_path": raw,
        "root_path": "/api",
        "query_string": b"",
        "headers": [],
    }
    api.runner.run(api.app(scope, receive, send))
    assert answers[0]["status"] == 400


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_code_can_be_written_and_read(api: Client) -> None:
    for code in ODD:
        if code in (".", ".."):
            continue  # a client resolves these before it sends them
        path = f"/v1/customers/{quote(code, safe='')}"
        assert api.put(path, {"name": code}).json()["code"] == code
        assert api.get(path).json()["code"] == code
        assert api.get(f"{path}/points").json()["code"] == code
        assert api.get(f"{path}/entries").json()["items"] == []


def test_source_and_external_id_may_hold_slashes(api: Client) -> None:
    api.post("/v1/activities", {"activities": [activity("D/1/2", source="crm/east")]})
    found = api.get("/v1/activities/crm%2Feast/D%2F1%2F2").json()
    assert (found["source"], found["external_id"]) == ("crm/east", "D/1/2")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "path",
    ["/", "/v1", "/v1/", "/v1/nothing", "/v1/teams/", "/v1/teams/a/b", "/v1/customers//points", "/v1/customers/C/1"],
)
def test_an_unknown_address_answers_404(api: Client, path: str) -> None:
    refused(api.get(path), 404, "not_found")


@pytest.mark.parametrize("code", ["a%00b", "%0a", "x" * 201])
def test_what_can_be_no_code_is_refused_by_name(api: Client, code: str) -> None:
    assert refused(api.get(f"/v1/customers/{code}"), 422)["field"] == "code"
    assert refused(api.put(f"/v1/customers/{code}", {"name": "x"}), 422)["field"] == "code"


def test_a_wrong_method_is_answered_with_the_right_ones(api: Client) -> None:
    answer = api.call("DELETE", "/v1/teams/EAST")
    refused(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, PUT"
