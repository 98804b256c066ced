"""A choice of a few, side by side, that lives in the address, so that a link keeps it."""

from collections.abc import Callable, Mapping

import streamlit as st

from ui.components import links
from ui.rendering import rendered


def segments(key: str, words: str, query: str, options: Mapping[str, str], default: str, *, then: Callable[[], None] | None = None) -> str:
    """The option that the reader has chosen, by the address (`?query=option`), else the default. options: what each is called.

    then: called once another one was chosen, to put right what else the address says; it asks nothing of the database.
    """
    option = chosen(query, options, default)
    st.session_state[key] = option
    st.segmented_control(
        words,
        list(options),
        key=key,
        format_func=lambda option: options[option],
        label_visibility="collapsed",
        required=True,
        on_change=_choose,
        args=(key, query, then),
    )
    return option


def segments_html(page: str, words: str, query: str, options: Mapping[str, str], default: str) -> tuple[str, str]:
    """As `segments`, as links of that page: the option that is chosen, and HTML for a page that draws it together with what stands beside it."""
    option, asked = chosen(query, options, default), st.query_params.to_dict()
    lines = tuple((word, links.to(page, **(asked | {query: one})), one == option) for one, word in options.items())
    return option, rendered("board_segments.html", label=words, options=lines)


def chosen(query: str, options: Mapping[str, str], default: str) -> str:
    """The option that the address names, else the default."""
    asked = st.query_params.get(query, default)
    return asked if asked in options else default


def _choose(key: str, query: str, then: Callable[[], None] | None) -> None:
    st.query_params[query] = st.session_state[key]
    if then is not None:
        then()
