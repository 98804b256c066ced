"""Sends the browser to an address of this server that is no page: a script cannot set a cookie."""

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

SCRIPT = Path(__file__).with_name("scripts") / "going.js"


@cache
def _component() -> Any:
    return st.components.v2.component("laurel_going", js=SCRIPT.read_text())


def go(address: str) -> None:
    """The browser leaves this page for the address, which begins with a slash."""
    _component()(key="going", data={"address": address}, height=0)
