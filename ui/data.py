"""The one open database of the process, and the version of what is in it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from streamlit.runtime.scriptrunner import get_script_run_ctx

from config.settings import settings
from db.engine import Database
from services import freshness
from services.freshness import Version

T = TypeVar("T")
_lock = threading.Lock()
_shared: list[Database] = []
_stepped: dict[str, tuple[Version, float]] = {}
"""The version that whoever looks on shares, and since when: seconds of the clock."""
STEP_SECONDS = 1.0
_turn = threading.local()
"""What one run of a page has asked already; a run has its thread to itself."""


def share(database: Database | None) -> None:
    """From here on every page of the process reads and writes this database; None: the one that the settings name."""
    with _lock:
        _shared[:] = [] if database is None else [database]
        _stepped.clear()


def database() -> Database:
    """The database that was shared, else the one that the settings name, opened once."""
    with _lock:
        if not _shared:
            _shared.append(Database.open(settings().database_url))
        return _shared[0]


def version() -> Version:
    """Where ledger and people stand in this run: what was made of an earlier version may be out of date.

    To the live parts of pages the ledger moves once in `STEP_SECONDS` at most, for all of them at once: where twenty activities arrive in a second, a
    board is worked out once for two hundred who look at it, and not for each activity.
    """
    exact = once_a_turn("version", lambda: freshness.version(database()))
    return once_a_turn("step", lambda: step(exact)) if looks_again() else exact


def version_lately() -> Version:
    """The version that moves once in `STEP_SECONDS` at most, for numbers that stand beside what a page is for; who has just written sees the newest."""
    exact = version()
    return once_a_turn("step", lambda: step(exact))


def step(exact: Version, clock: Callable[[], float] = time.monotonic) -> Version:
    """The version that whoever looks on shares: a new one at once after a rest, and wherever people or plans have changed."""
    with _lock:
        stood = _stepped.get("version")
        if stood is not None and stood[0].directory_revision == exact.directory_revision and clock() - stood[1] < STEP_SECONDS:
            return stood[0]
        if stood is None or stood[0] != exact:
            _stepped["version"] = exact, clock()
        return exact


def step_now() -> None:
    """Whoever has just recorded something sees it at once: the next look of a live part is at the version of that moment."""
    with _lock:
        _stepped.clear()


def runs_by_itself() -> bool:
    """True in a part of a page that runs again although nobody asked for it."""
    run = get_script_run_ctx(suppress_warning=True)
    return run is not None and bool(run.fragment_ids_this_run)


def looks_again() -> bool:
    """True in a part of a page that will run again by itself soon, or does so now."""
    return getattr(_turn, "is_live", False) or runs_by_itself()


@contextmanager
def live_part() -> Iterator[None]:
    """What runs within will run again by itself soon."""
    _turn.is_live = True
    try:
        yield
    finally:
        _turn.is_live = False


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
    """What this run has asked. Streamlit gives every run, also that of a fragment, new cursors: by them it is told apart.

    A callback runs before, in the same turn, and may write: what it asked is asked again.
    """
    run = get_script_run_ctx(suppress_warning=True)
    if run is None or not run.has_script_started:
        return {}
    if getattr(_turn, "cursors", None) is not run.cursors:
        _turn.cursors, _turn.known = run.cursors, {}
    known: dict[str, Any] = _turn.known
    return known
