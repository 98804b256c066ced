"""A roll: people, users, members of a team, one a line, a page at a time."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, TypeVar

import streamlit as st

from ui.i18n import language
from ui.rendering import put, rendered
from ui.shared import once_per

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
    put(roll_html(rows, avatars=avatars))


def roll_html(rows: Sequence[Row], *, avatars: bool = True) -> str:
    return rendered("admin_roll.html", rows=rows, avatars=avatars)


def once_unless(words: str, version: Hashable, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What is made of a list, once per change for each language; anew where words are looked for, which are never the same."""
    return make() if words else once_per(version, (*key, language()), make)


def page_of(key: str, found: Sequence[T]) -> Sequence[T]:
    """The part of a long list that is shown now; `pages` beneath it turns to the others."""
    number = page_number(key, found)
    return found[(number - 1) * PER_PAGE : number * PER_PAGE]


def page_number(key: str, found: Sequence[T]) -> int:
    """Which part of a long list is shown now, from 1."""
    return min(int(st.session_state.get(_turned(key), 1)), _pages(found))


def pages(key: str, found: Sequence[T]) -> None:
    """Leads to the other pages of a list, where there are any."""
    if len(found) > PER_PAGE:
        st.pagination(_pages(found), key=_turned(key))


def _pages(found: Sequence[T]) -> int:
    return max(1, ceil(len(found) / PER_PAGE))


def _first_page(key: str) -> None:
    """The list begins anew."""
    st.session_state[f"{key}_turn"] = _turn(key) + 1


def _turn(key: str) -> int:
    return int(st.session_state.get(f"{key}_turn", 0))


def _turned(key: str) -> str:
    """The key of the pagination: another one after every change of a filter, because a widget cannot be told to begin anew."""
    return f"{key}_{_turn(key)}"


# what a list is narrowed by -------------------------------------------------------------------------------------------------------


def filters(name: str) -> Any:
    """The line above a list in which its filters stand."""
    return st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"{name}_filters")


def filtering(key: str) -> dict[str, Any]:
    """What every filter of the list `key` is: without a label to see, kept while other pages are read, and back to the first page."""
    return {"label_visibility": "collapsed", "persist_state": "page", "on_change": _first_page, "args": (key,)}


def search_field(key: str, words: str, of: str) -> str:
    """What is typed to find lines of the list `of`."""
    icon = ":material/search:"
    typed = st.text_input(words, key=key, type="search", live=True, icon=icon, placeholder=words, width=280, **filtering(of))
    return typed or ""


def one_of(key: str, words: str, options: Mapping[str, str], of: str) -> str:
    """Which lines of the list `of` are shown: the first option, until another is chosen. options: what each is called."""
    first = next(iter(options))
    chosen = st.segmented_control(
        words, list(options), default=first, required=True, key=key, format_func=lambda option: options[option], **filtering(of)
    )
    return chosen or first
