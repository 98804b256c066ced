"""Templates: what Streamlit cannot draw, with every value escaped by Jinja2."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ui import formats
from ui.i18n import _, language, ngettext

HERE = Path(__file__).parent
STYLESHEET = "/look/laurel.css"


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {
        "_": _,
        "ngettext": ngettext,
        "number": formats.number,
        "signed": formats.signed,
        "places": formats.places,
        "mark": mark,
        "initials": initials,
    }
    return made


def initials(name: str) -> str:
    """What stands in the circle for a person: the first letters of two words, or the last character of a Chinese name."""
    words = name.split()
    if not words:
        return "?"
    if not words[0][0].isascii() and len(words) == 1:
        return words[0][-1]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()


def rendered(template: str, **values: Any) -> str:
    """The template as HTML; every value stands in it as text."""
    return _environment().get_template(template).render(**values)


def show(template: str, **values: Any) -> None:
    """The template stands on the page."""
    st.html(rendered(template, **values))


@cache
def stylesheet() -> str:
    """The look, which `app.py` serves at `STYLESHEET`: sent with every run of a page it would be half of what is sent."""
    return (HERE / "laurel.css").read_text()


@cache
def _look(language: str) -> str:
    """Where the look is, by an address that changes with it, and the words that Streamlit itself says only in English."""
    version = sha256(stylesheet().encode()).hexdigest()[:16]
    return rendered("stylesheet.html", address=f"{STYLESHEET}?v={version}", language=language)


def show_stylesheet() -> None:
    st.html(_look(language()))


@cache
def mark() -> str:
    """Laurel's mark as an address that holds the picture itself, so that no run of a page reads a file."""
    return "data:image/svg+xml;base64," + b64encode((HERE / "assets/mark.svg").read_bytes()).decode()
