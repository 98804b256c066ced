"""What stands around every page: the look, who is signed in, and on a phone the tabs that a thumb reaches."""

import streamlit as st

from services.access import Act
from ui.components import links
from ui.components.users.roles import role_name
from ui.i18n import _
from ui.menu import is_employee
from ui.rendering import put, rendered, stylesheet_html
from ui.sign_in import Viewer, sign_out


def sidebar(me: Viewer) -> None:
    """Who is signed in, the way to their account, and the way out; and a page whose link was clicked runs instead of this one."""
    with st.sidebar:
        links.follow(rendered("whoami.html", name=me.name, role=role_name(me.role)), leave=sign_out)


def look_and_tabs(me: Viewer, here: str) -> None:
    """The stylesheet, and the pages of every day at the bottom of a phone; a wider window shows the menu instead. here: the page's address.

    All of it is one element: every element of a page is a message to every browser that shows it, at every run.
    """
    wanted = [
        (is_employee(me.actor), "my_points", _("My points"), "monitoring"),
        (me.actor.may(Act.READ_BOARDS), "leaderboard", _("Leaderboard"), "trophy"),
        (me.actor.may(Act.RECORD), "record", _("Record"), "add_circle"),
        (me.actor.may(Act.READ_CUSTOMERS), "customers", _("Customers"), "storefront"),
        (me.actor.may(Act.DECIDE), "approvals", _("Approvals"), "approval"),
    ]
    tabs = tuple((address, words, icon) for is_shown, address, words, icon in wanted if is_shown)
    put(rendered("tabs.html", tabs=tabs, here=here) + stylesheet_html())
