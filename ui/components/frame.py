"""The frame of every page: its title, what is empty, what is refused, what is said beneath."""

import streamlit as st
from markupsafe import Markup

from services.errors import Refusal
from ui.i18n import _
from ui.menu import page
from ui.refusals import sentence
from ui.rendering import put, rendered, show
from ui.text import plain


def masthead(title: str, beside: str = "") -> None:
    """The title of the page, with a quiet word beside it."""
    put(masthead_html(title, beside))


def masthead_html(title: str, beside: str = "") -> str:
    return rendered("masthead.html", title=title, beside=beside)


def stack_html(*parts: str) -> str:
    """Parts of a page beneath each other, as far apart as elements are: one message instead of one for each."""
    return rendered("stack.html", html=Markup("".join(parts)))


def areas(**parts: str) -> None:
    """Parts of a page, each HTML in the area `at-` and its name of the page's grid: one element instead of one for each."""
    put(areas_html(**parts))


def areas_html(**parts: str) -> str:
    return rendered("areas.html", parts=[(name, Markup(html)) for name, html in parts.items() if html])


def empty(title: str, text: str = "", *, act: str = "", path: str = "") -> None:
    """What this place will show, and the one act that fills it: a link with the words `act` to a page of the menu."""
    put(empty_html(title, text))
    if act and path:
        with st.container(horizontal_alignment="center"):
            st.page_link(page(path), label=act, icon=":material/arrow_forward:")


def empty_html(title: str, text: str = "") -> str:
    return rendered("empty.html", title=title, text=text)


def refused(refusal: Refusal) -> None:
    """The page is not for whoever asked, and says why."""
    show("empty.html", title=_("This page is not for you"), text=sentence(refusal))


def wrong(refusal: Refusal) -> None:
    """What was asked cannot be done: one sentence in the reader's language."""
    st.error(plain(sentence(refusal)), icon=":material/error:")


def note(*parts: str) -> None:
    """A quiet line under a picture."""
    put(note_html(*parts))


def note_html(*parts: str) -> str:
    return rendered("note.html", parts=tuple(part for part in parts if part))


def facts(pairs: list[tuple[str, str]]) -> None:
    """Labels and what they say, as a card; pairs without a value are left out."""
    show("facts.html", facts=[(name, value) for name, value in pairs if value])
