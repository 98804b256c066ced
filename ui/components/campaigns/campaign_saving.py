"""Saving what was changed in campaigns: in the draft that is chosen; where none is, in one that begins as the newest version."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from services.access import Act
from services.campaigns.telling_campaigns import CampaignsTold
from services.errors import Refusal
from services.plans import plan_drafts
from services.plans.plan_drafts import PlanDraft
from ui.components.plan import plan_saving
from ui.data import database
from ui.i18n import _
from ui.permission import still_allowed
from ui.text import plain

Document = Mapping[str, Any]
Change = Callable[[Document], Document]


def save(told: CampaignsTold, draft: PlanDraft | None, change: Change) -> None:
    """The change stands in the draft, or is kept where somebody else has saved; without a draft one begins with it."""
    if draft is not None:
        return plan_saving.save(draft, change)
    reader = still_allowed(Act.DRAFT_PLAN)
    if reader is None or told.document is None:
        return
    name = _("Campaigns, by {user}").format(user=reader.user)
    try:
        begun = plan_drafts.start(database(), reader.actor, change(told.document), name=name, based_on=told.based_on)
    except Refusal as refusal:
        st.session_state[plan_saving.SAID] = refusal
        return
    st.query_params["draft"] = str(begun.head.id)
    st.toast(plain(_("Saved in a new draft: {name}. It counts once the draft is published.").format(name=name)), icon=":material/check:")
