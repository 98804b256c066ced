"""Where one goes from a person: to what they earned, to how they sign in."""

from typing import Any

import streamlit as st

from services.people.rosters import SignIn
from ui.i18n import _
from ui.menu import page
from ui.text import plain


def ways(person: dict[str, Any], user: SignIn | None) -> None:
    code = person["code"]
    with st.container(horizontal=True, gap="medium", key="people_ways"):
        st.page_link(page("me/entries.py"), label=_("Entries"), icon=":material/receipt_long:", query_params={"employee": code})
        if user is None:
            query = {"add": "1", "employee": code}
            st.page_link(page("admin/users.py"), label=_("Make a user for them"), icon=":material/person_add:", query_params=query)
            return
        told = _("Signs in as {user}, disabled") if user.is_disabled else _("Signs in as {user}")
        words = plain(told.format(user=user.name))
        st.page_link(page("admin/users.py"), label=words, icon=":material/badge:", query_params={"name": user.name})
