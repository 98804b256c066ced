"""The drafts that stand, and how another one begins; what is done with a whole draft."""

from functools import partial

import streamlit as st

from services.access import Act
from services.beginning.starting import starter_plans
from services.errors import Refusal
from services.plans import plan_drafts
from services.plans.plan_documents import read_file
from services.plans.plan_drafts import DraftHead, PlanDraft
from ui.components import dialogs
from ui.components.admin.admin_forms import Complaints
from ui.components.frame import empty
from ui.components.plan.plan_history import drafts_html
from ui.components.plan.plan_saving import SAID
from ui.data import database
from ui.i18n import _, label
from ui.permission import still_allowed
from ui.reading import Here
from ui.rendering import put
from ui.sign_in import Viewer
from ui.text import plain

BEGIN, RENAME, DISCARD = "plan_begin", "plan_rename", "plan_discard"
EMPTY, FILE = "empty", "file"
MOST_MEGABYTES = 10
"""More than a plan may have: what is too large is told in our words."""


def listed(drafts: tuple[DraftHead, ...], here: Here) -> None:
    """Every draft with who works on it, as links."""
    if not drafts:
        return empty(
            _("Nobody drafts a plan"),
            _("A draft changes nothing until it is published. Move its weights and see what they would have done."),
        )
    put(drafts_html(drafts, here))


# beginnings -----------------------------------------------------------------------------------------------------------------------


def beginnings(is_published: bool, here: Here) -> None:
    """The one loud button begins with the newest version; the dialog knows the other ways."""
    with st.container(horizontal=True, gap="small"):
        if is_published:
            words = _("Change the plan")
            st.button(words, key="plan_change", type="primary", icon=":material/edit:", on_click=_from_newest, args=(here,))
        kind = "secondary" if is_published else "primary"
        dialogs.opener(_("Begin otherwise …"), BEGIN, icon=":material/add:", key="plan_begin_open", type=kind)
    dialogs.shown(BEGIN, _("Begin a draft"), Act.DRAFT_PLAN, _begun)


def _from_newest(here: Here) -> None:
    reader = still_allowed(Act.DRAFT_PLAN)
    if reader is None:
        return
    name = _("{user}, {day}").format(user=reader.user, day=here.today.isoformat())
    try:
        _open(plan_drafts.start_from_version(database(), reader.actor, name=name))
    except Refusal as refusal:
        st.session_state[SAID] = refusal


def _open(draft: PlanDraft) -> None:
    st.query_params["draft"] = str(draft.head.id)


def _begun(reader: Viewer) -> bool:
    """True once a draft stands."""
    wrong = Complaints()
    titles = {EMPTY: _("An empty plan"), FILE: _("A YAML file")} | {plan.key: label(plan.label) for plan in starter_plans()}
    name = st.text_input(_("Name of the draft"), key="plan_begin_name", max_chars=200)
    wrong.beneath("name")
    chosen = st.radio(_("Begin with"), list(titles), key="plan_begin_with", format_func=lambda one: plain(titles[one]))
    file = (
        st.file_uploader(_("A YAML file"), type=["yaml", "yml", "json"], max_upload_size=MOST_MEGABYTES, key="plan_begin_file")
        if chosen == FILE
        else None
    )
    wrong.beneath("plan", "plan.rules")
    if not st.button(_("Begin"), key="plan_begin_send", type="primary", disabled=chosen == FILE and file is None):
        return False
    with wrong.listening():
        _open(_start(reader, chosen or EMPTY, name.strip() or titles[chosen or EMPTY], file.getvalue() if file else b""))
        return True
    return False


def _start(reader: Viewer, chosen: str, name: str, file: bytes) -> PlanDraft:
    if chosen == EMPTY:
        return plan_drafts.start_empty(database(), reader.actor, name=name)
    if chosen == FILE:
        return plan_drafts.start(database(), reader.actor, read_file(file), name=name)
    return plan_drafts.start_from_starter(database(), reader.actor, chosen, name=name)


# a whole draft --------------------------------------------------------------------------------------------------------------------


def ways(draft: PlanDraft) -> None:
    """To rename it and to discard it."""
    rename, discard = f"{RENAME}_{draft.head.id}", f"{DISCARD}_{draft.head.id}"
    dialogs.opener(_("Rename …"), rename, key="plan_rename_open", type="tertiary", icon=":material/edit:")
    dialogs.opener(_("Discard …"), discard, key="plan_discard_open", type="tertiary", icon=":material/delete:")
    dialogs.shown(rename, _("Rename the draft"), Act.DRAFT_PLAN, partial(_renamed, draft.head))
    dialogs.shown(discard, _("Discard the draft"), Act.DRAFT_PLAN, partial(_discarded, draft.head))


def _renamed(head: DraftHead, reader: Viewer) -> bool:
    wrong = Complaints()
    name = st.text_input(_("Name of the draft"), value=head.name, key=f"plan_name_{head.id}", max_chars=200)
    wrong.beneath("name")
    if not st.button(_("Rename"), key="plan_rename_send", type="primary"):
        return False
    with wrong.listening():
        plan_drafts.rename(database(), reader.actor, head.id, name)
        return True
    return False


def _discarded(head: DraftHead, reader: Viewer) -> bool:
    st.markdown(plain(_("{name} is gone for good. What is published stays as it is.").format(name=head.name)))
    wrong = Complaints()
    if not st.button(_("Discard"), key="plan_discard_send", type="primary"):
        return False
    with wrong.listening():
        plan_drafts.discard(database(), reader.actor, head.id)
        st.query_params.pop("draft", None)
        return True
    return False
