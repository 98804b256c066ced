"""Links inside what Laurel draws itself: with JavaScript they change the page at once, without it they load it anew."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from ui.menu import menu, page

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "links.js"
KEY = "links"


@cache
def _component() -> Any:
    return st.components.v2.component("laurel_links", html='<div class="around"></div>', js=SCRIPT.read_text(), isolate_styles=False)


def to(address: str, /, **query: str | None) -> str:
    """The address of a page with its query, to stand in a template; what is None is left out."""
    kept = {name: value for name, value in query.items() if value is not None}
    return f"/{address}?{urlencode(kept)}" if kept else f"/{address}"


def back(words: str, path: str) -> None:
    """The way back to where one came from."""
    st.page_link(page(path), label=words, icon=":material/arrow_back:")


def follow(html: str, *, leave: Callable[[], None]) -> None:
    """Where a link was clicked, its page runs instead of this one. html: what stands where this is called; leave: for its button `data-leave`.

    One element does both: each is a message at every run of every page.
    """
    clicked = _component()(key=KEY, data={"html": html}, on_followed_change=_nothing, on_left_change=leave)
    href = clicked.followed
    if href:
        wanted = urlsplit(str(href))
        path = next((e.path for entries in menu().values() for e in entries if f"/{e.address}" == wanted.path), None)
        if path:
            st.switch_page(page(path), query_params=parse_qsl(wanted.query))


def _nothing() -> None:
    """A trigger that has no callback is not a part of the result."""
