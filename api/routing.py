"""Addresses are matched as they were sent: split at `/` first, decoded once afterwards.

So a code may hold an encoded slash: `/v1/customers/C%2F1/points` is the points of `C/1`. The path that the server hands
over is decoded already, and could not tell the two apart.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from api.errors import Malformed
from services.errors import Invalid
from services.values import shown, text

SEGMENTS, METHODS = "laurel.segments", "laurel.methods"
NO_ESCAPE = re.compile(rb"%(?![0-9a-fA-F]{2})")


def decoded(segment: bytes) -> str:
    """One segment of an address, percent-decoded once. Raises Malformed."""
    if NO_ESCAPE.search(segment):
        raise Malformed("the address holds a % that begins no escape: write it %25")
    try:
        return unquote_to_bytes(segment).decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("the address is not UTF-8, percent-encoded") from None


def segments(scope: Scope) -> tuple[str, ...]:
    """The segments of the address below where the API is mounted, decoded; computed once for a request."""
    found: tuple[str, ...] | None = scope.get(SEGMENTS)
    if found is None:
        raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
        above = scope.get("root_path", "").rstrip("/").count("/")
        found = scope[SEGMENTS] = tuple(decoded(one) for one in raw.split(b"/")[1 + above :])
    return found


def _query_names(dependant: Dependant) -> Iterator[str]:
    """The query parameters of an endpoint and of what it depends on."""
    yield from (parameter.alias for parameter in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _query_names(inner)


class Call(APIRoute):
    """A call of the API: its address is matched as it was sent, its query parameters are those that it documents."""

    def __init__(self, path: str, endpoint: Any, **more: Any) -> None:
        super().__init__(path, endpoint, **more)
        self.template = tuple(path.split("/")[1:])
        self.known_methods = frozenset(self.methods or ())
        self.query_names = frozenset(_query_names(self.dependant))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http":
            return Match.NONE, {}
        values = self.values(segments(scope))
        if values is None:
            return Match.NONE, {}
        if scope["method"] not in self.known_methods:
            scope.setdefault(METHODS, set()).update(self.known_methods)
            return Match.PARTIAL, {"route": self}
        return Match.FULL, {"route": self, "endpoint": self.endpoint, "path_params": values}

    def values(self, sent: tuple[str, ...]) -> dict[str, str] | None:
        """What stands for the names in braces; None where this is another address."""
        if len(sent) != len(self.template):
            return None
        values = {}
        for wanted, found in zip(self.template, sent, strict=True):
            if wanted[:1] == "{":
                values[wanted[1:-1]] = found
            elif wanted != found:
                return None
        return values if all(values.values()) else None

    def refuse_other_queries(self, request: Request) -> None:
        """Raises Invalid where a query parameter is not known, or stands twice."""
        seen = set()
        for name, _ in request.query_params.multi_items():
            if name not in self.query_names:
                known = ", ".join(sorted(self.query_names)) or "none"
                raise Invalid(f"unknown query parameter {shown(name)}: known are {known}", field=shown(name))
            if name in seen:
                raise Invalid(f"{name} must be given once", field=name)
            seen.add(name)


class Direct(Call):
    """A call whose endpoint takes the request and gives the response, with nothing between, for speed."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in self.known_methods:
            await super().handle(scope, receive, send)
            return
        response: Response = await self.endpoint(Request(scope, receive, send))
        await response(scope, receive, send)


def code_in_path(value: str, field: str) -> str:
    """The code as the address has it. Raises Invalid where no code can be so."""
    return text(value, field)
