"""The Streamlit script that every visit runs: who is it, which page, what stands around it."""

import streamlit as st

from services.access import Act
from ui import around, menu
from ui.away import told_when_away
from ui.components.wall.beating import has_link
from ui.i18n import speak
from ui.rendering import mark, put, stylesheet_html
from ui.sign_in import gate, viewer
from ui.turns import turn

CONFIGURED = "_configured"


def visit() -> None:
    """The page that was asked for stands, with what is around it, or the sign-in form does."""
    if CONFIGURED not in st.session_state:  # a browser keeps it for as long as its session; every message less is a faster run
        st.set_page_config(page_title="Laurel", page_icon=mark(), layout="wide", initial_sidebar_state="auto")
        st.session_state[CONFIGURED] = True
    is_wall = menu.asks_for(menu.WALL)
    if is_wall and has_link():
        menu.wall().run()
        st.stop()
    me = viewer()
    if me is not None:
        speak(me.language)
        if is_wall and me.actor.may(Act.SHOW_SCREEN):
            menu.wall().run()
            st.stop()
    asked = menu.navigation(me.actor if me else None)
    if me is None:
        put(stylesheet_html())
        gate()
        st.stop()
    around.sidebar(me)
    around.look_and_tabs(me, asked.url_path)
    asked.run()


with turn(), told_when_away():
    visit()
