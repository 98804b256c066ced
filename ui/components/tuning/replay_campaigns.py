"""What campaigns pay before and after, and how far their budgets go."""

from ui import formats
from ui.components.heading import heading_html
from ui.components.tuning.replay_summary import CampaignMoved, Summary
from ui.i18n import _, label
from ui.reading import Here
from ui.rendering import rendered

BEFORE, AFTER = 0, 1


def campaigns_html(found: Summary, here: Here) -> str:
    """A bar before and one after for each campaign: of its budget, where it has one; empty text where there is no campaign."""
    if not found.campaigns:
        return ""
    most = max(value for one in found.campaigns for value in one.paid) or 1
    return heading_html(_("Campaigns")) + rendered(
        "replay_campaigns.html", campaigns=[_campaign(one, most, here) for one in found.campaigns]
    )


def _campaign(one: CampaignMoved, most: int, here: Here) -> dict[str, object]:
    gained = one.paid[AFTER] - one.paid[BEFORE]
    return {
        "name": label(one.label) or one.key,
        "about": _about(one, here),
        "bars": [_bar(one, side, most) for side in (BEFORE, AFTER)],
        "gained": formats.signed(gained),
    }


def _bar(one: CampaignMoved, side: int, most: int) -> tuple[float, str]:
    """How far it goes in per cent, and what stands beside it."""
    budget, used = one.budget[side], one.used[side]
    if budget is None or used is None:
        return round(100 * one.paid[side] / most, 1), formats.number(one.paid[side])
    share = round(min(100, 100 * used / budget), 1)
    return share, _("{used} of {budget}").format(used=formats.number(used), budget=formats.number(budget))


def _about(one: CampaignMoved, here: Here) -> str:
    """`1,200 left → used up on Tue 3 Mar`; the same on both sides is said once."""
    said = [text for side in (BEFORE, AFTER) if (text := _state(one, side, here))]
    return " → ".join(dict.fromkeys(said))


def _state(one: CampaignMoved, side: int, here: Here) -> str:
    budget, used, ended = one.budget[side], one.used[side], one.ended[side]
    if budget is None or used is None:
        return _("without a budget") if one.paid[side] else ""
    if ended is not None:
        return _("used up on {day}").format(day=formats.calendar_day(ended, here.today))
    if used >= budget:
        return _("used up on other days")
    return _("{n} left").format(n=formats.number(budget - used))
