"""The calendar of campaigns and their cards in plain words, each with what can be done with it: one element, however many there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import streamlit as st

from services.campaigns import editing_campaigns as editing
from services.campaigns.telling_campaigns import CampaignsTold, CampaignTold, Mark, State, campaigns_told
from services.plans.plan_drafts import PlanDraft
from ui.components import choosing, links
from ui.components.campaigns import campaign_form
from ui.components.campaigns.campaign_calendar import TONES, calendar_html
from ui.components.campaigns.campaign_saving import save
from ui.components.campaigns.campaign_words import (
    covers,
    mark_words,
    more_rivals,
    rival_sentence,
    spent,
    state_words,
    times,
    unknown_words,
    window,
)
from ui.components.plan import plan_mistakes
from ui.data import database, version
from ui.i18n import _, language
from ui.reading import Here, shared_by
from ui.rendering import rendered
from ui.shared import once_per
from ui.sign_in import Viewer

AT_ONCE = 12
SHOWN, LIST = "campaigns_shown", "campaigns_list"
EDIT, COPY, REMOVE, MORE = "edit", "copy", "remove", "more"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is told of campaigns, and their calendar and cards as HTML."""

    told: CampaignsTold
    html: str


def drawn(me: Viewer, draft: PlanDraft | None, here: Here) -> Drawn:
    """The campaigns of the published plan, or of a draft; made once per change."""
    shown = st.session_state.get(SHOWN, AT_ONCE)
    of = (draft.head.id, draft.head.revision) if draft else None
    return once_per(
        (version(), here.today, of),
        ("campaigns", shared_by(me), language(), draft.head.id if draft else None, shown),
        lambda: _drawn(me, draft, here, shown),
    )


def _drawn(me: Viewer, draft: PlanDraft | None, here: Here, shown: int) -> Drawn:
    told = campaigns_told(database(), me.actor, draft, language=language())
    return Drawn(told, _html(told.campaigns, here, shown) if told.campaigns else "")


def _html(campaigns: tuple[CampaignTold, ...], here: Here, shown: int) -> str:
    """Those that run, those to come, those that are over; of each as many as one looks at."""
    running = [one for one in campaigns if one.state in (State.RUNNING, State.USED_UP)]
    coming = [one for one in campaigns if one.state in (State.TO_COME, None)][::-1]
    over = [one for one in campaigns if one.state is State.OVER]
    groups = ((_("Running"), running), (_("Still to come"), coming), (_("Over"), over))
    html = rendered(
        "campaign_cards.html",
        groups=[(title, [_card(one, here) for one in ones[:shown]]) for title, ones in groups if ones],
        more=MORE if max(map(len, (running, coming, over))) > shown else "",
    )
    return calendar_html(campaigns, here.today) + html


def show(found: Drawn, draft: PlanDraft | None) -> None:
    """The calendar and the cards stand on the page, and their buttons are heard."""
    choosing.press(LIST, found.html, partial(_pressed, found.told, draft))


def _pressed(told: CampaignsTold, draft: PlanDraft | None, said: str) -> None:
    """What was pressed is done, where the campaign that it names is there and can be."""
    what, _colon, key = said.partition(":")
    one = next((one for one in told.campaigns if _key(one) == key), None)
    if what == MORE:
        st.session_state[SHOWN] = st.session_state.get(SHOWN, AT_ONCE) + AT_ONCE
    elif one is None or what not in _ways(one):
        return
    elif what == REMOVE:
        _remove(one, told, draft)
    else:
        campaign_form.begin(draft, one if what == COPY else one.place)


def _key(one: CampaignTold) -> str:
    return str(one.place) if one.place is not None else one.key


def _card(one: CampaignTold, here: Here) -> dict[str, object]:
    words = {EDIT: _("Edit"), COPY: _("Copy"), REMOVE: _("Remove")}
    return {
        "tone": TONES.get(one.state or State.TO_COME, "") + (" gone" if one.mark is Mark.GONE else ""),
        "times": times(one.multiply),
        "label": one.label or _("A campaign without a name"),
        "state": state_words(one, here.today),
        "mark": mark_words(one.mark),
        "when": window(one),
        "covers": covers(one.covers) if one.multiply is not None else "",
        "share": _share(one),
        "spent": spent(one, here) if one.multiply is not None else "",
        "rivals": tuple(_remarks(one)),
        "mistakes": plan_mistakes.words(one.mistakes),
        "href": links.to("campaign", key=one.key) if _has_result(one) else "",
        "ways": [(f"{way}:{_key(one)}", words[way]) for way in _ways(one)],
    }


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


def _ways(one: CampaignTold) -> tuple[str, ...]:
    """What can be done with it: what a document lacks cannot be edited, what cannot be read not be copied."""
    is_there, is_read = one.place is not None, one.multiply is not None
    return tuple(way for way, may in ((EDIT, is_there), (COPY, is_read), (REMOVE, is_there)) if may)


def _remove(one: CampaignTold, told: CampaignsTold, draft: PlanDraft | None) -> None:
    assert one.place is not None
    place, was = one.place, one.key
    save(told, draft, lambda document: editing.without_campaign(document, place, was=was))
