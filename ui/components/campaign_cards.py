"""Campaigns as cards in plain words, each with what can be done with it."""

from collections.abc import Iterator
from fractions import Fraction

import streamlit as st

from services.campaigns import editing_campaigns as editing
from services.campaigns.telling_campaigns import CampaignsTold, CampaignTold, Mark, State
from services.plans.plan_drafts import PlanDraft
from ui.components import campaign_form, links, plan_mistakes
from ui.components.campaign_calendar import TONES
from ui.components.campaign_saving import save
from ui.components.campaign_words import covers, mark_words, more_rivals, rival_sentence, spent, state_words, times, unknown_words, window
from ui.components.heading import heading
from ui.i18n import _
from ui.reading import Here
from ui.rendering import show

AT_ONCE = 12
SHOWN = "campaigns_shown"


def cards(told: CampaignsTold, draft: PlanDraft | None, here: Here) -> None:
    """Those that run, those to come, those that are over; of each as many as one looks at."""
    running = [one for one in told.campaigns if one.state in (State.RUNNING, State.USED_UP)]
    coming = [one for one in told.campaigns if one.state in (State.TO_COME, None)][::-1]
    over = [one for one in told.campaigns if one.state is State.OVER]
    shown = st.session_state.get(SHOWN, AT_ONCE)
    for title, ones in ((_("Running"), running), (_("Still to come"), coming), (_("Over"), over)):
        if ones:
            heading(title)
        for one in ones[:shown]:
            _card(one, told, draft, here)
    if max(map(len, (running, coming, over))) > shown:
        st.button(_("Show more"), key="campaigns_more", on_click=_more, icon=":material/expand_more:")


def _more() -> None:
    st.session_state[SHOWN] = st.session_state.get(SHOWN, AT_ONCE) + AT_ONCE


def _card(one: CampaignTold, told: CampaignsTold, draft: PlanDraft | None, here: Here) -> None:
    key = str(one.place) if one.place is not None else one.key
    with st.container(key=f"campaigns_one_{key}"):
        show(
            "campaign_card.html",
            tone=TONES.get(one.state or State.TO_COME, "") + (" gone" if one.mark is Mark.GONE else ""),
            times=times(one.multiply),
            label=one.label or _("A campaign without a name"),
            state=state_words(one, here.today),
            mark=mark_words(one.mark),
            when=window(one),
            covers=covers(one.covers) if one.multiply is not None else "",
            share=_share(one),
            spent=spent(one, here) if one.multiply is not None else "",
            rivals=tuple(_remarks(one)),
            mistakes=plan_mistakes.words(one.mistakes),
            href=links.to("campaign", key=one.key) if _has_result(one) else "",
        )
        with st.container(key=f"campaigns_ways_{key}", horizontal=True, gap="small"):
            _ways(one, told, draft, key)


def _remarks(one: CampaignTold) -> Iterator[str]:
    if one.unknown:
        yield unknown_words(one.unknown)
    yield from (rival_sentence(one.multiply or Fraction(1), rival) for rival in one.rivals.told)
    if one.rivals.more:
        yield more_rivals(one.rivals.more)


def _share(one: CampaignTold) -> float | None:
    return None if one.budget is None else round(min(100.0, 100 * one.paid / one.budget), 1)


def _has_result(one: CampaignTold) -> bool:
    return one.is_published and one.state not in (State.TO_COME, None)


def _ways(one: CampaignTold, told: CampaignsTold, draft: PlanDraft | None, key: str) -> None:
    if one.place is not None:
        campaign_form.opener(draft, one.place, _("Edit"), key=f"campaigns_edit_{key}", type="tertiary")
    if one.multiply is not None:
        campaign_form.opener(draft, one, _("Copy"), key=f"campaigns_copy_{key}", type="tertiary")
    if one.place is not None:
        st.button(_("Remove"), key=f"campaigns_remove_{key}", type="tertiary", on_click=_remove, args=(one, told, draft))


def _remove(one: CampaignTold, told: CampaignsTold, draft: PlanDraft | None) -> None:
    assert one.place is not None
    place, was = one.place, one.key
    save(told, draft, lambda document: editing.without_campaign(document, place, was=was))
