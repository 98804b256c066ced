"""The reader's language: `en` or `zh`. The msgids are the English sentences; the Chinese stands in config/translations/zh.po."""

from collections.abc import Mapping

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from config.translating import SOURCE, language_of, translations

CHOSEN = "_language"
KNOWN = "_laurel_language"
"""Where a run keeps the language it has found, with the cursors that tell it from the run before."""
QUERY = "lang"
_spoken_at_home = [SOURCE]


def language() -> str:
    """The language of whoever looks at this run; outside a script run the organisation's.

    First what the reader chose (`speak`), then `?lang=` of the address, then the browser's, then the organisation's.
    """
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return _spoken_at_home[0]
    known = getattr(run, KNOWN, None)
    if known is None or known[0] is not run.cursors:  # asked for every word of a page, this would cost milliseconds
        known = run.cursors, _asked_for()
        setattr(run, KNOWN, known)
    found: str = known[1] or _spoken_at_home[0]
    return found


def _asked_for() -> str | None:
    """The language that the reader, the address or the browser wants."""
    return st.session_state.get(CHOSEN) or language_of(st.query_params.get(QUERY)) or language_of(st.context.locale)


def speak(language: str | None) -> None:
    """From here on this session is in that language; None: in the address's, the browser's or the organisation's."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is not None:
        st.session_state[CHOSEN] = language
        setattr(run, KNOWN, None)


def speak_at_home(language: str) -> None:
    """The organisation's own language serves whoever has chosen none and whose browser speaks none of ours."""
    _spoken_at_home[0] = language_of(language) or SOURCE


def _(text: str) -> str:
    """The text in the reader's language."""
    return translations(language()).gettext(text) if text else ""


def ngettext(one: str, many: str, n: int) -> str:
    """The text for n things in the reader's language; `{n}` in it is still to be filled."""
    return translations(language()).ngettext(one, many, n)


def pgettext(context: str, text: str) -> str:
    """The text in the reader's language, where the same English has several meanings."""
    return translations(language()).pgettext(context, text)


def label(labels: Mapping[str, str]) -> str:
    """Of a label in both languages (`{en, zh}`) the reader's; where that is missing, the other."""
    return labels.get(language()) or labels.get(SOURCE) or next(iter(labels.values()), "")
