"""Celebrations: what the feed and the screens tell of, as managers choose it, beside what it would have told lately."""

from typing import Any

import streamlit as st

from services.access import Act
from services.errors import Refusal
from ui.components.feed import choosing
from ui.components.feed.tried import tried_html
from ui.components.frame import masthead_html, note_html, wrong
from ui.components.heading import heading_html
from ui.i18n import _, language
from ui.permission import allowed
from ui.reading import here
from ui.reading_feed import chosen as read_chosen
from ui.reading_feed import tried
from ui.rendering import put
from ui.shared import once_per

me = allowed(Act.CELEBRATE)


def foreseen(stated: dict[str, Any]) -> None:
    """What the choices in the fields would have told."""
    title = heading_html(_("The last seven days would have told"))
    written = choosing.written(stated)
    try:
        found = tried(me, stated, written)
    except Refusal as refusal:
        put(title)
        return wrong(refusal)
    now = here(me)
    put(title + once_per((found, now.today), ("feed tried drawn", language(), written), lambda: tried_html(found, now)))


put(
    masthead_html(_("Celebrations")) + note_html(_("What the feed tells and screens celebrate. It holds from now on: what was told stays."))
)
chosen = read_chosen(me)
choosing.take_up(chosen)
stated = choosing.document()
left, right = st.columns([3, 2], gap="large")
with left:
    choosing.fields(me, chosen)
    choosing.saving(chosen, stated)
with right:
    foreseen(stated)
