"""Recording an activity: a form made from its type, kept while it is typed, answered with what it earned and why."""

import streamlit as st

from services.access import Act
from services.activities.recording_by_hand import record_by_hand
from services.errors import Refusal
from ui.components.activities import recorded, recording
from ui.components.frame import empty, masthead
from ui.data import database, step_now
from ui.i18n import _, language
from ui.permission import allowed
from ui.reading import activity_types, here

me = allowed(Act.RECORD)
now_here = here(me)
types = activity_types(me)

masthead(_("Record an activity"))
if recorded.shown(me, now_here):
    st.stop()
if not types:
    empty(
        _("There is nothing to record yet"),
        _("An administrator says which activities there are."),
        act=_("Activity types") if me.actor.may(Act.MANAGE_CATALOGUE) else "",
        path="admin/activity_types.py",
    )
    st.stop()

now = recording.form(me, now_here, types)
recording.keep(me, now)
kind = types.get(now["type"] or "")
if kind is None:
    st.stop()
missing = recording.lacking(kind, now)
if st.button(_("Record"), type="primary", key="record_send", width="stretch", disabled=bool(missing)):
    now.setdefault("pressed_at", now_here.now.isoformat())
    recording.keep(me, dict(now))
    before = recorded.place(me, now)
    try:
        answer = record_by_hand(database(), me.actor, recording.item(kind, now, now_here), language=language())
    except Refusal as refusal:
        recording.refused(me, refusal, now)
    else:
        recording.forget(me)
        step_now()
        recorded.keep(answer, before)
        st.rerun()
elif missing:
    st.caption(_("Still missing: {names}").format(names=recording.named(kind, missing, now_here)))
