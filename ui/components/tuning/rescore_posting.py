"""The question before differences are posted, the reason for it, and what was posted."""

from functools import partial

import streamlit as st

from services.access import Act
from services.tuning import rescoring
from ui import formats
from ui.components import dialogs, links
from ui.components.admin.admin_forms import Complaints
from ui.components.period_picker import Picked
from ui.components.tuning.replay_words import loud
from ui.components.tuning.rescore_seen import Seen, campaigns_html, moved_html, people, seen_of
from ui.data import database
from ui.i18n import _, ngettext
from ui.reading import Here
from ui.rendering import put, rendered
from ui.sign_in import Viewer
from ui.text import plain

DONE = "rescore_done"
MOST_CHARACTERS = 500
When = dict[str, str | None]


def posting(picked: Picked, found: Seen, days: str) -> None:
    """The button that opens the question. days: the period in words."""
    name = f"rescore_{picked.period.id}"
    dialogs.opener(_("Post the differences …"), name, type="primary", icon=":material/post_add:", key="rescore_open")
    dialogs.shown(name, _("Post the differences"), Act.PUBLISH, partial(_asked, picked, found, days))


def _asked(picked: Picked, found: Seen, days: str, reader: Viewer) -> bool:
    """Asks for the reason; True when the differences are posted."""
    wrong = Complaints()
    st.markdown(plain(_question(found, days)))
    with st.form("rescore", border=False):
        reason = st.text_area(_("Reason"), max_chars=MOST_CHARACTERS, key="rescore_reason", help=_("Whoever gets an entry reads it there."))
        wrong.beneath("reason")
        if not st.form_submit_button(_posts(found.entries), type="primary", key="rescore_send"):
            return False
    with wrong.listening():
        answer = rescoring.rescore(database(), reader.actor, period=picked.period.kind, on=picked.on, reason=" ".join(reason.split()))
        st.session_state[DONE] = seen_of(answer)
        return True
    return False


def _question(found: Seen, days: str) -> str:
    """What will happen, before it does."""
    if not found.moved:
        return _("{days}: nobody’s score changes. What stands in the ledger stays; the differences stand beside it.").format(days=days)
    return _("{days}: {who} get another score, {points} in all. What stands in the ledger stays; the differences stand beside it.").format(
        days=days, who=people(found), points=loud(found.totals)
    )


def _posts(entries: int) -> str:
    return ngettext("Post {n} difference", "Post {n} differences", entries).format(n=formats.number(entries))


def posted(me: Viewer, here: Here, days: str, when: When) -> bool:
    """What was posted a moment ago stands on the page, once, with the ways to it; whether there was anything."""
    found: Seen | None = st.session_state.pop(DONE, None)
    if found is None:
        return False
    title = ngettext("{n} difference is posted: {points}", "{n} differences are posted: {points}", found.entries)
    top = rendered(
        "rescore_done.html",
        title=title.format(n=formats.number(found.entries), points=loud(found.totals)),
        about=formats.listed(part for part in (days, people(found)) if part),
        board=links.to("leaderboard", **when),
    )
    put(top + campaigns_html(found) + moved_html(me, found, when))
    return True
