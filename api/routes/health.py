"""Whether the server is well, and the documents that describe the API."""

import logging

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request

from api import schemas
from api.documentation import answers
from api.errors import Json, unavailable
from api.routing import Call
from db import organisation
from db.engine import Database

router = APIRouter(route_class=Call, tags=["Server"])
log = logging.getLogger(__name__)


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", **answers(schemas.Health))
async def healthz(request: Request) -> Json:
    """The server is up and reaches its database. Needs no key."""
    state = request.app.state
    try:
        await to_thread.run_sync(_reach, state.database, limiter=state.health_thread)
    except Exception as away:
        log.warning("The database does not answer: %s", away)
        return unavailable("the database does not answer")
    return Json({"status": "ok"})


def health_thread() -> CapacityLimiter:
    """A thread of its own: the answer comes even where every other thread waits for the database."""
    return CapacityLimiter(1)


def _reach(database: Database) -> None:
    with database.read() as session:
        organisation.head(session)
