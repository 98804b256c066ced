"""Starts `streamlit run app.py` on a free port, as an installation would, and stops it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60
KEY = "0" * 64


@dataclass(slots=True)
class Served:
    """A running server. url: without a slash at the end; log: what it has printed."""

    url: str
    database_url: str
    log: Path
    process: subprocess.Popen[bytes]

    def printed(self) -> str:
        return self.log.read_text()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(database_url: str, folder: Path, *options: str, port: int | None = None, **environment: str) -> Iterator[Served]:
    """A server that answers, stopped at the end. options: of `streamlit run`; port: of one that comes again; environment: further variables."""
    port = port or free_port()
    log = folder / f"server-{port}.log"
    variables = {
        **os.environ,
        "LAUREL_DATABASE_URL": database_url,
        "LAUREL_SECRET_KEY": KEY,
        "LAUREL_LEDGER_KEY": KEY,
        "LAUREL_RATE_LIMIT": "0",
        "PYTHONUNBUFFERED": "1",
        **environment,
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.address", "127.0.0.1", *options]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=PROJECT, env=variables, stdout=out, stderr=subprocess.STDOUT)
    served = Served(f"http://127.0.0.1:{port}", database_url, log, process)
    try:
        _wait(served)
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(served: Served) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if served.process.poll() is not None:
            raise RuntimeError(f"the server ended before it answered:\n{served.printed()}")
        try:
            with urllib.request.urlopen(f"{served.url}/api/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer within {START_SECONDS} s:\n{served.printed()}")
