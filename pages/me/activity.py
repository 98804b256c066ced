"""Activity: one of them, every rule that looked at it, and what became of it."""

import streamlit as st

from services.access import Act
from services.errors import Forbidden, Refusal
from ui.components.activities.activity import State, earned, head, history, sent, state_of, why_not_words, would_have_earned
from ui.components.activities.activity_decision import decide, tell
from ui.components.frame import empty, masthead, note, refused
from ui.components.heading import heading
from ui.i18n import _
from ui.permission import allowed
from ui.reading import here
from ui.reading_activity import activity, why_not
from ui.refusals import sentence
from ui.rendering import put

me = allowed(Act.READ_POINTS)
now = here(me)


def shown(source: str, external_id: str) -> None:
    """The activity, as far as the reader sees it."""
    found = activity(me, source, external_id)
    refusal = why_not(me, found)
    put(head(me, found, now))
    if refusal is None:
        decide(found)
    left, right = st.columns([3, 2], gap="medium")
    put(sent(me, found, now), into=left)
    with right:
        heading(_("What it would earn") if state_of(found) is State.PENDING else _("What it earned"))
        put(earned(me, found, now))
        near = would_have_earned(found)
        if near:
            heading(_("What would have earned"))
            put(near)
        steps = history(found, now)
        if steps:
            heading(_("What became of it"))
            put(steps)
        note(why_not_words(refusal, me))


source, external_id = st.query_params.get("source"), st.query_params.get("id")
tell()
if not source or not external_id:
    masthead(_("Activity"))
    empty(
        _("Which activity?"),
        _("Open one from a list of entries: each line leads to its activity."),
        act=_("Entries"),
        path="me/entries.py",
    )
else:
    try:
        shown(source, external_id)
    except Forbidden as refusal:
        refused(refusal)
    except Refusal as refusal:
        masthead(_("Activity"))
        empty(_("There is no such activity"), sentence(refusal))
