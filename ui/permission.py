"""The check at the top of every page, and of every part of one that runs by itself."""

from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from services.access import Act, require
from services.errors import Forbidden, Refusal
from ui.components.frame import refused
from ui.sign_in import Viewer, gate, viewer


def allowed(act: Act) -> Viewer:
    """Whoever looks, who may do this; for everybody else the page ends here: with the sign-in form, or with a refusal."""
    me = signed_in()
    try:
        require(me.actor, act)
    except Forbidden as refusal:
        _go_whole()
        turn_away(refusal)
    return me


def still_allowed(act: Act) -> Viewer | None:
    """Whoever looks, for a callback, which runs before the page: None for whom the page itself will turn away, once it runs."""
    me = viewer()
    return me if me is not None and me.actor.may(act) else None


def signed_in() -> Viewer:
    """Whoever looks; a stranger, or whoever is no longer signed in, gets the sign-in form and nothing else."""
    me = viewer()
    if me is not None:
        return me
    _go_whole()
    gate()
    st.stop()


def _go_whole() -> None:
    """Where a part of the page ran by itself, the whole of it runs anew, and goes."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is not None and run.fragment_ids_this_run:
        st.rerun()


def turn_away(refusal: Refusal) -> NoReturn:
    """The page says in one sentence why it is not for whoever looks, and ends."""
    refused(refusal)
    st.stop()
