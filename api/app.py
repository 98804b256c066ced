"""The API as one application, which `app.py` mounts at `/api`."""

from fastapi import FastAPI

from api import documentation
from api.answering import threads
from api.errors import answer_refusals
from api.routes import activities, boards, catalogue, health, people, plans, statements
from api.security import Pace
from config.settings import Settings
from db.engine import Database
from services.activities.gathering import Gatherer

ROUTERS = (
    activities.posting,
    activities.router,
    people.router,
    catalogue.router,
    boards.router,
    statements.router,
    plans.router,
    health.router,
    documentation.router,
)


def create_api(database: Database, settings: Settings) -> FastAPI:
    """The API over this database. Before that is closed, `api.state.gatherer.close()` answers whoever still waits."""
    api = FastAPI(title="Laurel", version="1", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    api.state.database = database
    api.state.max_body_bytes = settings.max_body_bytes
    api.state.pace = Pace(settings.rate_limit)
    api.state.gatherer = Gatherer(database)
    api.state.threads, api.state.health_thread = threads(), health.health_thread()
    for router in ROUTERS:  # as they are: including a router would make its routes anew, without what `Call` adds
        api.router.routes.extend(router.routes)
    answer_refusals(api)
    _describe(api)
    return api


def _describe(api: FastAPI) -> None:
    """`api.openapi()` is the document of `api.documentation`, written once."""

    def openapi() -> dict[str, object]:
        if api.openapi_schema is None:
            api.openapi_schema = documentation.write_openapi(api)
        return api.openapi_schema

    api.openapi = openapi  # type: ignore[method-assign]
