"""Replay: what a draft of the plan would have changed on the real history."""

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.plans import plan_drafts
from services.plans.plan_drafts import DraftHead
from ui.components.frame import empty, masthead
from ui.components.plan.plan_history import drafts_html
from ui.components.tuning.replay_panel import replay_panel
from ui.data import database
from ui.i18n import _
from ui.permission import allowed
from ui.reading import here
from ui.refusals import sentence
from ui.rendering import put

VERSIONS = "manage/plan_versions.py"

me = allowed(Act.SIMULATE)
now = here(me)


def which(drafts: tuple[DraftHead, ...]) -> None:
    """How a replay begins."""
    if not drafts:
        text = _(
            "A replay counts the real history again by a draft of the plan. Copy a version into a draft, and change what you would change."
        )
        return empty(_("There is no draft yet"), text, act=_("How points are earned"), path=VERSIONS)
    empty(
        _("Which draft?"),
        _("A replay counts the real history again by a draft of the plan: who would stand where, and what it would cost."),
    )
    put(drafts_html(drafts, now))


def replayed(number: int) -> None:
    """What the draft would have changed."""
    try:
        draft = plan_drafts.get(database(), me.actor, number)
    except Refusal as refusal:
        masthead(_("Replay"))
        return empty(_("This draft is not here"), sentence(refusal), act=_("How points are earned"), path=VERSIONS)
    masthead(_("Replay"), draft.head.name)
    replay_panel(me, now, draft.document, of=f"draft {number}")


asked = st.query_params.get("draft", "")
if asked.isascii() and asked.isdigit():
    replayed(int(asked[:9]))
else:
    masthead(_("Replay"))
    which(plan_drafts.drafts(database(), me.actor))
