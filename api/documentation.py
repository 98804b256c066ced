"""The OpenAPI document, and the page that shows it: from files of this server alone, so that it works without internet.

The page is swagger-ui (Apache-2.0), vendored under `static/` from the npm package swagger-ui-dist 5.35.0.
"""

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from starlette.responses import Response

from api import schemas
from api.errors import Json, refusal
from api.routing import Call

STATIC = Path(__file__).parent / "static"
FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "docs.js": "text/javascript",
}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
    )
)
REF = "#/components/schemas/{model}"
ERRORS = {
    "400": "The request cannot be read.",
    "401": "No key, or one that is not known.",
    "403": "The key lacks the scope.",
    "404": "What was named does not exist.",
    "409": "Not possible in this state; `code` says why.",
    "413": "The body is too large.",
    "422": "A value is not what it must be; `field` names it.",
    "429": "More requests in a minute than the key may; see `Retry-After`.",
    "503": "The database is busy or away: send it again.",
}
KEY = "A key that `manage.py key add` printed. Its scopes say what it may do."
DESCRIPTION = """Records what people do, scores it with weights that a manager can change, and answers with points.

Send `Authorization: Bearer KEY`. Amounts are decimal strings (`"1250.00"`); instants are ISO 8601 with an offset,
without one in the organisation's zone; dates are `YYYY-MM-DD`; `end` and `to` are exclusive. A code is any text of 1 to
200 characters; in a path it is percent-encoded, slashes too: `/v1/customers/C%2F1`. Unknown fields and query parameters
are refused. Every refusal is `{"error": {"code", "message", "field"}}`.
"""
router = APIRouter(route_class=Call, include_in_schema=False)


def answers(model: type[BaseModel]) -> dict[str, Any]:
    """Documents what a call answers with 200. What it answers is the service's document: nothing is validated twice."""
    says = (model.__doc__ or "").strip().split("\n")[0]
    return {"responses": {200: {"model": model, "description": says}}, "response_model": None}


def takes(model: type[BaseModel]) -> dict[str, Any]:
    """Documents the body of a call, which `api.bodies` reads and the service checks."""
    content = {"application/json": {"schema": {"$ref": REF.format(model=model.__name__)}}}
    return {"openapi_extra": {"requestBody": {"required": True, "content": content}}}


def write_openapi(api: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of every call, with the bodies they take and the refusals they share."""
    document = get_openapi(
        title=api.title,
        version=api.version,
        description=DESCRIPTION,
        routes=api.routes,
        servers=[{"url": "/api"}],
    )
    described: list[tuple[type[BaseModel], JsonSchemaMode]] = [(m, "validation") for m in schemas.REQUESTS]
    _, bodies = models_json_schema([*described, (schemas.Error, "validation")], ref_template=REF)
    components = document.setdefault("components", {})
    components["schemas"] = dict(sorted((components.get("schemas", {}) | bodies["$defs"]).items()))
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer", "description": KEY}}
    document["security"] = [{"key": []}]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _with_refusals(operation, is_open=path == "/healthz")
    return document


def _with_refusals(operation: dict[str, Any], *, is_open: bool) -> None:
    error = {"application/json": {"schema": {"$ref": REF.format(model="Error")}}}
    shared = {"503": ERRORS["503"]} if is_open else ERRORS
    operation["responses"] = {"200": operation["responses"]["200"]} | {
        status: {"description": text, "content": error} for status, text in shared.items()
    }
    if is_open:
        operation["security"] = []


@router.get("/openapi.json")
async def openapi(request: Request) -> Json:
    return Json(request.app.openapi())


@router.get("/docs")
async def docs() -> Response:
    return Response(_file("docs.html"), media_type="text/html", headers={"Content-Security-Policy": POLICY})


@router.get("/static/{name}")
async def static(name: str) -> Response:
    if name not in FILES:
        return refusal(404, "not_found", "there is no such file")
    return Response(_file(name), media_type=FILES[name], headers={"Cache-Control": "public, max-age=86400"})


@cache
def _file(name: str) -> bytes:
    return (STATIC / name).read_bytes()
