"""The scoring plan and its versions."""

from fastapi import APIRouter, Request

from api import schemas
from api.answering import Cursor, Limit, answer
from api.bodies import Sent
from api.documentation import answers, takes
from api.errors import Json
from api.routing import Call
from api.security import Caller
from services.errors import Invalid, Unknown
from services.plans import planning
from services.tuning import tuning
from services.values import day, no_others, optional, shown, text

router = APIRouter(route_class=Call, tags=["Plans"])
VERSION_DIGITS = 9


@router.get("/v1/plans", **answers(schemas.PlanVersions))
async def list_plans(request: Request, actor: Caller, limit: Limit = 100, cursor: Cursor = None) -> Json:
    """Every version that was published."""
    return await answer(request, planning.list_versions, actor, limit=limit, cursor=cursor or None)


@router.get("/v1/plans/{version}", **answers(schemas.PlanVersion))
async def get_plan(request: Request, version: str, actor: Caller) -> Json:
    """One version, with its plan."""
    if not (version.isascii() and version.isdigit() and len(version) <= VERSION_DIGITS):
        raise Unknown(f"no plan has the version {shown(version)}: versions are 1, 2, 3 ...", field="version")
    return await answer(request, planning.get, actor, int(version))


@router.post("/v1/plans", **answers(schemas.PlanVersion), **takes(schemas.PlanDraft))
async def post_plan(request: Request, actor: Caller, sent: Sent) -> Json:
    """Publishes a version. The first is in force since always; later ones from now, or from `effective_from`."""
    no_others(sent, frozenset({"plan", "effective_from", "reason"}))
    if not isinstance(sent.get("plan"), dict):
        raise Invalid("plan must be an object", field="plan")
    reason = text(sent.get("reason"), "reason", most=1_000, lines=True)
    since = optional(sent.get("effective_from"), "effective_from", day)
    return await answer(request, planning.publish, actor, sent["plan"], reason=reason, effective_from=since)


@router.post("/v1/plans/simulate", **answers(schemas.Simulation), **takes(schemas.SimulationDraft))
async def simulate_plan(request: Request, actor: Caller, sent: Sent) -> Json:
    """Replays a draft on the days from `from` until before `to`, against the newest version. Nothing is stored."""
    no_others(sent, frozenset({"plan", "from", "to"}))
    if not isinstance(sent.get("plan"), dict):
        raise Invalid("plan must be an object", field="plan")
    from_on, to_on = day(sent.get("from"), "from"), day(sent.get("to"), "to")
    return await answer(request, tuning.simulate, actor, sent["plan"], from_on=from_on, to_on=to_on)
