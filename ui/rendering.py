"""Templates: what Streamlit cannot draw, with every value escaped by Jinja2."""

from base64 import b64encode
from collections.abc import Mapping
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from streamlit.delta_generator import DeltaGenerator

from services.people.initials import initials
from services.people.naming import MARK as MARK_OF_NUMBER
from services.people.naming import shown_name
from ui import formats
from ui.i18n import _, language, ngettext

HERE = Path(__file__).parent
LOOK = "/look"
"""The address under which `app.py` serves the stylesheet and what it names beside it."""
STYLESHEET = f"{LOOK}/laurel.css"
MARK = HERE / "assets/mark.svg"
PLAIN = frozenset({str, int, bool, type(None)})
"""Types of values that no template is surprised by; a `Markup`, which is written as it is, is none of them."""
KEPT = 1_024
"""So many pieces of HTML are kept with what they were made of; where much arrives most are soon out of date."""


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=named,
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


def named(value: Any) -> Any:
    """What a template writes: of who stands on boards as a number `Member 17`, every other value as it is."""
    return shown_name(value, language()) if isinstance(value, str) and value.startswith(MARK_OF_NUMBER) else value


def rendered(template: str, **values: Any) -> str:
    """The template as HTML; every value stands in it as text. With plain values it is made once for each language."""
    given = tuple(values.values())
    if _is_plain(given):
        return _rendered_once(template, language(), tuple(values), given, repr(given))
    return _rendered(template, values)


def _is_plain(value: Any) -> bool:
    return type(value) in PLAIN or (type(value) is tuple and all(map(_is_plain, value)))


def _rendered(template: str, values: Mapping[str, Any]) -> str:
    return _environment().get_template(template).render(values)


@lru_cache(maxsize=KEPT)
def _rendered_once(template: str, _language: str, names: tuple[str, ...], values: tuple[Any, ...], _written: str) -> str:
    """How the values are written is part of what is asked: 1 is equal to True, and a template may tell them apart."""
    return _rendered(template, dict(zip(names, values, strict=True)))


def show(template: str, **values: Any) -> None:
    """The template stands on the page."""
    put(rendered(template, **values))


def put(html: str, *, into: DeltaGenerator | None = None) -> None:
    """What a template gave stands on the page, or in a place of it."""
    (into or st).html(_Html(html))


class _Html:
    """HTML as Streamlit takes it without looking whether it is the name of a file, and without mending its indentation."""

    def __init__(self, html: str) -> None:
        self.html = html

    def _repr_html_(self) -> str:
        return self.html


@cache
def stylesheet() -> str:
    """The look, which `app.py` serves at `STYLESHEET`: sent with every run of a page it would be half of what is sent."""
    return (HERE / "laurel.css").read_text()


@cache
def _look(language: str) -> str:
    """Where the look is, by an address that changes with it, and the words that Streamlit itself says only in English."""
    version = sha256(stylesheet().encode()).hexdigest()[:16]
    return rendered("stylesheet.html", address=f"{STYLESHEET}?v={version}", language=language)


def stylesheet_html() -> str:
    """Where the look is, for the page that it stands on."""
    return _look(language())


@cache
def mark() -> str:
    """Laurel's mark as an address that holds the picture itself, so that no run of a page reads a file."""
    return "data:image/svg+xml;base64," + b64encode(MARK.read_bytes()).decode()
