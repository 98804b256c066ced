"""Saving what was changed in a draft: never over what somebody else has saved meanwhile."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from services.access import Act
from services.errors import Conflict, Refusal, Unknown
from services.plans import plan_drafts
from services.plans.plan_drafts import DraftHead, PlanDraft
from ui.components.frame import note, wrong
from ui.data import database
from ui.i18n import _
from ui.permission import still_allowed
from ui.text import plain

LOST, MINE, SAID = "plan_lost", "plan_mine", "plan_said"
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lost:
    """What was changed while somebody else saved, or ended the draft: it stands nowhere yet."""

    head: DraftHead
    document: Document
    refusal: Refusal


def save(seen: PlanDraft, change: Callable[[Document], Document]) -> None:
    """The change is saved in the draft; or kept for whoever made it, where somebody else has saved, published or discarded it meanwhile."""
    reader = still_allowed(Act.DRAFT_PLAN)
    if reader is None:
        return
    base = _latest_of_mine(seen)
    try:
        changed = change(base.document)
        saved = plan_drafts.save(database(), reader.actor, base.head.id, changed, revision=base.head.revision)
    except (Conflict, Unknown) as refusal:
        st.session_state[LOST] = Lost(base.head, changed, refusal)
    except Refusal as refusal:
        st.session_state[SAID] = refusal
    else:
        st.session_state[MINE] = saved


def _latest_of_mine(seen: PlanDraft) -> PlanDraft:
    """What this session saved last, where that is newer than what it has drawn: a second change can come before the page has run."""
    mine: PlanDraft | None = st.session_state.get(MINE)
    is_newer = mine is not None and mine.head.id == seen.head.id and mine.head.revision > seen.head.revision
    return mine if mine is not None and is_newer else seen


def said() -> None:
    """What was refused a moment ago, once."""
    refusal = st.session_state.pop(SAID, None)
    if refusal is not None:
        wrong(refusal)


def lost(draft_id: int) -> bool:
    """Whether a change of this draft was kept because of what somebody else did; then it is said what, and what can be done."""
    kept: Lost | None = st.session_state.get(LOST)
    if kept is None or kept.head.id != draft_id:
        return False
    wrong(kept.refusal)
    note(_("Your change was not saved. It is kept here until you choose."))
    with st.container(horizontal=True, gap="small"):
        words = _("Look at theirs") if isinstance(kept.refusal, Conflict) else _("Give it up")
        st.button(words, key="plan_theirs", type="primary", on_click=_forget)
        st.button(_("Save mine as another draft"), key="plan_mine_too", on_click=_save_as_other, args=(kept,))
    said()
    return True


def _forget() -> None:
    st.session_state.pop(LOST, None)
    st.session_state.pop(MINE, None)


def _save_as_other(kept: Lost) -> None:
    reader = still_allowed(Act.DRAFT_PLAN)
    if reader is None:
        return
    name = _("{name}, by {user}").format(name=kept.head.name[:150], user=reader.user)
    try:
        other = plan_drafts.start(database(), reader.actor, kept.document, name=name[:200], based_on=kept.head.based_on)
    except Refusal as refusal:
        st.session_state[SAID] = refusal
        return
    _forget()
    st.query_params["draft"] = str(other.head.id)
    st.toast(plain(_("{name} is saved.").format(name=name)), icon=":material/check:")
