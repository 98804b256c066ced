"""Approving, declining and reversing one activity, by somebody whose own it is not."""

from functools import partial

import streamlit as st

from services.access import Act
from services.activities import deciding, reversing
from services.errors import Refusal
from ui import formats
from ui.components import dialogs
from ui.components.activities.activity import State, state_of
from ui.components.frame import wrong
from ui.data import database
from ui.i18n import _
from ui.permission import still_allowed
from ui.reading_activity import Document
from ui.refusals import sentence
from ui.sign_in import Viewer
from ui.text import plain

TOLD = "activity_told"
MOST_CHARACTERS = 500


def tell() -> None:
    """What became of the last decision is said once."""
    told = st.session_state.pop(TOLD, None)
    if told:
        st.toast(plain(told), icon=":material/check:")


def decide(found: Document) -> None:
    """The buttons for whoever may decide: what waits is approved or declined, what counts is reversed."""
    state = state_of(found)
    if state is State.PENDING:
        with st.container(horizontal=True, key="activity_decide", gap="small"):
            st.button(_("Approve"), type="primary", icon=":material/check:", key="activity_approve", on_click=_approve, args=(found,))
            dialogs.opener(_("Decline …"), _name("decline", found), icon=":material/close:", key="activity_decline")
        dialogs.shown(_name("decline", found), _("Decline"), Act.DECIDE, partial(_declined, found))
    if state is State.COUNTS:
        dialogs.opener(_("Reverse …"), _name("reverse", found), icon=":material/undo:", key="activity_reverse", type="tertiary")
        dialogs.shown(_name("reverse", found), _("Reverse this activity"), Act.DECIDE, partial(_reversed, found))


def _name(act: str, found: Document) -> str:
    """A dialog belongs to one activity: it is not open on the next."""
    return f"{act} {found['source']} {found['external_id']}"


def _approve(found: Document) -> None:
    me = still_allowed(Act.DECIDE)
    if me is None:
        return
    try:
        answer = deciding.approve(database(), me.actor, found["source"], found["external_id"])
    except Refusal as refusal:
        st.session_state[TOLD] = sentence(refusal)
        return
    points = sum(line["points"] for line in answer["points"])
    st.session_state[TOLD] = _("Approved: {points}").format(points=formats.signed_points(points))


def _declined(found: Document, me: Viewer) -> bool:
    st.write(_("It stays on record and earns nothing."))
    reason = _reason("decline", _("Decline"))
    if reason is None:
        return False
    try:
        deciding.decline(database(), me.actor, found["source"], found["external_id"], reason=reason)
    except Refusal as refusal:
        wrong(refusal)
        return False
    st.session_state[TOLD] = _("Declined: it earns nothing")
    return True


def _reversed(found: Document, me: Viewer) -> bool:
    st.write(_("Everything that it earned is taken back from everybody, once and for good. Limits that it used stay used."))
    reason = _reason("reverse", _("Reverse"))
    if reason is None:
        return False
    try:
        answer = reversing.reverse(database(), me.actor, found["source"], found["external_id"], reason=reason)
    except Refusal as refusal:
        wrong(refusal)
        return False
    st.session_state[TOLD] = _("Reversed: {points} taken back").format(points=formats.points(answer["reversed"]))
    return True


def _reason(act: str, words: str) -> str | None:
    """The reason, when it is sent."""
    with st.form(f"activity_{act}_form", border=False):
        reason = st.text_area(
            _("Reason"), max_chars=MOST_CHARACTERS, key=f"activity_{act}_reason", help=_("Whoever recorded it reads this.")
        )
        is_sent = st.form_submit_button(words, type="primary", key=f"activity_{act}_send")
    if is_sent and not reason.strip():
        st.error(_("Write the reason: whoever recorded it reads this."))
    return " ".join(reason.split()) or None if is_sent else None
