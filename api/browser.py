"""The two addresses that a browser is sent to for its cookie: only an answer over HTTP can set one that no script reads."""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from config.settings import Settings
from db.engine import Database
from services.sign_in import sessions, signing_in
from services.sign_in.sessions import COOKIE
from services.sign_in.signing_in import HOME

DAY_SECONDS = 86_400


def browser_routes(opened: Callable[[], Database], chosen: Callable[[], Settings]) -> list[Route]:
    """`/enter?ticket=` and `/leave`, over the database that is open when they are asked."""

    def enter(request: Request) -> Response:
        """A ticket becomes a cookie and the page that was asked for; whoever has none that works sees the first page as they are."""
        if not _is_sent_by_ourselves(request):
            return _on(HOME)
        found = signing_in.enter(
            opened(),
            request.query_params.get("ticket", ""),
            browser=request.headers.get("user-agent", ""),
            address=request.client.host if request.client else None,
            replacing=request.cookies.get(COOKIE),
        )
        if found is None:
            return _on(HOME)
        token, following = found
        answer = _on(following)
        answer.set_cookie(
            COOKIE,
            token,
            max_age=sessions.cookie_days(opened(), token) * DAY_SECONDS,
            path="/",
            secure=chosen().secure_cookies or request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return answer

    def leave(request: Request) -> Response:
        """A cookie that came and opens nothing is gone. One that does stays, so that no other site can sign anybody out."""
        answer = _on(HOME)
        token = request.cookies.get(COOKIE)  # what another site sends here comes without
        if token is not None and sessions.session_of(opened(), token) is None:
            answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return answer

    return [Route("/enter", enter, methods=["GET"]), Route("/leave", leave, methods=["GET"])]


def _on(address: str) -> RedirectResponse:
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


def _is_sent_by_ourselves(request: Request) -> bool:
    """False where another site sent the browser here, perhaps with a ticket of somebody else's.

    Browsers say so over HTTPS and on localhost; else the page that sent it must be one of this host.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("referer", "")).netloc == request.headers.get("host")
