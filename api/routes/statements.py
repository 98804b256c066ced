"""Points and ledger entries of one employee or customer."""

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from api import schemas
from api.answering import Cursor, Language, Limit, answer
from api.documentation import answers
from api.errors import Json
from api.routing import Call, code_in_path
from api.security import Caller
from scoring.plan import HolderKind
from services.boards import statements
from services.errors import Unknown
from services.explanations import explaining_entries
from services.values import day, optional, shown

router = APIRouter(route_class=Call, tags=["Points"])
ID_DIGITS = 18

From = Annotated[str | None, Query(alias="from", description="The first day", examples=["2026-03-01"])]
To = Annotated[str | None, Query(alias="to", description="The day after the last", examples=["2026-04-01"])]


@router.get("/v1/employees/{code}/points", **answers(schemas.EmployeePoints))
async def employee_points(request: Request, code: str, actor: Caller) -> Json:
    """The employee's scores and ranks in the running periods, and what they can spend."""
    return await answer(request, statements.points, actor, HolderKind.EMPLOYEE, code_in_path(code, "code"))


@router.get("/v1/customers/{code}/points", **answers(schemas.CustomerPoints))
async def customer_points(request: Request, code: str, actor: Caller) -> Json:
    """The customer's scores and ranks in the running periods, and what they can spend."""
    return await answer(request, statements.points, actor, HolderKind.CUSTOMER, code_in_path(code, "code"))


def _stretch(first: str | None, after: str | None) -> dict[str, dt.date | None]:
    return {"from_on": optional(first, "from", day), "to_on": optional(after, "to", day)}


async def _entries(request: Request, actor: Any, kind: HolderKind, code: str, **asked: Any) -> Json:
    return await answer(request, statements.entries, actor, kind, code_in_path(code, "code"), **asked)


@router.get("/v1/employees/{code}/entries", **answers(schemas.Entries))
async def employee_entries(
    request: Request,
    code: str,
    actor: Caller,
    language: Language,
    first: From = None,
    after: To = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Json:
    """The employee's rows in the ledger, newest first, each with its provenance."""
    asked = _stretch(first, after) | {"limit": limit, "cursor": cursor or None, "language": language}
    return await _entries(request, actor, HolderKind.EMPLOYEE, code, **asked)


@router.get("/v1/customers/{code}/entries", **answers(schemas.Entries))
async def customer_entries(
    request: Request,
    code: str,
    actor: Caller,
    language: Language,
    first: From = None,
    after: To = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Json:
    """The customer's rows in the ledger, newest first, each with its provenance."""
    asked = _stretch(first, after) | {"limit": limit, "cursor": cursor or None, "language": language}
    return await _entries(request, actor, HolderKind.CUSTOMER, code, **asked)


async def _entry(request: Request, actor: Any, kind: HolderKind, code: str, number: str, language: str) -> Json:
    if not (number.isascii() and number.isdigit() and len(number) <= ID_DIGITS):
        raise Unknown(f"no entry has the id {shown(number)}: ids are 1, 2, 3 ...", field="id")
    return await answer(request, explaining_entries.entry, actor, kind, code_in_path(code, "code"), int(number), language=language)


@router.get("/v1/employees/{code}/entries/{number}", **answers(schemas.ExplainedEntry))
async def employee_entry(request: Request, code: str, number: str, actor: Caller, language: Language) -> Json:
    """One of the employee's rows in the ledger by its `id`, with how its points were reckoned."""
    return await _entry(request, actor, HolderKind.EMPLOYEE, code, number, language)


@router.get("/v1/customers/{code}/entries/{number}", **answers(schemas.ExplainedEntry))
async def customer_entry(request: Request, code: str, number: str, actor: Caller, language: Language) -> Json:
    """One of the customer's rows in the ledger by its `id`, with how its points were reckoned."""
    return await _entry(request, actor, HolderKind.CUSTOMER, code, number, language)
