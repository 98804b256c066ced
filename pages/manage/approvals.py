"""What waits for a decision: chosen, approved or declined, many at once."""

from functools import partial

import streamlit as st

from services.access import Act
from services.activities import waiting as deciding
from services.activities.waiting import Decided
from services.errors import Refusal
from ui.components import dialogs, waiting
from ui.components.frame import empty, masthead, note, wrong
from ui.data import database
from ui.i18n import _, ngettext
from ui.permission import allowed, still_allowed
from ui.reading import here
from ui.sign_in import Viewer

AT_ONCE = 20
ANSWERS = "approvals_answers"

me = allowed(Act.DECIDE)


def approve(chosen: waiting.Chosen) -> None:
    reader = still_allowed(Act.DECIDE)
    if reader is not None:
        keep(deciding.approve_many(database(), reader.actor, chosen.keys))


def keep(answers: list[Decided]) -> None:
    """What became of them is told at the next run; the boxes are empty again."""
    st.session_state[ANSWERS] = answers
    for key in [k for k in st.session_state if str(k).startswith("approvals_box_") or k == "approvals_all"]:
        del st.session_state[key]


def declined(chosen: waiting.Chosen, reader: Viewer) -> bool:
    """Asks for the reason, which everybody concerned can read; True when it is done."""
    count = len(chosen.keys)
    with st.form("approvals_decline", border=False):
        reason = st.text_area(_("Reason"), max_chars=500, key="approvals_reason", help=_("Whoever recorded it reads this."))
        words = ngettext("Decline {n}", "Decline {n}", count).format(n=count)
        if not st.form_submit_button(words, type="primary", key="approvals_decline_send"):
            return False
    try:
        keep(deciding.decline_many(database(), reader.actor, chosen.keys, reason=" ".join(reason.split())))
    except Refusal as refusal:
        wrong(refusal)
        return False
    return True


masthead(_("Approvals"))
waiting.report(st.session_state.pop(ANSWERS, []))
page = deciding.waiting(database(), me.actor, limit=AT_ONCE)
if not page.items:
    empty(_("Nothing waits for you"), _("What your people record and what needs a second pair of eyes stands here until you decide."))
    st.stop()
note(
    ngettext("{n} waits for a decision", "{n} wait for a decision", page.total or 0).format(n=page.total),
    _("the oldest first") if (page.total or 0) > 1 else "",
)
chosen = waiting.choose(page.items, here(me))
with st.container(key="approvals_bar", horizontal=True, vertical_alignment="center", gap="small"):
    count = len(chosen.keys)
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
