"""Teams, employees and customers."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request

from api import schemas
from api.answering import Cursor, Limit, answer
from api.bodies import Document, Sent
from api.documentation import answers, takes
from api.errors import Json
from api.routing import Call, code_in_path
from api.security import Caller
from services.errors import Invalid
from services.people import people
from services.values import no_others

router = APIRouter(route_class=Call, tags=["People"])
MOST_ITEMS = 5_000


def items(document: Document) -> list[Any]:
    """The list of `{"items": [...]}`, up to 5,000. Raises Invalid."""
    no_others(document, frozenset({"items"}))
    found = document.get("items")
    if not isinstance(found, list):
        raise Invalid("items must be a list", field="items")
    if len(found) > MOST_ITEMS:
        raise Invalid(f"items must hold at most {MOST_ITEMS:,}, not {len(found):,}", field="items")
    return found


def put_all(service: Callable[..., list[Any]]) -> Callable[..., dict[str, Any]]:
    """The service's list, as a document."""
    return lambda *arguments: {"items": service(*arguments)}


@router.put("/v1/teams/{code}", **answers(schemas.Team), **takes(schemas.TeamDraft))
async def put_team(request: Request, code: str, actor: Caller, sent: Sent) -> Json:
    """Creates the team, or updates it."""
    return await answer(request, people.put_team, actor, code_in_path(code, "code"), sent)


@router.get("/v1/teams/{code}", **answers(schemas.Team))
async def get_team(request: Request, code: str, actor: Caller) -> Json:
    """One team."""
    return await answer(request, people.get_team, actor, code_in_path(code, "code"))


@router.get("/v1/teams", **answers(schemas.Teams))
async def list_teams(request: Request, actor: Caller, limit: Limit = 100, cursor: Cursor = None) -> Json:
    """All teams, in the order of their making."""
    return await answer(request, people.list_teams, actor, limit=limit, cursor=cursor or None)


@router.put("/v1/employees/{code}", **answers(schemas.Employee), **takes(schemas.EmployeeDraft))
async def put_employee(request: Request, code: str, actor: Caller, sent: Sent) -> Json:
    """Creates the employee, or updates them. A change of team holds from `team_from`, else from today."""
    return await answer(request, people.put_employee, actor, code_in_path(code, "code"), sent)


@router.get("/v1/employees/{code}", **answers(schemas.Employee))
async def get_employee(request: Request, code: str, actor: Caller) -> Json:
    """One employee."""
    return await answer(request, people.get_employee, actor, code_in_path(code, "code"))


@router.get("/v1/employees", **answers(schemas.Employees))
async def list_employees(request: Request, actor: Caller, limit: Limit = 100, cursor: Cursor = None) -> Json:
    """All employees, in the order of their making."""
    return await answer(request, people.list_employees, actor, limit=limit, cursor=cursor or None)


@router.post("/v1/employees:batch", **answers(schemas.EmployeesPut), **takes(schemas.EmployeeBatch))
async def put_employees(request: Request, actor: Caller, sent: Sent) -> Json:
    """Creates or updates up to 5,000 employees at once: all of them, or none."""
    return await answer(request, put_all(people.put_employees), actor, items(sent))


@router.put("/v1/customers/{code}", **answers(schemas.Customer), **takes(schemas.CustomerDraft))
async def put_customer(request: Request, code: str, actor: Caller, sent: Sent) -> Json:
    """Creates the customer, or updates them."""
    return await answer(request, people.put_customer, actor, code_in_path(code, "code"), sent)


@router.get("/v1/customers/{code}", **answers(schemas.Customer))
async def get_customer(request: Request, code: str, actor: Caller) -> Json:
    """One customer."""
    return await answer(request, people.get_customer, actor, code_in_path(code, "code"))


@router.get("/v1/customers", **answers(schemas.Customers))
async def list_customers(request: Request, actor: Caller, limit: Limit = 100, cursor: Cursor = None) -> Json:
    """All customers, in the order of their making."""
    return await answer(request, people.list_customers, actor, limit=limit, cursor=cursor or None)


@router.post("/v1/customers:batch", **answers(schemas.CustomersPut), **takes(schemas.CustomerBatch))
async def put_customers(request: Request, actor: Caller, sent: Sent) -> Json:
    """Creates or updates up to 5,000 customers at once: all of them, or none."""
    return await answer(request, put_all(people.put_customers), actor, items(sent))
