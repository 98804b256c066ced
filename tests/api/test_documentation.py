"""The API describes itself, without asking anybody else."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.documentation import FILES
from tests.api.conftest import Client, refused

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
PATHS = """
/v1/teams/{code}
/v1/teams
/v1/employees/{code}
/v1/employees
/v1/employees:batch
/v1/customers/{code}
/v1/customers
/v1/customers:batch
/v1/activity-types/{key}
/v1/activity-types
/v1/activities
/v1/activities/approve
/v1/activities/decline
/v1/activities/reverse
/v1/activities/{source}/{external_id}
/v1/leaderboards/employees
/v1/leaderboards/teams
/v1/leaderboards/customers
/v1/employees/{code}/points
/v1/employees/{code}/entries
/v1/employees/{code}/entries/{number}
/v1/customers/{code}/points
/v1/customers/{code}/entries
/v1/customers/{code}/entries/{number}
/v1/plans
/v1/plans/{version}
/v1/plans/simulate
/healthz
"""


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for inner in node.values():
            yield from references(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from references(inner)


def test_the_document_lists_every_call_below_its_prefix(api: Client) -> None:
    document = api.get("/openapi.json", key="").json()
    assert set(document["paths"]) == set(PATHS.split())
    assert document["servers"] == [{"url": "/api"}]


def test_every_reference_in_the_document_leads_somewhere(api: Client) -> None:
    document = api.get("/openapi.json").json()
    for reference in references(document):
        assert reference.removeprefix("#/components/schemas/") in document["components"]["schemas"], reference


def test_every_call_says_what_it_does_takes_and_answers(api: Client) -> None:
    document = api.get("/openapi.json").json()
    calls = [(path, method, call) for path, methods in document["paths"].items() for method, call in methods.items()]
    assert len({call["operationId"] for *_, call in calls}) == len(calls)
    for path, method, call in calls:
        assert call["summary"], path
        assert ("requestBody" in call) == (method in ("put", "post")), path
        assert call["responses"]["200"]["content"]["application/json"]["schema"], path
        if path != "/healthz":
            assert set(call["responses"]) >= {"400", "401", "403", "404", "409", "413", "422", "429"}, path


def test_every_call_but_health_needs_the_key(api: Client) -> None:
    document = api.get("/openapi.json").json()
    assert document["security"] == [{"key": []}]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    assert document["paths"]["/healthz"]["get"]["security"] == []


def test_the_page_asks_nobody_but_this_server(api: Client) -> None:
    page = api.get("/docs", key="")
    assert page.headers["Content-Type"].startswith("text/html")
    assert re.findall(r'(?:src|href)="(?!data:)([^"]+)"', page.text) == [
        "static/swagger-ui.css",
        "openapi.json",
        "static/swagger-ui-bundle.js",
        "static/docs.js",
    ]
    assert "<script>" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_what_the_page_asks_for_is_there(api: Client) -> None:
    for name, kind in FILES.items():
        answer = api.get(f"/static/{name}", key="")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith(kind)
    for name in ("docs.html", "..%2Fapp.py", "%2E%2E%2Fapp.py", "LICENSE-swagger-ui.txt", "nosuch"):
        refused(api.get(f"/static/{name}"), 404)
