"""A campaign's result: what it moved against the weeks before, beside what it did not cover, and what it cost."""

from functools import partial

import streamlit as st

from services.access import Act
from services.campaigns.costing import Cost, cost
from services.campaigns.measuring import Measured, measured
from services.campaigns.telling_campaigns import CampaignTold, campaigns_told
from ui.components.admin.admin_frame import back
from ui.components.campaigns import campaign_cost, campaign_moved
from ui.components.campaigns.campaign_file import campaign_file
from ui.components.campaigns.campaign_words import covers, state_words, times, window
from ui.components.frame import empty, masthead, note
from ui.components.heading import heading, heading_html
from ui.data import database, version
from ui.downloads import download
from ui.i18n import _, language
from ui.permission import allowed
from ui.reading import here, shared_by
from ui.rendering import put
from ui.shared import once_per

CAMPAIGNS = "manage/campaigns.py"

me = allowed(Act.AUDIT_PLAN)
now = here(me)


def page(key: str) -> None:
    """The result of the campaign that the address names."""
    told = campaigns_told(database(), me.actor, language=language())
    one = next((one for one in told.campaigns if one.key == key), None)
    if one is None or one.from_on is None:
        masthead(_("Campaign"))
        return empty(_("Which campaign?"), _("Choose one of the calendar to see what it has moved."), act=_("Campaigns"), path=CAMPAIGNS)
    masthead(one.label, state_words(one, now.today))
    note(times(one.multiply), window(one), covers(one.covers))
    if one.from_on > now.today:
        return empty(
            _("It has not begun yet"), _("Once it runs, this page compares it with the weeks before."), act=_("Campaigns"), path=CAMPAIGNS
        )
    result(one)


def result(one: CampaignTold) -> None:
    """What the campaign moved, to the minute; what it cost; the numbers behind both."""
    days = (version().directory_revision, now.now.strftime("%Y-%m-%d %H:%M"))
    found = once_per(days, ("campaign measured", shared_by(me), one.key), partial(measured, database(), me.actor, one.key))
    paid = once_per((version(), now.today), ("campaign cost", shared_by(me), one.key), partial(cost, database(), me.actor, one.key))
    moved(found)
    costs(paid)
    numbers(found)


def moved(found: Measured) -> None:
    """The finding with its chart."""
    heading(_("What did it move?"))
    put(campaign_moved.top_html(found))
    document = campaign_moved.chart(found, now.today)
    if document is not None:
        words = campaign_moved.chart_words(found)
        st.vega_lite_chart(document, theme=None, width="stretch", key="campaign_moved", alt=words)


def costs(paid: Cost) -> None:
    """The cost with its chart, by rule and by team."""
    heading(_("What did it cost?"))
    put(campaign_cost.top_html(paid, now, is_bounded=bool(me.actor.team_ids)))
    document = campaign_cost.chart(paid, now.today)
    if document is not None:
        st.vega_lite_chart(document, theme=None, width="stretch", key="campaign_cost", alt=campaign_cost.chart_words(paid))
        put(campaign_cost.shares_html(paid))


def numbers(found: Measured) -> None:
    """Before, during and after, to look at and to take away."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="campaign_numbers"):
        put(heading_html(_("The numbers behind")))
        download("campaign_file", _("Download"), f"campaign-{found.key}.csv", campaign_file(database(), found.key))
    put(campaign_moved.numbers_html(found, now.currency))
    if me.actor.team_ids:
        note(_("What you see is of your teams."))


back(_("Campaigns"), "campaigns")
page(st.query_params.get("key", ""))
