"""Files are taken from whoever is signed in and from nobody else: what is sent stays in the server's memory, whoever sent it."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from db.engine import Database
from services.sign_in.sessions import COOKIE, session_of

UPLOADS = "/_stcore/upload_file/"


class UploadsOfUsers:
    """Streamlit takes a file for any tab that is open, also one that shows the sign-in form; here a stranger's is refused unread."""

    def __init__(self, inner: ASGIApp, opened: Callable[[], Database]) -> None:
        self.inner, self.opened = inner, opened

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and UPLOADS in scope["path"]:
            token = Request(scope).cookies.get(COOKIE)
            if await run_in_threadpool(session_of, self.opened(), token) is None:
                await PlainTextResponse("Sign in first", status_code=403)(scope, receive, send)
                return
        await self.inner(scope, receive, send)
