"""The server: the pages, the API under /api, the cookie under /auth and the scheduled jobs in one process (`streamlit run app.py`)."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from api.app import create_api
from api.browser import browser_routes
from api.headers import SafeHeaders, TrustedProxies
from api.uploads import UploadsOfUsers
from config.settings import settings
from db.engine import Database
from db.migrations import upgrade
from services import scheduling
from services.beginning import founding
from services.screens import doors
from services.sign_in import sessions
from ui import away, data, rendering
from ui.components.wall import files
from ui.theme_once import read_theme_once

COLLECT_AFTER = 20_000
"""New objects; at Python's 700 a tenth of a page's time went into looking for cycles."""


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """The database is at its newest version and open, and the jobs run, for as long as the server does."""
    chosen = settings()
    upgrade(chosen.database_url)
    database = Database.open(chosen.database_url)
    data.share(database)
    scheduler = scheduling.start(database, chosen)
    made = create_api(database, chosen)
    invite_first_admin(database)
    spare_the_collector()
    read_theme_once()
    try:
        yield {"api": made}
    finally:
        made.state.gatherer.close()
        scheduler.shutdown()
        sessions.note_visits(database)
        doors.note_screens(database)
        data.share(None)
        database.close()


def spare_the_collector() -> None:
    """What is loaded stays as long as the process: the collector of cycles passes over it, and comes after more new objects than a run makes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER, 20, 20)


def invite_first_admin(database: Database) -> None:
    """Where no administrator can sign in, the link for the first stands on the server's terminal, and nowhere else."""
    if founding.first_admin_needed(database):
        host, port = st.get_option("browser.serverAddress"), st.get_option("server.port")
        link = f"http://{host}:{port}/?setup={founding.open_setup(database)}"
        print(f"\n  Set Laurel up here, once, within 24 hours: {link}\n", flush=True)


async def api(scope: Scope, receive: Receive, send: Send) -> None:
    """The API that the lifespan made: routes are needed before there is a database to serve from."""
    await app.state["api"](scope, receive, send)


async def look(_: Request) -> Response:
    """The stylesheet, kept by browsers for a year: its address changes with it."""
    return Response(rendering.stylesheet(), media_type="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})


async def mark(_: Request) -> Response:
    """Laurel's mark, which the stylesheet draws above the menu."""
    return Response(rendering.MARK.read_bytes(), media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})


async def wall_file(request: Request) -> Response:
    """A file of the wall, kept by browsers for a year where its address is that of the wall as it is."""
    found = files.files().get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    content, kind = found
    lasts = "public, max-age=31536000, immutable" if request.path_params["made"] == files.made() else "no-cache"
    return Response(content, media_type=kind, headers={"Cache-Control": lasts})


async def wall_window(_: Request) -> Response:
    """Streamlit's page, dark from its first moment."""
    return Response(files.window(), media_type="text/html", headers={"Cache-Control": "no-cache"})


ROUTES = [
    Mount("/api", app=api),
    Mount("/auth", routes=browser_routes(data.database, settings)),
    Route(rendering.STYLESHEET, look),
    Route(f"{rendering.LOOK}/{rendering.MARK.name}", mark),
    Route(f"{files.ADDRESS}/{{made}}/{{name}}", wall_file),
    Route("/screen", wall_window),
]
AROUND = [Middleware(TrustedProxies), Middleware(SafeHeaders), Middleware(UploadsOfUsers, opened=data.database)]
app = st.App("ui/shell.py", lifespan=lifespan, routes=ROUTES, middleware=AROUND, on_script_error=away.tell)
