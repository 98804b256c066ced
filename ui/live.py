"""Parts of a page that keep themselves fresh: they run again every few seconds, for as long as whoever looks may look."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.away import told_when_away
from ui.data import live_part, runs_by_itself
from ui.sign_in import viewer
from ui.turns import turn

EVERY_SECONDS, SELDOM_SECONDS = 3.0, 15.0
LOOKS_A_SECOND = 20
"""What all who look on ask of the server together: beyond sixty open pages each looks again less often."""
GONE_AFTER_SECONDS = 60.0
P = ParamSpec("P")


class Onlookers:
    """The sessions whose page keeps itself fresh."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._guard = clock, threading.Lock()
        self._seen: OrderedDict[str, float] = OrderedDict()

    def saw(self, session: str) -> None:
        """It looks on at this moment; whoever has not for a minute is gone."""
        now = self._clock()
        with self._guard:
            self._seen[session] = now
            self._seen.move_to_end(session)
            while now - next(iter(self._seen.values())) > GONE_AFTER_SECONDS:
                self._seen.popitem(last=False)

    def every(self) -> float:
        """Seconds until a page that is opened now looks again, and from then on."""
        return min(max(EVERY_SECONDS, len(self._seen) / LOOKS_A_SECOND), SELDOM_SECONDS)


_onlookers = Onlookers()


def live(part: Callable[P, None]) -> Callable[P, Any]:
    """The part of a page runs again by itself; a tab whose sign-in has ended shows the sign-in form at its next turn."""

    @wraps(part)
    def checked(*values: P.args, **named: P.kwargs) -> None:
        if (run := get_script_run_ctx(suppress_warning=True)) is not None:
            _onlookers.saw(run.session_id)
        with turn(looks_on=runs_by_itself()), told_when_away(repeats=True):
            if viewer() is None:
                st.rerun()
            with live_part():
                part(*values, **named)

    @wraps(part)
    def placed(*values: P.args, **named: P.kwargs) -> None:
        st.fragment(checked, run_every=_onlookers.every())(*values, **named)

    return placed
