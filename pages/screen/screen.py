"""The office screen: it fills the window of whoever holds its link, or may show a screen, and hears every two seconds what is new.

Each beat asks anew whether whoever looks may look: a revoked link or an ended session shows nothing any more.
"""

import streamlit as st

from ui.components.wall.beating import beat

BEAT_SECONDS = 2

st.fragment(beat, run_every=BEAT_SECONDS)()
