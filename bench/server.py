"""Laurel's server with one more route, which does nothing: the floor under its requests.

streamlit run bench/server.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:] = [str(ROOT), *(folder for folder in sys.path if Path(folder).resolve() != Path(__file__).resolve().parent)]

import streamlit as st  # noqa: E402
from starlette.requests import Request  # noqa: E402
from starlette.responses import Response  # noqa: E402
from starlette.routing import Route  # noqa: E402

import app as laurel  # noqa: E402


async def empty(_: Request) -> Response:
    return Response()


routes = [Route("/bench/empty", empty), *laurel.app._user_routes]
app = st.App(ROOT / "ui" / "shell.py", lifespan=laurel.lifespan, routes=routes, middleware=laurel.app._user_middleware)
laurel.app = app  # whose state the routes ask for
