"""The server: the pages, the API under /api, the cookie under /auth and the scheduled jobs in one process (`streamlit run app.py`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api.app import create_api
from api.browser import browser_routes
from api.uploads import UploadsOfUsers
from config.settings import settings
from db.engine import Database
from db.migrations import upgrade
from services import founding, scheduling, sessions
from ui import data, rendering


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
    try:
        yield {"api": made}
    finally:
        made.state.gatherer.close()
        scheduler.shutdown()
        sessions.note_visits(database)
        data.share(None)
        database.close()


def invite_first_admin(database: Database) -> None:
    """Where no administrator can sign in, the link for the first stands on the server's terminal, and nowhere else."""
    if founding.first_admin_needed(database):
        host, port = st.get_option("browser.serverAddress"), st.get_option("server.port")
        link = f"http://{host}:{port}/?setup={founding.open_setup(database)}"
        print(f"\n  Set Laurel up here, once, within 24 hours: {link}\n", flush=True)


async def api(scope: Scope, receive: Receive, send: Send) -> None:
    """The API that the lifespan made: routes are needed before there is a database to serve from."""
    await app.state["api"](scope, receive, send)


CONTENT = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",  # Streamlit's page has a script in it, Vega makes functions of expressions
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "media-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT,
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
}


class SafeHeaders:
    """Every answer tells the browser to load nothing from elsewhere, not to guess types, not to be framed, not to leak addresses."""

    def __init__(self, inner: ASGIApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await self.inner(scope, receive, send_safely)


class TrustedProxies(ProxyHeadersMiddleware):
    """A visitor's address and scheme are those that a proxy tells, if it is one that the settings name."""

    def __init__(self, inner: ASGIApp) -> None:
        super().__init__(inner, trusted_hosts=list(settings().trusted_proxies))  # type: ignore[arg-type]  # uvicorn names the types of scopes


async def look(_: Request) -> Response:
    """The stylesheet, kept by browsers for a year: its address changes with it."""
    return Response(rendering.stylesheet(), media_type="text/css", headers={"Cache-Control": "public, max-age=31536000, immutable"})


ROUTES = [
    Mount("/api", app=api),
    Mount("/auth", routes=browser_routes(data.database, settings)),
    Route(rendering.STYLESHEET, look),
]
AROUND = [Middleware(TrustedProxies), Middleware(SafeHeaders), Middleware(UploadsOfUsers, opened=data.database)]
app = st.App("ui/shell.py", lifespan=lifespan, routes=ROUTES, middleware=AROUND)
