"""The catalogue of activity types."""

from fastapi import APIRouter, Request

from api import schemas
from api.answering import Cursor, Limit, answer
from api.bodies import Sent
from api.documentation import answers, takes
from api.errors import Json
from api.routing import Call, code_in_path
from api.security import Caller
from services.activities import catalogue

router = APIRouter(route_class=Call, tags=["Activity types"])


@router.put("/v1/activity-types/{key}", **answers(schemas.ActivityType), **takes(schemas.ActivityTypeDraft))
async def put_type(request: Request, key: str, actor: Caller, sent: Sent) -> Json:
    """Creates the activity type, or updates it."""
    return await answer(request, catalogue.put_type, actor, code_in_path(key, "key"), sent)


@router.get("/v1/activity-types/{key}", **answers(schemas.ActivityType))
async def get_type(request: Request, key: str, actor: Caller) -> Json:
    """One activity type."""
    return await answer(request, catalogue.get_type, actor, code_in_path(key, "key"))


@router.get("/v1/activity-types", **answers(schemas.ActivityTypes))
async def list_types(request: Request, actor: Caller, limit: Limit = 100, cursor: Cursor = None) -> Json:
    """All activity types."""
    return await answer(request, catalogue.list_types, actor, limit=limit, cursor=cursor or None)
