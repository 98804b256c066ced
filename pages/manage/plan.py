"""The scoring plan: drafts of it, their rules with weights that can be moved, what that would change, and publishing."""

import streamlit as st

from services.access import Act
from services.errors import Refusal
from services.plans import plan_drafts
from services.plans.telling_drafts import DraftTold, told
from ui.components import links
from ui.components.admin import admin_forms
from ui.components.admin.admin_frame import back
from ui.components.frame import empty, masthead, note, wrong
from ui.components.plan import (
    plan_begin,
    plan_beside,
    plan_cards,
    plan_glance,
    plan_ladders,
    plan_rule_form,
    plan_saving,
    plan_starter,
    plan_yaml,
)
from ui.components.plan.plan_told import told_html
from ui.components.tuning.replay_panel import replay_panel
from ui.data import database
from ui.i18n import _, language
from ui.permission import allowed
from ui.reading import here
from ui.reading_plan import history
from ui.reading_plan import told as in_words
from ui.rendering import put, show

me = allowed(Act.DRAFT_PLAN)
now = here(me)


def drafts() -> None:
    """Every draft, the beginning of another, and the plan as it is in force."""
    masthead(_("Scoring plan"))
    plan_saving.said()
    plan_begin.beginnings(bool(history(me)), now)
    plan_begin.listed(plan_drafts.drafts(database(), me.actor), now)
    in_force = in_words(me)
    if in_force:
        put(told_html(in_force, now))


def opened(asked: str) -> None:
    """The draft that the address names."""
    back(_("Scoring plan"), "plan")
    number = int(asked[:9]) if asked.isascii() and asked.isdigit() else 0
    try:
        draft = told(database(), me.actor, number, language=language())
    except Refusal as refusal:
        return None if plan_saving.lost(number) else wrong(refusal)
    masthead(draft.draft.head.name, plan_beside.beside(draft.draft))
    if plan_saving.lost(draft.draft.head.id):
        return
    plan_saving.said()
    admin_forms.told()
    worked_on(draft)


def worked_on(draft: DraftTold) -> None:
    """Left the rules, right what they would change."""
    with st.container(key="plan_ways", horizontal=True, gap="small"):
        plan_begin.ways(draft.draft)
        plan_yaml.yaml_ways(draft.draft)
    with st.container(key="plan_page"):
        with st.container(key="plan_rules"):
            rules(draft)
        with st.container(key="plan_beside"):
            with st.container(key="plan_differs"):
                plan_beside.differs(draft, now)
                seen = st.container(key="plan_glance")
                plan_beside.publishing(me, draft, now)
            with st.container(key="plan_replayed"):
                show("plan_replay_place.html")
                found = replay_panel(me, now, draft.draft.document, of=f"draft {draft.draft.head.id}", key="plan_replay")
    with seen:
        plan_glance.glance(found)


def rules(draft: DraftTold) -> None:
    if not any(category.rules for category in draft.categories):
        empty(_("The draft has no rule yet"), _("A rule says what earns points, how many and for whom."))
    with st.container(horizontal=True, gap="small"):
        plan_rule_form.opener(draft, None, _("Add a rule"), key="plan_add", icon=":material/add:")
        plan_starter.opener(draft)
    plan_rule_form.dialog(draft)
    plan_cards.cards(draft)
    plan_ladders.ladders(draft)
    show("plan_campaigns.html", campaigns=draft.campaigns, href=links.to("campaigns", draft=str(draft.draft.head.id)))
    plan_starter.unknown_types(me, draft)
    if draft.unasked:
        words = _("No form of an activity type asks for these yet; they count only where another system sends them: {fields}")
        note(words.format(fields=_(", ").join(draft.unasked)))


asked_for = st.query_params.get("draft")
if asked_for is None:
    drafts()
else:
    opened(asked_for)
