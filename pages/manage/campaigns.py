"""Campaigns: a calendar of them, what each covers and has cost, and changing them in a draft of the plan."""

from contextlib import nullcontext

import streamlit as st

from scoring.plan import Overlap
from services.access import Act
from services.campaigns import editing_campaigns as editing
from services.campaigns.telling_campaigns import CampaignsTold
from services.errors import Refusal
from services.plans import plan_drafts
from services.plans.plan_drafts import PlanDraft
from services.plans.telling_drafts import DraftTold
from services.plans.telling_drafts import told as draft_told
from ui.components import links
from ui.components.campaigns import campaign_cards, campaign_form
from ui.components.campaigns.campaign_drafts import chosen_draft
from ui.components.campaigns.campaign_saving import save
from ui.components.frame import empty, masthead, wrong
from ui.components.plan import plan_beside, plan_saving
from ui.data import database
from ui.i18n import _, language
from ui.permission import allowed
from ui.reading import here
from ui.rendering import show

OVERLAP = "campaigns_overlap"
PLAN = "manage/plan.py"

me = allowed(Act.DRAFT_PLAN)
now = here(me)


def page() -> None:
    """The campaigns of the published plan, or of the draft that the address names."""
    asked = chosen_draft(plan_drafts.drafts(database(), me.actor), now)
    plan_saving.said()
    if asked is None:
        return campaigns(None)
    try:
        draft = draft_told(database(), me.actor, asked, language=language())
    except Refusal as refusal:
        return None if plan_saving.lost(asked) else wrong(refusal)
    if not plan_saving.lost(asked):
        campaigns(draft)


def campaigns(draft: DraftTold | None) -> None:
    """The calendar, the campaigns one by one, and what the draft would change."""
    seen = draft.draft if draft else None
    found = campaign_cards.drawn(me, seen, now)
    told = found.told
    if told.document is None:
        text = _("A campaign multiplies the points of a plan for a while. Publish a plan first.")
        return empty(_("There is no plan yet"), text, act=_("Scoring plan"), path=PLAN)
    if not told.campaigns:
        text = _("A campaign gives more points for a while: for some rules, activities, teams or customers, as far as its budget goes.")
        empty(_("No campaign yet"), text)
    with nullcontext() if told.campaigns else st.container(horizontal=True, horizontal_alignment="center"):
        campaign_form.opener(seen, None, _("Add a campaign"), key="campaigns_add", icon=":material/add:", type=_loud(draft))
    campaign_form.dialog(told, seen)
    if draft is not None:
        changes(draft)
    if told.campaigns:
        campaign_cards.show(found, seen)
        overlap(told, seen)


def _loud(draft: DraftTold | None) -> str:
    """One button of a page is loud: to publish, where there is something to publish."""
    return "secondary" if draft is not None and draft.changes else "primary"


def changes(draft: DraftTold) -> None:
    """What differs from the published plan, with publishing it."""
    with st.container(key="campaigns_differs"):
        plan_beside.differs(draft, now)
        plan_beside.publishing(me, draft, now)
        href = links.to("plan", draft=str(draft.draft.head.id))
        show("campaign_link.html", words=_("The whole draft, with what it would change"), href=href)


def overlap(told: CampaignsTold, draft: PlanDraft | None) -> None:
    """What counts where several campaigns run for the same award."""
    words = {Overlap.HIGHEST: _("The highest multiplier counts"), Overlap.PRODUCT: _("They multiply each other")}
    st.session_state[OVERLAP] = told.overlap
    st.radio(
        _("Where campaigns overlap"),
        list(words),
        key=OVERLAP,
        format_func=lambda one: words[one],
        label_visibility="collapsed",
        on_change=lambda: save(told, draft, lambda document: editing.with_overlap(document, Overlap(st.session_state[OVERLAP]))),
    )


masthead(_("Campaigns"))
page()
