"""The server: the pages, the API under /api and the scheduled jobs in one process (`streamlit run app.py`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import create_api
from config.settings import settings
from db.engine import Database
from db.migrations import upgrade
from services import scheduling


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """The database is at its newest version and open, and the jobs run, for as long as the server does."""
    chosen = settings()
    upgrade(chosen.database_url)
    database = Database.open(chosen.database_url)
    scheduler = scheduling.start(database, chosen)
    made = create_api(database, chosen)
    try:
        yield {"api": made}
    finally:
        made.state.gatherer.close()
        scheduler.shutdown()
        database.close()


async def api(scope: Scope, receive: Receive, send: Send) -> None:
    """The API that the lifespan made: routes are needed before there is a database to serve from."""
    await app.state["api"](scope, receive, send)


class SafeHeaders:
    """Every answer tells the browser not to guess types, not to be framed elsewhere, not to leak addresses."""

    def __init__(self, inner: ASGIApp) -> None:
        self.inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("X-Frame-Options", "SAMEORIGIN")
                headers.setdefault("Referrer-Policy", "same-origin")
            await send(message)

        await self.inner(scope, receive, send_safely)


app = st.App("ui/shell.py", lifespan=lifespan, routes=[Mount("/api", app=api)], middleware=[Middleware(SafeHeaders)])
