"""The Streamlit script that every visit runs: who is it, which page, what stands around it."""

import streamlit as st

from ui import around, menu
from ui.components import links
from ui.i18n import speak
from ui.rendering import mark, show_stylesheet
from ui.sign_in import gate, viewer

st.set_page_config(page_title="Laurel", page_icon=mark(), layout="wide", initial_sidebar_state="auto")

me = viewer()
if me is not None:
    speak(me.language)
asked = menu.navigation(me.actor if me else None)
show_stylesheet()
if me is None:
    gate()
    st.stop()
st.logo(mark(), size="large")
links.follow()
around.sidebar(me)
around.tabs(me)
asked.run()
