"""Answering to items: the buttons in their HTML tell here what was clicked."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.feed.reacting import react, unreact
from ui.data import database
from ui.permission import still_allowed
from ui.refusals import sentence
from ui.text import plain

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "reactions.js"
KEY = "feed_reactions"
PARTS = 3


@cache
def _component() -> Any:
    return st.components.v2.component("laurel_reactions", js=SCRIPT.read_text())


def listen() -> None:
    """What is clicked on this page from here on is answered."""
    _component()(key=KEY, on_answered_change=_answer, height=0)


def _answer() -> None:
    clicked = st.session_state.get(KEY)
    answer(str(clicked.get("answered") or "") if clicked else "")


def answer(clicked: str) -> None:
    """The reaction stands or is taken back. clicked: `12:applause:1`, as the browser says it; of anything else nothing comes."""
    me, parts = still_allowed(Act.READ_FEED), clicked.split(":")
    if me is None or len(parts) != PARTS or not (parts[0].isascii() and parts[0].isdigit() and len(parts[0]) < 19):
        return
    act = react if parts[2] == "1" else unreact
    try:
        act(database(), me.actor, int(parts[0]), parts[1])
    except Refusal as refusal:
        st.toast(plain(sentence(refusal)), icon=":material/info:")
