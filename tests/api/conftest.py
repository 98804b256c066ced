"""A client that calls the API in process, as it is mounted.

def test_x(api): ...        an organisation with a plan, people, and a key for everything
api.get("/v1/teams"), api.put(path, {...}), api.post(path, {...})    the answers; key= another key, content= raw bytes
"""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from api.app import create_api
from config.settings import Settings
from db.engine import Database
from services.access import COMMAND_LINE, Scope
from services.activities.catalogue import put_type
from services.beginning.setting_up import initialise
from services.people import people
from services.sign_in import keys

PLAN: dict[str, Any] = {
    "name": "Field sales",
    "rules": [
        {
            "key": "visit",
            "label": {"en": "Visit", "zh": "拜访"},
            "category": "behaviour",
            "activity": "visit",
            "award": {"to": "employee", "points": 5},
            "limits": [{"per": "day", "times": 2}],
        },
        {
            "key": "deal",
            "category": "outcome",
            "activity": "deal_won",
            "when": [{"field": "amount", "op": ">=", "value": "100"}],
            "award": {"to": "employee", "points": 50},
        },
        {
            "key": "value",
            "category": "outcome",
            "activity": "deal_won",
            "award": {"to": "customer", "points": 1, "per": 10, "of": "amount"},
        },
        {"key": "help", "category": "team", "activity": "deal_won", "award": {"to": "collaborators", "points": 20}},
    ],
}


class Client:
    """Calls an application in process, one call after another or several at once. A path is sent as it is given."""

    def __init__(self, app: FastAPI, key: str) -> None:
        self.app, self.key = app, key
        self.database: Database = app.state.database
        mounted = Starlette(routes=[Mount("/api", app=app)])
        self.runner = asyncio.Runner()
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(mounted), base_url="http://laurel")

    async def ask(self, method: str, path: str, body: object = None, *, key: str | None = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.key if key is None else key}", **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        return await self.http.request(method, f"/api{path}", headers=headers, **more)

    def call(self, method: str, path: str, body: object = None, **more: Any) -> httpx.Response:
        return self.runner.run(self.ask(method, path, body, **more))

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.call("GET", path, **more)

    def put(self, path: str, body: object = None, **more: Any) -> httpx.Response:
        return self.call("PUT", path, body, **more)

    def post(self, path: str, body: object = None, **more: Any) -> httpx.Response:
        return self.call("POST", path, body, **more)

    def at_once(self, *calls: tuple[str, str, object]) -> list[httpx.Response]:
        async def all_of_them() -> list[httpx.Response]:
            return await asyncio.gather(*(self.ask(*call) for call in calls))

        return self.runner.run(all_of_them())

    def close(self) -> None:
        self.runner.run(self.http.aclose())
        self.runner.close()
        self.app.state.gatherer.close()


def refused(answer: httpx.Response, status: int, code: str | None = None) -> dict[str, Any]:
    """The error of an answer that has this status, in the shape that every error has."""
    assert answer.status_code == status, answer.text
    body = answer.json()
    assert list(body) == ["error"]
    error: dict[str, Any] = body["error"]
    assert sorted(error) == ["code", "field", "message"]
    assert error["code"]
    assert error["message"]
    assert code is None or error["code"] == code
    return error


def activity(number: object, kind: str = "visit", **more: object) -> dict[str, Any]:
    when = "2026-03-02T10:00:00+00:00"
    return {"type": kind, "source": "crm", "external_id": str(number), "employee": "E1", "occurred_at": when} | more


def key_for(database: Database, *scopes: Scope) -> str:
    return keys.add(database, COMMAND_LINE, " ".join(scopes) or "nothing", [scope.value for scope in scopes])


def found(database: Database) -> None:
    """An organisation, its catalogue, two employees and two customers."""
    initialise(database, COMMAND_LINE, name="Acme", timezone="Asia/Shanghai", currency="CNY", first_plan=PLAN)
    put_type(database, COMMAND_LINE, "audit", {"label": "Audit", "approval": True})
    staff = [{"code": code, "name": code, "joined_on": "2020-01-01"} for code in ("E1", "E2")]
    people.put_employees(database, COMMAND_LINE, staff)
    people.put_customers(database, COMMAND_LINE, [{"code": "C/1", "name": "Shop"}, {"code": "C2", "name": "店"}])


@pytest.fixture
def api(database: Database, settings: Settings) -> Iterator[Client]:
    found(database)
    client = Client(create_api(database, settings), key_for(database, *Scope))
    yield client
    client.close()


@pytest.fixture
def empty_api(database: Database, settings: Settings) -> Iterator[Client]:
    """No organisation yet."""
    client = Client(create_api(database, settings), key_for(database, *Scope))
    yield client
    client.close()
