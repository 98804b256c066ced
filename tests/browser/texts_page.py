"""What `streamlit run` shows for tests/browser/test_text.py: texts that try to be more than text, through `plain`."""

import streamlit as st

from tests.browser.texts import LINES, TEXTS
from ui.text import plain

PLACES = {
    "markdown": st.markdown,
    "caption": st.caption,
    "error": st.error,
    "button": st.button,
    "checkbox": st.checkbox,
    "expander": st.expander,
    "pills": lambda text: st.pills("options", [text], label_visibility="collapsed"),
    "radio": lambda text: st.radio("options", [text], label_visibility="collapsed"),
    "tabs": lambda text: st.tabs([text]),
    "table": lambda text: st.table({"column": [text]}),
}

place = st.query_params["place"]
for number, text in enumerate(TEXTS + (LINES if place in ("markdown", "caption", "error") else [])):
    with st.container(key=f"text{number}"):
        PLACES[place](plain(text))
st.text("That is all.")
