"""The server as it is started: its headers, the way in for the first administrator, the addresses of the cookie."""

import asyncio
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import headers
from config.settings import load
from db.engine import Database
from services.beginning import founding
from tests.browser.serving import serve
from tests.signing import PASSWORD

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
LINK = re.compile(r"Set Laurel up here, once, within 24 hours: http://\S+/\?setup=([A-Za-z0-9_-]{43})")


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("sender", "visitor"), [("10.0.0.5", "203.0.113.9"), ("192.0.2.1", "192.0.2.1")], ids=["a named proxy", "anybody else"]
)
def test_only_a_named_proxy_tells_who_visits(kind: str, sender: str, visitor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = load(_env_file=None, secret_key="s", ledger_key="l", trusted_proxies="10.0.0.0/8")
    monkeypatch.setattr(headers, "settings", lambda: chosen)
    seen: list[str] = []

    async def inner(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["client"][0])

    told = [(b"x-forwarded-for", b"198.51.100.7, 203.0.113.9"), (b"x-forwarded-proto", b"https")]
    scope: Any = {"type": kind, "scheme": "http", "client": (sender, 1), "headers": told}
    asyncio.run(headers.TrustedProxies(inner)(scope, None, None))  # type: ignore[arg-type]
    assert seen == [visitor]


@on_sqlite
def test_the_first_administrator_is_invited_until_there_is_one(database_url: str, tmp_path: Path) -> None:
    with serve(database_url, tmp_path) as laurel:
        [first] = LINK.findall(laurel.printed())
    with serve(database_url, tmp_path) as laurel:
        [second] = LINK.findall(laurel.printed())
        database = Database.open(database_url)
        assert [founding.setup_is_open(database, secret) for secret in (first, second)] == [False, True]
        founding.found_admin(database, second, "root", PASSWORD)
        database.close()
    with serve(database_url, tmp_path) as laurel:
        assert LINK.findall(laurel.printed()) == []
        say_what_they_must(laurel.url)


def say_what_they_must(url: str) -> None:
    for path in ("/", "/leaderboard", "/api/v1/health", "/auth/enter", "/auth/leave", "/nothing/here.js"):
        answer = httpx.get(url + path)
        policy = answer.headers["content-security-policy"]
        for part in ("default-src 'self'", "frame-ancestors 'self'", "object-src 'none'", "base-uri 'self'"):
            assert part in policy, path
        assert "microphone=()" in answer.headers["permissions-policy"]
        assert (answer.headers["x-content-type-options"], answer.headers["referrer-policy"]) == ("nosniff", "same-origin")
        assert "strict-transport-security" not in answer.headers
    assert [httpx.get(url + path).headers["cache-control"] for path in ("/auth/enter", "/auth/leave")] == ["no-store", "no-store"]
    assert [httpx.get(url + path).status_code for path in ("/auth/login", "/auth/logout")] == [404, 404]
    assert "default-src 'none'" in httpx.get(url + "/api/docs").headers["content-security-policy"]
    proxied = httpx.get(url, headers={"X-Forwarded-Proto": "https"})  # from this very machine, as a proxy on it would
    assert proxied.headers["strict-transport-security"] == "max-age=31536000"
