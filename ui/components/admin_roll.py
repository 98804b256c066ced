"""A roll: people, users, members of a team, one a line, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TypeVar

import streamlit as st

from ui.rendering import show

T = TypeVar("T")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """title: the name, a link where href is one. about, beside: what else is said. tags: (words, good, bad or nothing). faded: gone."""

    title: str
    href: str = ""
    code: str = ""
    about: str = ""
    beside: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    faded: bool = False


def roll(rows: Sequence[Row], *, avatars: bool = True) -> None:
    """The lines stand on the page; names show as they were typed."""
    show("admin_roll.html", rows=rows, avatars=avatars)


def page_of(key: str, found: Sequence[T]) -> Sequence[T]:
    """The part of a long list that is shown now; `pages` beneath it turns to the others."""
    number = min(st.session_state.get(_turned(key), 1), _pages(found))
    return found[(number - 1) * PER_PAGE : number * PER_PAGE]


def pages(key: str, found: Sequence[T]) -> None:
    """Leads to the other pages of a list, where there are any."""
    if len(found) > PER_PAGE:
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.pagination(_pages(found), key=_turned(key))


def _pages(found: Sequence[T]) -> int:
    return max(1, ceil(len(found) / PER_PAGE))


def first_page(key: str) -> None:
    """The list begins anew; for a filter's `on_change`."""
    st.session_state[f"{key}_turn"] = _turn(key) + 1


def _turn(key: str) -> int:
    return int(st.session_state.get(f"{key}_turn", 0))


def _turned(key: str) -> str:
    """The key of the pagination: another one after every change of a filter, because a widget cannot be told to begin anew."""
    return f"{key}_{_turn(key)}"
