"""Activities: posting them, deciding those that wait, taking back what they earned, asking why."""

import asyncio
from collections.abc import Callable
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request

from api import schemas
from api.answering import Language, answer
from api.bodies import Document, Sent, as_document, parse, read_body
from api.documentation import answers, takes
from api.errors import Json
from api.routing import Call, Direct, code_in_path
from api.security import Caller, caller
from services.access import Actor
from services.activities import deciding, reversing
from services.activities.gathering import Gatherer, enveloped
from services.explanations import explaining
from services.values import no_others, text

router = APIRouter(route_class=Call, tags=["Activities"])
posting = APIRouter(route_class=Direct, tags=["Activities"])
SMALL_BYTES = 32_768


@posting.post("/v1/activities", **answers(schemas.Recorded), **takes(schemas.Activities))
async def post_activities(request: Request) -> Json:
    """Records up to 5,000 activities, each for itself: a bad one never spoils its neighbours.

    An activity is known by its `source` and `external_id`. Sent again with the same content it is a `duplicate` and
    scores nothing; with other content it is a `conflict`, and nothing changes. So a request whose answer was lost can
    be sent again.
    """
    actor = await caller(request)
    body = await read_body(request)
    gatherer: Gatherer = request.app.state.gatherer
    if len(body) <= SMALL_BYTES and gatherer.is_warm:
        return Json(await asyncio.wrap_future(gatherer.submit(actor, enveloped(as_document(parse(body))))))
    threads = request.app.state.threads
    future = await to_thread.run_sync(_submit, gatherer, actor, body, limiter=threads)
    document = await asyncio.wrap_future(future)
    return await to_thread.run_sync(Json, document, limiter=threads)


def _submit(gatherer: Gatherer, actor: Actor, body: bytes) -> Any:
    return gatherer.submit(actor, enveloped(as_document(parse(body))))


async def _decide(request: Request, service: Callable[..., Any], actor: Actor, sent: Document) -> Json:
    no_others(sent, frozenset({"source", "external_id", "reason"}))
    source, external_id = text(sent.get("source"), "source"), text(sent.get("external_id"), "external_id")
    return await answer(request, service, actor, source, external_id, reason=sent.get("reason"))


@router.post("/v1/activities/approve", **answers(schemas.Decided), **takes(schemas.Decision))
async def approve(request: Request, actor: Caller, sent: Sent) -> Json:
    """Approves a pending activity: it is scored now, at its place in the order of approval."""
    return await _decide(request, deciding.approve, actor, sent)


@router.post("/v1/activities/decline", **answers(schemas.Decided), **takes(schemas.Decision))
async def decline(request: Request, actor: Caller, sent: Sent) -> Json:
    """Declines a pending activity: it stays on record and earns nothing."""
    return await _decide(request, deciding.decline, actor, sent)


@router.post("/v1/activities/reverse", **answers(schemas.Reversed), **takes(schemas.Reversal))
async def reverse(request: Request, actor: Caller, sent: Sent) -> Json:
    """Takes back everything that the activity earned, once; again answers the first result."""
    return await _decide(request, reversing.reverse, actor, sent)


@router.get("/v1/activities/{source}/{external_id}", **answers(schemas.Explained))
async def get_activity(request: Request, source: str, external_id: str, actor: Caller, language: Language) -> Json:
    """The activity, and every rule that concerns its type with what it gave, or 0 and why."""
    named = code_in_path(source, "source"), code_in_path(external_id, "external_id")
    return await answer(request, explaining.activity, actor, *named, language=language)
