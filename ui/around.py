"""What stands around every page: who is signed in, and on a phone the tabs that a thumb reaches."""

import streamlit as st

from services.access import Act
from ui.i18n import _
from ui.menu import is_employee, page
from ui.rendering import rendered
from ui.sign_in import Viewer, sign_out
from ui.text import plain


def sidebar(me: Viewer) -> None:
    """Who is signed in, the way to their account, and the way out."""
    with st.sidebar, st.container(key="whoami"):
        st.html(rendered("whoami.html", name=me.name, role=_roles()[me.role.value]))
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.page_link(page("me/account.py"), label=_("My account"), icon=":material/account_circle:")
            st.button(_("Sign out"), icon=":material/logout:", type="tertiary", key="sign_out", on_click=sign_out)


def _roles() -> dict[str, str]:
    return {"admin": _("Administrator"), "manager": _("Manager"), "employee": _("Employee"), "screen": _("Screen")}


def tabs(me: Viewer) -> None:
    """The pages of every day, at the bottom of a phone; a wider window shows the menu instead."""
    wanted = [
        (is_employee(me.actor), "me/my_points.py", _("My points"), "monitoring"),
        (me.actor.may(Act.READ_BOARDS), "team/leaderboard.py", _("Leaderboard"), "trophy"),
        (me.actor.may(Act.RECORD), "me/record.py", _("Record"), "add_circle"),
        (me.actor.may(Act.READ_CUSTOMERS), "customers/customers.py", _("Customers"), "storefront"),
        (me.actor.may(Act.DECIDE), "manage/approvals.py", _("Approvals"), "approval"),
    ]
    with st.container(key="tabs", horizontal=True, gap=None):
        for _is_shown, path, words, icon in [entry for entry in wanted if entry[0]]:
            st.page_link(page(path), label=plain(words), icon=f":material/{icon}:")
