"""Asking a service, and answering with what it says."""

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Query, Request

from api.errors import Json

THREADS = 32
LANGUAGES = ("en", "zh")
PREFERENCE = re.compile(r"\s*([a-zA-Z]{1,8})(?:-[\w-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.ASCII)


def threads() -> CapacityLimiter:
    """How many services may be at work at once; the others wait their turn."""
    return CapacityLimiter(THREADS)


async def answer(request: Request, service: Callable[..., Any], *arguments: Any, **named: Any) -> Json:
    """What the service answers, as JSON. The service runs in a thread and gets the database first."""
    state = request.app.state
    work = partial(_answer, service, state.database, *arguments, **named)
    return await to_thread.run_sync(work, limiter=state.threads)


def _answer(service: Callable[..., Any], *arguments: Any, **named: Any) -> Json:
    return Json(service(*arguments, **named))


def language_of(header: str | None) -> str:
    """`zh` where an Accept-Language header likes it better than English, else `en`."""
    liked: dict[str, float] = {}
    for part in (header or "")[:200].split(","):
        found = PREFERENCE.fullmatch(part)
        if found and found[1].lower() in LANGUAGES:
            quality = float(found[2] or 1)
            liked[found[1].lower()] = max(quality, liked.get(found[1].lower(), 0))
    return "zh" if liked.get("zh", 0) > liked.get("en", 0) else "en"


def _language(request: Request) -> str:
    return language_of(request.headers.get("Accept-Language"))


Language = Annotated[str, Depends(_language)]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many at most")]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before", max_length=1200)]
