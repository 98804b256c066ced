"""Lists that are longer than a page: what was shown stays, "more" adds the next page."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from services.page import Page
from ui.i18n import _

T = TypeVar("T")


def paged(name: str, of: str, read: Callable[..., Page[T]]) -> tuple[T, ...]:
    """The items of as many pages as were asked for. name: the page's; of: what the list is of: another one begins at its first page."""
    items, has_more = whole_pages(read, wanted_pages(name, of))
    st.session_state[f"{name}_pages_more"] = has_more
    return items


def wanted_pages(name: str, of: str) -> int:
    """How many pages were asked for."""
    key = f"{name}_pages"
    kept = st.session_state.get(key)
    wanted: int = kept[1] if kept is not None and kept[0] == of else 1
    st.session_state[key] = (of, wanted)
    return wanted


def whole_pages(read: Callable[..., Page[T]], wanted: int) -> tuple[tuple[T, ...], bool]:
    """The items of so many pages, and whether there are more."""
    items: tuple[T, ...] = ()
    cursor = None
    for _number in range(wanted):
        page = read(cursor=cursor)
        items, cursor = items + page.items, page.next_cursor
        if cursor is None:
            break
    return items, cursor is not None


def more(name: str, words: str | None = None, *, there_are: bool | None = None) -> None:
    """The button that adds a page, where there is one. there_are: whether more are left, where `paged` has not found it."""
    if st.session_state.get(f"{name}_pages_more") if there_are is None else there_are:
        st.button(words or _("Show more"), key=f"{name}_more", on_click=_add, args=(f"{name}_pages",), icon=":material/expand_more:")


def _add(key: str) -> None:
    of, wanted = st.session_state[key]
    st.session_state[key] = (of, wanted + 1)
