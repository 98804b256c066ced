"""Parts of a page that keep themselves fresh: they run again every few seconds, for as long as whoever looks may look."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import streamlit as st

from ui.data import live_part
from ui.sign_in import viewer
from ui.turns import turn

EVERY_SECONDS = 3
P = ParamSpec("P")


def live(part: Callable[P, None]) -> Callable[P, Any]:
    """The part of a page runs again by itself; a tab whose sign-in has ended shows the sign-in form at its next turn."""

    @wraps(part)
    def checked(*values: P.args, **named: P.kwargs) -> None:
        with turn():
            if viewer() is None:
                st.rerun()
            with live_part():
                part(*values, **named)

    return st.fragment(checked, run_every=EVERY_SECONDS)
