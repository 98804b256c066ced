"""What pages of administration have in common: the way back, a heading, the one loud button beside the title."""

from typing import Any

import streamlit as st

from ui.components import links
from ui.rendering import put, rendered, show

SHEET = 640


def back(words: str, address: str, **query: str) -> None:
    """A quiet link to where one came from."""
    put(back_html(words, address, **query))


def back_html(words: str, address: str, **query: str) -> str:
    return rendered("admin_back.html", words=words, href=links.to(address, **query))


def heading(title: str, text: str = "") -> None:
    """The title of a part of the page, and what it is about."""
    show("admin_heading.html", title=title, text=text)


def sheet() -> Any:
    """A form alone on a page is no wider than one reads."""
    return st.container(width=SHEET, key="sheet")


def masthead_with(title: str, *, act: str, href: str, icon: str = "add") -> None:
    """The title of the page with its one loud act, a link."""
    show("admin_masthead.html", title=title, act=act, href=href, icon=icon)
