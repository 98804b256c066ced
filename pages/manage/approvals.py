"""What waits for a decision: chosen, approved or declined, many at once."""

from functools import partial

import streamlit as st

from services.access import Act
from services.activities import waiting as deciding
from services.activities.waiting import Decided, Key
from services.errors import Refusal
from ui.components import choosing, dialogs
from ui.components.activities import waiting
from ui.components.frame import empty, masthead, wrong
from ui.data import database
from ui.i18n import _, ngettext
from ui.permission import allowed, still_allowed
from ui.reading import here
from ui.sign_in import Viewer

ANSWERS = "approvals_answers"

me = allowed(Act.DECIDE)


def approve(chosen: tuple[Key, ...]) -> None:
    reader = still_allowed(Act.DECIDE)
    if reader is not None:
        keep(deciding.approve_many(database(), reader.actor, chosen))


def keep(answers: list[Decided]) -> None:
    """What became of them is told at the next run; the boxes are empty again."""
    st.session_state[ANSWERS] = answers
    choosing.clear(waiting.PAGE)


def declined(chosen: tuple[Key, ...], reader: Viewer) -> bool:
    """Asks for the reason, which everybody concerned can read; True when it is done."""
    count = len(chosen)
    with st.form("approvals_decline", border=False):
        reason = st.text_area(_("Reason"), max_chars=500, key="approvals_reason", help=_("Whoever recorded it reads this."))
        words = ngettext("Decline {n}", "Decline {n}", count).format(n=count)
        if not st.form_submit_button(words, type="primary", key="approvals_decline_send"):
            return False
    try:
        keep(deciding.decline_many(database(), reader.actor, chosen, reason=" ".join(reason.split())))
    except Refusal as refusal:
        wrong(refusal)
        return False
    return True


masthead(_("Approvals"))
waiting.report(st.session_state.pop(ANSWERS, []))
listed = waiting.waits(me, here(me))
if listed is None:
    empty(_("Nothing waits for you"), _("What your people record and what needs a second pair of eyes stands here until you decide."))
    st.stop()
chosen = waiting.choose(listed)
with st.container(key="approvals_bar", horizontal=True, vertical_alignment="center", gap="small"):
    count = len(chosen)
    st.button(
        ngettext("Approve {n}", "Approve {n}", count).format(n=count) if count else _("Approve"),
        type="primary",
        icon=":material/check:",
        key="approvals_approve",
        disabled=not count,
        on_click=approve,
        args=(chosen,),
    )
    dialogs.opener(_("Decline …"), "approvals_decline", icon=":material/close:", key="approvals_decline_open", disabled=not count)
if count:
    dialogs.shown("approvals_decline", _("Decline"), Act.DECIDE, partial(declined, chosen))
