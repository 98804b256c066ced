"""How a screen would look on the wall, with what is not saved yet: wide as a television, and upright."""

import datetime as dt
import json
import time
from functools import partial
from typing import Any

import streamlit as st

from services.access import Act
from services.errors import Invalid
from services.screens import scenes, screens
from services.screens.boards import READER
from services.screens.doors import ScreenView
from ui.components.screens.link_card import origin
from ui.components.wall.wall import put_wall
from ui.components.wall.words import words
from ui.data import database
from ui.live import live
from ui.permission import allowed
from ui.reading import here, ranked_for
from ui.refusals import sentence
from ui.shared import once_per
from ui.sign_in import Viewer

SHOWN = "screens_shown"
HEIGHT = 320
"""Until the stylesheet gives each frame the shape of its wall."""


def keep(screen_id: int, name: str, document: dict[str, Any]) -> None:
    """This is what the preview shows from here on."""
    st.session_state[SHOWN] = (screen_id, name, document)


@live
def wide() -> None:
    """The wall as a television shows it; while the page cannot be a screen as it stands, the last that could."""
    _frame("wide")


@live
def upright() -> None:
    """The same on a wall that stands upright."""
    _frame("upright")


def _frame(shape: str) -> None:
    me = allowed(Act.MANAGE_SCREENS)
    kept = st.session_state.get(SHOWN)
    screen = None if kept is None else _view(me, *kept)
    if screen is not None:
        with st.container(key=f"screens_{shape}"):
            beat, spoken = time.time_ns() // 1_000_000, words(screen.playlist.language)
            put_wall(_told(me, screen), beat=beat, words=spoken, key=f"screens_{shape}_wall", height=HEIGHT)


def waits_for(me: Viewer, screen_id: int, name: str, document: dict[str, Any]) -> str:
    """What must be put right before what stands on the page is a screen; nothing where it is one."""
    try:
        screens.as_shown(database(), me.actor, screen_id, name=name, document=document)
    except Invalid as refusal:
        return sentence(refusal)
    return ""


LAST = "screens_last_shown"


def _view(me: Viewer, screen_id: int, name: str, document: dict[str, Any]) -> ScreenView | None:
    """What is on the page, else what last was a screen."""
    found = _read(me, screen_id, name, document)
    if found is None:
        last: ScreenView | None = st.session_state.get(LAST)
        return last if last is not None and last.id == screen_id else None
    st.session_state[LAST] = found
    return found


def _read(me: Viewer, screen_id: int, name: str, document: dict[str, Any]) -> ScreenView | None:
    try:
        return screens.as_shown(database(), me.actor, screen_id, name=name, document=document)
    except Invalid:
        return None


def _told(me: Viewer, screen: ScreenView) -> str:
    today = here(me).today
    way_in = f"{origin()}/"
    depends = scenes.depends_on(database(), screen, join_url=way_in)
    return once_per(depends, ("wall preview", screen, way_in), lambda: _written(me, screen, way_in, today))


def _written(me: Viewer, screen: ScreenView, way_in: str, today: dt.date) -> str:
    made = scenes.wall(database(), me.actor, screen, join_url=way_in, boards=partial(ranked_for, READER, today))
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))
