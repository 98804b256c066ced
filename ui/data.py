"""The one open database of the process, and the version of what is in it."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

from config.settings import settings
from db.engine import Database
from services import freshness
from services.freshness import Version

T = TypeVar("T")
_lock = threading.Lock()
_shared: list[Database] = []
_turn = threading.local()
"""What one run of a page has asked already; a run has its thread to itself."""


def share(database: Database | None) -> None:
    """From here on every page of the process reads and writes this database; None: the one that the settings name."""
    with _lock:
        _shared[:] = [] if database is None else [database]


def database() -> Database:
    """The database that was shared, else the one that the settings name, opened once."""
    with _lock:
        if not _shared:
            _shared.append(Database.open(settings().database_url))
        return _shared[0]


def version() -> Version:
    """Where ledger and people stand in this run: what was made of an earlier version may be out of date."""
    return once_a_turn("version", lambda: freshness.version(database()))


def once_a_turn(name: str, make: Callable[[], T]) -> T:
    """What `make` gave when this run asked first."""
    known = _known()
    if name not in known:
        known[name] = make()
    found: T = known[name]
    return found


def learned_this_turn(name: str, value: object) -> None:
    """This run need not ask any more."""
    _known()[name] = value


def _known() -> dict[str, Any]:
    """What this run has asked. Streamlit gives every run, also that of a fragment or a callback, new cursors: by them it is told apart."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return {}
    if getattr(_turn, "cursors", None) is not run.cursors:
        _turn.cursors, _turn.known = run.cursors, {}
    known: dict[str, Any] = _turn.known
    return known
