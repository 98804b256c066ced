"""The Streamlit script that every visit runs."""

import streamlit as st

st.set_page_config(page_title="Laurel", page_icon=":material/trophy:")

st.title("Laurel")
st.write("Laurel is running.")
st.write("Other systems post activities and read points over HTTP: the API is documented at [/api/docs](/api/docs).")
