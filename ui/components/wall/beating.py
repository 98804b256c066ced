"""What a wall is told at each beat: whether it may still be looked at, and, made once per change for every wall that shows the same, what is on it."""

import datetime as dt
import json
import time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from db.away import is_database_away
from scoring.periods import day_date
from services.access import Act, Actor, Role
from services.errors import Refusal
from services.screens import doors, scenes
from services.screens.boards import READER
from services.screens.doors import ScreenView
from ui import data
from ui.away import say_away
from ui.components.wall.wall import put_wall
from ui.components.wall.words import words
from ui.data import database, live_part, runs_by_itself, version
from ui.permission import allowed, turn_away
from ui.reading import ranked_for
from ui.rendering import put, stylesheet_html
from ui.shared import once_per

STOOD = "_wall_stood"
"""In the session: how the wall stood at its last beat."""
LINK, SHOW = "link", "show"
"""In the address: the secret of a link, and the number of a screen for whoever manages them."""


def beat() -> None:
    """The wall stands here as it is at this moment; where the link opens nothing, or nothing any more, a polite word and nothing else.

    While the database is away it stands as it stood at its last beat, and begins to look stale.
    """
    try:
        _beat()
    except Exception as error:
        if not is_database_away(error):
            raise
        stood = st.session_state.get(STOOD)
        if stood is None:
            say_away()
        else:
            put_wall(**stood)


def _beat() -> None:
    found = door()
    at = time.time_ns() // 1_000_000
    if found is None:
        _put(None, beat=at, state="gone")
        return
    actor, screen = found
    with live_part():
        written = told(actor, screen)
    _put(written, beat=at, words=words(screen.playlist.language))
    if actor.role is Role.SCREEN:
        doors.seen(database(), screen.id)


def _put(written: str | None, **values: Any) -> None:
    stands = {"data": written, "key": "wall"} | values
    put_wall(**stands)
    st.session_state[STOOD] = stands


def has_link() -> bool:
    """True where the address holds a link: whoever has one needs no name."""
    return LINK in st.query_params


def door() -> tuple[Actor, ScreenView] | None:
    """Whoever looks, and the screen that they see; for whom it is not, the page ends here."""
    if has_link():
        return doors.by_link(database(), st.query_params[LINK])
    me = allowed(Act.SHOW_SCREEN)
    try:
        return me.actor, _screen_of(me.actor, _asked_for())
    except Refusal as refusal:
        if runs_by_itself():
            st.rerun()
        put(stylesheet_html())  # a wall does without
        turn_away(refusal)


def _screen_of(actor: Actor, wanted: int | None) -> ScreenView:
    """The screen as it stood less than `STEP_SECONDS` ago: that the actor may still look was asked at this beat."""
    key = ("screen of", actor.role, actor.screen_id, wanted)
    return once_per(_second(), key, lambda: doors.for_user(database(), actor, screen_id=wanted))


def _second() -> float:
    """The running step of the process: what walls ask of the database in it they ask once for all of them. No two are alike where steps are none."""
    at, step = time.monotonic(), data.STEP_SECONDS
    return at // step if step else at


def _asked_for() -> int | None:
    given = st.query_params.get(SHOW, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def told(actor: Actor, screen: ScreenView) -> str:
    """What `ui/wall` draws, as JSON."""
    way_in = _this_server()
    read = partial(scenes.depends_on, database(), screen, join_url=way_in)
    *_ledger, fed, today, _screen, _way_in = once_per((_second(), screen), ("wall depends", screen.id, way_in), read)
    at = version(), fed, today, screen  # of the ledger the version that all pages share
    return once_per(at, ("wall", screen.id, way_in), lambda: _written(actor, screen, way_in, day_date(today)))


def _written(actor: Actor, screen: ScreenView, way_in: str | None, today: dt.date) -> str:
    made = scenes.wall(database(), actor, screen, join_url=way_in, boards=partial(ranked_for, READER, today))
    return json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def _this_server() -> str | None:
    """The address of this server as the browser knows it."""
    parts = urlsplit(st.context.url or "")
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else None
