"""Every refusal leaves as `{"error": {"code", "message", "field"}}`, with the status that its kind has.

    Refused
    ├── Malformed        the request cannot be read                    400 malformed
    ├── Unauthorised     no key, or one that is not known              401 unauthorised
    ├── TooLarge         the body is larger than this server takes     413 too_large
    └── TooFast          more requests in a minute than the key may    429 too_fast, with Retry-After

`services.errors` draws the tree of what services refuse. A database that is busy or away is 503 unavailable, a mistake
of ours 500 internal.
"""

import json
import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from polars.exceptions import PanicException
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db.away import is_database_away
from services.activities.gathering import Stopping
from services.errors import Conflict, Forbidden, Invalid, NotReady, Refusal, Unknown

log = logging.getLogger(__name__)

STATUS: dict[type[Refusal], int] = {Invalid: 422, Unknown: 404, Conflict: 409, Forbidden: 403, NotReady: 409}
SENTENCES = {
    "missing": "is missing",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
}


class Refused(Exception):
    """What HTTP itself refuses, before any service is asked. message: one sentence that says what to do."""

    status = 400
    code = "malformed"

    def __init__(self, message: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.headers = headers


class Malformed(Refused):
    pass


class Unauthorised(Refused):
    status, code = 401, "unauthorised"


class TooLarge(Refused):
    status, code = 413, "too_large"


class TooFast(Refused):
    status, code = 429, "too_fast"


class Json(Response):
    """JSON in UTF-8, characters as they are; half a surrogate pair, which has no bytes, becomes a question mark."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


Headers = dict[str, str]


def refusal(status: int, code: str, message: str, *, field: str | None = None, headers: Headers | None = None) -> Json:
    return Json({"error": {"code": code, "message": message, "field": field}}, status, headers)


def unavailable(reason: str) -> Json:
    return refusal(503, "unavailable", f"{reason}: send this again in a moment", headers={"Retry-After": "1"})


def answer_refusals(api: FastAPI) -> None:
    """Every refusal that a call raises is answered with the status of its kind."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(Refusal, _refusal)
    api.add_exception_handler(RequestValidationError, _invalid_query)
    api.add_exception_handler(HTTPException, _http)
    api.add_middleware(Unexpected)


async def _refused(_: Request, wrong: Any) -> Response:
    return refusal(wrong.status, wrong.code, wrong.message, headers=wrong.headers)


async def _refusal(_: Request, wrong: Any) -> Response:
    status = next((STATUS[kind] for kind in type(wrong).__mro__ if kind in STATUS), 422)
    return refusal(status, wrong.code, wrong.message, field=wrong.field)


async def _invalid_query(_: Request, wrong: Any) -> Response:
    first = wrong.errors()[0]
    field = str(first["loc"][-1])
    sentence = SENTENCES.get(first["type"])
    says = sentence.format(**first.get("ctx", {})) if sentence else f"is not valid: {first['msg']}"
    return refusal(422, "invalid", f"{field} {says}", field=field)


async def _http(request: Request, wrong: Any) -> Response:
    if wrong.status_code == 404:
        return refusal(404, "not_found", "there is nothing at this address: /api/docs lists every call")
    if wrong.status_code == 405:
        allowed = ", ".join(sorted(request.scope.get("laurel.methods", ())))
        message = f"this address knows no {request.method}, only {allowed}"
        return refusal(405, "method_not_allowed", message, headers={"Allow": allowed})
    code = HTTPStatus(wrong.status_code).phrase.lower().replace(" ", "_")
    return refusal(wrong.status_code, code, str(wrong.detail))


def unexpected(error: BaseException) -> Response:
    """503 where the database is away, else 500: the traceback goes to the log, and nothing of it to the client."""
    if isinstance(error, Stopping):
        return unavailable("the server is restarting")
    if is_database_away(error):
        log.warning("The database is busy or away: %s", error)
        return unavailable("the database is busy or away")
    log.error("A call of the API failed", exc_info=error)
    return refusal(500, "internal", "this call failed through no fault of yours: the server's log says why")


class Unexpected:
    """What no handler knows is logged and answered here."""

    def __init__(self, inner: ASGIApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.inner(scope, receive, send_noting)
        except (Exception, PanicException) as error:
            if begun or scope["type"] != "http":
                raise
            await unexpected(error)(scope, receive, send)
