"""Forms that write: what was refused stands beneath its field, what was done is told once, and a page leads on to the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from services.errors import Refusal
from ui.menu import page
from ui.refusals import sentence
from ui.rendering import rendered
from ui.text import plain

TOLD, TURN = "_told", "_turn"


class Complaints:
    """Where each field of a form is told what is wrong with it. What was typed stays as it is."""

    def __init__(self) -> None:
        self._places: dict[str, Any] = {}

    def beneath(self, *fields: str) -> None:
        """Here stands what is wrong with these fields, as services name them."""
        self._places |= dict.fromkeys(fields, st.empty())

    def say(self, text: str, field: str = "") -> None:
        """One sentence, beneath its field; beneath the form where the form has no such field."""
        place = self._places.get(field) or st
        place.html(rendered("admin_complaint.html", text=text))

    @contextmanager
    def listening(self) -> Iterator[None]:
        """A refusal from within stands beneath its field."""
        try:
            yield
        except Refusal as refusal:
            self.say(sentence(refusal), refusal.field or "")


def turned(key: str) -> str:
    """A widget's key that is another after everything that was done, so that it begins anew; a refusal leaves it as it is."""
    return f"{key}_{st.session_state.get(TURN, 0)}"


def done(text: str, path: str | None = None, **query: str) -> None:
    """It is told at the next run: on the same page, or on the one at a path of the menu. The run ends here."""
    st.session_state[TOLD] = text
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    if path is None:
        st.rerun()
    st.switch_page(page(path), query_params=query)


def told() -> None:
    """What was done a moment ago is told, once."""
    text = st.session_state.pop(TOLD, None)
    if text:
        st.toast(plain(text), icon=":material/check_circle:")


def asks_once(label: str, question: str, yes: str, *, key: str, icon: str, wrong: Complaints) -> bool:
    """True when what the label names was asked for and confirmed; before, it is said what will happen, and beneath, what is refused."""
    with st.popover(label, icon=f":material/{icon}:", key=key):
        st.markdown(plain(question))
        is_confirmed = st.button(plain(yes), key=f"{key}_yes")
        wrong.beneath("name")
    return is_confirmed
