"""A list drawn by a template whose lines are chosen by boxes, or acted on by buttons in it: one element, however long it is.

In the template, which holds every value as text: `{{ choose(key, words) }}` and `{{ choose_all(words) }}` of macros.html, `<button data-press="key">`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from secrets import token_hex
from typing import Any, Generic, TypeVar

import streamlit as st

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "choosing.js"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A list as HTML, and what its boxes offer, by their keys."""

    html: str
    offered: Mapping[str, T]


@cache
def _component() -> Any:
    return st.components.v2.component("laurel_choosing", html='<div class="choosing"></div>', js=SCRIPT.read_text(), isolate_styles=False)


def choose(name: str, listed: Listed[T]) -> tuple[T, ...]:
    """The list stands on the page; of what it offers what is chosen, in the order of the offer.

    Whatever a browser says beyond the offer is passed over.
    """
    turn = _turn(name)
    before = _keys(_said(name, "chosen"), turn)
    said = _component()(
        key=name,
        data={"html": listed.html, "turn": turn, "chosen": sorted(before)},
        on_chosen_change=_nothing,
    )
    chosen = _keys(said.chosen, turn)
    return tuple(value for key, value in listed.offered.items() if key in chosen)


def clear(name: str) -> None:
    """Nothing is chosen any more; for callbacks, and before the list is shown."""
    st.session_state[f"{name}_turn"] = token_hex(4)


def press(name: str, html: str, act: Callable[[str], None]) -> None:
    """The list stands on the page; act: is told which of its buttons was pressed, before the page runs. Anybody may say anything: it looks whether it may be."""
    _component()(
        key=name,
        data={"html": html, "turn": "", "chosen": []},
        on_pressed_change=partial(_pressed, name, act),
    )


def _pressed(name: str, act: Callable[[str], None]) -> None:
    said = _said(name, "pressed")
    if isinstance(said, str):
        act(said)


def _turn(name: str) -> str:
    """What tells the choices of now from those that were cleared."""
    turn: str = st.session_state.setdefault(f"{name}_turn", token_hex(4))
    return turn


def _said(name: str, what: str) -> object:
    said = st.session_state.get(name)
    return said.get(what) if isinstance(said, Mapping) else None


def _keys(said: object, turn: str) -> set[str]:
    """The keys that a browser says are chosen in this turn."""
    if not isinstance(said, Mapping) or said.get("turn") != turn:
        return set()
    keys = said.get("keys")
    return {key for key in keys if isinstance(key, str)} if isinstance(keys, list) else set()


def _nothing() -> None:
    """A state that has no callback is not a part of the result."""
