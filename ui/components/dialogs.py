"""Dialogs that stay open until they are done with: what was typed into them outlives a rerun of the page behind."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from services.access import Act
from ui.permission import allowed
from ui.sign_in import Viewer

KEY = "open_dialog"


def open_one(name: str) -> None:
    """The dialog of this name is open from the next run on; for a button's `on_click`."""
    st.session_state[KEY] = name


def close() -> None:
    """No dialog is open."""
    st.session_state.pop(KEY, None)


def shown(name: str, title: str, act: Act, body: Callable[[Viewer], bool]) -> None:
    """The dialog, where it is open; body draws it, and answers True when it is done with: then it closes and the page runs anew.

    A dialog runs again by itself, without the page: so each turn asks anew who looks, and whether they may do the act.
    """
    if st.session_state.get(KEY) != name:
        return

    @st.dialog(title, on_dismiss=close)
    def dialog() -> None:
        if body(allowed(act)):
            close()
            st.rerun()

    dialog()


def opener(words: str, name: str, **how: Any) -> None:
    """A button that opens a dialog. how: as `st.button` takes it."""
    st.button(words, on_click=partial(open_one, name), **how)
